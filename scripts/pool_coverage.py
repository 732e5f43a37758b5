"""How often intervals of pooled studies hold the truth: made-up studies, for docs/understand/pooling.md.

Run: python scripts/pool_coverage.py > tests/reference/recorded/pool_coverage.csv   (half a minute, always the same)
"""

from __future__ import annotations

import csv
import sys

import numpy as np

from gelijkop.evidence.pooling import IntervalKind, Method, means

SEED = 20261122
TRIALS = 20_000
TRUTH = 0.2
STUDIES = (2, 3, 5, 10)
BETWEEN = {0.0: "none", 0.02: "moderate", 0.1: "large"}
WAYS: tuple[tuple[Method, IntervalKind], ...] = (
    ("reml", "hk-auto"),
    ("reml", "hk"),
    ("reml", "hk-adhoc"),
    ("reml", "normal"),
    ("dl", "hk"),
    ("dl", "normal"),
    ("fixed", "normal"),
)


def coverage(
    studies: int, tau2: float, trials: int, rng: np.random.Generator
) -> dict[tuple[Method, IntervalKind], tuple[float, float]]:
    """The share of intervals that hold the truth and their median width, by method and kind.

    Each study has 20 to 200 pupils in each of two equal groups; its effect is normal around the truth.
    """
    pupils = rng.integers(20, 201, size=(trials, studies))
    v = 2 / pupils + TRUTH**2 / (4 * pupils)
    y = rng.normal(TRUTH, np.sqrt(v + tau2))
    found = {}
    for way in WAYS:
        fit = means(y, v, *way)
        held = np.abs(fit.estimate - TRUTH) <= fit.half
        found[way] = float(held.mean()), float(np.median(2 * fit.half))
    return found


def main() -> None:
    """Write a row for each number of studies, spread and way."""
    rng = np.random.default_rng(SEED)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["studies", "tau2", "method", "interval", "coverage", "median_width"])
    for studies in STUDIES:
        for tau2 in BETWEEN:
            for way, (held, width) in coverage(studies, tau2, TRIALS, rng).items():
                out.writerow([studies, tau2, *way, f"{held:.4f}", f"{width:.3f}"])


if __name__ == "__main__":
    main()
