"""The cells of linked tables, and how they add up: which inner cells each published cell is the sum of. No counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    Matrix: TypeAlias = csr_array[np.int64, tuple[int, int]]

Ints = NDArray[np.int64]
ALL = "alle"
"""The level of one code, of which every dimension has one."""


@dataclass(frozen=True)
class Dimension:
    """The finest codes of one axis and what they are added up to.

    `levels` gives, for each wider level, the code that every finest code belongs to, in the order of
    `codes`. Levels need not nest: a school stands in a board and in a municipality. The finest level
    has the name of the dimension; level `alle`, of one code, is always there.

    >>> school = Dimension("school", ("s1", "s2", "s3"), {"bestuur": ("b1", "b1", "b2")})
    >>> school.codes_of("bestuur"), school.codes_of("alle")
    (('b1', 'b2'), ('alle',))
    """

    name: str
    codes: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.codes)) != len(self.codes) or not self.codes:
            raise ValueError(f"the codes of {self.name} are not all different")
        for level, parents in self.levels.items():
            if len(parents) != len(self.codes) or level in (self.name, ALL):
                raise ValueError(f"level {level} of {self.name} does not give every code a parent")

    @cached_property
    def level_names(self) -> tuple[str, ...]:
        """All levels, the finest first and `alle` last."""
        return (self.name, *self.levels, ALL)

    def codes_of(self, level: str) -> tuple[str, ...]:
        """The codes of a level: the finest as given, others sorted."""
        return self._coded[level][0]

    def parent(self, level: str) -> Ints:
        """The position in `codes_of(level)` that each finest code belongs to, shape (codes,)."""
        return self._coded[level][1]

    def position_of(self, level: str) -> Mapping[str, int]:
        """The position of each code in `codes_of(level)`."""
        return self._positions[level]

    def within(self, finer: str, wider: str) -> Ints | None:
        """The position in the wider level of each code of the finer one; None where the finer one does not nest."""
        inner, outer = self.parent(finer), self.parent(wider)
        found = np.full(len(self.codes_of(finer)), -1, dtype=np.int64)
        found[inner] = outer
        return found if np.array_equal(found[inner], outer) else None

    @cached_property
    def _positions(self) -> dict[str, dict[str, int]]:
        return {level: {c: i for i, c in enumerate(codes)} for level, (codes, _) in self._coded.items()}

    @cached_property
    def _coded(self) -> dict[str, tuple[tuple[str, ...], Ints]]:
        coded = {self.name: (self.codes, np.arange(len(self.codes)))}
        for level, parents in {**self.levels, ALL: (ALL,) * len(self.codes)}.items():
            distinct = tuple(sorted(set(parents)))
            at = {code: i for i, code in enumerate(distinct)}
            coded[level] = (distinct, np.array([at[p] for p in parents], dtype=np.int64))
        return coded


TableSpec = Mapping[str, str]
"""The level of each dimension of one table; a dimension that is not named has level `alle`."""


@dataclass(frozen=True)
class Lattice:
    """All cells of a set of tables over the same dimensions.

    Inner cells are the crosses of the finest codes, in row-major order of `dimensions`. Published cells
    stand table after table, and within a table in row-major order of the codes of its levels; tables
    with the same levels count once.
    """

    dimensions: tuple[Dimension, ...]
    specs: Sequence[TableSpec]

    def __post_init__(self) -> None:
        known = {d.name: d.level_names for d in self.dimensions}
        for spec in self.specs:
            for dimension, level in spec.items():
                if level not in known.get(dimension, ()):
                    raise ValueError(f"there is no level {level} of {dimension}")

    @cached_property
    def tables(self) -> tuple[tuple[str, ...], ...]:
        """The level of every dimension, table by table, without doubles."""
        return tuple(dict.fromkeys(tuple(s.get(d.name, ALL) for d in self.dimensions) for s in self.specs))

    @cached_property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The number of codes of every dimension, table by table."""
        return tuple(
            tuple(len(d.codes_of(level)) for d, level in zip(self.dimensions, levels, strict=True))
            for levels in self.tables
        )

    @cached_property
    def starts(self) -> Ints:
        """Where the cells of each table begin, and at the end the number of cells, shape (tables + 1,)."""
        return np.cumsum([0, *(int(np.prod(s)) for s in self.shapes)]).astype(np.int64)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of finest codes of every dimension; its product is the number of inner cells."""
        return tuple(len(d.codes) for d in self.dimensions)

    @property
    def size(self) -> int:
        """The number of published cells."""
        return int(self.starts[-1])

    @cached_property
    def table_of(self) -> Ints:
        """The table of each published cell, shape (cells,)."""
        return np.repeat(np.arange(len(self.tables)), np.diff(self.starts))

    @cached_property
    def positions(self) -> Ints:
        """The position of each published cell in the codes of its levels, shape (cells, dimensions)."""
        parts = [np.stack(np.unravel_index(np.arange(int(np.prod(s))), s), axis=1) for s in self.shapes]
        return np.concatenate([np.zeros((0, len(self.dimensions)), dtype=np.int64), *parts]).astype(np.int64)

    def levels(self, cell: int) -> dict[str, str]:
        """The level of a published cell in every dimension."""
        return dict(zip((d.name for d in self.dimensions), self.tables[self.table_of[cell]], strict=True))

    def codes(self, cell: int) -> dict[str, str]:
        """The code of a published cell in every dimension."""
        return {
            d.name: d.codes_of(self.levels(cell)[d.name])[at]
            for d, at in zip(self.dimensions, self.positions[cell], strict=True)
        }

    def name(self, cell: int) -> str:
        """The codes of a published cell in one line, those of level `alle` left out where there are others."""
        levels = self.levels(cell)
        shown = [code for dimension, code in self.codes(cell).items() if levels[dimension] != ALL]
        return " × ".join(shown) or ALL

    def inner_name(self, cell: int) -> str:
        """The codes of an inner cell in one line."""
        return " × ".join(d.codes[i] for d, i in zip(self.dimensions, np.unravel_index(cell, self.shape), strict=True))

    @cached_property
    def sums(self) -> Matrix:
        """Published cells as sums of inner cells, shape (cells, inner cells), of zeros and ones."""
        from scipy import sparse  # slow import

        tables = [
            _kron([_ones(d.parent(level)) for d, level in zip(self.dimensions, levels, strict=True)])
            for levels in self.tables
        ]
        return sparse.csr_array(sparse.vstack(tables, format="csr"))

    @cached_property
    def relations(self) -> Matrix:
        """Sums that hold between published cells, shape (relations, cells): −1 at the whole, 1 at its parts.

        A whole has one relation with each table that is finer than its own and has no other table in
        between: a municipality is the sum of its schools, the country that of its regions and that of
        its boards. Every row times the counts is 0.
        """
        from scipy import sparse  # slow import

        none: Matrix = sparse.csr_array((0, self.size), dtype=np.int64)
        return sparse.csr_array(sparse.vstack([none, *self._sums_of_tables()], format="csr"))

    def _sums_of_tables(self) -> Iterator[Matrix]:
        from scipy import sparse  # slow import

        numbers = range(len(self.tables))
        finer = [[f for f in numbers if self._is_finer(f, t)] for t in numbers]
        for whole, parts in enumerate(finer):
            for part in parts:
                if any(part in finer[between] for between in parts):
                    continue
                maps = [
                    d.within(fine, wide)
                    for d, fine, wide in zip(self.dimensions, self.tables[part], self.tables[whole], strict=True)
                ]
                inside = _kron([_ones(m) for m in maps if m is not None])
                row, column = inside.nonzero()
                count = inside.shape[0]
                rows = np.concatenate([np.arange(count), row])
                columns = np.concatenate([self.starts[whole] + np.arange(count), self.starts[part] + column])
                values = np.repeat(np.array([-1, 1], dtype=np.int64), [count, len(row)])
                yield sparse.csr_array((values, (rows, columns)), shape=(count, self.size))

    def _is_finer(self, one: int, other: int) -> bool:
        """Whether cells of one table are parts of those of the other; of two equal divisions the first is finer."""
        return one != other and self._nests(one, other) and (one < other or not self._nests(other, one))

    def _nests(self, finer: int, wider: int) -> bool:
        return all(
            d.within(fine, wide) is not None
            for d, fine, wide in zip(self.dimensions, self.tables[finer], self.tables[wider], strict=True)
        )


def _ones(parent: Ints) -> Matrix:
    """A one at (parent, child) for every child, shape (parents, children)."""
    from scipy import sparse  # slow import

    here = (np.ones(len(parent), dtype=np.int64), (parent, np.arange(len(parent))))
    return sparse.csr_array(here, shape=(int(parent.max()) + 1, len(parent)))


def _kron(parts: Sequence[Matrix]) -> Matrix:
    from scipy import sparse  # slow import

    return reduce(lambda one, other: sparse.csr_array(sparse.kron(one, other, format="csr")), parts)
