"""Whether a certificate proves what it should: sparse sums of whole numbers, no solver, nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np

from gelijkop.safe.suppress.problem import THRESHOLD, Bools, Certificate, Ints, World

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix

Fault = Literal[
    "malformed", "sensitive_cell_open", "sensitive_cell_without_proof", "negative_count", "open_cell_differs",
    "least_not_reached", "most_not_reached",
]  # fmt: skip


def verify(
    hidden: Bools, sums: Matrix, counts: Ints, certificate: Certificate, *, threshold: int = THRESHOLD
) -> tuple[Fault, ...]:
    """What is wrong with a proof; nothing when every sensitive cell has its two alternative tables.

    A proof holds when each alternative table has no negative inner count and equals the truth in every
    open cell, and each small count is 0 in one of its tables and at least `threshold` − 1 in the other.

    Args:
        hidden: which published cells are not shown, shape (cells,).
        sums: published cells as sums of inner cells, shape (cells, inner cells).
        counts: the true inner counts, shape (inner cells,).
    """
    if _malformed(hidden, sums, counts, certificate):
        return ("malformed",)
    return tuple(dict.fromkeys(_faults(hidden, sums, counts, certificate, threshold)))


def _malformed(hidden: Bools, sums: Matrix, counts: Ints, certificate: Certificate) -> bool:
    cells, inner = sums.shape
    lengths = {len(certificate.cells), len(certificate.low), len(certificate.high)}
    numbers = (
        (certificate.cells, cells),
        (certificate.low, len(certificate.worlds)),
        (certificate.high, len(certificate.worlds)),
        *((world.inner, inner) for world in certificate.worlds),
    )
    return (
        hidden.dtype != np.bool_
        or len(hidden) != cells
        or len(counts) != inner
        or len(lengths) != 1
        or any(not _numbers(values, below) for values, below in numbers)
        or any(len(w.inner) != len(w.change) or not _whole(w.change) for w in certificate.worlds)
    )


def _numbers(values: Ints, below: int) -> bool:
    return _whole(values) and (not len(values) or (values.min() >= 0 and values.max() < below))


def _whole(values: Ints) -> bool:
    return values.ndim == 1 and np.issubdtype(values.dtype, np.integer)


def _faults(hidden: Bools, sums: Matrix, counts: Ints, certificate: Certificate, threshold: int) -> Iterator[Fault]:
    published = np.asarray(sums @ counts)
    sensitive = (published > 0) & (published < threshold)
    if (sensitive & ~hidden).any():
        yield "sensitive_cell_open"
    if not np.isin(np.flatnonzero(sensitive), certificate.cells).all():
        yield "sensitive_cell_without_proof"
    # Adding up per inner cell first: a world that names one inner cell twice is judged by its sum.
    changes = _changes(certificate.worlds)
    if any((counts[at] + change < 0).any() for at, change in changes):
        yield "negative_count"
    tables = _tables(sums, changes)
    if any(not hidden[at].all() for at, _ in tables):
        yield "open_cell_differs"
    if any(_value(published, tables, c, w) != 0 for c, w in zip(certificate.cells, certificate.low, strict=True)):
        yield "least_not_reached"
    if any(
        _value(published, tables, c, w) < threshold - 1
        for c, w in zip(certificate.cells, certificate.high, strict=True)
    ):
        yield "most_not_reached"


Changed = tuple[Ints, Ints]
"""Positions in ascending order, and how much each changes; none of the changes is 0."""


def _changes(worlds: tuple[World, ...]) -> list[Changed]:
    return [_nonzero(*np.unique(w.inner, return_inverse=True), w.change) for w in worlds]


def _nonzero(at: Ints, inverse: Ints, change: Ints) -> Changed:
    total = np.zeros(len(at), dtype=np.int64)
    np.add.at(total, inverse, change)
    return at[total != 0], total[total != 0]


def _tables(sums: Matrix, changes: list[Changed]) -> list[Changed]:
    """The published cells that differ from the truth in each world."""
    from scipy import sparse  # slow import

    if not changes:
        return []
    starts = np.cumsum([0, *(len(at) for at, _ in changes)])
    parts = (np.concatenate([c for _, c in changes]), np.concatenate([a for a, _ in changes]), starts)
    found = sparse.csr_array(sparse.csr_array(parts, shape=(len(changes), sums.shape[1])) @ sums.T)
    found.eliminate_zeros()
    found.sort_indices()
    return [
        (found.indices[a:b].astype(np.int64), found.data[a:b].astype(np.int64))
        for a, b in zip(found.indptr[:-1], found.indptr[1:], strict=True)
    ]


def _value(published: Ints, tables: list[Changed], cell: int, world: int) -> int:
    at, change = tables[world]
    found = np.searchsorted(at, cell)
    here = found < len(at) and at[found] == cell
    return int(published[cell]) + (int(change[found]) if here else 0)
