"""Funnel limits: how far a school of some size may lie from the region without being out of the ordinary.

Nothing here puts schools in an order. Schools differ by more than chance almost always, for reasons that
nobody measured; a funnel for chance alone would then call half of them odd. So the limits are widened by how
much all schools together differ (overdispersion), which itself is found without the most extreme schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.intervals import Array, Numbers, ratio

LEVELS = (0.95, 0.998)
WINSORISED = 0.1
Zone = Literal["inside", "beyond_95", "beyond_998"]


@dataclass(frozen=True)
class Funnel:
    """The region's value and limits by school; arrays of shape (..., schools), NaN for a school without pupils.

    `centre` (...) is the value of all pupils together. `z` is a school's distance to it in standard errors,
    overdispersion included. `lower` and `upper` have one more axis, last: the limits that 95% and 99.8%
    of ordinary schools keep within. `phi` (...) is how many times chance the variance between schools is,
    `tau` (...) the standard deviation between schools that this comes down to, 0 where chance says it all.
    """

    centre: Array
    z: Array
    lower: Array
    upper: Array
    phi: Array
    tau: Array


def funnel_shares(yes: Numbers, pupils: Numbers, *, winsorised: float = WINSORISED) -> Funnel:
    """Limits for shares: exact binomial ones, drawn out by as much as overdispersion widens the standard error.

    Exact limits jump with the whole number of pupils; between two numbers they are interpolated.

    Args:
        yes: pupils that have it, shape (..., schools).
        pupils: all pupils of each school.
        winsorised: the part of the schools at either end that counts as the first less extreme one.

    Source: Spiegelhalter (2005a), Statistics in Medicine 24, 1185–1202 (limits, appendix A.1); (2005b),
    Quality and Safety in Health Care 14, 347–351 (overdispersion, additive).
    """
    n = np.asarray(pupils, dtype=np.float64)
    centre = ratio(np.sum(yes, axis=-1), n.sum(axis=-1))
    p = centre[..., np.newaxis]
    variance = np.where(n > 0, ratio(p * (1 - p), n), np.nan)
    own = ratio(yes, n)
    phi, tau = overdispersion(own - p, variance, winsorised=winsorised)
    wider = np.sqrt(1 + ratio(tau[..., np.newaxis] ** 2, variance))
    tails = np.array([[(1 - level) / 2, (1 + level) / 2] for level in LEVELS])
    exact = _binomial_limits(p[..., np.newaxis, np.newaxis], n[..., np.newaxis, np.newaxis], tails)
    off = (exact - p[..., np.newaxis, np.newaxis]) * wider[..., np.newaxis, np.newaxis]
    limits = np.clip(p[..., np.newaxis, np.newaxis] + off, 0, 1)
    z = ratio(own - p, np.sqrt(variance) * wider)
    return Funnel(centre, z, limits[..., 0], limits[..., 1], phi, tau)


def funnel_means(
    means: Array, pupils: Numbers, within: Array, *, scores: tuple[float, ...], winsorised: float = WINSORISED
) -> Funnel:
    """Limits for means, from the normal distribution with one variance within schools, kept inside the scores.

    Args:
        means: mean score by school, shape (..., schools).
        pupils: all pupils of each school.
        within: variance of the scores within schools, shape (...).
        scores: what a pupil can score.
        winsorised: as in `funnel_shares`.
    """
    from scipy import special  # slow import

    n = np.asarray(pupils, dtype=np.float64)
    centre = ratio(np.asarray(np.nansum(means * n, axis=-1), dtype=np.float64), n.sum(axis=-1))
    c = centre[..., np.newaxis]
    variance = np.where(n > 0, ratio(within[..., np.newaxis], n), np.nan)
    phi, tau = overdispersion(means - c, variance, winsorised=winsorised)
    error = np.sqrt(variance + tau[..., np.newaxis] ** 2)
    half = special.ndtri((1 + np.array(LEVELS)) / 2) * error[..., np.newaxis]
    middle = c[..., np.newaxis]
    low, high = min(scores), max(scores)
    return Funnel(
        centre, ratio(means - c, error), np.clip(middle - half, low, high), np.clip(middle + half, low, high), phi, tau
    )


def overdispersion(off: Array, variance: Array, *, winsorised: float = WINSORISED) -> tuple[Array, Array]:
    """How much more schools differ than chance makes them, as φ and as τ; both of shape (...).

    φ is the mean of z², after the z of the lowest and highest schools are set to those of the percentiles
    named. τ² is what must be added to every school's variance for the same; 0 where φ is no more than chance
    gives. Without winsorising it is the estimate of DerSimonian and Laird.

    Args:
        off: distance of each school to the centre, shape (..., schools).
        variance: its variance by chance; NaN for a school without pupils.
        winsorised: part at either end.

    Source: Spiegelhalter (2005b), equations 2 and 3.
    """
    z = np.where(variance > 0, off, np.nan) / np.sqrt(np.where(variance > 0, variance, np.nan))
    counted = (~np.isnan(z)).sum(axis=-1)
    z = np.where((counted > 0)[..., np.newaxis], z, 0.0)
    low, high = np.nanquantile(z, (winsorised, 1 - winsorised), axis=-1)
    held = np.clip(z, low[..., np.newaxis], high[..., np.newaxis])
    summed = np.nansum(held**2, axis=-1)
    w = np.nan_to_num(ratio(1.0, np.where(variance > 0, variance, 0.0)))
    scale = w.sum(axis=-1) - ratio((w**2).sum(axis=-1), w.sum(axis=-1))
    more = ratio(np.maximum(summed - (counted - 1), 0.0), np.where(counted > 1, scale, 0.0))
    return ratio(summed, counted), np.asarray(np.sqrt(more))


def zones(own: Array, found: Funnel) -> NDArray[np.str_]:
    """Where each school lies, shape (..., schools): `inside`, `beyond_95` or `beyond_998`; `inside` without pupils."""
    outside = (own[..., np.newaxis] < found.lower) | (own[..., np.newaxis] > found.upper)
    return np.select([outside[..., 1], outside[..., 0]], ["beyond_998", "beyond_95"], "inside")


def _binomial_limits(p: Array, n: Array, tails: Array) -> Array:
    """The share below which lies a part `tails` of the binomial distribution, interpolated between whole numbers.

    Pupils are whole: what rounding leaves of a school counts down to the last whole pupil, and of less than one
    pupil nothing is out of the ordinary.
    """
    from scipy import special  # slow import

    p, given, tails = np.broadcast_arrays(p, n, tails)
    n = np.floor(given)
    low, high = np.full(n.shape, -1.0), np.where(n > 0, n, 0.0)
    for _ in range(int(np.ceil(np.log2(max(float(n.max(initial=0)), 1) + 2)))):
        middle = np.floor((low + high) / 2)
        enough = special.bdtr(np.maximum(middle, 0), np.maximum(n, 1).astype(np.int64), p) >= tails
        enough &= middle >= 0
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    at, before = (
        np.asarray(special.bdtr(np.maximum(r, 0), np.maximum(n, 1).astype(np.int64), p), dtype=np.float64)
        for r in (high, high - 1)
    )
    over = np.nan_to_num(ratio(at - tails, np.where(high > 0, at - before, at)))
    return np.where(n > 0, ratio(high - over, n), np.where(given > 0, np.where(tails < 0.5, 0.0, 1.0), np.nan))
