"""The page of an indicator: what it is in one place, by place and over time, and what one can do with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from gelijkop.compare.definitions_beside import asked, beside
from gelijkop.compare.findings import WHOLE, Gap
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.area_content import as_whole
from gelijkop.present.comparison_sentences import beside_sentence, raw_sentence
from gelijkop.present.content import DefinitionText, RegionContent
from gelijkop.present.definition_figures import definitions_figure
from gelijkop.present.dotgrid_figures import dotgrid_figure
from gelijkop.present.figure import Figure
from gelijkop.present.gap_trend_figures import gap_trend_figure
from gelijkop.present.region_figures import gaps_figure, groups_figure, places_figure, trend_figure
from gelijkop.present.sentences import grouping_name, pupils_sentence, shares_sentence, unit_of, verdict_sentence
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.texts import say
from gelijkop.present.tiles import tiles_html
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages.evidence_doors import door
from gelijkop.web.pages.frame import (
    figure_file,
    figures_html,
    language,
    moved,
    place_or_404,
    rendered,
    shelf,
)
from gelijkop.web.pages.quotes import said_about


@dataclass(frozen=True)
class Asked:
    """What a page is about: an indicator, the definition of it that is told, a place and a grouping."""

    definition: DefinitionText
    measure: Measure
    family: tuple[Measure, ...]
    place: Place
    grouping: str


def indicators_with_page(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the indicators that have a page."""
    return ({"code": code} for code in of.indicators)


def pages_of_indicators(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every page of an indicator: by place and grouping."""
    places = [WHOLE, *of.released.places]
    for code in of.indicators:
        for place in places:
            for grouping in of.about.groupings:
                yield {"code": code, "area": place, "grouping": grouping}


def files_of_indicators(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every CSV file beside those pages."""
    for codes in pages_of_indicators(of):
        for figure in _figures(of, _asked(of, **codes), "nl"):
            yield {**codes, "ident": figure.ident}


@page(PUBLIC)
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators by phase of the school career, each with one sentence about the whole region."""
    of, spoken = shelf(), language()
    main = of.about.groupings[0]
    phases = []
    for section in pick.SECTIONS:
        lines = []
        for code in of.indicators:
            if pick.section_of(code) == section:
                a = _asked(of, code, WHOLE, main)
                lines.append({"title": a.definition.title.say(spoken), "answer": _short(of, a, spoken),
                              "href": href(code, WHOLE, main)})  # fmt: skip
        if lines:
            phases.append({"title": say(spoken, f"region.{section}"), "lines": lines})
    return rendered(request, "gelijkop/indicators.html", {"phases": phases}, of)


@page(PUBLIC, examples=indicators_with_page)
def chosen(request: HttpRequest, code: str) -> HttpResponse:
    """On to the page of a place and grouping that the form asks for; else to the whole region and main grouping."""
    of = shelf()
    area, grouping = request.GET.get("gebied", ""), request.GET.get("indeling", "")
    if code not in of.indicators:
        raise Http404
    if of.place(area) is None or area not in (WHOLE, *of.released.places):
        area = WHOLE
    if grouping not in of.about.groupings:
        grouping = of.about.groupings[0]
    return moved(request, href(code, area, grouping))


@page(PUBLIC, examples=pages_of_indicators)
def indicator(request: HttpRequest, code: str, area: str, grouping: str) -> HttpResponse:
    """An indicator in one place, by one grouping."""
    of, spoken = shelf(), language()
    a = _asked(of, code, area, grouping)
    content = _content(of, a)
    here = as_whole(content, a.place.code, a.place.name)
    title = a.definition.title.say(spoken)
    context = {
        "title": title,
        "question": a.definition.question.say(spoken),
        "population": a.definition.population.say(spoken),
        "form": _form(of, a, spoken),
        "tiles": mark_safe(tiles_html(here, a.measure, grouping, spoken)),
        "shares": _shares(of, a, spoken),
        "told": list(_told(of, a, spoken)),
        "about_place": figures_html(list(_of_place(of, here, a, spoken))),
        "by_place": figures_html(list(_by_place(content, a, spoken))),
        "some_places": 0 < len(of.beside(a.place.code)) < len(of.released.places) - 1,
        "over_time": figures_html(list(_over_time(of, here, a, spoken))),
        "says_not": [t.say(spoken) for t in a.definition.says_not],
        "links": _links(of, a),
        "place": a.place,
        "door": door(spoken, "indicator", code, grouping),
        "quotes": said_about(code, spoken),
    }
    return rendered(request, "gelijkop/indicator.html", context, of)


@page(PUBLIC, examples=files_of_indicators)
def indicator_file(request: HttpRequest, code: str, area: str, grouping: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure on the page of an indicator."""
    of = shelf()
    return figure_file(_figures(of, _asked(of, code, area, grouping), language()), ident)


def href(code: str, area: str, grouping: str) -> str:
    """The address of the page of an indicator."""
    return reverse("indicator", kwargs={"code": code, "area": area, "grouping": grouping})


def main_measure(of: Shelf, code: str) -> Measure:
    """The definition of an indicator that is told: the one that is told in brief, else its first."""
    mine = [m for m in of.released.measures if m.indicator == code and m.unit != "distribution"]
    brief = pick.brief_measures()
    return next((m for m in mine if m.code in brief), mine[0])


def _asked(of: Shelf, code: str, area: str, grouping: str) -> Asked:
    if code not in of.indicators or grouping not in of.about.groupings:
        raise Http404
    place = place_or_404(of, area, "region", "municipality")
    definition = next(d for d in of.definitions if d.code == code)
    measure = main_measure(of, code)
    alike = [m for m in of.released.measures if m.indicator == code and m.unit == measure.unit]
    return Asked(definition, measure, (measure, *(m for m in alike if m != measure)), place, grouping)


def _content(of: Shelf, a: Asked) -> RegionContent:
    """The findings that the page needs: of this place and, of the measure that is told, of those beside it."""
    here = of.content([m.code for m in a.family], [a.place.code], [a.grouping])
    others = [p for p in (WHOLE, *of.beside(a.place.code)) if p != a.place.code]
    around = of.content([a.measure.code], others, [a.grouping], years=False)
    own = () if a.place.code == WHOLE else (a.place.code,)
    return RegionContent(
        here.released, (*here.rates, *around.rates), (*here.gaps, *around.gaps), (), here.definitions, None,
        here.groupings, own, here.meta, here.by_year,
    )  # fmt: skip


def _figures(of: Shelf, a: Asked, spoken: Language) -> Sequence[Figure]:
    content = _content(of, a)
    here = as_whole(content, a.place.code, a.place.name)
    return [*_of_place(of, here, a, spoken), *_by_place(content, a, spoken), *_over_time(of, here, a, spoken)]


def _of_place(of: Shelf, here: RegionContent, a: Asked, spoken: Language) -> Iterator[Figure]:
    group, reference = pick.side(a.grouping).groups[0], pick.side(a.grouping).reference
    rates = {r.group: r for r in of.rates(a.measure.code, a.grouping, a.place.code)}
    if group in rates and reference in rates:
        pair, gap = (rates[group], rates[reference]), _gaps(of, a, a.measure).get(group)
        hundred = dotgrid_figure(here, "honderd", a.measure, pair, gap, spoken)
        if hundred is not None:
            yield hundred
    title = pick.title(here, a.measure, spoken)
    question = say(spoken, "figure.gaps_question", title=title)
    found = gaps_figure(here, "verschil", [(a.measure, a.grouping)], spoken, question=question)
    if found is not None:
        yield found
    question = say(spoken, "figure.groups_question", title=title)
    yield groups_figure(here, "groepen", a.family, a.grouping, spoken, question=question)
    alike = [g for m in a.family if asked(m) == asked(a.measure) and (g := _gaps(of, a, m).get(group)) is not None]
    for found_beside in beside(alike, of.released.measures):
        definitions = definitions_figure(here, "definities", found_beside, spoken)
        if definitions is not None:
            yield definitions


def _by_place(content: RegionContent, a: Asked, spoken: Language) -> Iterator[Figure]:
    found = places_figure(content, "plaatsen", a.measure, a.grouping, spoken)
    if found is not None:
        yield found


def _over_time(of: Shelf, here: RegionContent, a: Asked, spoken: Language) -> Iterator[Figure]:
    group = pick.side(a.grouping).groups[0]
    by_year = [g for g in of.gaps_by_year(a.measure.code, a.grouping, a.place.code) if g.group == group]
    changes = [c for c in of.changes(a.measure.code, a.grouping, a.place.code) if c.group == group]
    if by_year:
        gap = gap_trend_figure(here, "verschil-jaren", a.measure, by_year, changes, spoken)
        if gap is not None:
            yield gap
    found = trend_figure(here, "jaren", a.measure, a.grouping, spoken)
    if found is not None:
        yield found


def _gaps(of: Shelf, a: Asked, measure: Measure) -> Mapping[int, Gap]:
    return {g.group: g for g in of.gaps(measure.code, a.grouping, a.place.code)}


def _shares(of: Shelf, a: Asked, spoken: Language) -> str:
    rates = {r.group: r for r in of.rates(a.measure.code, a.grouping, a.place.code)}
    ordered = [rates[g] for g in pick.side(a.grouping).groups if g in rates]
    return shares_sentence(ordered, a.measure.indicator, unit_of(a.measure.unit), spoken)


def _short(of: Shelf, a: Asked, spoken: Language) -> str:
    """The verdict on the first group in one sentence."""
    gap = _gaps(of, a, a.measure).get(pick.side(a.grouping).groups[0])
    return verdict_sentence(gap, unit_of(a.measure.unit), spoken) if gap is not None else ""


def _told(of: Shelf, a: Asked, spoken: Language) -> Iterator[str]:
    """What is said of each group: the verdict, pupils a year, the raw gap, and in how many definitions it holds."""
    unit = unit_of(a.measure.unit)
    alike = [m for m in a.family if asked(m) == asked(a.measure)]
    by_measure = [_gaps(of, a, m) for m in alike]
    for group in pick.side(a.grouping).others:
        gaps = [found[group] for found in by_measure if group in found]
        if not gaps or gaps[0].measure != a.measure.code:
            continue
        lines = [verdict_sentence(gaps[0], unit, spoken), pupils_sentence(gaps[0], spoken)]
        if gaps[0].equal_ability.estimate == gaps[0].equal_ability.estimate:  # NaN: nothing at equal ability
            lines.append(raw_sentence(gaps[0], unit, spoken))
        if gaps[0].state == "shown":
            lines += [beside_sentence(found, spoken) for found in beside(gaps, of.released.measures)]
        yield " ".join(line for line in lines if line)


def _form(of: Shelf, a: Asked, spoken: Language) -> Mapping[str, object]:
    code, here = a.definition.code, a.place.code
    places = [p for p in (of.place(c) for c in (WHOLE, *of.released.places)) if p is not None]
    return {
        "action": reverse("indicator-chosen", kwargs={"code": code}),
        "places": [(p.code, p.name, p.code == here, href(code, p.code, a.grouping)) for p in places],
        "groupings": [
            (g, grouping_name(g, spoken), g == a.grouping, href(code, here, g))
            for g in of.about.groupings
        ],
    }  # fmt: skip


def _links(of: Shelf, a: Asked) -> Mapping[str, str]:
    code = a.definition.code
    links = {
        "method": reverse("method", kwargs={"code": code}),
        "map": reverse("map", kwargs={"code": code, "grouping": a.grouping}),
        "area": reverse("area", kwargs={"code": a.place.code}),
    }
    if a.measure.code in of.measures_of_schools:
        links["schools"] = reverse("schools", kwargs={"code": code})
    return links
