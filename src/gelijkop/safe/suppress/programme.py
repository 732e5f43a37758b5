"""The linear programme behind one alternative table: the cheapest change that reaches a target, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gelijkop.safe.suppress.problem import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from gelijkop.safe.lattice import Matrix

TRIES = 3
"""Programmes with other prices before a search for whole numbers: a corner with fractions is rarely met twice."""
NODES = 100
"""Steps in the search for whole numbers; a number, not a time, so that the outcome is the same on every machine."""
GAP = 0.2
"""How far above the least price the search for whole numbers may stop: any proof will do."""
_WHOLE = 1e-6
"""The tolerance of the solver is 1e-7; sums of a few of its numbers need some room."""


@dataclass(frozen=True)
class Programme:
    """Which changes are possible: inner counts stay 0 or more, and `target` times the change is at least `least`.

    `rows` are sums over the inner cells, shape (rows, inner cells); changing one costs `price`, and one
    with an infinite price may not change.
    """

    rows: Matrix
    price: Floats
    counts: Ints
    target: Ints
    least: int


def solve(programme: Programme, *, thorough: bool) -> Ints | None:
    """A cheap change of the inner counts in whole numbers, shape (inner cells,); None where none was found."""
    if not programme.target.any():
        return None
    system = _system(programme)
    for attempt in range(TRIES if thorough else 1):
        found = system.solve(attempt)
        if found is None:
            return None
        if np.abs(found - np.round(found)).max(initial=0) < _WHOLE:
            return np.round(found).astype(np.int64)
    found = system.solve_whole() if thorough else None
    return None if found is None else np.round(found).astype(np.int64)


@dataclass(frozen=True)
class _System:
    """Variables are the changes of the inner cells, and of each priced row how much it rises and falls."""

    inner: int
    equal: csr_array[Any, tuple[int, int]]  # Any: whole numbers of any width
    target: csr_array[Any, tuple[int, int]]
    least: int
    cost: Floats
    lower: Floats

    def solve(self, attempt: int) -> Floats | None:
        """A corner of least price; other attempts move the prices by up to a fifth."""
        from scipy.optimize import linprog  # slow import

        noise = np.random.default_rng(attempt).uniform(0.8, 1.2, len(self.cost)) if attempt else 1.0
        found = linprog(  # type: ignore[call-overload]  # the types of scipy know no sparse arrays here
            self.cost * noise,
            A_ub=-self.target,
            b_ub=np.array([-self.least]),
            A_eq=self.equal,
            b_eq=np.zeros(self.equal.shape[0]),
            bounds=np.stack([self.lower, np.full(len(self.lower), np.inf)], axis=1),
            method="highs-ds",
        )
        return None if found.x is None else np.asarray(found.x[: self.inner])

    def solve_whole(self) -> Floats | None:
        """Whole numbers of a low price, if they are found within `NODES` steps."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # slow import

        found = milp(
            self.cost,
            integrality=(np.arange(len(self.cost)) < self.inner).astype(np.int64),
            bounds=Bounds(self.lower, np.inf),
            constraints=[LinearConstraint(self.target, self.least, np.inf), LinearConstraint(self.equal, 0, 0)],
            options={"node_limit": NODES, "mip_rel_gap": GAP},
        )
        return None if found.x is None else np.asarray(found.x[: self.inner])


def _system(programme: Programme) -> _System:
    from scipy import sparse  # slow import

    fixed = ~np.isfinite(programme.price)
    inner, priced = len(programme.counts), int((~fixed).sum())
    moves = sparse.eye_array(priced, format="csr")
    equal = sparse.vstack(
        [
            sparse.hstack([programme.rows[~fixed], -moves, moves]),
            sparse.hstack([programme.rows[fixed], sparse.csr_array((int(fixed.sum()), 2 * priced))]),
        ],
        format="csr",
    )
    target = sparse.csr_array(np.concatenate([programme.target, np.zeros(2 * priced, dtype=np.int64)])[None, :])
    price = programme.price[~fixed]
    return _System(
        inner,
        sparse.csr_array(equal),
        target,
        programme.least,
        np.concatenate([np.zeros(inner), price, price]),
        np.concatenate([-programme.counts.astype(np.float64), np.zeros(2 * priced)]),
    )
