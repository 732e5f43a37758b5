"""The audit beside a count of all tables there are: every table of whole numbers that fits is written out."""

from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.safe.audit.free import proven
from gelijkop.safe.audit.problem import MOST, linked_problem
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.rank import PRIME, SECOND_PRIME, fixed
from gelijkop.safe.audit.search import fits, searched
from gelijkop.safe.lattice import Dimension, Lattice

TOP = 4
"""No inner count is higher, which the attacker is told, so that all tables can be written out: 5⁶ of them."""
SCHOOL = Dimension("school", ("s1", "s2", "s3"), {"bestuur": ("b1", "b1", "b2"), "gemeente": ("g1", "g2", "g2")})
OUTCOME = Dimension("uitkomst", ("nee", "ja"))
LEVELS = [{"school": p, "uitkomst": u} for p in SCHOOL.level_names for u in OUTCOME.level_names]
EVERY = np.array(list(product(range(TOP + 1), repeat=6)))


@st.composite
def attacked(draw):
    """A region of three schools, some of its tables, and what is hidden in them: a problem and its true numbers."""
    specs = draw(st.lists(st.sampled_from(LEVELS), min_size=2, max_size=6, unique_by=str))
    lattice = Lattice((SCHOOL, OUTCOME), specs)
    inner = np.array(draw(st.lists(st.integers(0, TOP), min_size=6, max_size=6)))
    true = lattice.sums @ inner
    hidden = np.array(draw(st.lists(st.booleans(), min_size=lattice.size, max_size=lattice.size)))
    low = np.where(hidden, 0, true)
    high = np.where(hidden, draw(st.sampled_from([4, 9, MOST])), true)
    high = np.maximum(high, true)
    numbers = lattice.size + np.arange(6)
    problem = linked_problem(lattice, low, high, targets=np.arange(lattice.size + 6))
    return problem.within(numbers, np.zeros(6, np.int64), np.full(6, TOP)), lattice, true


def all_tables(problem, lattice):
    """Every table that fits, published and inner cells beside each other, shape (tables, numbers)."""
    tables = np.concatenate([EVERY @ lattice.sums.toarray().T, EVERY], axis=1)
    return tables[((tables >= problem.low) & (tables <= problem.high)).all(axis=1)]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(attacked())
def test_bounds_are_never_narrower_than_the_tables_that_fit(case):
    problem, lattice, _ = case
    found = bounded(problem)
    tables = all_tables(problem, lattice)
    assert found.broken is None
    assert (found.low <= tables.min(axis=0)).all()
    assert (found.high >= tables.max(axis=0)).all()


@settings(max_examples=25, derandomize=True, deadline=None)
@given(attacked())
def test_the_solver_s_values_are_the_first_and_last_of_the_tables_that_fit(case):
    problem, lattice, _ = case
    found = bounded(problem)
    targets = np.flatnonzero(found.low < found.high)
    seen = searched(problem, found, targets, seconds=120, whole=True)
    tables = all_tables(problem, lattice)
    assert seen.low.tolist() == tables.min(axis=0)[targets].tolist()
    assert seen.high.tolist() == tables.max(axis=0)[targets].tolist()
    assert all(fits(problem, world) for world in seen.worlds)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(attacked())
def test_a_number_that_is_called_free_takes_every_value_within_its_bounds(case):
    problem, lattice, _ = case
    found = bounded(problem)
    tables = all_tables(problem, lattice)
    for n in np.flatnonzero(proven(problem, found)):
        assert set(tables[:, n]) == set(range(found.low[n], found.high[n] + 1))


@settings(max_examples=30, derandomize=True, deadline=None)
@given(attacked(), st.integers(0, 5), st.sampled_from([-1, 1]))
def test_a_table_fits_when_it_is_one_of_those_that_fit(case, where, by):
    problem, lattice, _ = case
    tables = all_tables(problem, lattice)
    assert fits(problem, tables[0])
    other = tables[0].copy()
    other[lattice.size + where] += by
    assert not fits(problem, other) or (other == tables).all(axis=1).any()
    higher = np.concatenate([lattice.sums @ np.full(6, TOP + 1), np.full(6, TOP + 1)])
    assert not fits(problem, higher)


def settled_by_fractions(problem, found):
    """The open numbers that are linear combinations of known ones, by elimination in fractions; and their values."""
    size = len(found.low)
    rows = []
    for i, whole in enumerate(problem.sums.whole):
        row = [Fraction(0)] * (size + 1)
        row[whole] -= 1
        for p in problem.sums.parts(i):
            row[p] += 1
        rows.append(row)
    for n in np.flatnonzero(found.low == found.high):
        row = [Fraction(0)] * (size + 1)
        row[n], row[size] = Fraction(1), Fraction(int(found.low[n]))
        rows.append(row)
    pivots = {}
    for column in range(size):
        at = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if at is None:
            continue
        here = len(pivots)
        rows[here], rows[at] = rows[at], rows[here]
        rows[here] = [x / rows[here][column] for x in rows[here]]
        for r in range(len(rows)):
            if r != here and rows[r][column]:
                rows[r] = [x - rows[r][column] * y for x, y in zip(rows[r], rows[here], strict=True)]
        pivots[column] = here
    return {
        c: rows[r][size]
        for c, r in pivots.items()
        if sum(x != 0 for x in rows[r][:size]) == 1 and found.low[c] < found.high[c]
    }


@settings(max_examples=40, derandomize=True, deadline=None)
@given(attacked())
def test_linear_algebra_modulo_a_prime_settles_what_fractions_settle(case):
    problem, _, _ = case
    # As published, before tier 1 took away what is easy.
    raw = bounded(problem, since=None)
    start = type(raw)(problem.low, problem.high, raw.log[:0], None)
    for found in (start, raw):
        expected = settled_by_fractions(problem, found)
        for prime in (PRIME, SECOND_PRIME):
            got = fixed(problem, found, prime=prime)
            assert dict(zip(got.numbers.tolist(), got.values.tolist(), strict=True)) == expected
            assert got.holds


def test_both_moduli_are_prime():
    for number in (PRIME, SECOND_PRIME):
        assert all(number % d for d in range(2, int(number**0.5) + 1))
