"""Schools' shares and means, drawn towards the region as far as the school's own pupils say too little.

Empirical Bayes: the schools of the region tell how much schools differ, and that tells how much of a school's own
figure to believe. The interval also holds that this spread and the centre are not known surely
(Kass and Steffey 1989, Journal of the American Statistical Association 84, 717–726).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.beta_binomial import beta_binomial
from gelijkop.compare.intervals import Z95, Array, Intervals, Numbers, ratio
from gelijkop.compare.one_way import one_way, sums_of_counts


@dataclass(frozen=True)
class Shrunken:
    """What may be believed of each school, arrays of shape (..., schools); NaN where there are too few schools.

    `weight` (0–1) is how much the school's own figure counts; the rest is the `centre`, shape (...), the
    middle of the schools. `spread`, shape (...), is the standard deviation between schools.
    """

    value: Intervals
    weight: Array
    centre: Array
    spread: Array


def shrink_shares(yes: Numbers, pupils: Numbers) -> Shrunken:
    """Shares by the beta-binomial model; see `beta_binomial`.

    A school without pupils gets the centre with weight 0. The interval is that of the beta distribution
    with the mean and variance found.

    Args:
        yes: pupils that have it, shape (..., schools).
        pupils: all pupils of each school.
    """
    from scipy import special  # slow import

    fitted = beta_binomial(yes, pupils)
    centre, size = fitted.centre[..., np.newaxis], fitted.size[..., np.newaxis]
    n = np.asarray(pupils, dtype=np.float64)
    weight = n / (n + size)
    own = np.nan_to_num(ratio(yes, pupils))
    value = weight * own + (1 - weight) * centre
    to_centre, to_size = (1 - weight) * centre * (1 - centre), (own - centre) * weight * (1 - weight)
    unsure = _propagated(np.stack([to_centre, to_size], axis=-1), fitted.covariance)
    variance = value * (1 - value) / (n + size + 1) + unsure
    # As many pupils as would give this variance; a beta distribution has less than p (1 − p).
    told = np.maximum(value * (1 - value) / variance - 1, 1e-6)
    lower, upper = (special.betaincinv(value * told, (1 - value) * told, q) for q in (0.025, 0.975))
    return Shrunken(
        Intervals(value, np.minimum(lower, value), np.maximum(upper, value)), weight, fitted.centre, fitted.spread
    )


def shrink_means(counts: Numbers, scores: tuple[float, ...]) -> Shrunken:
    """Mean scores by the normal model with one variance within schools; see `one_way`.

    Args:
        counts: pupils by outcome, shape (..., schools, outcomes).
        scores: what each outcome counts for.
    """
    sums = sums_of_counts(counts, scores)
    fitted = one_way(sums, adjusted=True)
    centre, error = fitted.coefficients[..., :1], fitted.errors[..., :1]
    lam = ratio(fitted.between, fitted.within)[..., np.newaxis]
    weight = sums.n * lam / (1 + sums.n * lam)
    own = np.nan_to_num(ratio(sums.y, sums.n))
    value = weight * own + (1 - weight) * centre
    moved = (own - centre) * weight * (1 - weight)
    variance = (
        (1 - weight) * fitted.between[..., np.newaxis]
        + (1 - weight) ** 2 * error**2
        + moved**2 * fitted.log_ratio_variance[..., np.newaxis]
    )
    half = Z95 * np.sqrt(variance)
    limits = np.clip(value - half, min(scores), max(scores)), np.clip(value + half, min(scores), max(scores))
    return Shrunken(Intervals(value, *limits), weight, centre[..., 0], np.sqrt(fitted.between))


def _propagated(slopes: Array, covariance: Array) -> Array:
    """The variance that unsure parameters add: slopes (..., schools, 2) about covariance (..., 2, 2)."""
    return np.asarray(np.einsum("...si,...ij,...sj->...s", slopes, covariance, slopes))
