"""The smallest difference that these numbers would show, and how many times as many would show enough."""

from __future__ import annotations

import numpy as np

from gelijkop.compare.intervals import Z95, Array, Numbers

Z80 = 0.8416212335729143
"""The standard normal quantile at 0.80: 80% power."""
_HALVINGS = 50


def detectable_share(p0: Numbers, n1: Numbers, n0: Numbers, *, rounding_variance: Numbers | float = 0.0) -> Array:
    """The smallest difference in share that a two-sided 5% test shows with 80% chance.

    Seen from the reference share towards the middle, which is the harder direction.

    Args:
        p0: share of the reference group (0–1), any shape.
        n1: pupils of the group; may be an effective number.
        n0: pupils of the reference group.
        rounding_variance: what rounding adds to the variance of the difference.

    Returns:
        A difference (0–1); infinite where these numbers show no difference whatever, NaN where a group is empty.

    Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, ch. 4; as R's
    `power.prop.test`.
    """
    p = np.minimum(np.asarray(p0, dtype=np.float64), 1 - np.asarray(p0, dtype=np.float64))
    low, high = np.zeros(np.broadcast_shapes(p.shape, np.shape(n1), np.shape(n0))), 1 - p
    high = np.broadcast_to(high, low.shape)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        seen = _needed(p, middle, n1, n0, rounding_variance) <= middle
        low, high = np.where(seen, low, middle), np.where(seen, middle, high)
    never = _needed(p, 1 - p, n1, n0, rounding_variance) > 1 - p
    empty = (np.asarray(n1) <= 0) | (np.asarray(n0) <= 0) | np.isnan(p)
    return np.where(empty | np.isnan(n1) | np.isnan(n0), np.nan, np.where(never, np.inf, high))


def detectable_mean(variance: Numbers) -> Array:
    """The smallest difference in mean that a two-sided 5% test shows with 80% chance, in the unit of the mean.

    Args:
        variance: that of the difference, rounding included.
    """
    return (Z95 + Z80) * np.sqrt(np.asarray(variance, dtype=np.float64))


def times_for_share(
    p0: Numbers, n1: Numbers, n0: Numbers, margin: float, *, rounding_variance: Numbers | float = 0.0
) -> Array:
    """How many times these numbers must be had for `detectable_share` to be no more than `margin`; whole, at least 1.

    Rounding errors of different years are taken to be independent. NaN where a group is empty.
    """
    p = np.minimum(np.asarray(p0, dtype=np.float64), 1 - np.asarray(p0, dtype=np.float64))
    return _times(_needed(p, np.asarray(margin), n1, n0, rounding_variance), margin)


def times_for_mean(variance: Numbers, margin: float) -> Array:
    """As `times_for_share`, for `detectable_mean`."""
    return _times(detectable_mean(variance), margin)


def _times(needed: Array, margin: float) -> Array:
    # A hair is taken off, for a detectable difference of exactly the margin must not ask one year more.
    return np.maximum(np.ceil((needed / margin) ** 2 * (1 - 1e-9)), 1)


def _needed(p: Array, d: Array, n1: Numbers, n0: Numbers, v: Numbers | float) -> Array:
    """How far apart two shares p and p + d must be to be seen; a true difference d is seen where this is at most d."""
    with np.errstate(divide="ignore", invalid="ignore"):  # an empty group is made NaN by the callers
        other = np.minimum(p + d, 1)
        pooled = (n0 * p + n1 * other) / (np.asarray(n0) + n1)
        null = np.sqrt(pooled * (1 - pooled) * (1 / np.asarray(n1) + 1 / np.asarray(n0)) + v)
        alternative = np.sqrt(p * (1 - p) / n0 + other * (1 - other) / n1 + v)
    return np.asarray(Z95 * null + Z80 * alternative)
