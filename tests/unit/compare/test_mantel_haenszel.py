import numpy as np
import pytest

from gelijkop.compare.mantel_haenszel import association, homogeneity, odds_ratio, risk_difference

X1, N1 = np.array([[8, 9]]), np.array([[20, 10]])
X0, N0 = np.array([[1, 36]]), np.array([[5, 45]])
EMPTY = np.zeros((1, 2), dtype=np.int64)


def test_the_common_difference_is_worked_out_by_hand():
    # Weights 20 × 5 / 25 = 4 and 10 × 45 / 55 = 90/11; differences 0.2 and 0.1.
    assert risk_difference(X1, N1, X0, N0).estimate[0] == pytest.approx((4 * 0.2 + 90 / 11 * 0.1) / (4 + 90 / 11))


def test_the_common_odds_ratio_is_worked_out_by_hand():
    # Σ ad/n over Σ bc/n: (8 × 4 / 25 + 9 × 9 / 55) / (12 × 1 / 25 + 1 × 36 / 55)
    assert odds_ratio(X1, N1, X0, N0).estimate[0] == pytest.approx((32 / 25 + 81 / 55) / (12 / 25 + 36 / 55))


def test_one_stratum_gives_the_raw_difference():
    assert risk_difference(X1[:, :1], N1[:, :1], X0[:, :1], N0[:, :1]).estimate[0] == pytest.approx(8 / 20 - 1 / 5)


def test_two_groups_of_one_size_give_the_variance_of_two_shares():
    # 6 of 20 and 11 of 20: 0.3 × 0.7 / 20 + 0.55 × 0.45 / 20
    found = risk_difference(*(np.array([[v]]) for v in (6, 20, 11, 20)))
    half = 1.959963984540054 * (0.3 * 0.7 / 20 + 0.55 * 0.45 / 20) ** 0.5
    assert found.upper[0] - found.estimate[0] == pytest.approx(half)


def test_a_stratum_without_one_of_the_groups_says_nothing():
    more = [np.hstack([a, [[b]]]) for a, b in ((X1, 4), (N1, 9), (X0, 0), (N0, 0))]
    assert risk_difference(*more).lower[0] == pytest.approx(risk_difference(X1, N1, X0, N0).lower[0])
    assert odds_ratio(*more).upper[0] == pytest.approx(odds_ratio(X1, N1, X0, N0).upper[0])
    assert association(*more).p[0] == pytest.approx(association(X1, N1, X0, N0).p[0])
    assert homogeneity(*more).p[0] == pytest.approx(homogeneity(X1, N1, X0, N0).p[0])


@pytest.mark.parametrize("test", [association, homogeneity])
def test_there_is_nothing_to_test_without_pupils(test):
    assert np.isnan(test(EMPTY, EMPTY, EMPTY, EMPTY).p[0])


def test_there_is_nothing_to_test_where_nobody_has_the_outcome():
    assert np.isnan(association(EMPTY, N1, EMPTY, N0).p[0])


def test_nobody_with_the_outcome_leaves_the_odds_ratio_unknown():
    found = odds_ratio(EMPTY, N1, X0, N0)
    assert np.isnan([found.estimate[0], found.lower[0], found.upper[0]]).all()


def test_one_stratum_has_no_homogeneity():
    assert np.isnan(homogeneity(X1[:, :1], N1[:, :1], X0[:, :1], N0[:, :1]).p[0])


def test_equal_odds_ratios_are_homogeneous():
    # Odds 1 against 2 in both strata.
    x1, n1, x0, n0 = (np.array([v]) for v in ([10, 30], [20, 60], [20, 40], [30, 60]))
    assert homogeneity(x1, n1, x0, n0).chi2[0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("test", [association, homogeneity])
def test_rounding_makes_a_test_slower_to_see_something(test):
    assert test(X1, N1, X0, N0, stratum_sd=2.0).p[0] > test(X1, N1, X0, N0).p[0]


def test_rounding_widens_the_difference_and_the_odds_ratio():
    for measure in (risk_difference, odds_ratio):
        plain, rounded = measure(X1, N1, X0, N0), measure(X1, N1, X0, N0, stratum_sd=2.0)
        assert rounded.lower[0] < plain.lower[0] < plain.upper[0] < rounded.upper[0]


def test_a_whole_nation_does_not_overflow():
    x1, n1, x0, n0 = (np.array([[v, v]], dtype=np.int64) for v in (300_000, 1_000_000, 400_000, 1_000_000))
    assert association(x1, n1, x0, n0).chi2[0] == pytest.approx(2 * 100_000**2 / (4 * 0.35 * 0.65 * 1e6 / 2), rel=0.01)
