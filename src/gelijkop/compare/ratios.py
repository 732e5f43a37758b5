"""How many times one share is the other, with limits; zeros give limits of 0 or infinity."""

from __future__ import annotations

import numpy as np

from gelijkop.compare.clusters import Clustered, clustered_arms
from gelijkop.compare.intervals import Z95, Array, Intervals, Numbers, ratio

HALVINGS = 60
"""Bisections of the logarithm of a limit, which lies within e^±`FAR`."""
FAR = 40.0


def score_ratio(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, z: float = Z95) -> Intervals:
    """The share of a group divided by that of its reference, with score limits; for exact counts.

    With nobody in the group who has the outcome the lower limit is 0; with nobody in the reference the
    estimate and the upper limit are infinite; with nobody in both the estimate is NaN and the limits 0
    and infinity. Katz's log limits have none of these three, and cover less in small groups.

    Args:
        x1: pupils of the group with the outcome, any shape.
        n1: pupils of the group.
        x0: pupils of the reference group with the outcome.
        n0: pupils of the reference group.
        z: normal quantile.

    Returns:
        Ratios of 0 or more; all NaN where a group is empty.

    Source: Koopman (1984), Biometrics 40, 513–517.

    >>> found = score_ratio(np.array([36]), np.array([40]), np.array([16]), np.array([80]))
    >>> float(found.estimate[0]), float(found.lower[0].round(3)), float(found.upper[0].round(3))
    (4.5, 2.94, 7.152)
    """
    a, m, b, n = (np.asarray(v, dtype=np.float64) for v in np.broadcast_arrays(x1, n1, x0, n0))
    p1, p0 = ratio(a, m), ratio(b, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = p1 / p0
        middle = np.log(np.where(np.isfinite(estimate) & (estimate > 0), estimate, 1.0))
        lower, upper = (_score_limit(m, n, a, b, middle, side, z * z) for side in (-FAR, FAR))
    there = (m > 0) & (n > 0)
    lower, upper = np.where(a == 0, 0.0, lower), np.where(b == 0, np.inf, upper)
    return Intervals(*(np.where(there, v, np.nan) for v in (estimate, lower, upper)))


def log_ratio(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, z: float = Z95) -> Intervals:
    """The share of a group divided by that of its reference, with Katz's limits, symmetric on the log scale.

    As most papers give it. Arguments are those of `score_ratio`; NaN where either share is zero.

    Source: Katz, Baptista, Azen and Pike (1978), Biometrics 34, 469–474.
    """
    estimate = ratio(ratio(x1, n1), ratio(x0, n0))
    estimate = np.where(estimate > 0, estimate, np.nan)
    half = z * np.sqrt(ratio(1, x1) - ratio(1, n1) + ratio(1, x0) - ratio(1, n0))
    return Intervals(estimate, estimate * np.exp(-half), estimate * np.exp(half))


def ratio_of(a: Intervals, b: Intervals, *, correlation: Array | float = 0.0) -> Intervals:
    """The first divided by the second, with limits made from the limits of both.

    What widened those widens this: rounding, strata, schools. The limits exclude 1 exactly where those of
    the difference made in the same way exclude 0. A lower limit of 0 of the second leaves the upper
    limit infinite.

    Args:
        a: shares or other numbers of 0 or more.
        b: the same of what they are divided by.
        correlation: of the two estimates.

    Source: Donner and Zou (2012), Statistical Methods in Medical Research 21, 347–359 (MOVER-R).
    """
    rho = np.asarray(correlation, dtype=np.float64)
    product = a.estimate * b.estimate
    low = product - rho * (a.estimate - a.lower) * (b.upper - b.estimate)
    high = product - rho * (a.upper - a.estimate) * (b.estimate - b.lower)
    below, above = b.upper * (2 * b.estimate - b.upper), b.lower * (2 * b.estimate - b.lower)
    least, most = a.lower * (2 * a.estimate - a.lower), a.upper * (2 * a.estimate - a.upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = ratio(least, low + np.sqrt(np.maximum(low**2 - below * least, 0.0)))
        upper = (high + np.sqrt(np.maximum(high**2 - above * most, 0.0))) / above
        estimate = a.estimate / b.estimate
    known = ~np.isnan(a.lower + b.lower)
    upper = np.where(known & (above <= 0), np.inf, upper)
    return Intervals(estimate, np.where(known & (least == 0), 0.0, lower), upper)


def clustered_ratios(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers) -> Clustered:
    """The ratio of the shares of two groups that may share locations; arguments as `clustered_differences`.

    Limits are those of `ratio_of` on score limits with the effective number of pupils of each group, with
    the correlation that sharing locations gives. `variance`, `df` and `p` are those of the difference.
    With fewer than six locations in either group nothing is said; between six and ten CR2 is kept,
    since the bootstrap is one of differences.
    """
    arms = clustered_arms(*(v[..., np.newaxis] for v in (x1, n1, x0, n0)), scores=(0.0, 1.0))
    return arms.stated(ratio_of(arms.group, arms.reference, correlation=arms.correlation))


def _score_limit(m: Array, n: Array, a: Array, b: Array, middle: Array, side: float, least: float) -> Array:
    """Where Koopman's statistic becomes `least`, between the estimate and e^side, by bisection of the logarithm."""
    inside, outside = middle, np.full(middle.shape, side)
    for _ in range(HALVINGS):
        half = (inside + outside) / 2
        kept = _statistic(m, n, a, b, np.exp(half)) <= least
        inside, outside = np.where(kept, half, inside), np.where(kept, outside, half)
    return np.exp(inside)


def _statistic(m: Array, n: Array, a: Array, b: Array, theta: Array) -> Array:
    """The score statistic of a ratio theta, with both shares as likely as they can be under it."""
    known = theta * (m + b) + a + n
    # The smaller root, in the form that does not cancel.
    p = 2 * theta * (a + b) / (known + np.sqrt(known**2 - 4 * theta * (m + n) * (a + b)))
    p = np.minimum(p, np.minimum(theta, 1.0))
    terms = ((a, m, p), (b, n, p / theta))
    return np.asarray(sum(np.nan_to_num(ratio((x - size * q) ** 2, size * q * (1 - q))) for x, size, q in terms))
