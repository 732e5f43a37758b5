"""One number for the inequality over all groups of a grouping, over any number of cells at once.

Everything is made of the rates p of the groups and their numbers of pupils n, which are taken as given; a
group without pupils counts for nothing. Where groups are ordered, each has a rank r: the share of the
pupils before it plus half its own (ridit). The groups stand in the order of the grouping, so a positive
slope says that the rate is higher towards its last group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gelijkop.compare.intervals import (
    Z95,
    Array,
    Bools,
    Intervals,
    Numbers,
    mean,
    mean_rounding,
    moments,
    ratio,
    share_rounding,
    wilson,
)
from gelijkop.compare.ratios import ratio_of

Scale = Literal["plain", "log", "fraction"]


@dataclass(frozen=True)
class Groups:
    """The groups of many cells; arrays of shape (cells, groups).

    `rate`: shares or mean scores, 0 for an empty group; `limits` of each; `variance` of each with what
    rounding adds; `within` that of one pupil's score.
    """

    n: Array
    rate: Array
    limits: Intervals
    variance: Array
    within: Array

    @property
    def weights(self) -> Array:
        """The share of the pupils that each group has."""
        return np.nan_to_num(ratio(self.n, self.n.sum(axis=1, keepdims=True)))

    @property
    def mean(self) -> Array:
        """The rate of all pupils, shape (cells, 1)."""
        return np.asarray((self.weights * self.rate).sum(axis=1, keepdims=True))

    @property
    def centred_rank(self) -> Array:
        """Ridit minus a half, of which the weighted mean is 0."""
        return np.cumsum(self.weights, axis=1) - self.weights / 2 - 0.5


@dataclass(frozen=True)
class Index:
    """A summary measure with 95% limits, shape (cells,), NaN where it cannot be estimated.

    `gradient`, shape (cells, groups), is how the estimate moves with the rate of each group on the scale
    on which limits are symmetric: itself, its logarithm, or the logarithm of 1 minus it.
    """

    value: Intervals
    gradient: Array
    scale: Scale
    method: str


def groups_of(counts: Numbers, scores: tuple[float, ...], *, rounding_sd: Numbers | float = 0.0) -> Groups:
    """The groups from pupils by outcome.

    Args:
        counts: shape (cells, groups, outcomes).
        scores: what each outcome counts for; (0, 1) for a share.
        rounding_sd: error of one count, in pupils; one number or shape (cells, 1).
    """
    n = counts.sum(axis=2).astype(np.float64)
    rate, squares = moments(counts, scores)
    within = np.nan_to_num(ratio(squares, n))
    if set(scores) == {0, 1}:
        rounding = share_rounding(n, rounding_sd=rounding_sd)
        limits = wilson(rate, n, rounding_variance=rounding)
    else:
        rounding = mean_rounding(counts, scores, rounding_sd=rounding_sd)
        limits = mean(counts, scores, rounding_sd=rounding_sd)
    return Groups(n, np.nan_to_num(rate), limits, np.nan_to_num(ratio(within, n) + rounding), within)


def slope_index(g: Groups) -> Index:
    """The slope index of inequality (SII): the rate at the top of the order minus that at the bottom, on a fitted line.

    The weighted least squares line of rate on rank, so Σ l p with l = w(r − ½) ÷ Σ w(r − ½)². Its variance
    is Σ l² var p, which holds too where the rates lie on no line; limits are joined of those of the groups.

    Source: Mackenbach and Kunst (1997), Social Science & Medicine 44, 757–771; Zou, Huang and Zhang
    (2009), Journal of Statistical Planning and Inference 139, 3900–3907, for limits of a linear sum.
    """
    slope = _slope(g)
    return Index(joined(g, slope), slope, "plain", "sii-mover")


def relative_index(g: Groups) -> Index:
    """The relative index of inequality (RII): the rate at the top of the order divided by that at the bottom.

    Both are read off the line of `slope_index` (Kunst and Mackenbach); NaN where the line goes through zero.
    """
    slope, w = _slope(g), g.weights
    value, gradient = _divided(g, w + slope / 2, w - slope / 2)
    return Index(value, gradient, "log", "rii-mover")


def concentration_index(g: Groups) -> Index:
    """The concentration index C: 2 cov(rate, rank) ÷ mean; below 0 the outcome is with the first groups of the order.

    Of a share its possible range depends on the mean (±(1 − mean)), so compare it between places only where
    the shares are alike. The variance counts that the sizes of the groups were drawn as well; `gradient`
    takes them as given.

    Source: Kakwani, Wagstaff and van Doorslaer (1997), Journal of Econometrics 77, 87–103, equation 14
    and the within-group term for grouped data.
    """
    w, mu, rank = g.weights, g.mean, g.centred_rank
    c = ratio(2 * (w * rank * g.rate).sum(axis=1, keepdims=True), mu)
    q = np.cumsum(ratio(w * g.rate, mu), axis=1)
    before = q - ratio(w * g.rate, mu)
    a = ratio(g.rate, mu) * (2 * rank - c) + 2 - before - q
    size = g.n.sum(axis=1)
    between = (w * a**2).sum(axis=1) - (1 + c[:, 0]) ** 2
    inside = (w * g.within * ratio(2 * rank - c, mu) ** 2).sum(axis=1)
    gradient = ratio(w * (2 * rank - c), mu)
    rounding = (gradient**2 * (g.variance - np.nan_to_num(ratio(g.within, g.n)))).sum(axis=1)
    half = Z95 * np.sqrt(np.maximum(ratio(between + inside, size) + rounding, 0))
    estimate = np.where(_several(g), c[:, 0], np.nan)
    return Index(Intervals(estimate, estimate - half, estimate + half), gradient, "plain", "kakwani")


def attributable_count(g: Groups, reference: int) -> Index:
    """How many more pupils have the outcome than would with the rate of the reference group for all.

    Negative: so many fewer. A reckoning, not a forecast; `reference` is the position of that group.

    Source: WHO (2013), Handbook on Health Inequality Monitoring, population attributable risk.
    """
    others = g.n.copy()
    others[:, reference] = 0
    gradient = others
    gradient[:, reference] = -others.sum(axis=1)
    return Index(only_where(g.n[:, reference] > 0, joined(g, gradient)), gradient, "plain", "par-mover")


def attributable_fraction(g: Groups, reference: int) -> Index:
    """The part of all who have the outcome that `attributable_count` is: 1 − rate of the reference ÷ rate of all."""
    only = np.zeros_like(g.n)
    only[:, reference] = 1
    value, gradient = _divided(g, only, g.weights)
    there = g.n[:, reference] > 0
    turned = Intervals(1 - value.estimate, 1 - value.upper, 1 - value.lower)
    return Index(only_where(there, turned), gradient, "fraction", "paf-mover")


def index_of_disparity(g: Groups) -> Index:
    """The index of disparity: the mean distance of the groups from the rate of all, divided by that rate.

    Each group with pupils counts the same. Chance alone makes it positive, so its lower limit is 0 where
    equal rates are not rejected (chi-square); else limits are by the delta method. Measured, that covers 93–96%
    for three to eight groups, where bootstrap limits cover from 0 (equal rates) to 95%.

    Source: Pearcy and Keppel (2002), Public Health Reports 117, 273–280.
    """
    w, mu, there = g.weights, g.mean, g.n > 0
    count = there.sum(axis=1, keepdims=True)
    side = np.where(there, np.sign(g.rate - mu), 0.0)
    index = ratio((side * (g.rate - mu)).sum(axis=1, keepdims=True), count * mu)
    gradient = ratio(ratio(side, count) - w * (ratio(side.sum(axis=1, keepdims=True), count) + index), mu)
    half = Z95 * np.sqrt((gradient**2 * g.variance).sum(axis=1))
    estimate = np.where(_several(g), index[:, 0], np.nan)
    lower = np.where(differs(g), np.maximum(estimate - half, 0), np.where(np.isnan(estimate), np.nan, 0.0))
    return Index(Intervals(estimate, lower, estimate + half), gradient, "plain", "id-delta")


def divided(index: Index, by: float) -> Index:
    """The index and its limits divided by a number, as a total by the years it is of; on its plain scale only."""
    value = Intervals(*(v / by for v in (index.value.estimate, index.value.lower, index.value.upper)))
    return replace(index, value=value, gradient=index.gradient / by)


def differs(g: Groups, *, design_effect: Numbers | float = 1.0) -> Bools:
    """Whether a chi-square test at 5% rejects that all groups have one rate, shape (cells,).

    Source: Rao and Scott (1981), Journal of the American Statistical Association 76, 221–230, for the
    division by a design effect.
    """
    from scipy import special  # slow import

    rounding = g.variance - np.nan_to_num(ratio(g.within, g.n))
    pooled = (g.weights * (g.within + (g.rate - g.mean) ** 2)).sum(axis=1, keepdims=True)
    each = np.nan_to_num(ratio(pooled, g.n)) + rounding
    distance = np.nan_to_num(ratio((g.rate - g.mean) ** 2, each)).sum(axis=1)
    degrees = (g.n > 0).sum(axis=1) - 1
    return np.asarray(special.chdtrc(np.maximum(degrees, 1), distance / design_effect) < 0.05)


def _slope(g: Groups) -> Array:
    leaning = g.weights * g.centred_rank
    return np.nan_to_num(ratio(leaning, (leaning * g.centred_rank).sum(axis=1, keepdims=True)))


def _several(g: Groups) -> Bools:
    return np.asarray((g.n > 0).sum(axis=1) > 1)


def joined(g: Groups, weights: Array) -> Intervals:
    """Σ weight × rate over the groups, with limits from those of the groups; NaN with fewer than two groups.

    Source: Zou, Huang and Zhang (2009), Journal of Statistical Planning and Inference 139, 3900–3907.
    """
    rate = np.where(weights != 0, g.rate, 0.0)
    down, up = (np.where(weights != 0, d, 0.0) for d in (g.rate - g.limits.lower, g.limits.upper - g.rate))
    down, up = np.where(weights > 0, down, up), np.where(weights > 0, up, down)
    estimate = (weights * rate).sum(axis=1)
    below, above = (np.sqrt(((weights * d) ** 2).sum(axis=1)) for d in (down, up))
    return only_where(_several(g), Intervals(estimate, estimate - below, estimate + above))


def _divided(g: Groups, top: Array, below: Array) -> tuple[Intervals, Array]:
    """Σ top × rate divided by Σ below × rate, and the gradient of its logarithm."""
    one, other = joined(g, top), joined(g, below)
    spread = [(w * v * g.variance).sum(axis=1) for w, v in ((top, below), (top, top), (below, below))]
    correlation = np.clip(np.nan_to_num(ratio(spread[0], np.sqrt(spread[1] * spread[2]))), -1, 1)
    positive = (one.estimate > 0) & (other.estimate > 0)
    one, other = (Intervals(i.estimate, np.maximum(i.lower, 0), i.upper) for i in (one, other))
    value = only_where(positive, ratio_of(one, other, correlation=correlation))
    a, b = (np.where(positive, i.estimate, np.nan)[:, np.newaxis] for i in (one, other))
    return value, np.nan_to_num(ratio(top, a)) - np.nan_to_num(ratio(below, b))


def only_where(there: Bools, value: Intervals) -> Intervals:
    """The same intervals, and NaN elsewhere."""
    return Intervals(*(np.where(there, v, np.nan) for v in (value.estimate, value.lower, value.upper)))
