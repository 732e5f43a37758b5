"""Reads the CBS workbook with the code of every municipality in every year, one row a former municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gelijkop.errors import DuplicateRow, EmptyFile, Finding, InputRefused, MissingColumn, SpreadsheetDamage, Text
from gelijkop.model.municipalities import Municipalities
from gelijkop.sources.deprivation import Grid
from gelijkop.sources.refusals import refusal, refused, shortened

_HEADING = re.compile(r"^GM((?:19|20)\d{2})$", re.ASCII)
_CODE = re.compile(r"^\d{4}$", re.ASCII)
_REGION = re.compile(r"^\d{2}$", re.ASCII)
LAST_ROWS = 345
"""Fewer municipalities than this in any year, and the file was cut: in 2021 there were 352."""


def is_municipalities(sheets: Mapping[str, Grid]) -> bool:
    """Whether one of these sheets has a column of municipality codes for each of several years."""
    return _sheet(sheets) is not None


def read_municipalities(sheets: Mapping[str, Grid], *, name: str, least: int = LAST_ROWS) -> Municipalities:
    """The codes of all years; the file is used whole or not at all, since a lost row breaks the chain of mergers.

    Raises:
        MissingColumn: a year or its COROP column is missing, twice there or in another place.
        SpreadsheetDamage: a code is no four digits (a leading zero was lost), or a COROP no two.
        DuplicateRow: two rows are the same.
        InputRefused: so few municipalities that the file was cut.
        EmptyFile: no rows, or no such sheet.
    """
    sheet = _sheet(sheets)
    if sheet is None or len(sheets[sheet]) < 2:
        raise refusal(
            EmptyFile, "empty", name, Text("er staan geen gemeenten in.", "there are no municipalities in it.")
        )
    heading, *rows = sheets[sheet]
    years = _years([str(h) for h in heading], name)
    _check_cells(rows, name)
    _check_twice(rows, name)
    codes = tuple(tuple(f"GM{row[2 * n]}" for row in rows) for n in range(len(years)))
    fewest = min(len(set(column)) for column in codes)
    if fewest < least:
        raise refusal(
            InputRefused, "cut_short", name,
            Text(f"er is een jaar met maar {fewest} gemeenten; het zijn er altijd meer dan {least}. "
                 "Is het bestand ingekort? Haal het opnieuw op.",
                 f"there is a year with only {fewest} municipalities; there are always more than {least}. "
                 "Was the file cut short? Fetch it again."),
        )  # fmt: skip
    return Municipalities(years[0], codes)


def _sheet(sheets: Mapping[str, Grid]) -> str | None:
    found = [s for s, grid in sheets.items() if grid and sum(bool(_HEADING.match(str(h))) for h in grid[0]) > 1]
    return found[0] if len(found) == 1 else None


def _years(heading: Sequence[str], name: str) -> range:
    """The years of the columns, which stand in pairs (GM, COROP) and follow each other."""
    first = int(next(match[1] for h in heading if (match := _HEADING.match(h))))
    years = range(first, first + (len(heading) + 1) // 2)
    expected = [f"{kind}{year}" for year in years for kind in ("GM", "COROP")]
    wrong = [(n, e) for n, (e, h) in enumerate(zip(expected, heading, strict=False), start=1) if e != h]
    if wrong or len(expected) != len(heading):
        column = wrong[0][1] if wrong else expected[-1]
        text = Text("deze kolom hoort hier te staan: elk jaar heeft een kolom GM en een kolom COROP, op volgorde.",
                    "this column belongs here: each year has a column GM and a column COROP, in order.")  # fmt: skip
        raise refusal(MissingColumn, "missing_column", name, text, row=1, column=column)
    return years


def _check_cells(rows: Sequence[Sequence[object]], name: str) -> None:
    text = Text("verwacht: vier cijfers voor een gemeente en twee voor een COROP-gebied, als tekst. "
                "Nam een spreadsheet een voorloopnul weg? Haal het bestand opnieuw op.",
                "expected: four digits for a municipality and two for a COROP region, as text. "
                "Did a spreadsheet take a leading zero away? Fetch the file again.")  # fmt: skip
    wrong = [
        Finding("spreadsheet_damage", name, text, number)
        for number, row in enumerate(rows, start=2)
        if not all(isinstance(c, str) and (_REGION if n % 2 else _CODE).match(c) for n, c in enumerate(row))
    ]
    if wrong:
        raise refused(SpreadsheetDamage, shortened(wrong))


def _check_twice(rows: Sequence[Sequence[object]], name: str) -> None:
    first: dict[tuple[object, ...], int] = {}
    text = Text("deze rij staat er twee keer in.", "this row is in it twice.")
    twice = [
        Finding("duplicate_row", name, text, number)
        for number, row in enumerate(rows, start=2)
        if first.setdefault(tuple(row), number) != number
    ]
    if twice:
        raise refused(DuplicateRow, shortened(twice))
