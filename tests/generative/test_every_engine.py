"""A made-up region in long tables: every engine counts, for every indicator and variant, what the fast path counts."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

from gelijkop.indicators.cubes import blocks, by_location
from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.query import distributions
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.cubes import added
from gelijkop.model.groupings import groupings
from gelijkop.model.levels import levels
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.careers import careers_of
from gelijkop.pipeline.count_anywhere import cubes_of, laid_out
from gelijkop.pipeline.counting import cubes, evaluate
from gelijkop.store import Store
from gelijkop.store.engines import OnDuckDB, polars_engine

PUPILS, YEARS = 1500, range(2012, 2020)
PLACES = ["00AA00", "00AA01", "00AB00", "01AC00", "01AC02", "02AD00"]
MISSING = 0.05


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """A folder of Parquet with all tables: gaps, two locations in a year, several advices and diplomas, and missing."""
    folder = tmp_path_factory.mktemp("region")
    rng = np.random.default_rng(11)
    with duckdb.connect() as con:
        for name, columns in _tables(rng).items():
            con.register("made", columns)
            con.execute(f"copy made to '{folder / name}.parquet' (format parquet)")
            con.unregister("made")
    return folder


def _tables(rng):
    pupils = np.array([f"{rng.integers(2**60):032x}" for _ in range(PUPILS)], dtype=object)
    known, yearly = pupils[: PUPILS - 30], {"school_year": YEARS}
    told = {g.column: [v for group in g.groups for v in group.written] for g in groupings().values()}
    months = [f"{y}-{m:02}" for y in range(1998, 2010) for m in (8, 9, 10)]
    enrolments = _unique(rng, pupils, 0.75, {"school_year": YEARS, "location": PLACES}, 0.2)
    level = rng.choice([c for c in levels() if c != "geen"], len(enrolments["pupil"]))
    enrolments |= {"level": level.astype(object), "sector": _texts(levels()[c].sector for c in level)}
    enrolments |= _drawn(rng, "enrolments", ("grade", "prior_education", "takes_extra_subject"), len(level))
    advices = _unique(rng, pupils, 0.15, yearly)
    n = len(advices["pupil"])
    advices |= {"location": rng.choice(PLACES, n).astype(object)}
    advices |= _drawn(rng, "advices", [c.name for c in TABLES["advices"].columns[3:]], n)
    diplomas = _unique(
        rng, pupils, 0.3, {"school_year": YEARS, "level": TABLES["diplomas"].column("level").codes}, 0.02
    )
    n = len(diplomas["pupil"])
    diplomas |= {"location": rng.choice(PLACES, n).astype(object)} | _drawn(rng, "diplomas", ("extra_subject",), n)
    found = {"enrolments": enrolments, "advices": advices, "diplomas": diplomas}
    background = {
        c: _holed(rng, rng.choice(codes, len(known))) for c, codes in (told | {"birth_month": months}).items()
    }
    found["pupils"] = {"pupil": known} | background
    for name in ("absence", "destinations", "register", "lob"):
        rows = _unique(rng, pupils, 0.3, yearly)
        others = [c.name for c in TABLES[name].columns[2:] if c.name != "municipality"]
        found[name] = rows | _drawn(rng, name, others, len(rows["pupil"]))
    # The first school went into the second, so that who was at one is at the same school at the other.
    found["places"] = {"location": np.array(PLACES, dtype=object)} | {
        "successor": np.array([PLACES[-1][:4] if p[:4] == PLACES[0][:4] else None for p in PLACES], dtype=object)
    }
    found["register"]["municipality"] = rng.choice(["GM0001", "GM0002"], len(found["register"]["pupil"])).astype(object)
    return found


def _unique(rng, pupils, share, others, each=None):
    """Rows of a random part of all combinations of pupils and other keys."""
    sizes = [len(pupils), *(len(v) for v in others.values())]
    there = rng.random(sizes) < share * (1 if each is None else each)
    at = np.nonzero(there)
    columns = {name: _column(values)[i] for (name, values), i in zip(others.items(), at[1:], strict=True)}
    return {"pupil": pupils[at[0]]} | columns


def _column(values):
    return np.array(values) if isinstance(values, range) else np.array(values, dtype=object)


def _texts(values):
    return np.array(list(values), dtype=object)


def _drawn(rng, table, names, n):
    found = {}
    for name in names:
        column = TABLES[table].column(name)
        if column.codes:
            values = rng.choice(column.codes, n)
        elif column.type == "flag":
            values = rng.random(n) < 0.5
        else:
            values = rng.integers(column.low, column.high + 1, n)
        found[name] = _holed(rng, values) if column.missing else values.astype(object if column.codes else values.dtype)
    return found


def _holed(rng, values):
    """Missing here and there."""
    if values.dtype.kind in "bi":
        return np.ma.masked_array(values, rng.random(len(values)) < MISSING)
    return np.where(rng.random(len(values)) < MISSING, None, values.astype(object))


@pytest.fixture(scope="module")
def store(tmp_path_factory, region) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("store") / "s.duckdb", inputs=[region]) as opened:
        yield opened


@pytest.fixture(scope="module")
def careers(store, region):
    engine = OnDuckDB(store)
    tables = {name: engine.scan(str(region), name) for name in TABLES}
    return careers_of(store, {n: f for n, f in tables.items() if f is not None}).careers


@pytest.fixture(scope="module")
def fast(careers, store):
    """The cubes of the fast path by clock, in order."""
    found = {}
    for clock in CLOCKS:
        parts = list(blocks(careers, distributions(load_all(), clock), clock, by_location(careers), evaluate(store)))
        if parts:
            found[clock] = added(parts)
    return found


def counted_on(engine, folder):
    tables = {name: engine.scan(str(folder), name) for name in TABLES}
    with laid_out(engine, {n: f for n, f in tables.items() if f is not None}) as laid:
        return laid.careers, {c.clock: added([c.collected(engine)]) for c in cubes_of(engine, laid, load_all())}


def assert_same(found, fast):
    assert found.keys() == fast.keys()
    for clock, cube in fast.items():
        mine = found[clock]
        assert (mine.slots, mine.places, mine.groupings) == (cube.slots, cube.places, cube.groupings), clock
        for name, column in cube.coordinates().items():
            np.testing.assert_array_equal(mine.coordinates()[name], column, err_msg=f"{clock} {name}")
        np.testing.assert_array_equal(mine.pupils, cube.pupils, err_msg=clock)


def test_every_clock_has_pupils_so_that_every_indicator_is_counted(fast):
    assert set(fast) == set(CLOCKS)


def test_the_queries_on_duckdb_count_what_the_fast_path_counts(store, region, careers, fast):
    about, found = counted_on(OnDuckDB(store), region)
    assert about.known == careers.known
    assert_same(found, fast)


def test_polars_counts_what_the_fast_path_counts(region, fast):
    with polars_engine() as engine:
        assert_same(counted_on(engine, region)[1], fast)


@pytest.mark.spark
def test_spark_counts_what_the_fast_path_counts(java, region, fast, tmp_path):
    """In a process of its own, as a person starts it: a session of Spark is one for a whole process."""
    kept, program = tmp_path / "counted.duckdb", Path(sys.executable).with_name("gelijkop")
    command = [program, "count", region, "--engine", "spark", "--master", "local[2]", "--store", kept]
    subprocess.run(command, check=True, cwd=tmp_path)
    with Store(kept, mode="read") as store:
        assert_same({cube.clock: added([cube]) for cube in cubes(store)}, fast)
