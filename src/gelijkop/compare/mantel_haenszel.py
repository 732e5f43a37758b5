"""Mantel–Haenszel: one common difference, one common odds ratio and one test over strata, and whether they are common.

In every function x1 of n1 pupils of the group and x0 of n0 of the reference group have the outcome,
by stratum, arrays of shape (cells, strata). A stratum where either has no pupils says nothing and
counts for nothing. `stratum_sd` is the error that rounding puts on one count, in pupils (one number, or
an array that fits the strata); taken, as in
`intervals.share_rounding`, as pupils moved from one outcome to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Z95, Array, Intervals, Numbers, ratio


@dataclass(frozen=True)
class ChiSquare:
    """Statistics with their degrees of freedom and p-values, shape (cells,); NaN where there is nothing to test."""

    chi2: Array
    df: Array
    p: Array


def risk_difference(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, stratum_sd: Numbers | float = 0.0
) -> Intervals:
    """The common difference in share, with Sato's variance; NaN where no stratum holds pupils of both.

    Source: Greenland and Robins (1985), Biometrics 41, 55–68; Sato (1989), Biometrics 45, 1323–1324.
    """
    total = n1 + n0
    w = _per(n1 * n0, total)
    weight = w.sum(axis=-1)
    d = ratio((_per(x1 * n0, total) - _per(x0 * n1, total)).sum(axis=-1), weight)
    p = _per(n1 * n1 * x0 - n0 * n0 * x1 + n1 * n0 * (n0 - n1) / 2, total * total).sum(axis=-1)
    q = _per(x1 * (n0 - x0) + x0 * (n1 - x1), 2 * total).sum(axis=-1)
    rounding = stratum_sd**2 * (_per(n0, total) ** 2 + _per(n1, total) ** 2) * (w > 0)
    half = Z95 * np.sqrt(np.maximum(d * p + q, 0) + rounding.sum(axis=-1)) / np.where(weight > 0, weight, np.nan)
    return Intervals(d, np.maximum(d - half, -1), np.minimum(d + half, 1))


def odds_ratio(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, stratum_sd: Numbers | float = 0.0) -> Intervals:
    """The common odds ratio, with the variance of Robins, Breslow and Greenland.

    Rounding widens the logarithm as much as it widens the difference between observed and expected
    in `association`. NaN where the ratio is zero or infinite.

    Source: Mantel and Haenszel (1959); Robins, Breslow and Greenland (1986), Biometrics 42, 311–323.
    """
    total = n1 + n0
    r, s = _per(x1 * (n0 - x0), total), _per((n1 - x1) * x0, total)
    p, q = _per(x1 + n0 - x0, total), _per(n1 - x1 + x0, total)
    top, below = r.sum(axis=-1), s.sum(axis=-1)
    psi = np.where((top > 0) & (below > 0), ratio(top, below), np.nan)
    v = (
        ratio((p * r).sum(axis=-1), 2 * top**2)
        + ratio((p * s + q * r).sum(axis=-1), 2 * top * below)
        + ratio((q * s).sum(axis=-1), 2 * below**2)
    )
    _, sampling, rounding = _scores(x1, n1, x0, n0, stratum_sd)
    widening = 1 + ratio(rounding.sum(axis=-1), sampling.sum(axis=-1))
    half = np.exp(Z95 * np.sqrt(v * widening))
    return Intervals(psi, psi / half, psi * half)


def association(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, stratum_sd: Numbers | float = 0.0, correct: bool = False
) -> ChiSquare:
    """Whether group and outcome are unrelated within every stratum; one degree of freedom.

    Without continuity correction unless asked: the correction makes the test miss differences in
    small groups, and the intervals beside it have none. With `correct` half a pupil is taken off,
    as R's `mantelhaen.test` does by default.

    Source: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22, 719–748.
    """
    from scipy import special  # slow import

    distance, sampling, rounding = _scores(x1, n1, x0, n0, stratum_sd)
    observed = np.abs(distance.sum(axis=-1))
    off = np.where(observed >= 0.5, 0.5, 0.0) if correct else 0.0
    variance = sampling.sum(axis=-1)
    chi2 = ratio((observed - off) ** 2, np.where(variance > 0, variance + rounding.sum(axis=-1), 0.0))
    # With one degree of freedom it is the square of a normal variable, whose tail is quicker to compute.
    return ChiSquare(chi2, np.where(variance > 0, 1.0, 0.0), 2 * special.ndtr(-np.sqrt(chi2)))


def homogeneity(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, *, stratum_sd: Numbers | float = 0.0) -> ChiSquare:
    """Whether the odds ratios of the strata can be one and the same: Breslow–Day with Tarone's correction.

    Strata where nobody or everybody has the outcome say nothing about it; degrees of freedom are the
    others less one. NaN where fewer than two are left or the common odds ratio is zero or infinite.

    Source: Breslow and Day (1980), Statistical Methods in Cancer Research I, 142–146; Tarone (1985),
    Biometrika 72, 91–95.
    """
    psi = odds_ratio(x1, n1, x0, n0).estimate[..., np.newaxis]
    m, total = x1 + x0, n1 + n0
    says = (n1 > 0) & (n0 > 0) & (m > 0) & (m < total)
    fitted = _fitted(np.where(says, psi, np.nan), n1, n0, m)
    v = 1 / (1 / fitted + 1 / (m - fitted) + 1 / (n1 - fitted) + 1 / (n0 - m + fitted))
    _, _, rounding = _scores(x1, n1, x0, n0, stratum_sd)
    spread = v + rounding
    chi2 = np.nansum((x1 - fitted) ** 2 / spread, axis=-1)
    tarone = ratio(np.nansum(x1 - fitted, axis=-1) ** 2, np.nansum(spread, axis=-1))
    df = says.sum(axis=-1) - 1.0
    known = (df > 0) & ~np.isnan(psi[..., 0])
    return _tested(np.where(known, chi2 - tarone, np.nan), np.where(known, df, 0.0))


def _fitted(psi: Array, n1: Numbers, n0: Numbers, m: Numbers) -> Array:
    """The count x1 that has odds ratio psi with these margins, by the root that is stable at psi = 1."""
    b = n0 - m + psi * (n1 + m)
    return np.asarray(2 * psi * n1 * m / (b + np.sqrt(b * b + 4 * (1 - psi) * psi * n1 * m)))


def _scores(
    x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, stratum_sd: Numbers | float
) -> tuple[Array, Array, Array]:
    """By stratum: observed minus expected, its hypergeometric variance, and what rounding adds to that."""
    total, m = n1 + n0, x1 + x0
    both = (n1 > 0) & (n0 > 0)
    distance = x1 - _per(n1 * m, total)
    sampling = _per(n1 * n0 * 1.0 * m * (total - m), total * total * np.maximum(total - 1.0, 1))
    rounding = stratum_sd**2 * (_per(n0, total) ** 2 + _per(n1, total) ** 2) * both
    return distance, sampling, rounding


def _per(top: Numbers, below: Numbers) -> Array:
    """`top` divided by `below`; a stratum without pupils gives zero and so drops out of every sum."""
    return ratio(top, below, empty=0.0)


def _tested(chi2: Array, df: Array) -> ChiSquare:
    from scipy import special  # slow import

    known = df > 0
    p = special.chdtrc(np.where(known, df, 1.0), np.where(known, np.maximum(chi2, 0), np.nan))
    return ChiSquare(np.where(known, chi2, np.nan), df, p)
