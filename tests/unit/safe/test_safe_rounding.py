"""The rounding itself, on cells that share no margin (so that the outcome can be worked out by hand) and at random."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.safe.margins import Margins
from gelijkop.safe.rounding import Entries, round_population, round_split
from gelijkop.safe.rules import may_become

A_FEW = settings(max_examples=40, derandomize=True, deadline=None)
COUNTS = st.lists(st.integers(1, 20), min_size=1, max_size=30)


def margins(numbers):
    numbers = np.array(numbers, dtype=np.int32).reshape(len(numbers), -1)
    size = int(numbers.max(initial=-1)) + 1
    return Margins(numbers, size, np.ones(size, np.int64), np.zeros(numbers.shape[1], bool))


def own_margins(cells):
    return margins(np.arange(cells))


def populations(true, near=None, *, base=5, slack=2, seed=0):
    """Released pupils of cells that no release held before."""
    true = np.array(true)
    low = np.where(true < base, 0, np.maximum(base, true - slack))
    high = np.where(true < base, base, true + slack)
    near = near or own_margins(len(true))
    return round_population(true, low, high, near, base=base, rng=np.random.default_rng(seed)).tolist()


def split_one(true, population, *, least=None, free=None, seed=0):
    """One cell, one margin."""
    n = len(true)
    entries = Entries(
        np.zeros(n, np.int64), np.arange(n), np.array(true), np.array(least or [0] * n), np.array(free or [True] * n)
    )
    return round_split(
        np.array([population]), entries, margins([0]), true_population=np.array([sum(true)]), base=5,
        rng=np.random.default_rng(seed),
    ).tolist()  # fmt: skip


def test_counts_alone_go_to_the_nearest_allowed_value():
    assert populations([1, 2, 3, 4, 5, 6, 12]) == [0, 0, 5, 5, 5, 6, 12]


def test_two_small_counts_in_one_margin_are_rounded_to_keep_it():
    """4 + 1 = 5: one becomes 5 and the other 0, not 5 + 5 or 0 + 0."""
    assert sorted(populations([4, 1], margins([0, 0]))) == [0, 5]


@A_FEW
@given(
    true=COUNTS, seed=st.integers(0, 100), together=st.booleans(), rules=st.sampled_from([(5, 2), (5, 0), (10, 3)])
)  # fmt: skip
def test_every_population_becomes_what_the_rules_allow(true, seed, together, rules):
    base, slack = rules
    near = margins([0] * len(true)) if together else own_margins(len(true))
    released = populations(true, near, base=base, slack=slack, seed=seed)
    assert all(r in may_become(t, base=base, slack=slack) for t, r in zip(true, released, strict=True))


def test_a_large_count_moves_no_further_than_the_slack_to_save_its_margin():
    """10 + 40 = 50 with base 20: 10 becomes 0 or 20, so that 40 would have to move by 10."""
    assert populations([10, 40], margins([0, 0]), base=20, slack=3) in ([0, 43], [20, 37])


def test_a_cell_that_an_earlier_release_fixed_keeps_its_number():
    true, held = np.array([3, 3, 3]), np.array([0, 5, 0])
    released = round_population(
        true, held, np.array([0, 5, 5]), margins([0, 0, 0]), base=5, rng=np.random.default_rng(0)
    )  # fmt: skip
    assert released[:2].tolist() == [0, 5]
    assert released.sum() == 10  # 9 pupils: the free cell makes up for the others


def test_a_cell_under_ten_goes_to_one_outcome():
    assert split_one([2, 6], 8) == [0, 8]


def test_a_split_that_is_legal_already_stays():
    assert split_one([7, 5, 9], 21) == [7, 5, 9]


def test_small_outcomes_of_a_large_cell_go_to_the_nearest():
    """3 becomes 5 (its largest neighbour gives 2); 1 becomes 0 (its pupil goes to the largest)."""
    assert split_one([20, 3, 0], 23) == [18, 5, 0]
    assert split_one([20, 1, 0], 21) == [21, 0, 0]


def test_an_outcome_that_an_earlier_release_fixed_keeps_its_number():
    assert split_one([9, 6, 6], 21, least=[6, 0, 0], free=[False, True, True])[0] == 6


def test_pupils_that_no_outcome_may_take_up_are_an_error_of_ours():
    with pytest.raises(ValueError, match="no outcome may take up"):
        split_one([9, 6], 15, least=[5, 5], free=[False, False])


def test_a_cell_without_released_pupils_has_none_in_any_outcome():
    assert split_one([3, 1], 0) == [0, 0]


@A_FEW
@given(true=st.lists(st.integers(0, 30), min_size=2, max_size=9).filter(any), more=st.integers(-2, 2))
def test_a_split_adds_up_and_holds_no_small_count(true, more):
    population = max(5, sum(true) + more)
    released = split_one(true, population)
    assert sum(released) == population
    assert all(r == 0 or r >= 5 for r in released)
