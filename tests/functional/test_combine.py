"""Combining: boards that add up what they counted get what their pooled records give, or are told why not."""

from collections import Counter

import numpy as np
import pytest

from gelijkop.errors import CombineRefused, StoreRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.model.cubes import ALL
from gelijkop.pipeline.combine import combine
from gelijkop.pipeline.counting import cubes
from gelijkop.pipeline.measure import load_figures, measure
from gelijkop.store import Store

YEARS = range(2016, 2020)
CODES = ("po.advies.onder", "po.advies.passend", "vo.zittenblijven", "vo.doorstroom.havo-vwo")
DEFINITIONS = {code: load_all()[code] for code in CODES}


def records(board, pupils=40):
    """Random pupils of one board: its own pupils and its own two locations."""
    rng = np.random.default_rng(board)
    names = np.array([f"{board:02x}{i:030x}" for i in range(pupils)], dtype=object)
    vo = np.array(["vmbo-kb", "vmbo-gt", "havo", "vwo"], dtype=object)
    tests = np.array(["vmbo-kb/gt", "vmbo-gt/havo", "havo/vwo"], dtype=object)
    places = np.array([f"0{board}AA00", f"0{board}AB00"], dtype=object)
    pupil, year = np.nonzero(rng.random((pupils, len(YEARS))) < 0.9)
    n, some = len(pupil), slice(None, None, 7)
    return {
        "pupils": {"pupil": names, "sex": rng.choice(np.array(["m", "v"], dtype=object), pupils)},
        "enrolments": {
            "pupil": names[pupil], "school_year": year + YEARS[0], "location": rng.choice(places, n),
            "sector": np.full(n, "vo", dtype=object), "level": rng.choice(vo, n), "grade": rng.integers(1, 6, n),
        },
        "advices": {
            "pupil": names, "school_year": rng.choice(YEARS, pupils), "location": rng.choice(places, pupils),
            "provisional_advice": rng.choice(vo, pupils), "test_advice": rng.choice(tests, pupils),
            "final_advice": rng.choice(vo, pupils),
        },
        "diplomas": {
            "pupil": names[pupil[some]], "school_year": year[some] + YEARS[0],
            "location": rng.choice(places, len(pupil[some])), "level": np.full(len(pupil[some]), "havo", dtype=object),
            "extra_subject": np.zeros(len(pupil[some]), dtype=bool),
        },
        "places": {"location": places, "municipality": np.array(["GM0606", None], dtype=object)},
    }  # fmt: skip


def measured(path, tables, definitions=DEFINITIONS, **how):
    with Store(path) as store:
        store.replace({name: store.frame(columns) for name, columns in tables.items()})
        measure(store, definitions, **how)
    return path


def pooled(parts):
    names = {name for part in parts for name in part}
    return {
        name: {c: np.concatenate([p[name][c] for p in parts if name in p]) for c in parts[0][name]} for name in names
    }


def figures_in(path) -> Counter:
    with Store(path, mode="read") as store:
        found = load_figures(store)
    groups = [found.groups[g].tolist() for g in sorted(found.groupings)]
    keys = [c.tolist() for c in (found.school_year, found.stratum, found.outcome)]
    rows: Counter = Counter()
    for m, p, n, *key in zip(
        found.measure.tolist(), found.place.tolist(), found.pupils.tolist(), *keys, *groups, strict=True
    ):
        rows[(found.measures[m].code, found.places[p], *key)] += n
    return rows


def cubes_in(path) -> Counter:
    rows: Counter = Counter()
    with Store(path, mode="read") as store:
        for cube in cubes(store):
            for i, counts in enumerate(cube.pupils.tolist()):
                grouping = "" if cube.grouping[i] == ALL else cube.groupings[cube.grouping[i]]
                key = (int(cube.school_year[i]), cube.places[cube.place[i]], grouping, int(cube.group[i]))
                for slot, n in zip(cube.slots, counts, strict=True):
                    rows[(slot.distribution, slot.outcome, *key)] += n
    return +rows


@pytest.fixture
def boards(tmp_path):
    return [measured(tmp_path / f"{b}.duckdb", records(b)) for b in (1, 2, 3)]


def test_three_boards_added_up_are_the_region_to_the_last_pupil(boards, tmp_path):
    combine(boards, tmp_path / "sum.duckdb")
    whole = measured(tmp_path / "pooled.duckdb", pooled([records(b) for b in (1, 2, 3)]))
    assert figures_in(tmp_path / "sum.duckdb") == figures_in(whole)
    assert cubes_in(tmp_path / "sum.duckdb") == cubes_in(whole)


def test_a_board_without_a_background_has_its_pupils_in_the_unknown_group(tmp_path):
    without = {name: t for name, t in records(2).items() if name != "pupils"}
    paths = [measured(tmp_path / "1.duckdb", records(1)), measured(tmp_path / "2.duckdb", without)]
    combine(paths, tmp_path / "sum.duckdb")
    unknown = {name: t for name, t in records(2).items() if name != "pupils"}
    parts = [records(1), unknown]
    whole = measured(tmp_path / "pooled.duckdb", pooled(parts))
    assert figures_in(tmp_path / "sum.duckdb") == figures_in(whole)
    assert cubes_in(tmp_path / "sum.duckdb") == cubes_in(whole)


CROSSED = {"crossed_groupings": (("geslacht", "opleiding"),)}


def with_education(board):
    tables = records(board)
    pupils = len(tables["pupils"]["pupil"])
    levels = np.array(["wo", "hbo", "mbo34"], dtype=object)
    return tables | {"pupils": tables["pupils"] | {"parents_education": levels[np.arange(pupils) % 3]}}


def test_groupings_that_every_board_crossed_are_crossed_in_the_sum(tmp_path):
    tables = [with_education(board) for board in (1, 2)]
    paths = [measured(tmp_path / f"{i}.duckdb", t, **CROSSED) for i, t in enumerate(tables)]
    combine(paths, tmp_path / "som.duckdb")
    together = measured(tmp_path / "samen.duckdb", pooled(tables), **CROSSED)
    assert cubes_in(tmp_path / "som.duckdb") == cubes_in(together)
    assert any("×" in str(key) for key in cubes_in(together))


def test_groupings_that_not_every_board_crossed_are_left_out_of_the_sum(tmp_path):
    tables = [with_education(board) for board in (1, 2)]
    paths = [measured(tmp_path / "een.duckdb", tables[0], **CROSSED), measured(tmp_path / "twee.duckdb", tables[1])]
    combine(paths, tmp_path / "som.duckdb")
    assert cubes_in(tmp_path / "som.duckdb") == cubes_in(measured(tmp_path / "samen.duckdb", pooled(tables)))


def test_the_places_of_all_boards_are_there(boards, tmp_path):
    combine(boards, tmp_path / "sum.duckdb")
    with Store(tmp_path / "sum.duckdb", mode="read") as store:
        places = store.arrays(store.table("places").sort("location"))
    assert places["location"].tolist() == [f"0{b}A{s}00" for b in (1, 2, 3) for s in "AB"]
    assert np.ma.getmaskarray(places["municipality"]).tolist() == [False, True] * 3


def refused(paths, tmp_path):
    with pytest.raises(CombineRefused) as refusal:
        combine(paths, tmp_path / "sum.duckdb")
    assert not (tmp_path / "sum.duckdb").exists()
    return {finding.rule for finding in refusal.value.findings}


def test_the_same_location_and_school_year_twice_is_refused(boards, tmp_path):
    again = measured(tmp_path / "again.duckdb", records(1))
    assert refused([*boards, again], tmp_path) == {"overlap"}


def test_the_same_store_twice_is_refused(boards, tmp_path):
    assert "store_twice" in refused([boards[0], boards[0]], tmp_path)


def test_other_definitions_are_refused(boards, tmp_path):
    fewer = measured(tmp_path / "f.duckdb", records(4), {CODES[2]: DEFINITIONS[CODES[2]]})
    assert refused([boards[0], fewer], tmp_path) == {"other_definition"}


def test_other_school_years_are_refused(boards, tmp_path):
    tables = records(4)
    early = tables["enrolments"]["school_year"] < YEARS[-1]
    shorter = tables | {"enrolments": {c: v[early] for c, v in tables["enrolments"].items()}}
    assert refused([boards[0], measured(tmp_path / "s.duckdb", shorter)], tmp_path) == {"other_years"}


def test_everything_wrong_is_said_at_once(boards, tmp_path):
    tables = records(1)
    early = tables["enrolments"]["school_year"] < YEARS[-1]
    shorter = tables | {"enrolments": {c: v[early] for c, v in tables["enrolments"].items()}}
    assert refused([boards[0], measured(tmp_path / "s.duckdb", shorter)], tmp_path) == {"other_years", "overlap"}


def test_a_sum_that_is_there_already_is_not_overwritten(boards, tmp_path):
    combine(boards, tmp_path / "sum.duckdb")
    with pytest.raises(StoreRefused):
        combine(boards, tmp_path / "sum.duckdb")


def test_a_store_that_was_not_measured_is_refused(boards, tmp_path):
    with Store(tmp_path / "empty.duckdb"):
        pass
    with pytest.raises(StoreRefused):
        combine([boards[0], tmp_path / "empty.duckdb"], tmp_path / "sum.duckdb")
