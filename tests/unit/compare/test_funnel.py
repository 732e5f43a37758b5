"""Funnel limits, overdispersion and zones, by hand and by counting the binomial distribution out."""

from math import comb, sqrt

import numpy as np
import pytest

from gelijkop.compare.funnel import funnel_means, funnel_shares, overdispersion, zones

EXACT = 1e-9  # binomial tails in another order of adding
PUPILS = np.array([20, 40, 80, 25])


def counted_limit(p: float, n: int, tail: float) -> float:
    """The share below which lies this part of the binomial distribution, by adding up its chances."""
    below = [sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(r + 1)) for r in range(n + 1)]
    r = next(r for r, chance in enumerate(below) if chance >= tail)
    return (r - (below[r] - tail) / (below[r] - below[r - 1])) / n


@pytest.mark.parametrize(("tail", "side", "level"), [(0.025, "lower", 0), (0.975, "upper", 0), (0.999, "upper", 1)])
def test_limits_by_chance_alone_are_binomial_tails_interpolated(tail, side, level):
    found = funnel_shares(np.array([5, 10, 20]), np.array([20, 40, 80]))  # all at 0.25: no overdispersion
    assert found.tau == 0
    assert getattr(found, side)[0, level] == pytest.approx(counted_limit(0.25, 20, tail), abs=EXACT)


def test_overdispersion_widens_the_limits_as_much_as_the_standard_error():
    found, p = funnel_shares(np.array([1, 22, 20, 15]), PUPILS), 58 / 165
    chance = sqrt(p * (1 - p) / 20)
    with_spread = sqrt(chance**2 + found.tau**2)
    assert found.tau > 0
    assert found.z[0] == pytest.approx((1 / 20 - p) / with_spread, abs=EXACT)
    exact = counted_limit(p, 20, 0.975)
    assert found.upper[0, 0] == pytest.approx(p + (exact - p) * with_spread / chance, abs=EXACT)


def test_phi_is_the_mean_of_z_squared_and_tau_what_brings_it_to_chance():
    # z = ±3 in four schools of equal variance 0.01: φ = 9, τ² = (4 · 9 − 3) / (400 − 4 · 100² / 400) = 33 / 300.
    off, variance = np.array([0.3, -0.3, 0.3, -0.3]), np.full(4, 0.01)
    phi, tau = overdispersion(off, variance)
    assert phi == pytest.approx(9, abs=EXACT)
    assert tau == pytest.approx(sqrt(33 / 300), abs=EXACT)


def test_the_most_extreme_school_does_not_make_the_others_ordinary():
    off, variance = np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 9.0]), np.full(11, 0.01)
    # The tenth percentile from above lies at the tenth of eleven schools, whose z is 1.
    assert overdispersion(off, variance)[0] == pytest.approx(1, abs=EXACT)
    assert overdispersion(off, variance, winsorised=0.0)[0] > 100


def test_a_single_school_has_no_overdispersion():
    assert np.isnan(overdispersion(np.array([0.1]), np.array([0.01]))[1])


def test_schools_without_pupils_count_for_nothing():
    one, other = (
        funnel_shares(np.array([5, 9, 20]), np.array([20, 40, 80])),
        funnel_shares(np.array([5, 0, 9, 20]), np.array([20, 0, 40, 80])),
    )
    assert np.isnan(other.z[1])
    assert np.delete(other.z, 1) == pytest.approx(one.z, abs=EXACT)


def test_a_region_without_pupils_has_no_funnel():
    found = funnel_shares(np.zeros(3, dtype=int), np.zeros(3, dtype=int))
    assert np.isnan(found.centre)
    assert np.isnan(found.lower).all()


def test_a_school_beyond_the_limits_is_told_by_how_far():
    yes, pupils = np.array([100, 100, 100, 100, 100, 128, 200]), np.full(7, 400)
    found = funnel_shares(yes, pupils, winsorised=0.3)
    assert zones(yes / pupils, found).tolist() == ["inside"] * 5 + ["inside", "beyond_998"]


def test_limits_of_means_are_normal_and_within_the_scores():
    means, pupils = np.array([0.0, 0.02, -0.02]), np.array([100, 100, 4])
    found = funnel_means(means, pupils, np.array(0.25), scores=(-1.0, 1.0))
    centre = (2 - 0.08) / 204
    assert found.tau == 0
    assert found.upper[0, 0] == pytest.approx(centre + 1.959963984540054 * sqrt(0.25 / 100), abs=EXACT)
    assert found.z[1] == pytest.approx((0.02 - centre) / sqrt(0.25 / 100), abs=EXACT)


@pytest.mark.parametrize("p", [0.05, 0.3])
def test_of_schools_that_differ_by_chance_about_five_in_a_hundred_lie_beyond_95(p):
    rng = np.random.default_rng(5)
    pupils = rng.integers(15, 200, (400, 40))
    yes = rng.binomial(pupils, p)
    found = funnel_shares(yes, pupils)
    where = zones(yes / pupils, found)
    assert 0.03 < (where != "inside").mean() < 0.06
    assert (where == "beyond_998").mean() < 0.004


def test_a_school_of_which_rounding_leaves_less_than_a_pupil_is_not_out_of_the_ordinary():
    # 9 schools of 100 pupils with 20 each, and one of which a quarter of a pupil is left: any share is ordinary there
    found = funnel_shares(np.array([20.0] * 9 + [0.125]), np.array([100.0] * 9 + [0.25]))
    assert found.lower[-1].tolist() == [0, 0]
    assert found.upper[-1].tolist() == [1, 1]
