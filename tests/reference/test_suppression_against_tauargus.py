"""Holes and intervals against tau-ARGUS (OPT, audit) on six made-up tables: scripts/oracles/suppression_tauargus.py.

By pytauargus 0.6.0. Three patterns are judged by both: that of OPT, ours, and ours with holes opened.
Its audit allows fractions and ours whole numbers only, so ours could be narrower; on these tables nothing differs.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from scipy import sparse

from gelijkop.safe.audit import problem as attack
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.run import audit
from gelijkop.safe.audit.search import searched
from gelijkop.safe.suppress.pattern import suppress
from gelijkop.safe.suppress.problem import Problem
from gelijkop.safe.suppress.verify import verify

DATA = Path(__file__).parent / "data"
TOTAL = "T"
LEAST, MOST = 0, 4
"""The values that the interval of every small count must cover."""
MOST_APART = 1 / 7
"""Measured: 28 for 28 and 32 for 31; with 12 schools, too slow to keep here, 31 for 31 and 40 for 35, a seventh more.
Either way, as OPT is asked for a little more (a 4 must reach 5) and for a little less (fractions are allowed)."""
SECONDS = 60
"""A cap, not a measure: each table takes less than one, and a test fails where the search did not end by itself."""
PATTERNS = ("opt", "own", "open")


class Table(NamedTuple):
    """All cells with totals as sums of the inner counts, and the first and last value of hidden cells by tau-ARGUS."""

    sums: sparse.csr_array
    published: np.ndarray
    inner: np.ndarray
    ends: dict

    @property
    def small(self):
        return (self.published > 0) & (self.published <= MOST)

    def hidden(self, pattern):
        return ~np.isnan(self.ends[pattern][:, 0])

    @property
    def world(self):
        return np.concatenate([self.published, self.inner])

    def attacker(self, pattern, targets):
        hidden, some = self.hidden(pattern), len(self.inner)
        low, high = np.where(hidden, 0, self.published), np.where(hidden, attack.MOST, self.published)
        return attack.Problem(
            np.concatenate([low, np.zeros(some, dtype=np.int64)]), np.concatenate([high, np.full(some, attack.MOST)]),
            attack.sums_of_matrix(self.sums, part=len(self.published)), str, targets, least_width=MOST - LEAST,
        )  # fmt: skip


def read(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TOTALS = {row["table"]: row for row in read("suppression_tauargus.csv")}
NAMES = list(TOTALS)


@cache
def table(name):
    rows = [row for row in read("suppression_tauargus_cells.csv") if row["table"] == name]
    cells = [(row["place"], row["group"], row["outcome"]) for row in rows]
    # Names of schools have three characters and begin with the one of their municipality.
    finest = [i for i, (place, group, outcome) in enumerate(cells) if len(place) == 3 and TOTAL not in (group, outcome)]
    sums = [[all(a in (TOTAL, b[: len(a)]) for a, b in zip(c, cells[i], strict=True)) for i in finest] for c in cells]
    published = np.array([int(row["count"]) for row in rows])
    ends = {p: np.array([[float(row[f"{p}_{e}"] or "nan") for e in ("low", "high")] for row in rows]) for p in PATTERNS}
    return Table(sparse.csr_array(np.array(sums, dtype=np.int64)), published, published[finest], ends)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_hidden_cell_has_the_interval_that_tau_argus_gives_it(name, pattern):
    given = table(name)
    targets = np.flatnonzero(given.hidden(pattern))
    problem = given.attacker(pattern, targets)
    bounds = bounded(problem)
    left = targets[bounds.low[targets] < bounds.high[targets]]
    found = searched(problem, bounds, left, seconds=SECONDS, world=given.world, whole=True)
    # A search that reaches the bounds ends there.
    assert (found.closed | ((found.low == bounds.low[left]) & (found.high == bounds.high[left]))).all()
    ours = np.stack([bounds.low, bounds.high], axis=-1)
    ours[left] = np.stack([found.low, found.high], axis=-1)
    assert np.array_equal(ours[targets], given.ends[pattern][targets])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", ["opt", "own"])
def test_the_attacker_finds_nothing_in_what_tau_argus_hides_nor_in_what_we_hide(name, pattern):
    given = table(name)
    report = audit(given.attacker(pattern, np.flatnonzero(given.small)), seconds=SECONDS, world=given.world)
    assert (report.exact, report.narrow, report.open) == ((), (), 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_attacker_finds_exactly_the_narrow_cells_of_a_pattern_with_too_few_holes(name):
    given = table(name)
    report = audit(given.attacker("open", np.flatnonzero(given.small)), seconds=SECONDS, world=given.world)
    narrow = given.small & (np.diff(given.ends["open"], axis=1)[:, 0] < MOST - LEAST)
    assert sorted(told.number for told in (*report.exact, *report.narrow)) == np.flatnonzero(narrow).tolist()
    assert narrow.any()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", ["opt", "own"])
def test_tau_argus_passes_its_pattern_and_ours(name, pattern):
    given = table(name)
    low, high = given.ends[pattern][given.small].T
    assert int(TOTALS[name][f"{pattern}_flagged"]) == 0
    assert (low <= LEAST).all()
    assert (high >= MOST).all()


@pytest.mark.parametrize("optimum", read("suppression_optimum.csv"), ids=lambda row: f"schools {row['seed']}")
def test_opt_hides_the_proven_least(optimum):
    assert TOTALS[f"schools {optimum['seed']}"]["opt_secondary"] == optimum["secondary"]


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("municipalities")])
def test_secondary_cells_are_at_most_a_seventh_more_or_fewer_than_those_of_opt(name):
    """Of schools without municipalities: test_suppression_optimum.py."""
    given = table(name)
    problem = Problem(given.sums, given.inner)
    pattern = suppress(problem)
    assert verify(pattern.hidden, problem.sums, problem.counts, pattern.certificate) == ()
    secondary, least = int((pattern.hidden & ~problem.sensitive).sum()), int(TOTALS[name]["opt_secondary"])
    assert abs(secondary - least) <= MOST_APART * least
