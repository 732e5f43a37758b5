"""Secondary suppression on tables so small that every possible truth can be listed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gelijkop.safe.suppress.pattern import suppress
from gelijkop.safe.suppress.problem import Problem, World
from gelijkop.safe.suppress.verify import verify


def margins(rows, columns):
    """Inner cells of a table with row totals, column totals and a grand total."""
    inner = np.eye(rows * columns, dtype=np.int64)
    by_row = inner.reshape(rows, columns, -1).sum(1)
    by_column = inner.reshape(rows, columns, -1).sum(0)
    return sparse.csr_array(np.concatenate([inner, by_row, by_column, inner.sum(0, keepdims=True)]))


def intervals(problem, hidden):
    """Least and most of every cell over all tables that agree with what is open: every one is tried, cell by cell."""
    sums, value = problem.sums.toarray()[~hidden], problem.published[~hidden]
    tables = np.zeros((1, 0), dtype=np.int64)
    for filled in range(1, sums.shape[1] + 1):
        most = value[sums[:, filled - 1] > 0].min()
        last = np.tile(np.arange(most + 1), len(tables))[:, None]
        tables = np.hstack([np.repeat(tables, most + 1, axis=0), last])
        so_far = tables @ sums[:, :filled].T
        full = ~sums[:, filled:].any(axis=1)
        tables = tables[(so_far <= value).all(axis=1) & (so_far == value)[:, full].all(axis=1)]
    values = tables @ problem.sums.toarray().T
    return values.min(axis=0), values.max(axis=0)


SMALL = margins(3, 3)
TABLES = [
    [2, 7, 6, 8, 3, 9, 7, 6, 5],
    [1, 0, 5, 6, 2, 4, 0, 7, 3],
    [4, 4, 4, 4, 4, 4, 4, 4, 4],
    [1, 5, 5, 5, 5, 5, 5, 5, 5],
]


@pytest.mark.parametrize("counts", TABLES, ids=["two small", "with zeros", "all small", "one small"])
def test_every_small_count_may_be_0_to_4_in_all_tables_that_agree_with_what_is_open(counts):
    problem = Problem(SMALL, np.array(counts))
    pattern = suppress(problem)
    proved = np.setdiff1d(np.flatnonzero(problem.sensitive), pattern.refused)
    least, most = intervals(problem, pattern.hidden)
    assert (least[proved] == 0).all()
    assert (most[proved] >= 4).all()


@settings(max_examples=8, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=9, max_size=9))
def test_any_table_with_open_totals_is_proved_as_every_possible_truth_says(counts):
    problem = Problem(SMALL, np.array(counts), kept_open=np.arange(16) >= 9)
    pattern = suppress(problem)
    proved = np.setdiff1d(np.flatnonzero(problem.sensitive), pattern.refused)
    least, most = intervals(problem, pattern.hidden)
    assert (least[proved] == 0).all()
    assert (most[proved] >= 4).all()
    assert not pattern.hidden[9:].any()


def test_hiding_small_counts_only_gives_them_away():
    problem = Problem(SMALL, np.array(TABLES[3]))
    least, most = intervals(problem, problem.sensitive)
    assert least[0] == most[0] == 1


def test_one_small_count_in_a_table_of_all_margins_takes_three_others_with_it():
    # A count moves from one corner of a rectangle to the next: at least four cells change.
    pattern = suppress(Problem(SMALL, np.array(TABLES[3])))
    assert pattern.hidden.sum() == 4


def test_what_is_proved_passes_the_proof():
    for counts in TABLES:
        problem = Problem(SMALL, np.array(counts))
        pattern = suppress(problem)
        faults = verify(pattern.hidden, SMALL, problem.counts, pattern.certificate)
        assert faults == (("sensitive_cell_without_proof",) if len(pattern.refused) else ())


def test_a_small_grand_total_cannot_be_hidden_behind_an_open_one():
    # The total of 3 is open from an earlier release: its parts cannot be more than 3.
    problem = Problem(SMALL, np.array([3, 0, 0, 0, 0, 0, 0, 0, 0]), kept_open=np.arange(16) == 15)
    assert 15 in suppress(problem).refused


def test_a_cell_that_was_hidden_before_stays_hidden():
    before = np.arange(16) == 12
    pattern = suppress(Problem(SMALL, np.array([9] * 9), kept_hidden=before))
    assert pattern.hidden.tolist() == before.tolist()


def test_a_cell_that_was_open_before_stays_open():
    first = suppress(Problem(SMALL, np.array(TABLES[3])))
    secondary = first.hidden & ~(SMALL @ np.array(TABLES[3]) < 5)
    again = suppress(Problem(SMALL, np.array(TABLES[3]), kept_open=secondary))
    assert not (again.hidden & secondary).any()
    assert not len(again.refused)


def test_zeros_stay_open_unless_they_may_be_hidden():
    # With all margins open the 1 can rise only with the last cell, and sink only with its neighbour: both are 0.
    counts = np.array([1, 0, 5, 6, 7, 0, 8, 0, 0])
    margins_open = (np.arange(16) >= 9) & (np.arange(16) < 15)
    assert suppress(Problem(SMALL, counts, kept_open=margins_open)).refused.tolist() == [0]
    assert not len(suppress(Problem(SMALL, counts, kept_open=margins_open, zeros_open=False)).refused)


@pytest.fixture(scope="module")
def proved():
    problem = Problem(SMALL, np.array(TABLES[0]))
    return problem, suppress(problem)


def judged(problem, hidden, certificate):
    return verify(hidden, problem.sums, problem.counts, certificate)


def test_an_open_cell_that_differs_in_a_table_fails(proved):
    problem, pattern = proved
    for cell in np.flatnonzero(pattern.hidden & ~problem.sensitive):
        hidden = pattern.hidden.copy()
        hidden[cell] = False
        assert judged(problem, hidden, pattern.certificate) == ("open_cell_differs",)


def test_an_open_small_count_fails(proved):
    problem, pattern = proved
    hidden = pattern.hidden & ~(np.arange(16) == 0)
    assert "sensitive_cell_open" in judged(problem, hidden, pattern.certificate)


def test_every_change_of_a_table_by_one_fails_or_still_proves_the_same(proved):
    problem, pattern = proved
    worlds = pattern.certificate.worlds
    for number, world in enumerate(worlds):
        for inner in range(9):
            more = World(np.append(world.inner, inner), np.append(world.change, 1))
            changed = (*worlds[:number], more, *worlds[number + 1 :])
            assert judged(problem, pattern.hidden, replace(pattern.certificate, worlds=changed))


def test_a_left_out_cell_fails(proved):
    problem, pattern = proved
    c = pattern.certificate
    less = replace(c, cells=c.cells[1:], low=c.low[1:], high=c.high[1:])
    assert judged(problem, pattern.hidden, less) == ("sensitive_cell_without_proof",)


def test_tables_that_change_places_fail(proved):
    problem, pattern = proved
    c = pattern.certificate
    faults = judged(problem, pattern.hidden, replace(c, low=c.high, high=c.low))
    assert faults == ("least_not_reached", "most_not_reached")


def test_another_small_count_than_that_of_the_proof_fails(proved):
    problem, pattern = proved
    counts = problem.counts + (np.arange(9) == 0)
    assert verify(pattern.hidden, problem.sums, counts, pattern.certificate) == ("least_not_reached",)


@pytest.mark.parametrize("low", [np.array([99, 99]), np.array([-1, -1]), np.array([0]), np.array([0.0, 0.0])])
def test_numbers_that_point_nowhere_are_malformed(proved, low):
    problem, pattern = proved
    assert judged(problem, pattern.hidden, replace(pattern.certificate, low=low)) == ("malformed",)


def test_nothing_of_the_counts_is_in_what_prints(proved):
    problem, pattern = proved
    assert repr(pattern.certificate) == "Certificate()"
    assert "counts" not in repr(problem)
    assert "hidden" not in repr(pattern)
