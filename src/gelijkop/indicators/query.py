"""One query a clock out of definitions: each pupil-moment gets place, groups, stratum and an outcome per measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.indicators.moments import Moment, moments
from gelijkop.indicators.vocabulary import Clock, answers, conditions
from gelijkop.model.careers import Careers
from gelijkop.model.cubes import OUTSIDE
from gelijkop.model.periods import start_year

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation


@dataclass(frozen=True)
class Distribution:
    """One set of rows to count: a variant that uses no rows of another, and the first school year it holds for."""

    code: str
    variant: Variant
    since: int


def distributions(definitions: Mapping[str, Definition], clock: Clock) -> tuple[Distribution, ...]:
    """Everything that has rows of its own in this clock."""
    return tuple(
        Distribution(measure_code(d.code, v.name), v, start_year(d.since) or 0)
        for d in definitions.values()
        for v in d.variants
        if d.clock == clock and v.uses is None
    )


def counted(frame: Frame, careers: Careers, wanted: Sequence[Distribution], clock: Clock) -> Frame | None:
    """Pupils by school year, place, stratum, groups and outcomes (`o0`, `o1`, … as `wanted`); None: no such moments.

    `frame` holds the columns of `careers`.
    """
    found = facts(frame, careers, wanted, clock)
    if found is None:
        return None
    outcomes = (f"o{i}" for i in range(len(wanted)))
    return found.group_by(*keys_of(careers), *outcomes).agg(nw.len().alias("pupils"))


def facts(frame: Frame, careers: Careers, wanted: Sequence[Distribution], clock: Clock) -> Frame | None:
    """A row per pupil and moment of a clock, with keys and outcomes; None: no such moments."""
    pupils = [_pupils(frame, careers, moment) for moment in moments(careers, clock)]
    if not pupils:
        return None
    # Outcomes after the moments are put together: an engine plans them once, not once for each school year.
    outcomes = {f"o{i}": outcome(d, clock) for i, d in enumerate(wanted)}
    return nw.concat(pupils).select(*keys_of(careers), **outcomes)


def keys_of(careers: Careers) -> list[str]:
    """The columns beside the outcomes: school year, place, stratum and the groups."""
    return ["school_year", "place", "stratum", *(f"g_{g}" for g in careers.groupings)]


def _pupils(frame: Frame, careers: Careers, moment: Moment) -> Frame:
    """The keys and what is given of the pupils of one moment."""
    there = frame.filter(nw.col(moment.column).is_in(moment.values))
    columns: dict[str, str | int] = {"school_year": moment.school_year, "place": moment.place, "stratum": "test"}
    columns |= {f"g_{g}": f"g_{g}" for g in careers.groupings}
    columns |= moment.given
    wide = {
        name: (nw.col(column) if isinstance(column, str) else nw.lit(column)).cast(nw.Int32).alias(name)
        for name, column in columns.items()
    }
    return there.select(*wide.values())


def outcome(distribution: Distribution, clock: Clock) -> nw.Expr:
    """The outcome as a whole number; outside for everybody in school years before the definition holds."""
    known = nw.col("school_year") >= distribution.since
    return nw.when(known).then(answered(distribution, clock)).otherwise(nw.lit(OUTSIDE))


def answered(distribution: Distribution, clock: Clock) -> nw.Expr:
    """The outcome as a whole number, in whatever school year."""
    asked = [conditions(clock)[name] for name in distribution.variant.population]
    answer = answers(clock)[distribution.variant.counts].number
    return nw.when(reduce(and_, asked)).then(answer).otherwise(nw.lit(OUTSIDE)) if asked else answer
