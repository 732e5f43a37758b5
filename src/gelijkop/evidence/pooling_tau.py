"""How much effects differ between studies beyond chance: τ² by DerSimonian–Laird and REML, and its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
START = np.concatenate([[0.0], np.geomspace(1e-8, 4.0, 50)])
"""Where the search of REML looks first, as parts of the squared range of the estimates."""
STEPS = 200
CLOSE = 1e-12
"""REML stops when a step is this small beside τ² and the variances; an answer moves by no digit that is shown."""


@dataclass(frozen=True)
class Between:
    """τ² of each set of studies, shape (...), and whether its search came to an end."""

    tau2: Array
    converged: NDArray[np.bool_]


def tau2_dl(y: Array, v: Array) -> Between:
    """τ² from how far Q is above its degrees of freedom, 0 where it is below.

    Args:
        y: estimates, shape (..., studies).
        v: their variances, above zero.

    Source: DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177–188.
    """
    w = 1 / v
    total = w.sum(axis=-1)
    more = cochran_q(y, v) - (y.shape[-1] - 1)
    tau2 = np.maximum(more / (total - (w**2).sum(axis=-1) / total), 0.0)
    return Between(tau2, np.ones(tau2.shape, dtype=np.bool_))


def tau2_reml(y: Array, v: Array) -> Between:
    """τ² with the highest restricted likelihood, never below zero.

    The likelihood may have more than one top, so it is first looked at on a grid; Fisher scoring then climbs
    between the neighbours of the best point, and halves that stretch where a step would leave it.

    Args:
        y: estimates, shape (..., studies).
        v: their variances, above zero.

    Source: Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30, 261–293.
    """
    grid = np.ptp(y, axis=-1)[..., np.newaxis] ** 2 * START
    best = np.argmax(restricted_likelihood(y, v, grid), axis=-1)[..., np.newaxis]
    low, tau2, high = (
        np.take_along_axis(grid, np.clip(best + step, 0, START.size - 1), axis=-1)[..., 0] for step in (-1, 0, 1)
    )
    scale = v.min(axis=-1)
    done = np.zeros(tau2.shape, dtype=np.bool_)
    for _ in range(STEPS):
        slope, information = _climb(y, v, tau2)
        low, high = np.where(slope > 0, tau2, low), np.where(slope > 0, high, tau2)
        wanted = tau2 + slope / information
        inside = (wanted > low) & (wanted < high)
        # With the top at zero, the stretch shrinks to zero at once and the step is nothing.
        step = np.where(inside, wanted, (low + high) / 2) - tau2
        tau2 = np.where(done, tau2, tau2 + step)
        done |= np.abs(step) <= CLOSE * (tau2 + scale)
        if done.all():
            break
    return Between(tau2, done)


def restricted_likelihood(y: Array, v: Array, tau2: Array) -> Array:
    """The logarithm of the restricted likelihood but for a constant, at several τ² of each set: shape (..., points)."""
    w = 1 / (v[..., np.newaxis, :] + tau2[..., :, np.newaxis])
    total = w.sum(axis=-1)
    off = y[..., np.newaxis, :] - (mean(y[..., np.newaxis, :], w))[..., np.newaxis]
    return np.asarray(np.log(w).sum(axis=-1) - np.log(total) - (w * off**2).sum(axis=-1)) / 2


def cochran_q(y: Array, v: Array, tau2: Array | float = 0.0) -> Array:
    """The weighted squared distances to the weighted mean, with τ² added to each variance: shape (...)."""
    w = 1 / (v + np.asarray(tau2)[..., np.newaxis])
    return np.asarray((w * (y - mean(y, w)[..., np.newaxis]) ** 2).sum(axis=-1))


def mean(y: Array, w: Array) -> Array:
    """The mean by weight over the last axis, by way of the first one, so that far-off scales keep their digits."""
    first = y[..., :1]
    return np.asarray(first[..., 0] + ((y - first) * w).sum(axis=-1) / w.sum(axis=-1))


def q_profile(y: Array, v: Array, *, level: float = 0.95) -> tuple[float, float] | None:
    """The interval of τ² of one set; None where the estimates lie closer together than any τ² explains.

    Source: Viechtbauer (2007), Statistics in Medicine 26, 37–52.
    """
    from scipy import special  # slow import

    df = y.size - 1
    tails = [float(special.chdtri(df, tail)) for tail in ((1 - level) / 2, (1 + level) / 2)]
    if float(cochran_q(y, v)) < tails[1]:
        return None
    lower, upper = (_where_q_is(y, v, q) for q in tails)
    return lower, upper


def _where_q_is(y: Array, v: Array, wanted: float) -> float:
    """The τ² at which Q has come down to a value, 0 where it never is above; Q falls as τ² rises."""
    if float(cochran_q(y, v)) <= wanted:
        return 0.0
    low, high = 0.0, float(np.sum((y - y.mean()) ** 2)) / wanted
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if float(cochran_q(y, v, middle)) > wanted else (low, middle)
    return middle


def _climb(y: Array, v: Array, tau2: Array) -> tuple[Array, Array]:
    """Twice the slope of the restricted likelihood at τ², and twice the information."""
    w = 1 / (v + tau2[..., np.newaxis])
    one, two, three = (np.asarray((w**power).sum(axis=-1)) for power in (1, 2, 3))
    off = y - mean(y, w)[..., np.newaxis]
    slope = np.asarray((w**2 * off**2).sum(axis=-1)) - (one - two / one)
    return slope, two - 2 * three / one + (two / one) ** 2
