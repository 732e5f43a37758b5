"""The summary measures of a release as CSV: one row a measure, place, grouping and kind, with both its limits."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.found_summary import Summary, summaries
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.safe.released import Released

FILE = "bevindingen/samengevat.csv"


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
    return {FILE: _csv([_row(released, s) for s in found])} if found else {}


def _row(released: Released, s: Summary) -> Mapping[str, object]:
    return {
        "maat": s.measure,
        "plaats": s.place,
        "plaatsnaam": released.place_names.get(s.place, ""),
        "van": min(s.years),
        "tot_en_met": max(s.years),
        "indeling": s.grouping,
        "soort": s.kind,
        "groep": _group(s.grouping, s.group),
        "vergeleken_met": _group(s.grouping, s.reference),
        "waarde": _number(s.value.estimate),
        "ondergrens": _number(s.value.lower),
        "bovengrens": _number(s.value.upper),
        "methode": s.value.method,
        "leerlingen": s.pupils if s.state != "withheld" else "",
        "status": s.state,
        "scholen": s.clusters or "",
        "scholen_ondergrens": _number(s.clustered.lower),
        "scholen_bovengrens": _number(s.clustered.upper),
        "scholen_methode": s.clustered.method,
        "scholen_vrijheidsgraden": _number(s.df),
    }


def _group(grouping: str, number: int | None) -> str:
    if number is None or number == UNKNOWN:
        return ""
    return groupings()[grouping].group(number).code


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.6g}"


def _csv(rows: Sequence[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
