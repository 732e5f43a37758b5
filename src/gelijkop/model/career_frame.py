"""The career table as a query that every engine runs: one `group_by` over all long tables, without windows.

Every row becomes a pupil, a cell (a table in a school year) and a few whole numbers, packed so that the
greatest in a cell is what `model.careers.Assembly` chooses there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import narwhals as nw

from gelijkop.model.as_numbers import LAID, chosen, group_number, laid_number, optional_number
from gelijkop.model.careers import ADVICES, NOWHERE, PRIORITY
from gelijkop.model.groupings import groupings
from gelijkop.model.levels import GRADES
from gelijkop.model.optional import MOST, OPTIONAL
from gelijkop.model.packed import fitting, packed, unpacked
from gelijkop.model.schools import SCHOOL, school_of
from gelijkop.model.tables import REGISTER

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
COUNTED = ("pupils", *LAID, REGISTER.name)
"""Tables that make somebody a pupil; who is in other tables alone is nobody."""
_YEARS = 4096
"""No school year is as late as this."""
_CODES = 64
"""No level, test advice or group has a number as high as this."""
_COUNTS = MOST + 6
"""No optional column holds a number as high as this."""


@dataclass(frozen=True)
class Places:
    """Locations by number; divided by `width`, without remainder, it is the number of the BRIN4.

    `became` gives for the number of a BRIN4 that of the school in which it went on.
    """

    numbers: Mapping[str, int]
    width: int
    became: Mapping[int, int]

    @property
    def below(self) -> int:
        """All numbers are below this."""
        return max(self.numbers.values(), default=0) + 1

    def school(self, place: nw.Expr) -> nw.Expr:
        """The number of the school of a place."""
        brin = place // self.width
        found = brin
        for before, after in self.became.items():
            found = nw.when(brin == before).then(nw.lit(after)).otherwise(found)
        return found


def places_of(names: Collection[str], successors: Mapping[str, str]) -> Places:
    """Numbers for these locations, in alphabetical order; `successors` as in `model.schools`."""
    schools = [list(found) for _, found in groupby(sorted(names), key=lambda name: name[:SCHOOL])]
    width = max((len(s) for s in schools), default=1)
    brins = [found[0][:SCHOOL] for found in schools]
    last = {brin: school_of(brin, successors) for brin in brins}
    # A school in which nobody of these pupils is has a number of its own too.
    number = {brin: i for i, brin in enumerate(dict.fromkeys([*brins, *last.values()]))}
    became = {number[brin]: number[now] for brin, now in last.items() if now != brin}
    return Places(
        {name: width * i + j for i, found in enumerate(schools) for j, name in enumerate(found)}, width, became
    )


@dataclass(frozen=True)
class Layout:
    """Where everything comes: the first school year, how many there are, those of each table, groupings and places."""

    base: int
    years: int
    of_table: Mapping[str, tuple[int, ...]]
    groupings: tuple[str, ...]
    places: Places

    def k(self, table: str) -> tuple[int, ...]:
        """The school years of a table, counted from the first."""
        return tuple(y - self.base for y in self.of_table.get(table, ()) if 0 <= y - self.base < self.years)


@dataclass(frozen=True)
class _Part:
    """One of the numbers of a row: its name in the career table, its expression, and what it stays below."""

    name: str
    number: nw.Expr
    below: int


_Slot = Sequence[_Part]
"""Parts that are packed into one number."""


def career_frame(tables: Mapping[str, Frame], layout: Layout, numbered: Frame) -> Frame:
    """One row per pupil with the columns of `model.careers.Careers` that a moment can ask for.

    Columns of school years without enrolments or diplomas are left out; places are the numbers of the layout.

    Args:
        tables: frames with the columns of `model.tables` that have no faults; one of `COUNTED` besides pupils at least.
        numbered: `location` and its number `place`.
    """
    slots = {name: _slots(name, tables[name], layout) for name in _in_order(tables)}
    slots = {name: found for name, found in slots.items() if found}
    offsets = {name: i * (layout.years + 1) for i, name in enumerate(slots)}
    width = max(len(found) for found in slots.values())
    rows = [_rows(tables[n], n, found, width, offsets[n], layout, numbered) for n, found in slots.items()]
    greatest = []
    for name, found in slots.items():
        for k in _suffixes(name, layout):
            here = nw.col("cell") == offsets[name] + (k or 0)
            greatest += [
                nw.when(here).then(nw.col(f"v{i}")).max().alias(_column(name, i, k)) for i in range(len(found))
            ]
    laid = sum(1 for name in slots if name in COUNTED) * (layout.years + 1)
    wide = nw.concat(rows).group_by("pupil").agg(nw.col("cell").min().alias("first"), *greatest)
    return _decoded(wide.filter(nw.col("first") < laid), slots, layout)


def _in_order(tables: Mapping[str, Frame]) -> list[str]:
    """Tables that make somebody a pupil come first."""
    first = [name for name in ("pupils", *LAID) if name in tables]
    return first + [
        name for name in dict.fromkeys(one.table for one in OPTIONAL) if name in tables and name not in first
    ]


def _suffixes(name: str, layout: Layout) -> tuple[int | None, ...]:
    return (None,) if name in ("pupils", "advices") else layout.k(name)


def _column(table: str, slot: int, k: int | None) -> str:
    return f"{table} {slot}" if k is None else f"{table} {slot} {k}"


def _slots(table: str, frame: Frame, layout: Layout) -> list[_Slot]:
    """The packed numbers of the rows of a table; where its rows have a key of their own, in as few as can be."""
    names = frame.collect_schema().names()
    optional = [
        _Part(one.name, optional_number(one), _CODES if one.declared.codes else _COUNTS)
        for one in OPTIONAL
        if one.table == table and one.column in names
    ]
    place = _Part("where", layout.places.below - nw.col("place"), layout.places.below + 1)
    if table == "enrolments":
        preferred = chosen(nw.col("sector"), {code: len(PRIORITY) - i for i, code in enumerate(PRIORITY)})
        level = _Part("level", laid_number("level"), _CODES)
        best = [_Part("preferred", preferred, len(PRIORITY) + 1), _Part("grade", laid_number("grade"), GRADES)]
        return [[*best, place, level], *([part] for part in optional)]
    if table == "diplomas":
        diploma = laid_number("level") * 2 + laid_number("extra_subject")
        return [[_Part("diploma", diploma, 2 * _CODES)], [place]]
    if table == "advices":
        advices = [_Part(name, laid_number(f"{name}_advice"), _CODES) for name in ADVICES]
        year = _Part("advice_year", laid_number("school_year"), _YEARS)
        return [[year, *run] for run in _runs([place, *advices, *optional], first=_YEARS)]
    if table == "pupils":
        optional += [_Part(f"g_{g}", group_number(groupings()[g]), _CODES) for g in layout.groupings]
    return list(_runs([*optional, place] if table == "register" else optional))


def _runs(parts: Sequence[_Part], *, first: int = 1) -> Iterator[list[_Part]]:
    for run in fitting([p.below for p in parts], first=first):
        yield [parts[i] for i in run]


def _rows(
    frame: Frame, table: str, slots: Sequence[_Slot], width: int, offset: int, layout: Layout, numbered: Frame
) -> Frame:
    """Pupil, cell and packed numbers of every row of a table."""
    cell = nw.lit(offset)
    if table not in ("pupils", "advices"):
        cell = nw.col("school_year").cast(nw.Int32) - layout.base + offset
        frame = frame.filter(nw.col("school_year").is_between(layout.base, layout.base + layout.years - 1))
    key = {"register": "municipality", "enrolments": "location", "advices": "location", "diplomas": "location"}
    if table in key:
        frame = frame.join(numbered.rename({"location": key[table]}), on=key[table], how="inner")
    numbers = [packed([(part.number, part.below) for part in slot]) for slot in slots]
    numbers += [nw.lit(0).cast(nw.Int64)] * (width - len(slots))
    named = (number.alias(f"v{i}") for i, number in enumerate(numbers))
    return frame.select(nw.col("pupil"), cell.cast(nw.Int32).alias("cell"), *named)


def _decoded(wide: Frame, slots: Mapping[str, Sequence[_Slot]], layout: Layout) -> Frame:
    """The parts of all packed numbers, and from those the columns of the career table."""
    raw: dict[str, nw.Expr] = {}
    for table, of_table in slots.items():
        for k in _suffixes(table, layout):
            for i, slot in enumerate(of_table):
                whole = nw.col(_column(table, i, k)).fill_null(0)
                for part, number in zip(slot, unpacked(whole, [p.below for p in slot]), strict=True):
                    raw[_raw(table, part.name, k)] = number.cast(nw.Int32)
    columns = _columns(set(raw), slots, layout)
    with_places = wide.select(**raw).select(**columns)
    return with_places.with_columns(**_same(layout)) if len(layout.k("enrolments")) > 1 else with_places


def _raw(table: str, part: str, k: int | None) -> str:
    name = f"{table} {part}" if part in ("where", "level", "grade", "preferred", "diploma") else part
    return name if k is None else f"{name}_{k}"


def _columns(raw: Collection[str], slots: Mapping[str, Sequence[_Slot]], layout: Layout) -> dict[str, nw.Expr]:
    """States, diplomas, places and advices; what has its name already stays."""
    found = {name: nw.col(name) for name in raw if " " not in name}
    for k in layout.k("enrolments"):
        found[f"s{k}"] = nw.col(f"enrolments level_{k}") * GRADES + nw.col(f"enrolments grade_{k}")
    for k in layout.k("diplomas"):
        found[f"d{k}"] = nw.col(f"diplomas diploma_{k}")
    for k in {*layout.k("enrolments"), *layout.k("diplomas")}:
        where = (f"{table} where_{k}" for table in ("diplomas", "enrolments"))  # the enrolment comes before the diploma
        found[f"l{k}"] = _place((name for name in where if name in raw), layout)
    for k in layout.k("register") if "register" in slots else ():
        found[f"municipality_{k}"] = _place([f"register where_{k}"], layout)
    if "advices" not in slots:
        found["advice_place"] = nw.lit(NOWHERE).cast(nw.Int32)
        return found | {name: nw.lit(0).cast(nw.Int32) for name in ("advice_year", *ADVICES)}
    return found | {"advice_place": _place(["advices where"], layout)}


def _place(where: Iterable[str], layout: Layout) -> nw.Expr:
    """The place that the last of these columns knows; −1 where none does."""
    found = nw.lit(NOWHERE).cast(nw.Int32)
    for name in where:
        found = nw.when(nw.col(name) > 0).then(layout.places.below - nw.col(name)).otherwise(found)
    return found


def _same(layout: Layout) -> dict[str, nw.Expr]:
    """1 where the school is that of the school year before, in school years with enrolments."""
    found = {}
    years = layout.k("enrolments")
    for k in (k for k in years if k - 1 in years):
        before, now = nw.col(f"l{k - 1}"), nw.col(f"l{k}")
        same = (before >= 0) & (now >= 0) & (layout.places.school(before) == layout.places.school(now))
        found[f"same{k}"] = nw.when(same).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int32)
    return found
