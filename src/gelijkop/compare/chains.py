"""Where in the school career a gap arises: the gap in an outcome split over the steps before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.compare.chain import AreaKind, Caution, ChainSplit, Memory, StepShare, WhatIf
from gelijkop.compare.chain_bootstrap import DRAWS, limits, p_of
from gelijkop.compare.chain_counts import Counted, Drawn, counted, drawn
from gelijkop.compare.chain_definitions import Outcome
from gelijkop.compare.chain_memory import forgotten
from gelijkop.compare.findings import NOTHING, WHOLE, Interval, State, Verdict, worst
from gelijkop.compare.intervals import Array
from gelijkop.compare.tallies import as_told
from gelijkop.compare.transitions import Parts, lonely, split
from gelijkop.compare.verdicts import MARGIN_SHARE, benjamini_hochberg, small
from gelijkop.model.groupings import groupings
from gelijkop.safe.display import Display, display
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released

WRONG = 0.05
"""Of the steps called a difference so many may be wrongly so, on average."""

MEMORY_DRAWS = 500
"""Enough to tell how sure it is what a chain forgets: the limits are then good to some 3% of their distance."""


@dataclass(frozen=True)
class Area:
    """Places of a release that are looked at together."""

    kind: AreaKind
    code: str
    places: tuple[str, ...]


def areas(released: Released) -> tuple[Area, ...]:
    """All places together; then each municipality and each board; of a public release each of its places."""
    found = [Area("region", WHOLE, released.places)]
    if released.policy == "openbaar":
        return (*found, *(Area("municipality", p, (p,)) for p in released.places))
    kinds: tuple[AreaKind, ...] = ("municipality", "board")
    for kind in kinds:
        of_place = released.areas.get(kind, {})
        found += [
            Area(kind, code, tuple(p for p in released.places if of_place.get(p) == code))
            for code in sorted(set(of_place.values()))
        ]
    return tuple(found)


def chains(
    released: Released,
    outcome: Outcome,
    grouping: str,
    *,
    within: Sequence[Area] | None = None,
    periods: Sequence[tuple[int, ...]] | None = None,
    margin: float = MARGIN_SHARE,
    draws: int = DRAWS,
) -> tuple[ChainSplit, ...]:
    """The gap of every group with its reference group in one outcome, split over the steps before it.

    Args:
        released: the numbers that may be shown.
        outcome: see `chain_definitions.outcomes`.
        grouping: code of the grouping.
        within: the areas, each by itself; None for all places together.
        periods: school years that are looked at together; None for all years in which anybody is in the chain.
            A school year is that of the advice, so one school year is one cohort.
        margin: the difference that matters, of a step as well (0–1).
        draws: how often schools or pupils are redrawn.

    Returns:
        By area, then by period, then by group in the order of the grouping. Empty where the release does not
        hold the measures or the grouping.
    """
    parts = groupings()[grouping]
    groups = tuple(g.number for g in parts.groups)
    found = counted(released, outcome, grouping, groups)
    if found is None or not found.years:
        return ()
    return tuple(
        one
        for area in (within if within is not None else areas(released)[:1])
        for years in (periods if periods is not None else [found.years])
        for one in _of_area(found, area, years, groups.index(parts.reference.number), margin, draws)
    )


def _of_area(
    found: Counted, area: Area, years: tuple[int, ...], reference: int, margin: float, draws: int
) -> list[ChainSplit]:
    cells = drawn(found, area.places, years, draws=draws)
    last = cells.steps[-1][..., 0].sum(axis=(1, 2)).round().astype(np.int64)
    pupils = last.sum(axis=-1)
    seen = display(last @ np.array(found.scores, dtype=np.int64), pupils, plan_of(found.released))
    at = np.ix_(
        [found.released.places.index(p) for p in area.places], [found.released.school_years.index(y) for y in years]
    )
    measured = int(found.flows[0][at].any(axis=(0, 2, 3, 4, 5)).sum())
    outside, n = (as_told(found.released, counts) for counts in (found.outside[at].sum(axis=(0, 1)), pupils))
    result = []
    for g, group in enumerate(found.groups):
        if g == reference:
            continue
        said = _state(seen, (g, reference))
        facts = (
            found.outcome.chain, found.outcome.code, area.kind, area.code, years, found.grouping, group,
            found.groups[reference], int(n[g]), int(n[reference]), int(outside[g]), said,
        )  # fmt: skip
        if said == "shown":
            result.append(_split(facts, found, cells, g, reference, int(pupils[g]) / measured, margin))
        else:
            result.append(ChainSplit(*facts, NOTHING, NOTHING, NOTHING, (), (), None, cells.schools, _caution(cells)))
    return result


Facts = tuple[str, str, AreaKind, str, tuple[int, ...], str, int, int, int, int, int, State]


def _split(
    facts: Facts, found: Counted, cells: Drawn, g: int, reference: int, a_year: float, margin: float
) -> ChainSplit:
    own, other = ([s[i] for s in cells.steps] for i in (g, reference))
    parts = split(own, other, found.scores)
    alone = [int(lonely(a[..., :1], b[..., :1])[0]) for a, b in zip(own, other, strict=True)]
    how = _Told(None if cells.few else cells.schools, _method(found, cells))
    codes = [s.code for s in found.outcome.steps]
    return ChainSplit(
        *facts,
        how.interval(parts.group - parts.reference),
        how.interval(parts.start),
        how.interval(parts.steps.sum(axis=0)),
        how.steps(codes, parts, alone, a_year, margin),
        tuple(
            WhatIf(code, how.interval(change), how.interval(change, a_year))
            for code, change in zip(codes, parts.closed, strict=True)
        ),
        _memory(found, cells, how, g, reference),
        cells.schools,
        _caution(cells),
    )


@dataclass(frozen=True)
class _Told:
    """How draws become intervals: over so many schools (None: over pupils), by a method of this name."""

    schools: int | None
    method: str

    def interval(self, values: Array, factor: float = 1.0) -> Interval:
        found = limits(values * factor, schools=self.schools)
        return Interval(float(found.estimate), float(found.lower), float(found.upper), self.method)

    def steps(
        self, codes: Sequence[str], parts: Parts, alone: Sequence[int], a_year: float, margin: float
    ) -> tuple[StepShare, ...]:
        p = p_of(parts.steps, schools=self.schools)
        adjusted = benjamini_hochberg(p)
        found = []
        for k, code in enumerate(codes):
            value = self.interval(parts.steps[k])
            said = _verdict(value, float(adjusted[k]), margin)
            pupils = self.interval(parts.steps[k], a_year)
            found.append(StepShare(code, value, pupils, alone[k], float(p[k]), float(adjusted[k]), said))
        return tuple(found)


def _verdict(value: Interval, p_adjusted: float, margin: float) -> Verdict:
    """As `verdicts.verdict`, where a difference must stand among the other steps too."""
    if p_adjusted < WRONG:
        return "difference"
    return "no_difference" if small(value.lower, value.upper, margin) else "not_visible"


def _memory(found: Counted, cells: Drawn, how: _Told, g: int, reference: int) -> Memory | None:
    if cells.ends is None:
        return None
    few = slice(0, 1 + MEMORY_DRAWS)
    seen = forgotten(
        ([s[g, ..., few] for s in cells.steps], [s[reference, ..., few] for s in cells.steps]),
        (cells.ends[g, ..., few], cells.ends[reference, ..., few]),
        found.scores,
        rounding_sd=cells.ends_rounding,
    )
    return Memory(
        how.interval(seen.gap), how.interval(seen.first_step), seen.variation[0], seen.by_chance[0],
        seen.variation[1], seen.by_chance[1],
    )  # fmt: skip


def _method(found: Counted, cells: Drawn) -> str:
    if cells.schools is not None and not cells.few:
        return "shapley+school-bootstrap-t"
    return "shapley+pupil-bootstrap" + ("+rounding" if found.released.base else "")


def _caution(cells: Drawn) -> Caution:
    return "few_schools" if cells.few else ""


def _state(seen: Display, both: tuple[int, int]) -> State:
    """As for a gap: hidden where either rate is, and where either is told as a tail only."""
    found = worst([str(seen.state[i]) for i in both])
    return "withheld" if found == "shown" and any(seen.tail[i] for i in both) else found
