"""What comparison costs: a whole region, a million intervals, clusters and a bootstrap, beside loops over statsmodels.

`python -m bench compare` runs all of it; `--size 0.1` a tenth. The loops need statsmodels, which is no part of
gelijkop: without it they are named and not run.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from gelijkop.compare.chain_bootstrap import of_schools, school_weights
from gelijkop.compare.clusters import Clustered, clustered_shares, of_sums
from gelijkop.compare.findings import WHOLE
from gelijkop.compare.gaps import gaps_of
from gelijkop.compare.intervals import Intervals, difference, wilson
from gelijkop.compare.rates import rates_of
from gelijkop.compare.tallies import cube
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.pipeline.compared import compare_release
from gelijkop.safe.released import STRATA, Policy, Released, Rows
from gelijkop.safe.sealing import seal

try:
    from statsmodels.regression import linear_model as linear
    from statsmodels.stats import proportion
except ImportError:
    linear = proportion = None

GROUPINGS = ("opleiding", "armoede", "inkomen", "geslacht")
INDICATORS, VARIANTS, PLACES, YEARS = 12, 3, 60, 10
PUPILS = 400
"""Pupils of one indicator in one place and school year; 60 places make 24,000 a cohort."""
CELLS, CLUSTERED, SCHOOLS, DRAWS = 1_000_000, 10_000, 40, 1_000
LOOPED, LOOPED_DRAWS = 1_000, 10
"""Cells that are looped over."""
T = TypeVar("T")


@dataclass(frozen=True)
class Took:
    """Seconds on the clock and of processor time, the least of several runs."""

    wall: float
    cpu: float


def timed(work: Callable[[], T], *, times: int = 3) -> tuple[Took, T]:
    """What it took, the least of so many runs, and what the last run gave."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Took(min(walls), min(cpus)), result


def made_up(policy: Policy, *, measures: int, places: int, years: int, rng: np.random.Generator) -> Released:
    """A release of so many measures (each with a distribution of its own), places and school years."""
    parts: list[np.ndarray] = []
    for m in range(measures):
        for number, code in enumerate((None, *GROUPINGS), start=-1):
            groups = (-1,) if code is None else tuple(g.number for g in groupings()[code].groups)
            parts.append(_rows(m, number, groups, places, years, rng))
    columns = np.concatenate(parts, axis=1)
    kinds = {
        (p, y, g, s): 1.7
        for p in (False, True) for y in (False, True) for g in (False, True) for s in (False, True)
    }  # fmt: skip
    made = tuple(
        Measure(f"m{i}", f"i{i // VARIANTS}", f"v{i % VARIANTS}", "advice", ("no", "yes"), (0, 1), "share")
        for i in range(measures)
    )
    names = ("measure", "grouping", "school_year", "place", "group", "stratum", "outcome", "pupils")
    public = policy == "openbaar"
    codes = tuple(f"GM{i:04d}" if public else f"{i:04d}XX00" for i in range(places))
    return seal(
        policy, made, codes, {}, GROUPINGS, tuple(range(2015, 2015 + years)),
        Rows(**{name: columns[i].copy() for i, name in enumerate(names)}),
        base=5 if public else 0, slack=2 if public else 0,
        rounding={m.code: kinds for m in made} if public else {},
    )  # fmt: skip


def _rows(
    measure: int, grouping: int, groups: tuple[int, ...], places: int, years: int, rng: np.random.Generator
) -> np.ndarray:
    """Eight columns in the order of a release; groups differ a little in what they are advised and reach."""
    shape = (years, places, len(groups), STRATA)
    advice = rng.dirichlet(np.full(STRATA, 4.0), size=len(groups))
    n = rng.poisson(PUPILS / len(groups) * advice[None, None], size=shape)
    p = np.clip(0.2 + 0.08 * np.arange(STRATA) + 0.02 * np.arange(len(groups))[:, None], 0, 1)
    yes = rng.binomial(n, p[None, None])
    counts = np.stack([n - yes, yes], axis=-1)
    year, place, group, stratum, outcome = np.nonzero(counts)
    full = [np.full(len(year), x) for x in (measure, grouping)]
    numbers = np.array(sorted(groups))[group]
    return np.stack([*full, year + 2015, place, numbers, stratum, outcome, counts[counts > 0]]).astype(np.int64)


def region(released: Released) -> list[str]:
    """What `publish` asks of a release, then all there is to ask of it: every place in every period, each year too."""
    took, found = timed(lambda: compare_release(released, groupings=released.groupings, margin=0.05))
    cells = sum(c.pupils.size for c in (*found.rate_columns, *found.gap_columns))
    rows, _ = timed(lambda: [c.rows() for c in (*found.rate_columns, *found.gap_columns)], times=1)
    lines = [
        f"{len(released.rows.pupils):,} released counts",
        f"a release compared: {cells:,} rates and gaps in {_said(took)}; as rows {_said(rows)}",
    ]
    for by_year in (False, True):
        took, cells = timed(partial(everything, released, by_year=by_year))
        strata = "advice and year" if by_year else "advice"
        lines.append(f"every place in every period, strata of {strata}: {cells:,} rates and gaps in {_said(took)}")
    return lines


def everything(released: Released, *, by_year: bool) -> int:
    """Rates and gaps of every measure, grouping, place and period as columns; how many there are."""
    years = released.school_years
    each = [(y,) for y in years]
    cells = 0
    for measure in released.measures:
        for grouping in (*released.groupings, None):
            found = cube(released, measure.code, grouping=grouping, places=(WHOLE, *released.places))
            for periods in ([years], each):
                cells += rates_of(found, periods).pupils.size
                if grouping is not None:
                    cells += gaps_of(found, periods, by_year=by_year).pupils.size
    return cells


def intervals(cells: int, rng: np.random.Generator) -> list[str]:
    """Wilson limits of two groups and Newcombe's of their difference, in so many cells."""
    n1, n0 = rng.integers(1, 500, (2, cells))
    x1, x0 = rng.binomial(n1, 0.3), rng.binomial(n0, 0.4)
    took, found = timed(lambda: newcombe(x1, n1, x0, n0))
    lines = [f"{cells:,} differences with Newcombe limits, and so twice as many Wilson limits: {_said(took)}"]
    if proportion is None:
        return lines
    some = min(cells, LOOPED)
    loop, beside = timed(
        lambda: [
            proportion.confint_proportions_2indep(x1[i], n1[i], x0[i], n0[i], method="newcomb", compare="diff")
            for i in range(some)
        ],
        times=1,
    )
    apart = np.abs(np.array(beside) - np.stack([found.lower, found.upper], axis=-1)[:some]).max()
    return [*lines, _beside(took, cells, loop, some, apart)]


def clusters(cells: int, rng: np.random.Generator) -> list[str]:
    """Limits of a share that count schools, from sums and by CR2, beside least squares of the shares of schools.

    The loop has a standard error only: of clusters (the linearised ratio), and HC2, which is CR2 here.
    """
    n = rng.integers(5, 60, (cells, SCHOOLS)).astype(np.float64)
    x = rng.binomial(n.astype(np.int64), rng.beta(6, 9, (cells, SCHOOLS))).astype(np.float64)
    schools = np.full(cells, SCHOOLS)

    def linearised() -> Clustered:
        sums = (x.sum(axis=1), n.sum(axis=1), *(np.einsum("cs,cs->c", a, b) for a, b in ((x, x), (x, n), (n, n))))
        return of_sums(*sums, schools, scores=(0.0, 1.0))

    lines = []
    some, ones = min(cells, LOOPED), np.ones(SCHOOLS)
    # Both give back the degree of freedom that the estimate used, by the sizes of schools or by their number.
    degree = (1 - (n**2).sum(axis=1) / n.sum(axis=1) ** 2) * SCHOOLS / (SCHOOLS - 1)
    for name, ours, factor, options in (
        ("linearised", linearised, degree, {"cov_type": "cluster", "cov_kwds": {"groups": np.arange(SCHOOLS)}}),
        ("CR2, Satterthwaite", lambda: clustered_shares(x, n), np.ones(cells), {"cov_type": "HC2"}),
    ):
        took, found = timed(ours)
        lines.append(f"{cells:,} shares with limits that count {SCHOOLS} schools ({name}): {_said(took)}")
        if linear is None:
            continue
        loop, errors = timed(
            lambda: [linear.WLS(x[i] / n[i], ones, weights=n[i]).fit(**options).bse[0] for i in range(some)],  # noqa: B023
            times=1,
        )
        apart = np.abs(np.array(errors) - np.sqrt(found.variance * factor)[:some]).max()
        lines.append(_beside(took, cells, loop, some, apart))
    return lines


def bootstrap(cells: int, rng: np.random.Generator) -> list[str]:
    """The standard error of a share from a thousand draws of schools, beside drawing in a loop."""
    n = rng.integers(5, 60, (SCHOOLS, cells)).astype(np.float64)
    x = rng.binomial(n.astype(np.int64), 0.4).astype(np.float64)

    def ours() -> np.ndarray:
        weights = school_weights(SCHOOLS, draws=DRAWS, rng=np.random.default_rng(1))[1:]
        parts = np.array_split(np.arange(cells), max(cells // 500, 1))
        return np.concatenate(
            [(of_schools(x[:, p], weights) / of_schools(n[:, p], weights)).std(axis=-1) for p in parts]
        )

    def loop() -> list[float]:
        draws = np.random.default_rng(2)
        errors = []
        for i in range(some):
            shares = []
            for _ in range(DRAWS):
                at = draws.integers(0, SCHOOLS, SCHOOLS)
                shares.append(x[at, i].sum() / n[at, i].sum())
            errors.append(float(np.std(shares)))
        return errors

    some = min(cells, LOOPED_DRAWS)
    took, found = timed(ours)
    looped, errors = timed(loop, times=1)
    apart = np.abs(np.array(errors) / found[:some] - 1).max()
    return [
        f"{cells:,} standard errors from {DRAWS:,} draws of {SCHOOLS} schools: {_said(took)}",
        _beside(took, cells, looped, some, apart),
    ]


def newcombe(x1: np.ndarray, n1: np.ndarray, x0: np.ndarray, n0: np.ndarray) -> Intervals:
    """Differences of shares."""
    return difference(wilson(x1 / n1, n1), wilson(x0 / n0, n0))


def _said(took: Took) -> str:
    return f"{took.wall:.3f} s ({took.cpu:.3f} s CPU)"


def _beside(took: Took, cells: int, loop: Took, some: int, apart: float) -> str:
    times = (loop.cpu / some) / (took.cpu / cells)
    return f"  beside a loop over {some:,} of them: {times:,.0f} times as fast; largest difference {apart:.1e}"


def profile(released: Released) -> str:
    """Where the time of a comparison goes, the first lines."""
    seen = cProfile.Profile()
    seen.runcall(compare_release, released, groupings=released.groupings, margin=0.05)
    text = io.StringIO()
    pstats.Stats(seen, stream=text).sort_stats("tottime").print_stats(8)
    return "\n".join(line for line in text.getvalue().splitlines() if "/" in line or "{" in line)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="part of the usual size")
    size = parser.parse_args(arguments).size

    def part(n: int) -> int:
        return max(int(n * size), 2)

    rng = np.random.default_rng(1)
    if proportion is None:
        print("statsmodels is not here: its loops are not run")
    released = made_up("openbaar", measures=part(INDICATORS * VARIANTS), places=part(PLACES), years=YEARS, rng=rng)
    compare_release(released, groupings=released.groupings[:1], margin=0.05)  # the first time scipy is read
    for lines in (
        region(released),
        intervals(part(CELLS), rng),
        clusters(part(CLUSTERED), rng),
        bootstrap(part(CLUSTERED), rng),
    ):
        print("\n".join(lines), flush=True)
    print(profile(released))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
