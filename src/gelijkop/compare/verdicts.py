"""The three verdicts on a difference, and the correction for looking at many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.findings import Gap, Verdict
from gelijkop.compare.intervals import Array, Bools

MARGIN_SHARE = 0.05
"""What matters unless told otherwise: a share that is 5 points higher or lower."""
WRONG = 0.05
"""At most this share of the differences that are called so, of all that is looked at together, is none."""
MARGIN_MEAN = 0.25
"""The same for a mean on the level scale: a quarter of a level."""


def verdict(lower: float, upper: float, margin: float, *, p_adjusted: float = 0.0) -> Verdict:
    """What may be said of a difference with these 95% limits.

    `difference` where they exclude zero, also where all of the interval is smaller than the margin: a
    small difference is one (see `small`); and where it stands among all that is looked at together
    (`p_adjusted` below 0.05, see `as_family`). `no_difference` where they lie wholly within
    the margin otherwise. All else, and all that could not be estimated (NaN), is `not_visible`: that a difference
    is not seen says only then that there is none when a difference that matters would have been seen.

    Source: Altman and Bland (1995), BMJ 311, 485; equivalence by a 95% interval, which is stricter than two
    one-sided 5% tests.

    >>> verdict(-0.09, -0.02, 0.05), verdict(-0.03, 0.02, 0.05), verdict(-0.20, 0.02, 0.05)
    ('difference', 'no_difference', 'not_visible')
    """
    limits = (np.array(lower), np.array(upper))
    return cast(Verdict, str(verdicts(*limits, margin, p_adjusted=np.array(p_adjusted))))


def verdicts(lower: Array, upper: Array, margin: float, *, p_adjusted: Array) -> NDArray[np.str_]:
    """As `verdict`, of many differences at once."""
    seen = ((lower > 0) | (upper < 0)) & (p_adjusted < WRONG)
    return np.select([seen, are_small(lower, upper, margin)], ["difference", "no_difference"], "not_visible")


def are_small(lower: Array, upper: Array, margin: float) -> Bools:
    """As `small`, of many differences at once."""
    return (-margin < lower) & (upper < margin)


def small(lower: float, upper: float, margin: float) -> bool:
    """Whether the difference, whatever it is, is smaller than what matters. NaN is not small."""
    return -margin < lower and upper < margin


def benjamini_hochberg(p: Array) -> Array:
    """P-values adjusted for being one of many: calling those below q a difference is wrong in at most a share q.

    Args:
        p: p-values of one family, shape (family,); NaN where there was nothing to test, and not counted.

    Returns:
        Shape (family,), NaN where p is.

    Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300.

    >>> benjamini_hochberg(np.array([0.01, 0.04, np.nan, 0.03])).round(2).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(-p[known], kind="stable")]
    ranks = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * len(order) / ranks), 1)
    return adjusted


def as_family(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """The same gaps with `p_adjusted`, and the verdict that depends on it, over all of them.

    Give it what one page shows together.
    """
    adjusted = benjamini_hochberg(np.array([g.p_value for g in gaps], dtype=np.float64))
    return tuple(_adjusted(g, float(p)) for g, p in zip(gaps, adjusted, strict=True))


def _adjusted(gap: Gap, p: float) -> Gap:
    told = gap.told
    return replace(gap, p_adjusted=p, verdict=verdict(told.lower, told.upper, gap.margin, p_adjusted=p))
