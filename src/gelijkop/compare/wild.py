"""The wild cluster bootstrap of a contrast between means, for a handful of clusters, over any number of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Array, Intervals, ratio

DRAWS = 1999
"""With 1999 draws a p-value moves by about half a point at 5%; one more makes 5% of them a whole number."""
SEED = 2018
"""The draws are the same in every run and every cell, so that the same counts give the same interval."""
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
"""Six weights: with two, five clusters would have 32 draws only that differ."""
LEVEL = 0.05
HALVINGS = 20
"""Bisections of a limit: the bounds apart, divided by 2²⁰."""
AT_ONCE = 400_000
"""Numbers in memory at once, for all draws of a few cells."""
TIE = 1 - 1e-9
"""A draw of equal weights gives back the very statistic; rounding may not decide which is the larger."""


@dataclass(frozen=True)
class _Terms:
    """What the bootstrap statistic needs of each draw: it is (a + θb)² ÷ (q0 + 2θq1 + θ²q2).

    θ is the estimate minus the difference that is tested; arrays of shape (cells, draws).
    """

    a: Array
    b: Array
    q0: Array
    q1: Array
    q2: Array

    def as_extreme(self, theta: Array, variance: Array) -> Array:
        """The share of the draws whose statistic is at least as large as θ² ÷ variance, shape (cells,)."""
        t = theta[:, np.newaxis]
        top = (self.a + t * self.b) ** 2 * variance[:, np.newaxis]
        below = self.q0 + t * (2 * self.q1 + t * self.q2)
        return np.asarray((top >= TIE * t**2 * below).mean(axis=1))


def webb(clusters: int, *, draws: int = DRAWS) -> Array:
    """Webb's six-point weights, the same at every call, shape (draws, clusters)."""
    return np.random.default_rng(SEED).choice(WEBB, (draws, clusters))


def wild_contrast(
    x: Array, n: Array, weights: Array, *, bounds: tuple[float, float], draws: Array | None = None
) -> tuple[Intervals, Array]:
    """A contrast of means with the limits and the p-value of a restricted wild cluster bootstrap.

    The residuals are those under the difference that is tested (WCR), the statistic is studentised with
    the plain cluster-robust variance, the test is symmetric; the limits are the differences that it does
    not reject at 5%. All of it comes from sums by cluster, since pupils of one cluster share one weight.

    Args:
        x: sums of scores, shape (cells, clusters, terms).
        n: pupils, the same shape; each term has pupils somewhere, or weight 0.
        weights: the contrast is Σ weight × mean over the terms; shape (cells, terms).
        bounds: the lowest and highest value that the contrast can have.
        draws: a weight for each draw and cluster; by default those of `webb`.

    Returns:
        Estimate with 95% limits, and the p-value of no difference, shape (cells,).

    Source: Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90, 414–427; Webb (2023),
    Canadian Journal of Economics 56, 839–858; MacKinnon, Nielsen and Webb (2023), Journal of Econometrics
    232, 272–299, for limits by inversion.
    """
    chosen = webb(x.shape[1]) if draws is None else draws
    size = max(1, AT_ONCE // max(chosen.size, 1))
    parts = [
        _wild(x[i : i + size], n[i : i + size], weights[i : i + size], bounds, chosen) for i in range(0, len(x), size)
    ]
    none = np.zeros((4, 0))
    estimate, lower, upper, p = np.concatenate([none, *parts], axis=1)
    return Intervals(estimate, lower, upper), p


def _wild(x: Array, n: Array, weights: Array, bounds: tuple[float, float], draws: Array) -> Array:
    whole = n.sum(axis=1)
    means = np.nan_to_num(ratio(x.sum(axis=1), whole))
    per_pupil = np.nan_to_num(ratio(weights, whole))
    estimate = (weights * means).sum(axis=1)
    residual = x - means[:, np.newaxis] * n
    e = (per_pupil[:, np.newaxis] * residual).sum(axis=2)
    variance = (e**2).sum(axis=1)
    terms = _terms(n, residual, e, weights, per_pupil, whole, draws)
    p = terms.as_extreme(estimate, variance)
    lower, upper = (_limit(terms, estimate, variance, np.full(len(x), bound)) for bound in bounds)
    return np.stack([estimate, lower, upper, p])


def _terms(n: Array, residual: Array, e: Array, weights: Array, per_pupil: Array, whole: Array, draws: Array) -> _Terms:
    # Least squares under the restriction moves each mean by its share in what is asked of all of them together.
    moved = n * ratio(per_pupil, (weights * per_pupil).sum(axis=1)[:, np.newaxis])[:, np.newaxis]
    f = (per_pupil[:, np.newaxis] * moved).sum(axis=2)
    to_mean = n * np.nan_to_num(ratio(per_pupil, whole))[:, np.newaxis]
    a_of, b_of = (
        np.einsum("bc,gc->gbc", draws, own) - draws @ np.swapaxes(to_mean @ np.swapaxes(r, 1, 2), 1, 2)
        for own, r in ((e, residual), (f, moved))
    )
    return _Terms(
        e @ draws.T, f @ draws.T,
        (a_of**2).sum(axis=2), (a_of * b_of).sum(axis=2), (b_of**2).sum(axis=2),
    )  # fmt: skip


def _limit(terms: _Terms, estimate: Array, variance: Array, bound: Array) -> Array:
    """Between the estimate and the bound, where the test begins to reject; the bound where it does not."""
    inside, outside = estimate.copy(), bound
    at_bound = terms.as_extreme(estimate - bound, variance) > LEVEL
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        kept = terms.as_extreme(estimate - middle, variance) > LEVEL
        inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
    return np.where(at_bound, bound, inside)
