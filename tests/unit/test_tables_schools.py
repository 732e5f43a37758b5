"""The tables of schools and of segregation in an internal release."""

import csv
import io
import json
from datetime import datetime

import numpy as np
import pytest

from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.pipeline.packaged import data_package
from gelijkop.pipeline.tables_schools import SCHOOLS, SEGREGATION, schools_tables
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern

HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")
THERE = Measure(
    "segregatie.spreiding/vo", "segregatie.spreiding", "vo", "enrolled", ("leerling",), (0.0,), "distribution"
)
LEVELS = Measure(
    "segregatie.spreiding/vo-niveau", "segregatie.spreiding", "vo-niveau", "enrolled", ("havo", "vwo"), (0.0, 0.0),
    "distribution",
)  # fmt: skip
PLACES = tuple(f"0{n}AA00" for n in range(7))


def figures(measures):
    rows = [
        (m, 2020 + y, p, g, 2, o, 3 + (m + y + 2 * p + g * o) % 5)
        for m, measure in enumerate(measures)
        for y in range(2)
        for p in range(len(PLACES))
        for g in (1, 2)
        for o in range(len(measure.outcomes))
    ]
    c = np.array(rows, dtype=np.int64)
    return Figures(measures, PLACES, ("geslacht",), *c.T[:3], {"geslacht": c[:, 3]}, *c.T[4:])


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def made(*measures):
    areas = {"board": dict.fromkeys(PLACES, "10001"), "municipality": dict.fromkeys(PLACES, "GM0001")}
    released = seal_intern(figures(measures), {PLACES[0]: "De Eik"}, areas=areas)
    return schools_tables(released, groupings=("geslacht", "armoede"))


def test_each_school_has_a_row_for_each_measure_that_has_a_rate():
    rows = read(made(HIGHER, THERE)[SCHOOLS])
    assert [(r["maat"], r["plaats"]) for r in rows] == [("hoger", p) for p in PLACES]
    assert (rows[0]["plaatsnaam"], rows[0]["van"], rows[0]["tot_en_met"]) == ("De Eik", "2020", "2021")


def test_every_number_of_a_school_stands_with_its_limits_method_and_schools():
    row = read(made(HIGHER)[SCHOOLS])[0]
    for name in ("", "geschat_", "regio_", "bestuur_waarde_", "vergelijkbaar_waarde_", "verschil_vergelijkbaar_"):
        assert float(row[f"{name}ondergrens"]) < float(row[f"{name}bovengrens"])
        assert row[f"{name}methode"]
    assert (row["scholen"], row["bestuur_scholen"], row["status"]) == ("7", "7", "shown")
    assert row["ligging"] in ("inside", "beyond_95", "beyond_998")
    assert len(row["vergelijkbaar_scholen"].split()) == 6


def test_segregation_has_a_row_for_each_year_kind_of_place_and_index():
    rows = read(made(HIGHER, THERE)[SEGREGATION])
    assert {(r["tussen"], r["van"]) for r in rows} == {
        (b, y) for b in ("location", "location_in_board", "board", "municipality") for y in ("2020", "2021")
    }
    of_one = [r for r in rows if (r["tussen"], r["van"]) == ("location", "2020")]
    assert [(r["index"], r["groep"]) for r in of_one] == [("D", ""), ("H", ""), ("isolation", "m"), ("isolation", "v")]


def test_a_number_of_segregation_stands_with_limits_and_what_chance_gives():
    row = read(made(HIGHER, THERE)[SEGREGATION])[0]
    assert float(row["ondergrens"]) <= float(row["waarde"]) <= float(row["bovengrens"])
    assert float(row["boven_toeval"]) == pytest.approx(float(row["waarde"]) - float(row["bij_toeval"]), abs=1e-5)
    assert (row["methode"], row["scholen"], row["status"]) == ("redrawn-pupils", "7", "shown")


def test_a_measure_of_levels_is_about_levels_alone():
    assert {r["tussen"] for r in read(made(HIGHER, LEVELS)[SEGREGATION])} == {"level"}


def test_one_board_says_why_there_is_no_segregation_between_boards():
    row = next(r for r in read(made(HIGHER, THERE)[SEGREGATION]) if r["tussen"] == "board" and r["index"] == "D")
    assert (row["status"], row["waarde"]) == ("not_estimable", "")
    assert "maar één plaats" in row["reden"]


def test_a_release_that_does_not_count_all_pupils_says_how_to():
    (row,) = read(made(HIGHER)[SEGREGATION])
    assert row["status"] == "missing"
    assert "gelijkop measure --also segregatie.spreiding" in row["reden"]


def test_the_data_package_gives_every_column_the_type_that_it_has():
    files = made(HIGHER, THERE)
    released = seal_intern(figures((HIGHER, THERE)), {})
    package = json.loads(data_package("x", "1", datetime(2026, 1, 1), released, files))
    fits = {"integer": int, "number": float, "string": str}
    for resource in package["resources"][1:]:
        for field in resource["schema"]["fields"]:
            for row in read(files[resource["path"]]):
                assert not row[field["name"]] or fits[field["type"]](row[field["name"]]) is not None


def test_the_same_release_has_the_same_tables():
    assert made(HIGHER, THERE) == made(HIGHER, THERE)


def test_a_public_release_has_its_schools_and_no_segregation():
    public = protect(
        figures((HIGHER,)),
        load_plan("openbaar"),
        municipality=dict.fromkeys(PLACES, "GM0001"),
        names={},
        seed=b"x" * 32,
    ).released
    files = schools_tables(public, groupings=("geslacht",))
    assert list(files) == [SCHOOLS]
    assert {row["plaats"] for row in read(files[SCHOOLS])} == set(public.schools.places)
