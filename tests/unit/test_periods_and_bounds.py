"""School years in every spelling, and sums over numbers of which only the bounds are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gelijkop.model.bounds import Bounds, total
from gelijkop.model.periods import FIRST, LAST, school_year, start_year


@pytest.mark.parametrize("written", ["2019/2020", "2019-2020", "2019/20", "2019-20", "2019SJ00", "2019", " 2019–2020 "])
def test_a_school_year_is_understood_in_each_spelling(written):
    assert start_year(written) == 2019


@pytest.mark.parametrize(
    "written", ["2019/2021", "2019-18", "19/20", "1019/1020", "2019/2120", "", "okt-20", "2019/202"]
)
def test_what_is_no_school_year_is_nothing(written):
    assert start_year(written) is None


@given(st.integers(FIRST, LAST))
def test_a_school_year_reads_back(year):
    assert start_year(school_year(year)) == year


def test_under_five_three_times_and_ten_is_between_thirteen_and_twenty_two():
    hidden = Bounds(1, 4, "suppressed")
    assert total([hidden, hidden, hidden, Bounds(10, 10)]) == Bounds(13, 22, "suppressed")


def test_a_sum_with_a_missing_part_is_missing():
    assert total([Bounds(3, 3), Bounds(None, None, "missing")]).state == "missing"


def test_a_sum_of_known_numbers_is_known():
    assert total([Bounds(101, 101), Bounds(102, 102)]).exact


def test_nothing_added_up_is_zero_and_zero_is_a_shown_number():
    assert total([]) == Bounds(0, 0, "shown")
