"""Which cells to hide: small counts, and as few others as the alternative tables of all of them need."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gelijkop.safe.suppress.cleanup import open_again
from gelijkop.safe.suppress.problem import NEVER, Floats, Pattern, Problem
from gelijkop.safe.suppress.proofs import Proofs
from gelijkop.safe.suppress.search import Search, Target

STARTS = 4000
"""Small tables are tried more often, with other prices: so many inner cells in all, but at most 6 times."""
_MOST_STARTS = 6
_NOISE = 0.3
"""How far prices are moved from one try to the next, so that other cells are chosen."""
OPENING = 40_000
"""How many inner cells may be looked at while cells are opened again: enough for all of a small table."""


def suppress(problem: Problem) -> Pattern:
    """Which cells to hide so that every small count may be anything from 0 to the largest small count.

    Every cell that stays open keeps its exact count. The same problem gives the same pattern.

    Returns:
        The hidden cells, the proof, and the sensitive cells for which there is none. With some refused,
        the tables may not be shown: make them coarser.
    """
    search = Search(problem)
    starts = min(max(STARTS // max(len(problem.counts), 1), 1), _MOST_STARTS)
    found = [_tried(search, attempt) for attempt in range(starts)]
    return min(found, key=lambda proofs: (proofs.missing, int(proofs.hidden.sum()))).pattern()


def _tried(search: Search, attempt: int) -> Proofs:
    """Everything proved and needless cells opened again; from the second try on with prices moved at random."""
    prices = _prices(search.problem)
    if attempt:
        prices = prices * np.random.default_rng(attempt).uniform(1 - _NOISE, 1 + _NOISE, len(prices))
    proofs = _proved(search, prices)
    open_again(search, proofs, OPENING)
    return proofs


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
