"""Studies taken together: what must hold whatever the data, and what is refused."""

import numpy as np
import pytest

from gelijkop.errors import Text
from gelijkop.evidence import pooling, pooling_tau
from gelijkop.evidence.effects import Groups, d_to_g
from gelijkop.evidence.pool_scale import variance_g
from gelijkop.evidence.pooling import egger, pool
from gelijkop.evidence.pooling_tau import tau2_reml

PRINTED = 1e-4  # the book prints four decimals, and takes J by its approximation 1 − 3/(4·df − 1)
GRID = 1e-3  # of τ²: the step of the grid that REML is held against
SAME = pytest.approx
# Borenstein e.a. (2009), Introduction to meta-analysis, chapter 14, data set 1: mean, standard deviation and pupils
# of both groups.
BOOK_GROUPS = [
    (94, 22, 60, 92, 20, 60),
    (98, 21, 65, 92, 22, 65),
    (98, 28, 40, 88, 26, 40),
    (94, 19, 200, 82, 17, 200),
    (98, 21, 50, 88, 22, 45),
    (96, 21, 85, 92, 22, 85),
]
# Two tops of the restricted likelihood: a low one at τ² = 0, and the highest far above it.
TOPS = np.array([0.2, -12.7, 0.1, 0.0, 0.0]), np.array([0.04, 5.66, 0.07, 0.02, 0.04])


def hedges(m1, s1, n1, m2, s2, n2):
    """g and its variance from two groups."""
    within = (((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)) ** 0.5
    g = d_to_g((m1 - m2) / within, Groups(n1, n2))
    return g, variance_g(g, Groups(n1, n2))


BOOK, BOOK_V = np.array([hedges(*row) for row in BOOK_GROUPS]).T


def likelihood(y, v, tau2):
    """The restricted likelihood by the matrices of the textbook, as slow as it is plain."""
    w = np.diag(1 / (v + tau2))
    one = np.ones((y.size, 1))
    inside = one.T @ w @ one
    p = w - w @ one @ np.linalg.inv(inside) @ one.T @ w
    return -(np.log(v + tau2).sum() + np.log(inside.item()) + y @ p @ y) / 2


def test_one_study_is_refused():
    assert "één onderzoek" in pool(np.array([0.2]), np.array([0.1])).nl


@pytest.mark.parametrize("errors", [[0.1, 0.0], [0.1, np.nan], [0.1, -0.1], [0.1, np.inf], [0.1, 1e-200]])
def test_an_error_of_nothing_or_of_nobody_knows_what_is_refused(errors):
    assert isinstance(pool(np.array([0.2, 0.3]), np.array(errors)), Text)


def test_hartung_and_knapp_do_not_go_with_one_common_effect():
    assert "gemeenschappelijk" in pool(np.array([0.2, 0.3]), np.array([0.1, 0.1]), method="fixed", kind="hk").nl
    assert pool(np.array([0.2, 0.3]), np.array([0.1, 0.1]), method="fixed").kind == "normal"


@pytest.mark.parametrize("method", ["reml", "dl"])
def test_studies_that_agree_are_one_common_effect(method):
    y, se = np.array([0.3, 0.3, 0.3]), np.array([0.1, 0.2, 0.4])
    found, fixed = pool(y, se, method=method, kind="normal"), pool(y, se, method="fixed")
    assert (found.tau2, found.i2, found.h2) == (0, 0, 1)
    assert found.interval == SAME(fixed.interval)
    # 1/0.01 + 1/0.04 + 1/0.16 = 131.25
    assert found.se == SAME(131.25**-0.5)
    assert found.tau2_interval is None


def test_two_studies_give_an_interval_with_one_degree_of_freedom():
    # mean 0.2, scatter makes se = half the distance = 0.1; t with 1 df at 97.5% is 12.706
    found = pool(np.array([0.1, 0.3]), np.array([0.1, 0.1]))
    assert found.interval == SAME((0.2 - 12.7062 * 0.1, 0.2 + 12.7062 * 0.1), abs=1e-4)
    assert found.without == ()


def test_the_interval_for_a_next_study_has_k_minus_1_degrees_of_freedom_or_k_minus_2():
    y, se = np.array([0.0, 0.4, 0.2]), np.array([0.1, 0.1, 0.1])
    found, wider = pool(y, se), pool(y, se, prediction_df="k-2")
    # variance of the three is 0.04, so τ² = 0.04 − 0.01 = 0.03 and se² = 0.04/3
    half = (0.03 + 0.04 / 3) ** 0.5
    assert found.prediction == SAME((0.2 - 4.302653 * half, 0.2 + 4.302653 * half), abs=1e-5)
    assert wider.prediction == SAME((0.2 - 12.706205 * half, 0.2 + 12.706205 * half), abs=1e-5)
    assert pool(y[:2], se[:2], prediction_df="k-2").prediction is None
    assert pool(y, se, method="fixed").prediction is None


def test_the_printed_example_of_borenstein_comes_out():
    fixed = pool(BOOK, BOOK_V**0.5, method="fixed")
    found = pool(BOOK, BOOK_V**0.5, method="dl", kind="normal")
    assert (fixed.estimate, fixed.se, fixed.q) == SAME((0.4142, 0.0640, 12.0033), abs=PRINTED)
    assert found.tau2 == SAME(0.0373, abs=PRINTED)
    assert (found.estimate, *found.interval) == SAME((0.3582, 0.1520, 0.5645), abs=PRINTED)
    assert found.i2 == SAME(0.5834, abs=PRINTED)


@pytest.mark.parametrize(
    ("y", "v"),
    [(BOOK, BOOK_V), TOPS, (np.array([-3, 0.5, 8.0]), np.array([1e-4, 1.0, 50.0]))],
    ids=["book", "two tops", "far scales"],
)
def test_reml_finds_the_highest_likelihood_that_a_fine_grid_finds(y, v):
    grid = np.concatenate([[0.0], np.exp(np.arange(np.log(1e-4), np.log(500), GRID))])
    best = max(grid, key=lambda t: likelihood(y, v, t))
    found = tau2_reml(y, v)
    assert found.converged
    assert found.tau2 == SAME(best, rel=2 * GRID)


def test_reml_says_so_when_it_did_not_end(monkeypatch):
    monkeypatch.setattr(pooling_tau, "STEPS", 1)
    assert not pool(BOOK, BOOK_V**0.5).converged


def test_the_corrected_interval_is_never_narrower():
    y, se = np.array([0.20, 0.21, 0.20]), np.array([0.1, 0.2, 0.1])
    plain, corrected = pool(y, se, kind="hk"), pool(y, se, kind="hk-adhoc")
    assert plain.scatter < 1
    assert (plain.widened, corrected.widened) == (False, True)
    assert plain.interval.lower > corrected.interval.lower
    assert corrected.se == SAME(pool(y, se, kind="normal").se)


def test_by_default_only_an_interval_narrower_than_the_normal_one_is_corrected():
    close = np.array([0.3, 0.3, 0.3]), np.array([0.1, 0.1, 0.1])
    assert pool(*close, kind="hk").interval == SAME((0.3, 0.3))  # as sure as can be, of nothing
    assert pool(*close).interval == pool(*close, kind="hk-adhoc").interval
    assert pool(*close).widened
    # scatter 0.7 of what is expected: narrower than by hk-adhoc, but t makes it wider than the normal interval
    wide = np.array([0.2, 0.2 + 0.1 * (2 * 0.7) ** 0.5, 0.2]), np.array([0.1, 0.1, 0.1])
    assert pool(*wide).scatter < 1
    assert pool(*wide).interval == pool(*wide, kind="hk").interval
    assert not pool(*wide).widened


def test_leaving_out_of_many_studies_goes_in_parts(monkeypatch):
    whole = pool(BOOK, BOOK_V**0.5).without
    monkeypatch.setattr(pooling, "CHUNK", 600)
    assert pool(BOOK, BOOK_V**0.5).without == whole


@pytest.mark.parametrize("method", ["reml", "dl", "fixed"])
def test_leaving_one_out_at_once_is_leaving_them_out_one_by_one(method):
    y, se = BOOK, BOOK_V**0.5
    for i, one in enumerate(pool(y, se, method=method).without):
        alone = pool(np.delete(y, i), np.delete(se, i), method=method)
        assert (one.estimate, *one.interval, one.tau2, one.i2) == SAME(
            (alone.estimate, *alone.interval, alone.tau2, alone.i2)
        )


def test_the_study_that_changes_the_verdict_is_named():
    found = pool(np.array([0.5, 0.0, 0.02]), np.array([0.05, 0.1, 0.1]), method="fixed")
    assert found.interval.verdict == "above"
    assert [one.turns for one in found.without] == [True, False, False]


def test_asymmetry_is_not_tested_below_ten_studies():
    y, se = np.tile([0.1, 0.4, 0.2], 4), np.linspace(0.1, 0.4, 12)
    assert pool(y[:9], se[:9]).egger is None
    assert pool(y[:10], se[:10]).egger == egger(y[:10], se[:10])


def test_effects_that_grow_with_their_error_have_a_slope():
    se = np.linspace(0.05, 0.5, 10)
    found = egger(2 * se + np.tile([0.001, -0.001], 5), se)
    assert found.slope == SAME(2, abs=0.02)
    assert found.p < 1e-6


def test_nothing_is_tested_where_all_errors_are_alike_or_all_estimates_on_a_line():
    se = np.linspace(0.1, 1.2, 12)
    assert egger(np.tile([0.1, 0.4], 6), np.full(12, 0.1)) is None
    assert egger(0.1 + 2 * se, se) is None
