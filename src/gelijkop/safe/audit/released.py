"""The rows of a release as an outsider reads them: what they hold, and how they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.safe.lattice import Ints

Words = NDArray[np.str_]


@dataclass(frozen=True)
class ReleaseRows:
    """The columns of a release, one row a count; grouping `""` is all pupils, outcome −1 those outside the population.

    `clock` gives the clock of each measure: measures of one clock count the same pupils.
    """

    measure: Words
    school_year: Ints
    place: Words
    grouping: Words
    group: Ints
    stratum: Ints
    outcome: Ints
    pupils: Ints = field(repr=False)
    clock: Mapping[str, str]
    base: int
    slack: int

    @cached_property
    def first_of(self) -> Mapping[str, str]:
        """The first measure of each clock, by name."""
        first: dict[str, str] = {}
        for m in np.unique(self.measure):
            first.setdefault(self.clock[str(m)], str(m))
        return first

    @cached_property
    def clocks(self) -> Words:
        """The clock of each row."""
        names, at = np.unique(self.measure, return_inverse=True)
        return np.array([self.clock[str(n)] for n in names], dtype=np.str_)[at]


def broken_promises(rows: ReleaseRows) -> Iterator[Text]:
    """A sentence for each promise that the rows themselves break: small counts, and sums that differ."""
    small = int(((rows.pupils < rows.base) & (rows.pupils > 0)).sum())
    if small:
        yield Text(
            f"{small} aantallen zijn kleiner dan de basis {rows.base}.",
            f"{small} counts are below the base {rows.base}.",
        )
    within = (rows.measure, rows.school_year, rows.place, rows.stratum, rows.outcome)
    for grouping in np.unique(rows.grouping[rows.grouping != ""]):
        wrong = _differ(within, rows.pupils, rows.grouping == "", rows.grouping == grouping)
        if wrong is not None:
            where = " × ".join(str(w) for w in wrong)
            yield Text(
                f"De groepen van “{grouping}” tellen niet op tot alle leerlingen: {where}.",
                f"The groups of “{grouping}” do not add up to all pupils: {where}.",
            )
    across = (rows.school_year, rows.place, rows.grouping, rows.group, rows.stratum)
    for first, other in _same_clock(rows):
        wrong = _differ(across, rows.pupils, rows.measure == first, rows.measure == other)
        if wrong is not None:
            where = " × ".join(str(w) for w in wrong)
            yield Text(
                f"“{other}” telt andere leerlingen dan “{first}”: {where}.",
                f"“{other}” counts other pupils than “{first}”: {where}.",
            )


def _same_clock(rows: ReleaseRows) -> Iterator[tuple[str, str]]:
    for m in np.unique(rows.measure):
        first = rows.first_of[rows.clock[str(m)]]
        if first != m:
            yield first, str(m)


def distinct(columns: Sequence[NDArray[np.generic]]) -> tuple[Ints, Ints]:
    """A row of each combination, and the number of the combination of each row."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, at = np.unique(column, return_inverse=True)
        # Numbered anew after each column, so that keys stay small.
        _, key = np.unique(key * len(values) + at, return_inverse=True)
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), number.astype(np.int64)


def _differ(
    columns: Sequence[NDArray[np.generic]], pupils: Ints, one: NDArray[np.bool_], other: NDArray[np.bool_]
) -> tuple[object, ...] | None:
    """A combination for which two sets of rows have another sum; None where all are equal."""
    both = one | other
    first, number = distinct([c[both] for c in columns])
    difference = np.zeros(len(first), np.int64)
    np.add.at(difference, number, np.where(one[both], pupils[both], -pupils[both]))
    wrong = np.flatnonzero(difference)
    return None if not len(wrong) else tuple(c[both][first[wrong[0]]] for c in columns)
