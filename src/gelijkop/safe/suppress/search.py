"""Looking for one alternative table near a small count, by a linear programme over the inner cells around it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from gelijkop.safe.suppress.problem import Bools, Floats, Ints, Problem, World
from gelijkop.safe.suppress.programme import Programme, solve

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix

Direction = Literal["low", "high"]
NEAR = (400, 1200)
"""How many inner cells around a small count may change; the next number is for those that the first does not help."""
_STEPS = 3


@dataclass(frozen=True)
class Target:
    """One small count that has to become 0 (`low`) or at least the largest small count (`high`)."""

    cell: int
    direction: Direction


@dataclass(frozen=True)
class Search:
    """The tables of a problem as searching needs them."""

    problem: Problem

    @cached_property
    def by_inner(self) -> Matrix:
        """The sums by inner cell, shape (inner cells, cells)."""
        return self.problem.sums.T.tocsr()

    @cached_property
    def movable(self) -> Bools:
        """Inner cells that no open zero holds at 0, shape (inner cells,)."""
        zeros = self.problem.never & (self.problem.published == 0)
        return np.asarray(self.by_inner @ zeros.astype(np.int64) == 0)

    @cached_property
    def mark(self) -> Ints:
        """A random number for each inner cell: rows with an equal sum of marks are equal."""
        bound = np.iinfo(np.int64).max
        return np.random.default_rng(0).integers(-bound, bound, self.problem.sums.shape[1])

    @cached_property
    def closeness(self) -> Floats:
        """How strongly a published cell ties its inner cells together: the fewer, the more, shape (cells,)."""
        size = np.diff(self.problem.sums.indptr)
        # Rounded, since powers differ in the last bit from one processor to another.
        return np.round(np.maximum(size, 1) ** -1.5, 9).astype(np.float64)

    def moved(self, world: World) -> tuple[Ints, Ints]:
        """The published cells that differ in a world, and how much."""
        from scipy import sparse  # slow import

        starts = np.array([0, len(world.inner)])
        row = sparse.csr_array((world.change, world.inner, starts), shape=(1, self.by_inner.shape[0]))
        total = sparse.csr_array(row @ self.by_inner)
        total.eliminate_zeros()
        return total.indices.astype(np.int64), total.data.astype(np.int64)

    def around(self, target: Target, size: int) -> Ints:
        """The inner cells nearest to a small count: where a walk through shared published cells often comes."""
        sums = self.problem.sums
        own = sums.indices[sums.indptr[target.cell] : sums.indptr[target.cell + 1]]
        own = own[self.movable[own]]
        if target.direction == "low":
            own = own[self.problem.counts[own] > 0]
        step = np.zeros(sums.shape[1])
        step[own] = 1 / max(len(own), 1)
        often = step.copy()
        for _ in range(_STEPS):
            step = np.asarray(self.by_inner @ (self.closeness * (sums @ step)), dtype=np.float64)
            step /= max(step.sum(), np.finfo(np.float64).tiny)
            often += step
        often[own] = np.inf
        often[~self.movable] = -1
        nearest = np.argsort(-often, kind="stable")[: max(size, len(own))]
        return np.sort(nearest[often[nearest] > 0])

    def find(self, target: Target, price: Floats, *, thorough: bool = True) -> World | None:
        """An alternative table that reaches the target and changes cells of a low total price, if one is found.

        Args:
            price: of changing each published cell by one, shape (cells,): 0 where it is hidden, `NEVER` where it
                stays open.
            thorough: look further away, and for whole numbers where a programme gives fractions.
        """
        for size in self.sizes() if thorough else self.sizes()[:1]:
            inner = self.around(target, size)
            change = solve(self._programme(target, inner, price), thorough=thorough)
            if change is not None:
                there = np.flatnonzero(change)
                world = World(inner[there], change[there])
                if self.reaches(world, target, price):
                    return world
        return None

    def sizes(self) -> tuple[int, ...]:
        """How far to look: the steps of `NEAR`, and in tables that are not large all there is."""
        inner = self.problem.sums.shape[1]
        return tuple(dict.fromkeys(min(n, inner) for n in NEAR))

    def reaches(self, world: World, target: Target, price: Floats) -> bool:
        """Whether a world does what it should, in whole numbers."""
        at, change = self.moved(world)
        moved = int(change[at == target.cell].sum())
        return (
            bool((self.problem.counts[world.inner] + world.change >= 0).all())
            and bool(np.isfinite(price[at]).all())
            and reached(int(self.problem.published[target.cell]) + moved, target, self.problem.threshold)
        )

    def _programme(self, target: Target, inner: Ints, price: Floats) -> Programme:
        """The programme of one target, with sums that are equal over these inner cells taken together."""
        problem = self.problem
        local = self.by_inner[inner].T.tocsr()
        rows = np.flatnonzero((np.diff(local.indptr) > 0) & (price > 0))
        marks = np.asarray(local[rows] @ self.mark[: len(inner)], dtype=np.int64)
        _, first, same = np.unique(marks, return_index=True, return_inverse=True)
        total = np.bincount(same, price[rows], minlength=len(first)).astype(np.float64)
        value = int(problem.published[target.cell])
        down = target.direction == "low"
        return Programme(
            rows=local[rows[first]],
            price=total,
            counts=problem.counts[inner],
            target=np.asarray(local[[target.cell]].toarray()[0], dtype=np.int64) * (-1 if down else 1),
            least=value if down else problem.threshold - 1 - value,
        )


def reached(value: int, target: Target, threshold: int) -> bool:
    """Whether a value is what the target asks for."""
    return value == 0 if target.direction == "low" else value >= threshold - 1
