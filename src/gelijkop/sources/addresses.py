"""Reads the DUO files with the addresses of all locations into `places`: name, board, municipality and postcode."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gelijkop.errors import Finding, Text
from gelijkop.sources import identifiers
from gelijkop.sources.declared import Source
from gelijkop.sources.delimited import Objects, Sheet, check_zeros, checked_columns, open_sheet
from gelijkop.sources.reading import Reading, Refusals, few_rows, in_table, same, texts
from gelijkop.sources.text import Opened

_UNDERSTOOD: dict[str, Callable[[str], str | None]] = {
    "board": identifiers.board,
    "municipality": identifiers.municipality,
    "postcode": identifiers.postcode4,
}


def read_addresses(source: Source, opened: Opened) -> Reading:
    """The places in this file; a row without valid BRIN6, or with a code that is none, is refused.

    Raises:
        MissingColumn: a declared column is not there.
        SpreadsheetDamage: the BRIN lost a leading zero.
        TruncatedFile: the last line stops half-way.
        InputRefused: columns stand in another order, or most rows are wrong.
    """
    checked_columns(source, opened)
    sheet = open_sheet(source, opened)
    refusals = Refusals(sheet.file, len(sheet))
    brin, branch = source.named("brin") or "", source.named("branch") or ""
    for heading in (brin, branch):
        check_zeros(sheet, heading)
    location = [identifiers.location(b, v) for b, v in zip(sheet.cells[brin], sheet.cells[branch], strict=True)]
    _refuse_missing(refusals, sheet, branch, sheet.cells[branch], location)
    codes = {role: _codes(source, sheet, role, refusals) for role in _UNDERSTOOD}
    _refuse_twice(refusals, sheet, branch, location)
    findings = refusals.findings()
    kept = refusals.kept
    columns = {
        "location": texts(location)[kept],
        "name": texts(sheet.cells[source.named("name") or ""])[kept],
        "sector": _sector(source, sheet)[kept],
        "board": codes["board"][kept],
        "municipality": codes["municipality"][kept],
        "municipality_name": texts(sheet.cells[source.named("municipality_name") or ""])[kept],
        "postcode4": codes["postcode"][kept],
    }
    return Reading(source.code, opened.name, opened.sha256, "places", in_table("places", [columns]), len(sheet),
                   int(kept.sum()), findings, few_rows(sheet.file, len(sheet), source.usual_rows))  # fmt: skip


def _codes(source: Source, sheet: Sheet, role: str, refusals: Refusals) -> Objects:
    """The codes of one column; an empty cell is missing, any other that is no such code refuses its row."""
    heading = source.named(role) or ""
    cells = sheet.cells[heading]
    known = {cell: _UNDERSTOOD[role](cell) for cell in set(cells)}
    found = [known[cell] for cell in cells]
    wrong = ["" if not cell.strip() else code for cell, code in zip(cells, found, strict=True)]
    _refuse_missing(refusals, sheet, heading, cells, wrong)
    return texts(found)


def _refuse_missing(
    refusals: Refusals, sheet: Sheet, heading: str, cells: Sequence[str], codes: Sequence[str | None]
) -> None:
    for n, code in enumerate(codes):
        if code is None:
            found = cells[n].strip()
            text = Text(f"“{found}” is hier geen geldige code.", f"“{found}” is no valid code here.")
            refusals.add(n, Finding("unknown_code", sheet.file, text, int(sheet.row[n]), heading))


def _refuse_twice(refusals: Refusals, sheet: Sheet, heading: str, location: Sequence[str | None]) -> None:
    seen: dict[str, int] = {}
    for n, code in enumerate(location):
        first = seen.setdefault(code, n) if code else n
        for position, other in ((first, n), (n, first)) if first != n else ():
            text = Text(f"deze vestiging staat ook in rij {sheet.row[other]}.",
                        f"this location is in row {sheet.row[other]} too.")  # fmt: skip
            refusals.add(position, Finding("duplicate_row", sheet.file, text, int(sheet.row[position]), heading))


def _sector(source: Source, sheet: Sheet) -> Objects:
    sector = same(source.sector, len(sheet))
    if structure := source.named("structure"):
        sector[np.array([c.strip() == "PRO" for c in sheet.cells[structure]])] = "pro"
    return sector
