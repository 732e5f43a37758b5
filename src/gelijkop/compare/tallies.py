"""Released counts of one measure, stacked over places, periods and groups, and what may be shown of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.dominance import mostly_one_location
from gelijkop.compare.findings import WHOLE
from gelijkop.compare.intervals import Array
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.disclosure import complements
from gelijkop.safe.display import counted, display, display_mean
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import STRATA, Released

Counts = NDArray[np.int64]
EVERYBODY = -1
"""Group number where pupils are not divided."""
TESTED = slice(1, 7)
"""The strata of pupils with a test advice; not known (0) and no test made (7) are outside equal ability."""
Years = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of one measure, a cell being a place in a period.

    `counts` has shape (cells, groups, strata, outcomes). `places` and `periods` are those of the cells;
    `rounding_sd` and `stratum_sd` are as in `safe.released.Table`, shape (cells, 1). `groups` are in the
    order of the grouping, with those of unknown background last.
    """

    scores: tuple[float, ...]
    places: tuple[str, ...]
    periods: tuple[Years, ...]
    groups: tuple[int, ...]
    counts: Counts
    rounding_sd: Array
    stratum_sd: Array

    @property
    def share(self) -> bool:
        """Whether the indicator is a share: each outcome counts or does not."""
        return is_share(self.scores)

    @cached_property
    def outcomes(self) -> Counts:
        """Pupils by outcome, whatever their stratum, shape (cells, groups, outcomes)."""
        return np.asarray(self.counts.sum(axis=2))

    @cached_property
    def pupils(self) -> Counts:
        """Pupils in the population, shape (cells, groups)."""
        return np.asarray(self.outcomes.sum(axis=2))


@dataclass(frozen=True, eq=False)
class Cube:
    """Released counts of one measure and grouping with every place and school year apart.

    `counts` has shape (places, years, groups, strata, outcomes); `WHOLE`, all places of the release
    together, is one of the places where it was asked for. `apart` are the counts of each place of the
    release by itself; empty where only some places were asked for.
    """

    released: Released
    measure: str
    grouping: str | None
    places: tuple[str, ...]
    years: Years
    groups: tuple[int, ...]
    counts: Counts
    apart: Counts

    def tally(self, periods: Sequence[Years]) -> Tally:
        """One cell for every period and, within it, every place."""
        summed = self.summed(self.counts, periods)
        return Tally(
            self.released.measure(self.measure).scores,
            self.places * len(periods),
            tuple(years for years in periods for _ in self.places),
            self.groups,
            summed.reshape(-1, *summed.shape[2:]),
            self._sd(periods, strata=False),
            self._sd(periods, strata=True),
        )

    def summed(self, counts: Counts, periods: Sequence[Years]) -> Counts:
        """Counts over each period, shape (periods, places, groups, strata, outcomes)."""
        return np.stack([self.of_years(counts, years).sum(axis=1) for years in periods])

    def of_years(self, counts: Counts, years: Years) -> Counts:
        """The counts of these school years, in their order."""
        if years == self.years:
            return counts
        return counts[:, [self.years.index(y) for y in years]]

    def strata(self, counts: Counts, years: Years, *, by_year: bool) -> Counts:
        """Counts of pupils with a test advice in these years, shape (places, groups, strata, outcomes).

        A stratum is a test advice in a school year, or with `by_year` False a test advice in any of them.
        """
        tested = self.of_years(counts, years)[:, :, :, TESTED]
        if not (by_year and years):
            return np.asarray(tested.sum(axis=1))
        apart = tested.transpose(0, 2, 1, 3, 4)
        return apart.reshape(*apart.shape[:2], -1, apart.shape[-1])

    def _sd(self, periods: Sequence[Years], *, strata: bool) -> Array:
        """Of each cell; places by themselves have one and the same."""
        grouped = self.grouping is not None
        found = [
            [
                self.released.rounding_sd(
                    self.measure,
                    grouped=grouped,
                    strata=strata,
                    years=years,
                    places=None if whole else self.released.places[:1],
                )
                for whole in (False, True)
            ]
            for years in periods
        ]
        whole = [int(p == WHOLE) for p in self.places]
        return np.asarray(found, dtype=np.float64).reshape(-1, 2)[:, whole].reshape(-1, 1)


def cube(
    released: Released,
    measure: str,
    *,
    grouping: str | None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> Cube:
    """Counts of one measure for each of these places (`WHOLE`, or None: all together) and school years (None: all).

    A grouping that is not in the release has counts of zero: nobody's background is known.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure is a distribution, which has no rate; or a place is not in this release.
    """
    m = released.measure(measure)
    if len(set(m.scores)) < 2:
        raise ValueError(f"{measure} has no scores, so no rate; see gelijkop.compare.flows")
    at = tuple(places) if places is not None else (WHOLE,)
    period = tuple(years) if years is not None else released.school_years
    groups = numbers(grouping)
    foreign = next((p for p in at if p != WHOLE and p not in released.place_at), None)
    if foreign is not None:
        raise ValueError(f"{foreign} is not a place of this release")
    wanted = None if WHOLE in at else at
    if grouping is not None and grouping not in released.groupings:
        shape = (len(released.places if wanted is None else at), len(period), len(groups), STRATA, len(m.outcomes))
        found = np.zeros(shape, dtype=np.int64)
    else:
        found = released.dense(measure, grouping=grouping, groups=groups, places=wanted, years=period)
    if wanted is not None:
        return Cube(released, measure, grouping, at, period, groups, found, found[:0])
    whole = found.sum(axis=0, keepdims=True)
    counts = np.concatenate([whole if p == WHOLE else found[(i := released.place_at[p]) : i + 1] for p in at])
    return Cube(released, measure, grouping, at, period, groups, counts, found)


def tally(
    released: Released,
    measure: str,
    *,
    grouping: str | None,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
) -> Tally:
    """The counts of `cube`, a cell for every place over these school years together."""
    period = tuple(years) if years is not None else released.school_years
    return cube(released, measure, grouping=grouping, places=places, years=period).tally((period,))


def is_share(scores: tuple[float, ...]) -> bool:
    """Whether each outcome counts or does not, so that the mean score is a share of the pupils."""
    return set(scores) == {0, 1}


def having(counts: Counts, scores: tuple[float, ...]) -> Counts:
    """Pupils with an outcome that counts, of a share; the last axis of `counts` is summed."""
    return np.asarray(counts[..., np.array(scores) == 1].sum(axis=-1))


def numbers(grouping: str | None) -> tuple[int, ...]:
    """Group numbers of a grouping in its order, those of unknown background last; `EVERYBODY` without grouping."""
    if grouping is None:
        return (EVERYBODY,)
    return (*(g.number for g in groupings()[grouping].groups), UNKNOWN)


def minimum(released: Released) -> int:
    """Of fewer pupils than this no rate is shown."""
    return max(plan_of(released).minimum_shown, 1)


def as_told(released: Released, pupils: Counts) -> Counts:
    """Numbers of pupils as the layer of the release writes them."""
    return counted(pupils, plan_of(released))


def shown(within: Cube, found: Tally) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """State and tail of each cell (rows) and group (columns), as `safe.display` decides.

    States more: `missing` where nobody in the place has a known background, `dominated` where it is about one
    location, and `complement` where a rate would give back that of another group. A mean has no tails.
    """
    pupils, plan = found.pupils, plan_of(within.released)
    if found.share:
        yes = having(found.outcomes, found.scores)
        seen = display(yes, pupils, plan)
        state, tail = seen.state, seen.tail
    else:
        state, tail = display_mean(found.outcomes, found.scores, plan), np.full(pupils.shape, "")
    one = mostly_one_location(
        within.released,
        within.measure,
        within.grouping,
        groups=found.groups,
        places=found.places,
        periods=found.periods,
    ) & np.isin(state, ("shown", "zero"))
    state, tail = np.where(one, "dominated", state), np.where(one, "", tail)
    if EVERYBODY in found.groups:
        return state, tail
    if plan.complement and found.share:
        state = np.where(complements(yes, pupils, state, tail, plan), "complement", state)
    nobody = pupils[:, :-1].sum(axis=1, keepdims=True) == 0
    return np.where(nobody & (pupils == 0), "missing", state), tail
