"""The gap of every group with its reference group: raw, at equal ability, in pupils, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gelijkop.compare.comparison import Cells, Compared, compare
from gelijkop.compare.findings import WHOLE, Gap, Interval, State
from gelijkop.compare.rates import NOTHING, interval, named
from gelijkop.compare.tallies import Counts, Tally, minimum, shown, tally
from gelijkop.compare.verdicts import MARGIN_MEAN, MARGIN_SHARE, as_family, small, verdict
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.released import Released

TESTED = slice(1, 7)
"""The strata of pupils with a test advice; not known (0) and no test made (7) are outside equal ability."""
MANY_YEARS = 50
"""Beyond this many school years pooling is no advice."""


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
    whole = tally(released, measure, grouping=grouping, places=places, years=years)
    # Without a single school year there is nobody, which the whole says too.
    yearly = [tally(released, measure, grouping=grouping, places=places, years=(y,)) for y in period] or [whole]
    reference = groupings()[grouping].reference.number
    at = whole.groups.index(reference)
    others = [i for i, g in enumerate(whole.groups) if g not in (reference, UNKNOWN)]
    cells = _cells(whole, yearly if by_year else [whole], at, others)
    matters = margin if margin is not None else MARGIN_SHARE if whole.share else MARGIN_MEAN
    compared = compare(cells, least=minimum(released), margin=matters)
    measured = np.stack([t.pupils.sum(axis=1) > 0 for t in yearly]).sum(axis=0)
    state, tail = shown(released, whole)
    result = []
    for p, place in enumerate(whole.places):
        for k, g in enumerate(others):
            found = _worse(state[p, g], state[p, at])
            if found == "shown" and (tail[p, g] or tail[p, at]):
                # The gap and the other group's rate would give back the 0% or 100% that the tail hides.
                found = "withheld"
            facts = (measure, place, period, grouping, whole.groups[g], reference)
            pupils = (int(whole.pupils[p, g]), int(whole.pupils[p, at]))
            cell = p * len(others) + k
            if found != "shown":
                result.append(_hidden(facts, pupils, matters, found))
            else:
                result.append(_gap(facts, pupils, matters, compared, cell, int(measured[p])))
    return as_family(result)


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


def _cells(whole: Tally, strata: Sequence[Tally], at: int, others: list[int]) -> Cells:
    tested = np.concatenate([t.counts[:, :, TESTED] for t in strata], axis=2)
    summed = whole.counts.sum(axis=2, keepdims=True)

    def groups(counts: Counts) -> Counts:
        return counts[:, others].reshape(-1, *counts.shape[2:])

    def references(counts: Counts) -> Counts:
        return np.repeat(counts[:, at], len(others), axis=0)

    return Cells(
        whole.scores, groups(summed), references(summed), groups(tested), references(tested),
        np.repeat(whole.rounding_sd, len(others), axis=0), np.repeat(strata[0].stratum_sd, len(others), axis=0),
    )  # fmt: skip


def _worse(a: str, b: str) -> State:
    """Why a gap is not shown: the reason of either group, the gravest first."""
    order: tuple[State, ...] = ("missing", "not_estimable", "withheld")
    return next((s for s in order if s in (a, b)), "shown")


Facts = tuple[str, str, tuple[int, ...], str, int, int]


def _hidden(facts: Facts, pupils: tuple[int, int], margin: float, state: State) -> Gap:
    nan = float("nan")
    return Gap(
        *facts, *pupils, NOTHING, NOTHING, NOTHING, NOTHING, nan, nan, nan, NOTHING, nan, margin, "not_visible", state
    )


def _gap(facts: Facts, pupils: tuple[int, int], margin: float, c: Compared, i: int, years: int) -> Gap:
    at, usable = (i,), bool(c.usable[i])
    method = named("newcombe10" if c.share else "mover-t", rounded=c.rounded)
    raw, equal = interval(c.raw.gap, at, method), NOTHING
    common = odds = a_year = NOTHING
    if usable:
        equal = interval(c.equal.gap, at, f"standardised-{method}")
    if usable and c.share:
        common = interval(c.common, at, named("sato", rounded=c.rounded))
        odds = interval(c.odds, at, named("robins-breslow-greenland", rounded=c.rounded))
        a_year = _times(equal, float(c.equal.group.pupils[i]) / years)
    told = equal if usable else raw
    return Gap(
        *facts, *pupils, raw, equal, common, odds,
        p_value=float(c.p[i]),
        homogeneity_p=float(c.homogeneity_p[i]) if usable else float("nan"),
        support=float(c.support[i]),
        pupils_a_year=a_year,
        detectable=float(c.detectable[i]),
        margin=margin,
        verdict=verdict(told.lower, told.upper, margin),
        state="shown",
        pool_years=_pool(float(c.times[i]) * years),
        small=small(told.lower, told.upper, margin),
    )  # fmt: skip


def _times(x: Interval, factor: float) -> Interval:
    return Interval(x.estimate * factor, x.lower * factor, x.upper * factor, x.method)


def _pool(years: float) -> int | None:
    return int(years) if years <= MANY_YEARS else None
