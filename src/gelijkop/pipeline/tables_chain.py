"""The chains of a release as CSV: one row a part of a gap, a what-if or a check, with both its limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from gelijkop.compare.chain import START, ChainSplit
from gelijkop.compare.findings import Interval
from gelijkop.model.groupings import groupings
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released

FILE = "bevindingen/keten.csv"
Row = Mapping[str, object]
NOTHING_LEFT = 1e-12
"""What is left of a difference of zero in floating point."""


def chain_tables(released: Released, found: Sequence[ChainSplit]) -> dict[str, str]:
    """One file; nothing where there are no chains.

    Column `soort` tells what a row is: `verschil` (the whole gap), `deel` (a part of it: the start, all steps at
    equal test advice, or one step), `wat-als` (the change if that step went as for the reference group) or
    `geheugen` (what the chain forgets).
    """
    rows = [row for one in found for row in _rows(released, one)]
    return {FILE: csv_of(rows)} if rows else {}


def _rows(released: Released, s: ChainSplit) -> Iterator[Row]:
    nothing = Interval(math.nan, math.nan, math.nan, "")
    about, after = _about(released, s), _after(s, plan_of(released).least)

    def row(kind: str, part: str, value: Interval, pupils: Interval = nothing, **more: object) -> Row:
        return {
            **about, "soort": kind, "onderdeel": part, **_three("", value), **_three("leerlingen_per_jaar", pupils),
            "methode": value.method, "p": "", "p_gecorrigeerd": "", "oordeel": "", "alleen": "", "door_toeval": "",
            **more, **after,
        }  # fmt: skip

    yield row("verschil", "", s.raw)
    if s.state != "shown":
        return
    yield row("deel", START, s.start)
    yield row("deel", "gelijke-aanleg", s.equal)
    for step in s.steps:
        told = {"p": _number(step.p_value), "p_gecorrigeerd": _number(step.p_adjusted), "oordeel": step.verdict}
        yield row("deel", step.step, step.value, step.pupils_a_year, alleen=step.alone, **told)
    for change in s.what_if:
        yield row("wat-als", change.step, change.change, change.pupils_a_year)
    if s.memory is not None:
        m = s.memory
        yield row("geheugen", "verschil", m.gap)
        yield row("geheugen", "eerste-stap", m.first_step)
        for part, seen, chance in (
            ("verdeling", m.variation, m.by_chance),
            ("verdeling-vergeleken", m.reference_variation, m.reference_by_chance),
        ):
            yield row("geheugen", part, nothing, door_toeval=_number(chance), waarde=_number(seen))


def _about(released: Released, s: ChainSplit) -> Row:
    names = {**released.place_names, **released.area_names}
    return {
        "keten": s.chain,
        "uitkomst": s.outcome,
        "soort_plaats": s.kind,
        "plaats": s.place,
        "plaatsnaam": names.get(s.place, ""),
        "van": min(s.years, default=""),
        "tot_en_met": max(s.years, default=""),
        "indeling": s.grouping,
        "groep": groupings()[s.grouping].group(s.group).code,
        "vergeleken_met": groupings()[s.grouping].group(s.reference).code,
    }


def _after(s: ChainSplit, least: int) -> Row:
    hidden = s.state == "withheld"
    return {
        "leerlingen": "" if hidden else s.pupils,
        "leerlingen_vergeleken": "" if hidden else s.reference_pupils,
        "leerlingen_buiten": "" if hidden or s.outside < least else s.outside,
        "scholen": "" if s.schools is None else s.schools,
        "waarschuwing": s.caution,
        "status": s.state,
    }


def _three(name: str, value: Interval) -> Row:
    start = f"{name}_" if name else ""
    return {
        name or "waarde": _number(value.estimate),
        f"{start}ondergrens": _number(value.lower),
        f"{start}bovengrens": _number(value.upper),
    }


def _number(value: float) -> str:
    return written(0.0 if abs(value) < NOTHING_LEFT else value)
