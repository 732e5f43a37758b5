"""Tier 1: bounds drawn tighter over the sums until nothing changes. Every narrowing is a proof."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gelijkop.safe.audit.problem import Problem
from gelijkop.safe.lattice import Ints

MOST_STEPS = 2_000_000_000
"""Some ten seconds; bounds that still creep after that are left where they are, which is sound."""


@dataclass(frozen=True)
class Bounded:
    """The bounds that sums leave of each number, and how they came about.

    `log`: one row per narrowing in order: number, side (0 low, 1 high), new bound, relation, visit.
    `broken`: a relation that no whole numbers within the bounds fulfil; None where all can hold.
    """

    low: Ints = field(repr=False)
    high: Ints = field(repr=False)
    log: Ints = field(repr=False)
    broken: int | None


def bounded(problem: Problem, *, since: Bounded | None = None) -> Bounded:
    """The bounds of all numbers after using every sum as often as it helps.

    Args:
        problem: what is known.
        since: bounds found before of the same numbers and sums, of which `problem` knows more than it
            did then; the log is then that of what was found since.
    """
    from gelijkop.safe.audit import compiled  # slow import

    if since is None:
        low, high = problem.low.copy(), problem.high.copy()
        queue = np.arange(len(problem.sums.whole))
    else:
        low, high = np.maximum(problem.low, since.low), np.minimum(problem.high, since.high)
        queue = _relations_of(problem, np.flatnonzero((low > since.low) | (high < since.high)))
    crossed = np.flatnonzero(low > high)
    if len(crossed):
        relations = _relations_of(problem, crossed)
        return Bounded(low, high, np.zeros((0, 5), np.int64), int(relations[0]) if len(relations) else -1)
    sums = problem.sums
    of_start, of_relation = _padded(problem)
    log, broken, _ = compiled.propagate(
        low, high, sums.whole, sums.start, sums.part, of_start, of_relation, queue, MOST_STEPS
    )
    return Bounded(low, high, log, None if broken < 0 else int(broken))


def _padded(problem: Problem) -> tuple[Ints, Ints]:
    """As `Sums.by_number`, with a start for every number."""
    start, relations = problem.sums.by_number
    more = np.full(max(len(problem.low) + 1 - len(start), 0), start[-1])
    return np.concatenate([start, more]), relations


def _relations_of(problem: Problem, numbers: Ints) -> Ints:
    start, relations = _padded(problem)
    parts = [relations[start[n] : start[n + 1]] for n in numbers]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *parts]))
