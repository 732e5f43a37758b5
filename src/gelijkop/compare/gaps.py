"""The gap of every group with its reference group: raw, at equal ability, in pupils, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.columns import Gaps, Methods
from gelijkop.compare.comparison import Cells, Compared, compare_parts, power_of
from gelijkop.compare.findings import WHOLE, WORST_FIRST, Gap
from gelijkop.compare.intervals import Array, Intervals, ratio
from gelijkop.compare.locations import Located, located_gaps
from gelijkop.compare.rates import named
from gelijkop.compare.tallies import Counts, Cube, Tally, Years, as_told, cube, minimum, shown
from gelijkop.compare.verdicts import (
    MARGIN_MEAN,
    MARGIN_SHARE,
    are_small,
    as_family,
    benjamini_hochberg,
    verdicts,
)
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.released import Released


def gaps(
    released: Released,
    measure: str,
    grouping: str,
    *,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    margin: float | None = None,
    by_year: bool = True,
) -> tuple[Gap, ...]:
    """Gaps of all groups with the reference group of the grouping, in each of these places.

    Every declared group but the reference is there, also an empty one. What comes back is one family for
    `p_adjusted`; a page that shows more together makes its own (`verdicts.as_family`).

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        grouping: code of the grouping.
        places: place codes, each by itself; `WHOLE` or None for all places together.
        years: school years, as the year in which they start; None for all.
        margin: the difference that matters; by default 0.05 of a share and 0.25 of a mean.
        by_year: equal ability means the same test advice in the same school year; False: in any of them.

    Returns:
        By place, then by group in the order of the grouping.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or a place is not in this release.
    """
    period = tuple(years) if years is not None else released.school_years
    counted = cube(released, measure, grouping=grouping, places=places, years=period)
    return gaps_of(counted, (period,), margin=margin, by_year=by_year).rows()


def gaps_of(found: Cube, periods: Sequence[Years], *, margin: float | None = None, by_year: bool = True) -> Gaps:
    """Gaps over each of these periods in all places of a cube, one family; see `gaps`.

    Args:
        found: counts of a measure by the groups of a grouping.
        periods: school years of the cube, as many in each period.
        margin: the difference that matters; by default 0.05 of a share and 0.25 of a mean.
        by_year: whether equal ability means the same school year.
    """
    whole = found.tally(periods)
    reference = groupings()[found.grouping or ""].reference.number
    at = whole.groups.index(reference)
    others = [i for i, g in enumerate(whole.groups) if g not in (reference, UNKNOWN)]
    matters = margin if margin is not None else MARGIN_SHARE if whole.share else MARGIN_MEAN
    cells = _cells(found, whole, periods, at, others, by_year)
    compared = compare_parts(cells, least=minimum(found.released))
    state = _state(*shown(found, whole), at, others)
    equal = compared.usable.reshape(state.shape)
    located = located_gaps(found, whole, periods, at, others, by_year=by_year, equal=equal).where(state == "shown")
    yearly = found.counts.sum(axis=(2, 3, 4)) > 0
    measured = np.concatenate([found.of_years(yearly, years).sum(axis=1) for years in periods])[:, np.newaxis]
    return _columns(found, whole, compared, located, state, measured, matters, at, others)


def gap(
    released: Released,
    measure: str,
    grouping: str,
    group: int,
    *,
    place: str = WHOLE,
    years: Sequence[int] | None = None,
    margin: float | None = None,
    by_year: bool = True,
) -> Gap:
    """The gap of one group in one place, a family by itself; see `gaps`.

    Raises:
        KeyError: the group is the reference group or none of this grouping.
    """
    found = gaps(released, measure, grouping, places=(place,), years=years, margin=margin, by_year=by_year)
    return as_family([{g.group: g for g in found}[group]])[0]


def _cells(found: Cube, whole: Tally, periods: Sequence[Years], at: int, others: list[int], by_year: bool) -> Cells:
    """What is compared: a cell is a place in a period and, within it, a group."""
    tested = np.concatenate([found.strata(found.counts, years, by_year=by_year) for years in periods])
    apart = by_year and periods[0]
    stratum_sd = found.tally([years[:1] for years in periods]).stratum_sd if apart else whole.stratum_sd
    summed = whole.outcomes[:, :, np.newaxis]

    def groups(counts: Counts) -> Counts:
        return counts[:, others].reshape(-1, *counts.shape[2:])

    def references(counts: Counts) -> Counts:
        return np.repeat(counts[:, at], len(others), axis=0)

    return Cells(
        whole.scores, groups(summed), references(summed), groups(tested), references(tested),
        np.repeat(whole.rounding_sd, len(others), axis=0), np.repeat(stratum_sd, len(others), axis=0),
    )  # fmt: skip


def _state(state: NDArray[np.str_], tail: NDArray[np.str_], at: int, others: list[int]) -> NDArray[np.str_]:
    """Why a gap is not shown: the reason of either group, the gravest first."""
    group, reference = state[:, others], state[:, [at]]
    # The gap and the other group's rate would give back the 0% or 100% that a tail hides.
    tails = (tail[:, others] != "") | (tail[:, [at]] != "")
    hidden = [(group == s) | (reference == s) for s in WORST_FIRST]
    return np.select([*hidden, tails], [*WORST_FIRST, "withheld"], "shown")


def _neither_nobody_nor_all(released: Released, ratios: Intervals) -> Intervals:
    """No ratio of zero or infinity in public: it says that nobody, or everybody, of those compared has it."""
    told = (ratios.estimate > 0) & np.isfinite(ratios.estimate) | (released.policy == "intern")
    return Intervals(*(np.where(told, v, np.nan) for v in (ratios.estimate, ratios.lower, ratios.upper)))


def _columns(
    found: Cube, whole: Tally, c: Compared, located: Located, state: NDArray[np.str_], measured: Counts, margin: float,
    at: int, others: list[int],
) -> Gaps:  # fmt: skip
    def cells(values: Array) -> Array:
        return values.reshape(state.shape)

    def limits(v: Intervals) -> Intervals:
        return Intervals(cells(v.estimate), cells(v.lower), cells(v.upper))

    equal, raw, level = c.usable.reshape(state.shape), limits(c.raw.gap), limits(c.equal.gap)
    known = ~np.isnan(located.limits.lower)
    lower, upper = (
        np.where(known, by_location, np.where(equal, at_level, without))
        for by_location, at_level, without in (
            (located.limits.lower, level.lower, raw.lower),
            (located.limits.upper, level.upper, raw.upper),
        )
    )
    a_year = ratio(cells(c.equal.group.pupils), measured)
    p = np.where(state == "shown", np.where(known, located.p, cells(c.p)), np.nan)
    adjusted = benjamini_hochberg(p.ravel()).reshape(p.shape)
    pupils = as_told(found.released, whole.pupils)
    power = power_of(c, margin=margin, clustered=located.variance.ravel())
    method = named("newcombe10" if c.share else "mover-t", rounded=c.rounded)
    return Gaps(
        found.measure,
        found.grouping or "",
        whole.places,
        whole.periods,
        tuple(whole.groups[i] for i in others),
        whole.groups[at],
        c.share,
        Methods(
            method,
            f"standardised-{method}",
            named("sato", rounded=c.rounded),
            named("robins-breslow-greenland", rounded=c.rounded),
            named("mover-r", rounded=c.rounded),
        ),
        margin,
        pupils=pupils[:, others],
        reference_pupils=np.repeat(pupils[:, [at]], len(others), axis=1),
        state=state,
        equal=equal,
        raw=raw,
        equal_ability=level,
        mantel_haenszel=limits(c.common),
        odds_ratio=_neither_nobody_nor_all(found.released, limits(c.odds)),
        pupils_a_year=Intervals(*(x * a_year for x in (level.estimate, lower, upper))),
        p_value=p,
        p_adjusted=adjusted,
        homogeneity_p=cells(c.homogeneity_p),
        support=cells(c.support),
        detectable=cells(power.detectable),
        pool_years=cells(power.times) * measured,
        verdict=np.where(state == "shown", verdicts(lower, upper, margin, p_adjusted=adjusted), "not_visible"),
        small=are_small(lower, upper, margin),
        share_ratio=_neither_nobody_nor_all(found.released, limits(c.share_ratio)),
        located=located,
    )
