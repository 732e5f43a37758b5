"""What each tier finds that the one before does not, on numbers that can be worked out by hand."""

import numpy as np
import pytest

from gelijkop.errors import Text
from gelijkop.safe.audit.free import proven
from gelijkop.safe.audit.problem import MOST, Problem, sums_of
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.run import audit

A, B, C, AB, BC, AC, ABC = range(7)
NAMES = ("a", "b", "c", "a+b", "b+c", "a+c", "a+b+c")
PAIRS = ((AB, (A, B)), (BC, (B, C)), (AC, (A, C)))


def problem(sums, *, known=None, most=None, targets=(A, B, C), least_width=3):
    """Seven numbers, of which some are known and some have a greatest value."""
    low, high = np.zeros(7, np.int64), np.full(7, MOST)
    for number, value in (known or {}).items():
        low[number] = high[number] = value
    for number, value in (most or {}).items():
        high[number] = value
    return Problem(low, high, sums_of(sums), NAMES.__getitem__, np.array(targets), least_width)


def told(report):
    return {t.name: (t.low, t.high, t.tier) for t in (*report.exact, *report.narrow)}


def test_tier_1_subtracts_known_parts_from_a_known_whole():
    report = audit(problem([(ABC, (A, B, C))], known={ABC: 37, A: 30, B: 4}, targets=[C]))
    assert told(report) == {"c": (3, 3, 1)}
    assert report.exact[0].proof == (
        Text("c = 37 (a+b+c) − 30 (a) − 4 (b) = 3", "c = 37 (a+b+c) − 30 (a) − 4 (b) = 3"),
    )


def test_tier_1_says_the_steps_that_a_finding_rests_on_first():
    sums = [(AB, (A, B)), (ABC, (AB, C))]
    report = audit(problem(sums, known={ABC: 9, C: 2, A: 4}, targets=[B]))
    assert [t.nl for t in report.exact[0].proof] == ["a+b = 9 (a+b+c) − 2 (c) = 7", "b = 7 (a+b) − 4 (a) = 3"]


def test_tier_2_solves_sums_that_bounds_cannot():
    # a+b = 5, b+c = 6, a+c = 7: together 18, so a+b+c = 9 and c = 4, a = 3, b = 2. No bound gives that.
    made = problem(PAIRS, known={AB: 5, BC: 6, AC: 7})
    assert (bounded(made).high[:3] > bounded(made).low[:3]).all()
    assert told(audit(made)) == {"a": (3, 3, 2), "b": (2, 2, 2), "c": (4, 4, 2)}


def test_tier_3_finds_what_only_all_sums_together_leave():
    # All pairs are at most 4 and the three together 6, so that each pair is 4 and each number 2.
    made = problem([*PAIRS, (ABC, (A, B, C))], known={ABC: 6}, most={AB: 4, BC: 4, AC: 4})
    without = audit(made)
    assert without.passes
    assert without.open == 3
    assert told(audit(made, seconds=20)) == {"a": (2, 2, 3), "b": (2, 2, 3), "c": (2, 2, 3)}


def test_tier_3_proves_with_two_tables_what_is_wide_enough():
    made = problem([*PAIRS, (ABC, (A, B, C))], known={ABC: 6}, most={AB: 6, BC: 6, AC: 6})
    report = audit(made, seconds=20)
    assert report.passes
    assert (report.proven, report.open) == (3, 0)


def test_a_sum_of_parts_that_are_tied_to_each_other_is_not_called_free():
    # a+b is 4, c is 1, so that a+b+c is 5, though bounds alone leave 1 to 9.
    made = problem([(AB, (A, B)), (ABC, (A, B, C))], known={AB: 4, C: 1})
    found = bounded(made)
    assert (found.low[ABC], found.high[ABC]) == (1, 9)
    assert not proven(made, found)[ABC]


def test_a_table_that_fits_may_be_given_to_start_from():
    made = problem([*PAIRS, (ABC, (A, B, C))], known={ABC: 6}, most={AB: 6, BC: 6, AC: 6})
    assert audit(made, seconds=20, world=np.array([1, 2, 3, 3, 5, 4, 6])).open == 0


def test_a_table_that_does_not_fit_proves_nothing():
    made = problem([*PAIRS, (ABC, (A, B, C))], known={ABC: 6}, most={AB: 6, BC: 6, AC: 6})
    assert audit(made, seconds=20, world=np.array([9, 9, 9, 3, 5, 4, 6])).open == 3


def test_numbers_that_cannot_be_are_a_contradiction_in_words():
    report = audit(problem([(AB, (A, B))], known={AB: 3, A: 2, B: 2}))
    assert [t.en for t in report.broken] == ["The numbers contradict each other: a+b cannot be the sum of a, b."]
    assert not report.passes


def test_sums_that_have_no_solution_are_a_contradiction():
    # The three pairs together are 2(a+b+c), which cannot be odd, nor by linear algebra two different numbers.
    made = problem([*PAIRS, (ABC, (A, B, C))], known={AB: 50, BC: 60, AC: 70, ABC: 91})
    assert audit(made).broken


@pytest.mark.parametrize(
    ("low", "high", "fails"), [(0, 0, False), (5, 5, False), (0, 2, True), (4, 6, True), (1, 4, False)]
)
def test_only_a_narrow_range_with_a_small_count_in_it_tells_too_much(low, high, fails):
    made = problem([])
    assert made.fails(np.array([low]), np.array([high])).tolist() == [fails]
