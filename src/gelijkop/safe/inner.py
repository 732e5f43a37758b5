"""The inner cube, rounded once: pupils of each clock first, then every distribution within them.

Everything that a release shows is a sum of what is made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from gelijkop.model.measures import Measure
from gelijkop.safe.carried import carry, cells_of, parents_of
from gelijkop.safe.cells import Cells
from gelijkop.safe.cube import Cube, Layout, Split
from gelijkop.safe.ledger import Ledger
from gelijkop.safe.margins import margins
from gelijkop.safe.plan import Plan
from gelijkop.safe.rounding import round_population
from gelijkop.safe.splits import protect_splits
from gelijkop.safe.sums import Ints
from gelijkop.safe.tables import Table


@dataclass(frozen=True)
class Rounded:
    """One clock: the exact cube (confidential), the released pupils of each cell and the released distributions.

    The cube has the cells of earlier releases in it, also where nobody is left.
    """

    cube: Cube
    pupils: Ints = field(repr=False)
    splits: tuple[Split, ...]

    def cells(self, layout: Layout) -> tuple[Cells, ...]:
        """What a ledger keeps of it: the pupils, and the outcomes of every distribution."""
        return cells_of(self.cube, self.pupils, self.splits, layout)


def round_cube(
    cube: Cube, layout: Layout, plan: Plan, tables: Sequence[Table], *, measures: Sequence[Measure], seed: bytes,
    ledger: Ledger,
) -> Rounded:  # fmt: skip
    """The released counterpart of one cube.

    Args:
        cube: exact.
        layout: its axes.
        plan: base and slack.
        tables: what is to stay near the truth.
        measures: all measures of the release.
        seed: secret.
        ledger: earlier releases.

    Raises:
        ReleaseRefused: earlier releases crossed other groupings, or had a lower base.
    """
    parents = parents_of(cube.splits, measures)
    carried = carry(cube, layout, ledger, plan, parents)
    near = margins(carried.cube.axes, layout, tables)
    pupils = round_population(
        carried.cube.pupils, carried.movable.low, carried.movable.high, near, base=plan.base,
        rng=_stream(seed, f"clock {cube.clock}"),
    )  # fmt: skip
    streams = {s.owner.code: _stream(seed, f"distribution {s.owner.code}") for s in cube.splits}
    splits = protect_splits(carried, pupils, near, parents=parents, base=plan.base, streams=streams)
    return Rounded(carried.cube, pupils, splits)


def _stream(seed: bytes, label: str) -> np.random.Generator:
    """A generator of its own for each label, so that adding a distribution leaves the others as they are."""
    digest = blake2b(label.encode(), key=blake2b(seed).digest()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
