"""The career table: what is chosen when the long tables say two things, and in which order pupils stand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.model.careers import PRIORITY, Assembly, Careers, build
from gelijkop.model.levels import levels, state
from gelijkop.model.tables import SECTORS

PLACES = ("00AA00", "00AB00", "00AC00")
ENROLMENT = "pupil school_year location sector level grade"
ADVICE = "pupil school_year location provisional_advice test_advice final_advice"
DIPLOMA = "pupil school_year location level extra_subject"


def columns(names, rows):
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names.split()))
    return dict(zip(names.split(), table.T, strict=True))


def enrolment(pupil, year, place, sector, level, grade):
    return (pupil, year, place, SECTORS.index(sector), levels()[level].number, grade)


def careers(pupils=1, enrolments=(), advices=(), diplomas=(), **groups) -> Careers:
    return build(
        {
            "pupils": {"pupil": np.arange(pupils)} | {g: np.array(v) for g, v in groups.items()},
            "enrolments": columns(ENROLMENT, list(enrolments)),
            "advices": columns(ADVICE, list(advices)),
            "diplomas": columns(DIPLOMA, list(diplomas)),
        },
        places=PLACES,
    )


def test_each_school_year_is_a_column_and_not_enrolled_is_zero():
    found = careers(enrolments=[enrolment(0, 2019, 1, "vo", "havo", 2), enrolment(0, 2021, 1, "vo", "vwo", 4)])
    assert [int(found.columns[f"s{k}"][0]) for k in range(3)] == [state("havo", 2), 0, state("vwo", 4)]
    assert [int(found.columns[f"l{k}"][0]) for k in range(3)] == [1, -1, 1]


def test_every_state_fits_a_byte():
    assert max(state(code, 9) for code in levels()) < np.iinfo(np.uint8).max


def test_a_vo_enrolment_goes_before_vavo_whichever_comes_first_in_the_file():
    rows = [enrolment(0, 2019, 0, "vavo", "vavo", 0), enrolment(0, 2019, 2, "vo", "havo", 5)]
    for order in (rows, rows[::-1]):
        found = careers(enrolments=order)
        assert (found.columns["s0"][0], found.columns["l0"][0]) == (state("havo", 5), 2)


def test_a_vo_enrolment_goes_before_a_higher_grade_in_vavo():
    rows = [enrolment(0, 2019, 0, "vavo", "vwo", 6), enrolment(0, 2019, 2, "vo", "havo", 3)]
    assert careers(enrolments=rows).columns["s0"][0] == state("havo", 3)


def test_a_known_grade_goes_before_an_unknown_one():
    rows = [enrolment(0, 2019, 0, "vo", "havo", 0), enrolment(0, 2019, 1, "vo", "havo", 3)]
    assert careers(enrolments=rows).columns["s0"][0] == state("havo", 3)


def test_of_two_equal_enrolments_the_first_location_counts():
    rows = [enrolment(0, 2019, 2, "vo", "havo", 3), enrolment(0, 2019, 1, "vo", "havo", 3)]
    assert careers(enrolments=rows).columns["l0"][0] == 1


def test_double_enrolments_are_counted_once_for_each_pupil_and_year():
    rows = [enrolment(0, 2019, place, "vo", "havo", 3) for place in (0, 1, 2)]
    rows += [enrolment(1, 2019, 0, "vo", "havo", 3), enrolment(1, 2020, 1, "vo", "havo", 4)]
    assert careers(pupils=2, enrolments=rows).resolved.double_enrolments == {2019: 1}


def test_a_second_school_of_the_same_sector_is_a_move_and_of_another_sector_is_not():
    rows = [enrolment(0, 2019, 0, "vo", "havo", 3), enrolment(0, 2019, 1, "vo", "vwo", 3)]
    rows += [enrolment(1, 2020, 0, "vo", "havo", 3), enrolment(1, 2020, 1, "vavo", "vavo", 0)]
    found = careers(pupils=2, enrolments=rows).resolved
    assert (found.double_enrolments, found.moves) == ({2019: 1, 2020: 1}, {2019: 1})


def test_every_sector_has_a_place_in_the_priority():
    assert sorted(PRIORITY) == sorted(SECTORS)


def test_the_last_advice_counts_and_the_earlier_is_reported():
    found = careers(advices=[(0, 2020, 1, 12, 5, 13), (0, 2019, 0, 10, 4, 10)])
    row = {name: int(c[0]) for name, c in found.columns.items()}
    assert (row["advice_year"], row["advice_place"]) == (2020, 1)
    assert (row["provisional"], row["test"], row["final"]) == (12, 5, 13)
    assert found.resolved.earlier_advices == 1


def test_the_highest_diploma_of_a_year_counts_with_its_extra_subject():
    gt, kb = levels()["vmbo-gt"].number, levels()["vmbo-kb"].number
    found = careers(diplomas=[(0, 2019, 0, gt, 1), (0, 2019, 0, kb, 0)])
    assert found.columns["d0"][0] == 2 * gt + 1
    assert found.resolved.lower_diplomas == {2019: 1}


def test_a_diploma_without_enrolment_gives_the_place():
    found = careers(diplomas=[(0, 2019, 2, 12, 0), (0, 2019, 1, 10, 0)])
    assert (found.columns["s0"][0], found.columns["l0"][0]) == (0, 1)


def test_a_diploma_elsewhere_does_not_move_an_enrolled_pupil():
    found = careers(enrolments=[enrolment(0, 2019, 0, "vo", "havo", 5)], diplomas=[(0, 2019, 2, 12, 0)])
    assert found.columns["l0"][0] == 0


def test_pupils_stand_in_order_of_advice_year_or_first_year_and_then_location():
    found = careers(
        pupils=4,
        enrolments=[enrolment(0, 2019, 2, "vo", "havo", 1), enrolment(3, 2018, 0, "vo", "havo", 1)],
        advices=[(1, 2019, 1, 12, 5, 12), (2, 2020, 0, 12, 5, 12)],
    )
    assert found.columns["pupil"].tolist() == [3, 1, 0, 2]
    assert found.columns["cohort"].tolist() == [2018, 2019, 2019, 2020]


def test_groups_travel_with_their_pupil():
    found = careers(pupils=2, enrolments=[enrolment(1, 2018, 0, "vo", "havo", 1)], advices=[(0, 2019, 0, 12, 5, 12)],
                    geslacht=[1, 2])  # fmt: skip
    assert found.groupings == ("geslacht",)
    assert dict(zip(found.columns["pupil"].tolist(), found.columns["g_geslacht"].tolist(), strict=True)) == {0: 1, 1: 2}


def test_years_without_any_enrolment_or_diploma_are_told_apart():
    found = careers(enrolments=[enrolment(0, 2018, 0, "vo", "havo", 1)], advices=[(0, 2020, 0, 12, 5, 12)])
    assert (found.base, found.years) == (2018, 3)
    assert (found.enrolment_years, found.diploma_years) == ((2018,), ())


def test_no_rows_at_all_give_an_empty_table():
    found = careers(pupils=0)
    assert (found.years, len(found.columns["pupil"])) == (0, 0)


def test_a_repr_shows_no_record():
    found = careers(enrolments=[enrolment(0, 2018, 0, "vo", "havo", 1)])
    assert repr(found) == "Careers(2018–2018, groupings none)"


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(2018, 2021), st.integers(0, 2), st.sampled_from(["vo", "vavo", "mbo"]),
                  st.sampled_from(["havo", "vwo", "mbo-2"]), st.integers(0, 5)),
        unique_by=lambda row: row[:3], max_size=25,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_the_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (careers(pupils=5, enrolments=[enrolment(*r) for r in order]) for order in (rows, shuffled))
    assert one.resolved == other.resolved
    for name in one.columns:
        np.testing.assert_array_equal(one.columns[name], other.columns[name])


@pytest.mark.parametrize("sector", ["vo", "pro", "mbo", "ho"])
def test_regular_education_goes_before_adult_and_special_education(sector):
    assert all(PRIORITY.index(sector) < PRIORITY.index(other) for other in ("vavo", "vso", "isk", "so", "sbo", "po"))


# ---- assembled again: a corrected or new school year, the same table as from all rows at once

ROWS = [
    enrolment(0, 2018, 2, "po", "bo", 8),
    enrolment(0, 2019, 1, "vo", "havo", 1),
    enrolment(1, 2018, 2, "po", "bo", 8),
    enrolment(1, 2019, 1, "vo", "vwo", 1),
    enrolment(1, 2019, 0, "vo", "vwo", 1),
]
GIVEN = [(0, 2018, 2, 12, 5, 13), (1, 2018, 2, 10, 4, 10)]


def assembled(pupils, rows, advices, diplomas=(), **groups):
    return careers(pupils=pupils, enrolments=rows, advices=advices, diplomas=diplomas, **groups)


def again(old, *, pupils, years, without, rows, advices, diplomas=(), **groups):
    assembly = Assembly.again(old, pupils=pupils, base=2018, years=years, places=PLACES, without=without)
    assembly.enrol(columns(ENROLMENT, rows))
    assembly.graduate(columns(DIPLOMA, list(diplomas)))
    assembly.advise(columns(ADVICE, advices))
    return assembly.careers({g: np.array(v) for g, v in groups.items()}, {})


def by_pupil(found):
    order = np.argsort(found.columns["pupil"])
    return {name: column[order].tolist() for name, column in found.columns.items()}


def about(found):
    return found.base, found.years, found.enrolment_years, found.diploma_years, found.groupings, found.resolved


def test_a_new_school_year_with_a_new_pupil_gives_the_table_of_all_rows():
    new = [enrolment(2, 2020, 0, "vo", "havo", 2), enrolment(0, 2020, 1, "vo", "havo", 2)]
    advices = [*GIVEN, (2, 2019, 0, 10, 4, 10)]
    diplomas = [(1, 2020, 0, levels()["havo"].number, 0)]
    old = assembled(2, ROWS, GIVEN, geslacht=[1, 2])
    found = again(
        old, pupils=3, years=3, without=(), rows=new, advices=advices, diplomas=diplomas, geslacht=[1, 2, 0]
    )  # fmt: skip
    whole = assembled(3, [*ROWS, *new], advices, diplomas, geslacht=[1, 2, 0])
    assert by_pupil(found) == by_pupil(whole)
    assert about(found) == about(whole)


def test_a_corrected_school_year_gives_the_table_of_all_rows():
    better = [enrolment(0, 2019, 2, "vo", "vwo", 1), enrolment(1, 2019, 2, "vo", "vwo", 1)]
    found = again(assembled(2, ROWS, GIVEN), pupils=2, years=2, without=(2019,), rows=better, advices=GIVEN)
    whole = assembled(2, [*ROWS[:1], ROWS[2], *better], GIVEN)
    assert by_pupil(found) == by_pupil(whole)
    assert about(found) == about(whole)
