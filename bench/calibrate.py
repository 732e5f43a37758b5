"""How often intervals hold the truth, and how often a difference is called where there is none, in made-up regions.

`python -m bench calibrate` draws 1,000 regions of each kind; `--seeds 40` fewer. Prints CSV: what, kind of region,
share, number behind it. Results with what they mean stand in docs/understand/calibration.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from gelijkop.compare.findings import WHOLE, Gap, Interval
from gelijkop.compare.gaps import gaps
from gelijkop.compare.rates import rates
from gelijkop.compare.verdicts import as_family
from gelijkop.model.figures import Figures
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.released import Released

GROUPING = "opleiding"
GROUPS = tuple(g.number for g in groupings()[GROUPING].groups)
"""Four groups, the last of which is the reference."""
SPREAD = np.array([[20, 30, 22, 15, 8, 5], [14, 24, 24, 18, 12, 8], [6, 14, 20, 25, 20, 15], [3, 8, 14, 22, 25, 28]])
"""How each group is spread over the six test advices, in percent."""
SIZES = np.array([0.2, 0.3, 0.3, 0.2])
LEVEL = np.array([0.25, 0.35, 0.45, 0.5, 0.55, 0.65])
"""The share of the reference group with the outcome, by test advice."""
GAPS = np.array([-0.06, -0.04, -0.02, 0.0])
MUNICIPALITIES = 8
YEARS = (2021, 2022, 2023)
SCORES = (-0.5, 0.0, 1.0)
LOW = 0.2
"""Of a mean: the share with the lowest score, whatever the group."""


@dataclass(frozen=True)
class Region:
    """A kind of region: schools, how far their levels and gaps lie apart (standard deviations), and the true gaps."""

    name: str
    schools: int = 40
    level_sd: float = 0.0
    gap_sd: float = 0.0
    gaps: tuple[float, ...] = tuple(GAPS)
    measures: int = 1


KINDS = (
    Region("pupils independent"),
    Region("40 schools differ", level_sd=0.05, gap_sd=0.035),
    Region("15 schools differ", schools=15, level_sd=0.05, gap_sd=0.035),
    Region("8 schools differ", schools=8, level_sd=0.05, gap_sd=0.035),
)
NO_GAP = (
    Region("no gap, pupils independent", gaps=(0.0,) * 4, measures=6),
    Region("no gap, 40 schools differ", gaps=(0.0,) * 4, measures=6, level_sd=0.05, gap_sd=0.035),
    Region("no gap, 8 schools differ", gaps=(0.0,) * 4, measures=6, schools=8, level_sd=0.05, gap_sd=0.035),
)


def drawn(kind: Region, rng: np.random.Generator) -> Figures:
    """Figures by location of shares (`m0`, …) and a mean (`mean`).

    Schools differ in size, in which groups they have, in level and in gap; sizes and groups go with neither.
    """
    size = rng.lognormal(np.log(25), 0.5, kind.schools)
    mix = rng.dirichlet(SIZES * 8, kind.schools)
    of_group = mix[:, :, np.newaxis] * (SPREAD / 100)[np.newaxis]
    n = rng.poisson(size[:, np.newaxis, np.newaxis] * of_group, (len(YEARS), kind.schools, *SPREAD.shape))
    counts = [*(_shares(n, kind, rng) for _ in range(kind.measures)), _scores(n, kind, rng)]
    made = [Measure(f"m{i}", f"m{i}", "v", "advice", ("no", "yes"), (0.0, 1.0), "share") for i in range(kind.measures)]
    made.append(Measure("mean", "mean", "v", "advice", ("low", "middle", "high"), SCORES, "mean"))
    parts = [(np.full(np.count_nonzero(c), i), *np.nonzero(c), c[c > 0]) for i, c in enumerate(counts)]
    measure, year, place, group, advice, outcome, pupils = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    places = tuple(f"{i:04d}XX" for i in range(kind.schools))
    return Figures(
        tuple(made), places, (GROUPING,), measure, np.array(YEARS)[year], place, {GROUPING: np.array(GROUPS)[group]},
        advice + 1, outcome, pupils,
    )  # fmt: skip


def public(figures: Figures, seed: int) -> Released:
    """The same pupils as the public sees them: protected, by municipality."""
    home = {p: f"GM{i % MUNICIPALITIES:04d}" for i, p in enumerate(figures.places)}
    secret = seed.to_bytes(16, "big")
    return protect(figures, load_plan("openbaar"), municipality=home, names={}, seed=secret).released


def _chance(kind: Region, rng: np.random.Generator) -> np.ndarray:
    """The chance of the outcome, shape (schools, groups, advices); school effects are symmetric around zero."""
    level, gap = (
        np.clip(rng.normal(0, sd, kind.schools), -2 * sd, 2 * sd) if sd else np.zeros(kind.schools)
        for sd in (kind.level_sd, kind.gap_sd)
    )
    apart = np.array(kind.gaps) + gap[:, np.newaxis] * (np.arange(4) < 3)
    return LEVEL + level[:, np.newaxis, np.newaxis] + apart[:, :, np.newaxis]


def _shares(n: np.ndarray, kind: Region, rng: np.random.Generator) -> np.ndarray:
    yes = rng.binomial(n, _chance(kind, rng))
    return np.stack([n - yes, yes], axis=-1)


def _scores(n: np.ndarray, kind: Region, rng: np.random.Generator) -> np.ndarray:
    high = _chance(kind, rng) * (1 - LOW)
    p = np.stack([np.full(high.shape, LOW), 1 - LOW - high, high], axis=-1)
    return rng.multinomial(n, np.broadcast_to(p, (*n.shape, 3)))


def truths(kind: Region) -> tuple[np.ndarray, np.ndarray]:
    """The true share and mean of each group, over schools such as these."""
    of_group = (SPREAD / 100 * (LEVEL + np.array(kind.gaps)[:, np.newaxis])).sum(axis=1)
    return of_group, SCORES[0] * LOW + SCORES[2] * of_group * (1 - LOW)


def held(released: Released, kind: Region) -> Iterator[tuple[str, Interval, float]]:
    """Every interval of this region with what it is about."""
    shares, means = truths(kind)
    for measure, truth, scale, names in (
        ("m0", shares, 1.0, ("share (Wilson)", "raw gap (Newcombe)", "standardised gap")),
        ("mean", means, 1 - LOW, ("mean (t)", "raw gap in mean (t)", "standardised gap in mean")),
    ):
        for r in rates(released, measure, grouping=GROUPING):
            if r.group:
                yield names[0], r.value, truth[GROUPS.index(r.group)]
                yield f"{names[0].split(' (')[0]}, schools counted", r.clustered, truth[GROUPS.index(r.group)]
        for g in gaps(released, measure, GROUPING):
            at = GROUPS.index(g.group)
            yield names[1], g.raw, truth[at] - truth[-1]
            yield names[2], g.equal_ability, kind.gaps[at] * scale
            yield f"{names[2]}, schools counted", g.clustered, kind.gaps[at] * scale
            if measure == "m0":
                yield "common difference (Mantel–Haenszel)", g.mantel_haenszel, kind.gaps[at]


def coverage(kind: Region, seeds: int) -> dict[str, tuple[int, int]]:
    """How many intervals held the truth, of how many, by method."""
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seed in range(seeds):
        figures = drawn(kind, np.random.default_rng([seed, kind.schools]))
        for name, value, truth in held(seal_intern(figures, {}), kind):
            if not np.isnan(value.lower):
                counted[name][0] += value.lower <= truth <= value.upper
                counted[name][1] += 1
    return {name: (inside, all_) for name, (inside, all_) in counted.items()}


def called(kind: Region, seeds: int, public_too: int) -> dict[str, tuple[int, int]]:
    """How often a difference is called in a region without any gap, of how many gaps, with and without corrections.

    `public_too`: of so many regions the public release is made too, which takes longer.
    """
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for seed in range(seeds):
        figures = drawn(kind, np.random.default_rng([seed, kind.schools, 1]))
        inside = _families(seal_intern(figures, {}), by_year=True)
        every = [g for family in inside for g in family]
        counts = {
            "interval of pupils excludes zero": [_away(g.equal_ability) for g in every],
            "interval that counts schools excludes zero": [_away(g.told) for g in every],
            "verdict": [g.verdict == "difference" for g in every],
            "verdict, all measures one family": [g.verdict == "difference" for g in as_family(every)],
            "any false verdict in a family": [any(g.verdict == "difference" for g in f) for f in inside],
        }
        if seed < public_too:
            outside = _families(public(figures, seed), by_year=False)
            counts |= {
                "public: interval excludes zero": [_away(g.told) for f in outside for g in f],
                "public: verdict": [g.verdict == "difference" for f in outside for g in f],
                "public: any false verdict in a family": [any(g.verdict == "difference" for g in f) for f in outside],
            }
        for name, wrong in counts.items():
            counted[name][0] += sum(wrong)
            counted[name][1] += len(wrong)
    return {name: (wrong, all_) for name, (wrong, all_) in counted.items()}


def _families(released: Released, *, by_year: bool) -> list[list[Gap]]:
    """The gaps at equal ability of each measure, in the whole region and each municipality."""
    places = (WHOLE, *(released.places if released.policy == "openbaar" else ()))
    return [
        [
            g
            for g in gaps(released, m.code, GROUPING, places=places, by_year=by_year)
            if not np.isnan(g.equal_ability.lower)
        ]
        for m in released.measures
    ]


def _away(value: Interval) -> bool:
    return value.lower > 0 or value.upper < 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="regions of each kind")
    parser.add_argument("--public", type=int, default=200, help="of how many also the public release")
    asked = parser.parse_args(arguments)
    for found, kinds in (
        (coverage, KINDS),
        (partial(called, public_too=asked.public), NO_GAP),
    ):
        for kind in kinds:
            for name, (count, of) in found(kind, asked.seeds).items():
                print(f'"{name}","{kind.name}",{count / of:.4f},{of}', flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
