"""Measuring: the tables of a store become careers, and careers become figures; both are kept in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.careers import Careers, Columns, build
from gelijkop.model.figures import Figures
from gelijkop.model.groupings import Grouping, groupings
from gelijkop.model.levels import levels, test_advices
from gelijkop.model.measures import Measure
from gelijkop.model.tables import SECTORS
from gelijkop.pipeline.kept import DEFINITIONS, kept_definitions
from gelijkop.store import Frame, Store

_LEVELS = {code: level.number for code, level in levels().items()}
_CODES: Mapping[str, Mapping[str, int]] = {
    "sector": {code: number for number, code in enumerate(SECTORS)},
    "level": _LEVELS,
    "provisional_advice": _LEVELS,
    "final_advice": _LEVELS,
    "test_advice": {code: test.number for code, test in test_advices().items()},
}
_WANTED = {
    "enrolments": ("school_year", "sector", "level", "grade"),
    "advices": ("school_year", "provisional_advice", "test_advice", "final_advice"),
    "diplomas": ("school_year", "level", "extra_subject"),
}
"""Columns that the career table reads besides `pupil` and `location`."""


def measure(store: Store, definitions: Mapping[str, Definition]) -> Figures:
    """Figures of all definitions, from what is in the store; `careers` and the figures are written there.

    Raises:
        StoreRefused: there are neither enrolments nor advices.
    """
    careers = build_careers(store)
    frame = store.frame(careers.columns)
    store.replace({"careers": frame})
    parts = []
    for clock in CLOCKS:
        wanted = distributions(definitions, clock)
        query = counted(store.table("careers"), careers, wanted, clock) if wanted else None
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    found = figures(definitions, careers, parts)
    _save(store, found, definitions)
    return found


def build_careers(store: Store) -> Careers:
    """The career table of all pupils in the store; a background column that is absent or empty gives no grouping.

    Raises:
        StoreRefused: there are neither enrolments nor advices.
    """
    present = [name for name in _WANTED if name in store.tables()] or ["enrolments"]
    people = [store.table(name) for name in present]
    if "pupils" in store.tables():
        people.append(store.table("pupils"))
    pupils = store.cached(_numbered([p.select("pupil") for p in people], "pupil"))
    places = store.cached(_numbered([store.table(name).select("location") for name in present], "location"))
    tables = {
        name: _whole(store.arrays(_coded(store, name, pupils, places)))
        if name in present
        else dict.fromkeys(("pupil", "location", *columns), np.zeros(0, dtype=np.int64))
        for name, columns in _WANTED.items()
    }
    order = store.arrays(places.sort("number"))["location"]
    return build(tables | {"pupils": _background(store, pupils)}, places=tuple(str(p) for p in order))


def _numbered(frames: Sequence[Frame], key: str) -> Frame:
    """Every key once, with a `number` from 0 in alphabetical order."""
    return nw.concat(frames).unique().with_row_index("number", order_by=key)


def _coded(store: Store, table: str, pupils: Frame, places: Frame) -> Frame:
    """The columns of one table that careers need, codes as numbers (0: missing)."""
    frame = store.table(table)
    for key, numbers in (("pupil", pupils), ("location", places)):
        frame = frame.join(numbers.rename({"number": f"{key}_number"}), on=key, how="left")
    columns = [nw.col(f"{key}_number").alias(key) for key in ("pupil", "location")]
    for name in _WANTED[table]:
        column = nw.col(name)
        if name in _CODES:
            column = column.replace_strict(_CODES[name], default=0, return_dtype=nw.Int16)
        columns.append(column.cast(nw.Int16).fill_null(0).alias(name))
    return frame.select(*columns)


def _background(store: Store, pupils: Frame) -> Columns:
    """Number of every pupil and, for each grouping of which anything is known, the group."""
    columns: dict[str, NDArray[Any]] = {}
    available: Sequence[Grouping] = ()
    frame = pupils
    if "pupils" in store.tables():
        known = store.table("pupils")
        names = known.collect_schema().names()
        available = [g for g in groupings().values() if g.column in names]
        frame = pupils.join(known.select("pupil", *{g.column for g in available}), on="pupil", how="left")
    groups = [_group(g).alias(g.code) for g in available]
    arrays = _whole(store.arrays(frame.select(nw.col("number"), *groups)))
    order = np.argsort(arrays["number"])
    columns["pupil"] = arrays["number"][order]
    columns |= {g.code: arrays[g.code][order] for g in available if arrays[g.code].any()}
    return columns


def _group(grouping: Grouping) -> nw.Expr:
    codes = {g.code: g.number for g in grouping.groups}
    column = nw.col(grouping.column).cast(nw.String)  # codes are texts, also those of a column of whole numbers
    return column.replace_strict(codes, default=0, return_dtype=nw.Int16).fill_null(0)


def _whole(arrays: Mapping[str, NDArray[Any]]) -> Columns:
    """Plain arrays; every missing value was filled in the query."""
    return {name: np.ma.getdata(column) for name, column in arrays.items()}


def _save(store: Store, found: Figures, definitions: Mapping[str, Definition]) -> None:
    columns = {
        "measure": found.measure,
        "school_year": found.school_year,
        "place": found.place,
        "stratum": found.stratum,
        "outcome": found.outcome,
        "pupils": found.pupils,
    }
    columns |= {f"g_{g}": found.groups[g] for g in found.groupings}
    measures = [json.dumps(asdict(m)) for m in found.measures]
    store.replace(
        {
            "figures": store.frame(columns),
            "figure_measures": store.frame(_list("measure", measures)),
            "figure_places": store.frame(_list("location", found.places)),
            DEFINITIONS: kept_definitions(store, definitions),
        }
    )


def _list(name: str, texts: Sequence[str]) -> Columns:
    return {"number": np.arange(len(texts)), name: np.array(texts, dtype=object)}


def load_figures(store: Store) -> Figures:
    """The figures that were measured last.

    Raises:
        StoreRefused: nothing was measured yet.
    """
    columns = _whole(store.arrays(store.table("figures")))
    groups = {name.removeprefix("g_"): column for name, column in columns.items() if name.startswith("g_")}
    return Figures(
        measures=tuple(_measure(m) for m in _texts(store, "figure_measures", "measure")),
        places=_texts(store, "figure_places", "location"),
        groupings=tuple(groups),
        measure=columns["measure"],
        school_year=columns["school_year"],
        place=columns["place"],
        groups=groups,
        stratum=columns["stratum"],
        outcome=columns["outcome"],
        pupils=columns["pupils"],
    )


def _texts(store: Store, table: str, column: str) -> tuple[str, ...]:
    return tuple(str(text) for text in store.arrays(store.table(table).sort("number"))[column])


def _measure(written: str) -> Measure:
    entry = json.loads(written)
    return Measure(**entry | {"outcomes": tuple(entry["outcomes"]), "scores": tuple(entry["scores"])})
