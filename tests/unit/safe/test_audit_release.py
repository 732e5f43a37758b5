"""A release as an outsider reads it: two groups of one grouping in one place, worked out by hand."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.released import ReleaseRows, broken_promises
from gelijkop.safe.audit.search import fits
from gelijkop.safe.audit.tree import KnownPupils, Tree, audit_rows, least_true
from gelijkop.safe.rules import may_become

BASE, SLACK = 5, 2


def rows(*lines, clock=None):
    """Rows of (measure, grouping, group, outcome, pupils) in one school year, place and stratum."""
    measure, grouping, group, outcome, pupils = zip(*lines, strict=True)
    count = len(lines)
    return ReleaseRows(
        np.array(measure), np.full(count, 2023), np.full(count, "GM0001"), np.array(grouping), np.array(group),
        np.full(count, 1), np.array(outcome), np.array(pupils), clock or dict.fromkeys(measure, "advies"), BASE, SLACK,
    )  # fmt: skip


GOOD = (
    ("m", "", -1, 0, 10), ("m", "", -1, 1, 5),
    ("m", "geslacht", 1, 0, 5), ("m", "geslacht", 2, 0, 5), ("m", "geslacht", 1, 1, 5),
)  # fmt: skip


def test_a_release_that_keeps_its_promises_passes_and_every_count_is_proven():
    report = audit_rows(rows(*GOOD))
    assert list(broken_promises(rows(*GOOD))) == []
    assert report.passes
    assert report.open == 0


def test_a_count_below_the_base_is_found():
    assert [t.en for t in broken_promises(rows(("m", "", -1, 0, 4)))] == ["1 counts are below the base 5."]


def test_groups_that_do_not_add_up_are_found_with_their_place():
    broken = list(broken_promises(rows(*GOOD[:4], ("m", "geslacht", 1, 1, 6))))
    assert [t.en for t in broken] == [
        "The groups of “geslacht” do not add up to all pupils: m × 2023 × GM0001 × 1 × 1."
    ]


def test_measures_of_one_clock_that_count_other_pupils_are_found():
    broken = list(broken_promises(rows(("a", "", -1, 0, 10), ("b", "", -1, 0, 15))))
    assert "“b” counts other pupils than “a”" in broken[0].en


def test_measures_of_different_clocks_may_count_different_pupils():
    both = rows(("a", "", -1, 0, 10), ("b", "", -1, 0, 15), clock={"a": "advies", "b": "stap"})
    assert list(broken_promises(both)) == []


def test_an_exact_total_of_others_that_leaves_no_room_tells_the_counts():
    # 10 boys stand for at least 2 (two cells of 5), 5 girls for at least 1. A total of 3 leaves nothing else.
    made = rows(("m", "", -1, 0, 15), ("m", "geslacht", 1, 0, 10), ("m", "geslacht", 2, 0, 5))
    report = audit_rows(made, [KnownPupils("advies", 2023, "GM0001", 3)])
    assert {(t.name, t.low) for t in report.exact} >= {
        ("advies × 2023 × GM0001 × geslacht 1 × s1", 2), ("advies × 2023 × GM0001 × geslacht 2 × s1", 1),
    }  # fmt: skip


def test_an_exact_total_of_others_that_leaves_room_tells_nothing():
    report = audit_rows(rows(*GOOD), [KnownPupils("advies", 2023, "GM0001", 14)])
    assert report.passes
    assert report.open == 0


def test_a_total_that_cannot_be_is_a_contradiction():
    assert audit_rows(rows(*GOOD), [KnownPupils("advies", 2023, "GM0001", 1)]).broken


def test_totals_of_places_that_are_not_in_the_release_are_left_out():
    assert audit_rows(rows(*GOOD), [KnownPupils("advies", 2023, "GM0002", 1)]).passes


def test_the_tables_that_prove_a_count_fit_all_sums():
    tree = Tree(rows(*GOOD))
    problem = tree.problem()
    assert all(fits(problem, world) for world in tree.worlds(problem))
    assert bounded(problem).broken is None


@pytest.mark.parametrize("released", range(5, 40))
def test_the_fewest_pupils_behind_a_sum_are_those_of_the_best_division(released):
    """All ways to divide the sum over cells are tried."""
    least = {y: min(t for t in range(1, 60) if y in may_become(t, base=BASE, slack=SLACK)) for y in range(5, 40)}
    divisions = (
        parts
        for number in range(1, released // BASE + 1)
        for parts in combinations_with_replacement(range(5, released + 1), number)
        if sum(parts) == released
    ) if released < 25 else [(5,) * (released // 5 - 1) + (5 + released % 5,)]  # fmt: skip
    assert least_true(np.array([released]), base=BASE, slack=SLACK)[0] == min(
        sum(least[y] for y in parts) for parts in divisions
    )


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)), max_size=8))
def test_no_true_sum_is_below_the_fewest(cells):
    true = [t for t, _ in cells]
    released = [list(may_become(t, base=BASE, slack=SLACK))[i % len(may_become(t, base=BASE, slack=SLACK))]
                for t, i in cells]  # fmt: skip
    assert sum(true) >= least_true(np.array([sum(released)]), base=BASE, slack=SLACK)[0]
