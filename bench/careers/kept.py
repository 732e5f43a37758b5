"""The count that keeps careers and cubes in a store: all at once, after one more school year, after a correction."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import narwhals as nw
from bench.careers.clock import Clock, Sums, threads
from bench.careers.ours import SLICE, frames, sums
from bench.careers.scale import FIRST, FIRST_ADVICE, LAST

from gelijkop.pipeline.counting import count, cubes
from gelijkop.store import Frame, Store

What = Literal["year", "cohort"]
CORRECTED = 2018
"""The cohort whose final advices come anew."""
YEARS = {
    "pupils": range(1),
    "enrolments": range(FIRST, LAST + 1),
    "advices": range(FIRST_ADVICE, LAST + 1),
    "diplomas": range(FIRST, LAST + 1),
}


def prepare(data: Path, what: What) -> None:
    """A store counted before the last school year came in, or before the advices of a cohort were corrected."""
    file = _file(data, what)
    file.unlink(missing_ok=True)
    with Store(file, inputs=[data]) as store:
        tables = frames(store, data)
        earlier = _without_last(tables) if what == "year" else _uncorrected(tables)
        count(store, earlier, SLICE, _marks(LAST - (what == "year"), corrected=False))


def again(data: Path, clock: Clock, what: What) -> Callable[[], Sums]:
    """What was kept → careers and cubes of the data as they are now, kept again."""
    with ExitStack() as closing:
        work = Path(tempfile.mkdtemp(prefix="bench-"))
        closing.callback(shutil.rmtree, work)
        shutil.copy(_file(data, what), work / "store.duckdb")
        clock.skip()
        store = closing.enter_context(Store(work / "store.duckdb", inputs=[data], mode="update", threads=threads()))
        count(store, frames(store, data), SLICE, _marks(LAST, corrected=what == "cohort"))
        clock.lap("count")
        found = list(cubes(store))
    return lambda: sums(found)


def whole(data: Path, clock: Clock) -> Callable[[], Sums]:
    """Raw Parquet → careers and cubes, all kept."""
    with ExitStack() as closing:
        work = Path(tempfile.mkdtemp(prefix="bench-"))
        closing.callback(shutil.rmtree, work)
        store = closing.enter_context(Store(work / "store.duckdb", inputs=[data], threads=threads()))
        count(store, frames(store, data), SLICE, _marks(LAST, corrected=False))
        clock.lap("count")
        found = list(cubes(store))
    return lambda: sums(found)


def _file(data: Path, what: What) -> Path:
    return data / f"before-{what}.duckdb"


def _marks(last: int, *, corrected: bool) -> Mapping[str, Mapping[int, str]]:
    """As an import would give them: what it read of each school year."""
    found = {table: {year: "read" for year in years if year <= last} for table, years in YEARS.items()}
    if corrected:
        found["advices"][CORRECTED] = "read again"
    return found


def _without_last(tables: Mapping[str, Frame]) -> dict[str, Frame]:
    return {n: t if n == "pupils" else t.filter(nw.col("school_year") < LAST) for n, t in tables.items()}


def _uncorrected(tables: Mapping[str, Frame]) -> dict[str, Frame]:
    old = nw.when(nw.col("school_year") == CORRECTED).then(nw.lit("vwo")).otherwise(nw.col("final_advice"))
    return {**tables, "advices": tables["advices"].with_columns(old.alias("final_advice"))}
