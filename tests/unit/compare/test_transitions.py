from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.compare.transitions import end, lonely, rows, split

EXACT = 1e-12
"""Sums of a few hundred products of shares in floating point."""


def table(*cells):
    """Counts of one stratum and one cell: a row an origin."""
    return np.array(cells, dtype=float)[np.newaxis, :, :, np.newaxis]


def random_chain(rng, steps, states=3, strata=2, cells=2, empty=0.0):
    counts, before = [], 1
    for _ in range(steps):
        made = rng.integers(1, 9, size=(strata, before, states, cells)).astype(float)
        made *= rng.random((strata, before, 1, cells)) >= empty
        counts.append(made)
        before = states
    counts[0] += 1
    return counts


def score(start, steps, scores):
    """Mean score of a chain, in plain Python loops; one cell."""
    total = 0.0
    for s, share in enumerate(start):
        at = [share]
        for step in steps:
            at = [sum(at[o] * step[s][o][t] for o in range(len(at))) for t in range(len(step[s][0]))]
        total += sum(a * b for a, b in zip(at, scores, strict=True))
    return total


# Of ten pupils with the same test four get advice h, and eight do in the reference group; of those with h half
# end in H in both groups, of the others none: 2 of 10 against 4 of 10.
GROUP = [table([4, 6]), table([2, 2], [0, 6])]
REFERENCE = [table([8, 2]), table([4, 4], [0, 2])]


def test_a_gap_that_arises_in_the_first_step_is_put_there():
    parts = split(GROUP, REFERENCE, (1, 0))
    assert parts.steps[:, 0] == pytest.approx([2 / 10 - 4 / 10, 0.0], abs=EXACT)


def test_equal_first_steps_would_close_it():
    parts = split(GROUP, REFERENCE, (1, 0))
    assert parts.closed[:, 0] == pytest.approx([4 / 10 - 2 / 10, 0.0], abs=EXACT)


def test_two_steps_that_need_each_other_share_what_they_do_together():
    # Group: half gets h, half of those end in H. Reference: all, all. Mixtures: ¼, ½, ½, 1.
    group, reference = [table([4, 4]), table([2, 2], [0, 4])], [table([8, 0]), table([8, 0], [0, 0])]
    parts = split(group, reference, (1, 0))
    assert parts.steps[:, 0] == pytest.approx([((0.5 - 1) + (0.25 - 0.5)) / 2] * 2, abs=EXACT)


def test_a_test_that_was_made_better_is_the_start_and_no_step():
    # Two strata that go wholly to L and wholly to H; the group has 1 of 4 in the second, the reference 3 of 4.
    def chain(low, high):
        return [np.array([[[low, 0]], [[0, high]]], dtype=float)[..., np.newaxis]]

    parts = split(chain(3, 1), chain(1, 3), (0, 1))
    assert (parts.start[0], parts.steps[0, 0]) == (1 / 4 - 3 / 4, 0.0)


@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
@settings(max_examples=20, derandomize=True)
def test_start_and_steps_add_up_to_the_gap(steps, seed):
    rng = np.random.default_rng(seed)
    group, reference = (random_chain(rng, steps, empty=0.3) for _ in range(2))
    parts = split(group, reference, (0.0, 0.5, 1.0))
    assert parts.start + parts.steps.sum(axis=0) == pytest.approx(parts.group - parts.reference, abs=EXACT)


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=15, derandomize=True)
def test_each_step_is_its_mean_over_all_orders(steps, seed):
    rng = np.random.default_rng(seed)
    group, reference = (random_chain(rng, steps, cells=1) for _ in range(2))
    own, other = ([rows(c)[..., 0].tolist() for c in chain] for chain in (group, reference))
    first = group[0][..., 0].sum(axis=(1, 2))
    start, scores = (first / first.sum()).tolist(), (0.0, 0.5, 1.0)
    orders = list(permutations(range(steps)))
    found = [0.0] * steps
    for order in orders:
        mixed = list(other)
        for step in order:
            before = score(start, mixed, scores)
            mixed[step] = own[step]
            found[step] += (score(start, mixed, scores) - before) / len(orders)
    assert split(group, reference, scores).steps[:, 0] == pytest.approx(found, abs=EXACT)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, derandomize=True)
def test_the_chain_of_the_same_pupils_ends_where_they_were_counted(seed):
    """Steps of one and the same set of pupils, from which the last counts can be had back."""
    rng = np.random.default_rng(seed)
    careers = rng.integers(0, 3, size=(4, 200))  # stratum and three moments
    first = np.zeros((3, 1, 3, 1))
    steps = [np.zeros((3, 3, 3, 1)) for _ in range(2)]
    np.add.at(first, (careers[0], 0, careers[1], 0), 1)
    for k, step in enumerate(steps):
        np.add.at(step, (careers[0], careers[k + 1], careers[k + 2], 0), 1)
    ended = np.array([(careers[3] == t).mean() for t in range(3)])
    start = first.sum(axis=(1, 2)) / 200
    assert end(start, [rows(c) for c in (first, *steps)]).sum(axis=0)[:, 0] == pytest.approx(ended, abs=EXACT)


def test_groups_that_go_alike_have_no_gap_in_any_step():
    parts = split(GROUP, [2 * c for c in GROUP], (1, 0))
    assert parts.steps.tolist() == [[0.0], [0.0]]


def test_where_the_reference_group_has_nobody_both_go_on_alike():
    # Nobody of the reference group gets l, so that what follows on l cannot differ: all is in the first step.
    group, reference = [table([1, 1]), table([1, 0], [0, 1])], [table([2, 0]), table([2, 0], [0, 0])]
    assert split(group, reference, (1, 0)).steps[:, 0].tolist() == [-0.5, 0.0]


def test_pupils_where_the_other_group_has_nobody_are_counted():
    # One of the group is in the row where the reference group is empty, three the other way round.
    own, other = table([0, 0], [1, 0], [2, 2]), table([1, 2], [0, 0], [3, 1])
    assert lonely(own, other).tolist() == [1 + 3]


def test_an_empty_group_has_no_number():
    empty = [np.zeros_like(c) for c in GROUP]
    assert np.isnan(split(empty, REFERENCE, (1, 0)).group).all()
