"""What the protected cube costs and how near it stays: 300 schools, 12 groups, 5 cohorts, beside SDC.md §2.4 and §3.6.

`python -m bench protect` runs it; `--schools 40` a smaller region. First the rounding itself on the 34,740 cells of
plan P2, then the whole gate (rounding, audit, ledger) with 30 indicators on one cube, and the release after it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.linked import Linked, region

from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.lattice import ALL, Ints, Lattice
from gelijkop.safe.ledger import empty_ledger
from gelijkop.safe.margins import Margins
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import Result, protect
from gelijkop.safe.rounding import Entries, round_population, round_split

BASE, SLACK = 5, 2
INDICATORS = 30
CORRECTIONS = 98
SAID = "SDC.md: cube ≤ 15 s, mean ≤ 1.7, max ≤ 12; each further indicator ≤ 3 s; next release ≤ 4 s"
Result_ = TypeVar("Result_")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    # The first run loads compiled code; it is no part of the figures.
    _cube(region(1, 40), seed=1)
    made = region(a.seed, a.schools)
    print(f"{a.schools} schools, {made.inner.sum():,} pupils, seed {a.seed}. {SAID}")
    _cube(made, seed=a.seed, say=True)
    _gate(made)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
    return 0


def _timed(work: Callable[[], Result_]) -> tuple[Result_, float]:
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def _cube(made: Linked, *, seed: int, say: bool = False) -> None:
    """Pupils rounded, then yes and no within them; errors over all published cells of P2."""
    pupils = made.counts.sum(axis=-1).reshape(-1)
    cells = np.flatnonzero(pupils)
    true, near, whole = pupils[cells], *_margins(made, cells)
    low = np.where(true < BASE, 0, np.maximum(BASE, true - SLACK))
    high = np.where(true < BASE, BASE, true + SLACK)
    rng = np.random.default_rng(seed)
    released, first = _timed(lambda: round_population(true, low, high, near, base=BASE, rng=rng))
    yes = made.counts[..., 1].reshape(-1)[cells]
    counts = np.stack([true - yes, yes], axis=1)
    every = len(true)
    cell, outcome = np.repeat(np.arange(every), 2), np.tile([0, 1], every)
    nothing, free = np.zeros(2 * every, np.int64), np.ones(2 * every, dtype=bool)
    entries = Entries(cell, outcome, counts.reshape(-1), nothing, free)
    split, more = _timed(
        lambda: round_split(released, entries, near, true_population=true, base=BASE, rng=np.random.default_rng(seed))
    )
    if not say:
        return
    of_outcome = near.totals(entries.cell, split, entries.outcome, 2)
    wanted = near.totals(np.arange(len(true)), counts[:, 0], np.zeros(len(true), np.int64), 1)[0]
    yes_wanted = near.totals(np.arange(len(true)), counts[:, 1], np.zeros(len(true), np.int64), 1)[0]
    total = near.totals(np.arange(len(true)), released - true, np.zeros(len(true), np.int64), 1)[0]
    errors = np.abs(np.concatenate([of_outcome[0] - wanted, of_outcome[1] - yes_wanted, total]))
    print(f"P2, {len(errors):,} cells: pupils {first:.1f} s, yes/no {more:.1f} s; "
          f"error mean {errors.mean():.2f}, max {errors.max()}, 5 and more {(errors >= 5).mean():.1%}")  # fmt: skip
    _rates(whole, wanted, yes_wanted, of_outcome)


def _rates(kind: list[str], no: Ints, yes: Ints, shown: Ints) -> None:
    """Errors of shares by kind of table, of 20 and of 100 pupils and more."""
    pupils, left = no + yes, shown.sum(axis=0)
    names = np.array(kind)
    for name in dict.fromkeys(kind):
        line = [f"  {name:28s}"]
        for least in (20, 100):
            here = (names == name) & (pupils >= least) & (left > 0)
            if here.any():
                off = 100 * np.abs(yes[here] / pupils[here] - shown[1][here] / left[here])
                line.append(f"≥{least}: mean {off.mean():.2f} 95 % {np.percentile(off, 95):.2f} (n {here.sum()})")
        print("  ".join(line))


def _margins(made: Linked, cells: Ints) -> tuple[Margins, list[str]]:
    """The margins of P2 without its outcomes, and the kind of table of each."""
    school, group, cohort, _ = made.dimensions()
    crosses = [levels[:3] for levels in made.lattice("P2").tables if levels[3] == ALL]
    tables = [dict(zip(("school", "groep", "cohort"), levels, strict=True)) for levels in crosses]
    lattice = Lattice((school, group, cohort), tables)
    columns = lattice.sums.tocsc()[:, cells]
    each = np.diff(columns.indptr)
    assert (each == each[0]).all()
    numbers = columns.indices.reshape(len(cells), int(each[0])).astype(np.int32)
    names = [" × ".join(lattice.tables[t]) for t in lattice.table_of]
    whole = np.zeros(int(each[0]), dtype=bool)
    return Margins(numbers, lattice.size, np.ones(lattice.size, np.int64), whole), names


def _gate(made: Linked) -> None:
    plan, key = load_plan("openbaar"), bytes(range(64))
    board, town = (dict(zip(_codes(made), names, strict=True)) for names in (made.board, made.municipality))
    figures = _figures(made.counts, INDICATORS, seed=1)
    one = _figures(made.counts, 1, seed=1)

    def gate(of: Figures, **more: object) -> Result:
        return protect(of, plan, municipality=town, board=board, names={}, seed=key, **more)  # type: ignore[arg-type]

    _, single = _timed(lambda: gate(one))
    result, every = _timed(lambda: gate(figures))
    print(f"whole gate: 1 indicator {single:.1f} s; {INDICATORS} indicators {every:.1f} s, "
          f"so {(every - single) / (INDICATORS - 1):.2f} s each further one")  # fmt: skip
    for a in result.report.accuracy:
        if a.points is not None and not a.kind[3]:
            print(f"  {a.place}, places summed {a.kind[0]}, years summed {a.kind[1]}, grouped {a.kind[2]}: "
                  f"shares of 100 and more off by {a.points[0]} points on average, 95 % {a.points[1]}")  # fmt: skip
    for indicators in (1, INDICATORS):
        first = gate(_figures(made.counts, indicators, seed=1))
        later = _figures(_corrected(made.counts), indicators, seed=1)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        ledger = empty_ledger(key).appended(first.cells, at=at, policy="openbaar", plan="", base=BASE, slack=SLACK)
        _, seconds = _timed(lambda of=later, known=ledger: gate(of, ledger=known))
        print(f"next release, a cohort more and {CORRECTIONS} corrections: {indicators} indicators {seconds:.1f} s")


def _codes(made: Linked) -> list[str]:
    return [f"S{i:03d}" for i in range(len(made.board))]


def _corrected(counts: Ints) -> Ints:
    """A cohort more (the last one once again), and some pupils who turn out not to have been there."""
    more = np.concatenate([counts, counts[:, :, -1:]], axis=2)
    there = np.flatnonzero(more)
    more.reshape(-1)[np.random.default_rng(3).choice(there, CORRECTIONS, replace=False)] -= 1
    return more


def _figures(counts: Ints, indicators: int, *, seed: int) -> Figures:
    """Pupils by school, cohort, education and origin, with so many yes/no indicators; the first is that of `counts`."""
    schools, groups, cohorts, _ = counts.shape
    school, group, cohort = (a.reshape(-1) for a in np.indices((schools, groups, cohorts)))
    pupils, yes = counts.sum(axis=-1).reshape(-1), counts[..., 1].reshape(-1)
    rng = np.random.default_rng(seed)
    measures, parts = [], []
    for number in range(indicators):
        having = yes if number == 0 else rng.binomial(pupils, rng.uniform(0.05, 0.6))
        measures.append(Measure(f"m{number}", f"m{number}", "", "advies", ("nee", "ja"), (0.0, 1.0), "share"))
        for outcome, n in ((0, pupils - having), (1, having)):
            here = np.flatnonzero(n)
            parts.append(
                (
                    np.full(len(here), number),
                    cohort[here],
                    school[here],
                    group[here],
                    np.full(len(here), outcome),
                    n[here],
                )
            )
    measure, year, place, groep, outcome, n = (np.concatenate(c).astype(np.int64) for c in zip(*parts, strict=True))
    return Figures(
        tuple(measures), tuple(f"S{i:03d}" for i in range(schools)), ("herkomst", "opleiding"), measure, 2018 + year,
        place, {"herkomst": 1 + groep % 3, "opleiding": 1 + groep // 3}, np.zeros(len(n), np.int64), outcome, n,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
