"""All schools by name, and for each indicator all schools within what chance and ordinary differences give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.compare.schools import SEEN, Schools
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.content import DefinitionText
from gelijkop.present.figure import Figure
from gelijkop.present.school_figures import funnel_figure
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.texts import say
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages.frame import figure_file, figures_html, language, moved, rendered, shelf
from gelijkop.web.pages.indicator import main_measure

MANY = 500
"""With more schools than this the list has municipalities, whose pages have their schools."""


@dataclass(frozen=True)
class Asked:
    """What a page is about: an indicator, the definition of it that is told, and all schools on it."""

    definition: DefinitionText
    measure: Measure
    found: Schools


def indicators_with_schools(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the indicators on which schools are known."""
    return ({"code": code} for code in of.indicators if main_measure(of, code).code in of.measures_of_schools)


def files_of_schools(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the CSV file beside each of those pages that has a figure."""
    for codes in indicators_with_schools(of):
        for figure in _figures(of, _asked(of, **codes), "nl"):
            yield {**codes, "ident": figure.ident}


@page(PUBLIC, query=("indicator",))
def school_list(request: HttpRequest) -> HttpResponse:
    """All schools by name within their municipality, and the indicators on which they stand side by side."""
    of, spoken = shelf(), language()
    codes = [c["code"] for c in indicators_with_schools(of)]
    asked = request.GET.get("indicator", "")
    if asked in codes:
        return moved(request, href(asked))
    schools = of.places("school")
    context = {
        "phases": list(_phases(of, codes, spoken)),
        "towns": list(_towns(of, schools)),
        "many": len(schools) > MANY,
        "count": len(schools),
    }
    return rendered(request, "gelijkop/school_list.html", context, of)


@page(PUBLIC, examples=indicators_with_schools, query=("school",))
def schools(request: HttpRequest, code: str) -> HttpResponse:
    """All schools on one indicator; the one that the query names is ringed."""
    of, spoken = shelf(), language()
    a = _asked(of, code)
    own = of.place(request.GET.get("school", ""))
    figures = _figures(of, a, spoken, own=own.code if own is not None else "")
    shown = sum(s.state in SEEN for s in a.found.schools)
    codes = [c["code"] for c in indicators_with_schools(of)]
    context = {
        "title": a.definition.title.say(spoken),
        "question": a.definition.question.say(spoken),
        "own": own,
        "figures": figures_html(figures),
        "why": a.found.why.say(spoken) if a.found.why is not None else "",
        "shown": shown,
        "hidden": len(a.found.schools) - shown,
        "total": len(a.found.schools),
        "links": list(_links(of, a.found)),
        "indicators": [(c, _titles(of, spoken)[c], c == code, href(c)) for c in codes],
        "says_not": [t.say(spoken) for t in a.definition.says_not],
        "method": reverse("method", kwargs={"code": code}),
    }
    return rendered(request, "gelijkop/schools.html", context, of)


@page(PUBLIC, examples=files_of_schools)
def schools_file(request: HttpRequest, code: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure of schools."""
    of = shelf()
    return figure_file(_figures(of, _asked(of, code), language()), ident)


def href(code: str) -> str:
    """The address of all schools on an indicator."""
    return reverse("schools", kwargs={"code": code})


def school_href(brin: str) -> str:
    """The address of the sheet of a school."""
    return reverse("school", kwargs={"brin": brin})


def _asked(of: Shelf, code: str) -> Asked:
    if code not in of.indicators:
        raise Http404
    measure = main_measure(of, code)
    found = of.schools(measure.code)
    if found is None:
        raise Http404
    return Asked(next(d for d in of.definitions if d.code == code), measure, found)


def _figures(of: Shelf, a: Asked, spoken: Language, *, own: str = "") -> Sequence[Figure]:
    if a.found.state != "shown":
        return ()
    names = {p.code: p.name for p in of.places("school")}
    figure = funnel_figure(of.content((), (), ()), "trechter", a.found, names, spoken, own=own)
    return () if figure is None else (figure,)


def _links(of: Shelf, found: Schools) -> Iterator[tuple[str, str]]:
    """The sheets of these schools in order of name; of very many none, for then the list says nothing."""
    mine = {s.place for s in found.schools}
    if len(mine) <= MANY:
        for place in sorted(of.places("school"), key=lambda p: (p.name.casefold(), p.code)):
            if place.code in mine:
                yield place.name, school_href(place.code)


def _titles(of: Shelf, spoken: Language) -> Mapping[str, str]:
    return {d.code: d.title.say(spoken) for d in of.definitions}


def _phases(of: Shelf, codes: Sequence[str], spoken: Language) -> Iterator[Mapping[str, object]]:
    titles = _titles(of, spoken)
    for section in pick.SECTIONS:
        lines = [(titles[c], href(c)) for c in codes if pick.section_of(c) == section]
        if lines:
            yield {"title": say(spoken, f"region.{section}"), "lines": lines}


def _towns(of: Shelf, schools: Sequence[Place]) -> Iterator[Mapping[str, object]]:
    """Each municipality with its schools in order of name."""
    by_town: dict[str, list[Place]] = {}
    for school in schools:
        by_town.setdefault(school.within, []).append(school)
    for town in of.places("municipality"):
        mine = sorted(by_town.pop(town.code, []), key=lambda p: (p.name.casefold(), p.code))
        if mine:
            yield _town(town.name, reverse("area", kwargs={"code": town.code}), mine)
    rest = sorted((p for mine in by_town.values() for p in mine), key=lambda p: (p.name.casefold(), p.code))
    if rest:
        yield _town("", "", rest)


def _town(name: str, link: str, schools: Sequence[Place]) -> Mapping[str, object]:
    return {"name": name, "href": link, "schools": [(p.name, p.code, school_href(p.code)) for p in schools]}
