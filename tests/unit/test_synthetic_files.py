import csv

import numpy as np
import pytest

from gelijkop.model.periods import school_year
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files

SMALL = 60


@pytest.fixture(scope="module")
def region():
    return generate(read_truth(), rng=np.random.default_rng(8), pupils_per_cohort=SMALL)


@pytest.fixture(scope="module")
def folder(region, tmp_path_factory):
    folder = tmp_path_factory.mktemp("board") / "delivered"
    write_files(region, folder)
    return folder


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_a_second_run_writes_the_same_bytes(folder, tmp_path):
    again = generate(read_truth(), rng=np.random.default_rng(8), pupils_per_cohort=SMALL)
    assert all(p.read_bytes() == (folder / p.name).read_bytes() for p in write_files(again, tmp_path))


@pytest.mark.parametrize("name", ["loopbanen", "deelnames", "vestigingen"])
def test_each_file_has_a_mapping_that_reads_and_names_its_headings(folder, name):
    mapping = read_mapping(folder / f"{name}.toml")
    assert list(mapping.columns.values()) == list(rows(folder, name)[0])


def test_there_is_a_row_per_pupil_and_school_year(region, folder):
    e = region.tables["enrolments"]
    expected = [
        (p, school_year(int(y)), b) for p, y, b in zip(e["pupil"], e["school_year"], e["location"], strict=True)
    ]
    assert [(r["Leerlingnummer"], r["Schooljaar"], r["Vestiging"]) for r in rows(folder, "loopbanen")] == expected


def test_the_advice_stands_in_the_row_of_group_8_only(region, folder):
    given = [r["Voorlopig advies"] for r in rows(folder, "loopbanen") if r["Leerjaar"] == "8"]
    assert given == region.tables["advices"]["provisional_advice"].tolist()
    assert {r["Voorlopig advies"] for r in rows(folder, "loopbanen") if r["Leerjaar"] != "8"} == {""}


def test_a_diploma_stands_in_the_row_of_its_school_year(region, folder):
    d = region.tables["diplomas"]
    expected = [(p, school_year(int(y)), v) for p, y, v in zip(d["pupil"], d["school_year"], d["level"], strict=True)]
    written = [(r["Leerlingnummer"], r["Schooljaar"], r["Diploma"]) for r in rows(folder, "loopbanen") if r["Diploma"]]
    assert written == expected


def test_the_extra_subject_is_yes_no_or_empty_beside_the_diploma(region, folder):
    written = [r["Extra vak"] for r in rows(folder, "loopbanen") if r["Diploma"]]
    word = {True: "Ja", False: "Nee", None: ""}
    assert written == [word[v] for v in region.tables["diplomas"]["extra_subject"].tolist()]


def test_the_background_stands_in_every_row_and_missing_is_empty(region, folder):
    p = region.tables["pupils"]
    known = dict(zip(p["pupil"], p["parents_education"], strict=True))
    assert all(r["Opleiding ouders"] == (known[r["Leerlingnummer"]] or "") for r in rows(folder, "loopbanen"))


def test_codes_are_written_as_a_school_writes_them(folder):
    written = rows(folder, "loopbanen")
    assert {r["Geslacht"] for r in written} == {"M", "V"}
    assert "vmbo gl-tl/havo" in {r["Toetsadvies"] for r in written}
    assert {r["Onderwijssoort"] for r in written} <= {"BO", "VO", "PrO", "VSO", "ISK", "MBO", "HO"}


def test_places_are_written_with_their_board_and_municipality(region, folder):
    p = region.tables["places"]
    expected = list(zip(p["location"], p["name"], p["board"], p["municipality"], strict=True))
    headings = ("Vestiging", "Naam", "Bevoegd gezag", "Gemeentecode")
    assert [tuple(r[h] for h in headings) for r in rows(folder, "vestigingen")] == expected


def test_a_region_where_nobody_takes_part_gives_a_file_with_a_heading_only(tmp_path):
    nobody = generate(read_truth(), rng=np.random.default_rng(1), pupils_per_cohort=1)
    write_files(nobody, tmp_path)
    assert (tmp_path / "deelnames.csv").read_text(encoding="utf-8") == "Leerlingnummer;Initiatief;Schooljaar;Uren\n"
