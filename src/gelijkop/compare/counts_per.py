"""Counts per thousand with Byar's limits, for what few of many have: absence, leaving early, reports."""

from __future__ import annotations

import numpy as np

from gelijkop.compare.intervals import Z95, Array, Intervals, Numbers, ratio

PER = 1000


def counts_per(
    count: Numbers, pupils: Numbers, *, rounding_sd: Numbers | float = 0.0, per: int = PER, z: float = Z95
) -> Intervals:
    """A count per thousand with the limits of a Poisson count.

    The count is of events that are rare among these pupils, or that one pupil can have more than once;
    for a share that is not small the limits are wider than those of `wilson`. Rounding widens each limit
    by the root of the sum of squares, as independent errors do.

    Args:
        count: events, any shape.
        pupils: among whom, the same shape.
        rounding_sd: error that rounding puts on the count.
        per: how many pupils the result is about.
        z: normal quantile.

    Returns:
        Events per `per` pupils, 0 or more; NaN where there are no pupils.

    Source: Breslow and Day (1987), Statistical Methods in Cancer Research II, §2.3 (Byar's approximation).

    >>> found = counts_per(np.array([10]), np.array([2000]))
    >>> float(found.estimate[0]), float(found.lower[0].round(3)), float(found.upper[0].round(3))
    (5.0, 2.394, 9.196)
    """
    d = np.asarray(count, dtype=np.float64)
    noise = z * np.asarray(rounding_sd, dtype=np.float64)
    down = np.hypot(d - _byar(d, -z), noise)
    up = np.hypot(_byar(d + 1, z) - d, noise)
    scale = ratio(per, pupils)
    return Intervals(d * scale, np.maximum(d - down, 0) * scale, (d + up) * scale)


def _byar(d: Array, z: float) -> Array:
    """Byar's limit from a count, that of the upper one being one more; 0 from 0."""
    root = 1 - np.nan_to_num(ratio(1, 9 * d)) + z * np.nan_to_num(ratio(1, 3 * np.sqrt(d)))
    return np.asarray(d * np.maximum(root, 0) ** 3)
