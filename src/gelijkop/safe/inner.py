"""The inner cube, rounded once: pupils of each clock first, then every distribution within them.

Everything that a release shows is a sum of what is made here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from gelijkop.model.measures import Measure
from gelijkop.safe.cube import Cube, Layout, Split
from gelijkop.safe.margins import margins
from gelijkop.safe.plan import Plan
from gelijkop.safe.rounding import round_population
from gelijkop.safe.splits import protect_cube
from gelijkop.safe.sums import Ints
from gelijkop.safe.tables import Table


@dataclass(frozen=True)
class Rounded:
    """One clock: the exact cube (confidential), the released pupils of each cell and the released distributions."""

    cube: Cube
    pupils: Ints = field(repr=False)
    splits: tuple[Split, ...]


def round_cube(
    cube: Cube, layout: Layout, plan: Plan, tables: Sequence[Table], *, measures: Sequence[Measure], seed: bytes
) -> Rounded:
    """The released counterpart of one cube.

    Args:
        cube: exact.
        layout: its axes.
        plan: base and slack.
        tables: what is to stay near the truth.
        measures: all measures of the release.
        seed: secret.
    """
    near = margins(cube.axes, layout, tables)
    pupils = round_population(
        cube.pupils, near, base=plan.base, slack=plan.slack, rng=_stream(seed, f"clock {cube.clock}")
    )
    streams: Mapping[str, np.random.Generator] = {
        s.owner.code: _stream(seed, f"distribution {s.owner.code}") for s in cube.splits
    }
    return Rounded(cube, pupils, protect_cube(cube, pupils, near, measures=measures, base=plan.base, streams=streams))


def _stream(seed: bytes, label: str) -> np.random.Generator:
    """A generator of its own for each label, so that adding a distribution leaves the others as they are."""
    digest = blake2b(label.encode(), key=blake2b(seed).digest()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
