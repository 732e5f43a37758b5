"""How often the 95% limits of school figures and segregation indices hold the truth, over regions drawn by chance.

Prints a Markdown table. Run: python scripts/schools_coverage.py [regions] [draws], by default 1000 and 1000.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from gelijkop.compare.funnel import funnel_shares, zones
from gelijkop.compare.intervals import Intervals
from gelijkop.compare.redrawn import centred, redrawn
from gelijkop.compare.segregation import dissimilarity, entropy_index, isolation
from gelijkop.compare.shrinkage import shrink_means, shrink_shares

Rng = np.random.Generator
SEED = 20261122
SCORES = (-1.0, 0.0, 1.0)
TRUTH = 20_000
"""Regions of which the mean index is the truth."""

# Schools, pupils of a middling school, groups, and how much schools differ (standard deviation of log shares).
REGIONS = ((10, 60, 2, 0.0), (10, 60, 2, 0.3), (10, 60, 2, 1.0), (25, 15, 3, 0.5), (60, 40, 3, 0.3), (60, 300, 3, 0.5))
# Schools, pupils of a middling school, share, and how much schools differ (standard deviation).
SHARES = ((8, 30, 0.2, 0.087), (8, 30, 0.2, 0.02), (20, 15, 0.15, 0.06), (60, 40, 0.1, 0.03), (60, 40, 0.05, 0.05))
# Schools, pupils of a middling school, and how much school means differ (standard deviation).
MEANS = ((8, 30, 0.1), (8, 30, 0.3), (20, 40, 0.05), (60, 40, 0.15))


def sizes(schools: int, middling: int, shape: tuple[int, ...], rng: Rng) -> np.ndarray:
    """Pupils of each school, from half to twice the middling number."""
    return rng.integers(middling // 2, 2 * middling, (*shape, schools))


def of_indices(
    schools: int, middling: int, groups: int, spread: float, *, regions: int, draws: int, rng: Rng
) -> Mapping[str, float]:
    """Coverage of D, H and isolation; the truth is the mean index of regions drawn from the same schools."""
    pupils = sizes(schools, middling, (), rng)
    shares = np.array([6.0, 3.0, 1.0])[:groups] * np.exp(rng.normal(0, spread, (schools, groups)))
    shares /= shares.sum(axis=1, keepdims=True)
    indices = (dissimilarity, entropy_index, isolation)
    truth = [0.0 for _ in indices]
    for _ in range(10):
        many = rng.multinomial(pupils, shares, size=(TRUTH // 10, schools))
        truth = [t + index(many).mean(axis=0) / 10 for t, index in zip(truth, indices, strict=True)]
    held = [np.zeros(np.shape(t)) for t in truth]
    for _ in range(regions):
        seen = rng.multinomial(pupils, shares)
        for h, t, index, drawn in zip(held, truth, indices, redrawn(seen, indices, rng=rng, draws=draws), strict=True):
            found = centred(index(seen), drawn)
            h += (found.lower <= t) & (t <= found.upper)
    return {name: float(np.mean(h)) / regions for name, h in zip(("D", "H", "isolatie"), held, strict=True)}


def of_shares(
    schools: int, middling: int, share: float, spread: float, *, regions: int, rng: Rng
) -> Mapping[str, float]:
    """Coverage of shrunken shares of schools, and how much nearer the truth they are than the schools' own."""
    size = share * (1 - share) / spread**2 - 1
    pupils = sizes(schools, middling, (regions,), rng)
    truth = rng.beta(share * size, (1 - share) * size, pupils.shape)
    yes = rng.binomial(pupils, truth)
    found = shrink_shares(yes, pupils).value
    known = ~np.isnan(found.estimate)
    return {
        "dekking": _held(found, truth, known),
        "fout eigen": _off(yes / pupils, truth, known),
        "fout geschat": _off(found.estimate, truth, known),
    }


def of_means(schools: int, middling: int, spread: float, *, regions: int, rng: Rng) -> Mapping[str, float]:
    """The same of means of three scores; all schools have as much spread within."""
    pupils = sizes(schools, middling, (regions,), rng)
    off = np.clip(rng.normal(0, spread, pupils.shape), -0.6, 0.6)
    chances = np.stack([0.3 - off / 2, np.full(off.shape, 0.4), 0.3 + off / 2], axis=-1)
    counts = rng.multinomial(pupils, chances)
    found, known = shrink_means(counts, SCORES).value, np.ones(off.shape, dtype=bool)
    return {
        "dekking": _held(found, off, known),
        "fout eigen": _off(counts @ np.array(SCORES) / pupils, off, known),
        "fout geschat": _off(found.estimate, off, known),
    }


def of_funnel(
    schools: int, middling: int, share: float, spread: float, *, regions: int, rng: Rng
) -> Mapping[str, float]:
    """The part of ordinary schools beyond the limits; without spread, all difference is chance."""
    pupils = sizes(schools, middling, (regions,), rng)
    size = share * (1 - share) / spread**2 - 1 if spread else 0
    truth = rng.beta(share * size, (1 - share) * size, pupils.shape) if spread else np.full(pupils.shape, share)
    yes = rng.binomial(pupils, truth)
    where = zones(yes / pupils, funnel_shares(yes, pupils))
    return {"buiten 95%": float((where != "inside").mean()), "buiten 99,8%": float((where == "beyond_998").mean())}


def _held(found: Intervals, truth: np.ndarray, known: np.ndarray) -> float:
    return float(((found.lower <= truth) & (truth <= found.upper))[known].mean())


def _off(value: np.ndarray, truth: np.ndarray, known: np.ndarray) -> float:
    return float(np.sqrt(((value - truth)[known] ** 2).mean()))


Kind = tuple[str, tuple[tuple[float, ...], ...], Callable[..., Mapping[str, float]], dict[str, int]]
"""Heading, settings, what is measured, and what else it needs."""


def tables(regions: int, draws: int) -> Iterator[str]:
    """Every setting of every kind, as Markdown."""
    rng = np.random.default_rng(SEED)
    ordinary = (*dict.fromkeys((*setting[:3], 0.0) for setting in SHARES), *SHARES)
    kinds: tuple[Kind, ...] = (
        ("scholen | leerlingen | groepen | verschil", REGIONS, of_indices, {"draws": draws}),
        ("scholen | leerlingen | aandeel | verschil", SHARES, of_shares, {}),
        ("scholen | leerlingen | verschil", MEANS, of_means, {}),
        ("scholen | leerlingen | aandeel | verschil", ordinary, of_funnel, {}),
    )
    for heading, settings, kind, more in kinds:
        found = [(setting, kind(*setting, regions=regions, rng=rng, **more)) for setting in settings]
        names = list(found[0][1])
        yield f"| {heading} | {' | '.join(names)} |\n|{' --- |' * (len(names) + len(settings[0]))}"
        for setting, got in found:
            cells = [f"{x:g}" for x in setting] + [f"{got[n]:.3f}" for n in names]
            yield f"| {' | '.join(cells)} |".replace(".", ",")
        yield ""


if __name__ == "__main__":
    asked = [int(a) for a in sys.argv[1:]]
    for line in tables(*(asked + [1000, 1000][len(asked) :])):
        print(line)
