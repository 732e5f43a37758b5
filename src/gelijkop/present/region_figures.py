"""The figures of a region: rates by group and by place, differences with and without equal ability, trends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gelijkop.compare.findings import WHOLE, Gap
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import gap_cells, gap_point, gap_text, rate_cells, rate_point
from gelijkop.present.chart_dots import dots
from gelijkop.present.chart_trend import Series, trend
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Figure, Grid, words
from gelijkop.present.marks import Key, Row
from gelijkop.present.numerals import listed
from gelijkop.present.palette import EQUAL, RAW
from gelijkop.present.parts import Draw, alt_text, axis_words, bars_note, gap_axis_words, made, unit_word
from gelijkop.present.pupil_numbers import zero_below
from gelijkop.present.sentences import (
    change,
    group_name,
    grouping_name,
    place_noun,
    seen_headline,
    trend_sentence,
)
from gelijkop.present.texts import say


def groups_figure(
    content: RegionContent, ident: str, found: Sequence[Measure], grouping: str, language: Language, *, question: str
) -> Figure:
    """Rates by group for the region as a whole: a row a measure, a point a group. All measures have one unit."""
    side, unit, below = pick.side(grouping), pick.unit(found[0]), zero_below(content.released)
    several = len({m.indicator for m in found}) > 1
    rows, lines, gaps, hidden, methods = [], [], [], [], []
    for m in found:
        label = pick.title(content, m, language) if several else pick.variant_label(content, m, language)
        rates = pick.rates(content, m, WHOLE, grouping)
        points = tuple(
            rate_point(rates.get(g), look, unit, label, grouping, language)
            for g, look in zip(side.groups, side.looks, strict=True)
        )
        rows.append(Row(label, points))
        lines += [
            (words(label), words(group_name(grouping, g, language)), *rate_cells(rates[g], unit, language, below=below))
            for g in (*side.groups, 0)
            if g in rates
        ]
        hidden += [
            f"{label}, {group_name(grouping, g, language)}: {say(language, f'state.{r.state}')}"
            for g, r in rates.items()
            if r.state not in ("shown", "zero")
        ]
        methods += [r.told.method for r in rates.values()]
        gaps += list(pick.gaps(content, m, WHOLE, grouping).values())
    subtitle = say(
        language,
        "figure.groups_sub",
        region=content.meta.region,
        years=_years(content, found, language),
        grouping=grouping_name(grouping, language),
    )
    headline = seen_headline(gaps, "comparisons", "comparison", language)
    alt = say(
        language,
        "figure.groups_alt",
        measures=listed([r.label for r in rows], language),
        groups=listed([group_name(grouping, g, language) for g in side.groups], language),
    )
    alt = alt_text(headline, alt, hidden)

    def draw(size: svg.Size) -> str:
        return dots(
            ident,
            rows,
            _keys(side, language),
            size,
            name=question,
            description=alt,
            say=axis_words(unit, language),
            ceiling=1.0 if unit.share else None,
        )

    header = ("measure" if several else "definition", "group", "share" if unit.share else "mean", "interval", "pupils")
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    return _figure(content, ident, question, headline, subtitle, draw, table, alt, methods, language)


def places_figure(
    content: RegionContent, ident: str, measure: Measure, grouping: str, language: Language
) -> Figure | None:
    """A dumbbell: each place's first group and reference group, ordered by difference; None without places."""
    side, unit, below = pick.side(grouping), pick.unit(measure), zero_below(content.released)
    low, high = side.groups[0], side.reference
    ends = ((low, side.looks[0]), (high, side.looks[-1]))
    rows, lines, gaps, hidden, methods = [], [], [], [], []
    for place in (*content.released.places, WHOLE):
        rates = pick.rates(content, measure, place, grouping)
        gap = pick.gaps(content, measure, place, grouping).get(low)
        if not any(r.pupils for r in rates.values()):
            continue
        name = say(language, "region.whole") if place == WHOLE else pick.place_name(content, place)
        methods += [r.told.method for r in rates.values()]
        points = tuple(rate_point(rates.get(g), look, unit, name, grouping, language) for g, look in ends)
        note = gap_text(gap.raw, gap, unit, language) if gap else say(language, "sign.missing")
        rows.append(((place == WHOLE, *_order(gap)), Row(name, points, note, place in content.own)))
        if gap and place != WHOLE:
            gaps.append(gap)
        lines += [
            (
                words(name),
                words(group_name(grouping, g, language)),
                *rate_cells(rates[g], unit, language, below=below),
                *gap_cells(pick.gaps(content, measure, place, grouping).get(g), unit, language),
            )
            for g in (*side.groups, 0)
            if g in rates
        ]
        hidden += [
            f"{name}, {group_name(grouping, g, language)}: {say(language, f'state.{rates[g].state}')}"
            for g in (low, high)
            if g in rates and rates[g].state not in ("shown", "zero")
        ]
    if len(rows) < 2:
        return None
    ordered = [row for _, row in sorted(rows, key=lambda r: r[0])]
    title = pick.title(content, measure, language, variant=True)
    names = {"low": group_name(grouping, low, language), "high": group_name(grouping, high, language)}
    question = say(language, "figure.places_question", title=title)
    subtitle = say(
        language,
        "figure.places_sub",
        title=title,
        years=_years(content, [measure], language),
        unit=unit_word(unit, language),
        **names,
    )
    subtitle = subtitle[0].upper() + subtitle[1:]
    headline = seen_headline(gaps, "places", place_noun(content.released.places), language)
    alt = alt_text(headline, say(language, "figure.places_alt", **names), hidden)

    def draw(size: svg.Size) -> str:
        keys = [Key(look, group_name(grouping, g, language)) for g, look in ends]
        return dots(
            ident,
            ordered,
            keys,
            size,
            name=question,
            description=alt,
            say=axis_words(unit, language),
            note_title=say(language, "figure.gap"),
            ceiling=1.0 if unit.share else None,
        )

    header = ("place", "group", "share" if unit.share else "mean", "interval", "pupils", *_GAP_COLUMNS)
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    return _figure(content, ident, question, headline, subtitle, draw, table, alt, methods, language)


_GAP_COLUMNS = ("raw", "raw_interval", "equal", "equal_interval", "verdict")


def gaps_figure(
    content: RegionContent, ident: str, wanted: Sequence[tuple[Measure, str]], language: Language, *, question: str
) -> Figure | None:
    """The differences of the region without correction and at equal ability; `wanted`: measures with a grouping."""
    unit = pick.unit(wanted[0][0])
    rows, lines, gaps, hidden = [], [], [], []
    many = len({m.code for m, _ in wanted}) > 1
    for measure, grouping in wanted:
        found = pick.gaps(content, measure, WHOLE, grouping)
        for group in (g for g in pick.side(grouping).others if g in found):
            gap, who = found[group], group_name(grouping, group, language)
            label = f"{pick.title(content, measure, language)}: {who}" if many else who
            rows.append(
                Row(
                    label,
                    tuple(
                        gap_point(i, gap, look, say(language, f"figure.{key}"), label, unit, language)
                        for i, look, key in zip(gap.sides, (RAW, EQUAL), ("raw_key", "equal_key"), strict=True)
                    ),
                )
            )
            name = pick.title(content, measure, language, variant=True)
            lines.append((words(name), words(who), *gap_cells(gap, unit, language)))
            if gap.state != "shown":
                hidden.append(f"{label}: {say(language, f'state.{gap.state}')}")
            gaps.append(gap)
    if not rows:
        return None
    reference = listed(
        list(dict.fromkeys(group_name(g, pick.side(g).reference, language) for _, g in wanted)), language
    )
    subtitle = say(
        language,
        "figure.gaps_sub",
        reference=reference,
        unit=unit_word(unit, language),
        region=content.meta.region,
        years=_years(content, [m for m, _ in wanted], language),
    )
    if wanted[0][0].variant:
        variant = pick.variant_label(content, wanted[0][0], language)
        subtitle = f"{variant[0].upper()}{variant[1:]}. {subtitle}"
    headline = seen_headline(gaps, "comparisons", "comparison", language)
    alt = alt_text(headline, say(language, "figure.gaps_alt", reference=reference), hidden)
    keys = [Key(RAW, say(language, "figure.raw_key")), Key(EQUAL, say(language, "figure.equal_key"))]

    def draw(size: svg.Size) -> str:
        return dots(
            ident,
            rows,
            keys,
            size,
            name=question,
            description=alt,
            say=gap_axis_words(unit, language),
            floor=None,
            zero=True,
        )

    header = ("measure", "group", *_GAP_COLUMNS)
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    methods = [i.method.removeprefix("standardised-") for g in gaps for i in g.sides]
    return _figure(content, ident, question, headline, subtitle, draw, table, alt, methods, language)


def trend_figure(
    content: RegionContent, ident: str, measure: Measure, grouping: str, language: Language
) -> Figure | None:
    """Rates of the region by school year and group, with breaks marked; None below three school years."""
    side, unit, below = pick.side(grouping), pick.unit(measure), zero_below(content.released)
    found = pick.yearly(content, measure, WHOLE, grouping)
    have = sorted({r.years[0] for rates in found.values() for r in rates if r.state in ("shown", "zero")})
    if len(have) < 3:
        return None
    years = range(have[0], have[-1] + 1)
    series, lines, said = [], [], []
    methods = [r.told.method for rates in found.values() for r in rates]
    breaks = pick.breaks(content, measure, language)
    for group, look in zip(side.groups, side.looks, strict=True):
        rates, who = found.get(group, []), group_name(grouping, group, language)
        points = {
            r.years[0]: rate_point(r, look, unit, pick.period(r.years, language), grouping, language) for r in rates
        }
        series.append(Series(who, look, points))
        lines += [
            (words(pick.period(r.years, language)), words(who), *rate_cells(r, unit, language, below=below))
            for r in rates
        ]
        moved = change(rates, [b.year for b in breaks])
        if moved and moved.way:
            said.append(trend_sentence(moved, who, language))
    title = pick.title(content, measure, language, variant=True)
    question = say(language, "figure.trend_question", title=title)
    headline = " ".join(said) or say(language, "figure.trend_headline")
    subtitle = say(language, "figure.trend_sub", region=content.meta.region, grouping=grouping_name(grouping, language))
    alt = alt_text(headline, say(language, "figure.trend_alt", years=pick.period(years, language)), [])

    def draw(size: svg.Size) -> str:
        return trend(
            ident,
            series,
            years,
            breaks,
            size,
            name=question,
            description=alt,
            say=axis_words(unit, language),
            ceiling=1.0 if unit.share else None,
        )

    header = ("year", "group", "share" if unit.share else "mean", "interval", "pupils")
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    band = bars_note(content, methods, language, band=True)
    return made(content, ident, question, headline, subtitle, draw, table, alt, band, language)


def _figure(
    content: RegionContent,
    ident: str,
    question: str,
    headline: str,
    subtitle: str,
    draw: Draw,
    table: Grid,
    alt: str,
    methods: Iterable[str],
    language: Language,
) -> Figure:
    """The figure with its source and what its bars mean; `methods` are those of its intervals."""
    bars = bars_note(content, methods, language)
    return made(content, ident, question, headline, subtitle, draw, table, alt, bars, language)


def _keys(side: pick.Side, language: Language) -> list[Key]:
    return [Key(look, group_name(side.grouping, g, language)) for g, look in zip(side.groups, side.looks, strict=True)]


def _years(content: RegionContent, found: Sequence[Measure], language: Language) -> str:
    codes = {m.code for m in found}
    return pick.period([y for r in content.rates if r.measure in codes for y in r.years], language)


def _order(gap: Gap | None) -> tuple[bool, float]:
    """Largest difference first; places without a number last."""
    known = gap is not None and math.isfinite(gap.raw.estimate)
    return (not known, -abs(gap.raw.estimate) if gap is not None and known else 0.0)
