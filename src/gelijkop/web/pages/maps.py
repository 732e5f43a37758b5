"""The difference in every municipality on a map, by indicator and grouping."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.content import DefinitionText
from gelijkop.present.figure import Figure
from gelijkop.present.gap_trend_figures import Kind, multiples_figure
from gelijkop.present.map_figures import choropleth_figure, tilemap_figure
from gelijkop.present.sentences import group_name, grouping_name, unit_of, verdict_sentence
from gelijkop.present.shelf import Shelf
from gelijkop.present.texts import say
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages import indicator
from gelijkop.web.pages.frame import figure_file, figures_html, language, moved, rendered, shelf
from gelijkop.web.pages.outlines import outlines

MANY = 60
"""With more places than this a line for each is too much for one picture."""


@dataclass(frozen=True)
class Asked:
    """What a map is about."""

    definition: DefinitionText
    measure: Measure
    grouping: str


def maps_of(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every map."""
    return ({"code": code, "grouping": g} for code in of.indicators for g in of.about.groupings)


def files_of_maps(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every CSV file beside the maps."""
    for codes in maps_of(of):
        for figure in _figures(of, _asked(of, **codes), "nl"):
            yield {**codes, "ident": figure.ident}


@page(PUBLIC, query=("indicator", "indeling"))
def map_list(request: HttpRequest) -> HttpResponse:
    """The indicators that have a map; on to one of them where the form asks for it."""
    of, spoken = shelf(), language()
    code, grouping = request.GET.get("indicator", ""), request.GET.get("indeling", "")
    main = of.about.groupings[0]
    if code in of.indicators:
        return moved(request, href(code, grouping if grouping in of.about.groupings else main))
    titles, phases = _titles(of, spoken), []
    for section in pick.SECTIONS:
        lines = [(titles[c], href(c, main)) for c in of.indicators if pick.section_of(c) == section]
        if lines:
            phases.append({"title": say(spoken, f"region.{section}"), "lines": lines})
    return rendered(request, "gelijkop/maps.html", {"phases": phases}, of)


@page(PUBLIC, examples=maps_of)
def show_map(request: HttpRequest, code: str, grouping: str) -> HttpResponse:
    """The difference of the first group with the reference group in every place."""
    of, spoken = shelf(), language()
    a = _asked(of, code, grouping)
    side = pick.side(grouping)
    context = {
        "title": a.definition.title.say(spoken),
        "question": a.definition.question.say(spoken),
        "first": group_name(grouping, side.groups[0], spoken),
        "other": group_name(grouping, side.reference, spoken),
        "forms": _forms(of, a, spoken),
        "figures": figures_html(_map(of, a, spoken)),
        "over_time": figures_html(_over_time(of, a, spoken)),
        "told": list(_told(of, a, spoken)),
        "fault": fault.say(spoken) if (fault := outlines(of.released.places).fault) is not None else "",
        "indicator": indicator.href(code, WHOLE, grouping),
        "method": reverse("method", kwargs={"code": code}),
    }
    return rendered(request, "gelijkop/map.html", context, of)


@page(PUBLIC, examples=files_of_maps)
def map_file(request: HttpRequest, code: str, grouping: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a map."""
    of = shelf()
    return figure_file(_figures(of, _asked(of, code, grouping), language()), ident)


def href(code: str, grouping: str) -> str:
    """The address of a map."""
    return reverse("map", kwargs={"code": code, "grouping": grouping})


def _asked(of: Shelf, code: str, grouping: str) -> Asked:
    if code not in of.indicators or grouping not in of.about.groupings:
        raise Http404
    return Asked(next(d for d in of.definitions if d.code == code), indicator.main_measure(of, code), grouping)


def _figures(of: Shelf, a: Asked, spoken: Language) -> Sequence[Figure]:
    return [*_map(of, a, spoken), *_over_time(of, a, spoken)]


def _over_time(of: Shelf, a: Asked, spoken: Language) -> Sequence[Figure]:
    """The difference by school year in each place, at equal test advice where the map is."""
    if len(of.released.places) > MANY:
        return ()
    group, key = pick.side(a.grouping).groups[0], (a.measure.code, a.grouping)
    gaps = [g for p in of.released.places for g in of.gaps_by_year(*key, p) if g.group == group]
    changes = [c for p in of.released.places for c in of.changes(*key, p) if c.group == group]
    # Within one school year and test advice the rounding of a public release drowns a difference (decision 6).
    kind: Kind = "equal" if of.about.by_year and any(math.isfinite(g.equal_ability.estimate) for g in gaps) else "raw"
    content = of.content((), (), (a.grouping,))
    found = multiples_figure(content, "jaren", a.measure, gaps, changes, spoken, of=kind)
    return () if found is None else (found,)


def _map(of: Shelf, a: Asked, spoken: Language) -> Sequence[Figure]:
    content = of.content([a.measure.code], of.released.places, [a.grouping], years=False)
    shapes = outlines(of.released.places).shapes
    found = (
        choropleth_figure(content, "kaart", a.measure, a.grouping, shapes, spoken)
        if shapes
        else tilemap_figure(content, "kaart", a.measure, a.grouping, spoken)
    )
    return () if found is None else (found,)


def _told(of: Shelf, a: Asked, spoken: Language) -> Iterator[Mapping[str, str]]:
    """The verdict in each place, by name."""
    group = pick.side(a.grouping).groups[0]
    places = [p for p in (of.place(code) for code in of.released.places) if p is not None]
    for place in sorted(places, key=lambda p: (p.name.casefold(), p.code)):
        gap = next((g for g in of.gaps(a.measure.code, a.grouping, place.code) if g.group == group), None)
        if gap is not None:
            yield {
                "name": place.name,
                "answer": verdict_sentence(gap, unit_of(a.measure.unit), spoken),
                "href": indicator.href(a.definition.code, place.code, a.grouping),
            }


def _forms(of: Shelf, a: Asked, spoken: Language) -> Mapping[str, object]:
    code, titles = a.definition.code, _titles(of, spoken)
    return {
        "indicators": [(c, titles[c], c == code, href(c, a.grouping)) for c in of.indicators],
        "groupings": [
            (g, grouping_name(g, spoken), g == a.grouping, href(code, g))
            for g in of.about.groupings
        ],
    }  # fmt: skip


def _titles(of: Shelf, spoken: Language) -> Mapping[str, str]:
    return {d.code: d.title.say(spoken) for d in of.definitions}
