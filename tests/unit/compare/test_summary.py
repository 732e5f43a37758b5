import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.intervals import difference, wilson
from gelijkop.compare.summary import (
    attributable_count,
    attributable_fraction,
    concentration_index,
    groups_of,
    index_of_disparity,
    relative_index,
    slope_index,
)
from gelijkop.compare.summary_clusters import clustered_disparity, clustered_index

CLOSE = 1e-9
A_FEW = settings(max_examples=25, derandomize=True, deadline=None)
COUNTS = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=3, max_size=6)
SHARE = (0.0, 1.0)


def shares(*rows, rounding_sd=0.0):
    """One cell of groups (without the outcome, with it)."""
    return groups_of(np.array([rows], dtype=float), SHARE, rounding_sd=rounding_sd)


EVERY = [
    slope_index, relative_index, concentration_index, lambda g: attributable_count(g, 2),
    lambda g: attributable_fraction(g, 2), index_of_disparity,
]  # fmt: skip


def test_two_equal_groups_worked_by_hand():
    """50 and 50 pupils with 20% and 40%: ranks 1/4 and 3/4, line 0.1 + 0.4 r; 0.5 / 0.1; C = 2 × 0.025 / 0.3."""
    g = shares((40, 10), (30, 20))
    assert slope_index(g).value.estimate[0] == pytest.approx(0.4, abs=CLOSE)
    assert relative_index(g).value.estimate[0] == pytest.approx(5, rel=CLOSE)
    assert concentration_index(g).value.estimate[0] == pytest.approx(1 / 6, rel=CLOSE)
    assert attributable_count(g, 1).value.estimate[0] == pytest.approx(50 * -0.2, rel=CLOSE)
    assert attributable_fraction(g, 1).value.estimate[0] == pytest.approx((0.3 - 0.4) / 0.3, rel=CLOSE)
    assert index_of_disparity(g).value.estimate[0] == pytest.approx(0.1 / 0.3, rel=CLOSE)


def test_the_count_of_two_groups_has_the_limits_of_their_difference():
    g = shares((40, 10), (30, 20))
    gap = difference(*(wilson(np.array([p]), np.array([50])) for p in (0.2, 0.4)))
    found = attributable_count(g, 1).value
    assert (found.lower[0] / 50, found.upper[0] / 50) == (pytest.approx(gap.lower[0]), pytest.approx(gap.upper[0]))


@A_FEW
@given(COUNTS)
def test_equal_rates_give_no_inequality(rows):
    g = shares(*[(3 * a, 2 * a) for a, _ in rows])
    assert slope_index(g).value.estimate[0] == pytest.approx(0, abs=CLOSE)
    assert relative_index(g).value.estimate[0] == pytest.approx(1, rel=CLOSE)
    assert concentration_index(g).value.estimate[0] == pytest.approx(0, abs=CLOSE)
    assert attributable_count(g, 2).value.estimate[0] == pytest.approx(0, abs=1e-7)
    assert index_of_disparity(g).value.estimate[0] == pytest.approx(0, abs=CLOSE)
    assert index_of_disparity(g).value.lower[0] == 0


@A_FEW
@given(COUNTS)
def test_the_order_turned_round_turns_the_slope_round(rows):
    there, back = shares(*rows), shares(*rows[::-1])
    assert slope_index(there).value.upper[0] == pytest.approx(-slope_index(back).value.lower[0], rel=CLOSE, abs=CLOSE)
    assert concentration_index(there).value.upper[0] == pytest.approx(
        -concentration_index(back).value.lower[0], rel=CLOSE, abs=CLOSE
    )
    one, other = relative_index(there).value, relative_index(back).value
    if not np.isnan(one.estimate[0]):
        assert one.estimate[0] * other.estimate[0] == pytest.approx(1, rel=CLOSE)


@A_FEW
@given(COUNTS)
def test_an_empty_group_changes_nothing(rows):
    without, among = shares(*rows), shares(*rows[:1], (0, 0), *rows[1:])
    for make in (slope_index, relative_index, concentration_index, index_of_disparity):
        one, other = make(without).value, make(among).value
        for a, b in zip((one.estimate, one.lower, one.upper), (other.estimate, other.lower, other.upper), strict=True):
            assert a[0] == pytest.approx(b[0], rel=CLOSE, abs=CLOSE, nan_ok=True)


@A_FEW
@given(COUNTS)
def test_every_measure_lies_within_its_limits(rows):
    for make in EVERY:
        value = make(shares(*rows)).value
        if not np.isnan(value.estimate[0]):
            assert value.lower[0] <= value.estimate[0] <= value.upper[0]


@pytest.mark.parametrize("make", EVERY)
def test_one_group_alone_says_nothing_of_inequality(make):
    value = make(shares((0, 0), (0, 0), (30, 20))).value
    assert np.isnan([value.estimate[0], value.lower[0], value.upper[0]]).all()


@pytest.mark.parametrize("make", EVERY)
def test_nobody_says_nothing(make):
    assert np.isnan(make(shares((0, 0), (0, 0), (0, 0))).value.upper[0])


@pytest.mark.parametrize("make", EVERY)
def test_rounding_widens_every_measure(make):
    rows = ((60, 30), (70, 50), (40, 50))
    exact, rounded = (make(shares(*rows, rounding_sd=sd)).value for sd in (0.0, 4.0))
    assert rounded.upper[0] - rounded.lower[0] > exact.upper[0] - exact.lower[0]


def test_a_line_through_zero_has_no_ratio():
    """Shares 0, 0 and 1/2 of equal groups: the line is below 0 at the bottom."""
    assert np.isnan(relative_index(shares((50, 0), (50, 0), (25, 25))).value.estimate[0])


def test_a_mean_has_a_slope_too():
    """Levels 0, 1 and 2: means 0.5 and 1.5 of equal groups lie on −0 + 2 r."""
    counts = np.array([[[10, 10, 0], [0, 10, 10]]], dtype=float)
    value = slope_index(groups_of(counts, (0.0, 1.0, 2.0))).value
    assert value.estimate[0] == pytest.approx(2, rel=CLOSE)
    assert value.lower[0] < 2 < value.upper[0]


def test_cells_are_each_as_they_are_alone():
    rows = np.array([[[9, 1], [20, 10], [5, 5]], [[0, 0], [20, 3], [9, 9]], [[0, 0], [0, 0], [0, 0]]], dtype=float)
    for make in EVERY:
        together = make(groups_of(rows, SHARE)).value.lower
        alone = [make(groups_of(rows[i : i + 1], SHARE)).value.lower[0] for i in range(3)]
        assert np.allclose(together, alone, rtol=CLOSE, equal_nan=True)


def region(seed, schools=20):
    rng = np.random.default_rng(seed)
    n = rng.integers(0, 15, (1, schools, 3))
    school = rng.normal(0, 0.12, (1, schools, 1))
    x = rng.binomial(n, np.clip(np.array([0.3, 0.4, 0.5]) + school, 0, 1))
    pupils, having = n.sum(axis=1), x.sum(axis=1)
    return groups_of(np.stack([pupils - having, having], axis=2), SHARE), x, n


@pytest.mark.parametrize("make", EVERY[:5])
def test_limits_that_know_schools_are_never_much_narrower(make):
    for seed in range(5):
        g, x, n = region(seed)
        simple = make(g)
        found = clustered_index(simple, g, x, n)
        width = found.value.upper[0] - found.value.lower[0]
        assert width > 0.9 * (simple.value.upper[0] - simple.value.lower[0])
        assert (found.state[0], found.clusters[0]) == ("shown", 20)


def test_pupils_who_are_each_a_school_have_the_simple_variance_of_a_slope():
    counts = ((40, 10), (30, 20), (20, 30))
    g = shares(*counts)
    x, n = np.zeros((1, 150, 3)), np.zeros((1, 150, 3))
    for j, (_, having) in enumerate(counts):
        n[0, 50 * j : 50 * j + 50, j] = 1
        x[0, 50 * j : 50 * j + having, j] = 1
    index = slope_index(g)
    # Unbiased here, n − 1 for n in each group of 50.
    simple = (index.gradient**2 * g.variance).sum()
    assert clustered_index(index, g, x, n).variance[0] == pytest.approx(simple * 50 / 49, rel=CLOSE)


def test_five_schools_are_too_few():
    g, x, n = region(1, schools=5)
    found = clustered_index(slope_index(g), g, x, n)
    assert found.state.tolist() == ["few_clusters"]
    assert np.isnan(found.value.lower[0])


def test_disparity_that_schools_explain_has_a_lower_limit_of_zero_mostly():
    """200 regions without any gap in which each group has ten schools of its own, and schools differ."""
    rng = np.random.default_rng(7)
    of_group = np.arange(30) // 10 == np.arange(3)[:, np.newaxis]
    n = np.broadcast_to(np.where(of_group.T, 40, 0), (200, 30, 3))
    x = rng.binomial(n, np.clip(0.4 + rng.normal(0, 0.15, (200, 30, 1)), 0, 1))
    pupils, having = n.sum(axis=1), x.sum(axis=1)
    g = groups_of(np.stack([pupils - having, having], axis=2), SHARE)
    index = index_of_disparity(g)
    found = clustered_disparity(index, g, x, n)
    assert (found.value.lower == 0).mean() > 0.9
    assert (index.value.lower == 0).mean() < 0.5


def test_the_limits_of_the_concentration_index_are_symmetric():
    value = concentration_index(shares((30, 10), (30, 30), (10, 30))).value
    assert value.upper[0] - value.estimate[0] == pytest.approx(value.estimate[0] - value.lower[0], rel=CLOSE)
