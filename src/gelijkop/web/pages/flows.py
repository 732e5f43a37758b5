"""The ways that pupils go through school, group beside group, and what was tested about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present.figure import Figure
from gelijkop.present.flow_figures import career_figure, flow_figure, levels
from gelijkop.present.sentences import group_name, grouping_name, unit_of, verdict_sentence
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages import indicator
from gelijkop.web.pages.frame import figure_file, figures_html, language, moved, rendered, shelf

_BEHIND = ("vo.",)
"""The indicators whose code begins so are about the same ways, and are tested."""


def groupings_with_page(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the groupings that have a page."""
    return ({"grouping": g} for g in of.about.groupings)


def files_of_flows(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every CSV file beside those pages."""
    for codes in groupings_with_page(of):
        for figure in _figures(of, codes["grouping"], "nl"):
            yield {**codes, "ident": figure.ident}


@page(PUBLIC, query=("indeling",))
def flows_list(request: HttpRequest) -> HttpResponse:
    """The groupings by which the ways of pupils can be seen; on to one of them where the form asks for it."""
    of, spoken = shelf(), language()
    asked = request.GET.get("indeling", "")
    if asked in of.about.groupings:
        return moved(request, href(asked))
    found = []
    for grouping in of.about.groupings:
        side = pick.side(grouping)
        names = [group_name(grouping, g, spoken) for g in (side.groups[0], side.reference)]
        found.append(
            {"title": grouping_name(grouping, spoken), "first": names[0], "other": names[1], "href": href(grouping)}
        )
    return rendered(request, "gelijkop/flows_list.html", {"groupings": found, "levels": levels(spoken)}, of)


@page(PUBLIC, examples=groupings_with_page)
def flows(request: HttpRequest, grouping: str) -> HttpResponse:
    """The flows between every two moments, by one grouping."""
    of, spoken = shelf(), language()
    if grouping not in of.about.groupings:
        raise Http404
    context = {
        "title": grouping_name(grouping, spoken),
        "region": of.about.region,
        "form": _form(of, grouping, spoken),
        "figures": figures_html(_steps(of, grouping, spoken)),
        "careers": figures_html(_careers(of, grouping, spoken)),
        "levels": levels(spoken),
        "tested": list(_tested(of, grouping, spoken)),
    }
    return rendered(request, "gelijkop/flows.html", context, of)


@page(PUBLIC, examples=files_of_flows)
def flows_file(request: HttpRequest, grouping: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure of flows."""
    of = shelf()
    if grouping not in of.about.groupings:
        raise Http404
    return figure_file(_figures(of, grouping, language()), ident)


def href(grouping: str) -> str:
    """The address of the flows by a grouping."""
    return reverse("flows", kwargs={"grouping": grouping})


def _figures(of: Shelf, grouping: str, spoken: Language) -> Sequence[Figure]:
    return [*_steps(of, grouping, spoken), *_careers(of, grouping, spoken)]


def _steps(of: Shelf, grouping: str, spoken: Language) -> Sequence[Figure]:
    """The first group beside the reference group, in every step."""
    content = of.content((), (), (grouping,))
    found = [
        flow_figure(content, f"stap-{number}", step, grouping, spoken)
        for number, step in enumerate(of.flow_steps(grouping), start=1)
    ]
    return [f for f in found if f is not None]


def _careers(of: Shelf, grouping: str, spoken: Language) -> Sequence[Figure]:
    """Every step of each group that the figures of a step do not draw."""
    content = replace(of.content((), (), (grouping,)), steps=of.flow_steps(grouping))
    found = [career_figure(content, f"groep-{g}", grouping, g, spoken) for g in pick.side(grouping).others[1:]]
    return [f for f in found if f is not None]


def _tested(of: Shelf, grouping: str, spoken: Language) -> Iterator[Mapping[str, str]]:
    """The verdict on the first group in each indicator about the same ways, in the whole region."""
    group, titles = pick.side(grouping).groups[0], {d.code: d.title.say(spoken) for d in of.definitions}
    for code in of.indicators:
        if not code.startswith(_BEHIND):
            continue
        measure = indicator.main_measure(of, code)
        gap = next((g for g in of.gaps(measure.code, grouping, WHOLE) if g.group == group), None)
        if gap is not None:
            yield {
                "title": titles[code],
                "answer": verdict_sentence(gap, unit_of(measure.unit), spoken),
                "href": indicator.href(code, WHOLE, grouping),
            }


def _form(of: Shelf, grouping: str, spoken: Language) -> Mapping[str, object]:
    return {
        "action": reverse("flows-list"),
        "places": [],
        "groupings": [(g, grouping_name(g, spoken), g == grouping, href(g)) for g in of.about.groupings],
    }
