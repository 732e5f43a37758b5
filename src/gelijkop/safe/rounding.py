"""Rounding an inner cube so that the published margins stay near the truth: annealing in secret order.

Every cell starts at a value it may have and is visited many times, in an order that a secret decides;
each visit looks at all published sums that the cell is part of. It stops short of the optimum, on
purpose. The loops are in `annealing`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.margins import Margins
from gelijkop.safe.sums import Ints, scattered

ROUNDS = 160
STILL = 20
"""Rounds at the end that take only steps that lower the cost."""
FROM_POPULATION = 300
FROM_SPLIT = 200
"""Where the threshold starts, in per mille of what one step of the base costs where no margin errs."""
_SCALE = 8
"""Targets of outcomes are kept in eighths of a pupil."""


def round_population(
    true: Ints, low: Ints, high: Ints, margins: Margins, *, base: int, rng: np.random.Generator
) -> Ints:
    """A released number of pupils for each cell: from `low` to `high`, and then 0, or `base` and more.

    Args:
        true: pupils by cell, shape (cells,).
        low, high: what each may become, shape (cells,); see `movable`.
        margins: of the same cells.
        base: see `Plan`.
        rng: secret; it decides the start and the order of visits.
    """
    from gelijkop.safe.annealing import anneal_population  # slow import

    drawn = np.where((rng.integers(0, base, len(true)) < true) & (high >= base), base, 0)
    now = np.where(low == high, low, np.where(low == 0, drawn, np.clip(true, low, high)))
    everyone = np.arange(len(true))
    there = margins.totals(everyone, true, np.zeros_like(true), 1)[0]
    weights = margins.weights(there, there)
    pull = (margins.totals(everyone, now - true, np.zeros_like(true), 1)[0]) * weights
    anneal_population(
        now, low, high, np.flatnonzero(low < high), margins.numbers, weights, pull, base, _thresholds(FROM_POPULATION),
        _state(rng),
    )  # fmt: skip
    return now


@dataclass(frozen=True, repr=False)
class Entries:
    """The outcomes that each cell may show, sorted by cell, shape (entries,); a cell with pupils has at least one.

    `true` is 0 where none of its pupils has the outcome. An entry gets `least`, and where it is `free`
    besides that 0, or the base and more; outside a free entry nothing is left of a cell to divide.
    """

    cell: Ints
    outcome: Ints
    true: Ints
    least: Ints
    free: NDArray[np.bool_]


def round_split(
    population: Ints, entries: Entries, margins: Margins, *, true_population: Ints, base: int,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """A released count for each entry: 0 or at least `base`, adding up to the released population of its cell.

    Margins are drawn to their true share of the released pupils, so that an error in the pupils does
    not also become an error in the share.

    Args:
        population, true_population: released and true pupils by cell, shape (cells,).
        entries: what may be above zero.
        margins: of the same cells.
        base: see `Plan`.
        rng: secret; it decides the order of visits.
    """
    from gelijkop.safe.annealing import anneal_split  # slow import

    cells, outcomes = np.arange(len(population)), int(entries.outcome.max(initial=0)) + 1
    starts = np.searchsorted(entries.cell, np.arange(len(population) + 1))
    # A cell without released pupils has none of any outcome, whatever stood before.
    least = np.where(population[entries.cell] > 0, entries.least, 0)
    left = population - scattered(entries.cell, least, len(population))
    more = _start(left, entries, starts, base)
    nobody = np.zeros_like(population)
    there = margins.totals(cells, true_population, nobody, 1)[0]
    released = margins.totals(cells, population, nobody, 1)[0]
    true = margins.totals(entries.cell, entries.true, entries.outcome, outcomes)
    wanted = (2 * _SCALE * true * released + there) // np.maximum(2 * there, 1)
    weights = margins.weights(there, true)
    error = _SCALE * margins.totals(entries.cell, least + more, entries.outcome, outcomes) - wanted
    pull = (error * weights // _SCALE).ravel()
    numbers = (entries.outcome[:, None] * margins.size + margins.numbers[entries.cell]).astype(np.int32)
    free = scattered(entries.cell, entries.free.astype(np.int64), len(population))
    anneal_split(
        more, starts, np.flatnonzero((left > 0) & (free > 1)), entries.free, numbers, weights.ravel(), pull, base,
        _thresholds(FROM_SPLIT), _state(rng),
    )  # fmt: skip
    return least + more


def _start(left: Ints, entries: Entries, starts: Ints, base: int) -> Ints:
    """What is left of each cell, given to its free entries: the largest true counts first, the rest to the largest.

    Raises:
        ValueError: pupils are left of a cell without free entries; an error of ours.
    """
    more, left = np.zeros(len(entries.cell), np.int64), left.copy()
    order = np.lexsort((-entries.true, ~entries.free, entries.cell))
    for number in range(int(np.diff(starts).max(initial=0))):
        at = starts[:-1] + number
        here = at < starts[1:]
        entry = order[at[here]]
        usable = entries.free[entry] & (left[here] >= base) & (entries.true[entry] > 0)
        give = np.where(usable, np.minimum(np.maximum(entries.true[entry], base), left[here]), 0)
        more[entry] += give
        left[here] -= give
    some = np.flatnonzero(left)
    first = order[starts[some]] if len(some) else some
    if (left < 0).any() or not entries.free[first].all():
        raise ValueError("pupils of a cell that no outcome may take up")
    more[first] += left[some]
    return more


def _thresholds(start: int) -> Ints:
    falling = start * np.arange(ROUNDS, 0, -1) // ROUNDS
    return np.concatenate([falling, np.zeros(STILL, dtype=np.int64)])


def _state(rng: np.random.Generator) -> NDArray[np.uint64]:
    return rng.integers(0, 2**63, 1).astype(np.uint64)
