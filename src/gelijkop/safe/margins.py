"""The margins of an inner cube that a plan is about: the published counts of each cell, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.cube import Layout
from gelijkop.safe.released import STRATA
from gelijkop.safe.sums import Ints, scattered
from gelijkop.safe.tables import Table

WEIGHT = 1_000_000
"""The weight of a margin of n pupils of which b have the outcome: WEIGHT · n/(n + 20) · (1/(b + 10) + 1/(n + 10)) / 2.

Errors of outcomes count relative to the outcome and relative to the pupils, half and half, and hardly
in groups that are too small to be shown: many of those would together pull rare outcomes of small
groups toward the common one. Tried on the demo region against weights by outcome or by pupils alone.
"""


@dataclass(frozen=True)
class Margins:
    """Margins of the cells of one cube.

    `numbers`: the margins that each cell is part of, shape (cells, margins a cell): the rows of the
    Kronecker product of the sum matrices of all dimensions, for the cells that are there. `size`: how
    many there are. `factor`: what the plan makes of each, shape (size,). `whole`: the columns of
    `numbers` that are margins of the whole region.
    """

    numbers: NDArray[np.int32] = field(repr=False)
    size: int
    factor: Ints = field(repr=False)
    whole: NDArray[np.bool_] = field(repr=False)

    def totals(self, cell: Ints, pupils: Ints, outcome: Ints, outcomes: int) -> Ints:
        """The sum of entries by outcome and margin, shape (outcomes, size)."""
        numbers = outcome[:, None] * self.size + self.numbers[cell]
        return scattered(numbers.ravel(), np.repeat(pupils, numbers.shape[1]), outcomes * self.size).reshape(
            outcomes, self.size
        )

    def weights(self, pupils: Ints, of_outcome: Ints) -> Ints:
        """The weight of each margin, from its pupils (shape (size,)) and those with the outcome (shape (…, size))."""
        shown = WEIGHT * pupils // (pupils + 20)
        return self.factor * (shown // (2 * (of_outcome + 10)) + shown // (2 * (pupils + 10)))


def margins(axes: Sequence[Ints], layout: Layout, tables: Sequence[Table]) -> Margins:
    """The margins that cells with these positions are part of, by the tables of a plan."""
    columns, factors, whole, size = [], [], [], 0
    for table in tables:
        for number, length in _of_table(axes, layout, table):
            columns.append((size + number).astype(np.int32))
            factors.append(np.full(length, table.weight, dtype=np.int64))
            whole.append(table.places == "regio")
            size += length
    return Margins(np.ascontiguousarray(np.stack(columns, axis=1)), size, np.concatenate(factors), np.array(whole))


def _of_table(axes: Sequence[Ints], layout: Layout, table: Table) -> Iterator[tuple[Ints, int]]:
    """Numbers of the cells of one table, all pupils together and by each grouping, and how many numbers there are."""
    place, year, *groups, stratum = axes
    number, length = layout.areas[table.places][place], len(layout.area_codes[table.places])
    if table.by_year:
        number, length = number * len(layout.school_years) + year, length * len(layout.school_years)
    if table.strata:
        number, length = number * STRATA + stratum, length * STRATA
    yield number, length
    if table.grouped:
        for group, groups_there in zip(groups, layout.sizes, strict=True):
            yield number * groups_there + group, length * groups_there
