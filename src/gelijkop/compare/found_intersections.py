"""Two groupings crossed in a release: the rate of every crossed group, and its excess over what the two add up to."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from gelijkop.compare.clusters import FEW_CLUSTERS, SHOWN, Clustered, clustered_means
from gelijkop.compare.findings import NOTHING, WHOLE, Interval, State
from gelijkop.compare.intersections import LEAST, excess
from gelijkop.compare.intervals import Array, Intervals
from gelijkop.compare.summary import groups_of
from gelijkop.compare.summary_clusters import clustered_index
from gelijkop.compare.tallies import Counts, is_share
from gelijkop.model.crossing import crossed_number, pair_of
from gelijkop.model.groupings import Grouping, groupings
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Intersection:
    """A group of two groupings at once, in all places together.

    `rate`: its share or mean. `excess`: how much that is more than the differences of its two groups with
    `reference` (the reference group of both) add up to; there where neither is the reference group.
    `not_estimable`: one of the groups that it takes has fewer than ten pupils. `clusters`, `df` and
    `clustered` are as in `found_summary.Summary`.
    """

    measure: str
    place: str
    years: tuple[int, ...]
    groupings: tuple[str, str]
    groups: tuple[int, int]
    reference: tuple[int, int]
    kind: Literal["rate", "excess"]
    value: Interval
    pupils: int
    state: State
    clusters: int
    df: float
    clustered: Interval


def intersections(
    released: Released, measure: str, cross: str, *, years: Sequence[int] | None = None
) -> tuple[Intersection, ...]:
    """Every crossed group of one pair of groupings: its rate, and its excess over additivity.

    A public release has no crosses, because every cross makes its finest cells smaller.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure, one with scores.
        cross: code of the pair, one of `released.crosses`.
        years: school years, as the year in which they start; None for all.

    Returns:
        By group of the first grouping, then of the second, each in its order: rates, then excesses.

    Raises:
        KeyError: the measure is not in this release, or the code crosses nothing.
        ValueError: the cross is not in this release.
    """
    pair = pair_of(cross)
    if pair is None:
        raise KeyError(cross)
    one, other = (groupings()[g] for g in pair)
    both = [(a.number, b.number) for a, b in product(one.groups, other.groups)]
    period = tuple(years) if years is not None else released.school_years
    numbers = [crossed_number(*g) for g in both]
    counts = released.dense(measure, grouping=cross, groups=numbers, years=period).sum(axis=(1, 3))
    scores = released.measure(measure).scores
    found = [*_rates(counts, scores, both), *_excesses(counts, scores, both, one, other)]
    reference = (one.reference.number, other.reference.number)
    return tuple(Intersection(measure, WHOLE, period, pair, f[0], reference, *f[1:]) for f in found)


Found = tuple[tuple[int, int], Literal["rate", "excess"], Interval, int, State, int, float, Interval]


def _rates(counts: Counts, scores: tuple[float, ...], both: list[tuple[int, int]]) -> Iterator[Found]:
    whole = counts.sum(axis=0)
    g = groups_of(whole[np.newaxis], scores)
    x, n = _by_location(counts, scores)
    clustered = clustered_means(x.T, n.T, scores=scores)
    method = "wilson" if is_share(scores) else "t"
    for i, group in enumerate(both):
        pupils = int(g.n[0, i])
        if pupils < LEAST:
            yield group, "rate", NOTHING, pupils, "not_estimable", 0, math.nan, NOTHING
        else:
            value = _interval(g.limits, (0, i), method)
            yield group, "rate", value, pupils, "shown", *_robust(clustered, i, "cr2")


def _excesses(
    counts: Counts, scores: tuple[float, ...], both: list[tuple[int, int]], one: Grouping, other: Grouping
) -> Iterator[Found]:
    a0, b0 = one.reference.number, other.reference.number
    at = {group: i for i, group in enumerate(both)}
    asked = [(a, b) for a, b in both if a != a0 and b != b0]
    corners = np.array([[at[a, b], at[a, b0], at[a0, b], at[a0, b0]] for a, b in asked], dtype=np.int64).reshape(-1, 4)
    g = groups_of(counts.sum(axis=0)[corners], scores)
    index = excess(g)
    x, n = (sums[:, corners].transpose(1, 0, 2) for sums in _by_location(counts, scores))
    clustered = clustered_index(index, g, x, n)
    for i, group in enumerate(asked):
        pupils = int(g.n[i, 0])
        if np.isnan(index.value.estimate[i]):
            yield group, "excess", NOTHING, pupils, "not_estimable", 0, math.nan, NOTHING
        else:
            value = _interval(index.value, i, index.method)
            yield group, "excess", value, pupils, "shown", *_robust(clustered, i, "excess-cr2")


def _by_location(counts: Counts, scores: tuple[float, ...]) -> tuple[Array, Array]:
    """Sums of scores and pupils, shape (locations, groups)."""
    return np.asarray(counts @ np.array(scores, dtype=np.float64)), counts.sum(axis=-1).astype(np.float64)


def _robust(found: Clustered, at: int, method: str) -> tuple[int, float, Interval]:
    if found.state[at] != SHOWN:
        return int(found.clusters[at]), math.nan, Interval(math.nan, math.nan, math.nan, FEW_CLUSTERS)
    return int(found.clusters[at]), float(found.df[at]), _interval(found.value, at, method)


def _interval(values: Intervals, at: int | tuple[int, int], method: str) -> Interval:
    return Interval(float(values.estimate[at]), float(values.lower[at]), float(values.upper[at]), method)
