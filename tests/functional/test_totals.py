"""Totals for staff: what two schools add up to, worked out by hand, and who may see it."""

import csv
from datetime import datetime

import numpy as np
import pytest

from gelijkop.cli import main
from gelijkop.errors import StoreRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.totals import FILE, totals
from gelijkop.store import Store

UNDER = "po.advies.onder/A-definitief"
PUPILS = [
    # location, final advice, sex: the test says havo/vwo, so havo is under and havo/vwo is not
    ("01AA00", "havo", "m"), ("01AA00", "havo", "v"), ("01AA00", "havo/vwo", "v"), ("01AA00", "havo/vwo", "v"),
    ("01AB00", "havo/vwo", "m"), ("01AB00", "havo", "v"),
    ("02AA00", "havo/vwo", "m"), ("02AA00", "vso", "m"),
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    names = np.array([f"{i:032x}" for i in range(len(PUPILS))], dtype=object)
    places, finals, sexes = (np.array(c, dtype=object) for c in zip(*PUPILS, strict=True))
    same = np.full(len(PUPILS), "havo/vwo", dtype=object)
    tables = {
        "pupils": {"pupil": names, "sex": sexes},
        "advices": {
            "pupil": names, "school_year": np.full(len(PUPILS), 2020), "location": places,
            "provisional_advice": finals, "test_advice": same, "final_advice": finals,
        },
        "places": {
            "location": np.array(["01AA00", "01AB00", "02AA00"], dtype=object),
            "board": np.array(["11111", "11111", None], dtype=object),
        },
    }  # fmt: skip
    store_path = tmp_path / "s.duckdb"
    with Store(store_path) as store:
        store.replace({name: store.frame(columns) for name, columns in tables.items()})
        measure(store, load_all())
    return store_path


def rows(path, out, by, measure_code=UNDER):
    found = totals(path, load_all(), out, by=by, now=datetime(2026, 1, 1), force=True)
    with found.open(encoding="utf-8") as file:
        mine = [r for r in csv.DictReader(file) if r["maat"] == measure_code]
    numbers = ("leerlingen", "buiten_populatie", "vestigingen")
    return {
        (r["gebied"], r["indeling"], r["groep"]): (
            *(int(r[n]) for n in numbers[:2]), r["waarde"], r["standaardfout"], int(r[numbers[2]]),
        )
        for r in mine
    }  # fmt: skip


def test_totals_by_location(path, tmp_path):
    found = rows(path, tmp_path / "out", "location")
    assert found["01AA00", "", ""] == (4, 0, "0.5", "", 1)
    assert found["02AA00", "", ""] == (1, 1, "0", "", 1)


def test_totals_by_board_with_the_error_over_its_locations(path, tmp_path):
    """3 of 6; each school deviates by 0 from half, so the error is 0; a location without a board stays apart."""
    found = rows(path, tmp_path / "out", "board")
    assert found["11111", "", ""] == (6, 0, "0.5", "0", 2)
    assert found["onbekend", "", ""] == (1, 1, "0", "", 1)


def test_totals_by_group_of_everything_together(path, tmp_path):
    """Girls: 1 of 3 and 1 of 1; p = ½; deviations −½ and ½; 2 ÷ 1 × ½ ÷ 16, and its root is 0.25."""
    found = rows(path, tmp_path / "out", "all")
    assert found["alles", "geslacht", "v"] == (4, 0, "0.5", "0.25", 2)
    assert found["alles", "geslacht", "m"][:2] == (3, 1)


def test_totals_of_few_locations_have_no_limits_and_say_so(path, tmp_path):
    found = totals(path, load_all(), tmp_path / "out", by="all", now=datetime(2026, 1, 1), force=True)
    with found.open(encoding="utf-8") as file:
        said = {(r["methode"], r["ondergrens"], r["bovengrens"]) for r in csv.DictReader(file)}
    assert said == {("few_clusters", "", "")}


def test_totals_of_many_locations_have_limits(tmp_path):
    """Seven schools of two pupils, one or none of whom has it: 3 of 14, with limits around that."""
    names = np.array([f"{i:032x}" for i in range(14)], dtype=object)
    finals = np.array(["havo", "havo/vwo"] * 3 + ["havo/vwo"] * 8, dtype=object)
    same = np.full(14, "havo/vwo", dtype=object)
    advices = {
        "pupil": names, "school_year": np.full(14, 2020),
        "location": np.array([f"0{i // 2}AA00" for i in range(14)], dtype=object),
        "provisional_advice": finals, "test_advice": same, "final_advice": finals,
    }  # fmt: skip
    with Store(tmp_path / "s.duckdb") as store:
        store.replace({"pupils": store.frame({"pupil": names}), "advices": store.frame(advices)})
        measure(store, load_all())
    found = totals(tmp_path / "s.duckdb", load_all(), tmp_path / "out", by="all", now=datetime(2026, 1, 1), force=True)
    with found.open(encoding="utf-8") as file:
        (row,) = (r for r in csv.DictReader(file) if r["maat"] == UNDER)
    assert (row["methode"], row["vestigingen"]) == ("linearised", "7")
    assert 0 < float(row["ondergrens"]) < 3 / 14 < float(row["bovengrens"]) < 1


def test_two_groupings_crossed_are_counted_together(path, tmp_path):
    with Store(path, mode="update") as store:
        measure(store, load_all(), crossed_groupings=[("geslacht", "geslacht")])
    found = rows(path, tmp_path / "out", "all")
    assert found["alles", "geslacht×geslacht", "v×v"] == found["alles", "geslacht", "v"]
    assert not [key for key in found if key[2] in ("v×m", "m×v")]


def test_the_folder_says_whom_it_is_for(path, tmp_path):
    totals(path, load_all(), tmp_path / "out", by="all", now=datetime(2026, 1, 1), force=False)
    assert "alleen voor medewerkers" in (tmp_path / "out" / "LEESMIJ.txt").read_text("utf-8")
    assert FILE.startswith("intern")


def test_nobody_gets_exact_totals_without_saying_so(path, tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["totals", "--store", str(path), "--out", str(tmp_path / "out")])
    assert "--policy" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_writes_them_when_it_was_said(path, tmp_path):
    assert main(["totals", "--policy", "intern", "--store", str(path), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    assert (tmp_path / "out" / FILE).is_file()


def test_before_measuring_there_are_no_totals(tmp_path):
    with Store(tmp_path / "empty.duckdb"):
        pass
    with pytest.raises(StoreRefused):
        totals(tmp_path / "empty.duckdb", load_all(), tmp_path / "out", by="all", now=datetime(2026, 1, 1), force=False)
