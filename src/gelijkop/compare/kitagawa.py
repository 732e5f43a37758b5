"""The raw gap in two parts: another spread over the test advices, and another rate at the same test advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.compare.findings import NOTHING, Gap, Interval, State
from gelijkop.compare.intervals import Z95, Array, Intervals, moments, ratio, step
from gelijkop.compare.rates import interval, named
from gelijkop.compare.standardise import BORROWED
from gelijkop.compare.tallies import Counts, cube
from gelijkop.safe.released import Released

METHOD = "kitagawa-delta"


@dataclass(frozen=True)
class Parts:
    """Two parts that add up to the raw gap of group minus reference; arrays of shape (cells,)."""

    composition: Intervals
    rate: Intervals


@dataclass(frozen=True)
class Split:
    """The raw gap of one group in one place, in two parts; `raw` is that of the gap itself.

    `composition` goes with another spread over the test advices (pupils without one are a stratum of
    their own, and every school year has its own where the gap is by year), `rate` with another rate within
    them. NaN in both where the gap is not shown, for the reason in `state`. Pupils are taken to be
    independent; `clusters` is the number of locations they are of, as in the gap.
    """

    measure: str
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    reference: int
    pupils: int
    reference_pupils: int
    raw: Interval
    composition: Interval
    rate: Interval
    state: State
    clusters: int = 0


def splits(released: Released, gaps: Sequence[Gap], *, by_year: bool = True) -> tuple[Split, ...]:
    """The split of every gap, in the same order.

    Args:
        released: the numbers that the gaps are of.
        gaps: of one measure, grouping and period.
        by_year: the strata are the test advices of each school year; False: of all school years together.

    Raises:
        ValueError: the gaps are of several measures, groupings or periods.
    """
    if len({(g.measure, g.grouping, g.years) for g in gaps}) > 1:
        raise ValueError("gaps of one measure, grouping and period are split together")
    shown = [g for g in gaps if g.state == "shown"]
    if not shown:
        return tuple(_split(g, NOTHING, NOTHING) for g in gaps)
    measure, grouping, years = shown[0].measure, shown[0].grouping, shown[0].years
    places = list(dict.fromkeys(g.place for g in shown))
    found = cube(released, measure, grouping=grouping, places=places, years=years)
    periods = [(y,) for y in years] if by_year else [years]
    # (places, groups, periods × strata, outcomes)
    counts = np.concatenate([*found.summed(found.counts, periods)], axis=2)
    at = [places.index(g.place) for g in shown]
    one, other = (
        counts[at, [found.groups.index(n) for n in numbers]]
        for numbers in ([g.group for g in shown], [g.reference for g in shown])
    )
    first = found.tally(periods[:1])
    sd = first.stratum_sd[at, 0]
    parts = kitagawa(one, other, first.scores, stratum_sd=sd)
    method = named(METHOD, rounded=bool((sd > 0).any()))
    by_gap = {
        id(g): _split(g, interval(parts.composition, (i,), method), interval(parts.rate, (i,), method))
        for i, g in enumerate(shown)
    }
    return tuple(by_gap.get(id(g)) or _split(g, NOTHING, NOTHING) for g in gaps)


def kitagawa(c1: Counts, c0: Counts, scores: tuple[float, ...], *, stratum_sd: Array | float = 0.0) -> Parts:
    """Composition Σ (f1 − f0)(m1 + m0)/2 and rate Σ (m1 − m0)(f1 + f0)/2, which add up to the raw gap.

    f is the share of a group in a stratum and m its rate there. A stratum with pupils of one group only
    has no rate to compare: all of it is composition. Limits are those of the normal distribution, with
    the variance of the delta method (both groups are samples over strata and outcomes). As in
    `standardise` each stratum borrows some variance from its group as a whole, and a group that is all
    alike has that of one pupil a step off.

    Args:
        c1: pupils of the group by stratum and outcome, shape (cells, strata, outcomes).
        c0: pupils of the reference group, the same shape.
        scores: what each outcome counts for, shape (outcomes,); 0 and 1 for a share.
        stratum_sd: error that rounding puts on one count within a stratum, in pupils; shape (cells,).

    Returns:
        In the unit of the scores; NaN where a group is empty.

    Source: Kitagawa (1955), Journal of the American Statistical Association 50, 1168–1194.
    """
    sd = np.broadcast_to(np.asarray(stratum_sd, dtype=np.float64), c1.shape[:1])
    (f1, m1), (f0, m0) = (_spread_and_rate(c, scores) for c in (c1, c0))
    # A stratum without one of the groups takes the other's rate, so that nothing of it is called a rate.
    m1, m0 = np.where(np.isnan(m1), m0, m1), np.where(np.isnan(m0), m1, m0)
    m1, m0 = np.nan_to_num(m1), np.nan_to_num(m0)
    both = (f1 > 0) & (f0 > 0)
    middle, inside = (m1 + m0) / 2, (f1 + f0) / 2
    composition = ((f1 - f0) * middle).sum(axis=-1)
    rate = ((m1 - m0) * inside).sum(axis=-1)
    variances = []
    for part in ("composition", "rate"):
        total = np.zeros(c1.shape[:1])
        for c, f, m, f_other, m_other, sign in ((c1, f1, m1, f0, m0, 1.0), (c0, f0, m0, f1, m1, -1.0)):
            # How the part moves with one pupil more in a stratum: the same for all of them, and by their outcome.
            if part == "composition":
                level = np.where(both, middle, m)
                slope = np.where(both, ratio(f - f_other, 2 * f), 1.0)
            else:
                level = np.where(both, (m - m_other) / 2, 0.0)
                slope = np.where(both, ratio(f + f_other, 2 * f), 0.0)
            total += _variance(c, f, m, sign * level, sign * slope, scores, sd)
        variances.append(total)
    empty = np.isnan(f1).any(axis=-1) | np.isnan(f0).any(axis=-1)
    return Parts(*(_around(np.where(empty, np.nan, e), v) for e, v in zip((composition, rate), variances, strict=True)))


def _spread_and_rate(c: Counts, scores: tuple[float, ...]) -> tuple[Array, Array]:
    n = c.sum(axis=-1)
    return ratio(n, n.sum(axis=-1, keepdims=True)), moments(c, scores)[0]


def _variance(c: Counts, f: Array, m: Array, level: Array, slope: Array, scores: tuple[float, ...], sd: Array) -> Array:
    """Variance over samples of one group, plus what rounding its counts adds."""
    n = c.sum(axis=(-1, -2)).astype(np.float64)
    middle = (f * level).sum(axis=-1, keepdims=True)
    between = (f * (level - middle) ** 2).sum(axis=-1)
    within = (f * slope**2 * _within(c, scores)).sum(axis=-1)
    a = np.asarray(scores, dtype=np.float64)
    moved = (level - middle)[..., np.newaxis] + slope[..., np.newaxis] * (a - m[..., np.newaxis])
    # Errors of the outcomes of a stratum are independent, or add up to zero: the larger of the two.
    apart = moved - moved.mean(axis=-1, keepdims=True)
    worst = np.maximum((moved**2).sum(axis=-1), len(a) / (len(a) - 1) * (apart**2).sum(axis=-1))
    rounding = ratio(sd, n) ** 2 * (worst * (f > 0)).sum(axis=-1)
    return np.asarray(ratio(between + within, n) + rounding)


def _within(c: Counts, scores: tuple[float, ...]) -> Array:
    """Variance of the score within each stratum, with some borrowed from the whole group."""
    n = c.sum(axis=-1)
    pupils = n.sum(axis=-1, keepdims=True)
    _, squares = moments(c, scores)
    _, around_whole = moments(c.sum(axis=-2), scores)
    whole = np.maximum(ratio(around_whole[..., np.newaxis], pupils), ratio(step(scores) ** 2, pupils))
    return np.asarray((squares + BORROWED * whole) / (n + BORROWED))


def _around(estimate: Array, variance: Array) -> Intervals:
    half = Z95 * np.sqrt(variance)
    return Intervals(estimate, estimate - half, estimate + half)


def _split(g: Gap, composition: Interval, rate: Interval) -> Split:
    return Split(
        g.measure, g.place, g.years, g.grouping, g.group, g.reference, g.pupils, g.reference_pupils,
        g.raw, composition, rate, g.state, g.clusters,
    )  # fmt: skip
