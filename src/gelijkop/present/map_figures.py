"""The figures of maps: the difference or the rate of every place, as tiles or in the shapes of a map of the user."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from gelijkop.compare.findings import Gap, Verdict
from gelijkop.errors import Language, Text, UserError
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import gap_cells, rate_cells
from gelijkop.present.chart_polygons import choropleth
from gelijkop.present.chart_tiles import Spots, tiles
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.map_scale import Area, Legend, Sign
from gelijkop.present.numerals import listed, number
from gelijkop.present.parts import alt_text, axis_words, made, unit_word
from gelijkop.present.pupil_numbers import zero_below
from gelijkop.present.sentences import MEAN_DIGITS, Unit, group_name, place_noun, seen_headline, verdict_of
from gelijkop.present.shapes import Shapes
from gelijkop.present.texts import say

_SIGNS: Mapping[Verdict, Sign] = {"difference": "", "no_difference": "small", "not_visible": "unseen"}
_GAP_COLUMNS = ("raw", "raw_interval", "equal", "equal_interval", "verdict")


@dataclass(frozen=True)
class _Map:
    """What a map shows, whatever its shape."""

    areas: Sequence[Area]
    legend: Legend
    question: str
    headline: str
    subtitle: str
    alt: str
    note: str
    table: Grid
    axis: Callable[[float], str]


def tilemap_figure(
    content: RegionContent,
    ident: str,
    measure: Measure,
    grouping: str,
    language: Language,
    *,
    group: int | None = None,
    spots: Spots | None = None,
) -> Figure | None:
    """Every place as a tile with its number; None with fewer than two places.

    Args:
        content: places are those of the release; `own` get a thick edge.
        group: the group whose rate is shown; None for the difference of the first group with the reference group.
        spots: column and row of each place; without them the tiles stand in order of name.
    """
    found = _found(content, measure, grouping, group, language)
    if found is None:
        return None

    def draw(size: svg.Size) -> str:
        return tiles(
            ident, found.areas, found.legend, size, name=found.question, description=found.alt, say=found.axis,
            spots=spots,
        )  # fmt: skip

    subtitle = f"{found.subtitle}. {say(language, 'map.tiles')}"
    return _made(content, ident, replace(found, subtitle=subtitle), draw, language)


def choropleth_figure(
    content: RegionContent,
    ident: str,
    measure: Measure,
    grouping: str,
    shapes: Shapes,
    language: Language,
    *,
    group: int | None = None,
) -> Figure | None:
    """Every place in its own shape; as `tilemap_figure`.

    Raises:
        UserError: the map has no outline of some place.
    """
    found = _found(content, measure, grouping, group, language)
    if found is None:
        return None
    missing = [a.code for a in found.areas if a.code not in shapes]
    if missing:
        raise UserError(
            Text(
                f"De kaart heeft geen grens van {listed(missing, 'nl')}. Geef een kaart van het jaar waarvan de codes "
                "van de gemeenten zijn.",
                f"The map has no outline of {listed(missing, 'en')}. Give a map of the year that the codes of the "
                "municipalities are of.",
            )
        )

    def draw(size: svg.Size) -> str:
        return choropleth(
            ident, found.areas, shapes, found.legend, size, name=found.question, description=found.alt, say=found.axis
        )

    return _made(content, ident, found, draw, language)


def _made(content: RegionContent, ident: str, found: _Map, draw: Callable[[svg.Size], str], lang: Language) -> Figure:
    heads = (found.question, found.headline, found.subtitle)
    return made(content, ident, *heads, draw, found.table, found.alt, found.note, lang)


def _found(
    content: RegionContent, measure: Measure, grouping: str, group: int | None, language: Language
) -> _Map | None:
    places = sorted(content.released.places, key=lambda p: (pick.place_name(content, p).casefold(), p))
    if len(places) < 2:
        return None
    if group is None:
        return _of_gaps(content, measure, grouping, places, language)
    return _of_rates(content, measure, grouping, group, places, language)


def _of_gaps(
    content: RegionContent, measure: Measure, grouping: str, places: Sequence[str], language: Language
) -> _Map:
    side, unit = pick.side(grouping), pick.unit(measure)
    low = side.groups[0]
    gaps = {p: g for p in places if (g := pick.gaps(content, measure, p, grouping).get(low))}
    equal = any(math.isfinite(g.equal_ability.estimate) for g in gaps.values())
    areas, rows = [], []
    for place in places:
        gap, name = gaps.get(place), pick.place_name(content, place)
        value, text, verdict = _gap_value(gap, equal, measure, language)
        sign = _SIGNS[verdict] if verdict else ""
        said = say(language, "map.said", place=name, value=text)
        if verdict:
            said += say(language, "map.said_verdict", verdict=say(language, f"verdict.{verdict}_short"))
        # The colour is how large the difference is; its sign stands in the tile.
        areas.append(Area(place, name, abs(value), text, said, place in content.own, sign))
        rows.append((words(name), *gap_cells(gap, unit, language)))
    names = {"low": group_name(grouping, low, language), "high": group_name(grouping, side.reference, language)}
    title = pick.title(content, measure, language, variant=True)
    kind = say(language, f"figure.{'equal' if equal else 'raw'}_key")
    years = pick.period([y for g in gaps.values() for y in g.years] or [content.released.school_years[0]], language)
    subtitle = say(language, "map.gap_sub", kind=kind, unit=unit_word(unit, language), years=years, **names)
    said = seen_headline(list(gaps.values()), "places", place_noun(places), language)
    question = say(language, "map.question", title=title)
    alt = alt_text(said, say(language, "map.gap_alt", **names), _hidden(areas))
    factor, digits = (100.0, 1) if unit.share else (1.0, MEAN_DIGITS)
    present = {a.sign for a in areas}
    signs = [(s, say(language, f"map.{s}")) for s in _SIGNS.values() if s and s in present]
    header = ("place", *_GAP_COLUMNS)
    return _Map(
        areas,
        Legend(
            say(language, "map.gap_legend", unit=unit_word(unit, language)),
            signs,
            _remarks(areas, language),
            _least(unit),
        ),
        question,
        said,
        subtitle,
        alt,
        say(language, "map.note"),
        Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(rows)),
        lambda v: number(v * factor, digits, language).removesuffix(",0").removesuffix(".0"),
    )


def _gap_value(gap: Gap | None, equal: bool, measure: Measure, language: Language) -> tuple[float, str, Verdict | None]:
    """The difference that the map shows, as written, and its verdict; NaN with a sign and no verdict."""
    if gap is None:
        return math.nan, say(language, "sign.missing"), None
    value = gap.sides[1 if equal else 0].estimate
    if gap.state not in ("shown", "zero"):
        return math.nan, say(language, f"sign.{gap.state}"), None
    if not math.isfinite(value):
        return math.nan, say(language, "sign.not_estimable"), None
    return value, pick.unit(measure).gap(value, language), verdict_of(gap)


def _of_rates(
    content: RegionContent, measure: Measure, grouping: str, group: int, places: Sequence[str], language: Language
) -> _Map:
    unit, below = pick.unit(measure), zero_below(content.released)
    areas, rows, years = [], [], []
    for place in places:
        rate, name = pick.rates(content, measure, place, grouping).get(group), pick.place_name(content, place)
        absent = Cell(say(language, "sign.missing"), "", "missing")
        cells = rate_cells(rate, unit, language, below=below) if rate else (absent,) * 3
        told = rate.told.estimate if rate and rate.state in ("shown", "zero") and not rate.tail else math.nan
        years += list(rate.years) if rate else []
        said = say(language, "map.said", place=name, value=cells[0].text)
        areas.append(Area(place, name, told, cells[0].text, said, place in content.own))
        rows.append((words(name), *cells))
    who, title = group_name(grouping, group, language), pick.title(content, measure, language, variant=True)
    period = pick.period(years or [content.released.school_years[0]], language)
    question = say(language, "map.question", title=title)
    subtitle = say(language, f"map.rate_sub_{'share' if unit.share else 'mean'}", group=who, years=period)
    said = say(language, "map.rate_headline", group=who, title=title)
    header = ("place", "share" if unit.share else "mean", "interval", "pupils")
    return _Map(
        areas,
        Legend(
            say(language, f"map.rate_legend_{'share' if unit.share else 'mean'}"),
            [],
            _remarks(areas, language),
            _least(unit),
        ),
        question,
        said,
        subtitle,
        alt_text(said, say(language, "map.rate_alt", group=who), _hidden(areas)),
        say(language, "map.note"),
        Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(rows)),
        axis_words(unit, language),
    )


def _least(unit: Unit) -> float:
    """The narrowest step of colour: one percentage point, or a twentieth of a level."""
    return 0.01 if unit.share else 0.05


def _hidden(areas: Sequence[Area]) -> list[str]:
    return [a.said for a in areas if not math.isfinite(a.value)]


def _remarks(areas: Sequence[Area], language: Language) -> list[str]:
    """What a thick edge means, and the signs in white places, each once."""
    known = {say(language, f"sign.{s}"): s for s in _STATES}
    held = dict.fromkeys(a.text for a in areas if not math.isfinite(a.value))
    own = [say(language, "map.own")] if any(a.own for a in areas) else []
    return own + [say(language, f"legend.{known.get(text, 'tail')}") for text in held]


_STATES = ("zero", "missing", "not_estimable", "withheld", "alike", "dominated", "complement")
