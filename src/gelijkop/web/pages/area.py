"""The profile of an area: who its pupils are, where chances part, and how that is beside the region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present.area_figures import beside_figure
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Figure
from gelijkop.present.pupil_figures import pupils_figure
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.sketch_figures import sketch_figures
from gelijkop.present.texts import say
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages import chain, indicator
from gelijkop.web.pages.frame import figure_file, figures_html, language, place_or_404, rendered, shelf
from gelijkop.web.pages.start import href, phases


def areas_with_page(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every place with a profile."""
    return ({"code": p.code} for kind in ("region", "municipality", "board") for p in of.places(kind))


def files_of_areas(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every CSV file beside those pages."""
    for codes in areas_with_page(of):
        for figure in _figures(of, place_or_404(of, codes["code"]), "nl"):
            yield {**codes, "ident": figure.ident}


@page(PUBLIC, examples=areas_with_page)
def area(request: HttpRequest, code: str) -> HttpResponse:
    """The profile of one area."""
    of, spoken = shelf(), language()
    place = place_or_404(of, code, "region", "municipality", "board")
    counted = place.kind != "board"
    parts = [_part(of, place, section, spoken) for section in pick.SECTIONS] if counted else []
    context = {
        "place": place,
        "lead": _lead(place),
        "phases": list(phases(of, place.code, spoken)) if counted else [],
        "sketch": figures_html(_sketch(of, place, spoken)),
        "no_sketch": counted and of.published is None,
        "parts": [p for p in parts if p["html"]],
        "chains": list(chain.links_of(of, place.code, spoken)),
        "schools": [{"title": p.name, "href": href(p)} for p in _schools(of, place)],
    }
    return rendered(request, "gelijkop/area.html", context, of)


@page(PUBLIC, examples=files_of_areas)
def area_file(request: HttpRequest, code: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure on the profile of an area."""
    of = shelf()
    return figure_file(_figures(of, place_or_404(of, code, "region", "municipality", "board"), language()), ident)


def _lead(place: Place) -> str:
    if place.kind == "board":
        return _("De scholen van dit bestuur, en waar in de schoolloopbaan het verschil ontstaat.")
    if place.code == WHOLE:
        return _("De hele regio: de leerlingen, en waar de kansen uiteenlopen.")
    return _("De gemeente naast de regio: de leerlingen, en waar de kansen uiteenlopen.")


def _schools(of: Shelf, place: Place) -> Sequence[Place]:
    if place.kind == "board":
        return of.places("school", board=place.code)
    return of.places("school", within=place.code) if place.kind == "municipality" else ()


def _figures(of: Shelf, place: Place, spoken: Language) -> Sequence[Figure]:
    if place.kind == "board":
        return ()
    found = [_beside(of, place, section, spoken) for section in pick.SECTIONS]
    return [*_sketch(of, place, spoken), *(f for f in found if f is not None)]


def _sketch(of: Shelf, place: Place, spoken: Language) -> Sequence[Figure]:
    """The pupils of the area beside the whole, and the public figures about it."""
    if place.kind == "board":
        return ()
    grouping = of.about.groupings[0]
    content, figures = of.content((), (), (grouping,)), list[Figure]()
    wanted = [place.code, WHOLE] if place.code != WHOLE else [*of.beside(WHOLE), WHOLE]
    counts = {p: [n.pupils for n in of.pupils(p, grouping)] for p in wanted}
    if any(sum(n) for n in counts.values()):
        about = "" if place.code == WHOLE else place.code
        figures.append(pupils_figure(content, "leerlingen", counts, grouping, spoken, about=about))
    if of.published is not None:
        others = of.beside(place.code)
        places = (place.code, *others) if place.code != WHOLE else others
        beside = frozenset(others) if place.code != WHOLE else frozenset[str]()
        figures += sketch_figures(SketchContent(of.published, places, of.meta, beside=beside), spoken)
    return figures


def _part(of: Shelf, place: Place, section: str, spoken: Language) -> Mapping[str, object]:
    figure = _beside(of, place, section, spoken)
    codes = [c for c in of.indicators if pick.section_of(c) == section]
    titles = {d.code: d.title.say(spoken) for d in of.definitions}
    return {
        "anchor": section,
        "title": say(spoken, f"region.{section}"),
        "html": figures_html([figure]) if figure is not None else "",
        "links": [
            {"title": titles[c], "href": indicator.href(c, place.code, of.about.groupings[0])} for c in codes
        ],
    }  # fmt: skip


def _beside(of: Shelf, place: Place, section: str, spoken: Language) -> Figure | None:
    """The gap in each indicator of a phase, in the area and in the region."""
    measures = [indicator.main_measure(of, code) for code in of.indicators if pick.section_of(code) == section]
    if not measures:
        return None
    alike = [m for m in measures if m.unit == measures[0].unit]
    grouping = of.about.groupings[0]
    places = list(dict.fromkeys((place.code, WHOLE)))
    content = of.content([m.code for m in alike], places, [grouping], years=False)
    return beside_figure(content, f"naast-{section}", alike, grouping, place.code, place.name, spoken)
