"""How often the 95% intervals hold the truth, by drawing from known truths (fixed seed)."""

import numpy as np
import pytest

from gelijkop.compare.intervals import Intervals, ratio, share_rounding, wilson
from gelijkop.compare.standardise import standardise_means, standardise_shares

DRAWS = 4000
NOISE = 0.012  # 3.5 standard errors of 95% over 4000 draws
DISCRETE = 0.02  # a score interval of a few pupils swings about 95%; Newcombe (1998a), table II


def held(truth: float, found: Intervals) -> float:
    return float(((found.lower <= truth) & (truth <= found.upper)).mean())


def cube_rounding(counts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What the protected cube does to a count, made random: 1–4 to 0 or 5, larger by at most 2, never below 5."""
    up = np.where(rng.random(counts.shape) < counts / 5, 5, 0)
    moved = np.maximum(5, counts + rng.integers(-2, 3, counts.shape))
    return np.where(counts == 0, 0, np.where(counts < 5, up, moved))


@pytest.mark.parametrize(("n", "p"), [(30, 0.3), (30, 0.5), (100, 0.1), (100, 0.3), (400, 0.03), (400, 0.5)])
def test_the_interval_of_a_rounded_share_holds_the_truth(n, p):
    rng = np.random.default_rng(20241001)
    x = rng.binomial(n, p, DRAWS)
    yes, rest = cube_rounding(x, rng), cube_rounding(n - x, rng)
    sd = float(np.sqrt(np.mean((yes - x) ** 2)))
    pupils = yes + rest
    found = wilson(ratio(yes, pupils), pupils, rounding_variance=share_rounding(pupils, rounding_sd=sd))
    assert held(p, found) > 0.95 - NOISE


def test_without_widening_a_rounded_share_is_called_too_sure():
    rng = np.random.default_rng(20241001)
    x = rng.binomial(12, 0.3, DRAWS)
    yes, rest = cube_rounding(x, rng), cube_rounding(12 - x, rng)
    assert held(0.3, wilson(ratio(yes, yes + rest), yes + rest)) < 0.80


SPREADS = {
    "a spread that overlaps well": ([5, 12, 15, 14, 6, 3], [3, 8, 20, 30, 30, 15]),
    "a reference group with other ability": ([300, 300, 200, 50, 20, 10], [10, 20, 50, 200, 400, 400]),
    "hardly any reference where the group is": ([30, 30, 20, 5, 2, 1], [1, 2, 5, 20, 40, 40]),
}
SHARES = np.array([0.02, 0.10, 0.30, 0.60, 0.85, 0.97])


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("difference", [0.0, -0.08])
def test_the_interval_of_a_gap_at_equal_ability_holds_the_truth(spread, difference):
    rng = np.random.default_rng(20241001)
    n1, n0 = (np.tile(n, (DRAWS, 1)) for n in SPREADS[spread])
    shares = np.clip(SHARES + difference, 0.005, 1)
    found = standardise_shares(rng.binomial(n1, shares), n1, rng.binomial(n0, SHARES), n0)
    truth = float((n1[0] * (shares - SHARES)).sum() / n1[0].sum())
    assert held(truth, found.gap) > 0.95 - NOISE - DISCRETE


def test_many_strata_of_two_pupils_hold_the_truth():
    rng = np.random.default_rng(20241001)
    shares = rng.uniform(0.1, 0.9, 30)
    two = np.full((DRAWS, 30), 2)
    found = standardise_shares(rng.binomial(two, shares), two, rng.binomial(two, shares), two)
    assert held(0.0, found.gap) > 0.95 - NOISE


@pytest.mark.parametrize("spread", SPREADS)
def test_the_interval_of_a_mean_gap_at_equal_ability_holds_the_truth(spread):
    rng = np.random.default_rng(20241001)
    scores = (-1.0, -0.5, 0.0, 0.5)
    chances = np.stack([np.linspace(0.2, 0.05, 6), np.full(6, 0.3), np.full(6, 0.4), np.linspace(0.1, 0.25, 6)], -1)
    c1, c0 = (
        np.stack([rng.multinomial(n, p, DRAWS) for n, p in zip(sizes, chances, strict=True)], axis=1)
        for sizes in SPREADS[spread]
    )
    assert held(0.0, standardise_means(c1, c0, scores).gap) > 0.95 - NOISE - DISCRETE
