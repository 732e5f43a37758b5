"""Counting a folder of Parquet files on the engine of choice; the cubes are kept in a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from gelijkop.errors import InputRefused, Text
from gelijkop.indicators.definitions import Definition
from gelijkop.model.cubes import Cube
from gelijkop.pipeline.count_anywhere import cubes_of, laid_out
from gelijkop.pipeline.count_checks import COUNTED, Tables, faults
from gelijkop.pipeline.count_output import rows_of, write_columns, write_rows
from gelijkop.pipeline.counting import Marks, count, counted_marks, cubes, save_cubes
from gelijkop.pipeline.progress import Progress
from gelijkop.store import Store
from gelijkop.store.engines import ENGINES, Engine, EngineName, OnDuckDB, parquet_files, polars_engine, spark_engine

__all__ = ["ENGINES", "Counted", "count_folder"]
Definitions = Mapping[str, Definition]
_CHECK = Text("tabellen controleren", "checking the tables")
_COUNT = Text("leerlingen tellen", "counting pupils")


@dataclass(frozen=True)
class Counted:
    """What came of a count: how many places and school years there are."""

    places: int
    school_years: int


def count_folder(
    folder: str,
    file: Path,
    definitions: Definitions,
    *,
    engine: EngineName,
    master: str | None,
    out: str | None,
    progress: Progress,
) -> Counted:
    """Count the tables in a folder, keep the cubes in the store `file`, and write them to `out` as Parquet.

    With DuckDB careers are kept too, and files that did not change since are not read again.

    Raises:
        InputRefused: with everything that is wrong with the tables.
        EngineMissing: the engine is not installed or does not start.
    """
    if engine == "duckdb":
        return _fast(folder, file, definitions, out, progress)
    opened: AbstractContextManager[Engine] = polars_engine() if engine == "polars" else spark_engine(master)
    with opened as there:
        tables = _tables(there, folder)
        progress.step(_CHECK)
        _refuse(there, tables)
        progress.step(_COUNT)
        found: list[Cube] = []
        with laid_out(there, tables) as laid:
            years = {"enrolment_years": laid.careers.enrolment_years, "diploma_years": laid.careers.diploma_years}
            for part in cubes_of(there, laid, definitions):
                progress.step(Text(f"  teller {part.clock}", f"  clock {part.clock}"))
                with there.kept(part.rows) as rows:
                    cube = part.collected(there, rows)
                    if out is not None:
                        write_rows(there, rows, cube, part.places, out)
                found.append(cube)
            if out is not None:
                write_columns(there, [(cube.clock, cube.slots) for cube in found], out)
    with Store(file) as store:
        save_cubes(store, found, years)
    return Counted(len(laid.careers.places), laid.careers.years)


MEMORY = "768MB"
"""For the engine; careers and counts come on top of it, so that a country stays below 3 GB."""


def _fast(folder: str, file: Path, definitions: Definitions, out: str | None, progress: Progress) -> Counted:
    """With the store itself: what did not change since the last count is neither checked nor read again."""
    with Store(file, inputs=[Path(folder)], outputs=[] if out is None else [Path(out)], memory=MEMORY) as store:
        engine = OnDuckDB(store)
        tables = _tables(engine, folder)
        marks = file_marks(store, folder, tables)
        before = counted_marks(store)
        progress.step(_CHECK)
        _refuse(engine, tables, [name for name in tables if _texts(before.get(name, {})) != _texts(marks[name])])
        progress.step(_COUNT)
        careers = count(store, tables, definitions, marks).careers
        if out is not None:
            about = []
            for cube in cubes(store):
                places = {name: i for i, name in enumerate(cube.places)}
                write_rows(engine, engine.frame(rows_of(cube)), cube, places, out)
                about.append((cube.clock, cube.slots))
            write_columns(engine, about, out)
    return Counted(len(careers.places), careers.years)


def file_marks(store: Store, folder: str, tables: Tables) -> Marks:
    """For each table and school year what tells whether its files changed: names, sizes and times of writing.

    Where a file holds more than one school year that would say too much, and the rows themselves are summed up.
    """
    found = {}
    for name, frame in tables.items():
        files = parquet_files(Path(folder), name)
        if "school_year" not in frame.collect_schema().names():
            found[name] = {0: "; ".join(_mark(f) for f in files)}
            continue
        years = {f: _years(store, f) for f in files}
        if all(len(y) == 1 for y in years.values()):
            by_year = {year: [f for f in files if years[f] == {year}] for year in sorted(set().union(*years.values()))}
            found[name] = {year: "; ".join(_mark(f) for f in of_year) for year, of_year in by_year.items()}
        else:
            found[name] = dict(store.fingerprints(frame, "school_year"))
    return found


def _mark(file: Path) -> str:
    about = file.stat()
    return f"{file.name} {about.st_size} {about.st_mtime_ns}"


def _years(store: Store, file: Path) -> set[int]:
    return {int(y) for y in store.arrays(store.scan_parquet(file).select("school_year").unique())["school_year"]}


def _texts(marks: Mapping[int, str]) -> Mapping[str, str]:
    """Marks that were kept have texts for school years."""
    return {str(year): mark for year, mark in marks.items()}


def _tables(engine: Engine, folder: str) -> Tables:
    found = {name: engine.scan(folder, name) for name in COUNTED}
    return {name: frame for name, frame in found.items() if frame is not None}


def _refuse(engine: Engine, tables: Tables, which: Sequence[str] | None = None) -> None:
    findings = faults(engine, tables, which)
    if findings:
        refused = Text(
            "De tabellen zijn niet geteld. Er is niets gewijzigd.", "The tables were not counted. Nothing was changed."
        )
        raise InputRefused(refused, findings)
