import subprocess
import sys
from pathlib import Path

import duckdb
import narwhals as nw
import numpy as np
import pytest

from gelijkop.errors import GelijkopError, InputRefused, StoreBusy, StoreFull, StoreRefused
from gelijkop.store import Load, Store, translated

MARK = "ZZMERKZZ"
LOAD = Load("2025-09-01T00:00:00", "loopbaan", "a.csv", "0" * 64, ("pupils",), 2, 1, {"duplicate": 1}, "grond")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gegevens.duckdb"


def setting(store: Store, name: str) -> object:
    return store._con.execute("select current_setting($1)", [name]).fetchone()[0]


@pytest.mark.parametrize(
    "name",
    ["autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions",
     "enable_external_access"],
)  # fmt: skip
def test_nothing_comes_from_a_network(path: Path, name: str):
    with Store(path) as store:
        assert setting(store, name) in (False, "false")


@pytest.mark.parametrize(
    "query", ["set enable_external_access = true", "set allowed_paths = ['/']", "install httpfs", "load httpfs"]
)
def test_what_is_closed_cannot_be_opened_again(path: Path, query: str):
    with Store(path) as store, pytest.raises(duckdb.Error):
        store._con.execute(query)


def test_a_file_that_is_not_declared_cannot_be_read(path: Path, tmp_path: Path):
    secret = tmp_path / "geheim.csv"
    secret.write_text(f"a,b\n{MARK},1\n")
    with Store(path) as store, pytest.raises(GelijkopError) as error:
        store.arrays(store.scan_csv(secret, delimiter=","))
    assert MARK not in str(error.value)


def test_a_declared_file_is_read_with_its_rows_as_a_person_counts(path: Path, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text('a;b\n1;""\n;"x;y"\n')
    with Store(path, inputs=[file]) as store:
        found = store.arrays(store.scan_csv(file, delimiter=";", names=["c0", "c1"]))
    assert found["row"].tolist() == [2, 3]
    assert found["c0"].tolist() == ["1", None]
    assert found["c1"].tolist() == [None, "x;y"]


@pytest.mark.parametrize("names", [(), ("c0", "c1")])
@pytest.mark.parametrize("bad", [f"3,4,{MARK}", MARK, f'3,"{MARK}"x'])
def test_an_odd_row_is_told_by_its_number_and_not_quoted(path: Path, tmp_path: Path, bad: str, names: tuple[str, ...]):
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n" + bad + "\n")
    with Store(path, inputs=[file]) as store, pytest.raises(GelijkopError) as error:
        store.arrays(store.scan_csv(file, delimiter=",", names=names))
    assert MARK not in f"{error.value!r} {error.value} {error.value.__cause__}"
    assert error.value.__suppress_context__


def test_an_odd_row_refuses_the_file(path: Path, tmp_path: Path):
    file = tmp_path / "a.csv"
    file.write_text("a,b\n1,2\n3,4,5\n")
    with Store(path, inputs=[file]) as store, pytest.raises(InputRefused) as error:
        store.arrays(store.scan_csv(file, delimiter=",", names=["c0", "c1"]))
    assert [f.row for f in error.value.findings] == [3]


def test_an_error_about_a_value_does_not_quote_it(path: Path):
    with Store(path) as store, pytest.raises(GelijkopError) as error, translated("a"):
        store._con.execute(f"select cast('{MARK}' as integer)").fetchall()
    assert MARK not in str(error.value)


def test_an_error_about_a_query_is_passed_on_since_it_is_ours(path: Path):
    with Store(path) as store, pytest.raises(duckdb.BinderException), translated("a"):
        store._con.execute("select nothing")


def test_a_file_that_is_no_store_is_told_so(path: Path):
    path.write_bytes(b"geen gegevensbestand" * 1000)
    with pytest.raises(StoreRefused):
        Store(path)
    assert path.read_bytes().startswith(b"geen gegevensbestand")


def test_a_store_that_is_not_there_is_told_so(path: Path):
    with pytest.raises(StoreRefused):
        Store(path, mode="read")


def test_a_table_that_is_not_there_is_told_so(path: Path):
    with Store(path) as store, pytest.raises(StoreRefused):
        store.table("pupils")


def test_tables_are_replaced_together_and_a_load_is_recorded(path: Path):
    with Store(path) as store:
        store.replace({"pupils": store.frame({"pupil": np.array(["a", "b"], dtype=object)})}, load=LOAD)
        store.replace({"pupils": store.frame({"pupil": np.array(["c"], dtype=object)})}, load=[LOAD, LOAD])
    with Store(path, mode="read") as store:
        assert store.arrays(store.table("pupils"))["pupil"].tolist() == ["c"]
        assert [load.reasons for load in store.loads()] == [{"duplicate": 1}] * 3
        assert store.loads()[0].legal_ground == "grond"


def test_a_table_can_be_replaced_by_a_query_on_itself(path: Path):
    with Store(path) as store:
        store.replace({"t": store.frame({"a": np.arange(3)})})
        store.replace({"t": store.table("t").head(2)})
        assert store.tables() == ("loads", "t")


def test_after_an_error_half_way_the_store_is_as_it_was(path: Path):
    with Store(path) as store:
        store.replace({"t": store.frame({"a": np.arange(3)})})
        broken = store.frame({"a": np.array([MARK], dtype=object)}).to_native().project("cast(a as integer) as a")
        with pytest.raises(GelijkopError):
            store.replace({"t": store.frame({"a": np.arange(9)}), "u": nw.from_native(broken)}, load=LOAD)
        assert store.tables() == ("loads", "t")
        assert store.arrays(store.table("t"))["a"].tolist() == [0, 1, 2]
        assert store.loads() == []


def test_temporary_frames_leave_nothing_in_the_file(path: Path):
    with Store(path) as store:
        frame = store.frame({"a": np.array([MARK] * 1000, dtype=object)})
        store.cached(frame)
        store.pseudonymise(frame, "a", key=bytes(32))
    assert MARK.encode() not in path.read_bytes()
    with Store(path, mode="read") as store:
        assert store.tables() == ("loads",)


def test_the_work_folder_is_closed_to_others_and_wiped(path: Path):
    with Store(path, memory="100MB") as store:
        wide = store.frame({"a": np.arange(2_000_000), "b": np.arange(2_000_000) % 999_983})
        store.cached(store.cached(wide).sort("b"))
        assert store.workdir.stat().st_mode & 0o077 == 0
        assert any((store.workdir / "spill").iterdir())
    assert not store.workdir.exists()


def test_a_store_that_another_process_has_open_is_busy(path: Path):
    with Store(path):
        code = f"from pathlib import Path; from gelijkop.store import Store; Store(Path({str(path)!r}))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert StoreBusy.__name__ in done.stderr


def test_reading_leaves_the_file_alone(path: Path):
    with Store(path) as store:
        store.replace({"t": store.frame({"a": np.arange(3)})})
    before = path.read_bytes()
    with Store(path, mode="read") as store:
        store.arrays(store.cached(store.table("t")))
    assert path.read_bytes() == before


def test_too_little_memory_is_told_as_such(path: Path):
    with Store(path, memory="10MB") as store, pytest.raises(StoreFull, match="memory") as error:
        store.arrays(store.frame({"a": np.arange(3_000_000)}).group_by("a").agg(nw.len().alias("n")))
    assert "werkgeheugen" in error.value.say("nl")


def test_a_new_store_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "nieuw.duckdb"
    with Store(path):
        pass
    assert path.stat().st_mode & 0o777 == 0o600
