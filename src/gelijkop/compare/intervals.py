"""Intervals for a share, a mean and a difference, over any number of cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]
Numbers = Array | NDArray[np.int64]
Z95 = 1.959963984540054
"""The standard normal quantile at 0.975: two-sided 95%."""


@dataclass(frozen=True)
class Intervals:
    """Estimates with lower and upper limits, three arrays of one shape; NaN where nothing can be said."""

    estimate: Array
    lower: Array
    upper: Array


def ratio(top: Numbers | float, below: Numbers | float, *, empty: float = np.nan) -> Array:
    """`top` divided by `below`, and `empty` where `below` is zero."""
    a, b = np.asarray(top, dtype=np.float64), np.asarray(below, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):  # what is divided by zero is replaced
        return np.where(b != 0, a / b, empty)


def wilson(p: Numbers, n: Numbers, *, rounding_variance: Numbers | float = 0.0, z: Numbers | float = Z95) -> Intervals:
    """Score interval of a share, widened where the counts were rounded.

    Wilson solves (p − π)² = z² π(1 − π)/n for π. Rounding adds an error that does not depend on π, so
    here (p − π)² = z² (π(1 − π)/n + v) is solved, a quadratic all the same. With v = 0 it is Wilson's.
    Widening n by a design effect 1 + v / (p(1 − p)/n) would do the same inside, but has no value at
    p = 0 and p = 1, and those are the shares that rounding to 0 or 5 makes.

    Args:
        p: observed share (0–1), any shape.
        n: pupils behind it; need not be whole (an effective number, see `standardise`).
        rounding_variance: v, the variance that rounding adds to p; see `share_rounding`.
        z: normal quantile, one or an array that fits p.

    Returns:
        Shares with limits inside 0–1; NaN where n is zero.

    Source: Wilson (1927); Newcombe (1998a), Statistics in Medicine 17, 857–872, method 3.
    """
    share, size = np.asarray(p, dtype=np.float64), np.asarray(n, dtype=np.float64)
    quantile = np.asarray(z, dtype=np.float64)
    t = ratio(quantile * quantile, size)
    v = quantile * quantile * np.asarray(rounding_variance, dtype=np.float64)
    half = np.sqrt(t * share * (1 - share) + t * t / 4 + v * (1 + t))
    middle = share + t / 2
    # Floating point may put the limit at p = 0 a hair above 0 (and at 1 below 1), so p bounds it too.
    lower = np.clip(np.minimum((middle - half) / (1 + t), share), 0, 1)
    upper = np.clip(np.maximum((middle + half) / (1 + t), share), 0, 1)
    return Intervals(np.where(size > 0, share, np.nan), lower, upper)


def share_rounding(n: Numbers, *, rounding_sd: Numbers | float) -> Array:
    """Variance that rounding adds to a share of n pupils, when a count has an error of `rounding_sd` pupils.

    The worst case: what rounding adds to one outcome it takes from the other. Then the share moves by
    error / n; errors that are independent move it less, by a factor p² + (1 − p)².
    """
    return ratio(rounding_sd, n) ** 2


def mean(counts: Numbers, scores: tuple[float, ...], *, rounding_sd: Numbers | float = 0.0) -> Intervals:
    """Mean score with its t interval, from how many pupils have each outcome.

    Where all pupils have the same score the variance is taken as if one of them were one step off
    (the smallest distance between two scores): a small group that agrees is no certainty.

    Args:
        counts: pupils by outcome, shape (..., outcomes).
        scores: what each outcome counts for, shape (outcomes,).
        rounding_sd: error of one count, in pupils; see `mean_rounding`.

    Returns:
        Means in the unit of the scores, inside their range, shape (...); NaN where fewer than two pupils.
    """
    n = counts.sum(axis=-1).astype(np.float64)
    m, squares = moments(counts, scores)
    variance = np.maximum(ratio(squares, n - 1), ratio(step(scores) ** 2, n))
    v = ratio(variance, n) + mean_rounding(counts, scores, rounding_sd=rounding_sd)
    return mean_interval(m, v, np.maximum(n - 1, 0), scores)


def moments(counts: Numbers, scores: tuple[float, ...]) -> tuple[Array, Array]:
    """Mean score and sum of squares around it, both of shape (...); NaN and 0 without pupils."""
    a = np.asarray(scores, dtype=np.float64)
    m = ratio(counts @ a, counts.sum(axis=-1))
    squares = (counts * (a - np.nan_to_num(m)[..., np.newaxis]) ** 2).sum(axis=-1)
    return m, squares


def mean_interval(m: Array, variance: Array, df: Array, scores: tuple[float, ...]) -> Intervals:
    """Student's t intervals around means, cut off at the lowest and highest score; NaN without degrees of freedom."""
    from scipy import special  # slow import

    t = special.stdtrit(np.where(df > 0, df, np.nan), 0.975)
    half = t * np.sqrt(variance)
    return Intervals(
        np.where(np.isnan(half), np.nan, m), np.maximum(m - half, min(scores)), np.minimum(m + half, max(scores))
    )


def mean_rounding(counts: Numbers, scores: tuple[float, ...], *, rounding_sd: Numbers | float) -> Array:
    """Variance that rounding adds to a mean score, shape (...): the larger of two readings of the errors.

    Either they add up to zero over the outcomes (the number of pupils is right) or they are
    independent. For a share the first is always the larger and gives `share_rounding`.
    """
    a = np.asarray(scores, dtype=np.float64)
    m, _ = moments(counts, scores)
    zero_sum = len(a) / (len(a) - 1) * ((a - a.mean()) ** 2).sum()
    independent = ((a - m[..., np.newaxis]) ** 2).sum(axis=-1)
    return np.asarray(share_rounding(counts.sum(axis=-1), rounding_sd=rounding_sd) * np.maximum(zero_sum, independent))


def step(scores: tuple[float, ...]) -> float:
    """The smallest distance between two different scores."""
    return float(np.diff(np.unique(np.asarray(scores, dtype=np.float64))).min())


def difference(a: Intervals, b: Intervals) -> Intervals:
    """The first minus the second, with limits made from the limits of both; what widened those widens this.

    Source: Newcombe (1998b), Statistics in Medicine 17, 873–890, method 10 (shares); Zou and Donner
    (2008), Statistics in Medicine 27, 1693–1702 (any two independent estimates).
    """
    d = a.estimate - b.estimate
    down = np.sqrt((a.estimate - a.lower) ** 2 + (b.upper - b.estimate) ** 2)
    up = np.sqrt((a.upper - a.estimate) ** 2 + (b.estimate - b.lower) ** 2)
    return Intervals(d, d - down, d + up)


def p_of_difference(d: Numbers, variance: Numbers) -> Array:
    """Two-sided p-value of a difference with this variance, from the normal distribution; NaN where either is NaN."""
    from scipy import special  # slow import

    return np.asarray(2 * special.ndtr(-np.abs(d) / np.sqrt(np.asarray(variance, dtype=np.float64))))
