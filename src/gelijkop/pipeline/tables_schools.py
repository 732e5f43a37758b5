"""Schools and segregation of an internal release as CSV: one row a school or index, never a number without limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

import numpy as np

from gelijkop.compare.findings import Interval
from gelijkop.compare.schools import School, Schools, schools
from gelijkop.compare.segregated import Between, Segregation, segregation
from gelijkop.errors import Text
from gelijkop.model.groupings import groupings as all_groupings
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.safe.released import Released

SCHOOLS = "bevindingen/scholen.csv"
SEGREGATION = "bevindingen/segregatie.csv"
SPREAD = "segregatie.spreiding"
"""The indicator that counts all pupils at their school."""
SEED = 2005
"""Chance in the limits of segregation; the same release always has the same."""
Row = Mapping[str, object]
_NOT_MEASURED = Text(
    f"Deze uitgave telt niet alle leerlingen per school. Reken met: gelijkop measure --also {SPREAD}",
    f"This release does not count all pupils by school. Compute with: gelijkop measure --also {SPREAD}",
)


def schools_tables(released: Released, *, groupings: Sequence[str]) -> dict[str, str]:
    """Both files, of a release whose places are locations; of a public one the schools of its part about schools.

    Of each measure one row a school, over all school years together; segregation in each school year.

    Args:
        groupings: the groupings to compare by; one that is not in the release is left out.
    """
    found = [schools(released, m.code) for m in released.measures if len(set(m.scores)) > 1]
    rows = [_school_row(released.schools or released, every, s) for every in found for s in every.schools]
    if released.policy != "intern":
        return {SCHOOLS: csv_of(rows)} if rows else {}
    present = [g for g in groupings if g in released.groupings]
    years = released.school_years
    none = Segregation(SPREAD, years, "", "location", "H", None, None, 0, 0, 0, "missing", why=_NOT_MEASURED)
    apart = list(_segregation_rows(released, present)) or [_segregation_row(none)]
    return {path: csv_of(part) for path, part in ((SCHOOLS, rows), (SEGREGATION, apart)) if part}


def _school_row(released: Released, every: Schools, s: School) -> Row:
    return {
        "maat": s.measure,
        "plaats": s.place,
        "plaatsnaam": released.place_names.get(s.place, ""),
        "van": min(s.years),
        "tot_en_met": max(s.years),
        "leerlingen": s.pupils if s.state != "withheld" else "",
        "status": s.state,
        **_limits("", s.own),
        **_limits("geschat", s.shrunken),
        "gewicht_school": written(s.weight),
        **_limits("regio", every.region),
        "scholen": every.clusters,
        "z": written(s.z),
        "ligging": s.zone or "",
        **_between("gewoon_95", s.ordinary_95),
        **_between("gewoon_998", s.ordinary_998),
        "gewoon_methode": s.ordinary_95.method,
        "spreiding_phi": written(every.phi),
        "spreiding_tau": written(every.tau),
        "bestuur_code": s.board,
        "bestuur_scholen": s.board_schools or "",
        "bestuur_leerlingen": s.board_pupils or "",
        **_limits("bestuur_waarde", s.of_board),
        "vergelijkbaar_scholen": " ".join(s.similar),
        "vergelijkbaar_leerlingen": s.similar_pupils or "",
        **_limits("vergelijkbaar_waarde", s.of_similar),
        **_limits("verschil_vergelijkbaar", s.off_similar),
        "vergelijkbaar_regel": every.rule.nl if every.rule else "",
    }


def _segregation_rows(released: Released, groupings: Sequence[str]) -> Iterator[Row]:
    for measure in released.measures:
        if measure.indicator != SPREAD:
            continue
        levels = len(measure.outcomes) > 1
        for between in get_args(Between):
            if levels != (between == "level"):
                continue
            for grouping in groupings:
                for year in released.years_of(measure.code):
                    rng = np.random.default_rng(SEED)
                    found = segregation(
                        released, grouping, measure=measure.code, between=between, years=(year,), rng=rng
                    )
                    yield from (_segregation_row(s) for s in found)


def _segregation_row(s: Segregation) -> Row:
    return {
        "maat": s.measure,
        "van": min(s.years),
        "tot_en_met": max(s.years),
        "indeling": s.grouping,
        "tussen": s.between,
        "index": s.index,
        "groep": _group(s.grouping, s.group),
        "vergeleken_met": _group(s.grouping, s.other),
        "leerlingen": s.pupils if s.state != "withheld" else "",
        "leerlingen_onbekend": s.unknown,
        "scholen": s.clusters,
        "status": s.state,
        **_limits("", s.value),
        "bij_toeval": written(s.expected),
        **_limits("boven_toeval", s.excess),
        "reden": s.why.nl if s.why else "",
    }


def _limits(name: str, value: Interval) -> Row:
    """An estimate with its limits and method; without a name the columns are called as in every table."""
    first, start = (name, f"{name}_") if name else ("waarde", "")
    return {first: written(value.estimate), **_between(name, value), f"{start}methode": value.method}


def _between(name: str, value: Interval) -> Row:
    start = f"{name}_" if name else ""
    return {f"{start}ondergrens": written(value.lower), f"{start}bovengrens": written(value.upper)}


def _group(grouping: str, number: int | None) -> str:
    return "" if number is None else all_groupings()[grouping].group(number).code
