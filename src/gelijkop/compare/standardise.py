"""Direct standardisation: a group beside its reference group, spread over the strata in the same way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import (
    Array,
    Intervals,
    Numbers,
    difference,
    mean_interval,
    mean_rounding,
    moments,
    ratio,
    share_rounding,
    step,
    wilson,
)

BORROWED = 2
"""As many pupils' worth of variance as each stratum borrows from all strata of its group together.

Without it a stratum with one or two pupils, who have the same outcome, would count as certain. The
estimate itself borrows nothing, and with one stratum there is nothing to borrow.
"""


@dataclass(frozen=True)
class Arm:
    """One of the two groups, over the strata that are compared; arrays of shape (cells,).

    `variance` is that of the estimate, without `rounding`, which rounding adds to it. `effective` is how
    many pupils of a single stratum would give the same precision (shares only; for a mean `pupils`).
    """

    interval: Intervals
    variance: Array
    rounding: Array
    effective: Array
    pupils: Array


@dataclass(frozen=True)
class Standardised:
    """A group and its reference group with equal weights over the strata.

    `gap` is group minus reference. `support` is the share (0–1) of the group's pupils who are in strata
    where the reference group has pupils too, shape (cells,); only they are compared.
    """

    gap: Intervals
    group: Arm
    reference: Arm
    support: Array


def standardise_shares(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, stratum_sd: Numbers | float = 0.0
) -> Standardised:
    """Gap in share at equal strata, the group's own spread over the strata being the standard.

    Σ w (x1/n1 − x0/n0) with w = n1 / Σ n1 over the strata where both have pupils. So the gap times the
    pupils compared is how many pupils of the group would have another outcome with the reference's shares.
    The weights are taken as given: the gap is about these pupils. Limits are score limits with the
    effective number of pupils, joined as in Newcombe's method 10; with one stratum it is method 10.

    Args:
        x1: pupils of the group with the outcome, by stratum, shape (cells, strata).
        n1: pupils of the group, the same shape.
        x0: pupils of the reference group with the outcome, the same shape.
        n0: pupils of the reference group, the same shape.
        stratum_sd: error that rounding puts on one of these counts, in pupils; one number or an array that fits n1.

    Returns:
        NaN where no stratum holds pupils of both; `support` is NaN only where the group is empty.

    Source: Rothman, Greenland and Lash (2008), Modern Epidemiology, ch. 15; Newcombe (1998b) for the limits.
    """
    weights, on, support = _weights(n1, n0)
    group, reference = (_share_arm(x, n, weights, on, stratum_sd) for x, n in ((x1, n1), (x0, n0)))
    return Standardised(difference(group.interval, reference.interval), group, reference, support)


def standardise_means(
    c1: Numbers, c0: Numbers, scores: tuple[float, ...], *, stratum_sd: Numbers | float = 0.0
) -> Standardised:
    """Gap in mean score at equal strata, as `standardise_shares`, with t limits.

    Args:
        c1: pupils of the group by stratum and outcome, shape (cells, strata, outcomes).
        c0: pupils of the reference group, the same shape.
        scores: what each outcome counts for, shape (outcomes,).
        stratum_sd: error that rounding puts on one of these counts, in pupils; one number or an array that fits n1.

    Returns:
        In the unit of the scores; NaN where no stratum holds pupils of both, or one pupil in each.
    """
    weights, on, support = _weights(c1.sum(axis=-1), c0.sum(axis=-1))
    group, reference = (_mean_arm(c, scores, weights, on, stratum_sd) for c in (c1, c0))
    return Standardised(difference(group.interval, reference.interval), group, reference, support)


def _weights(n1: Numbers, n0: Numbers) -> tuple[Array, Array, Array]:
    on = ((n1 > 0) & (n0 > 0)).astype(np.float64)
    compared = (n1 * on).sum(axis=-1, keepdims=True)
    return ratio(n1 * on, compared), on, ratio(compared[..., 0], n1.sum(axis=-1))


def _on(values: Numbers, on: Array) -> Array:
    return np.where(on > 0, values, 0.0)


def _share_arm(x: Numbers, n: Numbers, w: Array, on: Array, sd: Numbers | float) -> Arm:
    x, n = _on(x, on), _on(n, on)
    m = ratio(x, n, empty=0.0)
    whole = ratio(x.sum(axis=-1), n.sum(axis=-1))
    # The share of one stratum has variance p(1 − p)/n, and Wilson's n with it; more strata lose a degree each.
    v = _variance(n * m * (1 - m), whole * (1 - whole), n, w, on, lost=on.sum(axis=-1) - 1)
    # Asked of whole numbers: weights add up to 1 only nearly.
    alike = (whole == 0) | (whole == 1)
    p = np.where(alike, whole, (w * m).sum(axis=-1))
    effective = np.where(alike, ratio(1, _spread(w, n)), ratio(p * (1 - p), v))
    rounding = (w**2 * np.nan_to_num(share_rounding(n, rounding_sd=sd))).sum(axis=-1)
    return Arm(wilson(p, effective, rounding_variance=rounding), v, rounding, effective, n.sum(axis=-1))


def _mean_arm(c: Numbers, scores: tuple[float, ...], w: Array, on: Array, sd: Numbers | float) -> Arm:
    c = c * on[..., np.newaxis]
    n = c.sum(axis=-1)
    pupils = n.sum(axis=-1)
    m, squares = moments(c, scores)
    _, around_whole = moments(c.sum(axis=-2), scores)
    lost = on.sum(axis=-1)
    v = _variance(squares, ratio(around_whole, pupils - 1), n, w, on, lost=lost)
    v = np.maximum(v, ratio(step(scores) ** 2, pupils) * _spread(w, n))  # as if one pupil were a step off
    rounding = (w**2 * np.nan_to_num(mean_rounding(c, scores, rounding_sd=sd))).sum(axis=-1)
    mean = (w * np.nan_to_num(m)).sum(axis=-1)
    return Arm(mean_interval(mean, v + rounding, pupils - lost, scores), v, rounding, pupils, pupils)


def _variance(squares: Array, whole: Array, n: Array, w: Array, on: Array, *, lost: Array) -> Array:
    """Variance of Σ w m from the sums of squares within strata, with `lost` degrees of freedom in all.

    What all strata share borrows in its turn from `whole`, the variance without regard to strata, for
    strata of one pupil each have no variance within.
    """
    shared = ratio(squares.sum(axis=-1) + BORROWED * whole, n.sum(axis=-1) - lost + BORROWED)
    each = ratio(lost, on.sum(axis=-1), empty=0.0)[..., np.newaxis]
    own = (squares + BORROWED * shared[..., np.newaxis]) / (n - each * on + BORROWED)
    return np.asarray((w**2 * np.nan_to_num(ratio(own, n))).sum(axis=-1))


def _spread(w: Array, n: Array) -> Array:
    """Σ w²/n: the variance of a weighted mean of pupils who each have variance 1."""
    return np.asarray((w**2 * ratio(1, n, empty=0.0)).sum(axis=-1))
