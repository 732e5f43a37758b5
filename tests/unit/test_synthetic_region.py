import re

import numpy as np
import pytest

from gelijkop.model.levels import levels
from gelijkop.model.tables import TABLES
from gelijkop.sources.synthetic import generate, read_truth

SMALL = 120  # pupils per cohort; every code occurs, a run takes a tenth of a second
NAMES = ("pupils", "enrolments", "advices", "diplomas", "participations", "places")


def made(seed=5):
    return generate(read_truth(), rng=np.random.default_rng(seed), pupils_per_cohort=SMALL)


COLUMNS = [(table, column) for table, columns in made().tables.items() for column in columns]


@pytest.fixture(scope="module")
def tables():
    return made().tables


def there(values):
    """The values that are not missing."""
    if values.dtype == object:
        return values[values != np.array(None)]
    return values.compressed() if isinstance(values, np.ma.MaskedArray) else values


def same(a, b):
    return all(np.array_equal(np.ma.filled(a[t][c], -1), np.ma.filled(b[t][c], -1)) for t in NAMES for c in a[t])


def test_the_same_seed_gives_the_same_region(tables):
    assert same(tables, made().tables)


def test_another_seed_gives_another_region(tables):
    assert not same(tables, made(seed=6).tables)


def test_every_table_of_the_model_about_pupils_and_places_is_there(tables):
    assert set(tables) == set(NAMES)


@pytest.mark.parametrize("table", NAMES)
def test_a_table_has_only_columns_of_the_model_and_all_that_may_not_be_missing(tables, table):
    declared = [c.name for c in TABLES[table].columns]
    assert list(tables[table]) == [name for name in declared if name in tables[table]]
    assert {c.name for c in TABLES[table].columns if not c.missing} <= set(tables[table])


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_values_are_as_the_column_is_declared(tables, table, column):
    declared, values = TABLES[table].column(column), tables[table][column]
    found = there(values)
    assert declared.missing or len(found) == len(values)
    if declared.codes:
        assert {str(v) for v in found} <= set(declared.codes)
    if declared.pattern and column != "pupil":
        assert all(re.fullmatch(declared.pattern, v) for v in set(found))
    if declared.low is not None and len(found):
        assert declared.low <= found.min()
        assert found.max() <= declared.high


@pytest.mark.parametrize("table", NAMES)
def test_no_key_stands_twice(tables, table):
    keys = list(zip(*(tables[table][c] for c in TABLES[table].key), strict=True))
    assert len(set(keys)) == len(keys)


def test_pupils_have_plain_made_up_numbers(tables):
    assert all(re.fullmatch("L[0-9]{7}", p) for p in tables["pupils"]["pupil"])


@pytest.mark.parametrize("table", ["enrolments", "advices", "diplomas", "participations"])
def test_every_pupil_is_a_known_one(tables, table):
    assert set(tables[table]["pupil"]) <= set(tables["pupils"]["pupil"])


@pytest.mark.parametrize("table", ["enrolments", "advices", "diplomas"])
def test_every_location_is_a_known_one(tables, table):
    assert set(tables[table]["location"]) <= set(tables["places"]["location"])


def test_the_region_has_forty_primary_schools_twelve_secondary_and_two_mbo(tables):
    sector = tables["places"]["sector"]
    counts = {s: int((sector == s).sum()) for s in ("po", "mbo")}
    counts["vo"] = int(np.isin(sector.astype(str), ["vo", "pro", "vso", "isk"]).sum())
    assert counts == {"po": 40, "vo": 12, "mbo": 2}


def test_one_institution_code_belongs_to_one_board(tables):
    places = tables["places"]
    assert len({(b[:4], g) for b, g in zip(places["location"], places["board"], strict=True)}) == len(
        {b[:4] for b in places["location"]}
    )


def test_neighbourhoods_lie_in_their_municipality_and_have_one_poverty_class(tables):
    pairs = zip(tables["pupils"]["neighbourhood"], tables["pupils"]["neighbourhood_poverty"], strict=True)
    known = {p for p in pairs if p[0] is not None}
    assert len({b for b, _ in known}) == len(known)
    assert {b[2:6] for b, _ in known} == {"0556", "0606", "0622"}


def test_no_one_has_a_test_in_2019_2020_and_no_advice_was_adjusted(tables):
    a = tables["advices"]
    here = a["school_year"] == 2019
    assert set(a["test_advice"][here]) == set(a["test_provider"][here]) == {None}
    assert (a["provisional_advice"] == a["final_advice"])[here].all()


def test_who_is_exempt_has_no_test_provider(tables):
    a = tables["advices"]
    assert set(a["test_provider"][a["test_advice"] == "geen-toets"]) == {None}


def test_no_advice_is_adjusted_down(tables):
    a = tables["advices"]
    ranks = {code: level.rank for code, level in levels().items()}
    moved = a["provisional_advice"] != a["final_advice"]
    assert moved.any()
    assert all(
        ranks[f] > ranks[p] for p, f in zip(a["provisional_advice"][moved], a["final_advice"][moved], strict=True)
    )


def test_careers_begin_in_group_8_and_end_with_the_last_year(tables):
    e = tables["enrolments"]
    first = {}
    for pupil, level, grade in zip(e["pupil"], e["level"], e["grade"], strict=True):
        first.setdefault(pupil, (level, grade))
    assert set(first.values()) == {("bo", 8)}
    assert e["school_year"].max() == 2024


def test_from_grade_3_every_class_has_one_level(tables):
    e = tables["enrolments"]
    single = {c for c, v in levels().items() if v.low == v.high and c != "brugklas"}
    assert set(e["level"][(e["grade"] >= 3) & (e["level"] != "bo")]) <= single


def test_pupils_stay_in_sight_without_a_gap(tables):
    e = tables["enrolments"]
    same_pupil = e["pupil"][1:] == e["pupil"][:-1]
    assert (np.diff(e["school_year"])[same_pupil] == 1).all()


def test_an_extra_subject_belongs_to_diplomas_of_vmbo_gt_only(tables):
    d = tables["diplomas"]
    assert (np.ma.getmaskarray(d["extra_subject"]) == (d["level"] != "vmbo-gt")).all()


def test_nobody_takes_part_before_the_initiative_began(tables):
    assert tables["participations"]["school_year"].min() >= 2019


def test_order_of_rows_changes_no_share(tables):
    advices, pupils = tables["advices"], tables["pupils"]
    shuffled = np.random.default_rng(3).permutation(len(pupils["pupil"]))

    def adjusted(rows, order):
        poverty = dict(zip(pupils["pupil"][order], pupils["neighbourhood_poverty"][order], strict=True))
        moved = rows["provisional_advice"] != rows["final_advice"]
        return [
            np.mean([m for p, m in zip(rows["pupil"], moved, strict=True) if poverty[p] == g])
            for g in ("zeer-arm", "arm", "niet-arm")
        ]

    turned = {c: v[shuffled[::-1]] for c, v in advices.items()}
    assert adjusted(advices, np.arange(len(shuffled))) == pytest.approx(adjusted(turned, shuffled))


def test_a_region_prints_no_values():
    assert repr(made()) == "Region(pupils, enrolments, advices, diplomas, participations, places)"
