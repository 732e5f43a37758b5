"""How often the intervals of a chain hold the truth, in made-up schools whose shares are known.

`python scripts/chain_coverage.py [seeds]` prints a table; the result of 1,000 seeds stands in
docs/understand/ketenontleding.md. `tests/reference/test_chain_coverage.py` runs a few.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.chain_bootstrap import limits, of_pupils, of_schools, p_of, school_weights
from gelijkop.compare.transitions import Parts, split
from gelijkop.compare.verdicts import benjamini_hochberg

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
TESTS, STATES, STEPS = 4, 4, 3
SCORES = (0.0, 0.0, 1.0, 1.0)
SPREAD = 40.0
"""How alike schools are: shares of a school are Dirichlet around those of all, with this many pupils' weight.

Where pupils are redrawn and not schools, schools are all alike: that bootstrap knows of no schools.
"""


@dataclass(frozen=True)
class World:
    """Shares of two groups, the reference group first: over the tests, and by step within test and origin."""

    tests: Array
    steps: tuple[Array, ...]


def world(*, gap: float) -> World:
    """Neighbours of the own level are likely; in each step the group is lower by `gap` of the pupils, half as often."""
    level = np.arange(STATES)
    by_test = np.exp(-2.0 * np.abs(level[:, np.newaxis] - level))
    steps = []
    for step in range(STEPS):
        made = np.exp(-2.5 * np.abs(level[:, np.newaxis] - level)) if step else np.ones((1, STATES))
        shares = by_test[:, np.newaxis] ** (1.0 if step == 0 else 0.4) * made[np.newaxis]
        shares = shares / shares.sum(axis=-1, keepdims=True)
        lower = np.concatenate([shares[..., 1:], shares[..., -1:]], axis=-1)
        lower = lower / lower.sum(axis=-1, keepdims=True)
        moved = gap * (1.0 if step != 1 else 0.5)
        steps.append(np.stack([shares, (1 - moved) * shares + moved * lower]))
    return World(np.array([[0.2, 0.3, 0.3, 0.2], [0.35, 0.3, 0.2, 0.15]]), tuple(steps))


def drawn(of: World, *, schools: int, pupils: int, alike: bool, rng: np.random.Generator) -> list[Counts]:
    """Pupils by school, group, test, origin and target, for each step; about `pupils` of each group in a school."""
    sizes = 1 + rng.poisson(pupils - 1, size=(schools, 2))
    shares = _school(of.tests, schools, alike, rng)
    at = rng.multinomial(sizes, shares)[..., np.newaxis]  # school, group, test, origin
    found = []
    for step in of.steps:
        flows = rng.multinomial(at, _school(step, schools, alike, rng))
        found.append(flows)
        at = flows.sum(axis=3)
    return found


def truth(of: World) -> Parts:
    """The split of endlessly many pupils."""
    own, other = (
        [(of.tests[g][:, np.newaxis, np.newaxis] if k == 0 else 1.0) * step[g] for k, step in enumerate(of.steps)]
        for g in (1, 0)
    )
    return split([c[..., np.newaxis] for c in own], [c[..., np.newaxis] for c in other], SCORES)


def covered(of: World, *, schools: int, pupils: int, seed: int, draws: int, by_school: bool) -> tuple[Flags, Flags]:
    """Whether each interval (start, steps, what-ifs, gap) holds the truth, and which steps are called a difference."""
    rng = np.random.default_rng(seed)
    counts = drawn(of, schools=schools, pupils=pupils, alike=not by_school, rng=rng)
    cells = _redrawn(counts, by_school=by_school, draws=draws, rng=rng)
    parts = split([c[1] for c in cells], [c[0] for c in cells], SCORES)
    clusters = schools if by_school else None
    found = limits(_told(parts), schools=clusters)
    right = _told(truth(of))[:, 0]
    called = benjamini_hochberg(p_of(parts.steps, schools=clusters)) < 0.05
    return (found.lower <= right) & (right <= found.upper), called


def half_of_gap(counts: list[Counts], *, by_school: bool, draws: int, seed: int) -> float:
    """Half the length of the interval of the whole gap."""
    cells = _redrawn(counts, by_school=by_school, draws=draws, rng=np.random.default_rng(seed))
    parts = split([c[1] for c in cells], [c[0] for c in cells], SCORES)
    found = limits(parts.group - parts.reference, schools=len(counts[0]) if by_school else None)
    return float(found.upper - found.estimate)


def _redrawn(counts: list[Counts], *, by_school: bool, draws: int, rng: np.random.Generator) -> list[Array]:
    if by_school:
        weights = school_weights(len(counts[0]), draws=draws, rng=rng)
        return [of_schools(c, weights) for c in counts]
    return [of_pupils(c.sum(axis=0), rounding_sd=0.0, draws=draws, rng=rng) for c in counts]


def _told(parts: Parts) -> Array:
    gap = parts.group - parts.reference
    return np.concatenate([parts.start[np.newaxis], parts.steps, parts.closed, gap[np.newaxis]])


def _school(shares: Array, schools: int, alike: bool, rng: np.random.Generator) -> Array:
    """Shares of each school, gamma draws made one in the last axis."""
    if alike:
        return np.broadcast_to(shares, (schools, *shares.shape))
    made = rng.standard_gamma(SPREAD * shares, size=(schools, *shares.shape))
    return np.asarray(made / made.sum(axis=-1, keepdims=True))


def main(seeds: int) -> None:
    """Print coverage by interval for schools few and many, and false differences where there are none."""
    print("schools  pupils  kind     start   " + "  ".join(f"step {k}" for k in (1, 2, 3)), end="")
    print("   " + "  ".join(f"what-if {k}" for k in (1, 2, 3)) + "    gap   seconds")
    cases = [(12, 25, True), (30, 25, True), (60, 12, True), (200, 12, True), (12, 25, False), (60, 25, False)]
    for schools, pupils, by_school in cases:
        started = time.perf_counter()
        found = [
            covered(world(gap=0.15), schools=schools, pupils=pupils, seed=s, draws=400, by_school=by_school)[0]
            for s in range(seeds)
        ]
        told = "  ".join(f"{h:6.1%}" for h in np.mean(found, axis=0))
        kind = "schools" if by_school else "pupils "
        print(f"{schools:7}  {pupils:6}  {kind}  {told}  {time.perf_counter() - started:6.0f}", flush=True)
    calls = np.array(
        [covered(world(gap=0.0), schools=30, pupils=25, seed=s, draws=400, by_school=True)[1] for s in range(seeds)]
    )
    print(
        f"no gap in any step: a difference in {calls.any(axis=1).mean():.1%} of the chains, {calls.mean():.1%} of steps"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
