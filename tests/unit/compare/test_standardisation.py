"""A hand-worked table, with the group better in each stratum and worse in all together.

stratum | group with/pupils | reference with/pupils
low     |  8 of 20          |  1 of 5
high    |  9 of 10          | 36 of 45
"""

import numpy as np
import pytest

from gelijkop.compare.intervals import difference, mean, wilson
from gelijkop.compare.standardise import standardise_means, standardise_shares

X1, N1 = np.array([[8, 9]]), np.array([[20, 10]])
X0, N0 = np.array([[1, 36]]), np.array([[5, 45]])
EXACT = 1e-12  # double precision


def test_the_gap_weighs_strata_as_the_group_is_spread():
    found = standardise_shares(X1, N1, X0, N0)
    assert found.gap.estimate[0] == pytest.approx(20 / 30 * (8 / 20 - 1 / 5) + 10 / 30 * (9 / 10 - 36 / 45), abs=EXACT)


def test_the_gap_times_the_pupils_is_who_would_have_another_outcome():
    # 17 of the group have it; with the shares of the reference 20 × 0.2 + 10 × 0.8 = 12 would.
    found = standardise_shares(X1, N1, X0, N0)
    assert (found.gap.estimate * found.group.pupils)[0] == pytest.approx(17 - 12, abs=EXACT)


def test_one_stratum_gives_the_raw_gap_and_newcombes_interval():
    found = standardise_shares(np.array([[7]]), np.array([[40]]), np.array([[30]]), np.array([[60]]))
    raw = difference(wilson(np.array(7 / 40), np.array(40)), wilson(np.array(30 / 60), np.array(60)))
    got = (found.gap.estimate[0], found.gap.lower[0], found.gap.upper[0])
    assert got == pytest.approx((raw.estimate, raw.lower, raw.upper), abs=EXACT)


def test_one_stratum_in_which_nobody_has_it_gives_newcombes_interval():
    found = standardise_shares(np.array([[0]]), np.array([[10]]), np.array([[0]]), np.array([[20]]))
    # Newcombe (1998b), table II: 0/10 and 0/20, method 10.
    assert (found.gap.lower[0], found.gap.upper[0]) == pytest.approx((-0.1611, 0.2775), abs=0.00005)


def test_equal_spread_over_the_strata_gives_the_raw_gap():
    found = standardise_shares(np.array([[8, 9]]), np.array([[20, 10]]), np.array([[4, 12]]), np.array([[40, 20]]))
    assert found.gap.estimate[0] == pytest.approx(17 / 30 - 16 / 60, abs=EXACT)


def test_a_stratum_without_reference_is_off_support():
    x1, n1 = np.array([[8, 9, 5]]), np.array([[20, 10, 15]])
    x0, n0 = np.array([[1, 36, 0]]), np.array([[5, 45, 0]])
    found = standardise_shares(x1, n1, x0, n0)
    assert found.support[0] == pytest.approx(30 / 45)
    assert found.gap.estimate[0] == pytest.approx(standardise_shares(X1, N1, X0, N0).gap.estimate[0], abs=EXACT)


def test_no_common_stratum_gives_no_gap():
    found = standardise_shares(np.array([[3, 0]]), np.array([[9, 0]]), np.array([[0, 3]]), np.array([[0, 9]]))
    assert np.isnan([found.gap.estimate[0], found.gap.lower[0], found.gap.upper[0]]).all()
    assert found.support[0] == 0


def test_strata_of_one_pupil_are_no_certainty():
    ones = np.ones((1, 8), dtype=np.int64)
    x0 = np.array([[0, 1, 0, 1, 1, 0, 0, 0]])
    found = standardise_shares(ones * 5, ones * 10, x0, ones)
    assert found.reference.effective[0] < 16


def test_full_separation_over_strata_is_no_certainty():
    # All of the high stratum have it, none of the low: no variance within, yet no zero width.
    found = standardise_shares(np.array([[0, 9]]), np.array([[9, 9]]), np.array([[0, 9]]), np.array([[9, 9]]))
    assert found.gap.upper[0] - found.gap.lower[0] > 0.05


def test_rounding_widens_the_gap():
    plain, rounded = (standardise_shares(X1, N1, X0, N0, stratum_sd=sd).gap for sd in (0.0, 1.5))
    assert rounded.lower[0] < plain.lower[0] < plain.upper[0] < rounded.upper[0]


def test_rounding_adds_its_variance_stratum_by_stratum():
    # Weights 2/3 and 1/3; an error of 1.5 pupils moves the reference share by 1.5/5 and 1.5/45.
    found = standardise_shares(X1, N1, X0, N0, stratum_sd=1.5)
    assert found.reference.rounding[0] == pytest.approx((2 / 3 * 1.5 / 5) ** 2 + (1 / 3 * 1.5 / 45) ** 2)


def test_the_mean_gap_weighs_strata_as_the_group_is_spread():
    # Scores −1, 0, 1. Group: low stratum mean (−4 + 2)/10, high (0 + 3)/5. Reference: −3/6 and 4/8.
    c1 = np.array([[[4, 4, 2], [0, 2, 3]]])
    c0 = np.array([[[3, 3, 0], [0, 4, 4]]])
    found = standardise_means(c1, c0, (-1.0, 0.0, 1.0))
    assert found.gap.estimate[0] == pytest.approx(10 / 15 * (-2 / 10 + 3 / 6) + 5 / 15 * (3 / 5 - 4 / 8), abs=EXACT)


def test_one_stratum_of_a_mean_gives_the_t_intervals():
    c1, c0, scores = np.array([[[4, 4, 2]]]), np.array([[[3, 9, 5]]]), (-1.0, 0.0, 1.0)
    found, raw = standardise_means(c1, c0, scores), difference(mean(c1[:, 0], scores), mean(c0[:, 0], scores))
    assert found.gap.lower[0] == pytest.approx(raw.lower[0], abs=EXACT)
    assert found.gap.upper[0] == pytest.approx(raw.upper[0], abs=EXACT)


def test_no_common_stratum_gives_no_mean_gap():
    c1, c0 = np.array([[[2, 2], [0, 0]]]), np.array([[[0, 0], [2, 2]]])
    assert np.isnan(standardise_means(c1, c0, (0.0, 0.5)).gap.estimate[0])


def test_a_mean_of_pupils_who_agree_is_that_of_one_stratum():
    c1, c0, scores = np.array([[[0, 12]]]), np.array([[[9, 9]]]), (0.0, 0.5)
    found, raw = standardise_means(c1, c0, scores), difference(mean(c1[:, 0], scores), mean(c0[:, 0], scores))
    assert found.gap.lower[0] == pytest.approx(raw.lower[0], abs=EXACT)


def test_a_mean_of_strata_that_agree_is_no_certainty():
    c = np.array([[[0, 6], [0, 6]]])
    assert standardise_means(c, c, (0.0, 0.5)).gap.lower[0] < 0


def test_strata_of_a_mean_lose_a_degree_of_freedom_each():
    # Two strata of 2 pupils, 0 and 1 in each: sum of squares 0.5 + 0.5 over 4 − 2 degrees gives 0.5, around the
    # whole 1 over 3; shared (1 + 2/3) / (2 + 2); own (0.5 + 2 × 5/12) / (2 − 1 + 2) = 4/9; Σ (1/2)² (4/9) / 2.
    c = np.array([[[1, 1], [1, 1]]])
    assert standardise_means(c, c, (0.0, 1.0)).group.variance[0] == pytest.approx(2 * 0.25 * 4 / 9 / 2)
