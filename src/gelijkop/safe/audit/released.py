"""The rows of a release as an outsider reads them: what they hold, how they add up, what they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.safe.audit.problem import MOST, Problem, Sums, joined_sums
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
    def clocks(self) -> Words:
        """The clock of each row."""
        names, at = np.unique(self.measure, return_inverse=True)
        return np.array([self.clock[str(n)] for n in names], dtype=np.str_)[at]


@dataclass(frozen=True)
class KnownPupils:
    """How many pupils of a clock a place had in a school year, by tables of others."""

    clock: str
    school_year: int
    place: str
    pupils: int


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


def release_problem(rows: ReleaseRows, known: Sequence[KnownPupils] = (), *, least_width: int = 3) -> Problem:
    """The attacker of a release who knows the rules, and perhaps exact totals of others.

    A row is a sum of inner cells, of which an outsider does not know how many there are, so it has a
    least true count but no greatest, and every sum has a rest: what was rounded to nothing. The
    numbers are: totals of a clock, school year and place; pupils by group and stratum; counts by
    outcome; and the rests.

    Args:
        rows: the rows.
        known: exact totals of others; those of places or years that are not in the release are left out.
        least_width: see `Problem`.
    """
    first = [m for m in np.unique(rows.measure) if m == _first_of(rows)[rows.clock[str(m)]]]
    here = np.isin(rows.measure, first)
    keys = (rows.clocks, rows.school_year, rows.place, rows.grouping, rows.group, rows.stratum)
    cells, cell_of = _distinct(keys)
    totals, total_of = _distinct([c[cells] for c in keys[:3]])
    pupils = np.zeros(len(cells), np.int64)
    np.add.at(pupils, cell_of[here], rows.pupils[here])
    at_cells, at_rows = len(totals), len(totals) + len(cells)
    grouping = rows.grouping[cells]
    relations: list[tuple[Ints, Ints]] = []
    for g in np.unique(grouping):
        of_g = np.flatnonzero(grouping == g)
        relations.append((total_of[of_g], at_cells + of_g))
        if g:
            under = {tuple(k): i for i, k in _keyed(cells, keys, grouping == "")}
            whole = np.array([under.get(tuple(k), -1) for _, k in _keyed(cells, keys, grouping == g)])
            relations.append((at_cells + whole[whole >= 0], at_cells + of_g[whole >= 0]))
    for measure in np.unique(rows.measure):
        mine = np.flatnonzero(rows.measure == measure)
        relations.append((at_cells + cell_of[mine], at_rows + mine))
    sums, rests = _with_rests(relations, at_rows + len(rows.pupils))
    size = at_rows + len(rows.pupils) + rests
    low, high = np.zeros(size, np.int64), np.full(size, MOST)
    low[at_cells:at_rows] = least_true(pupils, base=rows.base, slack=rows.slack)
    low[at_rows : at_rows + len(rows.pupils)] = rows.pupils > 0
    problem = Problem(
        low, high, sums, Names(rows, cells, totals, at_cells, at_rows),
        np.arange(at_cells, at_rows + len(rows.pupils)), least_width, rows.base - 1, tuple(_assumed(rows, known)),
    )  # fmt: skip
    places = {
        (str(rows.clocks[c]), int(rows.school_year[c]), str(rows.place[c])): i for i, c in enumerate(cells[totals])
    }
    fitting = [(places[k.clock, k.school_year, k.place], k.pupils) for k in known
               if (k.clock, k.school_year, k.place) in places]  # fmt: skip
    numbers, values = np.array(fitting, dtype=np.int64).reshape(-1, 2).T
    return problem.known(numbers, values)


def least_true(released: Ints, *, base: int, slack: int) -> Ints:
    """The fewest pupils behind a released sum of unknown many inner cells: as many as can stand for 1 pupil each do.

    >>> least_true(np.array([0, 5, 10, 6, 13]), base=5, slack=2)
    array([0, 1, 2, 5, 7])
    """
    left = released % base
    # What does not fill a cell of `base` makes one of them larger, and that one moved by at most the slack.
    return np.where(left == 0, released // base, released // base - 1 + np.maximum(base, base + left - slack))


def _first_of(rows: ReleaseRows) -> dict[str, str]:
    first: dict[str, str] = {}
    for m in np.unique(rows.measure):
        first.setdefault(rows.clock[str(m)], str(m))
    return first


def _same_clock(rows: ReleaseRows) -> Iterator[tuple[str, str]]:
    for m in np.unique(rows.measure):
        first = _first_of(rows)[rows.clock[str(m)]]
        if first != m:
            yield first, str(m)


def _distinct(columns: Sequence[NDArray[np.generic]]) -> tuple[Ints, Ints]:
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
    first, number = _distinct([c[both] for c in columns])
    difference = np.zeros(len(first), np.int64)
    np.add.at(difference, number, np.where(one[both], pupils[both], -pupils[both]))
    wrong = np.flatnonzero(difference)
    return None if not len(wrong) else tuple(c[both][first[wrong[0]]] for c in columns)


def _keyed(
    cells: Ints, keys: Sequence[NDArray[np.generic]], where: NDArray[np.bool_]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Position and clock, school year, place and stratum of some cells."""
    clock, year, place, _, _, stratum = (k[cells] for k in keys)
    for i in np.flatnonzero(where):
        yield int(i), (clock[i], year[i], place[i], stratum[i])


def _with_rests(relations: Sequence[tuple[Ints, Ints]], first: int) -> tuple[Sums, int]:
    """Pairs of whole and part as sums, each with a rest; rests are numbered from `first`."""
    none = np.zeros(0, np.int64)
    listed, rests = [Sums(none, np.zeros(1, np.int64), none)], 0
    for whole, part in relations:
        wholes, number = np.unique(whole, return_inverse=True)
        rest = first + rests + np.arange(len(wholes))
        order = np.argsort(np.concatenate([number, np.arange(len(wholes))]), kind="stable")
        counts = np.bincount(number, minlength=len(wholes)) + 1
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        listed.append(Sums(wholes, starts, np.concatenate([part, rest])[order]))
        rests += len(wholes)
    return joined_sums(*listed), rests


class Names:
    """What the numbers of `release_problem` are called."""

    def __init__(self, rows: ReleaseRows, cells: Ints, totals: Ints, at_cells: int, at_rows: int) -> None:
        self._rows, self._cells, self._totals = rows, cells, totals
        self._at_cells, self._at_rows = at_cells, at_rows

    def __call__(self, number: int) -> str:
        """The name of one number."""
        r = self._rows
        if number < self._at_cells:
            row = self._cells[self._totals[number]]
            return f"{r.clocks[row]} × {r.school_year[row]} × {r.place[row]}"
        if number < self._at_rows:
            row = self._cells[number - self._at_cells]
            return f"{r.clocks[row]} × {r.school_year[row]} × {r.place[row]} × {self._group(row)}"
        row = number - self._at_rows
        if row < len(r.pupils):
            return f"{r.measure[row]} × {r.school_year[row]} × {r.place[row]} × {self._group(row)} × u{r.outcome[row]}"
        return "rest"

    def _group(self, row: int) -> str:
        r = self._rows
        group = f"{r.grouping[row]} {r.group[row]}" if r.grouping[row] else "alle"
        return f"{group} × s{r.stratum[row]}"


def _assumed(rows: ReleaseRows, known: Sequence[KnownPupils]) -> Iterator[Text]:
    yield Text(
        f"De aanvaller kent alle rijen en de regels: basis {rows.base}, speling {rows.slack}.",
        f"The attacker knows all rows and the rules: base {rows.base}, slack {rows.slack}.",
    )
    if known:
        yield Text(
            f"De aanvaller kent ook {len(known)} juiste totalen van anderen.",
            f"The attacker also knows {len(known)} exact totals of others.",
        )
