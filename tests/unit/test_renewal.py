"""Renewal: after new or corrected records a cube is what a full count gives, to the last pupil."""

from collections import Counter

import numpy as np
import pytest

from gelijkop.indicators.cubes import blocks, by_location
from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.query import distributions
from gelijkop.indicators.renewal import renewed
from gelijkop.model import levels as scale
from gelijkop.model.careers import build
from gelijkop.model.tables import SECTORS
from gelijkop.pipeline import counting
from gelijkop.store import Store

PLACES = ("00AA00", "00AB00", "00AC00")
CLOCKS = ("advice", "step", "diploma")
YEARS = range(2015, 2020)
NUMBER = {c: v.number for c, v in scale.levels().items()}


def tables(seed=3, pupils=120):
    """Records of random pupils, as whole numbers."""
    rng = np.random.default_rng(seed)
    vo = np.array([NUMBER[c] for c in ("vmbo-kb", "vmbo-gt", "havo", "havo/vwo", "vwo")])
    advice = np.array([NUMBER[c] for c in ("vmbo-kb", "vmbo-gt", "havo", "havo/vwo", "vwo")])
    pupil, year = np.nonzero(rng.random((pupils, len(YEARS))) < 0.8)
    n = len(pupil)
    return {
        "pupils": {"pupil": np.arange(pupils), "geslacht": rng.integers(0, 3, pupils)},
        "enrolments": {
            "pupil": pupil, "school_year": year + YEARS[0], "location": rng.integers(0, 3, n),
            "sector": np.full(n, SECTORS.index("vo")), "level": rng.choice(vo, n), "grade": rng.integers(1, 6, n),
        },
        "advices": {
            "pupil": np.arange(pupils), "school_year": rng.choice(YEARS, pupils),
            "location": rng.integers(0, 3, pupils),
            "provisional_advice": rng.choice(advice, pupils), "test_advice": rng.integers(0, 7, pupils),
            "final_advice": rng.choice(advice, pupils),
        },
        "diplomas": {
            "pupil": pupil[::9], "school_year": year[::9] + YEARS[0], "location": rng.integers(0, 3, len(pupil[::9])),
            "level": np.full(len(pupil[::9]), NUMBER["havo"]), "extra_subject": np.zeros(len(pupil[::9]), dtype=int),
        },
    }  # fmt: skip


def careers(records, places=PLACES):
    return build(records, places=places)


@pytest.fixture(scope="module")
def evaluate(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("store") / "s.duckdb") as store:
        yield counting.evaluate(store)


def full(clock, evaluate, new):
    """A cube by school year, counted whole."""
    wanted = distributions(load_all(), clock)
    return {int(c.school_year[0]): c for c in blocks(new, wanted, clock, by_location(new), evaluate)}


def renew(clock, evaluate, kept, old, new, touched):
    """The same from what was kept, and the school years that were replaced."""
    wanted = distributions(load_all(), clock)
    changes = list(renewed(kept.__getitem__, old, new, touched, wanted, clock, by_location, evaluate))
    found = dict(kept)
    for year, counted in changes:
        found.pop(year, None)
        if counted is not None:
            found[year] = counted
    return found, {year for year, _ in changes}


def rows_of(found) -> Counter:
    rows: Counter = Counter()
    for one in found.values():
        keys = [k.tolist() for k in (one.school_year, one.grouping, one.group)]
        places = [one.places[p] for p in one.place]
        rows.update((*key, tuple(n)) for *key, n in zip(*keys, places, one.pupils.tolist(), strict=True) if any(n))
    return rows


def changed(records, table, **columns):
    return records | {table: records[table] | columns}


def corrected_advices(records):
    one = records["advices"]
    cohort = one["school_year"] == YEARS[1]
    return changed(records, "advices", final_advice=np.where(cohort, NUMBER["vwo"], one["final_advice"]))


def corrected_levels(records):
    one = records["enrolments"]
    year = one["school_year"] == YEARS[2]
    return changed(records, "enrolments", level=np.where(year, NUMBER["havo"], one["level"]))


def other_groups(records):
    return changed(records, "pupils", geslacht=np.where(np.arange(120) < 7, 2, records["pupils"]["geslacht"]))


def fewer(records):
    one = records["enrolments"]
    keep = (one["school_year"] != YEARS[3]) | (one["pupil"] % 5 > 0)
    return records | {"enrolments": {name: column[keep] for name, column in one.items()}}


EDITS = {
    "advices of one cohort": (corrected_advices, ("provisional", "test", "final", "advice_year", "advice_place")),
    "levels of one school year": (corrected_levels, ("s2", "l2", "d2", "same2", "same3")),
    "groups of a few pupils": (other_groups, ("g_geslacht",)),
    "pupils gone from one school year": (fewer, ("s3", "l3", "d3", "same3", "same4")),
}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("edit", EDITS)
def test_a_correction_gives_the_cube_of_a_full_count(edit, clock, evaluate):
    change, touched = EDITS[edit]
    old, new = careers(tables()), careers(change(tables()))
    found, _ = renew(clock, evaluate, full(clock, evaluate, old), old, new, touched)
    assert rows_of(found) == rows_of(full(clock, evaluate, new))


@pytest.mark.parametrize("edit", ["advices of one cohort", "groups of a few pupils"])
def test_a_correction_changes_the_cube(edit, evaluate):
    change, _ = EDITS[edit]
    old, new = careers(tables()), careers(change(tables()))
    assert rows_of(full("advice", evaluate, old)) != rows_of(full("advice", evaluate, new))


def test_corrected_advices_of_one_cohort_replace_one_school_year(evaluate):
    old, new = careers(tables()), careers(corrected_advices(tables()))
    kept = full("advice", evaluate, old)
    assert renew("advice", evaluate, kept, old, new, ("final",))[1] == {YEARS[1]}


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_new_school_year_gives_the_cube_of_a_full_count(clock, evaluate):
    whole = tables()
    before = dict(whole)
    for name in ("enrolments", "diplomas"):
        early = whole[name]["school_year"] < YEARS[-1]
        before[name] = {column: values[early] for column, values in whole[name].items()}
    old, new = careers(before), careers(whole)
    found, years = renew(clock, evaluate, full(clock, evaluate, old), old, new, ("s4", "l4", "d4", "same4"))
    assert rows_of(found) == rows_of(full(clock, evaluate, new))
    assert not {YEARS[0], YEARS[1]} & years or clock == "advice"  # an advice is seen three years on


def test_a_place_that_comes_in_between_the_others_does_not_shift_them(evaluate):
    old = careers(tables())
    moved = {
        name: t | {"location": np.array([0, 2, 3])[t["location"]]} if "location" in t else t
        for name, t in tables().items()
    }
    new = careers(moved, places=("00AA00", "00AA01", "00AB00", "00AC00"))
    kept = full("step", evaluate, old)
    found, years = renew("step", evaluate, kept, old, new, ("l0", "l1", "l2", "l3", "l4"))
    assert rows_of(found) == rows_of(full("step", evaluate, new))
    assert not years


def test_without_what_was_touched_nothing_is_counted_again(evaluate):
    """The red side: a cube of before is kept where nobody says that something changed."""
    old, new = careers(tables()), careers(corrected_advices(tables()))
    kept = full("advice", evaluate, old)
    assert renew("advice", evaluate, kept, old, new, ())[0] == kept


def test_when_most_pupils_changed_all_are_counted(evaluate):
    one = tables()["advices"]
    old, new = careers(tables()), careers(changed(tables(), "advices", final_advice=one["provisional_advice"]))
    found, years = renew("advice", evaluate, full("advice", evaluate, old), old, new, ("final",))
    assert rows_of(found) == rows_of(full("advice", evaluate, new))
    assert years == set(YEARS)
