"""A release within an organisation: schools by board, crossed groups, and limits that count schools."""

import csv
import json
from datetime import datetime

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.measure import measure
from gelijkop.pipeline.publish import publish
from gelijkop.pipeline.read_release import read_release
from gelijkop.store import Store

UNDER = "po.advies.onder/A-definitief"
SCHOOLS = [f"01A{c}00" for c in "ABCDEFGH"]
KEY = bytes(32)
BOARDS = ["11111"] * 5 + ["22222"] * 2 + [None]


class Silent:
    """Progress that says nothing."""

    def step(self, text):
        pass


def column(values):
    return np.array(values, dtype=object)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Eight schools with 12 boys and 12 girls, half of them of each of two educations of the parents.

    Every fourth pupil gets havo where the test says havo/vwo, in the last four schools every third.
    """
    base = tmp_path_factory.mktemp("intern")
    rows = [
        (school, ("m", "v")[i % 2], ("mbo2", "wo")[i // 2 % 2], "havo" if i % (4 if s < 4 else 3) == 0 else "havo/vwo")
        for s, school in enumerate(SCHOOLS)
        for i in range(24)
    ]
    names = column([f"{i:032x}" for i in range(len(rows))])
    schools, sexes, parents, finals = (column(c) for c in zip(*rows, strict=True))
    same = np.full(len(rows), "havo/vwo", dtype=object)
    tables = {
        "pupils": {"pupil": names, "sex": sexes, "parents_education": parents},
        "advices": {
            "pupil": names, "school_year": np.full(len(rows), 2020), "location": schools,
            "provisional_advice": finals, "test_advice": same, "final_advice": finals,
        },
        "places": {
            "location": column(SCHOOLS), "name": column(SCHOOLS), "board": column(BOARDS),
            "municipality": column(["GM0001"] * 8), "municipality_name": column(["Stad"] * 8),
        },
    }  # fmt: skip
    with Store(base / "s.duckdb") as store:
        store.replace({name: store.frame(columns) for name, columns in tables.items()})
        measure(store, load_all(), crossed_groupings=[("opleiding", "geslacht")])
    publish(
        base / "s.duckdb", base / "uit", policy="intern", key=KEY, region="", grouping="", margin=0.05,
        language="nl", now=datetime(2026, 1, 1), progress=Silent(),
    )  # fmt: skip
    return base / "uit"


def rows(folder, name):
    with (folder / "bevindingen" / f"{name}.csv").open(encoding="utf-8") as file:
        return [r for r in csv.DictReader(file) if r["maat"] == UNDER]


def test_under_the_seal_stand_board_and_municipality_of_every_school(folder):
    released = read_release(folder, key=KEY).released
    assert released.areas["board"] == {s: b for s, b in zip(SCHOOLS, BOARDS, strict=True) if b}
    assert set(released.areas["municipality"].values()) == {"GM0001"}
    assert released.area_names == {"GM0001": "Stad"}


def test_summary_measures_count_the_schools(folder):
    (sii,) = (r for r in rows(folder, "samengevat") if r["soort"] == "sii" and r["indeling"] == "opleiding")
    assert (sii["scholen"], sii["scholen_methode"], sii["leerlingen"]) == ("8", "sii-cr2", "192")
    assert float(sii["scholen_ondergrens"]) <= float(sii["waarde"]) <= float(sii["scholen_bovengrens"])


def test_crossed_groups_have_their_rates(folder):
    rates = {(r["groep"], r["groep_2"]): r for r in rows(folder, "doorsneden") if r["soort"] == "rate"}
    assert rates["wo", "m"]["leerlingen"] == "48"
    assert rates["hbo", "m"]["status"] == "not_estimable"
    # Boys of parents with mbo-2: i = 0, 4, …, 20; of six in a school all six (every fourth) or two (every third).
    assert float(rates["mbo2", "m"]["waarde"]) == pytest.approx((4 * 6 + 4 * 2) / 48, rel=1e-5)


def test_the_excess_of_a_crossed_group_is_there(folder):
    excess = {(r["groep"], r["groep_2"]): r for r in rows(folder, "doorsneden") if r["soort"] == "excess"}
    assert {r["status"] for r in excess.values()} == {"shown", "not_estimable"}
    (group,) = (g for g, r in excess.items() if r["status"] == "shown")
    assert group[0] == "mbo2"
    assert excess[group]["scholen"] == "8"


def test_every_table_is_described_in_the_data_package(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {r["path"] for r in package["resources"]}
    assert "cijfers.csv" not in paths
    assert {"bevindingen/samengevat.csv", "bevindingen/doorsneden.csv"} <= paths
