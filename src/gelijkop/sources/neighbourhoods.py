"""Reads CBS key figures of districts and neighbourhoods, as arrays that the store took from Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, ImpossiblePeriod, MissingColumn, Text
from gelijkop.sources import identifiers
from gelijkop.sources.declared import Source, sources
from gelijkop.sources.reading import Columns, Reading, Refusals, in_table, same
from gelijkop.sources.refusals import refusal

Arrays = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
CODE = "cbs.kwb"


def wanted_columns() -> tuple[str, ...]:
    """The names of the columns that are read, for whoever takes them from the Parquet file."""
    return tuple(c.name for c in sources()[CODE].columns)


def is_neighbourhoods(columns: Arrays) -> bool:
    """Whether these are the key figures: region codes with a number of inhabitants."""
    return {"WijkenEnBuurten", "AantalInwoners_5"} <= set(columns)


def region_names(columns: Arrays) -> dict[str, str]:
    """Code → name of every region, from the columns `Key` and `Title` of table WijkenEnBuurten."""
    regions = (
        (identifiers.region(str(k)), str(t).strip()) for k, t in zip(columns["Key"], columns["Title"], strict=True)
    )
    return {found[0]: title for found, title in regions if found}


def read_neighbourhoods(
    source: Source, columns: Arrays, *, name: str, sha256: str, period: str | None = None
) -> Reading:
    """The key figures; `row` is the row in the table, a null is missing, a topic that is empty is left out.

    `period` is the year where the table itself says it; else it follows from the table number in `name`.

    Raises:
        MissingColumn: a declared column is not there.
        ImpossiblePeriod: the file name holds no table number whose year is known.
        InputRefused: most rows are wrong.
    """
    missing = [c.name for c in source.columns if c.name not in columns]
    if missing:
        text = Text("deze kolom hoort in dit bestand te staan maar ontbreekt.",
                    "this column belongs in this file but is not there.")  # fmt: skip
        raise refusal(MissingColumn, "missing_column", name, text, column=missing[0])
    codes = [identifiers.region(str(c)) for c in columns[source.named("region") or ""]]
    refusals = Refusals(name, len(codes))
    seen: dict[str, int] = {}
    for n, code in enumerate(codes):
        if code is None:
            text = Text("dit is geen CBS-code van een regio.", "this is no CBS code of a region.")
            refusals.add(n, Finding("unknown_place", name, text, n + 1, source.named("region")))
        elif seen.setdefault(code[0], n) != n:
            text = Text("deze regio staat er meer dan eens in.", "this region is in it more than once.")
            for position in (seen[code[0]], n):
                refusals.add(position, Finding("duplicate_row", name, text, position + 1, source.named("region")))
    findings = refusals.findings()
    kept = np.flatnonzero(refusals.kept)
    count = len(kept)
    place, kind = same(None, count), same(None, count)
    known = [codes[n] or ("", "") for n in kept]
    place[:], kind[:] = [c[0] for c in known], [c[1] for c in known]
    keys: Columns = {
        "source": same(source.code, count),
        "place": place,
        "place_kind": kind,
        "period": same(period or _period(source, name), count),
        "level": same(None, count),
        "grade": same(None, count),
        "sex": same(None, count),
        "detail": same(None, count),
        "file": same(name, count),
        "row": kept + 1,
    }
    parts = [
        {**keys, **_values(np.ma.filled(columns[c.name].astype(float), np.nan)[kept]),
         "measure": same(c.measure, count), "unit": same(c.unit, count)}
        for c in source.columns
        if c.measure is not None and not np.all(np.isnan(np.ma.filled(columns[c.name].astype(float), np.nan)))
    ]  # fmt: skip
    return Reading(source.code, name, sha256, "area_figures", in_table("area_figures", parts), len(codes), count,
                   findings)  # fmt: skip


def _values(numbers: NDArray[np.float64]) -> Columns:
    state = np.where(np.isnan(numbers), "missing", "shown").astype(object)
    return {"lower": numbers, "upper": numbers, "state": state}


def _period(source: Source, name: str) -> str:
    found = {year for table, year in source.tables.items() if table in name}
    if len(found) != 1:
        known = ", ".join(source.tables)
        raise refusal(
            ImpossiblePeriod, "no_period", name,
            Text(f"het jaar volgt uit het tabelnummer in de bestandsnaam. Bekend zijn: {known}.",
                 f"the year follows from the table number in the file name. Known are: {known}."),
        )  # fmt: skip
    return found.pop()
