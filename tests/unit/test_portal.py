"""A dataset of the DUO portal as fetched is read like the files that the portal also gives. Rows are typed here in
the long form of docs/KOLOMMEN.md, which is the layout of the portal."""

import hashlib
import json

import pytest

from gelijkop.sources.area import read_folder
from gelijkop.sources.reading import Reading
from gelijkop.sources.snapshots import MANIFEST

FIRST, SECOND = "68f23148-ceba-4e3d-b11e-594f4eadca4d", "0a1b2c3d-0000-4000-8000-000000000001"
HEADING = ("INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "REFERENTIENIVEAU", "AANTAL_LEERLINGEN")
LEVELS = [("00AB", "00", "Bo", 2023, "TAAL_LV_1F", 12), ("00AB", "00", "Bo", 2023, "TAAL_LV_2F", -1)]


def records(rows, heading=HEADING):
    return [{"_id": n, **dict(zip(heading, row, strict=True))} for n, row in enumerate(rows, start=1)]


def dataset(folder, resources, active=True):
    """A snapshot as fetching leaves it: the description of the dataset, and the rows of each resource."""
    described = [{"id": r, "name": name, "datastore_active": active} for r, (name, _) in resources.items()]
    pages = {"package_show": {"resources": described}} | {r: {"records": rows} for r, (_, rows) in resources.items()}
    folder.mkdir(parents=True)
    parts = []
    for name, result in pages.items():
        body = json.dumps({"success": True, "result": result}).encode()
        (folder / f"{name}.json").write_bytes(body)
        page = {"file": f"{name}.json", "url": "", "time": "", "sha256": hashlib.sha256(body).hexdigest(), "rows": 1}
        parts.append({"name": name, "pages": [page], "expected": None, "received": 1, "complete": True})
    told = {"source": folder.parent.name, "base": "", "modified": "", "started": "2026-04-01", "parts": parts}
    (folder / MANIFEST).write_text(json.dumps(told | {"complete": True, "refused": ""}), encoding="utf-8")


def read(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    return list(read_folder(tmp_path / "in", work))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "in" / "duo.referentieniveaus" / "2026-04-01"


def test_rows_of_a_dataset_become_figures_with_their_bounds(tmp_path, folder):
    dataset(folder, {FIRST: ("Referentieniveaus", records(LEVELS))})
    (found,) = read(tmp_path)
    assert isinstance(found, Reading)
    c = found.columns
    assert c["place"].tolist() == ["00AB00", "00AB00"]
    assert list(zip(c["lower"], c["upper"], c["state"], strict=True)) == [(12, 12, "shown"), (1, 4, "suppressed")]
    assert (found.rows, found.used, found.file) == (2, 2, "duo.referentieniveaus/Referentieniveaus.csv")


def test_the_year_of_a_file_is_in_the_name_that_the_portal_gives(tmp_path, folder):
    heading = ("BRIN NUMMER", "VESTIGINGSNUMMER", "X")
    dataset(folder, {FIRST: ("leerlingen 2016-2017.csv", records([("00AB", "00", 1)], heading))})
    (found,) = read(tmp_path)
    assert (found.rule, found.file) == ("unknown_file", "duo.referentieniveaus/leerlingen 2016-2017.csv")


def test_one_resource_that_cannot_be_read_stops_no_other(tmp_path, folder):
    odd = [*records(LEVELS), {"_id": 3, "INSTELLINGSCODE": "00AB"}]
    dataset(folder, {FIRST: ("Referentieniveaus", records(LEVELS)), SECOND: ("Stuk", odd)})
    found = read(tmp_path)
    assert [f.rule if not isinstance(f, Reading) else f.used for f in found] == [2, "odd_width"]


def test_a_page_that_was_changed_is_not_read(tmp_path, folder):
    dataset(folder, {FIRST: ("Referentieniveaus", records(LEVELS))})
    page = folder / f"{FIRST}.json"
    page.write_bytes(page.read_bytes().replace(b"12", b"13"))
    (found,) = read(tmp_path)
    assert (found.rule, found.file) == ("snapshot", "duo.referentieniveaus")


def test_codes_without_a_decode_table_stay_refused(tmp_path, folder):
    heading = ("INSTELLINGSCODE", "VESTIGINGSCODE", "TYPE_PO", "PEILJAAR", "ADVIES", "AANTAL_LEERLINGEN")
    dataset(folder, {FIRST: ("Adviezen", records([("00AB", "00", "Bo", 2023, 10, 12)], heading))})
    (found,) = read(tmp_path)
    assert found.rule == "no_decode_table"
