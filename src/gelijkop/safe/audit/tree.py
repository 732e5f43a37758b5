"""The attacker of a release, who does not know how many inner cells its rows are the sums of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.safe.audit.problem import MOST, Problem, Sums, joined_sums
from gelijkop.safe.audit.released import ReleaseRows, distinct
from gelijkop.safe.audit.report import Report
from gelijkop.safe.audit.run import audit
from gelijkop.safe.lattice import Ints


@dataclass(frozen=True)
class KnownPupils:
    """How many pupils of a clock a place had in a school year, by tables of others; `grouping` empty: all of them.

    `group` is a group number, −1 where there is no grouping.
    """

    clock: str
    school_year: int
    place: str
    pupils: int
    grouping: str = ""
    group: int = -1

    @property
    def key(self) -> tuple[str, int, str]:
        """What it is the total of."""
        return self.clock, self.school_year, self.place


def audit_rows(
    rows: ReleaseRows, known: Sequence[KnownPupils] = (), *, least_width: int = 3, seconds: float = 0.0
) -> Report:
    """What somebody finds out about small counts from the rows of a release and exact totals of others.

    Args:
        rows: the rows.
        known: exact totals of others; those of places or years that are not in the release are left out.
        least_width: see `Problem`.
        seconds: see `audit`.
    """
    tree = Tree(rows)
    problem = tree.problem(known, least_width=least_width)
    return audit(problem, seconds=seconds, worlds=tree.worlds(problem))


def least_true(released: Ints, *, base: int, slack: int) -> Ints:
    """The fewest pupils behind a released sum of unknown many inner cells: as many as can stand for 1 pupil each do.

    >>> least_true(np.array([0, 5, 10, 6, 13]), base=5, slack=2)
    array([0, 1, 2, 5, 7])
    """
    left = released % base
    # What does not fill a cell of `base` makes one of them larger, and that one moved by at most the slack.
    return np.where(left == 0, released // base, released // base - 1 + np.maximum(base, base + left - slack))


@dataclass(frozen=True, eq=False)
class Tree:
    """The rows of a release as numbers that add up.

    A row is a sum of inner cells, of which an outsider does not know how many there are, so it has a
    least true count but no greatest, and every sum has a rest: what was rounded to nothing. The
    numbers are, in this order: totals of a clock, school year and place; pupils by group and stratum
    (cells); counts by outcome (rows); and the rests.
    """

    rows: ReleaseRows = field(repr=False)

    @cached_property
    def keys(self) -> Sequence[NDArray[np.generic]]:
        """What a cell is a combination of."""
        r = self.rows
        return (r.clocks, r.school_year, r.place, r.grouping, r.group, r.stratum)

    @cached_property
    def cells(self) -> tuple[Ints, Ints]:
        """A row of each cell, and the cell of each row."""
        return distinct(self.keys)

    @cached_property
    def totals(self) -> tuple[Ints, Ints]:
        """A cell of each total, and the total of each cell."""
        return distinct([k[self.cells[0]] for k in self.keys[:3]])

    @property
    def starts(self) -> tuple[int, int, int]:
        """Where the cells, the rows and the rests begin."""
        cells = len(self.totals[0])
        rows = cells + len(self.cells[0])
        return cells, rows, rows + len(self.rows.pupils)

    @cached_property
    def relations(self) -> Sequence[tuple[Ints, Ints]]:
        """Wholes and parts by number; what is a part in one pair of columns was a whole in an earlier one."""
        at_cells, at_rows, _ = self.starts
        cell_of, total_of = self.cells[1], self.totals[1]
        measures = np.unique(self.rows.measure, return_inverse=True)[1]
        found = []
        for m in range(int(measures.max(initial=-1)) + 1):
            mine = np.flatnonzero(measures == m)
            found.append((at_cells + cell_of[mine], at_rows + mine))
        grouping = self.rows.grouping[self.cells[0]]
        of_all, stratum_of = distinct([k[self.cells[0]] for k in (*self.keys[:3], self.keys[5])])
        ungrouped = np.full(len(of_all), -1)
        plain = np.flatnonzero(grouping == "")
        ungrouped[stratum_of[plain]] = plain
        by_grouping = [np.flatnonzero(grouping == g) for g in np.unique(grouping[grouping != ""])]
        for of_g in by_grouping:
            whole = ungrouped[stratum_of[of_g]]
            found.append((at_cells + whole[whole >= 0], at_cells + of_g[whole >= 0]))
        return [*found, *((total_of[part], at_cells + part) for part in (plain, *by_grouping))]

    @cached_property
    def sums(self) -> Sums:
        """The relations, each with a rest as its last part."""
        none, rests = np.zeros(0, np.int64), self.starts[2]
        listed = [Sums(none, np.zeros(1, np.int64), none)]
        for whole, part in self.relations:
            wholes, number = np.unique(whole, return_inverse=True)
            order = np.argsort(np.concatenate([number, np.arange(len(wholes))]), kind="stable")
            parts = np.concatenate([part, rests + np.arange(len(wholes))])[order]
            starts = np.concatenate([[0], np.cumsum(np.bincount(number, minlength=len(wholes)) + 1)])
            listed.append(Sums(wholes, starts.astype(np.int64), parts))
            rests += len(wholes)
        return joined_sums(*listed)

    def problem(self, known: Sequence[KnownPupils] = (), *, least_width: int = 3) -> Problem:
        """All that the attacker knows."""
        r, (at_cells, at_rows, at_rests) = self.rows, self.starts
        size = at_rests + len(self.sums.whole)
        first = np.isin(r.measure, list(r.first_of.values()))
        pupils = np.zeros(at_rows - at_cells, np.int64)
        np.add.at(pupils, self.cells[1][first], r.pupils[first])
        low = np.zeros(size, np.int64)
        low[at_cells:at_rows] = least_true(pupils, base=r.base, slack=r.slack)
        targets = np.arange(at_cells, at_rests)
        problem = Problem(
            low, np.full(size, MOST), self.sums, self.name, targets, least_width, r.base - 1, tuple(_assumed(r, known))
        )
        total = self.cells[0][self.totals[0]]
        places = {(str(r.clocks[i]), int(r.school_year[i]), str(r.place[i])): n for n, i in enumerate(total)}
        fitting = [(places[k.key], k.pupils) for k in known if k.key in places]
        numbers, values = np.array(fitting, dtype=np.int64).reshape(-1, 2).T
        return problem.known(numbers, values)

    def worlds(self, problem: Problem) -> Sequence[Ints]:
        """Two tables, one with the least of everything and one with more of it where known totals leave room."""
        at_cells, _, at_rests = self.starts
        raised = problem.low.copy()
        raised[at_cells:at_rests] += problem.least_width
        least, more = self._risen(problem.low), self._risen(raised)
        full = more[:at_cells] > problem.high[:at_cells]
        of_cell = full[self.totals[1]]
        kept = np.concatenate([full, of_cell, of_cell[self.cells[1]]])
        more[:at_rests][kept] = least[:at_rests][kept]
        return [self._with_rests(least), self._with_rests(more)]

    def _risen(self, low: Ints) -> Ints:
        """The least numbers from these on of which no whole is less than its parts."""
        value = low.copy()
        for whole, part in self.relations:
            total = np.zeros_like(value)
            np.add.at(total, whole, value[part])
            value = np.maximum(value, total)
        return value

    def _with_rests(self, value: Ints) -> Ints:
        sums, rests = self.sums, self.starts[2]
        value = value.copy()
        value[rests:] = 0
        total = np.concatenate([[0], np.cumsum(value[sums.part])])
        value[sums.part[sums.start[1:] - 1]] = value[sums.whole] - (total[sums.start[1:]] - total[sums.start[:-1]])
        return value

    def name(self, number: int) -> str:
        """What a number is called: its codes in one line."""
        r, (at_cells, at_rows, at_rests) = self.rows, self.starts
        if number >= at_rests:
            return "rest"
        if number < at_cells:
            row = self.cells[0][self.totals[0][number]]
            return f"{r.clocks[row]} × {r.school_year[row]} × {r.place[row]}"
        row = number - at_rows if number >= at_rows else self.cells[0][number - at_cells]
        group = f"{r.grouping[row]} {r.group[row]}" if r.grouping[row] else "alle"
        first, last = (r.measure[row], f" × u{r.outcome[row]}") if number >= at_rows else (r.clocks[row], "")
        return f"{first} × {r.school_year[row]} × {r.place[row]} × {group} × s{r.stratum[row]}{last}"


def _assumed(rows: ReleaseRows, known: Sequence[KnownPupils]) -> Iterator[Text]:
    yield Text(
        f"De aanvaller kent alle rijen en de regels (basis {rows.base}, speling {rows.slack}), maar niet hoeveel "
        "cellen een rij heeft.",
        f"The attacker knows all rows and the rules (base {rows.base}, slack {rows.slack}), but not how many cells "
        "a row has.",
    )
    if known:
        yield Text(
            f"De aanvaller kent ook {len(known)} juiste totalen van anderen.",
            f"The attacker also knows {len(known)} exact totals of others.",
        )
