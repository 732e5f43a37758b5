"""Tier 3: other tables that fit all that is known, found by a solver and checked without one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.audit.problem import Problem
from gelijkop.safe.audit.propagation import Bounded
from gelijkop.safe.audit.rank import open_rows
from gelijkop.safe.lattice import Ints

_NEAR = (150, 1_500)
"""How many numbers around a target may move at first; all others keep the values of a table that fits."""
_SECONDS = 3.0
"""For one try near a target; the first table and whole connected parts may take all the time there is."""
_OPTIMAL, _INFEASIBLE = 0, 2
_ROOM = 10**6
"""The solver looks no further than this above the lowest value of a number of which little is known."""


@dataclass(frozen=True)
class Searched:
    """What the solver found of each target.

    `low` and `high` are values that a whole table of whole numbers was found for, shape (targets,);
    −1 where none was. `closed` tells that there are no others beyond them, by the solver's word.
    `worlds`: the tables themselves, of which each target has the two that `witness` points at.
    """

    targets: Ints
    low: Ints
    high: Ints
    closed: NDArray[np.bool_]
    witness: Ints = field(repr=False)
    worlds: tuple[Ints, ...] = field(repr=False)


def fits(problem: Problem, world: Ints) -> bool:
    """Whether a table of whole numbers agrees with every bound and every sum; no solver has a say in it."""
    sums = problem.sums
    if (world < problem.low).any() or (world > problem.high).any():
        return False
    total = np.concatenate([[0], np.cumsum(world[sums.part])])
    return bool(np.array_equal(total[sums.start[1:]] - total[sums.start[:-1]], world[sums.whole]))


class Search:
    """Looks for tables that give targets other values, as long as there is time."""

    def __init__(self, problem: Problem, found: Bounded, *, seconds: float) -> None:
        from scipy import sparse  # slow import

        self._problem, self._found = problem, found
        self._until = time.monotonic() + seconds
        self.open = np.flatnonzero(found.low < found.high)
        start, column, value, right = open_rows(problem.sums, found, self.open)
        shape = (len(right), len(self.open))
        self._rows = sparse.csr_array((value, column, start), shape=shape)
        self._columns = self._rows.tocsc()
        self._right = right
        _, self._part = sparse.csgraph.connected_components(abs(self._rows.T) @ abs(self._rows), directed=False)
        self._low = found.low[self.open]
        self._high = np.minimum(found.high[self.open], self._low + _ROOM)
        self.worlds: list[Ints] = []

    def run(self, targets: Ints, *, world: Ints | None, whole: bool) -> Searched:
        """The values that targets can have; see `searched`."""
        at = np.searchsorted(self.open, targets)
        low, high = np.full(len(targets), -1), np.full(len(targets), -1)
        closed = np.zeros(len(targets), dtype=np.bool_)
        witness = np.full((len(targets), 2), -1)
        base = None
        if len(targets):
            base = self._first() if world is None else self._kept(world)
        if base is None:
            return Searched(targets, low, high, closed, witness, ())
        self._harvest(targets, low, high, witness)
        room = self._found.high[targets] - self._found.low[targets]
        # What is near to a target first, for all of them: whole connected parts may take all the time there is.
        for reach, i in product((*_NEAR, None), np.argsort(room, kind="stable")):
            enough = int(room[i]) if whole else self._problem.least_width
            if closed[i] or high[i] - low[i] >= enough or time.monotonic() > self._until:
                continue
            free = self._around(int(at[i]), reach)
            ends = []
            for up in (False, True):
                # From the table that is farthest that way, so that small moves add up.
                start = self.worlds[witness[i, int(up)]]
                ends.append(self._end(int(at[i]), free, start, up, None if whole else enough))
                self._harvest(targets, low, high, witness)
            closed[i] = all(ends) and len(free) == np.count_nonzero(self._part == self._part[at[i]])
        return Searched(targets, low, high, closed, witness, tuple(self.worlds))

    def _first(self) -> Ints | None:
        free = np.arange(len(self.open))
        return self._solved(free, np.zeros(len(free)), None, {})[0]

    def _kept(self, world: Ints) -> Ints | None:
        if not fits(self._problem, world):
            return None
        self.worlds.append(world)
        return world

    def _harvest(self, targets: Ints, low: Ints, high: Ints, witness: Ints) -> None:
        """Let each target use the tables found last."""
        for number in range(max(len(self.worlds) - 2, 0), len(self.worlds)):
            values = self.worlds[number][targets]
            lower, higher = (low < 0) | (values < low), values > high
            low[lower], witness[lower, 0] = values[lower], number
            high[higher], witness[higher, 1] = values[higher], number

    def _around(self, column: int, reach: int | None) -> Ints:
        """The open numbers that may move: those nearest to the target by sums, or its whole connected part."""
        if reach is None:
            return np.flatnonzero(self._part == self._part[column])
        inside = np.zeros(len(self.open), dtype=np.bool_)
        inside[column] = True
        lengths = np.diff(self._rows.indptr)
        count = 0
        while count < inside.sum() < reach:
            count = int(inside.sum())
            rows = np.unique(self._columns[:, np.flatnonzero(inside)].indices)
            # Sums of few numbers first: those of a country would take in everything.
            rows = rows[np.argsort(lengths[rows], kind="stable")]
            rows = rows[np.cumsum(lengths[rows]) <= max(reach, lengths[rows[0]])]
            inside[np.unique(self._rows[rows].indices)] = True
        return np.flatnonzero(inside)

    def _end(self, column: int, free: Ints, base: Ints, up: bool, enough: int | None) -> bool:
        """Look for the highest or lowest value of a number; whether the solver says that this is it."""
        objective = np.where(free == column, -1.0 if up else 1.0, 0.0)
        bounds = {}
        if enough is not None:
            here = int(base[self.open[column]])
            bounds = {column: (here - enough, here + enough)}
        return self._solved(free, objective, base, bounds)[1]

    def _solved(
        self, free: Ints, objective: NDArray[np.float64], base: Ints | None, bounds: dict[int, tuple[int, int]]
    ) -> tuple[Ints | None, bool]:
        from scipy import optimize  # slow import

        rows = np.unique(self._columns[:, free].indices)
        inside = self._rows[rows][:, free]
        right = self._right[rows].astype(np.float64)
        if base is not None:
            held = base[self.open].copy()
            held[free] = 0
            right -= np.asarray(self._rows[rows] @ held)
        low, high = self._low[free].astype(np.float64), self._high[free].astype(np.float64)
        for column, (least, most) in bounds.items():
            here = free == column
            low[here], high[here] = np.maximum(low[here], least), np.minimum(high[here], most)
        left = max(self._until - time.monotonic(), 0.01)
        if base is not None and len(free) < len(self.open):
            left = min(left, _SECONDS)
        answer = optimize.milp(
            objective,
            integrality=np.ones(len(free), dtype=np.int64),
            bounds=optimize.Bounds(low, high),
            constraints=[optimize.LinearConstraint(inside, right, right)] if len(rows) else [],
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None, answer.status == _INFEASIBLE
        world = self._found.low.copy() if base is None else base.copy()
        world[self.open[free]] = np.rint(answer.x).astype(np.int64)
        if not fits(self._problem, world):
            return None, False
        self.worlds.append(world)
        return world, answer.status == _OPTIMAL


def searched(
    problem: Problem, found: Bounded, targets: Ints, *, seconds: float, world: Ints | None = None, whole: bool = False
) -> Searched:
    """Tables that show which values the targets can have.

    Args:
        problem: what is known.
        found: the bounds of tier 1.
        targets: numbers that are still open.
        seconds: how long to look.
        world: a table that fits, where there is one; else the solver finds the first.
        whole: find the first and last value of every target; off, stop where `least_width` is reached.
    """
    return Search(problem, found, seconds=seconds).run(targets, world=world, whole=whole)
