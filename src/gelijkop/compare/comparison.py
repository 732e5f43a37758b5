"""Everything that is computed of many gaps at once: raw, at equal ability, tests and power, on arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gelijkop.compare import mantel_haenszel
from gelijkop.compare.intervals import Array, Bools, Intervals, Numbers, p_of_difference, ratio
from gelijkop.compare.parts import joined
from gelijkop.compare.power import detectable_mean, detectable_share, times_for_mean, times_for_share
from gelijkop.compare.ratios import ratio_of
from gelijkop.compare.standardise import Standardised, standardise_means, standardise_shares
from gelijkop.compare.tallies import Counts, having, is_share

_NUMBERS = 60_000
"""Numbers in an array of one part; more did not fit in a processor's own memory, fewer cost more calls."""


@dataclass(frozen=True)
class Cells:
    """Counts of the groups and, cell by cell, of their reference group: shape (cells, strata, outcomes).

    `all1` and `all0` have one stratum with everybody; `rounding_sd` and `stratum_sd` have shape (cells, 1).
    """

    scores: tuple[float, ...]
    all1: Counts
    all0: Counts
    by1: Counts
    by0: Counts
    rounding_sd: Array
    stratum_sd: Array


@dataclass(frozen=True)
class Compared:
    """What is known of many gaps; arrays of shape (cells,).

    `usable`: enough pupils can be compared at equal ability; then `p` and `share_ratio` are about that, else
    about the raw gap.
    """

    share: bool
    raw: Standardised
    equal: Standardised
    usable: Bools
    common: Intervals
    odds: Intervals
    p: Array
    homogeneity_p: Array
    share_ratio: Intervals
    support: Array
    rounded: bool


@dataclass(frozen=True)
class Power:
    """The smallest difference that these numbers would show, and how many times as many would show the margin."""

    detectable: Array
    times: Array


def compare_parts(c: Cells, *, least: int) -> Compared:
    """As `compare`, some thousands of cells at a time: what is computed on the way stays small and near."""
    cells, strata = c.by1.shape[:2]
    size = max(_NUMBERS // max(strata, 1), 1)
    parts = [compare(_some(c, slice(i, i + size)), least=least) for i in range(0, max(cells, 1), size)]
    return parts[0] if len(parts) == 1 else joined(parts)


def _some(c: Cells, at: slice) -> Cells:
    return Cells(
        c.scores, c.all1[at], c.all0[at], c.by1[at], c.by0[at], c.rounding_sd[at], c.stratum_sd[at]
    )  # fmt: skip


def compare(c: Cells, *, least: int) -> Compared:
    """All of it, for gaps of one measure.

    Args:
        c: counts.
        least: fewer comparable pupils in either group make no gap at equal ability.
    """
    share = is_share(c.scores)
    raw = _standardise(c.all1, c.all0, c.scores, c.rounding_sd)
    equal = _standardise(c.by1, c.by0, c.scores, c.stratum_sd)
    usable = (equal.group.pupils >= least) & (equal.reference.pupils >= least) & ~np.isnan(equal.gap.estimate)
    nothing = np.full(usable.shape, np.nan)
    common, odds, homogeneity_p = Intervals(nothing, nothing, nothing), Intervals(nothing, nothing, nothing), nothing
    shares = common
    if share:
        shares = ratio_of(
            _either(usable, equal.group.interval, raw.group.interval),
            _either(usable, equal.reference.interval, raw.reference.interval),
        )
        strata, together = _yes_and_n(c.by1, c.by0, c.scores), _yes_and_n(c.all1, c.all0, c.scores)
        common = mantel_haenszel.risk_difference(*strata, stratum_sd=c.stratum_sd)
        odds = mantel_haenszel.odds_ratio(*strata, stratum_sd=c.stratum_sd)
        homogeneity_p = mantel_haenszel.homogeneity(*strata, stratum_sd=c.stratum_sd).p
        p_equal = mantel_haenszel.association(*strata, stratum_sd=c.stratum_sd).p
        p_raw = mantel_haenszel.association(*together, stratum_sd=c.rounding_sd).p
    else:
        p_equal, p_raw = _p_of_means(equal), _p_of_means(raw)
    support = ratio(equal.group.pupils, c.all1.sum(axis=(1, 2)))
    return Compared(
        share, raw, equal, usable, common, odds, np.where(usable, p_equal, p_raw), homogeneity_p,
        shares, support, bool((c.rounding_sd > 0).any() or (c.stratum_sd > 0).any()),
    )  # fmt: skip


def _either(first: Bools, one: Intervals, other: Intervals) -> Intervals:
    return Intervals(
        np.where(first, one.estimate, other.estimate),
        np.where(first, one.lower, other.lower),
        np.where(first, one.upper, other.upper),
    )


def _standardise(c1: Counts, c0: Counts, scores: tuple[float, ...], sd: Array) -> Standardised:
    if is_share(scores):
        return standardise_shares(*_yes_and_n(c1, c0, scores), stratum_sd=sd)
    return standardise_means(c1, c0, scores, stratum_sd=sd)


def _yes_and_n(c1: Counts, c0: Counts, scores: tuple[float, ...]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    return having(c1, scores), c1.sum(axis=-1), having(c0, scores), c0.sum(axis=-1)


def _variance(s: Standardised) -> tuple[Array, Array]:
    rounding = s.group.rounding + s.reference.rounding
    return s.group.variance + s.reference.variance + rounding, rounding


def _p_of_means(s: Standardised) -> Array:
    return p_of_difference(s.gap.estimate, _variance(s)[0])


def power_of(c: Compared, *, margin: float, clustered: Array) -> Power:
    """What these numbers can show of what is told: the gap at equal ability where it is usable, else the raw one.

    Args:
        c: gaps.
        margin: the difference that matters.
        clustered: variance that counts that pupils of a location are alike, shape (cells,); NaN where not known.
    """

    def told(of: Callable[[Standardised], Array]) -> Array:
        return np.where(c.usable, of(c.equal), of(c.raw))

    variance, rounding = told(lambda s: _variance(s)[0]), told(lambda s: _variance(s)[1])
    more = np.fmax(clustered - (variance - rounding), 0.0)
    if not c.share:
        return Power(detectable_mean(variance + more), times_for_mean(variance + more, margin))
    p0, n1, n0 = (
        told(of)
        for of in (
            lambda s: s.reference.interval.estimate,
            lambda s: s.group.effective,
            lambda s: s.reference.effective,
        )
    )
    fixed = rounding + more
    return Power(
        detectable_share(p0, n1, n0, rounding_variance=fixed),
        times_for_share(p0, n1, n0, margin, rounding_variance=fixed),
    )
