"""Where visitors come in: the start page, the search for a place, and the list of all places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present.sentences import unit_of, verdict_sentence
from gelijkop.present.shelf import Place, PlaceKind, Shelf
from gelijkop.present.texts import say
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.draft_picture import picture
from gelijkop.web.draft_sentences import Told, told
from gelijkop.web.languages import reading
from gelijkop.web.pages import indicator
from gelijkop.web.pages.frame import language, rendered, shelf

LONGEST = 80
"""Characters of what is searched for; the rest is not looked at."""


@page(PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """One tested sentence a phase, a search, and a door for everyone who comes."""
    of = shelf()
    found = list(phases(of, WHOLE, language()))
    drawn = next((picture("fase", p["told"]) for p in found if isinstance(p["told"], Told)), "")
    return rendered(request, "gelijkop/start.html", {"phases": found, "picture": drawn}, of)


@page(PUBLIC)
def search(request: HttpRequest) -> HttpResponse:
    """The places whose name or code fits."""
    of = shelf()
    sought = " ".join(request.GET.get("q", "")[:LONGEST].split())
    found = [{"name": p.name, "href": href(p), "kind": _kind(p)} for p in of.search(sought)] if sought else []
    answer = rendered(request, "gelijkop/search.html", {"sought": sought, "found": found}, of)
    if sought:
        # What people look for is nobody's business, and its pages are without end.
        answer["Cache-Control"] = "private, no-store"
    return answer


@page(PUBLIC)
def areas(request: HttpRequest) -> HttpResponse:
    """All places with a page."""
    of = shelf()
    titles: Mapping[PlaceKind, str] = {
        "region": _("De hele regio"),
        "municipality": _("Gemeenten"),
        "board": _("Besturen"),
        "school": _("Scholen"),
    }
    parts = [
        {"title": title, "places": [{"name": p.name, "href": href(p)} for p in of.places(kind)]}
        for kind, title in titles.items()
    ]
    return rendered(request, "gelijkop/areas.html", {"parts": [p for p in parts if p["places"]]}, of)


def href(place: Place) -> str:
    """The address of the page of a place."""
    if place.kind == "school":
        return reverse("school", kwargs={"brin": place.code})
    return reverse("area", kwargs={"code": place.code})


def phases(of: Shelf, area: str, spoken: Language) -> Iterator[Mapping[str, object]]:
    """The verdict on the main measure of each phase, in one place by the main grouping.

    On a page in a draft language it is `told` in a pattern of that language, or left out where none fits.
    """
    grouping = of.about.groupings[0]
    group = pick.side(grouping).groups[0]
    for section in pick.SECTIONS:
        codes = [c for c in of.indicators if pick.section_of(c) == section]
        if not codes:
            continue
        code = _main(of, codes)
        measure = indicator.main_measure(of, code)
        gap = next((g for g in of.gaps(measure.code, grouping, area) if g.group == group), None)
        if gap is None:
            continue
        drafted = reading().draft
        rates = {r.group: r for r in of.rates(measure.code, grouping, area)} if drafted else {}
        in_draft = told(code, gap, rates) if drafted else None
        if drafted and in_draft is None:
            continue
        title = next(d.title for d in of.definitions if d.code == code).say(spoken)
        yield {
            "title": say(spoken, f"region.{section}"),
            "indicator": title,
            "answer": verdict_sentence(gap, unit_of(measure.unit), spoken),
            "href": indicator.href(code, area, grouping),
            "told": in_draft,
        }


def _main(of: Shelf, codes: Sequence[str]) -> str:
    """The indicator that a phase is mainly about: the first that is told in brief."""
    brief = [of.released.measure(m).indicator for m in pick.brief_measures() if m in _measures(of)]
    return next((c for c in brief if c in codes), codes[0])


def _measures(of: Shelf) -> frozenset[str]:
    return frozenset(m.code for m in of.released.measures)


def _kind(place: Place) -> str:
    return {"region": _("regio"), "municipality": _("gemeente"), "board": _("bestuur"), "school": _("school")}[
        place.kind
    ]
