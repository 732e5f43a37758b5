"""What is to be hidden, what must stay as it is, and the proof that comes out; all of it is confidential."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

THRESHOLD = 5
"""Counts of 1 to THRESHOLD − 1 are sensitive."""
NEVER = np.inf
"""The price of a cell that may not be hidden."""


@dataclass(frozen=True)
class Problem:
    """Linked tables before anything is hidden: which sums are published, and the true inner counts.

    Args:
        sums: published cells as sums of inner cells, shape (cells, inner cells), of zeros and ones.
        counts: true counts of the inner cells, shape (inner cells,).
        threshold: a published count of 1 to `threshold` − 1 is sensitive.
        zeros_open: a published zero stays open; otherwise it may be hidden to help another cell.
        kept_open: cells that an earlier release showed, which cannot be taken back, shape (cells,).
        kept_hidden: cells that an earlier release hid, which stay hidden, shape (cells,).
    """

    sums: Matrix
    counts: Ints = field(repr=False)
    threshold: int = THRESHOLD
    zeros_open: bool = True
    kept_open: Bools | None = field(default=None, repr=False)
    kept_hidden: Bools | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        cells, inner = self.sums.shape
        if len(self.counts) != inner or self.counts.min(initial=0) < 0:
            raise ValueError("there is not one count of 0 or more for every inner cell")
        if any(mask is not None and len(mask) != cells for mask in (self.kept_open, self.kept_hidden)):
            raise ValueError("a mask does not have one entry for every published cell")

    @cached_property
    def published(self) -> Ints:
        """The true counts of the published cells, shape (cells,)."""
        return np.asarray(self.sums @ self.counts, dtype=np.int64)

    @cached_property
    def sensitive(self) -> Bools:
        """Whether a published count is small, shape (cells,)."""
        return (self.published > 0) & (self.published < self.threshold)

    @cached_property
    def never(self) -> Bools:
        """Whether a cell must stay open, shape (cells,)."""
        stays = self.published == 0 if self.zeros_open else np.zeros(len(self.published), dtype=np.bool_)
        if self.kept_hidden is not None:
            stays = stays & ~self.kept_hidden
        return stays if self.kept_open is None else stays | self.kept_open

    @cached_property
    def first_hidden(self) -> Bools:
        """What is hidden in any case: small counts, and what was hidden before, shape (cells,)."""
        hidden = self.sensitive if self.kept_hidden is None else self.sensitive | self.kept_hidden
        return hidden & ~self.never


@dataclass(frozen=True)
class World:
    """One alternative table, as its difference from the truth: `change` of the inner counts `inner`."""

    inner: Ints
    change: Ints = field(repr=False)


@dataclass(frozen=True)
class Certificate:
    """For every sensitive cell two alternative tables that agree with all that is open.

    `worlds` are tables of inner counts. The sensitive cell `cells[i]` is 0 in `worlds[low[i]]` and at
    least the largest sensitive count in `worlds[high[i]]`. Whoever has it and the tables knows the
    truth within a few steps: it stays inside the organisation.
    """

    worlds: tuple[World, ...] = field(repr=False)
    cells: Ints = field(repr=False)
    low: Ints = field(repr=False)
    high: Ints = field(repr=False)


@dataclass(frozen=True)
class Pattern:
    """Which cells are hidden, why that is safe, and for which sensitive cells no proof was found.

    Only when `refused` is empty may the tables be shown.
    """

    hidden: Bools = field(repr=False)
    certificate: Certificate
    refused: Ints
