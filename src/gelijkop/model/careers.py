"""Careers: one row per pupil with a column for every school year, so that "next year" is the next column."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.levels import GRADES, levels
from gelijkop.model.loops import loops
from gelijkop.model.optional import OPTIONAL, lay
from gelijkop.model.schools import SCHOOL, school_of
from gelijkop.model.tables import SECTORS

Array = NDArray[Any]  # Any: whole numbers of any width
Columns = Mapping[str, Array]

NOT_ENROLLED = 0
NOWHERE = -1
"""Place of a pupil in a school year without enrolment or diploma."""

PRIORITY = ("vo", "pro", "mbo", "ho", "vso", "isk", "vavo", "so", "sbo", "po")
"""Of two enrolments in one school year, the sector that comes first here counts."""

ADVICES = ("provisional", "test", "final")
NO_GROUPS = ("pupil", *(one.column for one in OPTIONAL if one.table == "pupils"))
"""Columns of pupils that are no grouping."""
_STATE = np.uint8 if GRADES * max(v.number for v in levels().values()) + GRADES <= 255 else np.uint16
"""The narrowest number that holds every state of the level scale."""
_PREFERENCE = np.array([PRIORITY.index(s) for s in SECTORS])


@dataclass(frozen=True)
class Resolved:
    """How often the career table had to choose: the long tables keep what was not chosen.

    By school year: `double_enrolments`, pupils with more than one location; `moves`, those of them whose
    locations are of one sector, as when a pupil changes school within the year; `lower_diplomas`,
    diplomas beside a higher one; `merged`, pupils in another school than the school year before, that their
    school went into. `earlier_advices`: advices before the pupil's last, of all school years.
    """

    double_enrolments: Mapping[int, int]
    moves: Mapping[int, int]
    lower_diplomas: Mapping[int, int]
    earlier_advices: int
    merged: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Careers:
    """One row per pupil, ordered by cohort (year of the advice, else first year seen) and location.

    Columns, k counting school years from `base`: `s<k>` state (10 × level number + grade; 0 not
    enrolled), `l<k>` place (position in `places`; −1 nowhere), `d<k>` diploma (2 × level number, + 1
    with an extra subject; 0 none), `advice_year` (0 none), `advice_place`, `provisional`, `test`,
    `final` (numbers of the code lists; 0 not known), `cohort`, `pupil` (number in the input) and
    `g_<grouping>` (group number; 0 not known) for each of `groupings`. `same<k>` is 1 where the pupil is
    in the same school as the school year before: the same BRIN4, or the one that it went into. Optional
    columns are there under the names of `model.optional`; `known` says which, and in which school years.
    `enrolment_years` and `diploma_years` are the school years of which there is anything at all: in any
    other school year a pupil without enrolment or diploma is not known, rather than absent.
    """

    columns: Columns
    base: int
    years: int
    enrolment_years: tuple[int, ...]
    diploma_years: tuple[int, ...]
    places: tuple[str, ...]
    groupings: tuple[str, ...]
    resolved: Resolved
    known: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """No values: careers are rows about people and a repr ends up in logs."""
        return f"Careers({self.base}–{self.base + self.years - 1}, groupings {', '.join(self.groupings) or 'none'})"

    def span(self, name: str) -> tuple[int, int]:
        """The lowest and the highest value in a column; 0 and 0 in an empty one."""
        found = self._spans.get(name)
        if found is None:
            column = self.columns[name]
            found = (int(column.min()), int(column.max())) if len(column) else (0, 0)
            self._spans[name] = found
        return found

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int]]:
        return {}

    def only(self, rows: Array) -> Careers:
        """The careers of some pupils; what is known of which school year stays as it is."""
        return replace(self, columns={name: column[rows] for name, column in self.columns.items()})


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
    dated = [t["school_year"] for t in tables.values() if len(t.get("school_year", ()))]
    first = min((int(y.min()) for y in dated), default=0)
    years = max((int(y.max()) for y in dated), default=-1) - first + 1
    assembly = Assembly(len(pupils["pupil"]), base=first, years=max(years, 0), places=places)
    assembly.enrol(enrolments)
    assembly.graduate(diplomas)
    assembly.advise(advices)
    return assembly.careers({g: c for g, c in pupils.items() if g not in NO_GROUPS}, tables)


class Assembly:
    """A career table in the making; rows come in parts, each school year whole, as many pupils as are numbered."""

    def __init__(
        self,
        pupils: int,
        *,
        base: int,
        years: int,
        places: tuple[str, ...],
        successors: Mapping[str, str] | None = None,
    ) -> None:
        self.base = base
        self._successors = successors or {}
        self.places = places
        self._n = pupils
        self._row: Array | None = None
        shape = (years, pupils)
        self._state = np.full(shape, NOT_ENROLLED, dtype=_STATE)
        self._place = np.full(shape, NOWHERE, dtype=np.int16 if len(places) <= np.iinfo(np.int16).max else np.int32)
        self._diploma = np.zeros(shape, dtype=np.uint8)
        self._pupil = np.arange(pupils, dtype=np.int32)
        self._enrolment_years: set[int] = set()
        self._diploma_years: set[int] = set()
        self._resolved: dict[str, dict[int, int]] = {"double_enrolments": {}, "moves": {}, "lower_diplomas": {}}
        self.forget_advices()

    @classmethod
    def again(
        cls,
        old: Careers,
        *,
        pupils: int,
        base: int,
        years: int,
        places: tuple[str, ...],
        without: Collection[int],
        successors: Mapping[str, str] | None = None,
    ) -> Assembly:
        """What was assembled before, without some school years and without advices, to be laid anew.

        Pupils keep their numbers, new ones come after them; `places` holds all places of before.
        """
        new = cls(pupils, base=base, years=years, places=places, successors=successors)
        was = len(old.columns["pupil"])
        new._pupil[:was] = old.columns["pupil"]
        new._row = np.argsort(new._pupil, kind="stable").astype(np.int32)
        at = {place: i for i, place in enumerate(places)}
        moved = np.array([*(at[p] for p in old.places), NOWHERE], dtype=new._place.dtype)
        for year in range(old.base, old.base + old.years):
            k, was_k = year - base, year - old.base
            if year not in without and 0 <= k < years:
                new._state[k, :was] = old.columns[f"s{was_k}"]
                new._place[k, :was] = moved[old.columns[f"l{was_k}"]]
                new._diploma[k, :was] = old.columns[f"d{was_k}"]
        new._enrolment_years = set(old.enrolment_years) - set(without)
        new._diploma_years = set(old.diploma_years) - set(without)
        new._resolved = {
            name: {y: n for y, n in getattr(old.resolved, name).items() if y not in without} for name in new._resolved
        }
        return new

    def forget_advices(self) -> None:
        """Nobody has an advice yet."""
        self._advice_year = np.zeros(self._n, dtype=np.int16)
        self._advice_place = np.full(self._n, NOWHERE, dtype=self._place.dtype)
        self._advice = {name: np.zeros(self._n, dtype=np.uint8) for name in ADVICES}
        self._earlier_advices = 0

    def enrol(self, rows: Columns) -> None:
        """Scatter enrolments of school years that have none yet; before the diplomas of those years."""
        who, year = self._who(rows), rows["school_year"] - np.int16(self.base)
        states = (rows["level"].astype(_STATE) * GRADES + rows["grade"].astype(_STATE)).astype(_STATE)
        places = rows["location"].astype(self._place.dtype)
        self._enrolment_years |= _distinct(rows["school_year"])
        other = loops(len(who)).lay((self._state, self._place), who, year, states, places)
        if not len(other):
            return
        state, place = self._state.reshape(-1), self._place.reshape(-1)
        cell = self._cell(rows)
        double = np.zeros(len(place), dtype=bool)
        double[cell[other]] = True
        again = np.flatnonzero(double[cell])
        preference = _PREFERENCE[rows["sector"][again]]
        order = np.lexsort((places[again], -rows["grade"][again].astype(np.int64), preference, cell[again]))
        again, preference = again[order], preference[order]
        cells, first, entries = np.unique(cell[again], return_index=True, return_counts=True)
        state[cells], place[cells] = states[again[first]], places[again[first]]
        self._count("double_enrolments", cells)
        self._count("moves", cells[preference[first] == preference[first + entries - 1]])

    def graduate(self, rows: Columns) -> None:
        """Scatter diplomas of school years that have none yet; after the enrolments of those years."""
        self._diploma_years |= _distinct(rows["school_year"])
        cell = self._cell(rows)
        diploma, place = self._diploma.reshape(-1), self._place.reshape(-1)
        before = np.count_nonzero(self._diploma, axis=1)
        np.maximum.at(diploma, cell, (rows["level"].astype(np.int64) * 2 + rows["extra_subject"]).astype(np.uint8))
        added = np.count_nonzero(self._diploma, axis=1) - before
        lower = np.bincount(cell // max(self._n, 1), minlength=len(added)) - added
        self._resolved["lower_diplomas"] |= {self.base + int(k): int(lower[k]) for k in np.flatnonzero(lower)}
        homeless = np.flatnonzero(place[cell] == NOWHERE)
        # Of several locations the first: it is written last.
        homeless = homeless[np.argsort(-rows["location"][homeless].astype(np.int64), kind="stable")]
        place[cell[homeless]] = rows["location"][homeless]

    def advise(self, rows: Columns) -> None:
        """Take the last advice of every pupil; a later one that comes in afterwards takes its place."""
        who, year = self._who(rows), rows["school_year"].astype(np.int16)
        had = int(np.count_nonzero(self._advice_year))
        np.maximum.at(self._advice_year, who, year)
        last = np.flatnonzero(year == self._advice_year[who])
        self._earlier_advices += len(who) + had - int(np.count_nonzero(self._advice_year))
        self._advice_place[who[last]] = rows["location"][last]
        for name, column in self._advice.items():
            column[who[last]] = rows[f"{name}_advice"][last]

    def careers(self, groups: Columns, optional: Mapping[str, Columns]) -> Careers:
        """The career table, ordered.

        `groups` holds the group numbers by grouping, in order of pupil number; `optional` the tables of
        which the optional columns are laid beside it, where they have any.
        """
        cohort, location = self._cohort()
        order = _order(cohort, location)
        years = range(len(self._state))
        rows = {name: dict(table) | {"pupil": self._who(table)} for name, table in optional.items()}
        laid = lay(rows, self._advice_year, base=self.base, years=len(years))
        columns: dict[str, Array] = {"cohort": cohort, "advice_year": self._advice_year}
        columns |= {"advice_place": self._advice_place, "pupil": self._pupil} | self._advice
        for k in years:
            columns |= {f"s{k}": self._state[k], f"l{k}": self._place[k], f"d{k}": self._diploma[k]}
        same, merged = self._same_school()
        columns |= same | laid.columns
        columns |= {f"g_{g}": np.asarray(c, dtype=np.uint8)[self._pupil] for g, c in groups.items()}
        one = loops(self._n)
        return Careers(
            {name: one.take(column, order) for name, column in columns.items()},
            base=self.base,
            years=len(years),
            enrolment_years=tuple(sorted(self._enrolment_years)),
            diploma_years=tuple(sorted(self._diploma_years)),
            places=self.places,
            groupings=tuple(groups),
            resolved=Resolved(**self._resolved, earlier_advices=self._earlier_advices, merged=merged),
            known=laid.known,
        )

    def _who(self, rows: Columns) -> Array:
        """The row of the table under construction in which the pupil of each row stands."""
        who: Array = rows["pupil"] if self._row is None else self._row[rows["pupil"]]
        return who

    def _count(self, what: str, cells: Array) -> None:
        years, times = np.unique(cells // max(self._n, 1), return_counts=True)
        self._resolved[what] |= {self.base + int(k): int(n) for k, n in zip(years, times, strict=True)}

    def _same_school(self) -> tuple[dict[str, Array], dict[int, int]]:
        """1 where the school is that of the school year before, for the first school year 0; and how many merged."""
        school, brin = (
            np.array([*np.unique(names, return_inverse=True)[1], NOWHERE], dtype=np.int32)
            for names in ([school_of(p, self._successors) for p in self.places], [p[:SCHOOL] for p in self.places])
        )
        found = {"same0": np.zeros(self._n, dtype=np.uint8)} if len(self._place) else {}
        merged = {}
        for k in range(1, len(self._place)):
            before, now = self._place[k - 1], self._place[k]
            found[f"same{k}"] = ((school[before] == school[now]) & (now != NOWHERE)).astype(np.uint8)
            if self._successors:
                merged[self.base + k] = int(np.count_nonzero(found[f"same{k}"] & (brin[before] != brin[now])))
        return found, {year: n for year, n in merged.items() if n}

    def _cell(self, rows: Columns) -> Array:
        year = rows["school_year"].astype(np.int64)
        cell: Array = (year - self.base) * self._n + self._who(rows)
        return cell

    def _cohort(self) -> tuple[Array, Array]:
        """Cohort and location to order by; 0 and −1 for a pupil who is seen nowhere."""
        first, location = loops(self._n).first_seen((self._state, self._place), self._diploma)
        cohort = np.where(first < 0, np.int16(0), first + np.int16(self.base))
        advised = self._advice_year != 0
        return np.where(advised, self._advice_year, cohort), np.where(advised, self._advice_place, location)


def _order(cohort: Array, location: Array) -> Array:
    """By cohort, then location, then number: two sorts by 16 bits, each one pass over the pupils."""
    by_location = np.argsort(location, kind="stable")
    order: Array = by_location[np.argsort(cohort[by_location], kind="stable")]
    return order.astype(np.int32)


def _distinct(years: Array) -> set[int]:
    if not len(years):
        return set()
    least = int(years.min())
    return {least + int(y) for y in np.flatnonzero(np.bincount(years.astype(np.int64) - least))}
