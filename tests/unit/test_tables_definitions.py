"""The tables of definitions, changes and parts: every number with its limits, and what follows from what."""

import csv
import io

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.model.figures import Figures
from gelijkop.pipeline.compare_rows import group_code
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.tables_definitions import CHANGES, COMPOSITION, DEFINITIONS, definition_tables
from gelijkop.safe.protect import seal_intern

WRITTEN = 2e-6
"""Numbers are written with six digits."""
KNOWN = load_all()
MEASURES = tuple(m for m in KNOWN["po.advies.passend"].measures() if m.variant in ("A-voorlopig", "B-voorlopig"))
LEVELS = KNOWN["po.advies.verdeling"].measures()[0]
YEARS = (2017, 2018, 2019, 2020, 2021)


def figures():
    """Two definitions of the same pupils in five school years; girls, the reference, match more often."""
    rows = [
        (m, year, p, group, stratum, outcome, n + (2 if outcome == 1 else -1) * m)
        for m in range(len(MEASURES))
        for year in YEARS
        for p in range(2)
        for group in (1, 2)
        for stratum in (2, 3)
        for outcome in range(3)
        for n in [9 + 10 * (outcome == 1) * group + 3 * p + (year - 2017) * stratum]
    ]
    pupils: dict[tuple[int, ...], int] = {}
    for _, *key, _, n in (r for r in rows if r[0] == 0):
        pupils[tuple(key)] = pupils.get(tuple(key), 0) + n
    # A distribution, which has no rate and so no row in any of the tables.
    rows += [(len(MEASURES), *key, 0, n) for key, n in pupils.items()]
    c = np.array(rows, dtype=np.int64)
    return Figures((*MEASURES, LEVELS), ("00AA00", "00BB00"), ("geslacht",), *c.T[:3], {"geslacht": c[:, 3]}, *c.T[4:])


@pytest.fixture(scope="module")
def tables():
    released = seal_intern(figures(), {"00AA00": "De Eik"})
    found = compare_release(released, groupings=["geslacht"], margin=0.05)
    made = definition_tables(released, found, definitions=KNOWN, grouping="geslacht", margin=0.05)
    return {path: list(csv.DictReader(io.StringIO(text))) for path, text in made.items()}


def test_there_is_a_file_of_each_kind_about_measures_with_a_rate(tables):
    assert list(tables) == [DEFINITIONS, CHANGES, COMPOSITION]
    assert {row["maat"] for rows in tables.values() for row in rows} == {m.code for m in MEASURES}


def test_all_pupils_together_are_no_group():
    assert group_code(None, -1) is None
    assert group_code("geslacht", 0) == "onbekend"


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (DEFINITIONS, ("verschil", "gelijke_aanleg")),
        (CHANGES, ("waarde",)),
        (COMPOSITION, ("verschil", "samenstelling", "binnen_toetsadvies")),
    ],
)
def test_every_number_that_is_shown_has_limits_a_method_and_pupils(tables, path, names):
    shown = [row for row in tables[path] if row["status"] == "shown"]
    assert shown
    for row in shown:
        assert row["methode"]
        assert row["leerlingen"]
        for name in names:
            assert float(row[f"{name}_ondergrens"]) <= float(row[name]) <= float(row[f"{name}_bovengrens"])


def test_both_definitions_stand_in_the_order_of_the_catalogue(tables):
    found = [(r["groep"], r["nummer"], r["maat"].split("/")[1]) for r in tables[DEFINITIONS]]
    assert found == [("m", "1", "B-voorlopig"), ("m", "2", "A-voorlopig")]
    assert {r["van_definities"] for r in tables[DEFINITIONS]} == {"2"}


def test_the_two_parts_add_up_to_the_raw_gap(tables):
    for row in tables[COMPOSITION]:
        parts = float(row["samenstelling"]) + float(row["binnen_toetsadvies"])
        assert parts == pytest.approx(float(row["verschil"]), abs=WRITTEN)


def test_across_the_break_of_the_definition_there_is_no_number(tables):
    across = [r for r in tables[CHANGES] if (r["van"], r["tot_en_met"]) == ("2017", "2021")]
    assert {(r["status"], r["breuken"], r["waarde"], r["leerlingen"]) for r in across} == {
        ("break", "2019/2020", "", "")
    }


def test_within_a_stretch_there_is_a_change_and_from_three_years_on_a_slope(tables):
    found = {(r["soort"], r["van"], r["tot_en_met"]) for r in tables[CHANGES] if r["status"] == "shown"}
    assert found == {("verandering", "2017", "2018"), ("verandering", "2019", "2021"), ("per-jaar", "2019", "2021")}
    assert {r["van_wat"] for r in tables[CHANGES]} == {"aandeel", "verschil", "gelijke_aanleg"}
