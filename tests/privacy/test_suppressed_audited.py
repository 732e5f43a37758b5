"""The attacker, written apart from us, on tables with holes that cross municipalities and boards (SDC §2.2, §2.3)."""

import numpy as np
import pytest

from gelijkop.safe.audit.problem import MOST, linked_problem
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.rank import fixed
from gelijkop.safe.lattice import Dimension, Lattice
from gelijkop.safe.suppress.pattern import suppress
from gelijkop.safe.suppress.problem import Problem
from gelijkop.safe.suppress.verify import verify

SCHOOLS = 8


@pytest.fixture(scope="module")
def lattice():
    school = Dimension(
        "school",
        tuple(f"s{i}" for i in range(SCHOOLS)),
        {
            "gemeente": tuple(f"g{i // 3}" for i in range(SCHOOLS)),
            "bestuur": tuple(f"b{i % 3}" for i in range(SCHOOLS)),
        },
    )
    groups = Dimension("groep", ("a1", "a2", "b1", "b2"), {"opleiding": ("a", "a", "b", "b")})
    outcome = Dimension("uitkomst", ("nee", "ja"))
    cross = [(p, g) for p in school.level_names for g in ("opleiding", "alle")] + [
        ("gemeente", "groep"),
        ("alle", "groep"),
    ]
    return Lattice(
        (school, groups, outcome),
        [{"school": p, "groep": g, "uitkomst": u} for p, g in cross for u in ("uitkomst", "alle")],
    )


@pytest.fixture(scope="module")
def problem(lattice):
    counts = np.random.default_rng(5).poisson([4, 3, 7, 5, 6, 2, 9, 8], (SCHOOLS, 8))
    return Problem(lattice.sums, counts.reshape(-1))


def attacked(lattice, problem, hidden):
    """Small counts that the attacker knows exactly, and those of which fewer than five values are left."""
    low, high = np.where(hidden, 0, problem.published), np.where(hidden, MOST, problem.published)
    small = np.flatnonzero(problem.sensitive)
    told = linked_problem(lattice, low, high, targets=small)
    bounds = bounded(told)
    exact = np.isin(small, fixed(told, bounds).numbers) | (bounds.low == bounds.high)[small]
    return int(exact.sum()), int(((bounds.high - bounds.low)[small] < 4).sum())


def test_hiding_small_counts_only_is_undone(lattice, problem):
    exact, _ = attacked(lattice, problem, problem.sensitive)
    assert exact > 0


def test_proved_holes_stay_open_to_the_attacker(lattice, problem):
    pattern = suppress(problem)
    assert not len(pattern.refused)
    assert verify(pattern.hidden, problem.sums, problem.counts, pattern.certificate) == ()
    assert attacked(lattice, problem, pattern.hidden) == (0, 0)
