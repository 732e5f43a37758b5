import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.clusters import clustered_differences
from gelijkop.compare.counts_per import counts_per
from gelijkop.compare.intervals import Intervals, difference, ratio, wilson
from gelijkop.compare.ratios import clustered_ratios, log_ratio, ratio_of, score_ratio

CLOSE = 1e-9
A_FEW = settings(max_examples=30, derandomize=True, deadline=None)
TABLE = st.tuples(*[st.integers(1, 60)] * 2).flatmap(
    lambda n: st.tuples(st.integers(0, n[0]), st.just(n[0]), st.integers(0, n[1]), st.just(n[1]))
)


def one(*values):
    return [np.array([float(v)]) for v in values]


def from_wilson(x1, n1, x0, n0):
    return wilson(ratio(x1, n1), n1), wilson(ratio(x0, n0), n0)


@A_FEW
@given(TABLE)
def test_the_ratio_turned_round_has_its_limits_turned_round(table):
    there, back = score_ratio(*one(*table)), score_ratio(*one(*table[2:], *table[:2]))
    with np.errstate(divide="ignore"):
        assert 1 / there.lower[0] == pytest.approx(back.upper[0], rel=CLOSE)
        assert 1 / there.upper[0] == pytest.approx(back.lower[0], rel=CLOSE)


@A_FEW
@given(TABLE)
def test_a_ratio_that_excludes_one_goes_with_a_difference_that_excludes_zero(table):
    arms = from_wilson(*one(*table))
    times, more = ratio_of(*arms), difference(*arms)
    assert (times.lower[0] > 1) == (more.lower[0] > 1e-12)
    assert (times.upper[0] < 1) == (more.upper[0] < -1e-12)


@pytest.mark.parametrize("limits", [score_ratio, lambda *t: ratio_of(*from_wilson(*t))])
@pytest.mark.parametrize(
    ("table", "lower", "upper"),
    [((0, 20, 5, 30), "zero", "finite"), ((5, 30, 0, 20), "finite", "infinite"), ((0, 9, 0, 8), "zero", "infinite"),
     ((20, 20, 5, 30), "finite", "finite"), ((5, 30, 20, 20), "finite", "finite"), ((0, 0, 3, 4), "nan", "nan")],
)  # fmt: skip
def test_zeros_and_ones_have_the_limits_that_are_promised(limits, table, lower, upper):
    got = limits(*one(*table))
    kind = {0.0: "zero", np.inf: "infinite"}
    for value, want in ((got.lower[0], lower), (got.upper[0], upper)):
        assert ("nan" if np.isnan(value) else kind.get(value, "finite")) == want


def test_log_limits_say_nothing_of_a_zero():
    assert np.isnan(log_ratio(*one(0, 20, 5, 30)).upper[0])


def test_many_ratios_at_once_are_each_as_they_are_alone():
    tables = np.array([[3, 10, 5, 30], [8, 9, 1, 40], [0, 5, 2, 7]], dtype=float)
    together = score_ratio(*tables.T)
    assert together.upper.tolist() == [score_ratio(*one(*t)).upper[0] for t in tables]


def region(seed, locations=20):
    rng = np.random.default_rng(seed)
    n1, n0 = rng.integers(1, 30, (2, 1, locations))
    return rng.binomial(n1, 0.3), n1, rng.binomial(n0, 0.5), n0


def test_a_clustered_ratio_excludes_one_where_the_clustered_gap_excludes_zero():
    cells = [np.concatenate(rows) for rows in zip(*(region(s) for s in range(40)), strict=True)]
    times, more = clustered_ratios(*cells), clustered_differences(*cells, scores=(0, 1))
    assert np.array_equal(times.value.upper < 1, more.value.upper < 0)
    assert 0 < (times.value.upper < 1).sum() <= 40


def test_a_clustered_ratio_of_pupils_who_are_each_a_school_is_nearly_that_of_wilson():
    x1, x0 = np.zeros((1, 400)), np.zeros((1, 400))
    x1[0, :60], x0[0, 200:300] = 1, 1
    n1, n0 = np.repeat([[1.0, 0.0]], 200, axis=1), np.repeat([[0.0, 1.0]], 200, axis=1)
    got = clustered_ratios(x1, n1, x0, n0)
    plain = ratio_of(*from_wilson(*one(60, 200, 100, 200)))
    # The t of some 398 degrees and n − 1 for n make it half a percent wider.
    assert got.value.lower[0] == pytest.approx(plain.lower[0], rel=0.005)
    assert got.clusters[0] == 200


def test_a_clustered_ratio_of_few_schools_keeps_its_estimate_alone():
    got = clustered_ratios(*region(1, locations=5))
    assert got.state.tolist() == ["few_clusters"]
    assert np.isnan(got.value.lower[0])
    assert got.value.estimate[0] > 0


def test_correlation_narrows_a_ratio():
    a, b = Intervals(*one(0.5, 0.4, 0.6)), Intervals(*one(0.4, 0.3, 0.5))
    apart, alike = ratio_of(a, b), ratio_of(a, b, correlation=np.array([0.8]))
    assert apart.lower[0] < alike.lower[0] < 1.25 < alike.upper[0] < apart.upper[0]


def test_a_count_of_none_has_a_lower_limit_of_none():
    """Byar from 1: (1 − 1/9 + 1.96/3)³ = 3.668; per 1,000 of 500 pupils twice that."""
    got = counts_per(np.array([0]), np.array([500]))
    assert (got.estimate[0], got.lower[0]) == (0, 0)
    assert got.upper[0] == pytest.approx(2 * 3.668, abs=0.001)


def test_rounding_widens_a_count():
    exact, rounded = (counts_per(np.array([20]), np.array([1000]), rounding_sd=sd) for sd in (0, 3))
    assert rounded.lower[0] < exact.lower[0] < 20 < exact.upper[0] < rounded.upper[0]
    assert exact.upper[0] - 20 == pytest.approx(np.sqrt((rounded.upper[0] - 20) ** 2 - (1.959963984540054 * 3) ** 2))


def test_a_count_among_nobody_is_not_a_number():
    assert np.isnan(counts_per(np.array([0]), np.array([0])).upper[0])
