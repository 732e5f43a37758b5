"""The own figures of a school and of a board: exact, shown from 5 pupils, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.area_content import as_whole
from gelijkop.present.figure import Figure
from gelijkop.present.region_figures import gaps_figure, groups_figure
from gelijkop.present.school_sheet import alone
from gelijkop.present.sentences import grouping_name, unit_of, verdict_sentence
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.texts import say
from gelijkop.web.access import OWN_BOARD, OWN_SCHOOL, SIGNED_IN, page
from gelijkop.web.accounts.visitor import account_of
from gelijkop.web.pages.frame import figure_file, figures_html, language, rendered, shelf
from gelijkop.web.pages.indicator import main_measure
from gelijkop.web.sealed import own_shelf


@dataclass(frozen=True)
class Asked:
    """What a page is about: the own figures of a board, one of its schools or all together, and a grouping."""

    of: Shelf
    place: Place
    grouping: str


def _schools(of: Shelf) -> Iterator[Mapping[str, str]]:
    return ({"brin": p.code} for p in of.places("school"))


def _boards(of: Shelf) -> Iterator[Mapping[str, str]]:
    return ({"code": p.code} for p in of.places("board"))


def _schools_of_boards(of: Shelf) -> Iterator[Mapping[str, str]]:
    return ({"code": p.board, "brin": p.code} for p in of.places("school") if p.board)


def _nothing(_: Shelf) -> Iterator[Mapping[str, str]]:
    """The names of files beside own pages follow from figures that are under seal."""
    return iter(())


@page(SIGNED_IN)
def own(request: HttpRequest) -> HttpResponse:
    """The way to one's own figures, for who has any."""
    of, account = shelf(), account_of(request)
    school, board = (account.school, account.board) if account is not None else ("", "")
    return _private(
        rendered(
            request,
            "gelijkop/own.html",
            {"school": of.place(school) if school else None, "board": of.place(board) if board else None,
             "brin": school, "code": board},
            of,
        )
    )  # fmt: skip


@page(OWN_SCHOOL, examples=_schools)
def own_school(request: HttpRequest, brin: str) -> HttpResponse:
    """The own figures of a school; nothing here is about its board or another school of it."""
    return _answer(request, _asked(request, _board_of(brin), brin), brin, reverse("own"))


@page(OWN_SCHOOL, examples=_nothing)
def own_school_file(request: HttpRequest, brin: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure of a school's own figures."""
    return _file(_board_of(brin), brin, ident)


@page(OWN_BOARD, examples=_boards)
def own_board(request: HttpRequest, code: str) -> HttpResponse:
    """The own figures of all schools of a board together."""
    return _answer(request, _asked(request, code, WHOLE), code, reverse("own"))


@page(OWN_BOARD, examples=_nothing)
def own_board_file(request: HttpRequest, code: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure of a board's own figures."""
    return _file(code, WHOLE, ident)


@page(OWN_BOARD, examples=_schools_of_boards)
def own_board_school(request: HttpRequest, code: str, brin: str) -> HttpResponse:
    """The own figures of one school of a board, for the board."""
    return _answer(request, _asked(request, code, brin), brin, reverse("own-board", kwargs={"code": code}))


@page(OWN_BOARD, examples=_nothing)
def own_board_school_file(request: HttpRequest, code: str, brin: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure of the own figures of one school of a board."""
    return _file(code, brin, ident)


def _board_of(brin: str) -> str:
    """The board of a school in the public release; empty where that does not tell."""
    place = shelf().place(brin)
    return place.board if place is not None and place.kind == "school" else ""


def _asked(request: HttpRequest, board: str, code: str) -> Asked | None:
    """What to show; None where the site has no own figures of this board.

    Raises:
        Http404: they have no such school.
    """
    of = own_shelf(board) if board else None
    if of is None:
        return None
    grouping = request.GET.get("indeling", "")
    return Asked(of, _place(of, code), grouping if grouping in of.about.groupings else of.about.groupings[0])


def _place(of: Shelf, code: str) -> Place:
    place = of.place(code)
    if place is None or place.kind not in ("region", "school"):
        raise Http404
    return place


def _answer(request: HttpRequest, a: Asked | None, code: str, up: str) -> HttpResponse:
    spoken, public = language(), shelf()
    if a is None:
        return _private(rendered(request, "gelijkop/own_none.html", {"code": code, "up": up}, public))
    context = {
        "place": a.place,
        "up": up,
        "groupings": [(g, grouping_name(g, spoken), g == a.grouping) for g in a.of.about.groupings],
        "parts": list(_parts(a, spoken)),
        "schools": list(_links(a, code)) if a.place.code == WHOLE else [],
        "sheet": public.place(a.place.code) if a.place.kind == "school" else None,
    }
    return _private(rendered(request, "gelijkop/own_place.html", context, a.of))


def _file(board: str, code: str, ident: str) -> HttpResponse:
    """A figure of the grouping that its name begins with.

    Raises:
        Http404: there is no such figure.
    """
    of = own_shelf(board) if board else None
    if of is None:
        raise Http404
    place, spoken = _place(of, code), language()
    fitting = [g for g in of.about.groupings if ident.startswith(f"{g}-")]
    made = [f for g in fitting for s in pick.SECTIONS for f in _figures(Asked(of, place, g), s, spoken)]
    return _private(figure_file(made, ident))


def _private(answer: HttpResponse) -> HttpResponse:
    """Kept nowhere; the gate says so again."""
    answer["Cache-Control"] = "no-store, private"
    return answer


def _links(a: Asked, board: str) -> Iterator[tuple[str, str]]:
    """The schools of the board in order of name."""
    for p in sorted(a.of.places("school"), key=lambda p: (p.name.casefold(), p.code)):
        yield p.name, reverse("own-board-school", kwargs={"code": board, "brin": p.code})


def _parts(a: Asked, spoken: Language) -> Iterator[Mapping[str, object]]:
    """Each phase: its figures, and what is said of each indicator."""
    for section in pick.SECTIONS:
        figures = _figures(a, section, spoken)
        if figures:
            yield {
                "anchor": section,
                "title": say(spoken, f"region.{section}"),
                "html": figures_html(figures),
                "lines": list(_told(a, section, spoken)),
            }


def _measures(a: Asked, section: str) -> Sequence[Measure]:
    """The measure that is told of each indicator of a phase on which the place has pupils."""
    found = [main_measure(a.of, code) for code in a.of.indicators if pick.section_of(code) == section]
    return [m for m in found if any(r.pupils for r in a.of.rates(m.code, a.grouping, a.place.code))]


def _figures(a: Asked, section: str, spoken: Language) -> Sequence[Figure]:
    """By unit: the groups on each indicator, and their differences with and without equal test advice."""
    measures, made = _measures(a, section), list[Figure | None]()
    content = a.of.content([m.code for m in measures], [a.place.code], [a.grouping])
    here, short = as_whole(content, a.place.code, a.place.name), say(spoken, f"region.{section}_short")
    for unit in dict.fromkeys(m.unit for m in measures):
        mine = [m for m in measures if m.unit == unit]
        title = short if len(mine) > 1 else pick.title(here, mine[0], spoken)
        key = f"{section}-{'aandeel' if unit == 'share' else 'gemiddelde'}"
        question = say(spoken, "figure.groups_question", title=title)
        made.append(groups_figure(here, f"{a.grouping}-groepen-{key}", mine, a.grouping, spoken, question=question))
        wanted = [(m, a.grouping) for m in mine if _compared(a, m)]
        if not wanted:
            continue
        question = say(spoken, "figure.gaps_question", title=title)
        made.append(gaps_figure(here, f"{a.grouping}-verschil-{key}", wanted, spoken, question=question))
    return [f for f in made if f is not None]


def _compared(a: Asked, measure: Measure) -> bool:
    """Whether a difference of this place is shown."""
    return any(g.state == "shown" for g in a.of.gaps(measure.code, a.grouping, a.place.code))


def _told(a: Asked, section: str, spoken: Language) -> Iterator[Mapping[str, object]]:
    """The figure of all pupils together, and the verdict on the first group."""
    titles = {d.code: d.title.say(spoken) for d in a.of.definitions}
    group = pick.side(a.grouping).groups[0]
    for m in _measures(a, section):
        rate = next(iter(a.of.rates(m.code, None, a.place.code)), None)
        gap = next((g for g in a.of.gaps(m.code, a.grouping, a.place.code) if g.group == group), None)
        lines = [
            alone(rate, m, spoken) if rate is not None else "",
            verdict_sentence(gap, unit_of(m.unit), spoken) if gap is not None else "",
        ]
        yield {
            "title": titles[m.indicator],
            "lines": [line for line in lines if line],
            "method": reverse("method", kwargs={"code": m.indicator}),
        }
