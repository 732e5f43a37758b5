"""Definitions side by side, changes over time and the two parts of raw gaps as CSV: never a number without limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gelijkop.compare.changes import Change, History, Slope, history
from gelijkop.compare.definitions_beside import Beside, beside
from gelijkop.compare.findings import WHOLE, Gap, Interval
from gelijkop.compare.kitagawa import Split, splits
from gelijkop.compare.yearly import yearly
from gelijkop.indicators.definitions import Definition
from gelijkop.model.periods import school_year
from gelijkop.pipeline.compare_answers import breaks_of
from gelijkop.pipeline.compare_rows import group_code
from gelijkop.pipeline.compared import Comparison
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.safe.released import Released

DEFINITIONS, CHANGES, COMPOSITION = (f"bevindingen/{n}.csv" for n in ("definities", "veranderingen", "samenstelling"))
Row = Mapping[str, object]


def definition_tables(
    released: Released,
    found: Comparison,
    *,
    definitions: Mapping[str, Definition],
    grouping: str,
    margin: float,
) -> dict[str, str]:
    """The three files by path in the folder of the release; a file without rows is not there.

    Changes are of the main grouping; `gelijkop compare` tells those of the others.

    Args:
        found: the rates and gaps of this release.
        definitions: the definitions that it was made with, by indicator.
        grouping: the grouping that the release is mainly about.
        margin: the difference in a share that matters (0–1).
    """
    rows = {
        DEFINITIONS: [row for b in beside(found.gaps, released.measures) for row in _beside_rows(released, b)],
        CHANGES: list(_change_rows(released, definitions, grouping, margin)),
        COMPOSITION: [_split_row(released, s) for s in _splits(released, found)],
    }
    return {path: csv_of(some) for path, some in rows.items() if some}


def _beside_rows(released: Released, b: Beside) -> Iterator[Row]:
    """One row a definition; the first is the one that is told about."""
    for number, g in enumerate(b.gaps, start=1):
        raw, equal = g.sides
        yield {
            "indicator": b.indicator,
            **_where(released, b.place),
            "van": min(b.years, default=""),
            "tot_en_met": max(b.years, default=""),
            **_who(b.grouping, b.group),
            "nummer": number,
            "maat": g.measure,
            **_limits("verschil", raw),
            **_limits("gelijke_aanleg", equal),
            "methode": equal.method or raw.method,
            "leerlingen": g.pupils if g.state == "shown" else "",
            "scholen": g.clusters or "",
            "oordeel": g.verdict,
            "status": g.state,
            "houdt_stand_in": b.holds,
            "lager_in": b.lower,
            "hoger_in": b.higher,
            "van_definities": b.judged,
        }


def _change_rows(
    released: Released, definitions: Mapping[str, Definition], grouping: str, margin: float
) -> Iterator[Row]:
    places = [WHOLE, *(released.places if released.policy == "openbaar" else ())]
    for measure in released.measures:
        if measure.unit == "distribution" or len(set(measure.scores)) < 2:
            continue
        breaks = breaks_of(definitions.get(measure.indicator))
        by_year = yearly(
            released,
            measure.code,
            grouping=grouping,
            places=places,
            years=released.years_of(measure.code),
            margin=margin if measure.unit == "share" else None,
        )
        yield from _history_rows(released, history(by_year, breaks=breaks))


def _history_rows(released: Released, found: History) -> Iterator[Row]:
    yield from (_change_row(released, c) for c in found.changes)
    yield from (_slope_row(released, s) for s in found.slopes if s.state == "shown")


def _change_row(released: Released, c: Change) -> Row:
    return {
        "soort": "verandering",
        "maat": c.measure,
        **_where(released, c.place),
        **_who(c.grouping, c.group),
        "van_wat": _OF[c.of],
        "van": c.first,
        "tot_en_met": c.last,
        **_limits("waarde", c.change),
        "methode": c.change.method,
        "leerlingen": min(c.pupils) if c.state == "shown" else "",
        "scholen": c.clusters or "",
        "grens": f"{c.margin:.6g}",
        "oordeel": c.verdict,
        "status": c.state,
        "breuken": " ".join(school_year(y) for y in c.breaks),
    }


def _slope_row(released: Released, s: Slope) -> Row:
    return {
        "soort": "per-jaar",
        "maat": s.measure,
        **_where(released, s.place),
        **_who(s.grouping, s.group),
        "van_wat": _OF[s.of],
        "van": s.years[0],
        "tot_en_met": s.years[-1],
        **_limits("waarde", s.a_year),
        "methode": s.a_year.method,
        "leerlingen": s.pupils,
        "scholen": "",
        "grens": f"{s.margin:.6g}",
        "oordeel": s.verdict,
        "status": s.state,
        "breuken": "",
    }


_OF = {"rate": "aandeel", "raw": "verschil", "equal": "gelijke_aanleg"}


def _splits(released: Released, found: Comparison) -> Iterator[Split]:
    together: dict[tuple[object, ...], list[Gap]] = {}
    for g in found.gaps:
        together.setdefault((g.measure, g.grouping, g.years), []).append(g)
    for gaps in together.values():
        yield from splits(released, gaps, by_year=found.by_year)


def _split_row(released: Released, s: Split) -> Row:
    return {
        "maat": s.measure,
        **_where(released, s.place),
        "van": min(s.years, default=""),
        "tot_en_met": max(s.years, default=""),
        **_who(s.grouping, s.group),
        "vergeleken_met": group_code(s.grouping, s.reference),
        **_limits("verschil", s.raw),
        **_limits("samenstelling", s.composition),
        **_limits("binnen_toetsadvies", s.rate),
        "methode": s.rate.method,
        "leerlingen": s.pupils if s.state == "shown" else "",
        "scholen": s.clusters or "",
        "status": s.state,
    }


def _where(released: Released, place: str) -> Row:
    return {"plaats": place, "plaatsnaam": released.place_names.get(place, "")}


def _who(grouping: str | None, group: int) -> Row:
    return {"indeling": grouping or "", "groep": group_code(grouping, group) or ""}


def _limits(name: str, value: Interval) -> Row:
    numbers = ((name, value.estimate), (f"{name}_ondergrens", value.lower), (f"{name}_bovengrens", value.upper))
    return {key: written(number) for key, number in numbers}
