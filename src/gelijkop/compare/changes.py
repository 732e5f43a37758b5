"""How a rate or a gap changed between two school years, or over several; never across a break of the definition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gelijkop.compare.findings import NOTHING, Gap, Interval, Rate, State, Verdict
from gelijkop.compare.gaps import gaps
from gelijkop.compare.intervals import Z95, Array, Intervals, difference
from gelijkop.compare.rates import rates
from gelijkop.compare.tallies import is_share
from gelijkop.compare.verdicts import MARGIN_MEAN, MARGIN_SHARE, small, verdict
from gelijkop.model.groupings import groupings
from gelijkop.safe.released import Released

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


def stretch(years: Sequence[int], breaks: Sequence[int]) -> tuple[int, ...]:
    """The last school years of these that may be compared with each other, in order."""
    return stretches(years, breaks)[-1] if years else ()


def rate_changes(
    released: Released,
    measure: str,
    *,
    first: int,
    last: int,
    breaks: Sequence[int],
    grouping: str | None = None,
    places: Sequence[str] | None = None,
    margin: float | None = None,
) -> tuple[Change, ...]:
    """The change of the rate of every group between two school years, by place and group.

    The pupils of the two years are taken to be other pupils, as they are where the moment of the
    indicator comes once in a career.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        first: the earlier school year, as the year in which it starts.
        last: the later one.
        breaks: first school years after a break, as the definition gives them; those of the grouping come on top.
        grouping: code of the grouping; None for all pupils together.
        places: place codes, each by itself; `WHOLE` or None for all places together.
        margin: the change that matters; by default 0.05 of a share and 0.25 of a mean.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, a place is not in this release, or `first` does not lie before `last`.

    Source: Newcombe (1998b), method 10.
    """
    _in_order(first, last)
    matters = _margin(released, measure, margin)
    earlier, later = (
        {(r.place, r.group): r for r in rates(released, measure, grouping=grouping, places=places, years=(y,))}
        for y in (first, last)
    )
    between = _between(first, last, all_breaks(breaks, grouping))
    return tuple(
        _change(
            (measure, place, grouping, group, "rate", first, last), _of_rate(a), _of_rate(b), matters, between
        )
        for (place, group), a in earlier.items()
        if (b := later.get((place, group))) is not None
    )  # fmt: skip


def gap_changes(
    released: Released,
    measure: str,
    grouping: str,
    *,
    first: int,
    last: int,
    breaks: Sequence[int],
    places: Sequence[str] | None = None,
    margin: float | None = None,
) -> tuple[Change, ...]:
    """The change of every gap between two school years, raw and at equal ability, by place and group.

    The limits are made from those of the two gaps, as those of a difference of two rates. Arguments,
    errors and state are those of `rate_changes`.

    Source: Zou and Donner (2008), Statistics in Medicine 27, 1693–1702.
    """
    _in_order(first, last)
    matters = _margin(released, measure, margin)
    earlier, later = (
        gaps(released, measure, grouping, places=places, years=(y,), margin=margin) for y in (first, last)
    )
    between = _between(first, last, all_breaks(breaks, grouping))
    found: list[Change] = []
    for a, b in zip(earlier, later, strict=True):
        for of in _SIDES:
            facts = (measure, a.place, grouping, a.group, of, first, last)
            found.append(_change(facts, _of_gap(a, of), _of_gap(b, of), matters, between))
    return tuple(found)


def rate_slopes(
    released: Released,
    measure: str,
    *,
    years: Sequence[int],
    breaks: Sequence[int],
    grouping: str | None = None,
    places: Sequence[str] | None = None,
    margin: float | None = None,
) -> tuple[Slope, ...]:
    """The slope of the rate of every group over the last of these school years without a break between them.

    See `slope`. State `not_estimable` where fewer than three years have a figure.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or a place is not in this release.
    """
    part = stretch(years, all_breaks(breaks, grouping))
    found = [rates(released, measure, grouping=grouping, places=places, years=(y,)) for y in part]
    at = {(r.place, r.group): None for r in (found[0] if found else ())}
    by_year = [{(r.place, r.group): r for r in year} for year in found]
    matters = _margin(released, measure, margin)
    return tuple(
        _slope(
            (measure, place, grouping, group, "rate"), part, [_of_rate(y.get((place, group))) for y in by_year], matters
        )
        for place, group in at
    )


def gap_slopes(
    released: Released,
    measure: str,
    grouping: str,
    *,
    years: Sequence[int],
    breaks: Sequence[int],
    places: Sequence[str] | None = None,
    margin: float | None = None,
) -> tuple[Slope, ...]:
    """The slope of every gap, raw and at equal ability; the rest as `rate_slopes`."""
    part = stretch(years, all_breaks(breaks, grouping))
    found = [gaps(released, measure, grouping, places=places, years=(y,), margin=margin) for y in part]
    matters = _margin(released, measure, margin)
    return tuple(
        _slope((measure, g[0].place, grouping, g[0].group, of), part, [_of_gap(y, of) for y in g], matters)
        for g in zip(*found, strict=True)
        for of in _SIDES
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


_SIDES: tuple[Of, Of] = ("raw", "equal")


def _of_rate(r: Rate | None) -> _Seen:
    if r is None:
        return _Seen(NOTHING, 0, "missing", 0)
    if r.tail:
        # The change and the other year would give back the 0% or 100% that the tail hides.
        return _Seen(NOTHING, r.pupils, "withheld", r.clusters)
    value = r.value if math.isnan(r.clustered.lower) else r.clustered
    return _Seen(value, r.pupils, "shown" if r.state == "zero" else r.state, r.clusters)


def _of_gap(g: Gap, side: Of) -> _Seen:
    value = g.sides[_SIDES.index(side)]
    if g.state == "shown" and math.isnan(value.estimate):
        return _Seen(NOTHING, g.pupils, "not_estimable", g.clusters)
    return _Seen(value, g.pupils, g.state, g.clusters)


def _change(facts: Facts, a: _Seen, b: _Seen, margin: float, between: tuple[int, ...]) -> Change:
    state: ChangeState = "break" if between else _state(a.state, b.state)
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


def _state(a: State, b: State) -> State:
    order: tuple[State, ...] = ("missing", "not_estimable", "withheld")
    return next((s for s in order if s in (a, b)), "shown")


def _between(first: int, last: int, breaks: Sequence[int]) -> tuple[int, ...]:
    return tuple(b for b in breaks if first < b <= last)


def _in_order(first: int, last: int) -> None:
    if first >= last:
        raise ValueError("the first school year lies before the last")


def _margin(released: Released, measure: str, margin: float | None) -> float:
    if margin is not None:
        return margin
    return MARGIN_SHARE if is_share(released.measure(measure).scores) else MARGIN_MEAN
