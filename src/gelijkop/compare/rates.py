"""The rate of every group in every place: a share or a mean with its interval, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

from gelijkop.compare.findings import WHOLE, Interval, Rate, State, Tail
from gelijkop.compare.intervals import Intervals, mean, ratio, share_rounding, wilson
from gelijkop.compare.tallies import Tally, having, shown, tally
from gelijkop.model.groupings import UNKNOWN
from gelijkop.safe.released import Released

NOTHING = Interval(math.nan, math.nan, math.nan, "")
"""The interval of what is not shown."""


def rates(
    released: Released,
    measure: str,
    *,
    grouping: str | None = None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> tuple[Rate, ...]:
    """Rates of all groups in each of these places, over these school years together.

    Every declared group is there, also an empty one; pupils of unknown background are there when they are.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        grouping: code of the grouping; None for all pupils together (group −1).
        places: place codes, each by itself; `WHOLE` or None for all places together.
        years: school years, as the year in which they start; None for all.

    Returns:
        By place, then by group in the order of the grouping.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or a place is not in this release.
    """
    found = tally(released, measure, grouping=grouping, places=places, years=years)
    period = tuple(years) if years is not None else released.school_years
    values, method = _intervals(found)
    state, tail = shown(released, found)
    result = []
    for p, place in enumerate(found.places):
        for g, group in enumerate(found.groups):
            pupils = int(found.pupils[p, g])
            if group == UNKNOWN and pupils == 0:
                continue
            said = cast(State, str(state[p, g]))
            value = interval(values, (p, g), method) if said in ("shown", "zero") else NOTHING
            result.append(
                Rate(measure, place, period, grouping, group, value, pupils, said, cast(Tail, str(tail[p, g])))
            )
    return tuple(result)


def rate(
    released: Released,
    measure: str,
    *,
    grouping: str | None = None,
    group: int = -1,
    place: str = WHOLE,
    years: Sequence[int] | None = None,
) -> Rate | None:
    """The rate of one group in one place; None for pupils of unknown background where there are none."""
    found = rates(released, measure, grouping=grouping, places=(place,), years=years)
    return next((r for r in found if r.group == group), None)


def interval(values: Intervals, at: tuple[int, ...], method: str) -> Interval:
    """One of many intervals."""
    return Interval(float(values.estimate[at]), float(values.lower[at]), float(values.upper[at]), method)


def named(method: str, *, rounded: bool) -> str:
    """The name of a method, with rounding where the interval carries it."""
    return f"{method}+rounding" if rounded else method


def _intervals(found: Tally) -> tuple[Intervals, str]:
    counts, rounded = found.counts.sum(axis=2), bool((found.rounding_sd > 0).any())
    if not found.share:
        return mean(counts, found.scores, rounding_sd=found.rounding_sd), named("t", rounded=rounded)
    n = counts.sum(axis=-1)
    v = share_rounding(n, rounding_sd=found.rounding_sd)
    return wilson(ratio(having(counts, found.scores), n), n, rounding_variance=v), named("wilson", rounded=rounded)
