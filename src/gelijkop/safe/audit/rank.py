"""Tier 2: numbers that are linear combinations of what is published, found by elimination modulo a prime.

A number is fixed by the sums exactly when it is zero in every solution of the sums with all known
numbers zero. One random solution of that kind tells it: where it is zero, the number is fixed, but
for a chance of one in the prime.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

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
    rows = open_rows(problem.sums, found, open_numbers)
    free = np.random.default_rng(_SEED).integers(1, prime, len(open_numbers))
    defines = _defining(rows, len(open_numbers))
    core = np.flatnonzero(defines < 0)
    core = core[np.argsort(np.diff(rows.start)[core], kind="stable")]
    solution, null, holds = compiled.solutions(*_taken(rows, core), free, prime)
    last = np.flatnonzero(defines >= 0)
    compiled.define(*_taken(rows, last), defines[last], solution, null, prime)
    settled = null == 0
    return Fixed(open_numbers[settled], solution[settled], bool(holds))


class Rows(NamedTuple):
    """Sparse rows over the open numbers: starts, columns, values, and what the known numbers leave on the right."""

    start: Ints
    column: Ints
    value: Ints
    right: Ints


def open_rows(sums: Sums, found: Bounded, open_numbers: Ints) -> Rows:
    """The sums over the open numbers alone; a sum of known numbers only is left out."""
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
    return Rows(starts, column[~known], signs[~known], right[used > 0])


def _defining(rows: Rows, columns: int) -> Ints:
    """For each row a column that stands in no other row, so that the row says nothing but what it is; −1 for none."""
    degree = np.bincount(rows.column, minlength=columns)
    row = np.repeat(np.arange(len(rows.right)), np.diff(rows.start))
    alone = degree[rows.column] == 1
    found = np.full(len(rows.right), -1, dtype=np.int64)
    found[row[alone]] = rows.column[alone]
    return found


def _taken(rows: Rows, order: Ints) -> Rows:
    """Some rows, in this order."""
    lengths = np.diff(rows.start)[order]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    take = np.repeat(rows.start[:-1][order] - starts[:-1], lengths) + np.arange(starts[-1])
    return Rows(starts, rows.column[take], rows.value[take], rows.right[order])
