"""Released counts of one measure, stacked over places and groups, and what may be shown of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.intervals import Array
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.display import display
from gelijkop.safe.plan import load_plan
from gelijkop.safe.released import STRATA, Released

Counts = NDArray[np.int64]
EVERYBODY = -1
"""Group number where pupils are not divided."""


@dataclass(frozen=True)
class Tally:
    """Counts of one measure over one period.

    `counts` has shape (places, groups, strata, outcomes); `outside`, pupils of the clock outside the
    population, (places, groups). `rounding_sd` and `stratum_sd` are as in `safe.released.Table`, shape
    (places, 1). `groups` are in the order of the grouping, with those of unknown background last.
    """

    scores: tuple[float, ...]
    places: tuple[str, ...]
    groups: tuple[int, ...]
    counts: Counts
    outside: Counts
    rounding_sd: Array
    stratum_sd: Array

    @property
    def share(self) -> bool:
        """Whether the indicator is a share: each outcome counts or does not."""
        return is_share(self.scores)

    @property
    def pupils(self) -> Counts:
        """Pupils in the population, shape (places, groups)."""
        return np.asarray(self.counts.sum(axis=(2, 3)))


def is_share(scores: tuple[float, ...]) -> bool:
    """Whether each outcome counts or does not, so that the mean score is a share of the pupils."""
    return set(scores) == {0, 1}


def having(counts: Counts, scores: tuple[float, ...]) -> Counts:
    """Pupils with an outcome that counts, of a share; the last axis of `counts` is summed."""
    return np.asarray(counts[..., np.array(scores) == 1].sum(axis=-1))


def tally(
    released: Released,
    measure: str,
    *,
    grouping: str | None,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
) -> Tally:
    """Counts of one measure for every place by itself (`WHOLE`, or None: all together) over these school years.

    A grouping that is not in the release has counts of zero: nobody's background is known.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure is a distribution, which has no rate; or a place is not in this release.
    """
    m = released.measure(measure)
    if len(set(m.scores)) < 2:
        raise ValueError(f"{measure} has no scores, so no rate; see gelijkop.compare.flows")
    at = tuple(places) if places is not None else (WHOLE,)
    groups = numbers(grouping)
    if grouping is not None and grouping not in released.groupings:
        nothing = np.zeros((len(at), len(groups), STRATA, len(m.outcomes)), dtype=np.int64)
        none = np.zeros((len(at), 1))
        return Tally(m.scores, at, groups, nothing, nothing[:, :, 0, 0], none, none)
    tables = [
        released.table(measure, grouping=grouping, groups=groups, places=None if p == WHOLE else (p,), years=years)
        for p in at
    ]
    return Tally(
        m.scores,
        at,
        groups,
        np.stack([t.counts for t in tables]),
        np.stack([t.outside for t in tables]),
        np.array([[t.rounding_sd] for t in tables]),
        np.array([[t.stratum_sd] for t in tables]),
    )


def numbers(grouping: str | None) -> tuple[int, ...]:
    """Group numbers of a grouping in its order, those of unknown background last; `EVERYBODY` without grouping."""
    if grouping is None:
        return (EVERYBODY,)
    return (*(g.number for g in groupings()[grouping].groups), UNKNOWN)


def minimum(released: Released) -> int:
    """Of fewer pupils than this no rate is shown."""
    return max(load_plan(released.policy).minimum_shown, 1)


def shown(released: Released, found: Tally) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """State and tail of each place (rows) and group (columns), as `safe.display` decides.

    One state more: `missing` where nobody in the place has a known background. A mean has no tails.
    """
    pupils = found.pupils
    yes = having(found.counts.sum(axis=2), found.scores) if found.share else pupils
    seen = display(yes, pupils, load_plan(released.policy))
    state, tail = seen.state, seen.tail if found.share else np.full(pupils.shape, "")
    if EVERYBODY in found.groups:
        return state, tail
    nobody = pupils[:, :-1].sum(axis=1, keepdims=True) == 0
    return np.where(nobody & (pupils == 0), "missing", state), tail
