"""The career table out of long tables, wherever they lie: in a store, or as Parquet files of a whole country."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.model.as_numbers import LAID, group_number, laid_number, optional_number
from gelijkop.model.careers import ADVICES, Assembly, Careers, Columns
from gelijkop.model.groupings import groupings
from gelijkop.model.optional import OPTIONAL, OptionalColumn
from gelijkop.model.schools import SCHOOL
from gelijkop.model.tables import REGISTER
from gelijkop.pipeline.lookup import NOBODY, Lookup
from gelijkop.store import Arrays, Frame, Store

Tables = Mapping[str, Frame]
_NUMBERS = (nw.Int16, nw.Int32, nw.Int64, nw.UInt16, nw.UInt32)
_FAR_APART = 1 << 62
"""Differences below this fit in 64 bits; numbers of pupils further apart are joined."""
ROWS_AT_ONCE = 2_500_000
"""So many rows are in memory together, unless one school year has more: about 100 MB."""


@dataclass(frozen=True)
class Numbered:
    """A career table, and the number of every pupil in it (`pupil`, `number`)."""

    careers: Careers
    numbers: Frame


def careers_of(store: Store, tables: Tables) -> Numbered:
    """The career table of all pupils in these tables; a background column that is absent or empty gives no grouping.

    `tables` are frames of the store's engine with the columns of `model.tables`; `pupil` may be a
    pseudonym or a number.
    """
    present = [name for name in LAID if name in tables]
    spans = {name: _rows_by_year(store, tables[name]) for name in present}
    base, length = _span({**spans, **_register_years(store, tables)})
    places, names = _places(store, tables, present)
    for found in _numberings(store, tables, present):
        assembly = Assembly(
            found.length, base=base, years=length, places=names, successors=successors(store.arrays, tables)
        )
        if _lay(store, tables, spans, found, places, assembly):
            careers = assembly.careers(_groups(store, tables, found), _optional(store, tables, found, places))
            return Numbered(careers, found.frame)
    raise AssertionError("everybody is in the last numbering")


def careers_again(store: Store, tables: Tables, kept: Numbered, changed: Mapping[str, Collection[int]]) -> Numbered:
    """The career table of these tables, from the one that was kept; only what changed is read.

    Args:
        changed: by table the school years of which the rows are not those of before; a table without
            school years that changed has year 0. Pupils keep their numbers.
    """
    present = [name for name in LAID if name in tables]
    dated = {y for name in ("enrolments", "diplomas") for y in changed.get(name, ())}
    spans = {name: _rows_by_year(store, tables[name]) for name in present}
    base, length = _span({**spans, **_register_years(store, tables)})
    places, names = _places(store, tables, present)
    parts = {n: s if n == "advices" else {y: r for y, r in s.items() if y in dated} for n, s in spans.items()}
    more = _more_numbers(store, tables, kept.numbers, changed)
    numbers = _joined(store, more, [tables[name] for name in present])
    assembly = Assembly.again(
        kept.careers, pupils=numbers.length, base=base, years=length, places=_with_old(names, kept.careers),
        without=dated, successors=successors(store.arrays, tables),
    )  # fmt: skip
    if assembly.places != names:
        places = store.cached(_at(store, assembly.places))
    _lay(store, tables, parts, numbers, places, assembly)
    found = assembly.careers(_groups(store, tables, numbers), _optional(store, tables, numbers, places))
    return Numbered(found, numbers.frame)


def touched(new: Careers, changed: Mapping[str, Collection[int]]) -> set[str]:
    """The columns of the careers that may differ after these tables changed."""
    found: set[str] = set()
    for year in {y for name in ("enrolments", "diplomas") for y in changed.get(name, ())}:
        k = year - new.base
        found |= {f"s{k}", f"l{k}", f"d{k}", f"same{k}", f"same{k + 1}"}
    if "advices" in changed:
        found |= {"advice_year", "advice_place", *ADVICES}
    if "places" in changed:
        found |= {c for c in new.columns if c.startswith("same")}
    if "pupils" in changed:
        found |= {f"g_{g}" for g in new.groupings}
    of_changed = {one.name for one in OPTIONAL if one.table in changed}
    of_changed |= {"municipality"} if "register" in changed else set()
    return found | {c for c in new.columns if c.rsplit("_", 1)[0] in of_changed or c in of_changed}


def successors(arrays: Callable[[Frame], Arrays], tables: Tables) -> Mapping[str, str]:
    """For each school (BRIN4) of the table of places that went into another which that is."""
    if "places" not in tables or "successor" not in tables["places"].collect_schema().names():
        return {}
    rows = tables["places"].filter(~nw.col("successor").is_null()).select("location", "successor")
    found = whole(arrays(rows))
    return {str(p)[:SCHOOL]: str(s) for p, s in sorted(zip(found["location"], found["successor"], strict=True))}


def _span(spans: Mapping[str, Mapping[int, int]]) -> tuple[int, int]:
    """The first school year and how many there are."""
    years = [y for span in spans.values() for y in span]
    return (min(years), max(years) - min(years) + 1) if years else (0, 0)


def _register_years(store: Store, tables: Tables) -> Mapping[str, Mapping[int, int]]:
    """The rows by school year of a municipal register, if there is one: its children may be in no other table."""
    return {REGISTER.name: _rows_by_year(store, tables[REGISTER.name])} if REGISTER.name in tables else {}


def _places(store: Store, tables: Tables, present: Sequence[str]) -> tuple[Frame, tuple[str, ...]]:
    """The number of each location, in alphabetical order, and their names; municipalities of a register too."""
    frames = [tables[name].select("location") for name in present]
    if "register" in tables:
        frames.append(tables["register"].select(nw.col("municipality").alias("location")))
    found = store.numbered(frames, "location")
    names = tuple(sorted(str(p) for p in store.arrays(found)["location"]))
    return store.cached(_at(store, names)), names


def _at(store: Store, names: Sequence[str]) -> Frame:
    return store.frame({"location": np.array(names, dtype=object), "number": np.arange(len(names), dtype=np.int32)})


def _with_old(names: tuple[str, ...], old: Careers) -> tuple[str, ...]:
    """All places of now and of before, in order."""
    return names if set(old.places) <= set(names) else tuple(sorted({*names, *old.places}))


@dataclass(frozen=True)
class _Numbers:
    """Who has which number: `frame` says so, and `lookup` too where all tables name pupils by a whole number.

    `pupils` holds the columns of the table of pupils by number, where these are the numbers of its rows.
    """

    frame: Frame
    length: int
    lookup: Lookup | None
    pupils: Columns | None = None


def _numberings(store: Store, tables: Tables, present: Sequence[str]) -> Iterator[_Numbers]:
    """Numbers of the pupils: first of those in the table of pupils, which is most often everybody; then of all."""
    named_by = [tables[name] for name in present]
    if "pupils" in tables and REGISTER.name not in tables:
        yield _by_row(store, tables["pupils"], named_by) or _joined(
            store, store.numbered([tables["pupils"].select("pupil")], "pupil"), named_by
        )
    everywhere = [n for n in ("pupils", *present, REGISTER.name) if n in tables]
    yield _joined(store, store.numbered([tables[n].select("pupil") for n in everywhere], "pupil"), named_by)


def _by_row(store: Store, pupils: Frame, others: Sequence[Frame]) -> _Numbers | None:
    """Every pupil has the number of a row of the table of pupils; None where that cannot be."""
    if not _by_number([pupils, *others]):
        return None
    arrays = store.arrays(pupils.select(nw.col("pupil").cast(nw.Int64), **_of_pupils(pupils)))
    keys = arrays["pupil"]
    if np.ma.is_masked(keys) or not len(keys) or int(keys.max()) - int(keys.min()) >= _FAR_APART:
        return None
    columns = whole(arrays)
    rows = np.arange(len(keys), dtype=np.int32)
    lookup = Lookup(columns["pupil"], rows)
    if not np.array_equal(lookup.of(columns["pupil"]), rows):
        return None  # somebody is there twice
    frame = store.frame({"pupil": columns["pupil"], "number": rows})
    return _Numbers(frame, len(rows), lookup, {name: c for name, c in columns.items() if name != "pupil"})


def _joined(store: Store, frame: Frame, others: Sequence[Frame]) -> _Numbers:
    return _Numbers(frame, _length(store, frame), _lookup(store, frame, others))


def _more_numbers(store: Store, tables: Tables, numbers: Frame, changed: Mapping[str, Collection[int]]) -> Frame:
    """The numbers of before, and new ones for pupils who had none: they can only be where something changed."""
    frames = []
    for name in (n for n in ("pupils", *LAID, REGISTER.name) if n in changed and n in tables):
        dated = name != "pupils"
        rows = tables[name].filter(nw.col("school_year").is_in(list(changed[name]))) if dated else tables[name]
        frames.append(rows.select("pupil").join(numbers, on="pupil", how="anti"))
    new = store.numbered(frames, "pupil") if frames else None
    if new is None or not _length(store, new):
        return numbers
    shifted = new.with_columns((nw.col("number") + _length(store, numbers)).cast(nw.Int32).alias("number"))
    return store.cached(nw.concat([numbers.select("pupil", "number"), shifted.select("pupil", "number")]))


def _lay(
    store: Store, tables: Tables, spans: Mapping[str, Mapping[int, int]], pupils: _Numbers, places: Frame, to: Assembly
) -> bool:
    """Lay all rows into the assembly; False as soon as a pupil has no number."""
    lay = {"enrolments": to.enrol, "diplomas": to.graduate, "advices": to.advise}
    lookup = pupils.lookup
    for name, span in spans.items():
        for first, last in _parts(span):
            frame = _coded(tables[name], name, None if lookup else pupils.frame, places, (first, last))
            rows = store.arrays(frame)
            if np.ma.is_masked(rows["pupil"]):
                return False
            laid = whole(rows)
            if lookup is not None:
                laid["pupil"] = lookup.of(laid["pupil"])
                if (laid["pupil"] == NOBODY).any():
                    return False
            lay[name](laid)
    return True


def _by_number(frames: Sequence[Frame]) -> bool:
    return all(frame.collect_schema()["pupil"] in _NUMBERS for frame in frames)


def _lookup(store: Store, pupils: Frame, others: Sequence[Frame]) -> Lookup | None:
    """Where pupils are named by whole numbers everywhere: a way to look these up."""
    if not _by_number([pupils, *others]):
        return None
    known = store.arrays(pupils.filter(~nw.col("pupil").is_null()).select(nw.col("pupil").cast(nw.Int64), "number"))
    least, most = (int(f(known["pupil"])) for f in (np.min, np.max)) if len(known["pupil"]) else (0, 0)
    return Lookup(*whole(known).values()) if most - least < _FAR_APART else None


def _rows_by_year(store: Store, frame: Frame) -> Mapping[int, int]:
    found = whole(store.arrays(frame.group_by("school_year").agg(nw.len().alias("rows"))))
    return {int(y): int(n) for y, n in sorted(zip(found["school_year"], found["rows"], strict=True))}


def _parts(span: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """First and last school year of parts that are not too large to hold."""
    years = list(span)
    start, rows = 0, 0
    for i, year in enumerate(years):
        if i > start and rows + span[year] > ROWS_AT_ONCE:
            yield years[start], years[i - 1]
            start, rows = i, 0
        rows += span[year]
    if years:
        yield years[start], years[-1]


def _coded(frame: Frame, table: str, pupils: Frame | None, places: Frame, between: tuple[int, int]) -> Frame:
    """The columns of one table that careers need, codes as numbers (0: missing); a pupil without number is missing.

    Without `pupils` the pupil stays as named in the table.
    """
    frame = frame.filter(nw.col("school_year").is_between(*between))
    pupil = nw.col("pupil").cast(nw.Int64) if pupils is None else nw.col("pupil_number").alias("pupil")
    for key, numbered in (("pupil", pupils), ("location", places)):
        if numbered is not None:
            frame = frame.join(numbered.rename({"number": f"{key}_number"}), on=key, how="left")
    columns = [pupil, nw.col("location_number").alias("location")]
    return frame.select(*columns, *(laid_number(n).cast(t).alias(n) for n, t in LAID[table].items()))


def _length(store: Store, frame: Frame) -> int:
    return int(store.arrays(frame.select(nw.len().alias("rows")))["rows"][0])


def _of_pupils(pupils: Frame) -> Mapping[str, nw.Expr]:
    """The groups and optional columns of the table of pupils, by name in the career table."""
    names = pupils.collect_schema().names()
    groups = {g.code: group_number(g) for g in groupings().values() if g.column in names}
    optional = [one for one in OPTIONAL if one.table == "pupils" and one.column in names]
    return groups | {one.name: optional_number(one) for one in optional}


def _groups(store: Store, tables: Tables, pupils: _Numbers) -> Columns:
    """The group of every pupil in each grouping of which anything is known."""
    if "pupils" not in tables:
        return {}
    known = tables["pupils"]
    wanted = {name: e for name, e in _of_pupils(known).items() if name in groupings()}
    if pupils.pupils is not None:
        found = {code: pupils.pupils[code].astype(np.uint8) for code in wanted}
    else:
        columns = {groupings()[code].column for code in wanted}
        frame = pupils.frame.join(known.select("pupil", *columns), on="pupil", how="left")
        arrays = whole(store.arrays(frame.select("number", **wanted)))
        found = {code: np.zeros(len(arrays["number"]), dtype=np.uint8) for code in wanted}
        for code, column in found.items():
            column[arrays["number"]] = arrays[code]
    return {code: column for code, column in found.items() if column.any()}


def _optional(store: Store, tables: Tables, pupils: _Numbers, places: Frame) -> Mapping[str, Columns]:
    """Pupils, school years and numbers of the optional columns that the tables have; of a register the place too."""
    found: dict[str, Columns] = {}
    for name in dict.fromkeys(one.table for one in OPTIONAL if one.table in tables):
        names = tables[name].collect_schema().names()
        wanted = [one for one in OPTIONAL if one.table == name and one.column in names]
        if wanted and name == "pupils" and pupils.pupils is not None:
            columns = {one.column: pupils.pupils[one.name] for one in wanted}
            found[name] = {"pupil": np.arange(pupils.length, dtype=np.int32)} | columns
        elif wanted:
            found[name] = _optional_rows(store, tables[name], name, wanted, pupils.frame, places)
    return found


def _optional_rows(
    store: Store, table: Frame, name: str, wanted: Sequence[OptionalColumn], pupils: Frame, places: Frame
) -> Columns:
    dated = "school_year" in table.collect_schema().names()
    keys = [nw.col("number").alias("pupil"), *(nw.col("school_year") for _ in range(dated))]
    frame = table.join(pupils, on="pupil", how="inner")
    columns = [optional_number(one).alias(one.column) for one in wanted]
    if name == "register":
        at = places.rename({"location": "municipality", "number": "place"})
        frame = frame.join(at, on="municipality", how="inner")
        columns.append(nw.col("place").alias("municipality"))
    return whole(store.arrays(frame.select(*keys, *columns)))


def whole(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Plain arrays; every missing value was filled in the query."""
    return {name: np.ma.getdata(column) for name, column in arrays.items()}
