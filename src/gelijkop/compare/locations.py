"""What is known of all places together because they are locations: limits that count that a school's pupils are alike.

Only a release within an organisation has locations as places. A public one has municipalities, whose protected
counts say nothing of schools; there nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.clusters import (
    FEW_CLUSTERS,
    Clustered,
    clustered_means,
    clustered_shares,
    clustered_standardised,
)
from gelijkop.compare.findings import WHOLE
from gelijkop.compare.intervals import Array, Bools, Intervals
from gelijkop.compare.parts import joined
from gelijkop.compare.tallies import Counts, Cube, Tally, Years

_NUMBERS = 1_000_000
"""Numbers in an array of gaps that are compared at once."""
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Located:
    """Arrays of shape (cells, groups), as the columns that they stand beside.

    `clusters`: locations with pupils; of a gap, the fewest of both groups; 0 where places are no
    locations. `method`: empty where nothing is known of locations, `few_clusters` where they are too few.
    """

    clusters: Counts
    limits: Intervals
    variance: Array
    p: Array
    method: NDArray[np.str_]

    def where(self, on: Bools) -> Located:
        """The same, and nothing elsewhere."""
        v = self.limits
        numbers = (np.where(on, x, np.nan) for x in (v.estimate, v.lower, v.upper, self.variance, self.p))
        estimate, lower, upper, variance, p = numbers
        return Located(
            np.where(on, self.clusters, 0),
            Intervals(estimate, lower, upper),
            variance,
            p,
            np.where(on, self.method, ""),
        )


def located_rates(found: Cube, whole: Tally, periods: Sequence[Years]) -> Located:
    """Of the rates over these periods; `whole` is the tally of them."""
    if not knows_locations(found):
        return _located(found, whole.pupils > 0, None)
    counts = np.concatenate([found.of_years(found.apart, y).sum(axis=(1, 3)).transpose(1, 0, 2) for y in periods])
    x, n = _sums(counts, whole.scores)
    known = clustered_shares(x, n) if whole.share else clustered_means(x, n, scores=whole.scores)
    return _located(found, whole.pupils > 0, known)


def located_gaps(
    found: Cube, whole: Tally, periods: Sequence[Years], at: int, others: list[int], *, by_year: bool, equal: Bools
) -> Located:
    """Of the gaps over these periods: at equal ability where `equal`, shape (cells, groups), is true; else raw.

    Args:
        found: the cube.
        whole: the tally of these periods.
        periods: school years.
        at: the position of the reference group among the groups.
        others: those of the groups that are compared with it.
        by_year: whether equal ability means the same school year.
        equal: which gaps are at equal ability.
    """
    pupils = whole.pupils
    both = (pupils[:, others] > 0) & (pupils[:, [at]] > 0)
    if not knows_locations(found):
        return _located(found, both, None)
    raw, level = (
        _compared(counts, whole.scores, at, others)
        for counts in (
            [found.of_years(found.apart, years).sum(axis=(1, 3))[:, :, np.newaxis] for years in periods],
            [found.strata(found.apart, years, by_year=by_year) for years in periods],
        )
    )
    return _located(found, both, _either(equal[_rows(found, len(periods))].ravel(), level, raw))


def knows_locations(found: Cube) -> bool:
    """Whether the places of the release are locations, and what is asked of all of them together."""
    return found.released.policy == "intern" and WHOLE in found.places


def _rows(found: Cube, periods: int) -> list[int]:
    """Where the cells of all places together stand."""
    return [found.places.index(WHOLE) + i * len(found.places) for i in range(periods)]


def _compared(counts: Sequence[Counts], scores: tuple[float, ...], at: int, others: list[int]) -> Clustered:
    """Gaps with the reference group, by period and group; counts of shape (locations, groups, strata, outcomes)."""
    size = max(_NUMBERS // max(counts[0].shape[0] * counts[0].shape[2], 1), 1)
    parts = []
    for of_period in counts:
        x, n = _sums(of_period.transpose(1, 0, 2, 3), scores)
        for groups in (others[i : i + size] for i in range(0, len(others), size)):
            references = [at] * len(groups)
            parts.append(clustered_standardised(x[groups], n[groups], x[references], n[references], scores=scores))
    return joined(parts)


def _sums(counts: Counts, scores: tuple[float, ...]) -> tuple[Array, Array]:
    """Sums of scores and pupils; the last axis, of outcomes, is summed."""
    return np.asarray(counts @ np.array(scores, dtype=np.float64)), np.asarray(counts.sum(axis=-1), dtype=np.float64)


def _either(first: Bools, one: Clustered, other: Clustered) -> Clustered:
    def pick(a: NDArray[T], b: NDArray[T]) -> NDArray[T]:
        return np.where(first, a, b)

    a, b = one.value, other.value
    value = Intervals(pick(a.estimate, b.estimate), pick(a.lower, b.lower), pick(a.upper, b.upper))
    return Clustered(
        value, pick(one.variance, other.variance), pick(one.df, other.df), pick(one.clusters, other.clusters),
        pick(one.p, other.p), pick(one.state, other.state), pick(one.method, other.method),
    )  # fmt: skip


def _located(found: Cube, there: Bools, known: Clustered | None) -> Located:
    """What is known of all places together in each period, among the cells of all places.

    Args:
        found: the cube.
        there: whether a cell has pupils, shape (cells, groups).
        known: by period and group, arrays of shape (periods × groups,); None where locations are not known.
    """
    # A location by itself is one.
    alone = there & (found.released.policy == "intern")
    clusters = alone.astype(np.int64)
    method = np.where(alone, FEW_CLUSTERS, "")
    estimate, lower, upper, variance, p = np.full((5, *there.shape), np.nan)
    if known is not None:
        rows = _rows(found, len(there) // len(found.places))
        v = known.value
        for column, of_all in (
            (clusters, known.clusters), (estimate, v.estimate), (lower, v.lower), (upper, v.upper),
            (variance, known.variance), (p, known.p),
            (method, np.where(known.state == FEW_CLUSTERS, FEW_CLUSTERS, known.method)),
        ):  # fmt: skip
            column[rows] = of_all.reshape(len(rows), -1)
    return Located(clusters, Intervals(estimate, lower, upper), variance, p, method)
