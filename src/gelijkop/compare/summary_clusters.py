"""Summary measures of inequality with limits that count that pupils of one school are alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gelijkop.compare.clusters import Clustered, clusters_of, stated
from gelijkop.compare.cr2 import Linear, linear
from gelijkop.compare.intervals import Array, Intervals, Numbers, ratio
from gelijkop.compare.summary import Groups, Index, differs


def clustered_index(index: Index, g: Groups, x: Numbers, n: Numbers) -> Clustered:
    """An index with limits by linearisation over the schools, on the scale of the index.

    The CR2 variance of Σ gradient × rate, never less than the simple one, with Satterthwaite's degrees
    of freedom; measured as `clusters` was, it covers 95–99%. A school has pupils of several groups; what
    it does to all of them is counted once.

    Args:
        index: the index with its gradient.
        g: the groups it was made of, shape (cells, groups).
        x: sums of scores by school, shape (cells, locations, groups).
        n: pupils by school, the same shape.

    Returns:
        `p` is NaN; `clusters` are the schools with pupils of any of the groups; the index of disparity
        keeps its lower limit of 0 where equal rates are not rejected (`disparity`).
    """
    found = linear(x, n, np.nan_to_num(index.gradient))
    simple = (index.gradient**2 * g.variance).sum(axis=1)
    found = replace(found, variance=np.fmax(found.variance, simple))
    value = _limits(index, found)
    clusters = clusters_of(n)
    there = ~np.isnan(index.value.estimate)
    return stated(found, value, np.full(len(x), np.nan), clusters, there, "cr2")


def clustered_disparity(index: Index, g: Groups, x: Numbers, n: Numbers) -> Clustered:
    """The index of disparity as `clustered_index`, with a lower limit of 0 where chance could have made it.

    The chi-square is divided by the mean over the groups of how much larger the clustered variance of a
    rate is than the simple one.
    """
    found = clustered_index(index, g, x, n)
    there = g.n > 0
    clustered = np.stack([linear(x, n, _only(g, j)).variance for j in range(g.n.shape[1])], axis=1)
    larger = np.where(there, np.fmax(ratio(clustered, g.variance), 1.0), 0.0)
    effect = np.maximum(np.nan_to_num(ratio(larger.sum(axis=1), there.sum(axis=1))), 1.0)
    sure = differs(g, design_effect=effect)
    low = np.where(sure, np.maximum(found.value.lower, 0), np.where(np.isnan(found.value.lower), np.nan, 0.0))
    return replace(found, value=replace(found.value, lower=low))


def _only(g: Groups, group: int) -> Array:
    weights = np.zeros_like(g.n)
    weights[:, group] = g.n[:, group] > 0
    return weights


def _limits(index: Index, found: Linear) -> Intervals:
    from scipy import special  # slow import

    half = special.stdtrit(np.where(found.df > 0, found.df, np.nan), 0.975) * np.sqrt(found.variance)
    e = index.value.estimate
    if index.scale == "plain":
        return Intervals(e, e - half, e + half)
    # Of very few pupils a limit is beyond all numbers: infinite.
    with np.errstate(over="ignore"):
        less, more = np.exp(-half), np.exp(half)
        if index.scale == "log":
            return Intervals(e, e * less, e * more)
        return Intervals(e, 1 - (1 - e) * more, 1 - (1 - e) * less)
