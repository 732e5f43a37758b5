"""The alternative tables found so far: what they hide, what they prove, and which of them can go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.safe.suppress.problem import Bools, Certificate, Ints, Pattern, World
from gelijkop.safe.suppress.search import Search, Target

_TRUTH = World(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Proof:
    """A world, the published cells that differ in it, and the small counts that it brings to the least and the most."""

    world: World
    moved: Ints
    low: Ints
    high: Ints


class Proofs:
    """Worlds, and for each cell how many of them reach its least (`low`), its most (`high`), and change it (`use`)."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.small = search.problem.sensitive & ~search.problem.never
        self.use, self.low, self.high = (np.zeros(len(self.small), dtype=np.int64) for _ in range(3))
        # The truth is a table too: it reaches the most where the count is the largest small one.
        most = np.flatnonzero(self.small & (search.problem.published == search.problem.threshold - 1))
        none = np.zeros(0, dtype=np.int64)
        self.proofs: list[Proof] = []
        self._keep(Proof(_TRUTH, none, none, most))

    @property
    def hidden(self) -> Bools:
        """What is hidden: what must be, and what some world changes."""
        return self.search.problem.first_hidden | (self.use > 0)

    @property
    def missing(self) -> int:
        """How many targets no world reaches."""
        return int((self.low[self.small] == 0).sum() + (self.high[self.small] == 0).sum())

    def has(self, target: Target) -> bool:
        """Whether some world reaches a target."""
        return bool((self.low if target.direction == "low" else self.high)[target.cell] > 0)

    def add(self, world: World) -> None:
        """Take a world in, with all that it reaches besides what it was made for."""
        moved, change = self.search.moved(world)
        value = self.search.problem.published[moved] + change
        small = self.small[moved]
        self._keep(
            Proof(
                world, moved, moved[small & (value == 0)], moved[small & (value >= self.search.problem.threshold - 1)]
            )
        )

    def using(self, cell: int) -> list[Proof]:
        """The proofs in which a cell differs from the truth."""
        return [p for p in self.proofs if (p.moved == cell).any()]

    def only_by(self, proofs: Sequence[Proof]) -> list[Target]:
        """The targets that nothing but these proofs reaches."""
        low, high = self.low.copy(), self.high.copy()
        for p in proofs:
            low[p.low] -= 1
            high[p.high] -= 1
        return [
            *(Target(c, "low") for c in np.flatnonzero((low == 0) & (self.low > 0)).tolist()),
            *(Target(c, "high") for c in np.flatnonzero((high == 0) & (self.high > 0)).tolist()),
        ]

    def drop(self, proofs: Sequence[Proof]) -> None:
        """Let proofs go."""
        for p in proofs:
            self.low[p.low] -= 1
            self.high[p.high] -= 1
            self.use[p.moved] -= 1
        gone = {id(p) for p in proofs}
        self.proofs = [p for p in self.proofs if id(p) not in gone]

    def prune(self) -> None:
        """Let go what other worlds prove as well, first the worlds that alone hide most."""
        mine = self.search.problem.first_hidden
        alone = [int(((self.use[p.moved] == 1) & ~mine[p.moved]).sum()) for p in self.proofs]
        for number in np.argsort(-np.array(alone), kind="stable").tolist():
            proof = self.proofs[number]
            if (self.low[proof.low] > 1).all() and (self.high[proof.high] > 1).all():
                self.low[proof.low] -= 1
                self.high[proof.high] -= 1
                self.use[proof.moved] -= 1
                alone[number] = -1
        self.proofs = [p for p, hides in zip(self.proofs, alone, strict=True) if hides >= 0]

    def pattern(self) -> Pattern:
        """What is hidden, proved and refused."""
        cells = len(self.small)
        low, high = np.full(cells, -1), np.full(cells, -1)
        for number, proof in enumerate(self.proofs):
            low[proof.low] = number
            high[proof.high] = number
        proved = np.flatnonzero(self.small & (low >= 0) & (high >= 0))
        refused = np.setdiff1d(np.flatnonzero(self.search.problem.sensitive), proved)
        worlds = tuple(p.world for p in self.proofs)
        return Pattern(self.hidden, Certificate(worlds, proved, low[proved], high[proved]), refused)

    def _keep(self, proof: Proof) -> None:
        self.proofs.append(proof)
        self.low[proof.low] += 1
        self.high[proof.high] += 1
        self.use[proof.moved] += 1
