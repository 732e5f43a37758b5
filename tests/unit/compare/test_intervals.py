import numpy as np
import pytest

from gelijkop.compare.intervals import difference, mean, p_of_difference, share_rounding, wilson

EXACT = 1e-12  # double precision


def share(x: int, n: int, *, sd: float = 0.0):
    return wilson(np.array(x / n), np.array(n), rounding_variance=share_rounding(np.array(n), rounding_sd=sd))


def test_rounding_with_no_error_leaves_wilson_as_it_is():
    assert (share(7, 40, sd=0.0).lower, share(7, 40, sd=0.0).upper) == (share(7, 40).lower, share(7, 40).upper)


@pytest.mark.parametrize("x", [0, 1, 20, 40])
def test_rounding_widens_the_interval_on_both_sides(x):
    plain, rounded = share(x, 40), share(x, 40, sd=1.7)
    assert rounded.lower < plain.lower or plain.lower == 0
    assert rounded.upper > plain.upper or plain.upper == 1


def test_the_limits_solve_the_equation_of_the_score_interval():
    # (p − π)² = z² (π(1 − π)/n + v) with p = 7/40, v = (1.7/40)²
    found = share(7, 40, sd=1.7)
    for limit in (found.lower, found.upper):
        assert (7 / 40 - limit) ** 2 == pytest.approx(
            1.959963984540054**2 * (limit * (1 - limit) / 40 + (1.7 / 40) ** 2)
        )


def test_the_interval_of_nobody_and_everybody_begins_at_the_share_itself():
    assert float(share(0, 13).lower) == 0.0
    assert float(share(13, 13).upper) == 1.0


def test_an_empty_group_has_no_share():
    found = wilson(np.array([np.nan]), np.array([0]))
    assert np.isnan([found.estimate, found.lower, found.upper]).all()


def test_a_difference_carries_the_rounding_of_both():
    plain, rounded = difference(share(7, 40), share(30, 60)), difference(share(7, 40, sd=2), share(30, 60, sd=2))
    assert rounded.lower < plain.lower < plain.upper < rounded.upper


def test_the_mean_is_worked_out_by_hand():
    # 2 pupils at −1, 1 at 0, 3 at +0.5: (−2 + 1.5) / 6
    assert float(mean(np.array([2, 1, 3]), (-1.0, 0.0, 0.5)).estimate) == pytest.approx((-2 + 1.5) / 6, abs=EXACT)


def test_a_group_that_agrees_is_no_certainty():
    found = mean(np.array([0, 12, 0]), (-0.5, 0.0, 0.5))
    # variance as if one pupil were half a level off: 0.5² / 12, over 12 pupils; t(11) = 2.201
    assert float(found.upper) == pytest.approx(2.201 * (0.5**2 / 12 / 12) ** 0.5, abs=1e-4)


def test_the_mean_of_one_pupil_has_no_interval():
    assert np.isnan(mean(np.array([0, 1]), (0.0, 0.5)).estimate)


def test_rounding_widens_a_mean_as_it_widens_a_share():
    # For scores 0 and 1 the variance that rounding adds is (2/60)², also in the middle.
    plain, rounded = (mean(np.array([30, 30]), (0.0, 1.0), rounding_sd=sd) for sd in (0.0, 2.0))
    t = 2.0009953780882674  # R: qt(0.975, 59)
    added = ((rounded.upper - rounded.estimate) / t) ** 2 - ((plain.upper - plain.estimate) / t) ** 2
    assert float(added) == pytest.approx((2 / 60) ** 2)


def test_a_mean_stays_within_its_scores():
    found = mean(np.array([1, 11]), (-1.0, 1.0))
    assert float(found.upper) <= 1


def test_a_difference_of_two_standard_errors_has_the_p_of_the_normal_table():
    assert float(p_of_difference(np.array(1.96), np.array(1.0))) == pytest.approx(0.05, abs=1e-4)
