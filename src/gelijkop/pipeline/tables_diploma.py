"""Gaps in what comes after a diploma as CSV: as they are, at equal diploma, and at equal diploma and test advice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gelijkop.compare.equal_diploma import AfterDiploma, equal_diploma
from gelijkop.compare.findings import WHOLE
from gelijkop.model.groupings import groupings as all_groupings
from gelijkop.pipeline.csv_table import csv_of, written
from gelijkop.safe.released import Released

FILE = "bevindingen/gelijk-diploma.csv"
Row = Mapping[str, object]


def diploma_tables(released: Released, *, groupings: Sequence[str]) -> dict[str, str]:
    """One file: of all places together and, in public, of each; nothing where the release does not follow so far."""
    places = [WHOLE, *(released.places if released.policy == "openbaar" else ())]
    rows = [
        row
        for grouping in groupings
        for found in equal_diploma(released, grouping, places=places)
        for row in _rows(released, found)
    ]
    return {FILE: csv_of(rows)} if rows else {}


def _rows(released: Released, found: AfterDiploma) -> Iterator[Row]:
    """Column `soort`: `verschil`, `gelijk-diploma`, or `gelijk-diploma-en-toetsadvies`."""
    grouping = all_groupings()[found.grouping]
    hidden = found.state == "withheld"
    about = {
        "uitkomst": found.outcome,
        "plaats": found.place,
        "plaatsnaam": released.place_names.get(found.place, ""),
        "van": min(found.years, default=""),
        "tot_en_met": max(found.years, default=""),
        "indeling": found.grouping,
        "groep": grouping.group(found.group).code,
        "vergeleken_met": grouping.group(found.reference).code,
    }
    after = {
        "leerlingen": "" if hidden else found.pupils,
        "leerlingen_vergeleken": "" if hidden else found.reference_pupils,
        "scholen": found.clusters or "",
        "status": found.state,
    }
    for kind, value in (
        ("verschil", found.raw), ("gelijk-diploma", found.diploma), ("gelijk-diploma-en-toetsadvies", found.both),
    ):  # fmt: skip
        told = kind == "gelijk-diploma"
        yield {
            **about,
            "soort": kind,
            "waarde": written(value.estimate),
            "ondergrens": written(value.lower),
            "bovengrens": written(value.upper),
            "methode": value.method,
            "vergelijkbaar_deel": written(found.support) if kind.endswith("toetsadvies") else "",
            "p": written(found.p_value) if told else "",
            "p_gecorrigeerd": written(found.p_adjusted) if told else "",
            "oordeel": found.verdict if told else "",
            **after,
        }
