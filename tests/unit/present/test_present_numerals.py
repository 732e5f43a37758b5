"""Numbers are written once, in the way of the language."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.present.dates import long_date
from gelijkop.present.numerals import listed, number, percent, plain, points, span

FINITE = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("value", "digits", "nl", "en"),
    [(1234.5, 1, "1.234,5", "1,234.5"), (0.25, 1, "0,3", "0.3"), (-2.04, 1, "\u22122,0", "\u22122.0"),
     (-0.04, 1, "0,0", "0.0"), (1234567, 0, "1.234.567", "1,234,567")],
)  # fmt: skip
def test_numbers_follow_the_language(value, digits, nl, en):
    assert (number(value, digits, "nl"), number(value, digits, "en")) == (nl, en)


def test_a_percent_sign_does_not_break_from_its_number():
    assert percent(0.742, "nl") == "74,2\u00a0%"
    assert percent(0.742, "en") == "74.2%"


@pytest.mark.parametrize(("gap", "text"), [(0.045, "+4,5"), (-0.045, "\u22124,5"), (0.0004, "0,0"), (-0.0004, "0,0")])
def test_a_difference_has_a_sign_unless_it_rounds_to_zero(gap, text):
    assert points(gap, "nl") == text


def test_a_range_with_a_minus_is_joined_by_a_word():
    assert span(-1.5, 2, 1, "nl") == "\u22121,5 tot 2,0"
    assert span(24.9, 38.4, 1, "nl") == "24,9–38,4"


def test_a_range_of_two_equal_numbers_is_one_number():
    assert span(3.01, 3.02, 1, "nl") == "3,0"


def test_what_is_not_a_number_is_empty_in_a_file():
    assert plain(math.nan, 1) == ""


@pytest.mark.parametrize(("items", "text"), [(["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")])
def test_lists_end_with_and(items, text):
    assert listed(items, "nl") == text


def test_a_day_is_written_out():
    assert (long_date("2026-03-01", "nl"), long_date("2026-03-01", "en")) == ("1 maart 2026", "1 March 2026")


@given(FINITE, st.integers(0, 3))
@settings(max_examples=50, derandomize=True)
def test_both_languages_write_the_number_of_the_file(value, digits):
    nl = number(value, digits, "nl").replace(".", "").replace(",", ".").replace("\u2212", "-")
    en = number(value, digits, "en").replace(",", "").replace("\u2212", "-")
    assert nl == en == plain(value, digits)
