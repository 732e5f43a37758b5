"""One query a clock out of definitions: each pupil-moment gets place, groups, stratum and an outcome per measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

import narwhals as nw

from gelijkop.indicators.blocks import UNSEEN, among, level_of
from gelijkop.indicators.definitions import Definition, Variant, measure_code
from gelijkop.indicators.rules import vo_levels
from gelijkop.indicators.vocabulary import Clock, answers, conditions
from gelijkop.model.careers import Careers
from gelijkop.model.periods import start_year

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
OUTSIDE = -1
"""Outcome of a pupil of the clock who is not in the population of a measure."""


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

    `frame` holds the columns of `careers`. Moments: the school year of the advice; each school year in
    vo of which the next is known too; each vo diploma of which the next school year is known.
    """
    moments = list(_moments(frame, careers, clock))
    if not moments:
        return None
    keys = ["school_year", "place", "stratum", *(f"g_{g}" for g in careers.groupings)]
    outcomes = {f"o{i}": _outcome(d, clock) for i, d in enumerate(wanted)}
    facts = nw.concat(moments).select(*keys, **outcomes)
    return facts.group_by(*keys, *outcomes).agg(nw.len().alias("pupils"))


def _outcome(distribution: Distribution, clock: Clock) -> nw.Expr:
    """The outcome as a whole number; outside for everybody in school years before the definition holds."""
    known = conditions(clock)
    asked = [nw.col("school_year") >= distribution.since, *(known[name] for name in distribution.variant.population)]
    answer = answers(clock)[distribution.variant.counts].number
    return nw.when(reduce(and_, asked)).then(answer).otherwise(nw.lit(OUTSIDE))


def _moments(frame: Frame, careers: Careers, clock: Clock) -> Iterator[Frame]:
    """The pupils of each school year, with the columns that the vocabulary reads."""
    build = {"advice": _advice, "step": _step, "diploma": _diploma}[clock]
    for year in range(careers.base, careers.base + careers.years):
        moment = build(frame, careers, year)
        if moment is not None:
            yield moment


def _advice(frame: Frame, careers: Careers, year: int) -> Frame:
    given = {
        "place": nw.col("advice_place"),
        "provisional": nw.col("provisional"),
        "final": nw.col("final"),
        "year1": _state(careers, year + 1),
        "year3": _state(careers, year + 3),
    }
    return _columns(frame.filter(nw.col("advice_year") == year), careers, year, given)


def _step(frame: Frame, careers: Careers, year: int) -> Frame | None:
    if not {year, year + 1} <= set(careers.enrolment_years):
        return None
    k = year - careers.base
    given = {
        "place": nw.col(f"l{k}"),
        "now": _state(careers, year),
        "next": _state(careers, year + 1),
        "diploma": nw.col(f"d{k}") if year in careers.diploma_years else nw.lit(UNSEEN),
    }
    return _columns(frame.filter(among(level_of(f"s{k}"), vo_levels())), careers, year, given)


def _diploma(frame: Frame, careers: Careers, year: int) -> Frame | None:
    if year not in careers.diploma_years or year + 1 not in careers.enrolment_years:
        return None
    k = year - careers.base
    given = {"place": nw.col(f"l{k}"), "diploma": nw.col(f"d{k}"), "next": _state(careers, year + 1)}
    return _columns(frame.filter(among(nw.col(f"d{k}") // 2, vo_levels())), careers, year, given)


def _state(careers: Careers, year: int) -> nw.Expr:
    seen = year in careers.enrolment_years
    return nw.col(f"s{year - careers.base}") if seen else nw.lit(UNSEEN)


def _columns(frame: Frame, careers: Careers, year: int, given: Mapping[str, nw.Expr]) -> Frame:
    """These columns beside school year, test, stratum and groups; whole numbers wide enough to calculate with."""
    groups = {f"g_{g}": nw.col(f"g_{g}") for g in careers.groupings}
    wide = {"school_year": nw.lit(year), "test": nw.col("test"), "stratum": nw.col("test")} | groups | dict(given)
    return frame.select(*(expression.cast(nw.Int32).alias(name) for name, expression in wide.items()))
