"""Summary measures and crossed groups of a release as CSV, with simple limits and limits that count schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.found_intersections import Intersection, intersections
from gelijkop.compare.found_summary import Summary, summaries
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released

SUMMARIES = "bevindingen/samengevat.csv"
CROSSED = "bevindingen/doorsneden.csv"


def summary_tables(released: Released, *, groupings: Sequence[str]) -> dict[str, str]:
    """One file: the summary measures over all years, of all places together and, in public, of each place.

    Args:
        groupings: the groupings to compare by; one that is not in the release is left out.
    """
    places = [WHOLE, *(released.places if released.policy == "openbaar" else ())]
    found = [
        summary
        for measure in released.measures
        if measure.unit != "distribution"
        for grouping in groupings
        if grouping in released.groupings
        for summary in summaries(
            released, measure.code, grouping, places=places, years=released.years_of(measure.code) or None
        )
    ]
    return {SUMMARIES: csv_of([_row(released, s) for s in found])} if found else {}


def crossed_tables(released: Released) -> dict[str, str]:
    """One file: every crossed group of the pairs that were measured, over all years and places; none in public."""
    found = [
        crossed
        for measure in released.measures
        if measure.unit != "distribution"
        for cross in released.crosses
        for crossed in intersections(released, measure.code, cross, years=released.years_of(measure.code) or None)
    ]
    return {CROSSED: csv_of([_crossed_row(c) for c in found])} if found else {}


def _row(released: Released, s: Summary) -> Mapping[str, object]:
    return {
        "maat": s.measure,
        "plaats": s.place,
        "plaatsnaam": released.place_names.get(s.place, ""),
        **_years(s.years),
        "indeling": s.grouping,
        "soort": s.kind,
        "groep": _group(s.grouping, s.group),
        "vergeleken_met": _group(s.grouping, s.reference),
        **_value(s, plan_of(released).least),
    }


def _crossed_row(c: Intersection) -> Mapping[str, object]:
    one, other = c.groupings
    return {
        "maat": c.measure,
        "plaats": c.place,
        **_years(c.years),
        "indeling": one,
        "indeling_2": other,
        "soort": c.kind,
        "groep": _group(one, c.groups[0]),
        "groep_2": _group(other, c.groups[1]),
        "vergeleken_met": _group(one, c.reference[0]) if c.kind == "excess" else "",
        "vergeleken_met_2": _group(other, c.reference[1]) if c.kind == "excess" else "",
        **_value(c, 0),
    }


def _years(years: Sequence[int]) -> Mapping[str, object]:
    return {"van": min(years), "tot_en_met": max(years)}


def _value(s: Summary | Intersection, least: int) -> Mapping[str, object]:
    return {
        "waarde": written(s.value.estimate),
        "ondergrens": written(s.value.lower),
        "bovengrens": written(s.value.upper),
        "methode": s.value.method,
        "leerlingen": s.pupils if s.state != "withheld" and s.pupils >= least else "",
        "status": s.state,
        "scholen": s.clusters or "",
        "scholen_ondergrens": written(s.clustered.lower),
        "scholen_bovengrens": written(s.clustered.upper),
        "scholen_methode": s.clustered.method,
        "scholen_vrijheidsgraden": written(s.df),
    }


def _group(grouping: str, number: int | None) -> str:
    if number is None or number == UNKNOWN:
        return ""
    return groupings()[grouping].group(number).code
