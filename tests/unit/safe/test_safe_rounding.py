"""The rounding itself, on cells that share no margin (so that the outcome can be worked out by hand) and at random."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.safe.rounding import round_population, round_split
from gelijkop.safe.rules import may_become

A_FEW = settings(max_examples=40, derandomize=True, deadline=None)
COUNTS = st.lists(st.integers(1, 20), min_size=1, max_size=30)


def own_margins(cells):
    return np.arange(cells)[:, None]


def populations(true, *, seed=0):
    true = np.array(true)
    rng = np.random.default_rng(seed)
    return round_population(true, own_margins(len(true)), size=len(true), base=5, slack=2, rng=rng)


def split_one(true, population, *, others=0):
    """One cell, one margin."""
    entries = len(true)
    return round_split(
        np.array([population]), np.zeros(entries, np.int64), np.arange(entries), np.array(true), own_margins(1),
        size=1, base=5, rng=np.random.default_rng(others),
    ).tolist()  # fmt: skip


def test_counts_alone_go_to_the_nearest_allowed_value():
    assert populations([1, 2, 3, 4, 5, 6, 12]).tolist() == [0, 0, 5, 5, 5, 6, 12]


def test_two_small_counts_in_one_margin_are_rounded_to_keep_it():
    """4 + 1 = 5: one becomes 5 and the other 0, not 5 + 5 or 0 + 0."""
    margins = np.array([[0], [0]])
    released = round_population(np.array([4, 1]), margins, size=1, base=5, slack=2, rng=np.random.default_rng(1))
    assert sorted(released.tolist()) == [0, 5]


@A_FEW
@given(
    true=COUNTS, seed=st.integers(0, 100), together=st.booleans(), rules=st.sampled_from([(5, 2), (5, 0), (10, 3)])
)  # fmt: skip
def test_every_population_becomes_what_the_rules_allow(true, seed, together, rules):
    base, slack = rules
    margins = np.zeros((len(true), 1), np.int64) if together else own_margins(len(true))
    released = round_population(
        np.array(true), margins, size=len(true), base=base, slack=slack, rng=np.random.default_rng(seed)
    )
    assert all(r in may_become(t, base=base, slack=slack) for t, r in zip(true, released.tolist(), strict=True))


def test_a_large_count_moves_no_further_than_the_slack_to_save_its_margin():
    """10 + 40 = 50 with base 20: 10 becomes 0 or 20, so that 40 would have to move by 10."""
    margins = np.array([[0], [0]])
    released = round_population(np.array([10, 40]), margins, size=1, base=20, slack=3, rng=np.random.default_rng(1))
    assert released.tolist() in ([0, 43], [20, 37])


def test_a_cell_under_ten_goes_to_one_outcome():
    assert split_one([2, 6], 8) == [0, 8]


def test_a_split_that_is_legal_already_stays():
    assert split_one([7, 5, 9], 21) == [7, 5, 9]


def test_small_outcomes_of_a_large_cell_go_to_the_nearest():
    """3 becomes 5 (its largest neighbour gives 2); 1 becomes 0 (its pupil goes to the largest)."""
    assert split_one([20, 3, 0], 23) == [18, 5, 0]
    assert split_one([20, 1, 0], 21) == [21, 0, 0]


def test_a_cell_without_released_pupils_has_none_in_any_outcome():
    assert split_one([3, 1], 0) == [0, 0]


@A_FEW
@given(true=st.lists(st.integers(0, 30), min_size=2, max_size=9).filter(any), more=st.integers(-2, 2))
def test_a_split_adds_up_and_holds_no_small_count(true, more):
    population = max(5, sum(true) + more)
    released = split_one(true, population)
    assert sum(released) == population
    assert all(r == 0 or r >= 5 for r in released)
