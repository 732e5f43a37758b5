"""The sheet of a school: its figures with what chance does, and what to talk about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.schools import SEEN, School
from gelijkop.errors import Language, Text
from gelijkop.present import selection as pick
from gelijkop.present.figure import Figure
from gelijkop.present.school_sheet import Line, sheet_figure, told
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.texts import say
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages import schools
from gelijkop.web.pages.frame import figure_file, figures_html, language, place_or_404, rendered, shelf
from gelijkop.web.pages.indicator import main_measure

UNITS = (("share", "aandelen"), ("mean", "gemiddelden"))
"""Each unit with the name of its figure; numbers of two units do not fit on one scale."""


def schools_with_page(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the schools."""
    return ({"brin": p.code} for p in of.places("school"))


def files_of_sheets(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every CSV file beside those pages."""
    for place in of.places("school"):
        for figure in figures(of, place, lines(of, place), "nl"):
            yield {"brin": place.code, "ident": figure.ident}


@page(PUBLIC, examples=schools_with_page)
def school(request: HttpRequest, brin: str) -> HttpResponse:
    """The sheet of one school."""
    of, spoken = shelf(), language()
    return rendered(request, "gelijkop/school.html", sheet(of, place_or_404(of, brin, "school"), spoken), of)


@page(PUBLIC, examples=files_of_sheets)
def school_file(request: HttpRequest, brin: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure on the sheet of a school."""
    of = shelf()
    place = place_or_404(of, brin, "school")
    return figure_file(figures(of, place, lines(of, place), language()), ident)


def sheet(of: Shelf, place: Place, spoken: Language) -> dict[str, object]:
    """What the sheet of a school shows."""
    found = lines(of, place)
    shown = [line for line in found if line.school.state in SEEN]
    return {
        "place": place,
        "town": of.place(place.within) if place.within != WHOLE else None,
        "board": of.place(place.board) if place.board else None,
        "figures": figures_html(figures(of, place, found, spoken)),
        "phases": list(_phases(of, place, found, spoken)),
        "years": pick.period([y for line in found for y in line.school.years], spoken) if found else "",
        "shown": len(shown),
        "similar": _similar(of, [line.school for line in shown]),
        "rule": rule.say(spoken) if found and (rule := _rule(of, found[0].measure.code)) is not None else "",
    }


@lru_cache(maxsize=16)
def _rule(of: Shelf, measure: str) -> Text | None:
    """Which schools are similar, in words; of thousands of schools it takes long to read."""
    found = of.schools(measure)
    return found.rule if found is not None else None


def lines(of: Shelf, place: Place) -> Sequence[Line]:
    """The school on each indicator, by phase, by the definition that is told."""
    found = {s.measure: s for s in of.school(place.code)}
    measures = [main_measure(of, code) for s in pick.SECTIONS for code in of.indicators if pick.section_of(code) == s]
    whole = {m.code: of.rates(m.code, None, WHOLE) for m in measures if m.code in found}
    return [Line(m, found[m.code], next(iter(whole[m.code]), None)) for m in measures if m.code in found]


def figures(of: Shelf, place: Place, found: Sequence[Line], spoken: Language) -> Sequence[Figure]:
    """A figure of the shares and one of the means."""
    content, made = of.content((), (), ()), []
    for unit, ident in UNITS:
        mine = [line for line in found if line.measure.unit == unit]
        figure = sheet_figure(content, ident, mine, place.name, spoken)
        if figure is not None:
            made.append(figure)
    return made


def _phases(of: Shelf, place: Place, found: Sequence[Line], spoken: Language) -> Iterator[Mapping[str, object]]:
    """What is said of each indicator, by phase."""
    titles = {d.code: d.title.say(spoken) for d in of.definitions}
    for section in pick.SECTIONS:
        mine = [line for line in found if pick.section_of(line.measure.indicator) == section]
        if mine:
            yield {
                "title": say(spoken, f"region.{section}"),
                "lines": [
                    {
                        "title": titles[line.measure.indicator],
                        "answer": told(line, spoken),
                        "funnel": schools.href(line.measure.indicator),
                        "code": place.code,
                        "method": reverse("method", kwargs={"code": line.measure.indicator}),
                    }
                    for line in mine
                ],
            }


def _similar(of: Shelf, found: Sequence[School]) -> Sequence[tuple[str, str]]:
    """The schools that are similar on at least one indicator, by name, with their address."""
    codes = dict.fromkeys(code for s in found for code in s.similar)
    places = [p for p in (of.place(code) for code in codes) if p is not None]
    return [(p.name, schools.school_href(p.code)) for p in sorted(places, key=lambda p: (p.name.casefold(), p.code))]
