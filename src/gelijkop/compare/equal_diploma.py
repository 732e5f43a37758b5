"""What comes after a diploma, at equal diploma: the gap in it among pupils who got as far.

The later steps of a career depend on the diploma more than on the test advice of primary school. Counts
come from the chain of the catalogue that goes on after the diploma, so they are about its pupils: with a
test advice, both advices, and a career that could be followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gelijkop.compare.chain_counts import Counted, counted
from gelijkop.compare.chain_definitions import Outcome, ends, outcomes
from gelijkop.compare.clusters import FEW_CLUSTERS, Clustered, clustered_standardised
from gelijkop.compare.findings import NOTHING, WHOLE, Interval, State, Verdict, worst
from gelijkop.compare.intervals import Array, p_of_difference
from gelijkop.compare.rates import interval, named
from gelijkop.compare.standardise import Standardised, standardise_shares
from gelijkop.compare.tallies import as_told, minimum
from gelijkop.compare.verdicts import MARGIN_SHARE, benjamini_hochberg, verdict
from gelijkop.model.groupings import groupings
from gelijkop.safe.display import display
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released

STEP = "diploma"
"""The step of a chain after which pupils have a diploma or none."""
NONE = "geen"
"""The class of pupils without a diploma, who are left out."""


@dataclass(frozen=True)
class AfterDiploma:
    """The gap (group minus reference) in one outcome after the diploma, among pupils with a diploma.

    `raw` as it is; `diploma` with the group's own spread over the diplomas for both; `both` with that over
    diploma and test advice. Each counts schools where places are schools, else pupils. `support` is the share of
    the group with a diploma and test advice that the reference group has too. Verdict and p-values are about
    `diploma`; `p_adjusted` is among all that came back together.
    """

    outcome: str
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    reference: int
    pupils: int
    reference_pupils: int
    raw: Interval
    diploma: Interval
    both: Interval
    support: float
    clusters: int
    p_value: float
    p_adjusted: float
    verdict: Verdict
    state: State


def after_diploma() -> Outcome | None:
    """The outcome of the catalogue that comes right after the diploma."""
    return next((o for o in outcomes() if len(o.steps) > 1 and o.steps[-2].code == STEP), None)


def equal_diploma(
    released: Released,
    grouping: str,
    *,
    places: Sequence[str],
    margin: float = MARGIN_SHARE,
    outcome: Outcome | None = None,
) -> tuple[AfterDiploma, ...]:
    """The gap of every group with the reference group in each of these places (`WHOLE`: all together), all years.

    Nothing where the release has not the measures of that chain, or not this grouping. Where counts are exact,
    equal means in the same school year too. `outcome` is that of the catalogue where none is given.
    """
    outcome = outcome or after_diploma()
    groups = tuple(g.number for g in groupings()[grouping].groups)
    found = counted(released, outcome, grouping, groups) if outcome else None
    if outcome is None or found is None:
        return ()
    rows = [_one(found, outcome, place, g) for place in places for g in groups if g != _reference(grouping)]
    adjusted = benjamini_hochberg(np.array([r.p_value for r in rows], dtype=np.float64))
    return tuple(
        replace(r, p_adjusted=float(p), verdict=verdict(r.diploma.lower, r.diploma.upper, margin, p_adjusted=float(p)))
        for r, p in zip(rows, adjusted, strict=True)
    )


def _reference(grouping: str) -> int:
    return groupings()[grouping].reference.number


@dataclass(frozen=True)
class _Side:
    """Pupils with the outcome and all pupils of one group, shape (locations, years, tests, diplomas)."""

    yes: Array
    n: Array


def _one(found: Counted, outcome: Outcome, place: str, group: int) -> AfterDiploma:
    released, reference = found.released, _reference(found.grouping)
    mine, other = (_side(found, outcome, place, g) for g in (group, reference))
    state, least = _state(released, mine, other), minimum(released)
    n, others = (int(as_told(released, side.n.sum().astype(np.int64))) for side in (mine, other))
    about = (outcome.code, place, found.years, found.grouping, group, reference, n, others)
    nan = float("nan")
    if state != "shown":
        return AfterDiploma(*about, NOTHING, NOTHING, NOTHING, nan, 0, nan, nan, "not_visible", state)
    raw, diploma, both = (_gap(found, outcome, place, mine, other, kind) for kind in (_NOTHING, _DIPLOMA, _BOTH))
    usable = min(diploma.simple.group.pupils[0], diploma.simple.reference.pupils[0]) >= least
    told = diploma if usable else None
    return AfterDiploma(
        *about, raw.interval, diploma.interval if usable else NOTHING,
        both.interval if min(both.simple.group.pupils[0], both.simple.reference.pupils[0]) >= least else NOTHING,
        float(both.simple.support[0]), diploma.clusters, told.p if told else nan, nan, "not_visible", state,
    )  # fmt: skip


def _side(found: Counted, outcome: Outcome, place: str, group: int) -> _Side:
    released = found.released
    places = slice(None) if place == WHOLE else [released.place_at[place]]
    years = [released.school_years.index(y) for y in found.years]
    origins, _ = ends(released.measure(outcome.measures[-1]))
    with_diploma = [i for i, o in enumerate(origins) if o != NONE]
    counts = found.flows[-1][places][:, years][:, :, found.groups.index(group)][:, :, :, with_diploma]
    n = np.asarray(counts.sum(axis=-1), dtype=np.float64)
    return _Side(np.asarray(counts @ np.array(found.scores), dtype=np.float64), n)


def _state(released: Released, mine: _Side, other: _Side) -> State:
    yes = np.array([[mine.yes.sum(), other.yes.sum()]], dtype=np.int64)
    n = np.array([[mine.n.sum(), other.n.sum()]], dtype=np.int64)
    seen = display(yes, n, plan_of(released))
    found = worst(seen.state.ravel().tolist())
    return "withheld" if found == "shown" and (seen.tail != "").any() else found


_NOTHING, _DIPLOMA, _BOTH = "", "diploma", "both"


@dataclass(frozen=True)
class _Found:
    simple: Standardised
    interval: Interval
    clusters: int
    p: float


def _gap(found: Counted, outcome: Outcome, place: str, mine: _Side, other: _Side, kind: str) -> _Found:
    released = found.released
    arrays = [_strata(a, kind, by_year=released.policy == "intern") for a in (mine.yes, mine.n, other.yes, other.n)]
    sd = released.rounding_sd(
        outcome.measures[-1], grouped=True, strata=kind == _BOTH, years=found.years,
        places=None if place == WHOLE else (place,),
    )  # fmt: skip
    simple = standardise_shares(*(a.sum(axis=0, keepdims=True) for a in arrays), stratum_sd=sd)
    one, two = simple.group, simple.reference
    p = float(p_of_difference(simple.gap.estimate, one.variance + one.rounding + two.variance + two.rounding)[0])
    value = interval(simple.gap, (0,), named("newcombe10" if not kind else "standardised-newcombe10", rounded=sd > 0))
    if released.policy != "intern":
        return _Found(simple, value, 0, p)
    robust = clustered_standardised(*(a[np.newaxis] for a in arrays), scores=(0.0, 1.0))
    return _counting_schools(simple, value, robust, p)


def _counting_schools(simple: Standardised, value: Interval, robust: Clustered, p: float) -> _Found:
    clusters = int(robust.clusters[0])
    if robust.state[0] == FEW_CLUSTERS or np.isnan(robust.value.lower[0]):
        return _Found(simple, value, clusters, p)
    return _Found(simple, interval(robust.value, (0,), str(robust.method[0])), clusters, float(robust.p[0]))


def _strata(counts: Array, kind: str, *, by_year: bool) -> Array:
    """Locations by strata; a stratum is everybody, a diploma, or a diploma with a test advice; and school years."""
    if not kind:
        return np.asarray(counts.sum(axis=(1, 2, 3))[:, np.newaxis])
    kept = counts if kind == _BOTH else counts.sum(axis=2, keepdims=True)
    kept = kept if by_year else kept.sum(axis=1, keepdims=True)
    return np.asarray(kept.reshape(len(kept), -1))
