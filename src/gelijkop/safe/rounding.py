"""Rounding an inner cube so that the published margins stay near the truth: annealing in secret order.

Every cell starts at a value it may have and is visited many times, in an order that a secret decides;
each visit looks at all published sums that the cell is part of. It stops short of the optimum, on
purpose. The loops are in `annealing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(frozen=True, repr=False)
class Fixed:
    """What an earlier release fixed: `held` says of each cell (or entry) whether it keeps the number in `value`."""

    held: NDArray[np.bool_] = field()
    value: Ints = field()


def round_population(
    true: Ints, margins: Margins, *, base: int, slack: int, rng: np.random.Generator, fixed: Fixed | None = None
) -> Ints:
    """A released number of pupils for each cell, as `rules.may_become` allows.

    Args:
        true: pupils by cell, all above zero, shape (cells,).
        margins: of the same cells.
        base, slack: see `Plan`.
        rng: secret; it decides the start and the order of visits.
        fixed: cells that keep an earlier number.
    """
    from gelijkop.safe.annealing import anneal_population  # slow import

    drawn = np.where(rng.integers(0, base, len(true)) < true, base, 0)
    now = np.where(true < base, drawn, true)
    visits = np.arange(len(true))
    if fixed is not None:
        now = np.where(fixed.held, fixed.value, now)
        visits = np.flatnonzero(~fixed.held)
    everyone = np.arange(len(true))
    there = margins.totals(everyone, true, np.zeros_like(true), 1)[0]
    weights = margins.weights(there, there)
    pull = (margins.totals(everyone, now - true, np.zeros_like(true), 1)[0]) * weights
    anneal_population(
        now, true, visits, margins.numbers, weights, pull, base, slack, _thresholds(FROM_POPULATION), _state(rng)
    )
    return now


@dataclass(frozen=True, repr=False)
class Entries:
    """The outcomes that each cell may show, sorted by cell: shape (entries,); `true` is 0 where none of its pupils has it.

    A cell with pupils has at least one.
    """

    cell: Ints
    outcome: Ints
    true: Ints


def round_split(
    population: Ints, entries: Entries, margins: Margins, *, true_population: Ints, base: int,
    rng: np.random.Generator, fixed: Fixed | None = None,
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
        fixed: entries that keep an earlier number; what is left for the others is 0 or at least `base`.
    """
    from gelijkop.safe.annealing import anneal_split  # slow import

    cells, outcomes = np.arange(len(population)), int(entries.outcome.max(initial=0)) + 1
    starts = np.searchsorted(entries.cell, np.arange(len(population) + 1))
    held = np.zeros(len(entries.cell), dtype=bool) if fixed is None else fixed.held
    now = np.zeros(len(entries.cell), dtype=np.int64) if fixed is None else np.where(held, fixed.value, 0)
    left = population - scattered(entries.cell, now, len(population))
    _start(now, left.copy(), entries, held, starts, base)
    nobody = np.zeros_like(population)
    there = margins.totals(cells, true_population, nobody, 1)[0]
    released = margins.totals(cells, population, nobody, 1)[0]
    true = margins.totals(entries.cell, entries.true, entries.outcome, outcomes)
    wanted = (2 * _SCALE * true * released + there) // np.maximum(2 * there, 1)
    weights = margins.weights(there, true)
    error = _SCALE * margins.totals(entries.cell, now, entries.outcome, outcomes) - wanted
    pull = (error * weights // _SCALE).ravel()
    numbers = (entries.outcome[:, None] * margins.size + margins.numbers[entries.cell]).astype(np.int32)
    free = scattered(entries.cell, (~held).astype(np.int64), len(population))
    anneal_split(
        now, starts, np.flatnonzero((left > 0) & (free > 1)), ~held, numbers, weights.ravel(), pull, base,
        _thresholds(FROM_SPLIT), _state(rng),
    )  # fmt: skip
    return now


def _start(now: Ints, left: Ints, entries: Entries, held: NDArray[np.bool_], starts: Ints, base: int) -> None:
    """Give what is left of each cell to its free entries, the largest true counts first, the rest to the very largest."""
    order = np.lexsort((-entries.true, held, entries.cell))
    for number in range(int(np.diff(starts).max(initial=0))):
        at = starts[:-1] + number
        here = at < starts[1:]
        entry = order[at[here]]
        usable = ~held[entry] & (left[here] >= base) & (entries.true[entry] > 0)
        give = np.where(usable, np.minimum(np.maximum(entries.true[entry], base), left[here]), 0)
        now[entry] += give
        left[here] -= give
    some = np.flatnonzero(starts[:-1] < starts[1:])
    first = order[starts[:-1][some]]
    now[first] += left[some]


def _thresholds(start: int) -> Ints:
    falling = start * np.arange(ROUNDS, 0, -1) // ROUNDS
    return np.concatenate([falling, np.zeros(STILL, dtype=np.int64)])


def _state(rng: np.random.Generator) -> NDArray[np.uint64]:
    return rng.integers(0, 2**63, 1).astype(np.uint64)
