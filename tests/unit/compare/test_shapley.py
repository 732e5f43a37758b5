from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.shapley import shapley

EXACT = 1e-12
"""Sums of a few dozen numbers of size 1 in floating point."""


def by_all_orders(values):
    """What each part adds, averaged over every order of putting the parts in, in plain Python."""
    parts = len(values).bit_length() - 1
    orders = list(permutations(range(parts)))
    found = [0.0] * parts
    for order in orders:
        coalition = 0
        for part in order:
            found[part] += (values[coalition | 1 << part] - values[coalition]) / len(orders)
            coalition |= 1 << part
    return found


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=25, derandomize=True)
def test_it_is_the_mean_over_all_orders(parts, seed):
    values = np.random.default_rng(seed).normal(size=1 << parts)
    assert shapley(values) == pytest.approx(by_all_orders(values), abs=EXACT)


@given(st.integers(1, 7), st.integers(0, 2**32 - 1))
@settings(max_examples=25, derandomize=True)
def test_the_parts_add_up_to_the_whole(parts, seed):
    values = np.random.default_rng(seed).uniform(size=(1 << parts, 3))
    assert shapley(values).sum(axis=0) == pytest.approx(values[-1] - values[0], abs=EXACT)


def test_a_part_that_never_adds_anything_has_nothing():
    # The second of two parts: {} 1, {a} 4, {b} 1, {a, b} 4.
    assert shapley(np.array([1.0, 4.0, 1.0, 4.0])).tolist() == [3.0, 0.0]


def test_parts_that_do_the_same_share_alike():
    # Together 10, each alone nothing.
    assert shapley(np.array([0.0, 0.0, 0.0, 10.0])).tolist() == [5.0, 5.0]


def test_three_coalitions_are_of_no_number_of_parts():
    with pytest.raises(ValueError, match="3 coalitions"):
        shapley(np.zeros(3))
