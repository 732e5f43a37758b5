"""A made-up region of linked tables: schools in boards that cross municipalities, and two plans to publish them.

Counts are those of the measurements of disclosure control: 300 schools, 60 boards, 50 municipalities, 8 regions,
12 groups (4 of education × 3 of origin), 5 cohorts, one yes/no outcome, about 66 thousand pupils.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.audit.knowledge import hidden, nearest
from gelijkop.safe.audit.problem import MOST
from gelijkop.safe.lattice import ALL, Dimension, Ints, Lattice

PlanName = Literal["P2", "P3"]
SIZES = {40: (8, 6, 2), 100: (20, 16, 4), 300: (60, 50, 8)}
"""Boards, municipalities and regions: 5,160, 12,180 and 34,740 cells of plan P2."""
EDUCATION, ORIGIN, COHORTS = 4, 3, 5
_SPREAD = 0.45
"""Of the logarithm of the size of a school."""
_MIX = 12.0
"""How much schools look like their region: the weight of a Dirichlet."""


@dataclass(frozen=True)
class Linked:
    """A region: `counts` has shape (schools, 12 groups, cohorts, 2), the last axis no and yes."""

    counts: NDArray[np.int64]
    board: tuple[str, ...]
    municipality: tuple[str, ...]
    region: tuple[str, ...]

    @property
    def inner(self) -> NDArray[np.int64]:
        """The counts in the order of the inner cells of a lattice."""
        return self.counts.reshape(-1)

    def dimensions(self) -> tuple[Dimension, ...]:
        """School, group, cohort and outcome with their levels."""
        schools, groups, cohorts, _ = self.counts.shape
        pairs = [(e, o) for e in range(EDUCATION) for o in range(ORIGIN)][:groups]
        return (
            Dimension(
                "school", tuple(f"S{i:03d}" for i in range(schools)),
                {"bestuur": self.board, "gemeente": self.municipality, "regio": self.region},
            ),
            Dimension(
                "groep", tuple(f"E{e}O{o}" for e, o in pairs),
                {"opleiding": tuple(f"E{e}" for e, _ in pairs), "herkomst": tuple(f"O{o}" for _, o in pairs)},
            ),
            Dimension("cohort", tuple(f"C{i}" for i in range(cohorts))),
            Dimension("uitkomst", ("nee", "ja")),
        )  # fmt: skip

    def lattice(self, plan: PlanName) -> Lattice:
        """The cells of a plan: P3 is every cross of every level, P2 the sensible part of it."""
        school, group, cohort, outcome = self.dimensions()
        cross = [
            (p, g, c)
            for p in school.level_names
            for g in group.level_names
            for c in cohort.level_names
            if plan == "P3" or _sensible(p, g, c)
        ]
        return Lattice(
            (school, group, cohort, outcome),
            [
                {"school": p, "groep": g, "cohort": c, "uitkomst": u}
                for p, g, c in cross
                for u in outcome.level_names
            ],
        )  # fmt: skip


def _sensible(place: str, group: str, cohort: str) -> bool:
    """Schools pooled over cohorts by one grouping, or all pupils by cohort; boards and municipalities in between."""
    if place == "school":
        return group == ALL or (group != "groep" and cohort == ALL)
    return place in ("regio", ALL) or group != "groep" or cohort == ALL


Convention = Literal["hidden", "<5", "pairs", "pairs of 10", "nearest 5", "nearest 10"]
"""Hide 1–4; show them as <5; hide the whole no/yes pair; also where fewer than 10; round each number by itself."""


def published(lattice: Lattice, counts: Ints, convention: Convention) -> tuple[Ints, Ints]:
    """The first and last possible value of each published cell by itself, under a convention of the field."""
    small = (counts >= 1) & (counts <= 4)
    if convention == "hidden":
        return hidden(counts, small, least=0, most=MOST)
    if convention == "<5":
        return hidden(counts, small, least=1, most=4)
    if convention in ("nearest 5", "nearest 10"):
        base = int(convention.split()[1])
        return nearest((counts + base // 2) // base * base, base=base)
    total = np.array([levels[3] == ALL for levels in lattice.tables])[lattice.table_of]
    risky = small
    if convention == "pairs of 10":
        risky = (counts > 0) & (counts < np.where(total, 10, 5))
    _, trio = np.unique(_trio(lattice), return_inverse=True)
    told = np.zeros(trio.max() + 1, dtype=bool)
    np.logical_or.at(told, trio, risky)
    return hidden(counts, told[trio] & (~total | risky), least=0, most=MOST)


def _trio(lattice: Lattice) -> Ints:
    """The same number for no, yes and total of one place, group and cohort."""
    key = np.zeros(lattice.size, dtype=np.int64)
    for d, dimension in enumerate(lattice.dimensions[:3]):
        level = np.array([dimension.level_names.index(levels[d]) for levels in lattice.tables])[lattice.table_of]
        key = key * 10_000 + level * 1_000 + lattice.positions[:, d]
    return key


def region(
    seed: int, schools: int = 300, *, boards: int | None = None, municipalities: int | None = None,
    regions: int | None = None, cohorts: int = COHORTS, mean: float = 44.0,
) -> Linked:  # fmt: skip
    """A region of so many schools, with on average `mean` pupils a school and cohort; sizes scale unless given."""
    scaled = SIZES.get(schools, (max(schools // 5, 1), max(schools // 6, 1), max(schools // 40, 1)))
    boards, municipalities, regions = (
        given or size for given, size in zip((boards, municipalities, regions), scaled, strict=True)
    )
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, _SPREAD, schools)
    size *= mean / size.mean()
    share = np.outer([0.12, 0.28, 0.35, 0.25], [0.7, 0.2, 0.1]).reshape(-1)
    mix = np.stack([rng.dirichlet(share * _MIX) for _ in range(schools)])
    pupils = rng.poisson((size[:, None] * mix)[:, :, None], (schools, len(share), cohorts))
    level = np.add.outer([-0.9, -0.3, 0.1, 0.6], [0.1, -0.2, -0.4]).reshape(-1)
    odds = level[None, :, None] + rng.normal(0, 0.4, (schools, 1, 1)) - 2.2
    yes = rng.binomial(pupils, 1 / (1 + np.exp(-odds)) * np.ones_like(pupils))
    place = np.sort(np.concatenate([np.arange(municipalities), rng.integers(0, municipalities, schools)])[:schools])
    board = rng.permutation(np.concatenate([np.arange(boards), rng.integers(0, boards, schools)])[:schools])
    return Linked(
        np.stack([pupils - yes, yes], axis=-1).astype(np.int64),
        tuple(f"B{i:02d}" for i in board),
        tuple(f"G{i:02d}" for i in place),
        tuple(f"R{i * regions // municipalities}" for i in place),
    )
