"""An attacker who has the whole protected cube, worked out by hand for base 5 and slack 2."""

import numpy as np
import pytest
from scipy import sparse

from gelijkop.errors import Text
from gelijkop.safe.audit.cube import Cube, KnownSums, audit_cube, cube_problem
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.releases import Insider, audit_insiders, changes
from gelijkop.safe.rules import may_become, possible, possible_outcomes

BASES = [(3, 0), (3, 1), (5, 0), (5, 2), (5, 4), (10, 3)]


def known(rows, values):
    matrix = sparse.csr_array(np.array(rows, dtype=np.int64))
    names = [f"bekend {i}" for i in range(len(values))]
    return KnownSums(Text("een tabel", "a table"), matrix, np.array(values), names)


@pytest.mark.parametrize(("base", "slack"), BASES)
def test_with_the_cube_alone_every_count_keeps_what_the_rule_leaves(base, slack):
    """G3: for every released count, all true counts that may have become it and no other."""
    released = np.array([0, *range(base, 4 * base)])
    found = bounded(cube_problem(Cube(released, base, slack)))
    for i, y in enumerate(released):
        true = [t for t in range(6 * base) if y in may_become(t, base=base, slack=slack)]
        assert (found.low[i], found.high[i]) == (min(true), max(true))


@pytest.mark.parametrize(("base", "slack"), BASES)
def test_the_audit_and_the_rules_give_the_same_closed_form(base, slack):
    released = np.array([0, *range(base, 9 * base)])
    found = bounded(cube_problem(Cube(released, base, slack)))
    low, high = possible(released, base=base, slack=slack)
    assert found.low.tolist() == low.tolist()
    assert found.high.tolist() == high.tolist()


def test_the_outcomes_of_a_cell_keep_what_the_rules_leave():
    released = np.array([[0, 0], [5, 0], [5, 5], [0, 12], [7, 6]])
    cube = Cube(released.sum(axis=1), 5, 2, outcomes=("nee", "ja"))
    found = bounded(cube_problem(cube))
    for i, row in enumerate(released):
        low, high = possible_outcomes(row, base=5, slack=2)
        assert found.low[5 + 2 * i : 7 + 2 * i].tolist() == low.tolist()
        assert found.high[5 + 2 * i : 7 + 2 * i].tolist() == high.tolist()


def test_an_exact_table_of_outcomes_of_others_is_knowledge():
    # One cell of 5 to 8 pupils (released 6), of whom others publish 2 with yes: 3 to 6 have no.
    rows = sparse.csr_array(np.array([[0, 0, 1]], dtype=np.int64))
    others = KnownSums(Text("een tabel", "a table"), rows, np.array([2]), ["ja"])
    found = bounded(cube_problem(Cube(np.array([6]), 5, 2, outcomes=("nee", "ja"), known=[others])))
    assert (found.low[2], found.high[2]) == (3, 6)


def test_the_cube_alone_passes_and_every_number_is_proven_by_the_closed_form():
    published = sparse.csr_array(np.array([[1, 1, 0, 0], [1, 1, 1, 1]], dtype=np.int64))
    report = audit_cube(Cube(np.array([0, 5, 6, 12]), 5, 2, published=published))
    assert report.passes
    assert (report.targets, report.proven, report.open) == (6, 6, 0)
    # 0: 0–4; 5: 1–7; 6: 5–8; 12: 10–14; the first two together 1–11; all four 16–33
    assert report.widths == {3: 1, 4: 2, 6: 1, 10: 1, 17: 1}


def test_an_exact_total_of_others_tells_a_count_with_its_derivation():
    # Released 5, 0 and 12 stand for 1–7, 0–4 and 10–14. Others publish 11 pupils: 10 + 1 + 0 is all there is.
    cube = Cube(np.array([5, 0, 12]), 5, 2, known=[known([[1, 1, 1]], [11])], name=lambda i: f"cel {i}")
    report = audit_cube(cube)
    assert [(t.name, t.low, t.high) for t in report.exact] == [("cel 0", 1, 1)]
    assert report.exact[0].proof[-1] == Text(
        "cel 0 ≤ 11 (bekend 0) − 10 (cel 2) − 0 (cel 1) = 1", "cel 0 ≤ 11 (bekend 0) − 10 (cel 2) − 0 (cel 1) = 1"
    )


def test_what_others_tell_by_themselves_is_not_counted():
    report = audit_cube(Cube(np.array([0, 12]), 5, 2, known=[known([[1, 0]], [3])]))
    assert report.passes


def test_a_promise_about_the_error_is_knowledge():
    free = audit_cube(Cube(np.array([5]), 5, 2))
    told = audit_cube(Cube(np.array([5]), 5, 2, error=1))
    assert free.passes
    # 5 with an error of at most 1 is 4, 5 or 6.
    assert [(t.low, t.high) for t in told.narrow] == [(4, 6)]


def test_known_numbers_that_cannot_be_are_a_contradiction():
    report = audit_cube(Cube(np.array([5, 0]), 5, 2, known=[known([[1, 1]], [20])]))
    assert not report.passes
    assert "bekend 0" in report.broken[0].nl


def test_a_table_of_others_is_used_for_the_cells_around_it():
    """The first two cells are 9 together by others, so all three are 9 more than the third."""
    rows = sparse.csr_array(np.array([[1, 1, 1]], dtype=np.int64))
    cube = Cube(np.array([5, 5, 6]), 5, 2, known=[known([[1, 1, 0]], [9])], published=rows)
    found = bounded(cube_problem(cube))
    assert (found.low[1], found.high[1]) == (9 + 5, 9 + 8)


@pytest.mark.parametrize("cells", [500_000])
def test_a_national_cube_is_audited_whole(cells):
    released = np.resize(np.array([0, 5, 6, 20]), cells)
    every = sparse.csr_array(sparse.kron(sparse.eye_array(cells // 100, dtype=np.int64), np.ones((1, 100), np.int64)))
    totals = np.asarray(every @ np.resize(np.array([1, 4, 6, 20]), cells))
    names = [str(i) for i in range(len(totals))]
    report = audit_cube(Cube(released, 5, 2, known=[KnownSums(Text("t", "t"), every, totals, names)]))
    assert report.passes
    assert report.targets == cells


def test_a_school_that_knows_its_own_count_learns_that_of_another():
    # Others publish 12 pupils in both; released 5 and 5. A school of 7 knows that the other one has 5; of 9, 3.
    cube = Cube(np.array([5, 9]), 5, 2, known=[known([[1, 1]], [12])], name=lambda i: f"school {i}")
    report = audit_insiders(cube_problem(cube), [Insider("school 1", np.array([2]), np.array([9]))])
    assert [(t.name, t.low) for t in report.exact] == [("school 0", 3)]
    assert report.exact[0].proof[-1].nl == "gezien door school 1"


def test_two_exact_releases_tell_who_came():
    one = cube_problem(Cube(np.array([30]), 5, 2, known=[known([[1]], [30])]))
    two = cube_problem(Cube(np.array([30]), 5, 2, known=[known([[1]], [31])]))
    gained = bounded(changes(one, two, most_lost=0))
    size = len(one.low)
    assert (gained.low[2 * size], gained.high[2 * size]) == (1, 1)
