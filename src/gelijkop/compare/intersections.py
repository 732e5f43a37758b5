"""What a group of two groupings at once has beyond what its two groups add up to, over any number of cells."""

from __future__ import annotations

import numpy as np

from gelijkop.compare.summary import Groups, Index, joined, only_where

LEAST = 10
"""With fewer pupils in a corner an excess is not estimable: one pupil would move it ten points."""
CORNERS = np.array([1.0, -1.0, -1.0, 1.0])
"""Both groups; the first alone; the second alone; neither: the reference group of both groupings."""


def excess(corners: Groups) -> Index:
    """How much more (or less) the rate of pupils in both groups is than the two groups add up to.

    (p₁₁ − p₀₀) − (p₁₀ − p₀₀) − (p₀₁ − p₀₀), in points or levels, with limits joined of those of the four
    rates. Zero says that the two differences with the reference pupils add up, not that there are none.

    Args:
        corners: the four groups in the order of `CORNERS`.

    Returns:
        NaN where a corner has fewer than `LEAST` pupils.

    Source: Rothman, Greenland and Lash (2008), Modern Epidemiology, 3rd ed., ch. 5 (interaction
    contrast); Zou, Huang and Zhang (2009) for the limits, as in `summary`.
    """
    enough = np.asarray((corners.n >= LEAST).all(axis=1))
    weights = np.where(enough[:, np.newaxis], CORNERS, 0.0)
    return Index(only_where(enough, joined(corners, weights)), weights, "plain", "excess-mover")
