"""Careers: one row per pupil with a column for every school year, so that "next year" is the next column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.levels import GRADES
from gelijkop.model.tables import SECTORS

Array = NDArray[Any]  # Any: whole numbers of any width
Columns = Mapping[str, Array]

NOT_ENROLLED = 0
NOWHERE = -1
"""Place of a pupil in a school year without enrolment or diploma."""

PRIORITY = ("vo", "pro", "mbo", "ho", "vso", "isk", "vavo", "so", "sbo", "po")
"""Of two enrolments in one school year, the sector that comes first here counts."""

_PREFERENCE = np.array([PRIORITY.index(s) for s in SECTORS])


@dataclass(frozen=True)
class Resolved:
    """How often the career table had to choose: the long tables keep what was not chosen.

    `double_enrolments`: pupils × school years with more than one location. `earlier_advices`: advices
    before the pupil's last. `lower_diplomas`: diplomas beside a higher one in the same school year.
    """

    double_enrolments: int
    earlier_advices: int
    lower_diplomas: int


@dataclass(frozen=True, eq=False)
class Careers:
    """One row per pupil, ordered by cohort (year of the advice, else first year seen) and location.

    Columns, k counting school years from `base`: `s<k>` state (10 × level number + grade; 0 not
    enrolled), `l<k>` place (position in `places`; −1 nowhere), `d<k>` diploma (2 × level number, + 1
    with an extra subject; 0 none), `advice_year` (0 none), `advice_place`, `provisional`, `test`,
    `final` (numbers of the code lists; 0 not known), `cohort`, `pupil` (number in the input) and
    `g_<grouping>` (group number; 0 not known) for each of `groupings`. `enrolment_years` and
    `diploma_years` are the school years of which there is anything at all: in any other school year
    a pupil without enrolment or diploma is not known, rather than absent.
    """

    columns: Columns
    base: int
    years: int
    enrolment_years: tuple[int, ...]
    diploma_years: tuple[int, ...]
    places: tuple[str, ...]
    groupings: tuple[str, ...]
    resolved: Resolved

    def __repr__(self) -> str:
        """No values: careers are rows about people and a repr ends up in logs."""
        return f"Careers({self.base}–{self.base + self.years - 1}, groupings {', '.join(self.groupings) or 'none'})"


def build(tables: Mapping[str, Columns], *, places: tuple[str, ...]) -> Careers:
    """The career table of pupils 0 … n − 1, whatever the order of the rows of the input.

    Args:
        tables: `pupils` (a row per pupil, in order of number; column `pupil` and one column of group
            numbers per available grouping, named by its code), `enrolments`, `advices` and `diplomas`
            with the columns of `model.tables`, all as whole numbers: `pupil` a pupil's number,
            `location` a position in `places`, `sector` a position in `SECTORS`, levels and test
            advices by number (0: not known), `extra_subject` 0 or 1.
        places: the locations, in order.

    A pupil who is enrolled twice in one school year is taken where `PRIORITY` says; then in the higher
    grade (so known before unknown); then in the location that comes first. The last advice counts, and
    the highest diploma of a school year. A diploma without enrolment in its year gives the place.
    """
    pupils, enrolments, advices, diplomas = (tables[t] for t in ("pupils", "enrolments", "advices", "diplomas"))
    n = len(pupils["pupil"])
    base, years = _span(enrolments, advices, diplomas)
    state, place, doubles = _scatter_enrolments(enrolments, n=n, base=base, years=years)
    diploma, lower = _scatter_diplomas(diplomas, place, n=n, base=base, years=years)
    columns, earlier = _last_advices(advices, n=n)
    columns["cohort"], location = _cohort(columns, state, diploma, place, base=base)
    columns["pupil"] = np.arange(n, dtype=np.int32)
    for k in range(years):
        columns |= {f"s{k}": state[k], f"l{k}": place[k], f"d{k}": diploma[k]}
    groupings = tuple(g for g in pupils if g != "pupil")
    columns |= {f"g_{g}": np.asarray(pupils[g], dtype=np.uint8) for g in groupings}
    order = np.lexsort((location, columns["cohort"]))
    return Careers(
        {name: column[order] for name, column in columns.items()},
        base=base,
        years=years,
        enrolment_years=_distinct(enrolments["school_year"]),
        diploma_years=_distinct(diplomas["school_year"]),
        places=places,
        groupings=groupings,
        resolved=Resolved(doubles, earlier, lower),
    )


def _distinct(years: Array) -> tuple[int, ...]:
    return tuple(int(y) for y in np.unique(years))


def _span(*tables: Columns) -> tuple[int, int]:
    seen = [t["school_year"] for t in tables if len(t["school_year"])]
    if not seen:
        return 0, 0
    first, last = min(int(y.min()) for y in seen), max(int(y.max()) for y in seen)
    return first, last - first + 1


def _scatter_enrolments(rows: Columns, *, n: int, base: int, years: int) -> tuple[Array, Array, int]:
    """State and place, both of shape (years, pupils), and the number of pupil-years with a double enrolment."""
    states = (rows["level"].astype(np.int64) * GRADES + rows["grade"]).astype(np.uint8)
    places = rows["location"].astype(np.int32)
    cell = (rows["school_year"].astype(np.int64) - base) * n + rows["pupil"]
    state = np.full(years * n, NOT_ENROLLED, dtype=np.uint8)
    place = np.full(years * n, NOWHERE, dtype=np.int32)
    state[cell], place[cell] = states, places
    double = np.zeros(years * n, dtype=bool)
    double[cell[place[cell] != places]] = True
    again = np.flatnonzero(double[cell])
    preference = _PREFERENCE[rows["sector"][again]]
    grade = rows["grade"][again].astype(np.int64)
    again = again[np.lexsort((places[again], -grade, preference, cell[again]))]
    cells, first = np.unique(cell[again], return_index=True)
    state[cells], place[cells] = states[again[first]], places[again[first]]
    return state.reshape(years, n), place.reshape(years, n), len(cells)


def _scatter_diplomas(rows: Columns, place: Array, *, n: int, base: int, years: int) -> tuple[Array, int]:
    """Diplomas of shape (years, pupils) and how many were left out; fills `place` where there was none."""
    cell = (rows["school_year"].astype(np.int64) - base) * n + rows["pupil"]
    diploma = np.zeros(years * n, dtype=np.uint8)
    np.maximum.at(diploma, cell, (rows["level"].astype(np.int64) * 2 + rows["extra_subject"]).astype(np.uint8))
    flat = place.reshape(-1)
    homeless = flat[cell] == NOWHERE
    where = np.full(years * n, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(where, cell[homeless], rows["location"][homeless].astype(np.int32))
    flat[cell[homeless]] = where[cell[homeless]]
    return diploma.reshape(years, n), len(cell) - int(np.count_nonzero(diploma))


def _last_advices(rows: Columns, *, n: int) -> tuple[dict[str, Array], int]:
    year = np.zeros(n, dtype=np.int16)
    np.maximum.at(year, rows["pupil"], rows["school_year"].astype(np.int16))
    last = rows["school_year"] == year[rows["pupil"]]
    who = rows["pupil"][last]
    columns: dict[str, Array] = {"advice_year": year, "advice_place": np.full(n, NOWHERE, dtype=np.int32)}
    columns["advice_place"][who] = rows["location"][last]
    for name in ("provisional", "test", "final"):
        columns[name] = np.zeros(n, dtype=np.uint8)
        columns[name][who] = rows[f"{name}_advice"][last]
    return columns, len(last) - len(who)


def _cohort(advice: Columns, state: Array, diploma: Array, place: Array, *, base: int) -> tuple[Array, Array]:
    """Cohort and location to order by; 0 and −1 for a pupil who is seen nowhere."""
    seen = (state != NOT_ENROLLED) | (diploma != 0)
    n = seen.shape[1]
    if not len(seen):
        return np.zeros(n, dtype=np.int16), advice["advice_place"]
    first = seen.argmax(axis=0)
    ever = seen.any(axis=0)
    advised = advice["advice_year"] != 0
    cohort = np.where(advised, advice["advice_year"], np.where(ever, base + first, 0)).astype(np.int16)
    location = np.where(advised, advice["advice_place"], place[first, np.arange(n)])
    return cohort, location
