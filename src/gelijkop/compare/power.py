"""The smallest difference that these numbers would show, and how many times as many would show enough."""

from __future__ import annotations

import numpy as np

from gelijkop.compare.intervals import Z95, Array, Numbers

Z80 = 0.8416212335729143
"""The standard normal quantile at 0.80: 80% power."""
_STEPS = 60
_CLOSE = 1e-13
"""A step shorter than this is the last one."""


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
    p, one, other, v = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (_nearer(p0), n1, n0, rounding_variance))
    )
    found = high = 1 - p
    with np.errstate(divide="ignore", invalid="ignore"):  # empty groups are made NaN at the end
        never = _needed(p, high, one, other, v)[0] > high
        low = np.where(never, high, 0.0)
        for _ in range(_STEPS):
            needed, slope = _needed(p, found, one, other, v)
            seen = needed <= found
            low, high = np.where(seen, low, found), np.where(seen, found, high)
            # What is needed is concave in d, so tangents lead there from the right; where one leads astray, halve.
            tangent = found - (needed - found) / (slope - 1)
            follows = np.isfinite(slope) & (tangent >= low) & (tangent <= high)
            following = np.where(follows, tangent, (low + high) / 2)
            if not (np.abs(following - found) > _CLOSE).any():
                break
            found = following
    empty = (one <= 0) | (other <= 0) | np.isnan(p) | np.isnan(one) | np.isnan(other)
    return np.where(empty, np.nan, np.where(never, np.inf, found))


def _nearer(p0: Numbers) -> Array:
    """The share or its complement, whichever is smaller."""
    p = np.asarray(p0, dtype=np.float64)
    return np.minimum(p, 1 - p)


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
    with np.errstate(divide="ignore", invalid="ignore"):  # an empty group gives NaN
        return _times(_needed(_nearer(p0), np.asarray(margin), n1, n0, rounding_variance)[0], margin)


def times_for_mean(variance: Numbers, margin: float) -> Array:
    """As `times_for_share`, for `detectable_mean`."""
    return _times(detectable_mean(variance), margin)


def _times(needed: Array, margin: float) -> Array:
    # A hair is taken off, for a detectable difference of exactly the margin must not ask one year more.
    return np.maximum(np.ceil((needed / margin) ** 2 * (1 - 1e-9)), 1)


def _needed(p: Array, d: Array, n1: Numbers, n0: Numbers, v: Numbers | float) -> tuple[Array, Array]:
    """How far apart shares p and p + d must be to be seen, and its slope in d; a true d of at least that is seen."""
    other = np.minimum(p + d, 1)
    total = np.asarray(n0) + n1
    pooled = (n0 * p + n1 * other) / total
    both = total / (np.asarray(n1) * n0)
    null = np.sqrt(pooled * (1 - pooled) * both + v)
    alternative = np.sqrt(p * (1 - p) / n0 + other * (1 - other) / n1 + v)
    slope = Z95 * (0.5 - pooled) / (n0 * null) + Z80 * (0.5 - other) / (n1 * alternative)
    return np.asarray(Z95 * null + Z80 * alternative), np.asarray(slope)
