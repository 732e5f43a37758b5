"""The random-intercept model for a mean: how much schools differ beyond what their pupils' differences bring.

y = Xβ + u + e, with u of variance τ² between schools and e of variance σ² within, both normal. All that is
needed of the pupils are sums by school, so it works on counts by outcome too. By maximum likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Array, Numbers, ratio

_GRID = np.linspace(-16.0, 8.0, 97)
_GOLDEN = (np.sqrt(5) - 1) / 2
_STEPS = 60
_BEND = 0.05
"""Far enough for the curvature not to drown in rounding, near enough to be that at the top."""


@dataclass(frozen=True)
class Sums:
    """What the model needs of the pupils of each school; leading axes are measures.

    `n`: pupils, shape (..., schools). `x`: sums of the columns of X, the first of which is the
    constant, shape (..., schools, columns). `y`: sums of the outcome, (..., schools). Added up over all
    schools: `xx` (..., columns, columns), `xy` (..., columns) and `yy` (...) are sums of products.
    """

    n: Array
    x: Array
    y: Array
    xx: Array
    xy: Array
    yy: Array


@dataclass(frozen=True)
class OneWay:
    """The fitted model; leading axes are measures, NaN where there are too few schools or pupils.

    `coefficients` and `errors` (standard errors), shape (..., columns): the intercept first. `between`
    and `within` are the variances τ² and σ², in the square of the unit of the outcome.
    `log_ratio_variance` is how surely log τ²/σ² is known, from the curvature of the likelihood.
    """

    coefficients: Array
    errors: Array
    between: Array
    within: Array
    log_ratio_variance: Array

    @property
    def icc(self) -> Array:
        """The share of the variance that lies between schools (0–1)."""
        return ratio(self.between, self.between + self.within)


def sums_of_pupils(school: Numbers, y: Array, *columns: Array) -> Sums:
    """The sums of one measure from arrays of pupils; `columns` come beside the constant.

    Args:
        school: position of each pupil's school, 0 and up.
        y: outcome of each pupil.
        columns: further columns of X.
    """
    x = np.stack([np.ones_like(y), *columns], axis=1)
    # np.bincount promises no floats, though with weights it gives them.
    summed = np.stack([np.bincount(school, column) for column in (*x.T, y)], axis=1).astype(np.float64)
    return Sums(summed[:, 0], summed[:, :-1], summed[:, -1], x.T @ x, x.T @ y, np.asarray(y @ y))


def sums_of_counts(counts: Numbers, scores: tuple[float, ...]) -> Sums:
    """The sums of measures from pupils by outcome, shape (..., schools, outcomes); the model without columns."""
    a = np.asarray(scores, dtype=np.float64)
    n, y = counts.sum(axis=-1).astype(np.float64), np.asarray(counts @ a)
    total = n.sum(axis=-1)
    return Sums(
        n, n[..., np.newaxis], y, total[..., np.newaxis, np.newaxis], y.sum(axis=-1)[..., np.newaxis],
        np.asarray((counts @ a**2).sum(axis=-1)),
    )  # fmt: skip


def one_way(sums: Sums, *, adjusted: bool = False) -> OneWay:
    """Intercept, slopes and both variances by maximum likelihood.

    The likelihood is profiled over λ = τ²/σ² on a grid of log λ from −16 to 8, and sharpened around the
    best by golden section. A τ² below that is reported as 0.

    Args:
        sums: of the pupils.
        adjusted: multiply the likelihood by λ, so that τ² is never 0: with few schools the plain one
            often is, and then says that all schools are surely equal.

    Source: Snijders and Bosker (2012), Multilevel Analysis, ch. 4; Li and Lahiri (2010), Journal of
    Multivariate Analysis 101, 882–892 (adjusted).
    """
    at = np.array([_profile(sums, np.exp(t), adjusted) for t in _GRID])
    best = np.nan_to_num(at, nan=-np.inf).argmax(axis=0)
    low, high = _GRID[np.maximum(best - 1, 0)], _GRID[np.minimum(best + 1, len(_GRID) - 1)]
    for _ in range(_STEPS):
        a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        left = _profile(sums, np.exp(a), adjusted) > _profile(sums, np.exp(b), adjusted)
        low, high = np.where(left, low, a), np.where(left, b, high)
    found = np.exp((low + high) / 2)
    if not adjusted:
        found = np.where(_profile(sums, np.zeros_like(found), False) >= _profile(sums, found, False), 0.0, found)
    beta, inverse, within = _fit(sums, found)
    known = (sums.n > 0).sum(axis=-1) > 2
    within = np.where(known, within, np.nan)
    errors = np.sqrt(np.diagonal(inverse, axis1=-2, axis2=-1) * within[..., np.newaxis])
    return OneWay(
        np.where(known[..., np.newaxis], beta, np.nan), errors, found * within, within, _variance(sums, found, adjusted)
    )


def _variance(s: Sums, found: Array, adjusted: bool) -> Array:
    """The variance of log λ: one over the curvature; NaN where λ is 0 or the likelihood does not bend down."""
    if not adjusted:
        return np.full(np.shape(found), np.nan)
    middle, up, down = (_profile(s, found * np.exp(d), adjusted) for d in (0.0, _BEND, -_BEND))
    bend = (2 * middle - up - down) / _BEND**2
    return np.where(bend > 0, ratio(1.0, bend), np.nan)


def _fit(s: Sums, share: Array) -> tuple[Array, Array, Array]:
    """Coefficients, the inverse of X'V⁻¹X (for σ² = 1), and σ², given λ."""
    lam = np.asarray(share)[..., np.newaxis]
    w = lam / (1 + s.n * lam)
    a = s.xx - np.einsum("...s,...si,...sj->...ij", w, s.x, s.x)
    b = s.xy - np.einsum("...s,...si,...s->...i", w, s.x, s.y)
    c = s.yy - (w * s.y**2).sum(axis=-1)
    inverse = np.linalg.pinv(a)
    beta = np.einsum("...ij,...j->...i", inverse, b)
    return beta, inverse, ratio(np.maximum(c - (beta * b).sum(axis=-1), 0.0), s.n.sum(axis=-1))


def _profile(s: Sums, share: Array, adjusted: bool) -> Array:
    """The log-likelihood less constants, given λ."""
    pupils = s.n.sum(axis=-1)
    _, _, within = _fit(s, share)
    lam = np.asarray(share)
    spread = np.log1p(s.n * lam[..., np.newaxis]).sum(axis=-1)
    more = np.log(lam) if adjusted else 0.0
    return np.asarray(-(pupils * np.log(np.maximum(within, 1e-300)) + spread) / 2 + more)
