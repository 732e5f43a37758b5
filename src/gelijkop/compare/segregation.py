"""Segregation indices: how unevenly groups are spread over units (schools, boards or levels).

In every function `counts` has shape (..., units, groups): pupils. A unit or group without pupils counts for
nothing. Natural logarithms.
"""

from __future__ import annotations

import numpy as np

from gelijkop.compare.intervals import Array, Numbers, ratio


def dissimilarity(counts: Numbers) -> Array:
    """D (0–1), shape (...): the share of pupils of either group that would have to move to spread all evenly.

    For more than two groups Morgan's and Sakoda's general form, which for two groups is the usual
    ½ Σ |a/A − b/B|. NaN where fewer than two groups have pupils.

    Source: Duncan and Duncan (1955), American Sociological Review 20, 210–217; Reardon and Firebaugh
    (2002), Sociological Methodology 32, 33–67, table 2.
    """
    t = counts.sum(axis=-1, keepdims=True)
    return ratio(np.abs(counts - t * group_shares(counts)).sum(axis=(-2, -1)), unevenness_scale(counts))


def mutual_information(counts: Numbers) -> Array:
    """M (0 and up), shape (...): what a pupil's unit tells about the group and the group about the unit; NaN without
    pupils.

    It adds up: M between schools is M between boards plus the mean M between the schools of a board.

    Source: Theil (1971); Mora and Ruiz-Castillo (2011), Sociological Methodology 41, 159–194.
    """
    total = counts.sum(axis=(-2, -1))
    cells, units, groups = x_log_x(counts), x_log_x(counts.sum(axis=-1)), x_log_x(counts.sum(axis=-2))
    summed = cells.sum(axis=(-2, -1)) - units.sum(axis=-1) - groups.sum(axis=-1) + x_log_x(total)
    # Rounding may leave a hair below zero where all units are alike.
    return np.maximum(ratio(summed, total), 0.0)


def entropy_index(counts: Numbers) -> Array:
    """H (0–1), Theil's information index, shape (...): M as a share of the entropy of the groups.

    NaN where fewer than two groups have pupils.

    Source: Theil and Finizza (1971), Journal of Mathematical Sociology 1, 187–193.
    """
    return ratio(mutual_information(counts), entropy(counts))


def exposure(counts: Numbers) -> Array:
    """For a pupil of group g (first axis), the share of group h in the pupil's unit on average, shape (..., groups,
    groups).

    The pupil counts too. The diagonal is isolation. NaN where group g has no pupils.

    Source: Lieberson (1981); Massey and Denton (1988), Social Forces 67, 281–315 (xP*y and xP*x).
    """
    shares = np.nan_to_num(ratio(counts, counts.sum(axis=-1, keepdims=True)))
    return ratio(np.swapaxes(counts, -1, -2) @ shares, counts.sum(axis=-2)[..., np.newaxis])


def isolation(counts: Numbers) -> Array:
    """For a pupil of each group, the share of the own group in the pupil's unit on average, shape (..., groups)."""
    return np.diagonal(exposure(counts), axis1=-2, axis2=-1)


def local(counts: Numbers) -> Array:
    """How far each group's spread over the units is from that of all pupils, shape (..., groups): Σ p(u|g) log
    p(u|g)/p(u).

    Weighted by the shares of the groups it adds up to M. NaN for a group without pupils.

    Source: Alonso-Villar and Del Río (2010), Mathematical Social Sciences 60, 30–38.
    """
    units, groups, total = counts.sum(axis=-1), counts.sum(axis=-2), counts.sum(axis=(-2, -1))
    logs = np.log(np.maximum(units, 1)) - np.log(np.maximum(total, 1))[..., np.newaxis]
    own = x_log_x(counts).sum(axis=-2) - (counts * logs[..., np.newaxis]).sum(axis=-2)
    return np.maximum(ratio(own - x_log_x(groups), groups), 0.0)


def entropy(counts: Numbers) -> Array:
    """The entropy of the groups in all units together, shape (...); NaN without pupils."""
    groups = counts.sum(axis=-2)
    total = groups.sum(axis=-1)
    return ratio(x_log_x(total) - x_log_x(groups).sum(axis=-1), total)


def group_shares(counts: Numbers) -> Array:
    """The share of each group in all units together, shape (..., 1, groups); zeros without pupils."""
    groups = counts.sum(axis=-2, keepdims=True)
    return np.nan_to_num(ratio(groups, groups.sum(axis=-1, keepdims=True)))


def unevenness_scale(counts: Numbers) -> Array:
    """What Σ |pupils − expected pupils| would be if every unit had one group only, shape (...)."""
    p = group_shares(counts)[..., 0, :]
    return np.asarray(2 * counts.sum(axis=(-2, -1)) * (p * (1 - p)).sum(axis=-1))


def x_log_x(x: Numbers | float) -> Array:
    """The numbers times their natural logarithm, 0 at 0."""
    return np.asarray(x * np.log(np.maximum(x, 1.0)))
