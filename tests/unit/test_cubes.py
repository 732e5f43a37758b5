"""Cubes: the same pupils as the joint figures, and sums over places that lose nobody."""

from collections import Counter

import numpy as np
import pytest

from gelijkop.indicators.coding import code, merged
from gelijkop.indicators.cubes import Cut, blocks, by_location, slots_of
from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model import levels as scale
from gelijkop.model.careers import build
from gelijkop.model.cubes import ALL, Cube, added, rolled_up
from gelijkop.model.tables import SECTORS
from gelijkop.pipeline.counting import evaluate
from gelijkop.store import Store

PUPILS, PLACES, YEARS = 400, ("00AA00", "00AB00", "00AC00", "00AD00"), range(2014, 2022)
VO = ["vmbo-bb", "vmbo-kb/gt", "vmbo-gt", "havo", "havo/vwo", "vwo", "brugklas"]


@pytest.fixture(scope="module")
def careers():
    """Random careers with gaps, in four places, with two groupings that have an unknown group."""
    rng = np.random.default_rng(7)
    number = {c: v.number for c, v in scale.levels().items()}
    vo = np.array([number[c] for c in VO])
    advice = np.array([0, *(v.number for v in scale.levels().values() if v.advice)])
    tests = np.array([0, *(v.number for v in scale.test_advices().values())])
    pupil, year = np.nonzero(rng.random((PUPILS, len(YEARS))) < 0.7)
    n = len(pupil)
    diploma = rng.permutation(n)[: n // 8]
    return build(
        {
            "pupils": {
                "pupil": np.arange(PUPILS),
                "geslacht": rng.integers(0, 3, PUPILS), "armoede": rng.integers(0, 4, PUPILS),
            },
            "enrolments": {
                "pupil": pupil, "school_year": year + YEARS[0], "location": rng.integers(0, 4, n),
                "sector": np.full(n, SECTORS.index("vo")), "level": rng.choice(vo, n), "grade": rng.integers(0, 7, n),
            },
            "advices": {
                "pupil": np.arange(PUPILS), "school_year": rng.choice(YEARS, PUPILS),
                "location": rng.integers(0, 4, PUPILS), "provisional_advice": rng.choice(advice, PUPILS),
                "test_advice": rng.choice(tests, PUPILS), "final_advice": rng.choice(advice, PUPILS),
            },
            "diplomas": {
                "pupil": pupil[diploma], "school_year": year[diploma] + YEARS[0],
                "location": rng.integers(0, 4, n // 8),
                "level": rng.choice([number[c] for c in ("vmbo-gt", "havo", "vwo")], n // 8),
                "extra_subject": rng.integers(0, 2, n // 8),
            },
        },
        places=PLACES,
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("store") / "s.duckdb") as store:
        yield store


@pytest.fixture(scope="module")
def joint(careers, store):
    """What the engine counts with all groupings crossed: an independent way to the same pupils."""
    frame = store.frame(careers.columns)
    parts = []
    for clock in CLOCKS:
        wanted = distributions(load_all(), clock)
        query = counted(frame, careers, wanted, clock) if wanted else None
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    return figures(load_all(), careers, parts)


def cubes(careers, store, cut=None) -> list[Cube]:
    found = []
    for clock in CLOCKS:
        wanted = distributions(load_all(), clock)
        found += blocks(careers, wanted, clock, cut or by_location(careers), evaluate(store))
    return found


def rows_of(cube: Cube) -> Counter:
    """Every count above zero by distribution, outcome, year, place, grouping, group and stratum."""
    found: Counter = Counter()
    for row in range(len(cube.pupils)):
        keys = [int(c[row]) for c in (cube.school_year, cube.grouping, cube.group, cube.stratum)]
        for slot, n in zip(cube.slots, cube.pupils[row], strict=True):
            if n:
                found[(slot.distribution, slot.outcome, cube.places[cube.place[row]], *keys)] += int(n)
    return found


def marginal(joint, careers, *, strata=False, area=lambda place: place) -> Counter:
    found: Counter = Counter()
    for r in range(len(joint.pupils)):
        stratum = int(joint.stratum[r]) if strata else ALL
        name = (joint.measures[joint.measure[r]].code, int(joint.outcome[r]), area(joint.places[joint.place[r]]))
        groups = [(ALL, ALL), *((i, int(joint.groups[g][r])) for i, g in enumerate(careers.groupings))]
        for grouping, group in groups:
            found[(*name, int(joint.school_year[r]), grouping, group, stratum)] += int(joint.pupils[r])
    return found


def together(found) -> Counter:
    whole: Counter = Counter()
    for cube in found:
        whole.update(rows_of(cube))
    return whole


def test_a_cube_counts_what_the_crossed_figures_count(careers, store, joint):
    assert together(cubes(careers, store)) == marginal(joint, careers)


def test_a_cube_by_area_and_test_advice_counts_what_the_crossed_figures_count(careers, store, joint):
    cut = Cut(("east", "west"), np.array([0, 1, 1, 0]), strata=True)
    side = dict(zip(PLACES, ("east", "west", "west", "east"), strict=True))
    assert together(cubes(careers, store, cut)) == marginal(joint, careers, strata=True, area=side.__getitem__)


def test_schools_add_up_to_areas(careers, store):
    side = dict(zip(PLACES, ("east", "west", "west", "east"), strict=True))
    cut = Cut(("east", "west"), np.array([0, 1, 1, 0]), strata=False)
    counted_by_area = together(cubes(careers, store, cut))
    assert together(rolled_up(c, side) for c in cubes(careers, store)) == counted_by_area


def test_cubes_of_two_halves_of_the_schools_add_up_to_the_whole(careers, store):
    for whole in cubes(careers, store):
        halves = [_only(whole, whole.place < 2), _only(whole, whole.place >= 2)]
        assert rows_of(added(halves)) == rows_of(whole)


def _only(cube: Cube, keep) -> Cube:
    keys = {name: column[keep] for name, column in cube.coordinates().items()}
    return Cube(cube.clock, cube.slots, cube.places, cube.groupings, **keys, pupils=cube.pupils[keep])


def test_every_distribution_of_a_row_counts_the_same_pupils(careers, store):
    for cube in cubes(careers, store):
        owners = np.array([s.distribution for s in cube.slots])
        sums = [cube.pupils[:, owners == d].sum(axis=1) for d in dict.fromkeys(owners.tolist())]
        assert all(np.array_equal(s, sums[0]) for s in sums)


def test_slots_are_the_outcomes_of_each_distribution_with_outside_first():
    wanted = distributions(load_all(), "step")[:1]
    assert [s.outcome for s in slots_of(wanted)] == list(range(-1, len(wanted[0].variant.outcomes)))


def test_coding_gives_back_every_value():
    columns = {"a": np.array([3, 3, 7, 3]), "b": np.array([-1, 2, -1, -1]), "c": np.array([65535, 0, 0, 65535])}
    coded = code(columns)
    assert len(coded.combinations["a"]) == 3
    assert all(np.array_equal(coded.combinations[n][coded.number], c) for n, c in columns.items())


def test_coding_of_far_apart_values_is_sorted_and_gives_back_every_value():
    rng = np.random.default_rng(1)
    columns = {n: rng.integers(0, 10**6, 1000) for n in "abc"}
    coded = code(columns)
    assert all(np.array_equal(coded.combinations[n][coded.number], c) for n, c in columns.items())


def test_merged_tables_hold_each_combination_once_and_tell_where_it_went():
    tables = [{"a": np.array([1, 2]), "b": np.array([5, 5])}, {"a": np.array([2, 4]), "b": np.array([5, 6])}]
    found, at = merged(tables)
    assert sorted(zip(found["a"], found["b"], strict=True)) == [(1, 5), (2, 5), (4, 6)]
    for table, where in zip(tables, at, strict=True):
        assert np.array_equal(found["a"][where], table["a"])
        assert np.array_equal(found["b"][where], table["b"])
