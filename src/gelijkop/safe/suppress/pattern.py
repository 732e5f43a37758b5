"""Which cells to hide: small counts, and as few others as the alternative tables of all of them need."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gelijkop.safe.suppress.cleanup import open_again
from gelijkop.safe.suppress.problem import NEVER, Floats, Pattern, Problem
from gelijkop.safe.suppress.proofs import Proofs
from gelijkop.safe.suppress.search import Search, Target

PASSES = 1
"""From a second pass on, what many tables need is cheap and what few need dear: a few cells fewer are hidden."""
_UNUSED = 2.0
"""The price of a cell that no earlier pass hid, against 1 for one that a single table needs."""
OPENING = 100_000
"""How many inner cells may be looked at while cells are opened again: enough for all of a small table."""


def suppress(problem: Problem, *, passes: int = PASSES, opening: int = OPENING) -> Pattern:
    """Which cells to hide so that every small count may be anything from 0 to the largest small count.

    Every cell that stays open keeps its exact count. The same problem gives the same pattern.

    Args:
        passes: how often everything is proved; more passes hide a little less.
        opening: how much work goes into opening cells again that others make superfluous.

    Returns:
        The hidden cells, the proof, and the sensitive cells for which there is none. With some refused,
        the tables may not be shown: make them coarser.
    """
    search = Search(problem)
    prices = _prices(problem)
    best = _proved(search, prices)
    for _ in range(passes - 1):
        use = best.use
        found = _proved(search, prices * np.where(use > 0, 1 / np.maximum(use, 1), _UNUSED))
        if (found.missing, found.hidden.sum()) < (best.missing, best.hidden.sum()):
            best = found
    open_again(search, best, opening)
    return best.pattern()


def _prices(problem: Problem) -> Floats:
    """What hiding a cell costs: 1, a little more for large counts; `NEVER` where it must stay open."""
    return np.where(problem.never, NEVER, 1 + np.round(np.log2(1 + problem.published) / 10, 6))


def _proved(search: Search, prices: Floats) -> Proofs:
    """Alternative tables for all targets, those of wide cells first: their tables help the narrow ones inside."""
    proofs = Proofs(search)
    for target in _targets(search.problem):
        if not proofs.has(target):
            world = search.find(target, np.where(proofs.hidden, 0.0, prices))
            if world is not None:
                proofs.add(world)
    proofs.prune()
    return proofs


def _targets(problem: Problem) -> Iterator[Target]:
    width = np.diff(problem.sums.indptr)
    cells = np.flatnonzero(problem.sensitive & ~problem.never)
    for cell in cells[np.argsort(-width[cells], kind="stable")].tolist():
        yield Target(cell, "low")
        yield Target(cell, "high")
