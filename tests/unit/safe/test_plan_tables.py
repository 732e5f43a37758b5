"""The tables of a plan, the margins that they make of a cube, and that both parts of a release agree."""

from dataclasses import replace

import numpy as np
import pytest

from gelijkop.errors import DefinitionRefused, ReleaseRefused
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe import tables
from gelijkop.safe.checks import check
from gelijkop.safe.cube import Layout, build_cubes, build_layout
from gelijkop.safe.margins import WEIGHT, margins
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect
from gelijkop.safe.sealing import seal
from gelijkop.safe.tables import Table, load_tables

PLACES = ("01AA00", "01AA01", "02BB00")
TOWN = {"01AA00": "GM0001", "01AA01": "GM0001", "02BB00": "GM0002"}
BOARD = {"01AA00": "10001", "02BB00": "10001"}
HIGHER = Measure("hoger", "hoger", "", "advies", ("nee", "ja"), (0.0, 1.0), "share")


def figures(rows):
    """Rows are (year, place, group, stratum, outcome, pupils)."""
    year, place, group, stratum, outcome, pupils = np.array(rows, dtype=np.int64).T
    none = np.zeros(len(pupils), np.int64)
    return Figures((HIGHER,), PLACES, ("geslacht",), none, year, place, {"geslacht": group}, stratum, outcome, pupils)


def layout_of(made) -> Layout:
    return build_layout(made, ("geslacht",), TOWN, BOARD)


def totals(rows, *some: Table):
    """Pupils of each margin with pupils, as sorted numbers."""
    made = figures(rows)
    layout = layout_of(made)
    cube = build_cubes(made, layout)[0]
    near = margins(cube.axes, layout, some)
    found = near.totals(np.arange(len(cube.pupils)), cube.pupils, np.zeros(len(cube.pupils), np.int64), 1)[0]
    return sorted(found[found > 0].tolist())


ROWS = [(2020, 0, 1, 2, 0, 3), (2020, 1, 2, 2, 1, 4), (2021, 1, 1, 3, 0, 5), (2021, 2, 1, 2, 1, 6)]
"""3 and 4 pupils in one town in 2020; 5 there and 6 in another in 2021. The boards have 9 (known) and 9 (not known)."""


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (Table("regio", False, False, False, 1), [18]),
        (Table("regio", True, False, False, 1), [7, 11]),
        (Table("gemeente", False, False, False, 1), [6, 12]),
        (Table("gemeente", True, False, False, 1), [5, 6, 7]),
        (Table("bestuur", False, False, False, 1), [9, 9]),
        (Table("vestiging", False, False, False, 1), [3, 6, 9]),
        (Table("regio", False, True, False, 1), [4, 14, 18]),
        (Table("regio", False, False, True, 1), [5, 13]),
    ],
)
def test_a_table_of_the_plan_makes_the_margins_that_its_name_says(table, expected):
    assert totals(ROWS, table) == expected


def test_tables_stand_beside_each_other():
    assert totals(ROWS, Table("regio", False, False, False, 1), Table("vestiging", False, False, False, 1)) == [
        3,
        6,
        9,
        18,
    ]


def test_weights_follow_the_plan_and_fall_for_margins_of_few_pupils():
    made = figures(ROWS)
    layout = layout_of(made)
    near = margins(build_cubes(made, layout)[0].axes, layout, (Table("regio", False, False, False, 3),))
    # 3 · 1,000,000 · n/(n + 20) · (1/(k + 10) + 1/(n + 10))/2, in whole numbers: n = 180, k = 80
    assert near.weights(np.array([180]), np.array([80])).tolist() == [3 * (900_000 // 180 + 900_000 // 380)]
    assert near.weights(np.array([0]), np.array([0])).tolist() == [0]
    assert WEIGHT == 1_000_000


def test_only_margins_of_the_whole_region_say_what_can_occur():
    made = figures(ROWS)
    layout = layout_of(made)
    some = (Table("gemeente", False, True, False, 1), Table("regio", False, True, False, 1))
    assert margins(build_cubes(made, layout)[0].axes, layout, some).whole.tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": "wijk"}, {"weight": 0}, {"weight": "1"}, {"by_year": 1}, {"strata": "nee"}, {"more": 1},
    ],
)  # fmt: skip
def test_an_entry_that_is_no_table_is_refused_with_what_was_expected(monkeypatch, wrong):
    entry = {"places": "regio", "by_year": True, "grouped": True, "strata": False, "weight": 1} | wrong
    monkeypatch.setattr(tables, "load", lambda name: {"tables": [entry]})
    with pytest.raises(DefinitionRefused) as refused:
        load_tables("openbaar")
    assert "vestiging" in refused.value.findings[0].text.nl


def test_every_table_of_the_policy_has_a_name_in_both_languages():
    names = [t.name for t in load_tables("openbaar")]
    assert len({n.nl for n in names}) == len({n.en for n in names}) == len(names) == 8


@pytest.fixture(scope="module")
def released():
    rows = [(y, p, g, s, o, 30) for y in (2020, 2021) for p in range(3) for g in (1, 2) for s in (2, 3) for o in (0, 1)]
    return protect(
        figures(rows),
        load_plan("openbaar"),
        municipality=TOWN,
        board=BOARD,
        names={"01AA00": "De Brug"},
        seed=bytes(16),
    ).released


def with_schools(released, schools):
    return seal(
        released.policy, released.measures, released.places, released.place_names, released.groupings,
        released.school_years, released.rows, base=released.base, slack=released.slack, rounding=released.rounding,
        schools=schools,
    )  # fmt: skip


def test_the_part_about_schools_has_all_years_together_and_no_test_advices(released):
    schools = released.schools
    assert schools.pooled == released.school_years == (2020, 2021)
    assert set(schools.rows.stratum.tolist()) == {0}
    assert schools.place_names["01AA00"] == "De Brug"
    assert schools.areas["board"] == BOARD
    check(with_schools(released, schools))


def test_schools_that_do_not_add_up_to_their_municipality_are_refused(released):
    schools = released.schools
    one_more = schools.rows.pupils.copy()
    one_more[0] += 1
    other = seal(
        schools.policy, schools.measures, schools.places, schools.place_names, schools.groupings,
        schools.school_years, replace(schools.rows, pupils=one_more), base=schools.base, slack=schools.slack,
        rounding=schools.rounding, areas=schools.areas, pooled=schools.pooled,
    )  # fmt: skip
    with pytest.raises(ReleaseRefused) as refused:
        check(with_schools(released, other))
    assert [f.rule for f in refused.value.findings] == ["parts"]
