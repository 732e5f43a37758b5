import numpy as np
import pytest

from gelijkop.compare.wild import webb, wild_contrast

BISECTED = 1e-5  # limits are bisected until 2/2²⁰
CONTRAST = np.array([[1.0, -1.0]])


def region(seed=1, clusters=7):
    rng = np.random.default_rng(seed)
    n = rng.integers(2, 12, (1, clusters, 2)).astype(float)
    return rng.binomial(n.astype(int), 0.4).astype(float), n


def statistic(y, clusters, group):
    """The gap over its cluster-robust standard error, from pupils, up to a constant."""
    means = np.array([y[group == g].mean() for g in (0, 1)])
    residual = y - means[group]
    u = [
        sum(residual[(clusters == c) & (group == g)].sum() * (1 if g else -1) / (group == g).sum() for g in (0, 1))
        for c in np.unique(clusters)
    ]
    return (means[1] - means[0]) / np.sqrt(np.square(u).sum())


def slow(x, n, draws, tested):
    """The same p-value in plain steps, from pupils written out one by one."""
    y, clusters, group = [], [], []
    for c in range(n.shape[1]):
        for term, g in ((0, 1), (1, 0)):
            ones = int(x[0, c, term])
            y += [1.0] * ones + [0.0] * int(n[0, c, term] - ones)
            clusters += [c] * int(n[0, c, term])
            group += [g] * int(n[0, c, term])
    y, clusters, group = np.array(y), np.array(clusters), np.array(group)
    y = y - tested * group
    seen = abs(statistic(y, clusters, group))
    restricted = y.mean()
    drawn = [abs(statistic(restricted + (y - restricted) * v[clusters], clusters, group)) for v in draws]
    return np.mean(np.array(drawn) >= seen * (1 - 1e-9))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_p_value_is_that_of_the_same_draws_on_single_pupils(seed):
    x, n = region(seed)
    draws = webb(7, draws=99)
    _, p = wild_contrast(x, n, CONTRAST, bounds=(-1, 1), draws=draws)
    assert p[0] == pytest.approx(slow(x, n, draws, tested=0.0), abs=1e-12)


def test_just_inside_the_limits_the_test_keeps_a_difference_and_just_outside_it_does_not():
    x, n = region(2)
    draws = webb(7, draws=199)
    limits, _ = wild_contrast(x, n, CONTRAST, bounds=(-1, 1), draws=draws)
    for limit, side in ((limits.lower[0], 1), (limits.upper[0], -1)):
        assert slow(x, n, draws, tested=limit + side * BISECTED) > 0.05
        assert slow(x, n, draws, tested=limit - side * BISECTED) <= 0.05


def test_limits_stay_within_what_is_possible():
    n = np.full((1, 6, 2), 3.0)
    x = np.stack([np.array([[3, 0, 3, 0, 3, 3.0]]), np.array([[0, 3, 0, 0, 3, 0.0]])], axis=2)
    limits, _ = wild_contrast(x, n, CONTRAST, bounds=(-1, 1))
    assert -1 <= limits.lower[0] < limits.estimate[0] < limits.upper[0] <= 1


def test_the_draws_are_the_same_every_time():
    assert np.array_equal(webb(8), webb(8))
    assert set(np.round(np.unique(webb(8)) ** 2, 9)) == {0.5, 1.0, 1.5}


def test_cells_in_several_batches_are_as_they_are_alone():
    x, n = region(4)
    limits, p = wild_contrast(np.repeat(x, 60, axis=0), np.repeat(n, 60, axis=0), np.repeat(CONTRAST, 60, axis=0),
                              bounds=(-1, 1))  # fmt: skip
    alone, p_alone = wild_contrast(x, n, CONTRAST, bounds=(-1, 1))
    assert np.allclose(limits.lower, alone.lower[0], rtol=0, atol=1e-12)
    assert np.allclose(p, p_alone[0], rtol=0, atol=1e-12)
