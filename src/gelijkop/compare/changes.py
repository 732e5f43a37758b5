"""How a rate or a gap changed between two school years, or over several; never across a break of the definition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gelijkop.compare.findings import NOTHING, Gap, Interval, Rate, State, Verdict, worst
from gelijkop.compare.intervals import Z95, Array, Intervals, difference
from gelijkop.compare.verdicts import small, verdict
from gelijkop.compare.yearly import Yearly
from gelijkop.model.groupings import groupings

ChangeState = State | Literal["break"]
"""As of a rate or gap; `break`: the years may not be compared, since rules, test or source changed between them."""
Of = Literal["rate", "raw", "equal"]
"""What changed: a rate, a raw gap, or a gap at equal ability."""
LEAST = 3
"""A slope needs so many school years: through two a line always fits."""


@dataclass(frozen=True)
class Change:
    """What is later minus what was earlier: between two school years, with the interval of the difference.

    `of` says of what; a change of a gap is negative where the group came to lie lower beside its
    reference. `pupils` are those of the group in the first and last year. `breaks` are the school years
    between them from which on figures may not be compared with earlier ones; with any, the state is
    `break` and there is no change. `small`: the whole interval is within the margin. `clusters` is the
    number of locations of the year that has fewest, 0 where places are no locations; where rate or gap
    has limits that count that pupils of a location are alike, these are the limits here.
    """

    measure: str
    place: str
    grouping: str | None
    group: int
    of: Of
    first: int
    last: int
    pupils: tuple[int, int]
    before: Interval
    after: Interval
    change: Interval
    margin: float
    verdict: Verdict
    state: ChangeState
    breaks: tuple[int, ...] = ()
    small: bool = False
    clusters: int = 0


@dataclass(frozen=True)
class Slope:
    """The change a year of a straight line through several school years without a break between them.

    `years` are those with a figure, `pupils` those of the group in all of them. The verdict is on the
    change from the first to the last of them.
    """

    measure: str
    place: str
    grouping: str | None
    group: int
    of: Of
    years: tuple[int, ...]
    pupils: int
    a_year: Interval
    margin: float
    verdict: Verdict
    state: State


@dataclass(frozen=True)
class History:
    """All that is known of how rates and gaps went."""

    changes: tuple[Change, ...]
    slopes: tuple[Slope, ...]


def all_breaks(breaks: Sequence[int], grouping: str | None) -> tuple[int, ...]:
    """The breaks of a definition and those of the grouping, which may have been classified anew, in order."""
    of_grouping = groupings()[grouping].breaks if grouping is not None else ()
    return tuple(sorted({*breaks, *of_grouping}))


def stretches(years: Sequence[int], breaks: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """These school years, put together as far as they may be compared with each other, in order."""
    found: dict[int, list[int]] = {}
    for year in sorted(years):
        found.setdefault(sum(b <= year for b in breaks), []).append(year)
    return tuple(tuple(part) for part in found.values())


def history(found: Yearly, *, breaks: Sequence[int]) -> History:
    """Changes and slopes within every stretch, and the change across breaks, which says that it cannot be told.

    Only school years with a figure begin or end a stretch.

    Args:
        found: rates and gaps by school year.
        breaks: first school years after a break, as the definition gives them; those of the grouping come on top.
    """
    have = found.with_figures
    parts = [part for part in stretches(have, all_breaks(breaks, found.grouping)) if len(part) > 1]
    ends = [(part[0], part[-1]) for part in parts]
    if len(have) > 1 and (have[0], have[-1]) not in ends:
        ends.append((have[0], have[-1]))
    return History(
        tuple(c for first, last in ends for c in changes(found, first=first, last=last, breaks=breaks)),
        tuple(s for part in parts for s in slopes(found, years=part)),
    )


def changes(found: Yearly, *, first: int, last: int, breaks: Sequence[int]) -> tuple[Change, ...]:
    """The change between two school years of every rate, and of every gap raw and at equal ability.

    The pupils of the two years are taken to be other pupils, as they are where the moment of the
    indicator comes once in a career. The limits are made from those of the two rates or gaps.

    Args:
        found: rates and gaps by school year.
        first: the earlier school year, as the year in which it starts.
        last: the later one.
        breaks: as in `history`.

    Returns:
        Rates by place and group, then gaps.

    Raises:
        ValueError: `first` does not lie before `last`.

    Source: Newcombe (1998b), method 10; Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
    """
    if first >= last:
        raise ValueError("the first school year lies before the last")
    between = tuple(b for b in all_breaks(breaks, found.grouping) if first < b <= last)
    earlier, later = (_seen(found, year) for year in (first, last))
    return tuple(
        _change((found.measure, place, found.grouping, group, of, first, last), a, b, found.margin, between)
        for (place, group, of), a in earlier.items()
        if (b := later.get((place, group, of))) is not None
    )


def slopes(found: Yearly, *, years: Sequence[int]) -> tuple[Slope, ...]:
    """The slope of every rate and gap over these school years, between which is no break; see `slope`.

    State `not_estimable` where fewer than three years have a figure.
    """
    seen = [_seen(found, year) for year in years]
    every = dict.fromkeys(key for one in seen for key in one)
    nothing = _Seen(NOTHING, 0, "missing", 0)
    return tuple(
        _slope(
            (found.measure, place, found.grouping, group, of),
            years,
            [one.get((place, group, of), nothing) for one in seen],
            found.margin,
        )
        for place, group, of in every
    )


def slope(x: Array, y: Intervals) -> Interval:
    """The slope of a weighted straight line through estimates with intervals, each by the inverse of its variance.

    The interval is the wider of two: from the variances alone, and from how far the estimates lie from the line.

    Args:
        x: where each estimate stands, shape (points,).
        y: estimates with 95% limits, shape (points,); their variance is taken from the width of the interval.

    Returns:
        NaN with fewer than two points.

    Source: Knapp and Hartung (2003), Statistics in Medicine 22, 2693–2710, never narrower than without.
    """
    from scipy import special  # slow import

    if len(x) < 2:
        return NOTHING
    weights = 1 / (((y.upper - y.lower) / (2 * Z95)) ** 2)
    middle = (weights * x).sum() / weights.sum()
    around = ((x - middle) ** 2 * weights).sum()
    level = (weights * y.estimate).sum() / weights.sum()
    estimate = (weights * (x - middle) * (y.estimate - level)).sum() / around
    half = Z95 * np.sqrt(1 / around)
    if len(x) > 2:
        off = (weights * (y.estimate - level - estimate * (x - middle)) ** 2).sum() / (len(x) - 2)
        half = max(half, special.stdtrit(len(x) - 2, 0.975) * np.sqrt(off / around))
    return Interval(float(estimate), float(estimate - half), float(estimate + half), "wls")


@dataclass(frozen=True)
class _Seen:
    """What there is of one year: the figure, the pupils of the group, the state, and the locations."""

    value: Interval
    pupils: int
    state: State
    clusters: int


Facts = tuple[str, str, str | None, int, Of, int, int]


Key = tuple[str, int, Of]


def _seen(found: Yearly, year: int) -> dict[Key, _Seen]:
    """What there is of one school year, by place, group and what it is of."""
    seen: dict[Key, _Seen] = {(r.place, r.group, "rate"): _of_rate(r) for r in found.rates[year]}
    for g in found.gaps[year]:
        raw, equal = g.sides
        seen[g.place, g.group, "raw"] = _of_gap(g, raw)
        seen[g.place, g.group, "equal"] = _of_gap(g, equal)
    return seen


def _of_rate(r: Rate) -> _Seen:
    if r.tail:
        # The change and the other year would give back the 0% or 100% that the tail hides.
        return _Seen(NOTHING, r.pupils, "withheld", r.clusters)
    value = r.value if math.isnan(r.clustered.lower) else r.clustered
    return _Seen(value, r.pupils, "shown" if r.state == "zero" else r.state, r.clusters)


def _of_gap(g: Gap, value: Interval) -> _Seen:
    if g.state == "shown" and math.isnan(value.estimate):
        return _Seen(NOTHING, g.pupils, "not_estimable", g.clusters)
    return _Seen(value, g.pupils, g.state, g.clusters)


def _change(facts: Facts, a: _Seen, b: _Seen, margin: float, between: tuple[int, ...]) -> Change:
    state: ChangeState = "break" if between else worst((a.state, b.state))
    found = NOTHING
    if state == "shown":
        one, other = _arrays([a.value]), _arrays([b.value])
        d = difference(other, one)
        found = Interval(float(d.estimate[0]), float(d.lower[0]), float(d.upper[0]), f"change-{a.value.method}")
    return Change(
        *facts, (a.pupils, b.pupils), a.value, b.value, found, margin, verdict(found.lower, found.upper, margin),
        state, between, small(found.lower, found.upper, margin), min(a.clusters, b.clusters),
    )  # fmt: skip


def _slope(
    facts: tuple[str, str, str | None, int, Of], years: Sequence[int], seen: Sequence[_Seen], margin: float
) -> Slope:
    there = [(y, s) for y, s in zip(years, seen, strict=True) if s.state == "shown"]
    have, pupils = tuple(y for y, _ in there), sum(s.pupils for _, s in there)
    if len(there) < LEAST:
        return Slope(*facts, have, pupils, NOTHING, margin, "not_visible", "not_estimable")
    found = slope(np.array(have, dtype=np.float64), _arrays([s.value for _, s in there]))
    span = have[-1] - have[0]
    return Slope(*facts, have, pupils, found, margin, verdict(found.lower * span, found.upper * span, margin), "shown")


def _arrays(values: Sequence[Interval]) -> Intervals:
    return Intervals(*(np.array([getattr(v, name) for v in values]) for name in ("estimate", "lower", "upper")))
