"""What the audit finds and costs: conventions of the field at 300 schools, beside the prototype of SDC.md §2.1.

`python -m bench audit` runs it; `--schools 40` a smaller region. The counts are made up and so are those of the
prototype, by another generator: shares compare, not cells.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.linked import Convention, published, region

from gelijkop.errors import Text
from gelijkop.safe.audit.cube import Cube, KnownSums, audit_cube
from gelijkop.safe.audit.problem import linked_problem
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.rank import fixed
from gelijkop.safe.lattice import Ints, Lattice

CONVENTIONS: dict[Convention, str] = {
    "hidden": "only 1–4 hidden",
    "<5": "the same, shown as <5",
    "pairs": "the whole pair hidden",
    "pairs of 10": "the same, also of fewer than 10",
    "nearest 5": "each to the nearest 5",
    "nearest 10": "each to the nearest 10",
}
SAID: dict[tuple[str, Convention], tuple[float, float]] = {
    ("P2", "hidden"): (95.0, 97.9), ("P2", "<5"): (100, 100), ("P2", "pairs"): (71.2, 83.4),
    ("P2", "pairs of 10"): (63.9, 74.9), ("P3", "hidden"): (99.9, 100), ("P3", "<5"): (100, 100),
    ("P3", "pairs"): (87.2, 95.8), ("P3", "pairs of 10"): (79.0, 88.4), ("P2", "nearest 5"): (2.2, float("nan")),
    ("P3", "nearest 5"): (10.1, float("nan")), ("P2", "nearest 10"): (0.1, float("nan")),
    ("P3", "nearest 10"): (0.01, float("nan")),
}  # fmt: skip
"""SDC.md §2.1: exact and width below 3, in per cent of the small published cells, by bounds alone."""
NATIONAL = 500_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    made = region(a.seed, a.schools)
    # The first run loads compiled code; it is no part of the figures.
    _attack(region(1, 40), "P2", "pairs")
    print(f"{a.schools} schools, {made.inner.sum():,} pupils, seed {a.seed}")
    print("plan  convention                       exact (SDC)      width<3 (SDC)    tier 2 adds  tier 1 s  tier 2 s")
    for plan in ("P2", "P3"):
        for convention, name in CONVENTIONS.items():
            exact, narrow, more, one, two = _attack(made, plan, convention)
            said = SAID[plan, convention]
            print(
                f"{plan}    {name:30}  {exact:6.2f} ({said[0]:6.2f})  {narrow:6.2f} ({said[1]:6.2f})"
                f"  {more:10}  {one:8.2f}  {two:8.2f}",
                flush=True,
            )
    _cube(made)
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def _attack(made, plan, convention) -> tuple[float, float, int, float, float]:
    lattice = made.lattice(plan)
    true = lattice.sums @ made.inner
    small = np.flatnonzero((true >= 1) & (true <= 4))
    problem = linked_problem(lattice, *published(lattice, true, convention), targets=small)
    start = time.process_time()
    found = bounded(problem)
    middle = time.process_time()
    more = fixed(problem, found)
    end = time.process_time()
    width = (found.high - found.low)[small]
    added = int(np.isin(more.numbers, small).sum())
    return 100 * np.mean(width == 0), 100 * np.mean(width < 3), added, middle - start, end - middle


def _cube(made) -> None:
    """A protected cube and the table of knowledge of SDC.md §2.4; the cube is rounded without an optimiser."""
    lattice = made.lattice("P2")
    rng = np.random.default_rng(3)
    inner = made.inner
    up = rng.random(inner.shape) * 5 < inner
    large = np.maximum(inner + rng.integers(-2, 3, inner.shape), 5)
    released = np.where(inner == 0, 0, np.where(inner < 5, np.where(up, 5, 0), large))
    year, yes = {"school": "school", "cohort": "cohort"}, {"school": "school", "uitkomst": "uitkomst"}
    rows = {
        "nothing": (),
        "pupils by school and cohort": (year,),
        "and yes/no by school": (year, yes),
        "pupils by school, education and cohort": ({**year, "groep": "opleiding"},),
    }
    print("a protected cube, all cells given, and known as well: exact and narrow of all cells; s")
    for name, levels in rows.items():
        known = [_known(lattice, spec, inner) for spec in levels]
        start = time.process_time()
        report = audit_cube(Cube(released, 5, 2, known=known, published=lattice.sums))
        took = time.process_time() - start
        print(f"  {name:40} {len(report.exact):6} {len(report.narrow):6} of {report.targets:,}  {took:6.2f}")
    many = np.resize(released, NATIONAL)
    start = time.process_time()
    audit_cube(Cube(many, 5, 2))
    print(f"  {NATIONAL:,} cells, nothing else known: {time.process_time() - start:.2f} s")


def _known(lattice: Lattice, levels, inner: Ints) -> KnownSums:
    table = Lattice(lattice.dimensions, [levels])
    return KnownSums(Text("t", "t"), table.sums, table.sums @ inner, [str(i) for i in range(table.size)])


if __name__ == "__main__":
    sys.exit(main())
