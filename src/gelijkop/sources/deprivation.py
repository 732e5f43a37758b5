"""Reads the CBS workbook of deprivation scores per school (two sheets) into `area_figures`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine

from gelijkop.errors import (
    EmptyFile,
    Finding,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    SpreadsheetDamage,
    Text,
    TruncatedFile,
)
from gelijkop.sources import identifiers, years
from gelijkop.sources.archives import check_size
from gelijkop.sources.declared import Source, SourceColumn
from gelijkop.sources.reading import Columns, Reading, Refusals, few_rows, in_table, same
from gelijkop.sources.refusals import refusal, refused, shortened

Cell = Any  # what a spreadsheet cell holds: text, number, date or nothing
Grid = Sequence[Sequence[Cell]]
SHEETS = ("Tabel 1", "Tabel 2")
_PLACE = "School (BRIN vestiging)"
_DATE = re.compile(r"1 oktober (\d{4})")
_LETTERS = {None: "a", "onderbouw": "b", "bovenbouw": "c"}
_LETTER = re.compile(r"^\s*[abc](\s*,\s*[abc])*\s*$")
_UNRELIABLE = "not_estimable"
ROUNDING = 0.0151
"""Three numbers, each rounded to two decimals, and a little for binary fractions."""


@dataclass(frozen=True)
class _Row:
    position: int
    number: int
    sheet: str
    cells: Mapping[str, Cell]
    letters: str


def open_sheets(path: Path, name: str) -> dict[str, Grid]:
    """All sheets of a workbook by name, every cell as it is.

    Raises:
        TruncatedFile: it is no workbook that can be read.
        ArchiveBomb: it unpacks to more than is allowed.
    """
    check_size(path)
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        return {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
    except (python_calamine.CalamineError, OSError, ValueError):
        raise refusal(
            TruncatedFile, "broken_workbook", name,
            Text("dit Excel-bestand is beschadigd of afgebroken. Haal het opnieuw op.",
                 "this Excel file is damaged or cut short. Fetch it again."),
        ) from None  # fmt: skip


def is_deprivation(sheets: Mapping[str, Grid]) -> bool:
    """Whether these sheets are those of the deprivation scores."""
    return all(s in sheets and len(sheets[s]) > 1 and "chterstandsscore" in str(sheets[s][1][0]) for s in SHEETS)


def read_deprivation(source: Source, sheets: Mapping[str, Grid], *, name: str, sha256: str) -> Reading:
    """The scores of both sheets; `row` is the row in its sheet, and `file` names the sheet.

    Raises:
        MissingColumn: a declared column is in neither sheet.
        SpreadsheetDamage: a BRIN lost a leading zero, or a score became a date.
        ImpossiblePeriod: no date in the titles.
        TruncatedFile: a sheet has no closing line.
        InputRefused: columns stand in another order, or most rows are wrong.
    """
    period = _period(sheets, name)
    rows = list(_rows(sheets, name))
    if not rows:
        raise refusal(EmptyFile, "empty", name, Text("er staan geen scholen in.", "there are no schools in it."))
    _check_columns(source, rows, name)
    _check_damage(rows, name)
    refusals = Refusals(name, len(rows))
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if text := _fault(row):
            refusals.add(row.position, _finding("wrong_row", name, row, text))
        elif (first := seen.setdefault((row.sheet, row.cells[_PLACE]), row.position)) != row.position:
            text = Text("deze vestiging staat er meer dan eens in.", "this location is in it more than once.")
            refusals.add(first, _finding("duplicate_row", name, rows[first], text))
            refusals.add(row.position, _finding("duplicate_row", name, row, text))
    findings = refusals.findings()
    kept = [row for row in rows if refusals.kept[row.position]]
    parts = [_figures(source, c, [r for r in kept if c.name in r.cells], period, name) for c in source.columns]
    return Reading(source.code, name, sha256, "area_figures", in_table("area_figures", parts), len(rows), len(kept),
                   findings, few_rows(name, len(rows), source.usual_rows))  # fmt: skip


def _period(sheets: Mapping[str, Grid], name: str) -> str:
    found = {match[1] for s in SHEETS if (match := _DATE.search(str(sheets[s][1][0])))}
    period = years.year_of_date(f"{found.pop()}1001") if len(found) == 1 else None
    if period is None:
        raise refusal(
            ImpossiblePeriod, "no_period", name,
            Text("de titels van de tabellen noemen niet één en dezelfde datum (1 oktober JJJJ).",
                 "the titles of the tables do not name one and the same date (1 October YYYY)."),
        )  # fmt: skip
    return period


def _rows(sheets: Mapping[str, Grid], name: str) -> Iterator[_Row]:
    """The rows of both sheets between the heading and the source line that closes them."""
    position = 0
    for sheet in SHEETS:
        heading: list[str] = []
        for number, cells in enumerate(sheets[sheet], start=1):
            first = str(cells[0]).strip()
            if first == _PLACE:
                heading = [" ".join(str(c).split()) for c in cells]
            elif first.startswith("Bron:"):
                break
            elif heading and any(str(c).strip() for c in cells):
                named = {h: c for h, c in zip(heading, cells, strict=True) if h}
                yield _Row(position, number, sheet, named, str(cells[-1]) if not heading[-1] else "")
                position += 1
        else:
            raise refusal(
                TruncatedFile, "cut_short", f"{name}/{sheet}",
                Text("de slotregel (Bron: CBS) ontbreekt. Het blad is afgebroken: haal het bestand opnieuw op.",
                     "the closing line (Bron: CBS) is not there. The sheet was cut short: fetch the file again."),
            )  # fmt: skip


def _check_columns(source: Source, rows: Sequence[_Row], name: str) -> None:
    there = {heading for sheet in SHEETS for row in rows if row.sheet == sheet for heading in row.cells}
    missing = [c.name for c in source.columns if c.name not in there]
    if missing or {row.sheet for row in rows} != set(SHEETS):
        text = Text("deze kolom hoort in Tabel 1 of Tabel 2 te staan maar ontbreekt. Haal het bestand opnieuw op.",
                    "this column belongs in Tabel 1 or Tabel 2 but is not there. Fetch the file again.")  # fmt: skip
        raise refused(MissingColumn, [Finding("missing_column", name, text, None, m) for m in missing or [_PLACE]])
    published = [c.name for c in source.columns]
    for row in rows:
        there_in_order = [heading for heading in row.cells if heading in published]
        if there_in_order != [heading for heading in published if heading in row.cells]:
            text = Text("de kolommen staan in een andere volgorde dan bij de bron. Zijn koppen verwisseld?",
                        "the columns stand in another order than at the source. Were headings swapped?")  # fmt: skip
            raise refusal(InputRefused, "column_order", f"{name}/{row.sheet}", text)


def _check_damage(rows: Sequence[_Row], name: str) -> None:
    text = Text("een spreadsheet veranderde deze cel (datum, of voorloopnul weg). Haal het bestand opnieuw op.",
                "a spreadsheet changed this cell (a date, or leading zero lost). Fetch the file again.")  # fmt: skip
    damaged = [
        _finding("spreadsheet_damage", name, row, text)
        for row in rows
        if identifiers.lost_zero(str(row.cells[_PLACE])) or any(_is_date(c) for c in row.cells.values())
    ]
    if damaged:
        raise refused(SpreadsheetDamage, shortened(damaged))


def _is_date(cell: Cell) -> bool:
    return not isinstance(cell, str | int | float)


def _fault(row: _Row) -> Text | None:
    if identifiers.brin6(str(row.cells[_PLACE])) is None:
        return Text("dit is geen BRIN met vestiging.", "this is no BRIN with branch.")
    numbers = [c for heading, c in row.cells.items() if heading != _PLACE]
    if not all(isinstance(n, int | float) and n >= 0 for n in numbers):
        return Text("een score of aantal is geen getal van nul of meer.", "a score or count is no number from zero.")
    if row.letters.strip() and not _LETTER.match(row.letters):
        return Text("onbekende voetnoot: verwacht a, b of c.", "unknown footnote: expected a, b or c.")
    if len(numbers) == 3 and abs(numbers[0] - numbers[1] - numbers[2]) > ROUNDING:
        return Text("onderbouw en bovenbouw tellen niet op tot de school. Zijn kolommen verwisseld?",
                    "lower and upper grades do not add up to the school. Were columns swapped?")  # fmt: skip
    if len(numbers) == 2 and numbers[0] != int(numbers[0]):
        return Text("het aantal leerlingen is geen geheel getal. Zijn kolommen verwisseld?",
                    "the number of pupils is no whole number. Were columns swapped?")  # fmt: skip
    return None


def _finding(rule: str, name: str, row: _Row, text: Text) -> Finding:
    return Finding(rule, f"{name}/{row.sheet}", text, row.number, _PLACE)


def _figures(source: Source, column: SourceColumn, rows: Sequence[_Row], period: str, name: str) -> Columns:
    """The figures of one column; a score that its source calls unreliable keeps its number and says so."""
    count = len(rows)
    value = np.array([row.cells[column.name] for row in rows], dtype=float)
    state = same("shown", count)
    if column.unit == "score":
        letter = _LETTERS[column.detail]
        state[np.array([letter in row.letters for row in rows], dtype=bool)] = _UNRELIABLE
    place, file = same(None, count), same(None, count)
    place[:] = [row.cells[_PLACE].strip() for row in rows]
    file[:] = [f"{name}/{row.sheet}" for row in rows]
    return {
        "source": same(source.code, count),
        "measure": same(column.measure, count),
        "place": place,
        "place_kind": same(source.place_kind, count),
        "period": same(period, count),
        "level": same(None, count),
        "grade": same(None, count),
        "sex": same(None, count),
        "detail": same(column.detail, count),
        "lower": value,
        "upper": value,
        "unit": same(column.unit, count),
        "state": state,
        "file": file,
        "row": np.array([row.number for row in rows], dtype=np.int64),
    }
