"""G3 of SDC §3.1: what a released count leaves possible, in closed form and by trying every truth."""

import itertools

import numpy as np
import pytest

from gelijkop.safe.rules import may_become, possible, possible_outcomes

PLANS = [(5, 2), (5, 0), (10, 3), (3, 1)]


@pytest.mark.parametrize(
    ("true", "released"),
    [(0, [0]), (1, [0, 5]), (4, [0, 5]), (5, [5, 6, 7]), (6, [5, 6, 7, 8]), (9, [7, 8, 9, 10, 11])],
)
def test_what_a_true_count_may_become(true, released):
    assert list(may_become(true, base=5, slack=2)) == released


@pytest.mark.parametrize(("released", "low", "high"), [(0, 0, 4), (5, 1, 7), (6, 5, 8), (7, 5, 9), (20, 18, 22)])
def test_what_a_released_population_leaves_possible(released, low, high):
    assert [int(b[0]) for b in possible(np.array([released]), base=5, slack=2)] == [low, high]


@pytest.mark.parametrize(("base", "slack"), PLANS)
def test_the_closed_form_of_a_population_equals_trying_every_truth(base, slack):
    for released in [0, *range(base, 30)]:
        truths = [t for t in range(60) if released in may_become(t, base=base, slack=slack)]
        low, high = possible(np.array([released]), base=base, slack=slack)
        assert truths == list(range(int(low[0]), int(high[0]) + 1))


@pytest.mark.parametrize(("base", "slack"), PLANS)
def test_every_small_population_keeps_base_minus_one_values(base, slack):
    for released in {r for t in range(1, base) for r in may_become(t, base=base, slack=slack)}:
        low, high = possible(np.array([released]), base=base, slack=slack)
        assert high[0] - low[0] + 1 >= base - 1


def splits(total, outcomes):
    """Every way to divide a number of pupils over the outcomes."""
    return (s for s in itertools.product(range(total + 1), repeat=outcomes) if sum(s) == total)


def legal(true, released, base, slack):
    """Whether the rules may turn one cell into the other."""
    return sum(released) in may_become(sum(true), base=base, slack=slack) and all(r == 0 or r >= base for r in released)


@pytest.mark.parametrize("outcomes", [2, 3])
@pytest.mark.parametrize("total", [0, 5, 6, 7, 10, 12])
def test_the_closed_form_of_a_cell_equals_trying_every_truth(outcomes, total):
    truths = [s for t in range(total + 5) for s in splits(t, outcomes)]
    for released in splits(total, outcomes):
        if any(0 < r < 5 for r in released):
            continue
        left = [t for t in truths if legal(t, released, 5, 2)]
        low, high = possible_outcomes(np.array(released), base=5, slack=2)
        for j in range(outcomes):
            assert {t[j] for t in left} == set(range(int(low[j]), int(high[j]) + 1))


@pytest.mark.parametrize("outcomes", [2, 3])
def test_every_small_outcome_keeps_four_values(outcomes):
    for total in (0, *range(5, 16)):
        for released in splits(total, outcomes):
            if not any(0 < r < 5 for r in released):
                low, high = possible_outcomes(np.array(released), base=5, slack=2)
                assert (high - low + 1 >= 4).all()


def test_a_measure_with_one_outcome_tells_no_more_than_the_population():
    one = possible_outcomes(np.array([6]), base=5, slack=2)
    assert [int(b[0]) for b in one] == [5, 8]
