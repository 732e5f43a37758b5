"""What must hold of any table: doubling, shuffling, swapping and collapsing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gelijkop.compare.comparison import Cells, compare
from gelijkop.compare.intervals import difference, wilson
from gelijkop.compare.mantel_haenszel import association, homogeneity, odds_ratio, risk_difference
from gelijkop.compare.standardise import standardise_means, standardise_shares
from gelijkop.compare.verdicts import benjamini_hochberg

RELATIVE = 1e-8  # sums in another order
few = settings(max_examples=60, derandomize=True, deadline=None)


@st.composite
def tables(draw, most_strata=6, cells=3):
    """x1, n1, x0, n0 of shape (cells, strata); strata may be empty."""
    shape = (cells, draw(st.integers(1, most_strata)))
    with_, without = (draw(arrays(np.int64, (2, *shape), elements=st.integers(0, 30))) for _ in range(2))
    return with_[0], with_[0] + without[0], with_[1], with_[1] + without[1]


def same(a, b):
    np.testing.assert_allclose(a, b, rtol=RELATIVE, atol=1e-10)


@few
@given(tables())
def test_the_gap_lies_within_its_limits_and_the_limits_within_the_scale(table):
    found = standardise_shares(*table).gap
    known = ~np.isnan(found.estimate)
    assert (found.lower[known] <= found.estimate[known]).all()
    assert (found.estimate[known] <= found.upper[known]).all()
    assert (np.abs(np.stack([found.lower, found.upper])[:, known]) <= 1 + 1e-9).all()


@few
@given(tables())
def test_doubling_all_counts_leaves_the_gap_and_narrows_its_interval(table):
    once, twice = standardise_shares(*table).gap, standardise_shares(*(2 * t for t in table)).gap
    same(once.estimate, twice.estimate)
    known = ~np.isnan(once.estimate)
    assert (twice.upper - twice.lower < once.upper - once.lower)[known].all()


@few
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_strata_does_not_matter(table, random):
    order = list(range(table[0].shape[1]))
    random.shuffle(order)
    turned = [t[:, order] for t in table]
    for measure in (risk_difference, odds_ratio, lambda *t: standardise_shares(*t).gap):
        same(measure(*table).lower, measure(*turned).lower)
    for test in (association, homogeneity):
        same(test(*table).p, test(*turned).p)


@few
@given(tables())
def test_swapping_the_groups_turns_the_common_difference_round(table):
    x1, n1, x0, n0 = table
    there, back = risk_difference(x1, n1, x0, n0), risk_difference(x0, n0, x1, n1)
    same(there.estimate, -back.estimate)
    same(there.lower, -back.upper)
    same(odds_ratio(x1, n1, x0, n0).lower, 1 / odds_ratio(x0, n0, x1, n1).upper)
    same(association(x1, n1, x0, n0).p, association(x0, n0, x1, n1).p)


@few
@given(tables(most_strata=1))
def test_with_one_stratum_raw_mantel_haenszel_and_standardised_are_one(table):
    x1, n1, x0, n0 = (t[:, 0] for t in table)
    with np.errstate(invalid="ignore"):
        raw = difference(wilson(x1 / n1, n1), wilson(x0 / n0, n0))
    equal = standardise_shares(*table).gap
    same(equal.estimate, raw.estimate)
    same(risk_difference(*table).estimate, raw.estimate)
    both = (n1 > 0) & (n0 > 0)
    same(equal.lower[both], raw.lower[both])
    same(equal.upper[both], raw.upper[both])


@few
@given(tables(), st.integers(1, 4))
def test_splitting_strata_that_are_alike_changes_no_standardised_gap(table, parts):
    once = standardise_shares(*table).gap.estimate
    same(once, standardise_shares(*(np.repeat(t, parts, axis=1) for t in table)).gap.estimate)


@few
@given(tables())
def test_each_cell_is_what_it_would_be_alone(table):
    together = standardise_shares(*table, stratum_sd=1.7).gap.lower
    alone = [standardise_shares(*(t[i : i + 1] for t in table), stratum_sd=1.7).gap.lower[0] for i in range(3)]
    same(together, alone)


@few
@given(tables())
def test_a_share_has_the_gap_of_a_mean_of_zeros_and_ones(table):
    x1, n1, x0, n0 = table
    means = standardise_means(np.stack([n1 - x1, x1], axis=-1), np.stack([n0 - x0, x0], axis=-1), (0.0, 1.0)).gap
    known = ~np.isnan(means.estimate)
    same(means.estimate[known], standardise_shares(*table).gap.estimate[known])


@few
@given(tables(), st.floats(0, 5))
def test_rounding_never_makes_anything_surer(table, sd):
    x1, n1, x0, n0 = table
    by1, by0 = np.stack([n1 - x1, x1], axis=-1), np.stack([n0 - x0, x0], axis=-1)
    all1, all0 = by1.sum(axis=1, keepdims=True), by0.sum(axis=1, keepdims=True)
    zero = np.zeros((3, 1))
    plain, rounded = (compare(Cells((0.0, 1.0), all1, all0, by1, by0, zero + s, zero + s), least=1) for s in (0.0, sd))
    for a, b in (
        (plain.raw.gap, rounded.raw.gap),
        (plain.equal.gap, rounded.equal.gap),
        (plain.common, rounded.common),
    ):
        known = ~np.isnan(a.estimate)
        assert (b.lower[known] <= a.lower[known] + 1e-9).all()
        assert (b.upper[known] >= a.upper[known] - 1e-9).all()
    known = ~np.isnan(plain.p)
    assert (rounded.p[known] >= plain.p[known] - 1e-9).all()


@few
@given(arrays(np.float64, st.integers(0, 20), elements=st.floats(0, 1)))
def test_adjusting_never_lowers_a_p_value_and_keeps_the_order(p):
    adjusted = benjamini_hochberg(p)
    assert (adjusted >= p * (1 - RELATIVE)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
