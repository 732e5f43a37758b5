"""Shares, means and gaps with limits that count that pupils of one school are alike, over any number of cells.

Pupils of one location share teachers, advice practice and neighbourhood, so they are fewer independent
observations than they are pupils. A cell here holds sums by location. Measured on made-up regions of 5
to 60 unequal schools with an intra-class correlation of 0.02–0.15 and groups that share schools: limits
that know no schools cover 36–86%; the linearised ratio estimator G/(G − 1) with t of G − 1 degrees 88–93%
below fifteen schools; CR2 with Satterthwaite's degrees of freedom 94–97%, except for shares near 0 or
1 (89–94%), and with score limits 94–99% there too. So CR2 with score limits it is. For means it has a
closed form in the part that each location has of the pupils, and costs no more.

Of a gap with fewer than ten locations in either group the limits are those of the wild cluster
bootstrap (93–95%); with fewer than six nothing is said, for with five even those cover too little.
`tests/reference/test_clusters_coverage.py` repeats a part of this.

Source: `cr2` and `wild`; Korn and Graubard (1998), Survey Methodology 24, 193–201, for the effective
number of pupils; Zou and Donner (2008), Statistics in Medicine 27, 1693–1702, for limits of a difference
between estimates that are correlated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.cr2 import Linear, linear
from gelijkop.compare.intervals import Array, Bools, Intervals, Numbers, ratio, step, wilson
from gelijkop.compare.wild import wild_contrast

Ints = NDArray[np.int64]
LEAST = 6
"""Of fewer locations nothing is said: with five the bootstrap covers less than 93%."""
WILD = 10
"""Of fewer locations the limits of a gap are those of the wild cluster bootstrap."""
TINY = 1e-300
SHOWN, FEW_CLUSTERS, NOT_ESTIMABLE = "shown", "few_clusters", "not_estimable"


@dataclass(frozen=True)
class Clustered:
    """Estimates with 95% limits that are robust to clusters; arrays of shape (cells,).

    `clusters`: locations with pupils of the group; of a gap, the fewest of both groups. `df`:
    Satterthwaite's degrees of freedom. `p`: two-sided, of no difference; NaN for one group. `state`:
    `shown`; `few_clusters`, when the estimate stands and limits, `variance`, `df` and `p` are NaN;
    `not_estimable`, when all are: no pupils, or none who can be compared. `method`: `cr2`, `wild`,
    `linearised` (from sums only) or empty.
    """

    value: Intervals
    variance: Array
    df: Array
    clusters: Ints
    p: Array
    state: NDArray[np.str_]
    method: NDArray[np.str_]


@dataclass(frozen=True)
class Arms:
    """A group and its reference group with limits robust to clusters, and what they share; shape (cells,).

    `gap` is their difference. `there`: both have pupils. `correlation` is that of the two estimates.
    """

    gap: Linear
    group: Intervals
    reference: Intervals
    correlation: Array
    clusters: Ints
    there: Bools

    def stated(self, value: Intervals) -> Clustered:
        """What was made of the two, with its limits where there are enough clusters."""
        return stated(self.gap, value, _p(self.gap), self.clusters, self.there, "cr2")


def clustered_shares(x: Numbers, n: Numbers) -> Clustered:
    """The share of one group, with score limits for the effective number of pupils, p(1 − p) ÷ variance.

    The effective number is never more than there are pupils, also where all have the same outcome and
    no spread is seen. The quantile is that of t.

    Args:
        x: pupils with the outcome by location, shape (cells, locations).
        n: pupils by location, the same shape; 0 for a location that has none.
    """
    return _of_one(linear(*_one(x, n)), n, (0.0, 1.0), "cr2")


def clustered_means(x: Numbers, n: Numbers, *, scores: tuple[float, ...]) -> Clustered:
    """The mean score of one group with t limits, cut off at the lowest and highest score.

    Args:
        x: sums of scores by location, shape (cells, locations).
        n: pupils by location, the same shape.
        scores: what each outcome counts for; with (0, 1) it is a share, as `clustered_shares`.
    """
    return _of_one(linear(*_one(x, n)), n, scores, "cr2")


def clustered_differences(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, scores: tuple[float, ...]
) -> Clustered:
    """The gap between two groups, group minus reference, that may share locations.

    What a location has in common for both groups cancels: of each location the residual of the group
    minus that of the reference is squared.

    Args:
        x1: sums of scores of the group by location, shape (cells, locations).
        n1: pupils of the group, the same shape.
        x0: sums of scores of the reference group.
        n0: pupils of the reference group.
        scores: what each outcome counts for; (0, 1) for a share.
    """
    return clustered_standardised(*(a[..., np.newaxis] for a in (x1, n1, x0, n0)), scores=scores)


def clustered_standardised(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, scores: tuple[float, ...]
) -> Clustered:
    """The gap at equal strata, the group's own spread over the strata being the standard; see `standardise`.

    The weights are taken as given, and strata without pupils of both groups are left out. The
    estimate is that of `standardise_shares` and `standardise_means`.

    Args:
        x1: sums of scores of the group, shape (cells, locations, strata).
        n1: pupils of the group, the same shape.
        x0: sums of scores of the reference group.
        n0: pupils of the reference group.
        scores: what each outcome counts for; (0, 1) for a share.
    """
    arms, terms = _terms(x1, n1, x0, n0, scores)
    value = correlated_difference(arms.group, arms.reference, arms.correlation)
    result = arms.stated(value)
    # Without any spread between locations there is nothing to draw from; the limits above hold then too.
    few = np.flatnonzero((result.state == SHOWN) & (arms.clusters < WILD) & (arms.gap.variance > 0))
    if len(few):
        x, n, contrast = (t[few] for t in terms)
        _put_wild(result, few, x, n, contrast, max(scores) - min(scores))
    return result


def clustered_arms(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, scores: tuple[float, ...]) -> Arms:
    """Both groups of `clustered_standardised`, for what else is made of the two than their difference."""
    return _terms(x1, n1, x0, n0, scores)[0]


def _terms(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, scores: tuple[float, ...]
) -> tuple[Arms, tuple[Array, Array, Array]]:
    both = (n1.sum(axis=1) > 0) & (n0.sum(axis=1) > 0)
    x1, n1, x0, n0 = (np.where(both[:, np.newaxis], a, 0.0) for a in (x1, n1, x0, n0))
    weights = np.nan_to_num(ratio(n1.sum(axis=1), n1.sum(axis=(1, 2))[:, np.newaxis]))
    x, n = np.concatenate([x1, x0], axis=2), np.concatenate([n1, n0], axis=2)
    contrast = np.concatenate([weights, -weights], axis=1)
    gap = linear(x, n, contrast)
    one, other = (_floored(linear(a, m, weights), m, weights, scores) for a, m in ((x1, n1), (x0, n0)))
    group, reference = (_limits(arm, m.sum(axis=(1, 2)), gap.df, scores) for arm, m in ((one, n1), (other, n0)))
    clusters = np.minimum(clusters_of(n1), clusters_of(n0))
    arms = Arms(gap, group, reference, _correlation(one, other, gap), clusters, both.any(axis=1))
    return arms, (x, n, contrast)


def of_sums(
    x: Array, n: Array, xx: Array, xn: Array, nn: Array, locations: Ints, *, scores: tuple[float, ...]
) -> Clustered:
    """The share or mean of one group where only sums over its locations are kept, as `model.clusters` has them.

    The linearised ratio estimator. E[Σ(x − pn)²] is (1 − Σn² ÷ N²) of what it stands for, so the sum is
    divided by that; with equal locations this is the usual G/(G − 1). The degrees of freedom are
    N² ÷ Σn² − 1, which is G − 1 then. Covers as CR2 does, to a point.

    Args:
        x: Σx, sum of scores; shape (cells,), as all others.
        n: Σn, pupils.
        xx: Σx² over the locations.
        xn: Σxn.
        nn: Σn².
        locations: locations with pupils.
        scores: what each outcome counts for; (0, 1) for a share.

    Source: Cochran (1977), Sampling Techniques, 3rd ed., §6.3; Carter, Schnepel and Steigerwald (2017),
    Review of Economics and Statistics 99, 698–709, for the effective number of clusters.
    """
    p = ratio(x, n)
    # Squares that cancel may leave a little less than nothing.
    spread = np.maximum(xx - 2 * p * xn + p**2 * nn, 0.0)
    found = Linear(p, ratio(spread, n**2 - nn), ratio(n**2, nn) - 1)
    return _of_one(found, n[:, np.newaxis], scores, "linearised", clusters=locations)


def correlated_difference(a: Intervals, b: Intervals, correlation: Array) -> Intervals:
    """The first minus the second, with limits from the limits of both; without correlation it is `difference`.

    Source: Zou and Donner (2008), Statistics in Medicine 27, 1693–1702, equation 3 with a covariance.
    """
    d = a.estimate - b.estimate
    down, up = (
        np.sqrt(np.maximum(one**2 + other**2 - 2 * correlation * one * other, 0.0))
        for one, other in (
            (a.estimate - a.lower, b.upper - b.estimate),
            (a.upper - a.estimate, b.estimate - b.lower),
        )
    )
    return Intervals(d, d - down, d + up)


def _one(x: Numbers, n: Numbers) -> tuple[Numbers, Numbers, Array]:
    return x[..., np.newaxis], n[..., np.newaxis], (n.sum(axis=1, keepdims=True) > 0).astype(np.float64)


def _of_one(
    found: Linear, n: Numbers, scores: tuple[float, ...], method: str, clusters: Ints | None = None
) -> Clustered:
    pupils = n.sum(axis=1)
    floored = _floored(found, n[..., np.newaxis], (pupils > 0)[:, np.newaxis].astype(np.float64), scores)
    value = _limits(floored, pupils, found.df, scores)
    counted = clusters_of(n[..., np.newaxis]) if clusters is None else clusters
    return stated(floored, value, np.full(len(n), np.nan), counted, pupils > 0, method)


def _floored(found: Linear, n: Numbers, weights: Array, scores: tuple[float, ...]) -> Linear:
    """Of a mean, at least the variance that there would be with one pupil one step off; of a share, score limits do."""
    if set(scores) == {0, 1}:
        return found
    whole = n.sum(axis=1)
    spread = (weights * np.nan_to_num(ratio(weights, whole))).sum(axis=1)
    return replace(found, variance=np.fmax(found.variance, ratio(step(scores) ** 2, whole.sum(axis=1)) * spread))


def _limits(found: Linear, pupils: Numbers, df: Array, scores: tuple[float, ...]) -> Intervals:
    from scipy import special  # slow import

    t = np.asarray(special.stdtrit(np.where(df > 0, df, np.nan), 0.975), dtype=np.float64)
    if set(scores) == {0, 1}:
        p = np.clip(found.estimate, 0, 1)
        return wilson(p, np.fmin(ratio(p * (1 - p), found.variance), pupils), z=t)
    half = t * np.sqrt(found.variance)
    return Intervals(
        found.estimate,
        np.maximum(found.estimate - half, min(scores)),
        np.minimum(found.estimate + half, max(scores)),
    )


def _correlation(one: Linear, other: Linear, gap: Linear) -> Array:
    shared = one.variance + other.variance - gap.variance
    return np.clip(np.nan_to_num(ratio(shared, 2 * np.sqrt(one.variance * other.variance))), -1, 1)


def clusters_of(n: Numbers) -> Ints:
    """How many locations have pupils in any term, from an array of shape (cells, locations, terms)."""
    return np.asarray((n.sum(axis=2) > 0).sum(axis=1), dtype=np.int64)


def _p(found: Linear) -> Array:
    from scipy import special  # slow import

    # No difference and no spread is no sign of a difference.
    t = np.where(found.estimate == 0, 0.0, np.abs(found.estimate) / np.sqrt(np.maximum(found.variance, TINY)))
    return np.asarray(2 * special.stdtr(np.where(found.df > 0, found.df, np.nan), -t))


def stated(found: Linear, value: Intervals, p: Array, clusters: Ints, there: Bools, method: str) -> Clustered:
    """The estimates with limits where there are enough locations, and why where there are none."""
    enough = there & (clusters >= LEAST) & (found.df > 0)
    state = np.where(~there, NOT_ESTIMABLE, np.where(enough, SHOWN, FEW_CLUSTERS))
    lower, upper, variance, df, of_none = (
        np.where(enough, a, np.nan) for a in (value.lower, value.upper, found.variance, found.df, p)
    )
    estimate = np.where(there, value.estimate, np.nan)
    # Room for the longest name, since an array of text cuts off what is put in later.
    methods = np.where(enough, method, "").astype("<U10")
    return Clustered(Intervals(estimate, lower, upper), variance, df, clusters, of_none, state, methods)


def _put_wild(result: Clustered, cells: Ints, x: Array, n: Array, contrast: Array, widest: float) -> None:
    """Limits and p-values of the bootstrap in place of those of CR2, in these cells."""
    # Cells have their locations in different columns; the first few hold all of them after this.
    order = np.argsort(n.sum(axis=2) == 0, axis=1, kind="stable")
    most = int((n.sum(axis=2) > 0).sum(axis=1).max())
    packed = order[:, :most, np.newaxis]
    x, n = (np.take_along_axis(a, packed, axis=1) for a in (x, n))
    limits, p = wild_contrast(x, n, contrast, bounds=(-widest, widest))
    result.value.lower[cells], result.value.upper[cells], result.p[cells] = limits.lower, limits.upper, p
    result.method[cells] = "wild"
