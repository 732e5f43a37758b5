"""How many schools together would show a difference that matters."""

import math

import pytest

from gelijkop.compare.findings import Gap, Interval
from gelijkop.compare.pooling import schools_needed
from gelijkop.compare.power import detectable_mean

NOTHING = Interval(math.nan, math.nan, math.nan, "")


def gap(detectable, *, margin=0.05, state="shown"):
    return Gap(
        "m", "00AA00", (2022,), "opleiding", 1, 4, 40, 60, NOTHING, NOTHING, NOTHING, NOTHING, 0.4, 0.5, 1.0, NOTHING,
        detectable=detectable, margin=margin, verdict="not_visible", state=state,
    )  # fmt: skip


@pytest.mark.parametrize(("detectable", "needed"), [(0.05, None), (0.04, None), (0.06, 2), (0.10, 4), (0.15, 9)])
def test_three_times_too_coarse_asks_nine_schools(detectable, needed):
    assert schools_needed(gap(detectable), schools=100) == needed


def test_schools_that_are_not_there_are_no_advice():
    assert schools_needed(gap(0.15), schools=8) is None


@pytest.mark.parametrize("detectable", [math.inf, math.nan])
def test_where_no_difference_can_be_seen_there_is_no_advice(detectable):
    assert schools_needed(gap(detectable), schools=100) is None


def test_a_gap_that_is_not_shown_has_no_advice():
    assert schools_needed(gap(0.15, state="withheld"), schools=100) is None


def test_that_many_schools_do_show_the_margin_of_a_mean():
    one = 0.3
    needed = schools_needed(gap(float(detectable_mean(one)), margin=0.5), schools=100)
    assert detectable_mean(one / needed) <= 0.5 < detectable_mean(one / (needed - 1))
