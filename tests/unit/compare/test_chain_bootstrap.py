import numpy as np
import pytest

from gelijkop.compare.chain_bootstrap import limits, of_pupils, of_schools, p_of, school_weights, seeded

DRAWN = 0.05
"""Relative error of a variance of 20,000 draws is 1%; five times that is seen as a fault only."""


def rng():
    return np.random.default_rng(5)


def test_the_first_draw_is_the_schools_as_they_are():
    counts = np.array([[1, 2], [3, 4], [5, 6]])
    drawn = of_schools(counts, school_weights(3, draws=4, rng=rng()))
    assert drawn[:, 0].tolist() == [1 + 3 + 5, 2 + 4 + 6]


def test_every_draw_has_as_many_schools():
    assert set(school_weights(7, draws=50, rng=rng()).sum(axis=1)) == {7}


def test_a_mean_over_schools_has_the_error_of_a_sample_of_schools():
    pupils = np.array([4, 9, 2, 7, 6, 1, 8, 3, 5, 5, 7, 2])
    drawn = of_schools(pupils[:, np.newaxis], school_weights(12, draws=20_000, rng=rng()))[0] / 12
    found = limits(drawn, schools=12)
    # Student's t with 11 degrees of freedom: 2.200985 (R: qt(0.975, 11)).
    assert found.upper - found.estimate == pytest.approx(2.200985 * pupils.std(ddof=1) / np.sqrt(12), rel=DRAWN)


def test_drawn_pupils_vary_as_counts_and_their_rounding_do():
    drawn = of_pupils(np.array([40]), rounding_sd=3.0, draws=20_000, rng=rng())[0, 1:]
    assert (drawn.mean(), drawn.var()) == (pytest.approx(40, rel=DRAWN), pytest.approx(40 + 9, rel=DRAWN))


def test_nobody_stays_nobody():
    assert not of_pupils(np.array([0, 5]), rounding_sd=2.0, draws=10, rng=rng())[0].any()


def test_the_same_counts_give_the_same_chance():
    counts = np.arange(12).reshape(3, 4)
    assert seeded(counts).random() == seeded(counts.copy()).random()


def test_other_counts_give_another():
    assert seeded(np.array([1, 2])).random() != seeded(np.array([1, 3])).random()


def test_the_limit_of_a_pupil_bootstrap_is_just_at_p_of_5_percent():
    values = np.concatenate([[0.0], rng().normal(size=500)])
    values[0] = 1.959963984540054 * values[1:].std()
    assert p_of(values, schools=None) == pytest.approx(0.05)


def test_a_step_that_never_does_anything_is_no_difference():
    assert p_of(np.zeros(20), schools=12) == 1


def test_a_draw_without_the_group_is_left_out():
    assert limits(np.array([0.5, 0.4, np.nan, 0.6]), schools=None).upper == pytest.approx(0.5 + 1.959964 * 0.1)
