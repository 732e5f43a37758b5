"""How much the shares of schools differ beyond chance: each school's own chance comes from one beta distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Array, Numbers

_STEPS = 50
_DONE = 1e-9
"""A step that would raise the log-likelihood by less moves nothing that can be seen."""
_HALVINGS = 30
_POWER = 1.25
"""(1 − B) B^¼ is, but for a constant, B to this power divided by `size`."""
_WIDEST = 3.0
"""No step further than this on either log scale: far from the top the curvature misleads."""


@dataclass(frozen=True)
class BetaBinomial:
    """The fitted distribution of the shares of schools, arrays of shape (...); NaN where it cannot be known.

    `centre` is its mean (0–1). `size`: the distribution says as much about a school as this many pupils
    would; large where schools differ little. `covariance`, shape (..., 2, 2): of logit `centre` and
    log 1/`size`, from the curvature of the likelihood.
    """

    centre: Array
    size: Array
    covariance: Array

    @property
    def spread(self) -> Array:
        """The standard deviation of the schools' own chances (0–1)."""
        return np.asarray(np.sqrt(self.centre * (1 - self.centre) / (self.size + 1)))


def beta_binomial(yes: Numbers, pupils: Numbers) -> BetaBinomial:
    """The beta distribution by adjusted maximum likelihood: the likelihood times (1 − B) B^¼ is largest.

    B = `size` / (`size` + pupils of a mean school) is how far such a school is drawn to the centre. The plain
    maximum is often at B = 1 with few schools, and then says that all schools are surely equal: hence
    1 − B. Where in hardly any school some have it and some do not, it is at 0: hence B, with a power so
    small that limits still hold the truth as often as they promise. Found by Newton steps.

    Args:
        yes: pupils that have it, shape (..., schools).
        pupils: all pupils of each school; a school without pupils counts for nothing.

    Returns:
        NaN where fewer than three schools have pupils, or nobody or everybody has it.

    Source: Skellam (1948), Journal of the Royal Statistical Society B 10, 257–261 (beta-binomial);
    Morris and Tang (2011), Statistical Science 26, 271–287 (adjustment by 1 − B).
    """
    y, n = np.asarray(yes, dtype=np.float64), np.asarray(pupils, dtype=np.float64)
    known = ((n > 0).sum(axis=-1) > 2) & (y.sum(axis=-1) > 0) & (y.sum(axis=-1) < n.sum(axis=-1))
    # What is not known is fitted to made-up pupils, so that all can go at once, and then made NaN.
    y, n = (np.where(known[..., np.newaxis], a, b) for a, b in ((y, 1.0), (n, 2.0)))
    at = _start(y, n)
    for _ in range(_STEPS):
        slope, curvature = _bends(at, y, n)
        step = _step(slope, curvature)
        moving = (slope * step).sum(axis=-1) > _DONE
        if not moving.any():
            break
        at = at + _shortened(at, np.where(moving[..., np.newaxis], step, 0.0), y, n)
    covariance = np.asarray(np.linalg.pinv(-_bends(at, y, n)[1]), dtype=np.float64)
    nothing = np.where(known, 0.0, np.nan)
    return BetaBinomial(
        _share(at) + nothing, np.exp(-at[..., 1]) + nothing, covariance + nothing[..., np.newaxis, np.newaxis]
    )


def _shortened(at: Array, step: Array, y: Array, n: Array) -> Array:
    """The step, halved as often as it takes not to go down."""
    value = _objective(at, y, n)
    for _ in range(_HALVINGS):
        down = _objective(at + step, y, n) < value
        if not down.any():
            break
        step = np.where(down[..., np.newaxis], step / 2, step)
    return step


def _start(y: Array, n: Array) -> Array:
    """Logit of the pooled share, and log 1/size where B is a half."""
    p = y.sum(axis=-1) / n.sum(axis=-1)
    return np.stack([np.log(p / (1 - p)), -np.log(_mean_school(n))], axis=-1)


def _mean_school(n: Array) -> Array:
    """The mean number of pupils of the schools that have any."""
    return np.asarray(n.sum(axis=-1) / (n > 0).sum(axis=-1))


def _share(at: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-at[..., 0])))


def _shapes(at: Array) -> tuple[Array, Array, Array]:
    """The two shapes of the beta distribution and their sum, shape (..., 1)."""
    p, size = _share(at)[..., np.newaxis], np.exp(-at[..., 1])[..., np.newaxis]
    return p * size, (1 - p) * size, size


def _objective(at: Array, y: Array, n: Array) -> Array:
    from scipy import special  # slow import

    f = special.gammaln
    a, b, size = _shapes(at)
    told = f(a + y) - f(a) + f(b + n - y) - f(b) + f(size) - f(size + n)
    return np.asarray(told.sum(axis=-1) + at[..., 1] - _POWER * np.log1p(_mean_school(n) * np.exp(at[..., 1])))


def _bends(at: Array, y: Array, n: Array) -> tuple[Array, Array]:
    """First and second derivatives of the objective, shapes (..., 2) and (..., 2, 2)."""
    from scipy import special  # slow import

    a, b, size = _shapes(at)

    def both(add: Array, to: Array) -> tuple[Array, Array]:
        first = special.digamma(to + add) - special.digamma(to)
        second = special.polygamma(1, to + add) - special.polygamma(1, to)
        return first.sum(axis=-1), second.sum(axis=-1)

    (a1, a2), (b1, b2), (s1, s2) = both(y, a), both(n - y, b), both(n, size)
    a, b, size, p = a[..., 0], b[..., 0], size[..., 0], _share(at)
    own = _mean_school(n) / (_mean_school(n) + size)
    c = size * p * (1 - p)
    slope = np.stack([(a1 - b1) * c, size * s1 - a * a1 - b * b1 + 1 - _POWER * own], axis=-1)
    xx = (a2 + b2) * c**2 + (a1 - b1) * c * (1 - 2 * p)
    xt = (b * b2 - a * a2) * c - (a1 - b1) * c
    tt = a**2 * a2 + b**2 * b2 - size**2 * s2 + a * a1 + b * b1 - size * s1 - _POWER * own * (1 - own)
    return slope, np.stack([np.stack([xx, xt], axis=-1), np.stack([xt, tt], axis=-1)], axis=-2)


def _step(slope: Array, curvature: Array) -> Array:
    """Newton's step; where the likelihood does not bend down, as if it bent just so far."""
    values, vectors = np.linalg.eigh(-curvature)
    along = np.einsum("...ji,...j->...i", vectors, slope) / np.maximum(np.abs(values), 1e-9)
    step = np.einsum("...ij,...j->...i", vectors, along)
    return np.asarray(np.clip(step, -_WIDEST, _WIDEST))
