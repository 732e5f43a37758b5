"""What an attacker knows: whole numbers within bounds, and which of them are sums of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.safe.lattice import Ints, Lattice

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix

MOST = 2**40
"""The upper bound of a number of which nothing is known."""


@dataclass(frozen=True)
class Sums:
    """Relations between numbers: number `whole[i]` is the sum of numbers `part[start[i]:start[i + 1]]`."""

    whole: Ints
    start: Ints
    part: Ints

    def parts(self, relation: int) -> Ints:
        """The numbers that add up to the whole of a relation."""
        return self.part[self.start[relation] : self.start[relation + 1]]

    @cached_property
    def by_number(self) -> tuple[Ints, Ints]:
        """Where the relations of each number begin (numbers + 1,), and those relations."""
        relations = np.repeat(np.arange(len(self.whole)), np.diff(self.start))
        numbers = np.concatenate([self.whole, self.part])
        order = np.argsort(numbers, kind="stable")
        counts = np.bincount(numbers, minlength=int(numbers.max(initial=-1)) + 1)
        at = np.concatenate([np.arange(len(self.whole)), relations])[order]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), at


@dataclass(frozen=True)
class Problem:
    """Unknown whole numbers of 0 or more, and all that is declared about them.

    `low` and `high` hold the first and last value that each number may have by what was published
    about it alone, shape (numbers,); equal where it is known. A target is a number that must keep a
    distance of at least `least_width` between its first and last possible value, as long as one of
    its values is a small count: 1 to `small`. `assumed` says in sentences what the attacker is given.
    """

    low: Ints = field(repr=False)
    high: Ints = field(repr=False)
    sums: Sums = field(repr=False)
    name: Callable[[int], str] = field(repr=False)
    targets: Ints = field(repr=False)
    least_width: int = 3
    small: int = 4
    assumed: tuple[Text, ...] = ()

    def known(self, numbers: Ints, values: Ints) -> Problem:
        """The same attacker, who knows these numbers exactly as well."""
        return self.within(numbers, values, values)

    def within(self, numbers: Ints, least: Ints, most: Ints) -> Problem:
        """The same attacker, who knows bounds of these numbers as well."""
        low, high = self.low.copy(), self.high.copy()
        low[numbers], high[numbers] = np.maximum(low[numbers], least), np.minimum(high[numbers], most)
        return replace(self, low=low, high=high)

    def assuming(self, texts: Sequence[Text]) -> Problem:
        """The same attacker, of whom this is said."""
        return replace(self, assumed=(*self.assumed, *texts))

    def fails(self, low: Ints, high: Ints) -> NDArray[np.bool_]:
        """Which of some intervals tell too much: too narrow, with a small count among its values."""
        return np.asarray((high - low < self.least_width) & (high >= 1) & (low <= self.small))


def sums_of(parts: Iterable[tuple[int, Sequence[int]]]) -> Sums:
    """Relations from pairs of a whole and its parts.

    >>> sums_of([(0, (1, 2))]).parts(0)
    array([1, 2])
    """
    listed = list(parts)
    return Sums(
        np.array([w for w, _ in listed], dtype=np.int64),
        np.cumsum([0, *(len(p) for _, p in listed)]).astype(np.int64),
        np.array([i for _, p in listed for i in p], dtype=np.int64),
    )


def sums_of_matrix(matrix: Matrix, *, whole: int = 0, part: int = 0) -> Sums:
    """Number `whole + i` is the sum of numbers `part + j` with a one at (i, j)."""
    return Sums(
        whole + np.arange(matrix.shape[0]), matrix.indptr.astype(np.int64), part + matrix.indices.astype(np.int64)
    )


def joined_sums(*some: Sums) -> Sums:
    """All relations of several sets."""
    return Sums(
        np.concatenate([s.whole for s in some]),
        np.cumsum(np.concatenate([[0], *(np.diff(s.start) for s in some)])).astype(np.int64),
        np.concatenate([s.part for s in some]),
    )


def linked_problem(
    lattice: Lattice, low: Ints, high: Ints, *, targets: Ints, least_width: int = 3, small: int = 4
) -> Problem:
    """The attacker of linked tables: numbers are the published cells and after them the inner cells.

    Args:
        lattice: the cells of all tables.
        low: first value of each published cell, shape (cells,).
        high: last value of each published cell; `MOST` where nothing is known.
        targets: the numbers that must keep several possible values.
        least_width: see `Problem`.
        small: see `Problem`.
    """
    inner = int(np.prod(lattice.shape))
    return Problem(
        np.concatenate([low, np.zeros(inner, np.int64)]),
        np.concatenate([high, np.full(inner, MOST)]),
        linked_sums(lattice),
        lambda i: lattice.name(i) if i < lattice.size else lattice.inner_name(i - lattice.size),
        targets,
        least_width,
        small,
    )


def linked_sums(lattice: Lattice) -> Sums:
    """The fewest relations that hold all sums: between nearest tables, and inner cells under the finest tables."""
    relations = lattice.relations
    signs = relations.data
    rows = np.repeat(np.arange(relations.shape[0]), np.diff(relations.indptr))
    parts = signs > 0
    counts = np.bincount(rows[parts], minlength=relations.shape[0])
    whole = np.empty(relations.shape[0], dtype=np.int64)
    whole[rows[~parts]] = relations.indices[~parts]
    between = Sums(
        whole, np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), relations.indices[parts].astype(np.int64)
    )
    finest = np.flatnonzero(~np.isin(np.arange(lattice.size), whole))
    inside = sums_of_matrix(lattice.sums[finest], part=lattice.size)
    return joined_sums(between, replace(inside, whole=finest))
