"""Counting on any engine: long tables to cubes with queries alone, so that nothing about a pupil is collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import narwhals as nw
import numpy as np

from gelijkop.indicators.available import available
from gelijkop.indicators.cube_query import cube_frame, cube_of, narrow
from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.query import Distribution, distributions, facts
from gelijkop.indicators.vocabulary import CLOCKS, Clock
from gelijkop.model.as_numbers import LAID, group_number, optional_number
from gelijkop.model.career_frame import COUNTED, Layout, career_frame, places_of
from gelijkop.model.careers import Careers, Resolved
from gelijkop.model.cubes import Cube
from gelijkop.model.groupings import groupings
from gelijkop.model.optional import OPTIONAL
from gelijkop.pipeline.careers import successors
from gelijkop.store.engines import Engine, Frame

Tables = Mapping[str, Frame]
_NOT_COUNTED = Resolved({}, {}, {}, 0)
"""How often the career table had to choose is not counted here."""


@dataclass(frozen=True)
class CubeRows:
    """The rows of the cube of a clock, still with the engine, and what they mean."""

    clock: Clock
    rows: Frame
    wanted: tuple[Distribution, ...]
    places: Mapping[str, int]
    careers: Careers

    def collected(self, engine: Engine, rows: Frame | None = None) -> Cube:
        """The cube, from its rows or the same rows kept."""
        there = self.rows if rows is None else rows
        return cube_of(engine.arrays(there), self.wanted, self.clock, self.places, self.careers.groupings)


@dataclass(frozen=True)
class LaidOut:
    """The career table, with the engine, and what `Careers` tells of it besides its columns."""

    frame: Frame
    careers: Careers
    places: Mapping[str, int]
    optional: frozenset[str]
    """The optional columns of which anything is known, as `indicators.available` asks for them."""


@contextmanager
def laid_out(engine: Engine, tables: Tables) -> Iterator[LaidOut]:
    """The career table of all pupils in these tables, kept with the engine until the end of the block.

    `tables` have the columns of `model.tables` without faults, and hold enrolments, advices or diplomas.
    """
    layout = _layout(engine, tables)
    numbers = layout.places.numbers
    arrays = {"location": np.array(list(numbers), dtype=object), "place": np.array(list(numbers.values()))}
    with engine.kept(career_frame(tables, layout, engine.frame(arrays))) as frame:
        careers = Careers(
            {},
            base=layout.base,
            years=layout.years,
            enrolment_years=layout.of_table.get("enrolments", ()),
            diploma_years=layout.of_table.get("diplomas", ()),
            places=tuple(numbers),
            groupings=layout.groupings,
            resolved=_NOT_COUNTED,
            known=_known(engine, tables, frame, layout),
        )
        extra = {f"d{k}": (nw.col(f"d{k}") % 2).max() for k in layout.k("diplomas")}
        recorded = {"diplomas.extra_subject"} if _positive(engine, frame, extra) else set()
        yield LaidOut(frame, careers, numbers, frozenset(careers.known) | recorded)


def cubes_of(engine: Engine, laid: LaidOut, definitions: Mapping[str, Definition]) -> Iterator[CubeRows]:
    """The cube of every clock that has pupils, one after the other; ask for one before the next is made.

    Definitions that need columns of which nothing is known are left out.
    """
    able = available(definitions, laid.optional).definitions
    for clock in CLOCKS:
        wanted = distributions(able, clock)
        found = facts(laid.frame, laid.careers, wanted, clock) if wanted else None
        if found is not None:
            with engine.kept(narrow(found, wanted, laid.careers.groupings)) as kept:
                rows = cube_frame(kept, wanted, laid.careers.groupings)
                yield CubeRows(clock, rows, wanted, laid.places, laid.careers)


def _layout(engine: Engine, tables: Tables) -> Layout:
    spans = _years(engine, {name: frame for name, frame in tables.items() if _dated(frame)})
    dated = [year for name in COUNTED for year in spans.get(name, ())]
    base = min(dated, default=0)
    found = [tables[name].select("location") for name in LAID if name in tables]
    if "register" in tables:
        found.append(tables["register"].select(nw.col("municipality").alias("location")))
    places = engine.arrays(nw.concat(found).unique())["location"]
    numbers = places_of(places, successors(engine.arrays, tables))
    return Layout(base, max(dated, default=base - 1) - base + 1, spans, _groupings(engine, tables), numbers)


def _dated(frame: Frame) -> bool:
    return "school_year" in frame.collect_schema().names()


def _years(engine: Engine, dated: Mapping[str, Frame]) -> Mapping[str, tuple[int, ...]]:
    """The school years of each table, in one query."""
    year = nw.col("school_year").cast(nw.Int32)
    found = engine.arrays(
        nw.concat([frame.select(year, nw.lit(i).alias("at")).unique() for i, frame in enumerate(dated.values())])
    )
    pairs = sorted(zip(found["at"].tolist(), found["school_year"].tolist(), strict=True))
    return {name: tuple(y for at, y in pairs if at == i) for i, name in enumerate(dated)}


def _groupings(engine: Engine, tables: Tables) -> tuple[str, ...]:
    """The groupings of which anything is known."""
    if "pupils" not in tables:
        return ()
    names = tables["pupils"].collect_schema().names()
    found = {g.code: group_number(g).max().alias(g.code) for g in groupings().values() if g.column in names}
    return tuple(_positive(engine, tables["pupils"], found))


def _known(engine: Engine, tables: Tables, frame: Frame, layout: Layout) -> Mapping[str, tuple[int, ...]]:
    """Of each optional column of which anything is known the school years; none for one that has no school years."""
    known: dict[str, tuple[int, ...]] = {}
    columns = set(frame.collect_schema().names())
    for name in ("advices", "pupils"):
        there = tables[name].collect_schema().names() if name in tables else ()
        asked = {
            o.need: optional_number(o).max().alias(o.need) for o in OPTIONAL if o.table == name and o.column in there
        }
        known |= dict.fromkeys(_positive(engine, tables[name], asked) if asked else (), ())
    cells = {
        (o.need, layout.base + k): f"{o.name}_{k}"
        for o in OPTIONAL
        for k in layout.k(o.table)
        if o.yearly and f"{o.name}_{k}" in columns
    }
    there = _positive(engine, frame, {column: nw.col(column).max() for column in cells.values()})
    for (need, year), column in cells.items():
        if column in there:
            known[need] = (*known.get(need, ()), year)
    return known


def _positive(engine: Engine, frame: Frame, greatest: Mapping[str, nw.Expr]) -> list[str]:
    """Which of these expressions, one number each, come to more than 0."""
    if not greatest:
        return []
    found = engine.arrays(frame.select(**greatest))
    return [name for name, column in found.items() if len(column) and np.ma.filled(column, 0)[0] > 0]
