"""The loops over rows: compiled ones say what those in numpy say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.model import loops as chosen
from gelijkop.model.loops import ENOUGH, compiled, loops, plain

BOTH = pytest.mark.parametrize("one", [plain, compiled])
QUICK = settings(max_examples=30, derandomize=True, deadline=None)
WHOLE = st.integers(-(2**61), 2**61 - 1)


def ints(*values, dtype=np.int32):
    return np.array(values, dtype=dtype)


@BOTH
def test_members_are_the_rows_whose_value_is_inside(one):
    assert one.members(ints(2, 0, 1, 2, dtype=np.uint8), np.array([False, False, True])).tolist() == [0, 3]


@BOTH
def test_a_pushed_value_counts_from_the_least_one(one):
    key = ints(1, 0)
    one.push(key, ints(7, 5, 6, dtype=np.int16), ints(0, 2), 5, 3)
    assert key.tolist() == [1 * 3 + 2, 0 * 3 + 1]


@BOTH
def test_marks_and_takes(one):
    assert one.mark(ints(2, 0, 2), 4).tolist() == [True, False, True, False]
    assert one.take(ints(10, 11, 12), ints(2, 0)).tolist() == [12, 10]


@BOTH
def test_a_count_is_by_joint_number_and_group(one):
    joint = one.joined(ints(0, 1, 1), ints(1, 0), ints(0, 1, 0), 2)
    assert joint.tolist() == [1, 2, 3]
    group = ints(9, 1, 0, 1, dtype=np.uint8)
    assert one.tally(joint, group, ints(1, 2, 3), 2, 4).tolist() == [0, 0, 0, 1, 1, 0, 0, 1]


@BOTH
def test_answers_are_folded_into_the_columns_in_which_they_count(one):
    counts = np.zeros((2, 2, 2), dtype=np.int32)  # cell × answer × group
    counts[0, 0, 1], counts[0, 1, 1], counts[1, 1, 0] = 5, 3, 2
    at = one.filled(counts)
    assert at.tolist() == [1, 2]
    into = np.zeros((2, 3), dtype=np.int32)
    one.fold(counts, at, np.array([[0, 2], [1, 2]], dtype=np.int32), into)
    assert into.tolist() == [[5, 3, 8], [0, 2, 2]]


@BOTH
def test_a_row_that_meets_another_place_is_told_and_one_at_the_same_place_is_not(one):
    state, place = np.zeros((2, 2), dtype=np.uint8), np.full((2, 2), -1, dtype=np.int16)
    rows = (ints(0, 1, 0, 1), ints(0, 1, 0, 1), ints(11, 22, 12, 23, dtype=np.uint8), ints(4, 5, 6, 5, dtype=np.int16))
    other = one.lay((state, place), *rows)
    assert {rows[0][i] for i in other} == {0}
    assert place[1].tolist() == [-1, 5]
    assert place[0, 1] == -1


@BOTH
def test_a_pupil_is_first_seen_with_a_state_or_a_diploma(one):
    state = np.array([[0, 0, 0], [7, 0, 0]], dtype=np.uint8)
    place = np.array([[-1, 3, -1], [4, -1, -1]], dtype=np.int16)
    diploma = np.array([[0, 2, 0], [0, 0, 0]], dtype=np.uint8)
    year, where = one.first_seen((state, place), diploma)
    assert (year.tolist(), where.tolist()) == ([1, 0, -1], [4, 3, -1])


@BOTH
@QUICK
@given(st.sets(WHOLE, max_size=40), st.lists(WHOLE, max_size=20))
def test_looking_up_is_what_a_dictionary_does(one, keys, others):
    known = {key: number for number, key in enumerate(sorted(keys, key=lambda k: k % 7))}
    asked = [*keys, *others]
    numbers = np.array(list(known.values()), dtype=np.int32)
    find = one.lookup(np.array(list(known), dtype=np.int64), numbers)
    assert find(np.array(asked, dtype=np.int64)).tolist() == [known.get(key, -1) for key in asked]


@BOTH
def test_keys_that_lie_close_together_beside_one_far_away_are_found(one):
    keys = np.append(np.arange(80), 2**60)
    assert np.array_equal(one.lookup(keys, np.arange(len(keys), dtype=np.int32))(keys), np.arange(len(keys)))


@QUICK
@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_counting_and_folding_are_the_same_in_both(cells, answers, groups, seed):
    rng = np.random.default_rng(seed)
    joint = rng.integers(0, cells * answers, 50, dtype=np.int32)
    group = rng.integers(0, groups, 60, dtype=np.uint8)
    rows = np.sort(rng.choice(60, 50, replace=False)).astype(np.int32)
    slot = np.stack([rng.integers(0, 2, answers), rng.integers(2, 5, answers)], axis=1).astype(np.int32)
    found = []
    for one in (plain, compiled):
        counts = one.tally(joint, group, rows, groups, cells * answers).reshape(cells, answers, groups)
        at = one.filled(counts)
        into = np.zeros((len(at), 5), dtype=np.int16)
        one.fold(counts, at, slot, into)
        found.append((counts.tolist(), at.tolist(), into.tolist()))
    assert found[0] == found[1]


def test_few_rows_do_not_load_what_is_compiled(monkeypatch):
    monkeypatch.setattr(chosen, "_compiled", _never)
    assert loops(ENOUGH - 1) is plain


def _never():
    raise AssertionError("this loads compiled code")


_never.cache_info = lambda: type("Info", (), {"currsize": 0})
