"""The CR2 variance of weighted sums of means, from sums by cluster, with Satterthwaite's degrees of freedom.

Source: Bell and McCaffrey (2002), Survey Methodology 28, 169–181; Pustejovsky and Tipton (2018), Journal
of Business & Economic Statistics 36, 672–683. With means only, both have a closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Array, Numbers, ratio


@dataclass(frozen=True)
class Linear:
    """A weighted sum of means, its CR2 variance and Satterthwaite's degrees of freedom; shape (cells,)."""

    estimate: Array
    variance: Array
    df: Array


def linear(x: Numbers, n: Numbers, weights: Numbers) -> Linear:
    """Σ weight × mean over a few terms that share clusters, with its CR2 variance.

    The weight matrix of CR2 is the identity: pupils are taken as equally variable. With h the part that
    a cluster has of the pupils of a term, its residual sum is divided by √(1 − h), and the residuals of
    all terms of one cluster are added before they are squared.

    Args:
        x: sums of scores, shape (cells, clusters, terms).
        n: pupils, the same shape.
        weights: shape (cells, terms); 0 for a term without pupils.
    """
    whole = n.sum(axis=1)
    means = np.nan_to_num(ratio(x.sum(axis=1), whole))
    part = np.nan_to_num(ratio(n, whole[:, np.newaxis]))
    # Asked of whole numbers: a cluster with all pupils of a term has no residual, and tells nothing of it.
    spread = (n != whole[:, np.newaxis]) | (whole[:, np.newaxis] == 0)
    scale = np.where(spread, 1 / np.sqrt(np.where(spread, 1 - part, 1.0)), 0.0)
    per_pupil = np.nan_to_num(ratio(weights, whole))
    residual = (per_pupil[:, np.newaxis] * scale * (x - means[:, np.newaxis] * n)).sum(axis=2)
    per_term = weights * per_pupil
    told = np.where(spread.all(axis=1), per_term, 0.0)
    lent = ratio(per_term.sum(axis=1), told.sum(axis=1))
    return Linear((weights * means).sum(axis=1), lent * (residual**2).sum(axis=1), _satterthwaite(part, scale, told))


def _satterthwaite(part: Array, scale: Array, per_term: Array) -> Array:
    """(tr P)² ÷ tr(PP), with P the matrix of clusters whose trace is the expected variance."""
    own = (per_term[:, np.newaxis] * part).sum(axis=2)
    between = scale * part
    gram = np.swapaxes(between, 1, 2) @ between
    pairs = (per_term[:, :, np.newaxis] * per_term[:, np.newaxis] * gram**2).sum(axis=(1, 2))
    same = ((per_term[:, np.newaxis] * between**2).sum(axis=2) ** 2).sum(axis=1)
    return ratio(own.sum(axis=1) ** 2, (own**2).sum(axis=1) + pairs - same)
