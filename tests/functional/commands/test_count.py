"""The command that counts a folder of Parquet files: what it refuses, what it reads again, what it writes."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from gelijkop.cli import main
from gelijkop.pipeline.counting import cubes
from gelijkop.store import Store

ROWS = {
    "pupils": "select 'a' as pupil, 'v' as sex union all select 'b', 'm'",
    "enrolments": "select 'a' as pupil, 2020::int as school_year, '00AA00' as location, 'vo' as sector, "
    "'havo' as level, 3::int as grade union all select 'b', 2020, '00AA00', 'vo', 'vwo', 3 "
    "union all select 'a', 2021, '00AA00', 'vo', 'havo', 4 union all select 'b', 2021, '00AA00', 'vo', 'vwo', 3",
}


@pytest.fixture
def folder(tmp_path):
    for name, query in ROWS.items():
        write(tmp_path / "tables" / f"{name}.parquet", query)
    return tmp_path / "tables"


def write(path, query):
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as con:
        con.execute(f"copy ({query}) to '{path}' (format parquet)")


def count(folder, store, *more):
    return main(["count", str(folder), "--store", str(store), "--quiet", "--lang", "en", *more])


def held_back(store):
    """Pupils who stay in their grade, and all of whom the next school year is known."""
    with Store(store, mode="read") as opened:
        cube = next(c for c in cubes(opened) if c.clock == "step")
    slots = {s.outcome: i for i, s in enumerate(cube.slots) if s.distribution == "vo.zittenblijven"}
    everybody = cube.pupils[cube.grouping == -1]
    return int(everybody[:, slots[1]].sum()), int(everybody[:, list(slots.values())].sum())


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_one_of_two_pupils_stays_in_grade_3(folder, tmp_path, engine):
    assert count(folder, tmp_path / "s", "--engine", engine) == 0
    assert held_back(tmp_path / "s") == (1, 2)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_the_counts_are_written_as_parquet_with_names_in_place_of_numbers(folder, tmp_path, engine):
    assert count(folder, tmp_path / "s", "--engine", engine, "--out", str(tmp_path / "out")) == 0
    with duckdb.connect() as con:
        rows = con.sql(
            f"select location, grouping_code, group_code, pupils from '{tmp_path}/out/step.parquet'"
        ).fetchall()
        about = con.sql(f"select name, clock from '{tmp_path}/out/columns.parquet'").fetchall()
    assert sorted(rows) == [
        ("00AA00", "all", "all", 2), ("00AA00", "geslacht", "m", 1), ("00AA00", "geslacht", "v", 1),
    ]  # fmt: skip
    assert ("d0_0", "step") in about


def test_all_faults_of_all_tables_come_at_once_and_name_no_value(folder, tmp_path, capsys):
    write(folder / "pupils.parquet", "select 'a' as pupil, 'SECRET' as sex union all select 'a', 'v'")
    write(
        folder / "enrolments.parquet",
        "select 'a' as pupil, 2020::int as school_year, '00AA00' as location, 'vo' as sector, 'SECRET' as level, "
        "77::int as grade union all select null, 2020, '00AA00', 'vo', 'havo', 3",
    )
    write(folder / "advices.parquet", "select 'a' as pupil, '2020' as school_year, '00AA00' as location")
    assert count(folder, tmp_path / "s") == 10
    said = capsys.readouterr().err
    for part in (
        "pupils, column “sex”: a code that is not in the code list",
        "pupils: more than one row with the same key (pupil)",
        "enrolments, column “level”: a code that is not in the code list",
        "enrolments, column “grade”: a number outside 0 to 9",
        "enrolments, column “pupil”: a value that must be there is missing",
        "advices, column “school_year”: wrong type of column; expected: a whole number",
        "advices, column “final_advice”: this column is missing",
    ):
        assert part in said
    assert "SECRET" not in said
    assert "77" not in said


def test_a_folder_without_careers_says_which_files_it_looked_for(tmp_path, capsys):
    assert count(tmp_path, tmp_path / "s") == 10
    assert "enrolments.parquet" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_polars_refuses_what_duckdb_refuses(folder, tmp_path, capsys, engine):
    write(folder / "pupils.parquet", "select 'a' as pupil, 'x' as sex, '2010-13' as birth_month")
    assert count(folder, tmp_path / "s", "--engine", engine) == 10
    said = capsys.readouterr().err
    assert "“sex”: a code" in said
    assert "“birth_month”: a value of another form" in said


def test_a_new_school_year_in_a_file_of_its_own_is_counted_with_the_old_ones(folder, tmp_path):
    (folder / "enrolments.parquet").unlink()
    for year in (2020, 2021):
        rows = f"select * from ({ROWS['enrolments']}) where school_year = {year}"
        write(folder / "enrolments" / f"{year}.parquet", rows)
        assert count(folder, tmp_path / "s") == 0
    assert held_back(tmp_path / "s") == (1, 2)


def test_files_that_did_not_change_are_not_checked_again(folder, tmp_path):
    """A file with a fault that keeps its size and time of writing passes for unchanged."""
    (folder / "enrolments.parquet").unlink()
    files = [folder / "enrolments" / f"{year}.parquet" for year in (2020, 2021)]
    for file in files:
        write(file, f"select * from ({ROWS['enrolments']}) where school_year = {file.stem}")
    assert count(folder, tmp_path / "s") == 0
    before = files[0].stat()
    files[0].write_bytes(files[0].read_bytes().replace(b"havo", b"hovo"))
    os.utime(files[0], ns=(before.st_atime_ns, before.st_mtime_ns))
    assert count(folder, tmp_path / "s") == 0
    os.utime(files[0])
    assert count(folder, tmp_path / "s") == 10


@pytest.mark.parametrize(("engine", "package"), [("polars", "polars"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed_says_what_to_install(folder, tmp_path, capsys, monkeypatch, engine, package):
    monkeypatch.delitem(sys.modules, f"gelijkop.store.on_{engine}", raising=False)
    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    assert count(folder, tmp_path / "s", "--engine", engine) == 45
    assert f"pip install 'gelijkop[{engine}]'" in capsys.readouterr().err


@pytest.mark.parametrize("java", [{"PATH": "", "JAVA_HOME": ""}, {"JAVA_HOME": "/nowhere"}], ids=["none", "elsewhere"])
def test_spark_without_java_says_that_it_needs_java(folder, tmp_path, java):
    """In a process of its own: Spark looks for Java once in a process."""
    program = Path(sys.executable).with_name("gelijkop")
    command = [program, "count", folder, "--engine", "spark", "--store", tmp_path / "s", "--lang", "en"]
    done = subprocess.run(command, env=os.environ | java, capture_output=True, text=True, check=False)
    assert done.returncode == 45
    assert "It needs Java 17 or later" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_master_belongs_to_spark(folder, tmp_path, capsys):
    assert count(folder, tmp_path / "s", "--master", "local[2]") == 2
    assert "--engine spark" in capsys.readouterr().err
