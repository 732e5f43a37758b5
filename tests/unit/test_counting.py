"""Counting in a store: what is kept is used again, and after any change it is what a fresh store would hold."""

from collections import Counter

import numpy as np
import pytest

from gelijkop.errors import StoreRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.counting import count, cubes
from gelijkop.store import Store

YEARS = range(2015, 2020)
PUPILS = 60


def records(seed=5):
    """Records of random pupils in the columns of the model."""
    rng = np.random.default_rng(seed)
    names = np.array([f"{i:032x}" for i in rng.permutation(PUPILS)], dtype=object)
    vo = np.array(["vmbo-kb", "vmbo-gt", "havo", "vwo"], dtype=object)
    tests = np.array(["vmbo-kb/gt", "vmbo-gt/havo", "havo/vwo"], dtype=object)
    places = np.array(["00AA00", "00AB00", "00AC00"], dtype=object)
    pupil, year = np.nonzero(rng.random((PUPILS, len(YEARS))) < 0.8)
    n, some = len(pupil), slice(None, None, 9)
    return {
        "pupils": {"pupil": names, "sex": rng.choice(np.array(["m", "v"], dtype=object), PUPILS)},
        "enrolments": {
            "pupil": names[pupil], "school_year": year + YEARS[0], "location": rng.choice(places, n),
            "sector": np.full(n, "vo", dtype=object), "level": rng.choice(vo, n), "grade": rng.integers(1, 6, n),
        },
        "advices": {
            "pupil": names, "school_year": rng.choice(YEARS, PUPILS), "location": rng.choice(places, PUPILS),
            "provisional_advice": rng.choice(vo, PUPILS), "test_advice": rng.choice(tests, PUPILS),
            "final_advice": rng.choice(vo, PUPILS),
        },
        "diplomas": {
            "pupil": names[pupil[some]], "school_year": year[some] + YEARS[0],
            "location": rng.choice(places, len(pupil[some])), "level": np.full(len(pupil[some]), "havo", dtype=object),
            "extra_subject": np.zeros(len(pupil[some]), dtype=bool),
        },
    }  # fmt: skip


def only(table, keep):
    return {name: column[keep] for name, column in table.items()}


def load(store, tables):
    store.replace({name: store.frame(columns) for name, columns in tables.items()})


def counted(store, tables, definitions=None):
    """Every count in the store after counting, by its keys."""
    load(store, tables)
    count(store, {name: store.table(name) for name in tables}, definitions or load_all())
    found: Counter = Counter()
    for cube in cubes(store):
        keys = [k.tolist() for k in (cube.school_year, cube.grouping, cube.group)]
        places = [cube.places[p] for p in cube.place]
        for *key, row in zip(*keys, places, cube.pupils, strict=True):
            for slot, n in zip(cube.slots, row.tolist(), strict=True):
                found[(slot.distribution, slot.outcome, *key)] += n
    return +found


def without_last_year(tables):
    early = {name: tables[name]["school_year"] < YEARS[-1] for name in ("enrolments", "diplomas")}
    return tables | {name: only(tables[name], keep) for name, keep in early.items()}


def with_corrected_advices(tables):
    one = tables["advices"]
    final = np.where(one["school_year"] == YEARS[1], "vwo", one["final_advice"]).astype(object)
    return tables | {"advices": one | {"final_advice": final}}


def with_fewer_pupils(tables):
    gone = set(tables["pupils"]["pupil"][:9])
    return {name: only(t, np.array([p not in gone for p in t["pupil"]])) for name, t in tables.items()}


def with_a_new_place(tables):
    one = tables["enrolments"]
    there = (one["school_year"] == YEARS[2]) & (one["location"] == "00AC00")
    return tables | {"enrolments": one | {"location": np.where(there, "00AA01", one["location"]).astype(object)}}


def without_background(tables):
    return {name: t for name, t in tables.items() if name != "pupils"}


def with_an_earlier_year(tables):
    one = only(tables["enrolments"], tables["enrolments"]["school_year"] == YEARS[0])
    early = one | {"school_year": one["school_year"] - 1}
    together = {name: np.concatenate([early[name], c]) for name, c in tables["enrolments"].items()}
    return tables | {"enrolments": together}


CHANGES = [
    without_last_year, with_corrected_advices, with_fewer_pupils, with_a_new_place, without_background,
    with_an_earlier_year,
]  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "s.duckdb") as store:
        yield store


def fresh(tmp_path, tables):
    with Store(tmp_path / "fresh.duckdb") as store:
        return counted(store, tables)


@pytest.mark.parametrize("change", CHANGES, ids=lambda f: f.__name__)
def test_after_a_change_a_store_holds_what_a_fresh_one_would(change, store, tmp_path):
    counted(store, records())
    changed = change(records())
    assert counted(store, changed) == fresh(tmp_path, changed)


@pytest.mark.parametrize("change", [without_last_year, with_fewer_pupils], ids=lambda f: f.__name__)
def test_after_more_records_a_store_holds_what_a_fresh_one_would(change, store, tmp_path):
    counted(store, change(records()))
    assert counted(store, records()) == fresh(tmp_path, records())


def test_other_definitions_are_counted_anew(store):
    one, other = "po.advies.onder", "vo.zittenblijven"
    first = counted(store, records(), {one: load_all()[one]})
    second = counted(store, records(), {other: load_all()[other]})
    assert {key[0].split("/")[0] for key in first} != {key[0].split("/")[0] for key in second}


def test_counting_again_without_a_change_gives_the_same(store):
    assert counted(store, records()) == counted(store, records())


def test_before_counting_there_are_no_cubes(store):
    with pytest.raises(StoreRefused):
        list(cubes(store))


def by_number(tables, spread):
    """The same records of pupils who are named by a whole number."""
    number = {name: spread * (int(name, 16) - PUPILS // 2) for name in records()["pupils"]["pupil"]}
    named = {t: np.array([number[p] for p in columns["pupil"]]) for t, columns in tables.items()}
    return {t: columns | {"pupil": named[t]} for t, columns in tables.items()}


def without_some_of_the_pupils(tables):
    return tables | {"pupils": only(tables["pupils"], slice(5, None))}


def few():
    """One definition of the advice and one of the next school year: they read advices, enrolments and diplomas."""
    return {code: load_all()[code] for code in ("po.advies.bijstelling", "vo.zittenblijven")}


@pytest.mark.parametrize("spread", [1, 2**57])
def test_pupils_named_by_a_number_are_counted_like_pupils_named_by_a_text(spread, store, tmp_path):
    """Also where a table of pupils misses some, and where numbers lie so far apart that 64 bits do not hold it."""
    tables = without_some_of_the_pupils(records())
    with Store(tmp_path / "numbers.duckdb") as other:
        assert counted(other, by_number(tables, spread), few()) == counted(store, tables, few())


def test_numbered_pupils_counted_again_after_a_change_are_what_a_fresh_store_would_hold(store, tmp_path):
    counted(store, by_number(with_fewer_pupils(records()), 7), few())
    with Store(tmp_path / "fresh.duckdb") as fresh:
        tables = by_number(records(), 7)
        assert counted(store, tables, few()) == counted(fresh, tables, few())
