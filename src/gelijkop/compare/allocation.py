"""What segregation indices would be on average if chance alone divided the pupils over the units.

Chance means: every division of the pupils with these sizes of units and groups is as likely, so the
pupils of a group in a unit follow a hypergeometric distribution. Small units then differ by chance,
and an index is above zero without any segregation. All expectations are exact; nothing is drawn.
`counts` as in `segregation`: shape (..., units, groups); only its margins matter.
"""

from __future__ import annotations

import numpy as np

from gelijkop.compare.intervals import Array, Numbers, ratio
from gelijkop.compare.segregation import entropy, unevenness_scale, x_log_x

_CHUNK = 2_000_000


def expected_dissimilarity(counts: Numbers) -> Array:
    """The mean of `segregation.dissimilarity` under chance, shape (...).

    D is a sum of absolute deviations, and that of a hypergeometric number has a closed form: twice
    k (N − K − n + k) / N times the chance of k, for the first k above the mean.

    Source: Winship (1977), Social Forces 55, 1058–1066, who approximates it; the closed form by
    telescoping, as De Moivre did for the binomial (Diaconis and Zabell 1991, Statistical Science 6).
    """
    n, k, total = _margins(counts)
    mean = np.nan_to_num(ratio(n * k, total))
    first = np.floor(mean + 1e-9) + 1
    possible = (first <= n) & (first <= k)
    at = np.where(possible, first, 0)
    chance = np.where(possible, np.exp(_log_chance(at, n, k, total)), 0.0)
    deviation = np.nan_to_num(ratio(2 * at * np.maximum(total - k - n + at, 0), total)) * chance
    return ratio(deviation.sum(axis=(-2, -1)), unevenness_scale(counts))


def expected_mutual_information(counts: Numbers) -> Array:
    """The mean of `segregation.mutual_information` under chance, shape (...).

    Source: Vinh, Epps and Bailey (2010), Journal of Machine Learning Research 11, 2837–2854, eq. 24.
    """
    total = counts.sum(axis=(-2, -1))
    n, k, everybody = (np.broadcast_to(m, counts.shape).reshape(-1) for m in _margins(counts))
    cells = _mean_x_log_x(n, k, everybody).reshape(counts.shape).sum(axis=(-2, -1))
    margins = x_log_x(counts.sum(axis=-1)).sum(axis=-1) + x_log_x(counts.sum(axis=-2)).sum(axis=-1)
    return np.maximum(ratio(cells - margins + x_log_x(total), total), 0.0)


def expected_entropy_index(counts: Numbers) -> Array:
    """The mean of `segregation.entropy_index` under chance, shape (...)."""
    return ratio(expected_mutual_information(counts), entropy(counts))


def expected_exposure(counts: Numbers) -> Array:
    """The mean of `segregation.exposure` under chance, shape (..., groups, groups).

    A pupil of group g in a unit of n pupils meets n − 1 others, drawn from all but that pupil; the pupil
    is in such a unit with chance n / N.
    """
    units, groups = counts.sum(axis=-1), counts.sum(axis=-2).astype(np.float64)
    total = units.sum(axis=-1)[..., np.newaxis, np.newaxis]
    filled = (units > 0).sum(axis=-1)[..., np.newaxis, np.newaxis]
    self_ = np.eye(groups.shape[-1])
    others = np.nan_to_num(ratio(groups[..., np.newaxis, :] - self_, total - 1))
    mean = ratio(self_ * filled + (total - filled) * others, total)
    return np.where(groups[..., np.newaxis] > 0, mean, np.nan)


def expected_isolation(counts: Numbers) -> Array:
    """The mean of `segregation.isolation` under chance, shape (..., groups)."""
    return np.diagonal(expected_exposure(counts), axis1=-2, axis2=-1)


def _margins(counts: Numbers) -> tuple[Array, Array, Array]:
    """Pupils by unit, by group and together, that broadcast over each other."""
    c = counts.astype(np.float64)
    return c.sum(axis=-1, keepdims=True), c.sum(axis=-2, keepdims=True), c.sum(axis=(-2, -1), keepdims=True)


def _log_chance(x: Array, n: Array, k: Array, total: Array) -> Array:
    """Log of the chance of x pupils of a group of k in a unit of n, among `total`."""
    from scipy import special  # slow import

    f = special.gammaln
    rest = np.maximum(total - k - n + x, 0)
    ways = f(n + 1) - f(x + 1) - f(n - x + 1) + f(total - n + 1) - f(k - x + 1) - f(rest + 1)
    return np.asarray(ways - (f(total + 1) - f(k + 1) - f(total - k + 1)))


def _mean_x_log_x(n: Array, k: Array, total: Array) -> Array:
    """The mean of x log x over a hypergeometric x, for each of many; equal ones are worked out once."""
    which, back = np.unique(np.stack([n, k, total], axis=1), axis=0, return_inverse=True)
    low = np.maximum(which[:, 0] + which[:, 1] - which[:, 2], 0)
    sizes = (np.minimum(which[:, 0], which[:, 1]) - low + 1).astype(np.int64)
    means = np.zeros(len(which))
    # As many at once as fit in memory.
    parts = np.cumsum(sizes) // _CHUNK
    for part in np.unique(parts):
        some = np.flatnonzero(parts == part)
        owner = np.repeat(some, sizes[some])
        first = np.repeat(low[some] - np.cumsum(sizes[some]) + sizes[some], sizes[some])
        x = np.arange(len(owner), dtype=np.float64) + first
        a, b, c = which[owner].T
        means += np.bincount(owner, np.exp(_log_chance(x, a, b, c)) * x_log_x(x), minlength=len(which))
    return np.asarray(means[back.reshape(-1)])
