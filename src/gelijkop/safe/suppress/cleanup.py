"""Cells that are hidden without need are opened again, as long as every small count keeps its proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.safe.suppress.problem import NEVER, World
from gelijkop.safe.suppress.proofs import Proofs
from gelijkop.safe.suppress.search import Search


@dataclass
class _Work:
    left: int


def open_again(search: Search, proofs: Proofs, most: int) -> None:
    """Open one hidden cell after another, until none can be or `most` inner cells were looked at.

    Cells that few worlds change come first, and of those the largest counts. A cell is opened when all
    targets that depend on it can be reached within what else is hidden.
    """
    work = _Work(most)
    opened = True
    while opened and work.left > 0:
        opened = False
        spare = np.flatnonzero(proofs.hidden & ~search.problem.first_hidden)
        for cell in spare[np.lexsort((-search.problem.published[spare], proofs.use[spare]))].tolist():
            # Opening one cell can free others with it.
            if work.left > 0 and proofs.use[cell] > 0:
                opened |= _opened(search, proofs, cell, work)
    proofs.prune()


def _opened(search: Search, proofs: Proofs, cell: int, work: _Work) -> bool:
    depend = proofs.using(cell)
    closed = proofs.hidden
    closed[cell] = False
    price = np.where(closed, 0.0, NEVER)
    instead: list[World] = []
    for target in proofs.only_by(depend):
        if any(search.reaches(world, target, price) for world in instead):
            continue
        work.left -= search.sizes()[0]
        world = search.find(target, price, thorough=False)
        if world is None:
            return False
        instead.append(world)
    for world in instead:
        proofs.add(world)
    proofs.drop(depend)
    return True
