"""Numbers of pupils who are named by a whole number."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.pipeline.lookup import NOBODY, Lookup

WHOLE = st.integers(-(2**61), 2**61 - 1)


def test_each_key_has_its_own_number():
    assert Lookup(np.array([70, 5, 1_000_000]), np.array([0, 1, 2])).of(np.array([5, 1_000_000, 70, 5])).tolist() == [
        1, 2, 0, 1,
    ]  # fmt: skip


def test_a_key_without_number_is_nobody_also_before_the_first_and_after_the_last():
    found = Lookup(np.array([10, 20]), np.array([0, 1])).of(np.array([9, 10, 15, 20, 21, -(2**62)]))
    assert found.tolist() == [NOBODY, 0, NOBODY, 1, NOBODY, NOBODY]


def test_without_keys_everybody_is_nobody():
    nothing = np.zeros(0, dtype=np.int64)
    assert Lookup(nothing, nothing).of(np.array([0, 1])).tolist() == [NOBODY, NOBODY]
    assert not len(Lookup(np.array([1]), np.array([0])).of(nothing))


def test_keys_that_lie_close_together_beside_one_far_away_are_searched_for():
    keys = np.append(np.arange(80), 2**60)
    assert Lookup(keys, np.arange(len(keys))[::-1]).of(keys).tolist() == list(reversed(range(len(keys))))


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.sets(WHOLE, max_size=40), st.lists(WHOLE, max_size=20))
def test_looking_up_is_what_a_dictionary_does(keys, others):
    known = {key: number for number, key in enumerate(sorted(keys, key=lambda k: k % 7))}
    asked = [*keys, *others]
    table = Lookup(np.array(list(known), dtype=np.int64), np.array(list(known.values()), dtype=np.int64))
    assert table.of(np.array(asked, dtype=np.int64)).tolist() == [known.get(key, NOBODY) for key in asked]
