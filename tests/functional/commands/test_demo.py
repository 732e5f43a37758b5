"""`gelijkop demo`: the region is made, published, adds up, hides everybody, and its truth is found again."""

import csv
import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from gelijkop.safe.release_rows import load
from gelijkop.sources.synthetic_expected import POVERTY

BASE = 5


def findings(demo: Path, name: str) -> list[dict[str, str]]:
    with (demo / "uitgave" / "bevindingen" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def gap(demo: Path, measure: str, group: str, place: str = "alle") -> dict[str, str]:
    rows = findings(demo, "verschillen")
    (found,) = [
        r for r in rows if (r["maat"], r["indeling"], r["groep"], r["plaats"]) == (measure, "armoede", group, place)
    ]
    return found


def truth(demo: Path) -> dict[str, list[float]]:
    return json.loads((demo / "waarheid.json").read_text("utf-8"))


@pytest.mark.parametrize("group", ["zeer-arm", "arm"])
def test_the_declared_gap_in_under_advice_lies_in_the_interval_on_the_page(demo, group):
    declared = truth(demo)["gap_at_equal_test"][POVERTY.index(group)]
    found = gap(demo, "po.advies.onder/A-voorlopig", group)
    assert float(found["gelijke_aanleg_ondergrens"]) < declared < float(found["gelijke_aanleg_bovengrens"])
    assert found["oordeel"] == "difference"


def test_the_declared_absence_of_an_effect_of_sex_is_no_difference(demo):
    rows = [
        r for r in findings(demo, "verschillen")
        if r["maat"] == "po.advies.onder/A-voorlopig" and r["indeling"] == "geslacht" and r["plaats"] == "alle"
    ]  # fmt: skip
    assert {r["oordeel"] for r in rows} == {"no_difference"}


def test_every_rate_and_gap_that_is_shown_carries_its_interval_number_and_method(demo):
    for row in findings(demo, "aandelen"):
        if row["status"] == "shown":
            # Behind a tail stand no numbers.
            assert all(bool(row[c]) != bool(row["staart"]) for c in ("waarde", "ondergrens", "bovengrens"))
            assert row["leerlingen"]
            assert row["methode"] or row["staart"]
    for row in findings(demo, "verschillen"):
        if row["status"] == "shown":
            assert all(row[c] for c in ("verschil_ondergrens", "verschil_bovengrens", "methode"))


def test_every_published_count_is_zero_or_at_least_the_base(demo):
    path = demo / "uitgave" / "cijfers.parquet"
    least = duckdb.sql(f"select min(pupils) from '{path}' where pupils <> 0").fetchall()[0][0]
    assert least >= BASE


def test_every_grouping_adds_up_to_the_same_pupils(demo):
    path = demo / "uitgave" / "cijfers.parquet"
    different = duckdb.sql(
        f"select count(*) from (select measure, school_year, place, stratum, outcome, count(distinct n) k from "
        f"(select measure, school_year, place, stratum, outcome, grouping, sum(pupils) n from '{path}' "
        f"group by all) group by all) where k > 1"
    ).fetchall()[0][0]
    assert different == 0


def test_a_release_is_read_back_and_its_files_are_those_of_the_manifest(demo):
    folder = demo / "uitgave"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    columns = duckdb.sql(f"select * from '{folder / 'cijfers.parquet'}'").fetchnumpy()
    assert len(load(columns, manifest["released"], policy="openbaar").places) == 3


def test_no_pupil_school_or_pseudonym_of_the_files_is_in_the_release(demo):
    with (demo / "bestanden" / "loopbanen.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    pupils = {r["Leerlingnummer"] for r in rows}
    with duckdb.connect(str(demo / "gelijkop.duckdb"), read_only=True) as store:
        pseudonyms = {p for (p,) in store.execute("select pupil from pupils").fetchall()}
    assert len(pupils) == len(pseudonyms)
    assert not pupils & pseudonyms
    published = b"".join(f.read_bytes() for f in (demo / "uitgave").rglob("*") if f.is_file()).decode("latin-1")
    assert not [p for p in (*sorted(pupils)[::97], *sorted(pseudonyms)[::97]) if p in published]


def test_the_page_names_the_region_and_needs_no_network_and_no_script(demo):
    page = (demo / "uitgave" / "index.html").read_text("utf-8")
    assert "Maassluis, Schiedam en Vlaardingen" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_same_seed_gives_the_same_figures(demo, program):
    again = program("demo", "nog-een", "--quiet")
    assert again.returncode == 0, again.stderr
    for name in ("uitgave/cijfers.csv", "uitgave/bevindingen/verschillen.csv", "waarheid.json"):
        assert (program.folder / "nog-een" / name).read_bytes() == (demo / name).read_bytes(), name
