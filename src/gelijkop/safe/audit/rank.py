"""Tier 2: numbers that are linear combinations of what is published, found by elimination modulo a prime.

A number is fixed by the sums exactly when it is zero in every solution of the sums with all known
numbers zero. One random solution of that kind tells it: where it is zero, the number is fixed, but
for a chance of one in the prime.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gelijkop.safe.audit.problem import Problem, Sums
from gelijkop.safe.audit.propagation import Bounded
from gelijkop.safe.lattice import Ints

PRIME = 2**31 - 1
SECOND_PRIME = 2**31 - 19
_SEED = 20261122
"""Any will do: the attacker's draws are no secret."""


@dataclass(frozen=True)
class Fixed:
    """The open numbers that the sums fix, and their values; `holds` is off where the sums contradict each other."""

    numbers: Ints
    values: Ints = field(repr=False)
    holds: bool = True


def fixed(problem: Problem, found: Bounded, *, prime: int = PRIME) -> Fixed:
    """The numbers that are still open after tier 1 but have one value by linear algebra over the sums.

    Args:
        problem: what is known.
        found: the bounds of tier 1; numbers whose bounds are equal count as known.
        prime: below 2³¹.
    """
    from gelijkop.safe.audit import compiled  # slow import

    open_numbers = np.flatnonzero(found.low < found.high)
    start, column, value, right = open_rows(problem.sums, found, open_numbers)
    order = np.argsort(np.diff(start), kind="stable")
    start, column, value, right = _in_order(start, column, value, right, order)
    free = np.random.default_rng(_SEED).integers(1, prime, len(open_numbers))
    solution, null, holds = compiled.solutions(start, column, value, right, free, prime)
    settled = null == 0
    values = solution[settled]
    # A negative value would have broken its bounds; it cannot be where the sums hold.
    return Fixed(open_numbers[settled], values, bool(holds))


def open_rows(sums: Sums, found: Bounded, open_numbers: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The sums as sparse rows over the open numbers alone: starts, columns, values, and what the known ones leave."""
    at = np.full(len(found.low), -1, dtype=np.int64)
    at[open_numbers] = np.arange(len(open_numbers))
    lengths = np.diff(sums.start) + 1
    first = np.concatenate([[0], np.cumsum(lengths)])
    numbers = np.empty(first[-1], dtype=np.int64)
    signs = np.ones(first[-1], dtype=np.int64)
    numbers[first[:-1]], signs[first[:-1]] = sums.whole, -1
    inside = np.ones(first[-1], dtype=np.bool_)
    inside[first[:-1]] = False
    numbers[inside] = sums.part
    row = np.repeat(np.arange(len(lengths)), lengths)
    column = at[numbers]
    known = column < 0
    right = np.zeros(len(lengths), dtype=np.int64)
    np.subtract.at(right, row[known], signs[known] * found.low[numbers[known]])
    used = np.bincount(row[~known], minlength=len(lengths))
    starts = np.concatenate([[0], np.cumsum(used[used > 0])]).astype(np.int64)
    return starts, column[~known], signs[~known], right[used > 0]


def _in_order(start: Ints, column: Ints, value: Ints, right: Ints, order: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    lengths = np.diff(start)[order]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    take = np.repeat(start[:-1][order] - starts[:-1], lengths) + np.arange(len(column))
    return starts, column[take], value[take], right[order]
