"""Our engine on the slice, through the package's own functions: cold from the raw files, warm from a kept table."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
from bench.careers.clock import Clock, Sums, sums_of_cells, threads
from bench.careers.scale import GROUPINGS, INDICATORS, TABLES
from numpy.typing import NDArray

from gelijkop.indicators.cubes import blocks, by_location
from gelijkop.indicators.definitions import Definition, Variant, load_all, measure_code
from gelijkop.indicators.examples import careers as careers_of_example
from gelijkop.indicators.moments import moments
from gelijkop.indicators.query import distributions
from gelijkop.indicators.trial import trial_pupils
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.careers import Careers, Resolved
from gelijkop.model.cubes import Cube
from gelijkop.model.groupings import groupings
from gelijkop.model.loops import ENOUGH, loops
from gelijkop.pipeline.careers import careers_of
from gelijkop.pipeline.counting import evaluate
from gelijkop.pipeline.kept_careers import packed, unpacked
from gelijkop.store import Frame, Store

Definitions = Mapping[str, Definition]
MEMORY = "2GB"
ALSO = {"enrolments": ("sector",), "diplomas": ("location", "extra_subject")}
"""Columns that our career table reads besides those of the slice."""


def cold(data: Path, clock: Clock, *, memory: str = MEMORY) -> Callable[[], Sums]:
    """Raw Parquet → career table → cubes, nothing kept."""
    with ExitStack() as closing:
        work = Path(tempfile.mkdtemp(prefix="bench-"))
        closing.callback(shutil.rmtree, work)
        file = work / "store.duckdb"
        store = closing.enter_context(Store(file, inputs=[data], threads=threads(), memory=memory))
        careers = careers_of(store, frames(store, data)).careers
        clock.lap("careers")
        cubes = _cubes(store, careers, SLICE)
        clock.lap("cubes")
    return lambda: sums(cubes)


def keep(data: Path, file: Path) -> None:
    """The career table of a data folder with every background column, in a store: what a warm run begins with."""
    file.unlink(missing_ok=True)
    with Store(file, inputs=[data]) as store:
        careers = careers_of(store, frames(store, data, every_background=True)).careers
        store.replace({"careers": store.frame(packed(careers.columns))})
    about = {f.name: getattr(careers, f.name) for f in fields(Careers) if f.name not in ("columns", "resolved")}
    file.with_suffix(".json").write_text(json.dumps(about))


def warm(file: Path, clock: Clock, definitions: Definitions | None = None) -> Callable[[], Sums]:
    """Kept career table → cubes; of the slice, or of all `definitions` by every grouping."""
    with Store(file, mode="read", threads=threads()) as store:
        wanted = SLICE if definitions is None else definitions
        about = json.loads(file.with_suffix(".json").read_text())
        careers = _kept(store, about, wanted, slice_only=definitions is None)
        clock.lap("read")
        cubes = _cubes(store, careers, wanted)
        clock.lap("cubes")
    return lambda: sums(cubes)


def frames(store: Store, data: Path, *, every_background: bool = False) -> dict[str, Frame]:
    """The raw files as frames of a store, with the columns of the slice that our career table reads."""
    found = {}
    for name, columns in TABLES.items():
        scan = store.scan_parquet(data / name / "*.parquet").drop("row")
        whole = every_background and name == "pupils"
        found[name] = scan if whole else scan.select(*columns, *ALSO.get(name, ()))
    return found


def _kept(store: Store, about: Mapping[str, Any], definitions: Definitions, *, slice_only: bool) -> Careers:
    """The kept careers, with those columns alone that the definitions read."""
    whole = {name: tuple(value) if isinstance(value, list) else value for name, value in about.items()}
    if slice_only:
        whole["groupings"] = tuple(g for g in whole["groupings"] if groupings()[g].column in GROUPINGS)
    careers = Careers({}, resolved=Resolved({}, {}, {}, 0), **whole)
    read = {f"g_{grouping}" for grouping in careers.groupings}
    for clock in CLOCKS:
        for moment in moments(careers, clock) if distributions(definitions, clock) else ():
            read |= {moment.column, moment.place, *(c for c in moment.given.values() if isinstance(c, str))}
    table = store.table("careers").filter(nw.col("name").is_in(sorted(read)))
    return replace(careers, columns=unpacked(store.arrays(table)))


def _cubes(store: Store, careers: Careers, definitions: Definitions) -> list[Cube]:
    found: list[Cube] = []
    for clock in CLOCKS:
        wanted = distributions(definitions, clock)
        found += blocks(careers, wanted, clock, by_location(careers), evaluate(store))
    return found


def _of_the_slice() -> Definitions:
    """The definitions with just the variants that are counted, or whose rows those use."""
    found = {}
    wanted = {_rows_of(measure) for measure in INDICATORS.values()}
    for code, definition in load_all().items():
        variants = tuple(v for v in definition.variants if measure_code(code, v.name) in wanted)
        if variants:
            found[code] = replace(definition, variants=variants)
    return found


def _variant(measure: str) -> Variant:
    code, _, name = measure.partition("/")
    return next(v for v in load_all()[code].variants if v.name == name)


def _rows_of(measure: str) -> str:
    return _variant(measure).uses or measure


def sums(cubes: list[Cube]) -> Sums:
    """What sums up cubes: n is everybody in the population, x everybody whose outcome scores."""
    by_column = {grouping.column: code for code, grouping in groupings().items()}
    cells = []
    for name, measure in INDICATORS.items():
        scores = np.array([0.0, *_variant(measure).scores])
        rows = _rows_of(measure)
        mine = [c for c in cubes if any(s.distribution == rows for s in c.slots)]
        for column in GROUPINGS:
            parts = [_cells(c, rows, by_column[column], scores) for c in mine]
            year, n, x = (np.concatenate(part) for part in zip(*parts, strict=True))
            cells.append((name, column, year, n, x))
    return sums_of_cells(cells)


def _cells(cube: Cube, rows: str, grouping: str, scores: NDArray[np.float64]) -> tuple[NDArray[Any], ...]:
    here = cube.grouping == cube.groupings.index(grouping)
    slots = [i for i, s in enumerate(cube.slots) if s.distribution == rows]
    pupils = cube.pupils[here][:, slots]
    return cube.school_year[here], pupils[:, 1:].sum(axis=1), pupils[:, scores > 0].sum(axis=1)


def _load_compiled() -> None:
    """Have the compiled loops read from disk, by counting a few thousand made-up pupils."""
    one = loops(ENOUGH)
    one.lookup(np.arange(3), np.arange(3, dtype=np.int32))(np.arange(3))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.duckdb") as store:
        _cubes(store, careers_of_example(trial_pupils()), SLICE)


EVERYTHING = load_all()
SLICE = _of_the_slice()
_load_compiled()
"""Read at import, which is timed for nobody; the report tells what starting took."""
