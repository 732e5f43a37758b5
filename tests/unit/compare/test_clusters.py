import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.clusters import (
    clustered_differences,
    clustered_means,
    clustered_shares,
    clustered_standardised,
    correlated_difference,
    of_sums,
)
from gelijkop.compare.intervals import Intervals, difference, mean
from gelijkop.compare.standardise import standardise_shares

CLOSE = 1e-12  # sums in another order
A_FEW = settings(max_examples=15, derandomize=True, deadline=None)
SHARE = (0.0, 1.0)


def cells(*rows):
    return np.array(rows, dtype=np.float64)


def test_the_variance_of_two_schools_by_hand():
    """Shares 1/4 and 3/4, p = 1/2: residuals −1 and 1; part of each 1/2, so 1/(1/2) + 1/(1/2) = 4; 4 / 8² = 1/16."""
    many = cells([1, 3] * 5), cells([4, 4] * 5)
    two = cells([1, 3] + [0] * 8), cells([4, 4] + [0] * 8)
    assert clustered_shares(*two).state.tolist() == ["few_clusters"]
    # Ten such schools: residual sums ±1, part 1/10: 10 × 1 / (9/10) / 40² = 1/144.
    assert clustered_shares(*many).variance[0] == pytest.approx(1 / 144, rel=CLOSE)


def test_equal_schools_have_one_degree_of_freedom_fewer_than_schools():
    x, n = cells([1, 3, 2, 0, 4, 2, 1]), cells([5] * 7)
    assert clustered_shares(x, n).df[0] == pytest.approx(6, rel=CLOSE)


@A_FEW
@given(st.lists(st.integers(0, 1), min_size=10, max_size=40).filter(lambda x: 0 < sum(x) < len(x)))
def test_pupils_who_are_each_a_cluster_have_the_plain_variance(x):
    """p(1 − p) / (n − 1), and the t interval of `mean` where the score is not a share."""
    p, n = np.mean(x), len(x)
    found = clustered_shares(cells(x), np.ones((1, n)))
    assert found.variance[0] == pytest.approx(p * (1 - p) / (n - 1), rel=1e-9)
    assert found.df[0] == pytest.approx(n - 1, rel=1e-9)
    halves = clustered_means(cells(x) / 2, np.ones((1, n)), scores=(0, 0.5))
    plain = mean(np.array([[n - sum(x), sum(x)]]), (0.0, 0.5))
    assert halves.value.lower[0] == pytest.approx(plain.lower[0], rel=1e-9)


def test_sums_of_equal_schools_give_the_same_as_the_schools():
    x, n = cells([1, 3, 2, 0, 4, 2, 1]), cells([5] * 7)
    sums = [v.sum(axis=1) for v in (x, n, x * x, x * n, n * n)]
    whole, apart = of_sums(*sums, np.array([7]), scores=SHARE), clustered_shares(x, n)
    assert whole.method.tolist() == ["linearised"]
    for a, b in ((whole.variance, apart.variance), (whole.df, apart.df), (whole.value.lower, apart.value.lower)):
        assert a[0] == pytest.approx(b[0], rel=CLOSE)


def region(seed, strata=1, locations=14):
    rng = np.random.default_rng(seed)
    n1, n0 = rng.integers(0, 9, (1, locations, strata)), rng.integers(1, 15, (1, locations, strata))
    return rng.binomial(n1, 0.3), n1, rng.binomial(n0, 0.5), n0


@A_FEW
@given(st.integers(0, 10**6))
def test_one_stratum_is_the_raw_gap(seed):
    counts = region(seed)
    raw = clustered_differences(*(a[..., 0] for a in counts), scores=SHARE)
    equal = clustered_standardised(*counts, scores=SHARE)
    assert (raw.value.lower[0], raw.p[0]) == (equal.value.lower[0], equal.p[0])


@A_FEW
@given(st.integers(0, 10**6))
def test_the_gap_at_equal_strata_is_that_of_the_simple_method(seed):
    counts = region(seed, strata=5)
    simple = standardise_shares(*(a.sum(axis=1) for a in counts))
    assert clustered_standardised(*counts, scores=SHARE).value.estimate[0] == pytest.approx(
        simple.gap.estimate[0], abs=CLOSE
    )


@A_FEW
@given(st.integers(0, 10**6))
def test_a_region_twice_as_large_has_half_the_variance_or_nearly(seed):
    """Every school copied: 1/2 × (1 − 2h)/(1 − h) or so of the variance, as parts h become half."""
    counts = [a[..., 0] for a in region(seed)]
    once, twice = (
        clustered_differences(*(np.tile(a, (1, k)) for a in counts), scores=SHARE).variance[0] for k in (1, 2)
    )
    assert 0.3 < twice / once < 0.5


def test_a_difference_that_all_schools_share_is_no_uncertainty_of_the_gap():
    """Whole schools go up and down together: both shares are uncertain, their difference is not."""
    n = cells([10] * 12)
    x0 = cells([2, 6] * 6)
    x1 = x0 + 1
    found = clustered_differences(x1, n, x0, n, scores=SHARE)
    assert found.variance[0] == pytest.approx(0, abs=1e-18)
    assert clustered_shares(x0, n).variance[0] > 0.003
    assert found.value.upper[0] - found.value.lower[0] < 0.05


def test_without_correlation_the_limits_are_those_of_newcombe_and_donner():
    a, b = (Intervals(*(np.array([v]) for v in limits)) for limits in ((0.5, 0.4, 0.6), (0.3, 0.25, 0.4)))
    plain, joined = difference(a, b), correlated_difference(a, b, np.zeros(1))
    assert (plain.lower[0], plain.upper[0]) == (joined.lower[0], joined.upper[0])


@pytest.mark.parametrize(
    ("locations", "state", "method"), [(5, "few_clusters", ""), (6, "shown", "wild"), (9, "shown", "wild"),
                                       (10, "shown", "cr2")],
)  # fmt: skip
def test_the_method_of_a_gap_goes_by_the_number_of_schools(locations, state, method):
    x1, n1, x0, n0 = (a[..., 0] for a in region(3, locations=locations))
    found = clustered_differences(x1 + 1, n1 + 1, x0, n0, scores=SHARE)
    assert (found.clusters[0], found.state[0], found.method[0]) == (locations, state, method)
    assert np.isnan(found.value.lower[0]) == (state != "shown")
    assert not np.isnan(found.value.estimate[0])


def test_a_group_in_few_schools_counts_those_schools_only():
    x1, n1, x0, n0 = (a[..., 0] for a in region(3, locations=20))
    n1[:, 4:], x1[:, 4:] = 0, 0
    found = clustered_differences(x1, n1, x0, n0, scores=SHARE)
    assert (found.clusters[0] <= 4, found.state[0]) == (True, "few_clusters")


def test_nobody_is_not_estimable():
    x1, n1, x0, n0 = (a[..., 0] for a in region(3))
    found = clustered_differences(x1 * 0, n1 * 0, x0, n0, scores=SHARE)
    assert found.state.tolist() == ["not_estimable"]
    assert np.isnan([found.value.estimate[0], found.value.lower[0], found.p[0]]).all()


def test_a_share_of_nobody_in_all_schools_keeps_limits():
    """Nobody of 12 × 10 pupils: no spread is seen, and the upper limit is Wilson's of 120 with the t of 11."""
    found = clustered_shares(np.zeros((1, 12)), cells([10] * 12))
    t2 = 2.200985160082949**2  # qt(.975, 11) in R
    assert found.value.lower[0] == 0
    assert found.value.upper[0] == pytest.approx(t2 / (120 + t2), rel=1e-9)


def test_a_gap_between_nobody_and_nobody_is_no_difference():
    n = cells([10] * 8)
    found = clustered_differences(n * 0, n, n * 0, n, scores=SHARE)
    assert (found.p[0], found.value.estimate[0], found.method[0]) == (1, 0, "cr2")
    assert found.value.lower[0] < 0 < found.value.upper[0]


def test_a_stratum_in_one_school_is_lent_the_spread_of_the_others():
    counts = [np.concatenate([a, np.zeros_like(a)], axis=2) for a in region(8)]
    for a, pupils in zip(counts, (2, 5, 1, 5), strict=True):
        a[0, 0, 1] = pupils
    lent, without = (clustered_standardised(*(a[..., :k] for a in counts), scores=SHARE) for k in (2, 1))
    n1 = counts[1].sum(axis=1)[0]
    w, per = n1 / n1.sum(), [(a.sum(axis=1)[0]) for a in (counts[1], counts[3])]
    own = sum(w[0] ** 2 / p[0] for p in per)
    more = sum(w[1] ** 2 / p[1] for p in per)
    assert lent.variance[0] == pytest.approx(without.variance[0] * w[0] ** 2 * (own + more) / own, rel=1e-9)


def test_the_order_of_the_schools_does_not_matter():
    counts = [a[..., 0] for a in region(5)]
    one, other = (clustered_differences(*(a[:, ::s] for a in counts), scores=SHARE) for s in (1, -1))
    assert one.value.lower[0] == pytest.approx(other.value.lower[0], rel=1e-9)


def test_many_cells_at_once_are_each_as_they_are_alone():
    several = [
        np.concatenate(rows) for rows in zip(*(region(s, locations=k) for s, k in ((1, 14), (2, 14))), strict=True)
    ]
    several = [np.concatenate([a, np.where(np.arange(14)[:, None] < 8, a[:1], 0)]) for a in several]
    found = clustered_standardised(*several, scores=SHARE)
    assert found.method.tolist() == ["cr2", "cr2", "wild"]
    for i in range(3):
        alone = clustered_standardised(*(a[i : i + 1] for a in several), scores=SHARE)
        assert found.value.lower[i] == pytest.approx(alone.value.lower[0], rel=1e-9)
        assert found.p[i] == pytest.approx(alone.p[0], rel=1e-9)
