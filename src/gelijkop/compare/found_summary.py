"""Summary measures of a release: for each place one number for the inequality over all groups of a grouping."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.clusters import FEW_CLUSTERS, SHOWN, Clustered
from gelijkop.compare.counts_per import counts_per
from gelijkop.compare.findings import HIDDEN, NOTHING, WHOLE, Interval, State
from gelijkop.compare.intervals import Array, Bools, Intervals
from gelijkop.compare.ratios import clustered_ratios, ratio_of, score_ratio
from gelijkop.compare.summary import (
    Groups,
    Index,
    attributable_count,
    attributable_fraction,
    concentration_index,
    divided,
    groups_of,
    index_of_disparity,
    relative_index,
    slope_index,
)
from gelijkop.compare.summary_clusters import clustered_disparity, clustered_index
from gelijkop.compare.tallies import Cube, Tally, as_told, cube, having, shown
from gelijkop.model.groupings import groupings
from gelijkop.safe.released import Released

Kind = Literal["sii", "rii", "concentration", "attributable", "attributable_fraction", "disparity", "ratio", "per_1000"]
ORDERED: tuple[Kind, ...] = ("sii", "rii", "concentration")
SHARES_ONLY: tuple[Kind, ...] = ("attributable", "attributable_fraction")

RARE = 0.1
"""Per thousand and with limits of a count is told what fewer than one in ten have; for more the share is better."""
Facts = tuple[str, str, tuple[int, ...], str, Kind, int | None, int | None]


@dataclass(frozen=True)
class Summary:
    """A summary measure in one place and period.

    `sii` (points, or levels), `rii` (times) and `concentration` exist for ordered groupings, and are higher
    where the rate is higher towards the last group. `attributable` is how many more pupils a year have
    the outcome than with the rate of `reference` for all; `attributable_fraction` the part of all with
    the outcome that they are. `disparity` is relative to the rate of all. `ratio` is how many times
    the share of `group` is that of `reference`; `per_1000` is of one `group`, of what few have.
    `clusters` and `clustered` are as in `findings.Rate`, `df` being Satterthwaite's degrees of freedom.
    """

    measure: str
    place: str
    years: tuple[int, ...]
    grouping: str
    kind: Kind
    group: int | None
    reference: int | None
    value: Interval
    pupils: int
    state: State
    clusters: int = 0
    df: float = math.nan
    clustered: Interval = NOTHING


def summaries(
    released: Released,
    measure: str,
    grouping: str,
    *,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
) -> tuple[Summary, ...]:
    """Every summary measure that this measure and grouping can have, in each of these places.

    Nothing is said where the rate of one of the groups may not be told: it could be worked out from the
    measure and the other groups. Pupils of unknown background are in none of it.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        grouping: code of the grouping.
        places: place codes, each by itself; `WHOLE` or None for all places together.
        years: school years, as the year in which they start; None for all.

    Returns:
        By place, then by kind, then by group.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or a place is not in this release.
    """
    found = cube(released, measure, grouping=grouping, places=places, years=years)
    whole = found.tally((found.years,))
    g = groups_of(whole.outcomes[:, :-1], whole.scores, rounding_sd=whole.rounding_sd)
    measured = max(len(set(released.years_of(measure)) & set(found.years)), 1)
    by_location = _by_location(found, whole)
    result = [
        summary
        for kind, make in _measures(grouping, share=whole.share, years=measured).items()
        for summary in _of_kind(found, whole, g, kind, make(g), by_location)
    ]
    if whole.share:
        result += _ratios(found, whole, g, by_location)
        if having(whole.outcomes, whole.scores).sum() < RARE * whole.pupils.sum():
            result += _per_thousand(found, whole)
    return tuple(sorted(result, key=lambda s: found.places.index(s.place)))


def _measures(grouping: str, *, share: bool, years: int) -> dict[Kind, Callable[[Groups], Index]]:
    declared = groupings()[grouping]
    at = declared.groups.index(declared.reference)
    every: dict[Kind, Callable[[Groups], Index]] = {
        "sii": slope_index,
        "rii": relative_index,
        "concentration": concentration_index,
        "attributable": lambda g: divided(attributable_count(g, at), years),
        "attributable_fraction": lambda g: attributable_fraction(g, at),
        "disparity": index_of_disparity,
    }
    left_out = (() if declared.ordered else ORDERED) + (() if share else SHARES_ONLY)
    return {kind: make for kind, make in every.items() if kind not in left_out}


def _of_kind(
    found: Cube, whole: Tally, g: Groups, kind: Kind, index: Index, by_location: tuple[Array, Array] | None
) -> Iterator[Summary]:
    declared = groupings()[str(found.grouping)]
    reference = declared.reference.number if kind in SHARES_ONLY else None
    robust = clustered_disparity if kind == "disparity" else clustered_index
    clustered = robust(index, g, *by_location) if by_location else None
    state = _states(found, whole, index)
    for i, place in enumerate(found.places):
        facts: Facts = (found.measure, place, found.years, declared.code, kind, None, reference)
        pupils = int(as_told(found.released, whole.pupils[i, :-1].sum()))
        if state[i] != "shown":
            yield Summary(*facts, NOTHING, pupils, state[i])
            continue
        value = _interval(index.value, i, _named(index.method, whole))
        if clustered is None:
            yield Summary(*facts, value, pupils, state[i])
        else:
            yield Summary(*facts, value, pupils, state[i], *_robust(clustered, i, index.method))


def _states(found: Cube, whole: Tally, index: Index) -> list[State]:
    """Of each cell: the gravest reason among its groups with pupils."""
    state, tail = (a[:, :-1] for a in shown(found, whole))
    pupils = whole.pupils[:, :-1]
    hidden, why = _hidden(state, tail)
    reasons = [pupils.sum(axis=1) == 0, *hidden, np.isnan(index.value.estimate)]
    return [cast(State, str(s)) for s in np.select(reasons, ["missing", *why, "not_estimable"], "shown")]


def _hidden(state: NDArray[np.str_], tail: NDArray[np.str_]) -> tuple[list[Bools], list[State]]:
    """Of each cell whether one of its groups is hidden, for each reason; a tail hides too."""
    return [*((state == s).any(axis=1) for s in HIDDEN), (tail != "").any(axis=1)], [*HIDDEN, "withheld"]


def _by_location(found: Cube, whole: Tally) -> tuple[Array, Array] | None:
    """Sums of scores and pupils, shape (cells, locations, groups); None where places are no locations."""
    if found.released.policy != "intern":
        return None
    counts = whole.outcomes[:, np.newaxis, :-1]
    if WHOLE in found.places:
        member = np.array([[place in (WHOLE, p) for p in found.released.places] for place in found.places])
        counts = found.apart.sum(axis=(1, 3))[np.newaxis, :, :-1] * member[:, :, np.newaxis, np.newaxis]
    return counts @ np.array(whole.scores), counts.sum(axis=-1).astype(np.float64)


def _robust(found: Clustered, at: int, method: str) -> tuple[int, float, Interval]:
    """Locations, degrees of freedom and limits."""
    clusters = int(found.clusters[at])
    if found.state[at] != SHOWN:
        return clusters, math.nan, Interval(math.nan, math.nan, math.nan, FEW_CLUSTERS)
    return clusters, float(found.df[at]), _interval(found.value, at, f"{method.split('-')[0]}-cr2")


def _interval(values: Intervals, at: int | tuple[int, int], method: str) -> Interval:
    return Interval(float(values.estimate[at]), float(values.lower[at]), float(values.upper[at]), method)


def _named(method: str, whole: Tally) -> str:
    return f"{method}+rounding" if (whole.rounding_sd > 0).any() else method


def _ratios(found: Cube, whole: Tally, g: Groups, by_location: tuple[Array, Array] | None) -> Iterator[Summary]:
    """The share of every group divided by that of the reference group."""
    declared = groupings()[str(found.grouping)]
    at = declared.groups.index(declared.reference)
    state, tail = shown(found, whole)
    n = as_told(found.released, whole.pupils)
    for j, group in enumerate(declared.groups):
        if j == at:
            continue
        values, method = _ratio(whole, g, j, at)
        clustered = clustered_ratios(*(a[:, :, k] for k in (j, at) for a in by_location)) if by_location else None
        hidden, names = _hidden(state[:, [j, at]], tail[:, [j, at]])
        reasons = [g.n.sum(axis=1) == 0, *hidden, np.isnan(values.estimate + values.lower)]
        why = np.select(reasons, ["missing", *names, "not_estimable"], "shown")
        for i, place in enumerate(found.places):
            said = cast(State, str(why[i]))
            facts: Facts = (
                found.measure, place, found.years, declared.code, "ratio", group.number, declared.reference.number,
            )  # fmt: skip
            value = _interval(values, i, method) if said == "shown" else NOTHING
            robust = _robust(clustered, i, "ratio") if clustered is not None and said == "shown" else ()
            yield Summary(*facts, value, int(n[i, j]), said, *robust)


def _ratio(whole: Tally, g: Groups, group: int, reference: int) -> tuple[Intervals, str]:
    """Of exact counts with score limits; of rounded ones with limits made of those of both shares."""
    if (whole.rounding_sd > 0).any():
        limits = (Intervals(*(v[:, j] for v in (g.rate, g.limits.lower, g.limits.upper))) for j in (group, reference))
        return ratio_of(*limits), "mover-r+rounding"
    x, n = having(whole.outcomes, whole.scores), whole.pupils
    return score_ratio(x[:, group], n[:, group], x[:, reference], n[:, reference]), "koopman"


def _per_thousand(found: Cube, whole: Tally) -> Iterator[Summary]:
    state, tail = shown(found, whole)
    values = counts_per(having(whole.outcomes, whole.scores), whole.pupils, rounding_sd=whole.rounding_sd)
    method, n = _named("byar", whole), as_told(found.released, whole.pupils)
    for i, place in enumerate(found.places):
        for j, group in enumerate(whole.groups[:-1]):
            # A tail hides that all or none have it.
            said = cast(State, "withheld" if tail[i, j] else str(state[i, j]))
            value = _interval(values, (i, j), method) if said in ("shown", "zero") else NOTHING
            facts: Facts = (found.measure, place, found.years, str(found.grouping), "per_1000", group, None)
            yield Summary(*facts, value, int(n[i, j]), said)
