"""Rates and gaps as columns: arrays over many cells, made into rows only where a page or table asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.findings import NOTHING, Gap, Interval, Rate
from gelijkop.compare.intervals import Array, Bools, Intervals
from gelijkop.compare.locations import Located
from gelijkop.compare.tallies import Counts, Years
from gelijkop.model.groupings import UNKNOWN

MANY_YEARS = 50
"""Beyond this many school years pooling is no advice."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Rates of one measure and grouping, arrays of shape (cells, groups), a cell being a place in a period.

    `values` is NaN where `state` is neither `shown` nor `zero`, and in a `tail`.
    """

    measure: str
    grouping: str | None
    places: tuple[str, ...]
    periods: tuple[Years, ...]
    groups: tuple[int, ...]
    method: str
    values: Intervals
    pupils: Counts
    state: NDArray[np.str_]
    tail: NDArray[np.str_]
    located: Located

    def rows(self) -> tuple[Rate, ...]:
        """One by one, by cell and then by group; pupils of unknown background are there when they are."""
        values = _listed(self.values, self.method, np.isin(self.state, ("shown", "zero")) & (self.tail == ""))
        rest = (x.ravel().tolist() for x in (self.pupils, self.state, self.tail, self.located.clusters))
        at = [(p, y, g) for p, y in zip(self.places, self.periods, strict=True) for g in self.groups]
        rows = zip(at, values, _clustered(self.located), *rest, strict=True)
        return tuple(
            Rate(self.measure, place, years, self.grouping, group, value, pupils, state, tail, clusters, clustered)
            for (place, years, group), value, clustered, pupils, state, tail, clusters in rows
            if group != UNKNOWN or pupils
        )


@dataclass(frozen=True)
class Methods:
    """The names of the methods of gaps, one a column."""

    raw: str
    equal_ability: str
    mantel_haenszel: str
    odds_ratio: str
    share_ratio: str


@dataclass(frozen=True, eq=False)
class Gaps:
    """Gaps of one measure and grouping, arrays of shape (cells, groups), a cell being a place in a period.

    As in `Gap`. What is not shown (`state`), or not at equal ability (`equal`), is not to be read. `pool_years`
    is infinite or NaN where no number of years would do.
    """

    measure: str
    grouping: str
    places: tuple[str, ...]
    periods: tuple[Years, ...]
    groups: tuple[int, ...]
    reference: int
    share: bool
    methods: Methods
    margin: float
    pupils: Counts
    reference_pupils: Counts
    state: NDArray[np.str_]
    equal: Bools
    raw: Intervals
    equal_ability: Intervals
    mantel_haenszel: Intervals
    odds_ratio: Intervals
    pupils_a_year: Intervals
    p_value: Array
    p_adjusted: Array
    homogeneity_p: Array
    support: Array
    detectable: Array
    pool_years: Array
    verdict: NDArray[np.str_]
    small: Bools
    share_ratio: Intervals
    located: Located

    def rows(self) -> tuple[Gap, ...]:
        """One by one, by cell and then by group."""
        shown = self.state == "shown"
        equal = shown & self.equal
        shares = equal & self.share
        known = ~np.isnan(self.located.limits.lower)
        names = self.methods
        times = len(self.groups)
        columns = zip(
            [p for p in self.places for _ in range(times)],
            [y for y in self.periods for _ in range(times)],
            self.groups * len(self.places),
            self.pupils.ravel().tolist(),
            self.reference_pupils.ravel().tolist(),
            _listed(self.raw, names.raw, shown),
            _listed(self.equal_ability, names.equal_ability, equal),
            _listed(self.mantel_haenszel, names.mantel_haenszel, shares),
            _listed(self.odds_ratio, names.odds_ratio, shares),
            _numbers(self.p_value, shown),
            _numbers(self.homogeneity_p, equal),
            _numbers(self.support, shown),
            _listed(self.pupils_a_year, np.where(known, self.located.method, names.equal_ability), shares),
            _numbers(self.detectable, shown),
            self.verdict.ravel().tolist(),
            self.state.ravel().tolist(),
            _numbers(self.p_adjusted, shown),
            [int(n) if n <= MANY_YEARS else None for n in _numbers(self.pool_years, shown)],
            (self.small & shown).ravel().tolist(),
            _listed(self.share_ratio, names.share_ratio, shown & self.share),
            self.located.clusters.ravel().tolist(),
            _clustered(self.located),
            strict=True,
        )
        return tuple(
            Gap(
                self.measure, place, years, self.grouping, group, self.reference, pupils, others, raw, level, common,
                odds, p, homogeneity, support, a_year, detectable, self.margin, verdict, state, adjusted, pool, small,
                share_ratio, clusters, clustered,
            )
            for (
                place, years, group, pupils, others, raw, level, common, odds, p, homogeneity, support, a_year,
                detectable, verdict, state, adjusted, pool, small, share_ratio,
                clusters, clustered,
            ) in columns
        )  # fmt: skip


def _listed(values: Intervals, method: str | NDArray[np.str_], on: Bools) -> list[Interval]:
    columns = (values.estimate, values.lower, values.upper, np.broadcast_to(method, on.shape), on)
    rows = zip(*(x.ravel().tolist() for x in columns), strict=True)
    return [Interval(estimate, low, high, name) if there else NOTHING for estimate, low, high, name, there in rows]


def _clustered(located: Located) -> list[Interval]:
    return _listed(located.limits, located.method, located.method != "")


def _numbers(values: Array, on: Bools) -> list[float]:
    return cast(list[float], np.where(on, values, np.nan).ravel().tolist())
