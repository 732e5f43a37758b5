"""Shares and means of schools drawn towards the region, and the models behind them."""

import numpy as np
import pytest

from gelijkop.compare.beta_binomial import beta_binomial
from gelijkop.compare.one_way import one_way, sums_of_counts, sums_of_pupils
from gelijkop.compare.shrinkage import shrink_means, shrink_shares

EXACT = 1e-12  # the same formula in another order
SEARCHED = 1e-6  # where a search along the likelihood stops
YES = np.array([3, 8, 12, 2, 30, 9, 25, 14])
PUPILS = np.array([20, 25, 60, 22, 80, 15, 90, 31])


def test_the_weight_is_the_pupils_among_the_pupils_that_the_region_is_worth():
    got, fitted = shrink_shares(YES, PUPILS), beta_binomial(YES, PUPILS)
    assert got.weight == pytest.approx(PUPILS / (PUPILS + fitted.size), abs=EXACT)
    assert got.value.estimate == pytest.approx(got.weight * YES / PUPILS + (1 - got.weight) * fitted.centre, abs=EXACT)


def test_the_beta_binomial_cannot_be_made_likelier_by_a_step_aside():
    from scipy import special

    def likelihood(centre, size):
        a, b = centre * size, (1 - centre) * size
        told = special.betaln(a + YES, b + PUPILS - YES) - special.betaln(a, b)
        drawn = size / (size + PUPILS.mean())
        return told.sum() + np.log((1 - drawn) * drawn**0.25)

    found = beta_binomial(YES, PUPILS)
    best = likelihood(found.centre, found.size)
    for aside in (0.99, 1.01):
        assert likelihood(found.centre * aside, found.size) < best
        assert likelihood(found.centre, found.size * aside) < best


def test_a_school_without_pupils_gets_the_centre():
    got = shrink_shares(np.append(YES, 0), np.append(PUPILS, 0))
    assert got.weight[-1] == 0
    assert got.value.estimate[-1] == pytest.approx(got.centre, abs=EXACT)
    assert got.centre == pytest.approx(shrink_shares(YES, PUPILS).centre, abs=SEARCHED)


@pytest.mark.parametrize(
    ("yes", "pupils"),
    [([0, 0, 0], [9, 8, 7]), ([9, 8, 7], [9, 8, 7]), ([3, 4], [9, 8]), ([3, 4, 0], [9, 8, 0])],
    ids=["nobody", "everybody", "two schools", "two schools with pupils"],
)
def test_where_schools_tell_nothing_of_their_spread_there_is_no_figure(yes, pupils):
    got = shrink_shares(np.array(yes), np.array(pupils))
    assert np.isnan(got.value.estimate).all()
    assert np.isnan(got.centre)


@pytest.mark.parametrize(
    ("yes", "pupils"),
    [([0, 0, 1], [1, 1, 1]), ([0, 20, 20, 0], [20, 20, 20, 20]), ([0] * 30 + [1], [15] * 31)],
    ids=["one pupil each", "all or none", "one pupil of all"],
)
def test_schools_that_say_next_to_nothing_of_their_spread_still_have_a_figure(yes, pupils):
    got = shrink_shares(np.array(yes), np.array(pupils)).value
    assert (got.lower <= got.estimate).all()
    assert (got.estimate <= got.upper).all()


def test_measures_at_once_are_each_by_themselves():
    other = (YES[::-1] // 2, PUPILS[::-1])
    both = shrink_shares(np.stack([YES, other[0]]), np.stack([PUPILS, other[1]]))
    for i, (yes, pupils) in enumerate([(YES, PUPILS), other]):
        alone = shrink_shares(yes, pupils)
        assert both.value.estimate[i] == pytest.approx(alone.value.estimate, abs=SEARCHED)
        assert both.value.upper[i] == pytest.approx(alone.value.upper, abs=SEARCHED)


def test_schools_that_differ_more_are_drawn_in_less():
    pupils = np.full(8, 40)
    near, far = (
        shrink_shares(np.array(y), pupils) for y in ([9, 10, 11, 10, 9, 11, 10, 10], [2, 18, 5, 15, 10, 1, 20, 9])
    )
    assert (far.weight > near.weight).all()
    assert far.spread > near.spread


def test_the_random_intercept_model_of_equal_schools_has_a_closed_form():
    # Four schools of two pupils: means 1, 3, 5, 7; within each 2 · 0.5² = 0.5, so σ² = 4 · 0.5 / (8 − 4) = 0.5 and
    # σ² + 2 τ² = 2 · Σ (mean − 4)² / 4 = 2 · 20 / 4 = 10 (Searle, Casella and McCulloch 1992, ch. 4).
    y = np.array([0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5])
    got = one_way(sums_of_pupils(np.repeat(np.arange(4), 2), y))
    assert got.coefficients == pytest.approx([4], abs=SEARCHED)
    assert got.within == pytest.approx(0.5, abs=SEARCHED)
    assert got.between == pytest.approx((10 - 0.5) / 2, abs=1e-5)
    assert got.icc == pytest.approx(4.75 / 5.25, abs=SEARCHED)


def test_schools_that_differ_less_than_chance_have_no_variance_between_them():
    y = np.array([0.0, 1.0, 1.0, 0.0, 0.0, 1.0])
    sums = sums_of_pupils(np.array([0, 0, 1, 1, 2, 2]), y)
    assert one_way(sums).between == 0
    assert one_way(sums, adjusted=True).between > 0


def test_counts_by_outcome_hold_all_that_the_model_needs():
    counts, scores = np.array([[3, 2, 1], [1, 4, 2], [0, 2, 5], [2, 2, 2]]), (0.0, 1.0, 2.0)
    pupils = [(s, o) for s, row in enumerate(counts) for o, n in enumerate(row) for _ in range(n)]
    school, y = np.array([s for s, _ in pupils]), np.array([float(o) for _, o in pupils])
    one, other = one_way(sums_of_counts(counts, scores)), one_way(sums_of_pupils(school, y))
    assert one.coefficients == pytest.approx(other.coefficients, abs=SEARCHED)
    assert one.between == pytest.approx(other.between, abs=SEARCHED)
    assert one.within == pytest.approx(other.within, abs=SEARCHED)


def test_a_shrunken_mean_weighs_the_school_by_its_pupils_and_the_variances():
    counts, scores = np.array([[13, 2, 1], [1, 4, 2], [0, 2, 15], [2, 2, 2]]), (0.0, 1.0, 2.0)
    got, fitted = shrink_means(counts, scores), one_way(sums_of_counts(counts, scores), adjusted=True)
    n, own = counts.sum(axis=1), counts @ np.array(scores) / counts.sum(axis=1)
    weight = fitted.between / (fitted.between + fitted.within / n)
    assert got.weight == pytest.approx(weight, abs=SEARCHED)
    assert got.value.estimate == pytest.approx(weight * own + (1 - weight) * fitted.coefficients[0], abs=SEARCHED)


def test_two_schools_have_no_shrunken_mean():
    got = shrink_means(np.array([[3, 2], [1, 4]]), (0.0, 1.0))
    assert np.isnan(got.value.estimate).all()
