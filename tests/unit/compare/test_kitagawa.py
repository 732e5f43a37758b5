"""The raw gap in two parts: a hand-worked case, a plain loop, a published table, and what the interval covers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.gaps import gaps
from gelijkop.compare.kitagawa import kitagawa, splits

EXACT = 1e-12
"""The two parts are the raw gap, but for the last bits of floating point."""
DRAWN = 0.06
"""Relative error of a standard deviation of 3,000 draws is 1.3%; borrowed variance adds some per cent."""
SHARE = (0.0, 1.0)


def cells(*strata):
    """One cell of counts (no, yes) by stratum."""
    return np.array([strata], dtype=np.int64)


def test_a_hand_worked_gap_falls_apart_as_the_formula_says():
    # Group: 3/4 of its pupils in stratum A with rate 0.4, 1/4 in B with 0.8. Reference: 1/4 and 3/4, rates 0.6 and 0.8.
    # Composition: (3/4 − 1/4)(0.4 + 0.6)/2 + (1/4 − 3/4)(0.8 + 0.8)/2 = 0.25 − 0.40. Rate: (0.4 − 0.6)(3/4 + 1/4)/2.
    parts = kitagawa(cells((18, 12), (2, 8)), cells((4, 6), (6, 24)), SHARE)
    assert parts.composition.estimate[0] == pytest.approx(-0.15, abs=EXACT)
    assert parts.rate.estimate[0] == pytest.approx(-0.10, abs=EXACT)


def test_a_stratum_with_one_group_only_is_composition():
    # All of the group is in a stratum where the reference group has nobody: nothing can be said of a rate.
    parts = kitagawa(cells((5, 5), (0, 0)), cells((0, 0), (2, 8)), SHARE)
    assert parts.composition.estimate[0] == pytest.approx(0.5 - 0.8, abs=EXACT)
    assert parts.rate.estimate[0] == 0


def test_an_empty_group_has_no_parts():
    parts = kitagawa(cells((0, 0), (0, 0)), cells((4, 6), (6, 24)), SHARE)
    assert np.isnan([parts.composition.estimate, parts.rate.lower]).all()


def by_loop(c1, c0, scores):
    """The two parts in plain Python, stratum by stratum, as Kitagawa writes them."""
    n1, n0 = sum(map(sum, c1)), sum(map(sum, c0))
    composition = rate = 0.0
    for a, b in zip(c1, c0, strict=True):
        f1, f0 = sum(a) / n1, sum(b) / n0
        m1 = sum(x * s for x, s in zip(a, scores, strict=True)) / sum(a) if sum(a) else None
        m0 = sum(x * s for x, s in zip(b, scores, strict=True)) / sum(b) if sum(b) else None
        m1, m0 = (m1 if m1 is not None else m0), (m0 if m0 is not None else m1)
        if m1 is not None and m0 is not None:
            composition += (f1 - f0) * (m1 + m0) / 2
            rate += (m1 - m0) * (f1 + f0) / 2
    return composition, rate


strata = st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=4, max_size=4).filter(lambda c: sum(map(sum, c)) > 0)


@given(strata, strata)
@settings(max_examples=80, derandomize=True)
def test_the_arrays_give_what_a_loop_gives_and_add_up_to_the_raw_gap(c1, c0):
    scores = (-1.0, 0.0, 0.5)
    parts = kitagawa(cells(*c1), cells(*c0), scores)
    assert (parts.composition.estimate[0], parts.rate.estimate[0]) == pytest.approx(by_loop(c1, c0, scores), abs=EXACT)
    means = [np.array(c).sum(axis=0) @ scores / np.sum(c) for c in (c1, c0)]
    assert parts.composition.estimate[0] + parts.rate.estimate[0] == pytest.approx(means[0] - means[1], abs=EXACT)


def test_the_parts_of_the_headship_rates_are_those_of_the_census_manual():
    # Das Gupta (1993), Standardization and Decomposition of Rates (U.S. Bureau of the Census, P23-186),
    # table 5.1: household heads per 100 people by age, 1970 and 1985. With two factors his method is Kitagawa's.
    size = np.array([
        [129, 109, 95, 80, 78, 84, 86, 78, 70, 59, 47, 36, 49],
        [101, 112, 116, 109, 94, 77, 63, 60, 63, 59, 51, 40, 55],
    ])  # fmt: skip
    heads = np.array([
        [19, 258, 457, 496, 512, 516, 518, 549, 587, 604, 628, 666, 668],
        [22, 243, 458, 525, 561, 556, 560, 574, 572, 612, 639, 686, 722],
    ])  # fmt: skip
    counts = np.stack([size * (1000 - heads), size * heads], axis=-1)
    parts = kitagawa(counts[1:], counts[:1], SHARE)
    assert round(100 * parts.composition.estimate[0], 4) == 1.2269
    assert round(100 * parts.rate.estimate[0], 4) == 1.7403


def test_the_intervals_have_the_width_that_drawing_again_gives():
    spread1, rates1 = np.array([0.3, 0.3, 0.2, 0.1, 0.1]), np.array([0.2, 0.3, 0.5, 0.6, 0.8])
    spread0, rates0 = np.array([0.1, 0.2, 0.3, 0.2, 0.2]), np.array([0.3, 0.3, 0.6, 0.7, 0.8])
    rng = np.random.default_rng(1)
    drawn = [
        rng.multinomial(n, np.stack([f * (1 - m), f * m], axis=-1).ravel(), 3000).reshape(-1, 5, 2)
        for n, f, m in ((400, spread1, rates1), (2000, spread0, rates0))
    ]
    parts = kitagawa(*drawn, SHARE)
    for part in (parts.composition, parts.rate):
        told = (part.upper - part.lower).mean() / (2 * 1.959964)
        assert told == pytest.approx(part.estimate.std(), rel=DRAWN)


def test_rounding_widens_both_intervals_and_moves_neither():
    exact = kitagawa(cells((18, 12), (2, 8)), cells((4, 6), (6, 24)), SHARE)
    rounded = kitagawa(cells((18, 12), (2, 8)), cells((4, 6), (6, 24)), SHARE, stratum_sd=np.array([1.5]))
    for a, b in ((exact.composition, rounded.composition), (exact.rate, rounded.rate)):
        assert (a.estimate == b.estimate).all()
        assert (b.upper - b.lower > a.upper - a.lower).all()


def test_a_group_that_is_all_alike_is_no_certainty():
    parts = kitagawa(cells((0, 12), (0, 8)), cells((0, 6), (0, 24)), SHARE)
    assert (parts.rate.upper > parts.rate.lower).all()


@pytest.fixture
def some(release):
    """Two places, two school years, four groups; the third stratum is that of pupils without a test."""
    counts = {
        (year, place, group, stratum): (10 + group, 5 + 3 * group + stratum * (place == "A"))
        for year, place, group, stratum in product((2021, 2022), "AB", (1, 2, 3, 4), (1, 2, 7))
    }
    return release(counts)


@pytest.mark.parametrize("by_year", [True, False])
def test_the_parts_of_a_release_add_up_to_its_raw_gaps(some, by_year):
    found = gaps(some, "m", "opleiding", places=("alle", "A", "B"), by_year=by_year)
    split = splits(some, found, by_year=by_year)
    assert [(s.place, s.group) for s in split] == [(g.place, g.group) for g in found]
    for s, g in zip(split, found, strict=True):
        assert s.composition.estimate + s.rate.estimate == pytest.approx(g.raw.estimate, abs=EXACT)
        assert s.rate.method == "kitagawa-delta"


def test_a_gap_that_is_not_shown_is_not_split(release):
    one = release(
        {(2021, "A", 4, 1): (30, 40), (2021, "A", 1, 1): (1, 2), (2021, "A", 2, 1): (20, 20)}, policy="openbaar"
    )
    found = gaps(one, "m", "opleiding")
    for s, g in zip(splits(one, found), found, strict=True):
        assert (s.state == "shown") == (g.state == "shown")
        assert np.isnan(s.rate.estimate) == (g.state != "shown")
    assert {s.state for s in splits(one, found)} > {"shown"}


def test_where_no_gap_is_shown_none_is_split(release):
    found = gaps(release({(2021, "A", 1, 1): (30, 40)}), "m", "opleiding")
    assert {s.state for s in splits(release({(2021, "A", 1, 1): (30, 40)}), found)} == {"not_estimable"}


def test_gaps_of_two_periods_are_not_split_together(some):
    found = [*gaps(some, "m", "opleiding", years=(2021,)), *gaps(some, "m", "opleiding")]
    with pytest.raises(ValueError, match="one measure"):
        splits(some, found)
