"""The figures of a difference through the years: of one place, and of every place on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from gelijkop.compare.changes import Change
from gelijkop.compare.findings import WHOLE, Gap, Interval
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.model.periods import school_year
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import gap_cells, gap_point
from gelijkop.present.chart_multiples import multiples
from gelijkop.present.chart_trend import Break, Series, trend
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Figure, Grid, words
from gelijkop.present.numerals import listed
from gelijkop.present.palette import EQUAL, RAW
from gelijkop.present.parts import alt_text, bars_note, gap_axis_words, made, unit_word
from gelijkop.present.sentences import Unit, carried, group_name, place_noun
from gelijkop.present.texts import say

Kind = Literal["raw", "equal"]
"""Which difference: as it is, or at equal test advice."""
_GAP_COLUMNS = ("raw", "raw_interval", "equal", "equal_interval", "verdict")
LEAST = 2
"""School years with a difference that a line needs."""


def gap_trend_figure(
    content: RegionContent,
    ident: str,
    measure: Measure,
    gaps: Sequence[Gap],
    changes: Sequence[Change],
    language: Language,
    *,
    of: Kind = "raw",
) -> Figure | None:
    """The difference of one place and group by school year; None where fewer than two years have one.

    Args:
        gaps: of one measure, grouping, place and group, each of a single school year.
        changes: of the same, as `compare.changes` finds them; without them no change is told.
        of: which difference is drawn and told.
    """
    if len([g for g in gaps if math.isfinite(_side(g, of).estimate)]) < LEAST:
        return None
    first, unit = gaps[0], pick.unit(measure)
    grouping, who = first.grouping, group_name(first.grouping, first.group, language)
    ordered = sorted(gaps, key=lambda g: g.years)
    breaks = pick.breaks(content, measure, language)
    title = pick.title(content, measure, language, variant=True)
    question = say(language, "gap_trend.question", title=title)
    mine = [c for c in changes if _same(c, first, of)]
    said = headline(mine, unit, language)
    years = pick.period([g.years[0] for g in gaps], language)
    about = {
        "low": who,
        "high": group_name(grouping, first.reference, language),
        "kind": say(language, f"figure.{of}_key"),
        "unit": unit_word(unit, language),
        "place": say(language, "region.whole") if first.place == WHOLE else pick.place_name(content, first.place),
        "years": years,
    }
    subtitle = say(language, "gap_trend.sub", **about)
    subtitle = subtitle[0].upper() + subtitle[1:]
    alt = alt_text(said, say(language, "gap_trend.alt", **about))
    series = _series(say(language, "figure.gap"), ordered, of, unit, language)

    def draw(size: svg.Size) -> str:
        span = range(ordered[0].years[0], ordered[-1].years[0] + 1)
        return trend(
            ident, [series], span, breaks, size, name=question, description=alt, say=gap_axis_words(unit, language),
            zero=True,
        )  # fmt: skip

    header = ("year", "group", *_GAP_COLUMNS)
    lines = [(words(school_year(g.years[0])), words(who), *gap_cells(g, unit, language)) for g in ordered]
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    note = bars_note(content, _methods(gaps, of), language, band=True)
    return made(content, ident, question, said, subtitle, draw, table, alt, note, language)


def multiples_figure(
    content: RegionContent,
    ident: str,
    measure: Measure,
    gaps: Sequence[Gap],
    changes: Sequence[Change],
    language: Language,
    *,
    of: Kind = "raw",
) -> Figure | None:
    """The difference by school year of the first group in each place; None where fewer than two places have a line.

    Args:
        gaps: of one measure, grouping and group, each of one place and a single school year.
        changes: of the same; see `gap_trend_figure`.
        of: which difference is drawn and told.
    """
    unit = pick.unit(measure)
    by_place: dict[str, list[Gap]] = {}
    for g in sorted(gaps, key=lambda g: g.years):
        if g.place != WHOLE:
            by_place.setdefault(g.place, []).append(g)
    drawn = [
        (name, p, found)
        for p, found in by_place.items()
        if len([g for g in found if math.isfinite(_side(g, of).estimate)]) >= LEAST
        for name in [pick.place_name(content, p)]
    ]
    if len(drawn) < LEAST:
        return None
    drawn.sort(key=lambda d: (d[0].casefold(), d[1]))
    first, breaks = drawn[0][2][0], pick.breaks(content, measure, language)
    names = {
        "low": group_name(first.grouping, first.group, language),
        "high": group_name(first.grouping, first.reference, language),
        "kind": say(language, f"figure.{of}_key"),
        "unit": unit_word(unit, language),
    }
    title = pick.title(content, measure, language, variant=True)
    question = say(language, "multiples.question", title=title)
    mine = [[c for c in changes if _same(c, found[0], of)] for _, _, found in drawn]
    said = many_headline(mine, place_noun(list(by_place)), language)
    subtitle = say(language, "multiples.sub", **names)
    subtitle = subtitle[0].upper() + subtitle[1:]
    hidden = [pick.place_name(content, p) for p in by_place if p not in {d[1] for d in drawn}]
    alt = alt_text(
        said,
        say(language, "multiples.alt", places=listed([name for name, _, _ in drawn], language), **names),
        [say(language, "multiples.hidden", places=listed(hidden, language))] if hidden else [],
    )
    panels = [(_series(name, found, of, unit, language), p in content.own) for name, p, found in drawn]
    years = range(min(g.years[0] for g in gaps), max(g.years[0] for g in gaps) + 1)

    def draw(size: svg.Size) -> str:
        return multiples(
            ident, panels, years, [b.year for b in breaks], _remarks(breaks, years, language), size,
            name=question, description=alt, say=gap_axis_words(unit, language),
        )  # fmt: skip

    header = ("place", "year", *_GAP_COLUMNS)
    lines = [
        (words(pick.place_name(content, p)), words(school_year(g.years[0])), *gap_cells(g, unit, language))
        for p, found in sorted(by_place.items(), key=lambda e: pick.place_name(content, e[0]).casefold())
        for g in found
    ]
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    note = f"{bars_note(content, _methods(gaps, of), language, band=True)} {say(language, 'multiples.chance')}"
    return made(content, ident, question, said, subtitle, draw, table, alt, note, language)


def headline(changes: Sequence[Change], unit: Unit, language: Language) -> str:
    """What the last stretch without a break says of the change of one difference.

    Smaller or larger is said only where the change is seen, and the difference that is larger is itself seen and
    not on the other side of zero; a change that is seen otherwise is told with both numbers; else it cannot be told.
    """
    change = _last(changes)
    if change is None:
        return say(language, "gap_trend.none")
    told = {
        "first": school_year(change.first),
        "last": school_year(change.last),
        "before": unit.gap(change.before.estimate, language),
        "after": unit.gap(change.after.estimate, language),
    }
    if change.verdict == "no_difference":
        return say(language, "gap_trend.same", **told)
    if change.verdict != "difference" or not carried(change.change):
        return say(language, "gap_trend.unclear", **told)
    return say(language, f"gap_trend.{_way(change)}", **told)


def many_headline(changes: Sequence[Sequence[Change]], noun: str, language: Language) -> str:
    """In how many places a change of the difference is seen; `changes` by place."""
    last = [c for found in changes if (c := _last(found)) is not None]
    seen = sum(c.verdict == "difference" and carried(c.change) != 0 for c in last)
    if not last:
        return say(language, "gap_trend.none")
    things = say(language, f"noun.{noun}.{'one' if len(last) == 1 else 'many'}")
    form = "none" if not seen else "some"
    return say(language, f"multiples.headline_{form}", seen=seen, total=len(last), noun=things)


def _way(change: Change) -> Literal["smaller", "larger", "changed"]:
    way = carried(change.change)
    if carried(change.before) == -way and change.after.estimate * -way >= 0:
        return "smaller"
    if carried(change.after) == way and change.before.estimate * way >= 0:
        return "larger"
    return "changed"


def _last(changes: Sequence[Change]) -> Change | None:
    """The change of the last stretch that may be told."""
    return max((c for c in changes if c.state == "shown"), key=lambda c: (c.last, -c.first), default=None)


def _same(change: Change, gap: Gap, of: Kind) -> bool:
    mine = (change.measure, change.place, change.grouping, change.group, change.of)
    return mine == (gap.measure, gap.place, gap.grouping, gap.group, of)


def _side(gap: Gap, of: Kind) -> Interval:
    return gap.sides[0 if of == "raw" else 1]


def _series(label: str, gaps: Sequence[Gap], of: Kind, unit: Unit, language: Language) -> Series:
    # Solid: a dotted line is a bridge over a missing year here.
    look, kind = replace(RAW if of == "raw" else EQUAL, dash=""), say(language, f"figure.{of}_key")
    points = {
        g.years[0]: gap_point(_side(g, of), g, look, kind, f"{label} {school_year(g.years[0])}", unit, language)
        for g in gaps
    }
    return Series(label, look, points)


def _methods(gaps: Sequence[Gap], of: Kind) -> list[str]:
    return [_side(g, of).method.removeprefix("standardised-") for g in gaps]


def _remarks(breaks: Sequence[Break], years: Sequence[int], language: Language) -> list[str]:
    found = [f"{school_year(b.year)} ({b.label})" for b in breaks if years[0] < b.year <= years[-1]]
    return [say(language, "multiples.breaks", breaks=listed(found, language))] if found else []
