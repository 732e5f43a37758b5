"""From the tables of a store to figures, and back from the store."""

from collections.abc import Iterator

import numpy as np
import pytest

from gelijkop.catalogue import load as catalogue
from gelijkop.errors import StoreRefused
from gelijkop.indicators.definitions import load_all
from gelijkop.model.levels import state
from gelijkop.pipeline.careers import careers_of
from gelijkop.pipeline.kept_careers import unpacked
from gelijkop.pipeline.measure import load_figures, measure
from gelijkop.store import Store

A, B = "a" * 32, "b" * 32
PUPILS = """
pupil | sex | parents_education | origin
A     | m   | wo                |
B     | v   |                   |
"""
ENROLMENTS = """
pupil | school_year | location | sector | level | grade
B     | 2019        | 10AB00   | vo     | havo  | 2
B     | 2020        | 10AB00   | vo     | vwo   | 3
A     | 2020        | 10AB00   | vo     | havo  | 1
"""
ADVICES = """
pupil | school_year | location | provisional_advice | test_advice | test_provider | final_advice
A     | 2019        | 00AA00   | havo               | havo/vwo    | IEP           |
"""
DIPLOMAS = """
pupil | school_year | location | level   | extra_subject
B     | 2018        | 10AC00   | vmbo-gt | ja
"""


def figures(store, definitions):
    return measure(store, definitions, also=definitions).figures


def columns(drawn: str) -> dict[str, np.ndarray]:
    """Columns as a reader writes them: codes as text, empty is missing, school years and grades whole numbers."""
    heading, *lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines()]
    cells = dict(zip(heading, zip(*lines, strict=True), strict=True))
    return {name: column(name, values) for name, values in cells.items()}


def column(name: str, cells: tuple[str, ...]) -> np.ndarray:
    if name in ("school_year", "grade"):
        return np.array([int(cell) for cell in cells])
    if name == "extra_subject":
        return np.array([cell == "ja" for cell in cells])
    return np.array([{"A": A, "B": B, "": None}.get(cell, cell) for cell in cells], dtype=object)


def filled(store: Store, **drawn: str) -> Store:
    store.replace({name: store.frame(columns(text)) for name, text in drawn.items()})
    return store


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with Store(tmp_path / "store.duckdb") as opened:
        yield opened


@pytest.fixture
def whole(store) -> Store:
    return filled(store, pupils=PUPILS, enrolments=ENROLMENTS, advices=ADVICES, diplomas=DIPLOMAS)


def rows(found, code: str) -> list[tuple]:
    """School year, location, groups, test, outcome and pupils of one measure."""
    at = [m.code for m in found.measures].index(code)
    keep = np.flatnonzero(found.measure == at)
    return [
        (int(found.school_year[i]), found.places[found.place[i]], *(int(g[i]) for g in found.groups.values()),
         int(found.stratum[i]), int(found.outcome[i]), int(found.pupils[i]))
        for i in keep
    ]  # fmt: skip


def test_an_advice_is_counted_in_its_year_and_place_with_groups_and_test(whole):
    found = figures(whole, load_all())
    # Pupil A: a boy (1), parents with wo (4), test havo/vwo (5), which lies above havo: yes (1).
    assert found.groupings == ("geslacht", "opleiding")
    assert rows(found, "po.advies.heroverweging") == [(2019, "00AA00", 1, 4, 5, 1, 1)]


def test_a_step_is_counted_in_the_place_of_the_first_year(whole):
    # Pupil B: a girl (2), parents not known (0), no test (0), from havo to vwo. There are no diplomas of 2019, but
    # grade 2 has no exam. Pupil A is there one year only.
    assert rows(figures(whole, load_all()), "vo.opstroom") == [(2019, "10AB00", 2, 0, 0, 1, 1)]


def test_a_diploma_without_enrolment_is_counted_where_it_was_given(whole):
    # vmbo-gt with an extra subject in 2018, and not at havo 4 in 2019 but at havo 2: no (0).
    assert rows(figures(whole, load_all()), "vo.doorstroom.gt-havo/extra-vak") == [(2018, "10AC00", 2, 0, 0, 0, 1)]


def test_a_background_column_that_is_not_there_gives_no_grouping(store):
    narrow = "pupil | sex\nA | m\nB | v"
    filled(store, pupils=narrow, advices=ADVICES)
    assert figures(store, load_all()).groupings == ("geslacht",)


def test_a_background_column_without_any_value_gives_no_grouping(whole):
    assert "herkomst" not in figures(whole, load_all()).groupings


def test_advices_alone_are_enough_for_the_indicators_of_advice(store):
    found = figures(filled(store, advices=ADVICES), load_all())
    assert rows(found, "po.advies.heroverweging") == [(2019, "00AA00", 5, 1, 1)]
    assert rows(found, "vo.positie.leerjaar3") == [(2019, "00AA00", 5, -1, 1)]


def test_before_a_definition_holds_every_pupil_is_outside_its_population(store):
    found = figures(filled(store, advices=ADVICES.replace("2019", "2013")), load_all())
    assert rows(found, "po.advies.heroverweging") == [(2013, "00AA00", 5, -1, 1)]


def test_pupils_of_mbo_alone_give_no_figures_for_a_standard_release(store):
    mbo = ENROLMENTS.replace("havo ", "mbo-2").replace("vwo ", "mbo-3")
    found = measure(filled(store, enrolments=mbo), load_all()).figures
    assert len(found.pupils) == 0


def test_nothing_to_measure_is_told(store):
    with pytest.raises(StoreRefused):
        figures(store, load_all())


def test_figures_come_back_from_the_store_as_they_were(whole):
    written = figures(whole, load_all())
    again = load_figures(whole)
    assert (again.measures, again.places, again.groupings) == (written.measures, written.places, written.groupings)
    for name in ("measure", "school_year", "place", "stratum", "outcome", "pupils"):
        np.testing.assert_array_equal(getattr(again, name), getattr(written, name))
    for grouping in written.groupings:
        np.testing.assert_array_equal(again.groups[grouping], written.groups[grouping])


def test_figures_that_were_never_measured_cannot_be_loaded(whole):
    with pytest.raises(StoreRefused):
        load_figures(whole)


def test_measuring_twice_gives_the_same_figures(whole):
    one, other = figures(whole, load_all()), figures(whole, load_all())
    np.testing.assert_array_equal(one.pupils, other.pupils)


def test_the_careers_of_all_pupils_are_kept_in_the_store(whole):
    figures(whole, load_all())
    careers = unpacked(whole.arrays(whole.table("careers")))
    assert careers["s2"].tolist() == [state("vwo", 3), state("havo", 1)]  # 2020; B is in sight from 2018, A from 2019


def test_a_pupil_without_background_is_there_with_group_zero(store):
    filled(store, pupils="pupil | sex\nA | m", enrolments=ENROLMENTS)
    careers = careers_of(store, {name: store.table(name) for name in ("pupils", "enrolments")}).careers
    assert sorted(careers.columns["g_geslacht"].tolist()) == [0, 1]


def test_a_test_advice_that_is_not_known_is_stratum_zero(store):
    drawn = ADVICES.replace("havo/vwo   ", "           ")
    assert rows(figures(filled(store, advices=drawn), load_all()), "po.advies.bijstelling") == [
        (2019, "00AA00", 0, -1, 1)
    ]


def test_a_release_is_about_the_fixed_list_and_what_was_asked_for(whole):
    codes = {m.indicator for m in measure(whole, load_all()).figures.measures}
    more = {m.indicator for m in measure(whole, load_all(), also=["vo.onderbouwsnelheid"]).figures.measures}
    assert codes == set(catalogue("policies/openbaar")["indicators"])
    assert more == codes | {"vo.onderbouwsnelheid"}


def test_what_misses_a_column_is_told_with_the_column(whole):
    missing = measure(whole, load_all()).missing
    assert ("absence.unauthorised_hours",) in missing.values()
