"""Findings as rows of the API: the same numbers, in the same six digits, as the CSV files of the release."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gelijkop.compare.chain import START, ChainSplit
from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.findings import NOTHING, Flow, Gap, Interval, Rate
from gelijkop.compare.schools import School
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.display import counted
from gelijkop.safe.plan import Plan
from gelijkop.web.api.shapes import (
    ChainPart,
    ChainRow,
    ChainWhatIf,
    ChangeRow,
    Estimate,
    FlowRow,
    GapRow,
    RateRow,
    SchoolRow,
)

NOTHING_LEFT = 1e-12
"""What is left of a difference of zero in floating point."""


def rate_row(r: Rate, plan: Plan) -> RateRow:
    """A rate; in a tail there is no number."""
    value = NOTHING if r.tail else r.told
    by_school = not (r.tail or math.isnan(r.clustered.lower))
    return RateRow(
        r.measure, indicator_of(r.measure), r.place, _first(r.years), _last(r.years), r.grouping,
        group_code(r.grouping, r.group), _pupils(r.pupils, r.state, plan), *_four(value),
        state=r.state,
        tail=r.tail,
        locations=r.clusters or None,
        by_pupil=estimate(r.value) if by_school else None,
    )  # fmt: skip


def gap_row(g: Gap, plan: Plan) -> GapRow:
    """A gap; `about` tells whether estimate and verdict are about the gap at equal ability or the raw one."""
    raw, equal = g.sides
    shown = g.state == "shown"
    return GapRow(
        g.measure, indicator_of(g.measure), g.place, _first(g.years), _last(g.years), g.grouping,
        group_code(g.grouping, g.group), group_code(g.grouping, g.reference),
        _pupils(g.pupils, g.state, plan) if shown else None,
        _pupils(g.reference_pupils, g.state, plan) if shown else None,
        "raw" if math.isnan(g.equal_ability.estimate) else "equal_ability", *_four(g.told),
        state=g.state,
        verdict=g.verdict,
        small=g.small,
        margin=g.margin,
        p=six(g.p_value),
        p_adjusted=six(g.p_adjusted),
        detectable=six(g.detectable),
        pool_years=g.pool_years,
        support=six(g.support),
        homogeneity_p=six(g.homogeneity_p),
        raw=estimate(raw),
        equal_ability=estimate(equal),
        mantel_haenszel=estimate(g.mantel_haenszel),
        odds_ratio=estimate(g.odds_ratio),
        share_ratio=estimate(g.share_ratio),
        pupils_a_year=estimate(g.pupils_a_year),
        locations=g.clusters or None,
    )  # fmt: skip


def change_row(c: Change, plan: Plan) -> ChangeRow:
    """A change between two school years; of the two numbers of pupils the smaller one."""
    n = _pupils(min(c.pupils), c.state, plan) if c.state in ("shown", "zero") else None
    return ChangeRow(
        "change", c.measure, indicator_of(c.measure), c.place, c.first, c.last, c.grouping,
        group_code(c.grouping, c.group), c.of, n, *_four(c.change),
        state=c.state,
        verdict=c.verdict,
        margin=c.margin,
        breaks=c.breaks,
        locations=c.clusters or None,
    )  # fmt: skip


def slope_row(s: Slope, plan: Plan) -> ChangeRow:
    """The change a year along a straight line that is shown."""
    n = _pupils(s.pupils, s.state, plan) if s.state in ("shown", "zero") else None
    return ChangeRow(
        "slope", s.measure, indicator_of(s.measure), s.place, _first(s.years), _last(s.years), s.grouping,
        group_code(s.grouping, s.group), s.of, n, *_four(s.a_year),
        state=s.state,
        verdict=s.verdict,
        margin=s.margin,
        breaks=(),
        locations=None,
    )  # fmt: skip


def chain_row(c: ChainSplit, plan: Plan) -> ChainRow:
    """A gap split over its steps; without parts where it is not shown."""
    hidden, shown = c.state == "withheld", c.state == "shown"
    nothing = estimate(NOTHING)
    parts = [
        ChainPart(name, *_four(_cleaned(v)), nothing, None, None, None)
        for name, v in ((START, c.start), ("equal", c.equal))
    ]
    parts += [
        ChainPart(
            s.step,
            *_four(_cleaned(s.value)),
            estimate(_cleaned(s.pupils_a_year)),
            six(s.p_value),
            six(s.p_adjusted),
            s.verdict,
        )
        for s in c.steps
    ]
    what_if = tuple(
        ChainWhatIf(w.step, *_four(_cleaned(w.change)), estimate(_cleaned(w.pupils_a_year))) for w in c.what_if
    )
    return ChainRow(
        c.chain, c.outcome, c.kind, c.place, _first(c.years), _last(c.years), c.grouping,
        group_code(c.grouping, c.group), group_code(c.grouping, c.reference),
        None if hidden else c.pupils,
        None if hidden else c.reference_pupils,
        None if hidden or c.outside < plan.least else c.outside,
        *_four(_cleaned(c.raw)),
        state=c.state,
        caution=c.caution,
        locations=c.schools,
        parts=tuple(parts) if shown else (),
        what_if=what_if if shown else (),
    )  # fmt: skip


def flow_row(measure: str, f: Flow, plan: Plan) -> FlowRow:
    """A flow, its number of pupils written as the layer of the release does."""
    seen = f.pupils >= plan.least
    return FlowRow(
        measure, f.place, _first(f.years), _last(f.years), f.grouping, group_code(f.grouping, f.group),
        f.origin, f.target,
        int(counted(np.array(f.pupils), plan)) if seen else None,
        "shown" if seen else "withheld",
    )  # fmt: skip


def school_row(s: School) -> SchoolRow:
    """A school beside the region, its board and schools like it."""
    return SchoolRow(
        s.measure, indicator_of(s.measure), s.place, _first(s.years), _last(s.years),
        None if s.state == "withheld" else s.pupils, *_four(s.own),
        state=s.state,
        shrunken=estimate(s.shrunken),
        weight=six(s.weight),
        ordinary_95=estimate(s.ordinary_95),
        ordinary_998=estimate(s.ordinary_998),
        z=six(s.z),
        zone=s.zone,
        board=s.board or None,
        of_board=estimate(s.of_board),
        similar=s.similar,
        of_similar=estimate(s.of_similar),
        off_similar=estimate(s.off_similar),
    )  # fmt: skip


def estimate(value: Interval) -> Estimate:
    """An estimate with its limits and method, all null where there is none."""
    return Estimate(*_four(value))


def six(value: float) -> float | None:
    """The number in six digits, as the CSV files write it; None where there is none, or none that is finite.

    >>> six(0.123456789), six(float("nan")), six(float("inf"))
    (0.123457, None, None)
    """
    return float(f"{value:.6g}") if math.isfinite(value) else None


def group_code(grouping: str | None, number: int) -> str | None:
    """The code of a group; `onbekend` for pupils whose background is not known, None for all pupils together."""
    if grouping is None or number < UNKNOWN:
        return None
    return {g.number: g.code for g in groupings()[grouping].groups}.get(number, "onbekend")


def indicator_of(measure: str) -> str:
    """The indicator of a measure, whose code has the variant behind a slash."""
    return measure.partition("/")[0]


def _cleaned(value: Interval) -> Interval:
    """The same without what floating point leaves of zero: parts of a chain are differences of sums."""
    estimate, lower, upper = (0.0 if abs(x) < NOTHING_LEFT else x for x in (value.estimate, value.lower, value.upper))
    return Interval(estimate, lower, upper, value.method)


def _four(value: Interval) -> tuple[float | None, float | None, float | None, str | None]:
    return six(value.estimate), six(value.lower), six(value.upper), value.method or None


def _first(years: Sequence[int]) -> int:
    """The first of these school years; 0 where there is none."""
    return min(years, default=0)


def _last(years: Sequence[int]) -> int:
    """The last of these school years; 0 where there is none."""
    return max(years, default=0)


def _pupils(n: int, state: str, plan: Plan) -> int | None:
    return n if state != "withheld" and n >= plan.least else None
