import math

import numpy as np
import pytest

from gelijkop.compare.verdicts import benjamini_hochberg, small, verdict


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (0.01, 0.20, "difference"),
        (-0.20, -0.01, "difference"),
        (-0.04, 0.04, "no_difference"),
        (-0.05, 0.04, "not_visible"),  # the margin itself is not inside the margin
        (-0.30, 0.04, "not_visible"),
        (0.0, 0.20, "not_visible"),  # zero is in the interval
        (math.nan, math.nan, "not_visible"),
    ],
)
def test_the_verdict_follows_from_the_interval_and_the_margin(lower, upper, said):
    assert verdict(lower, upper, 0.05) == said


def test_a_difference_smaller_than_what_matters_is_a_small_difference():
    assert verdict(0.01, 0.04, 0.05) == "difference"
    assert small(0.01, 0.04, 0.05)


def test_what_is_not_known_is_not_small():
    assert not small(math.nan, math.nan, 0.05)


def test_adjusting_is_worked_out_by_hand():
    # Sorted 0.01, 0.03, 0.04 times 3/1, 3/2, 3/3: 0.03, 0.045, 0.04; each at most the next: 0.03, 0.04, 0.04.
    got = benjamini_hochberg(np.array([0.04, 0.01, 0.03]))
    assert got.tolist() == pytest.approx([0.04, 0.03, 0.04])


def test_what_was_not_tested_is_not_counted_in_the_family():
    assert benjamini_hochberg(np.array([0.02, np.nan]))[0] == 0.02


def test_a_family_of_nothing_stays_empty():
    assert benjamini_hochberg(np.array([])).shape == (0,)
