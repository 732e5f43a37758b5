"""Reads the CBS workbook of key figures per four-digit postcode, of any year with its columns, into `area_figures`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import (
    DuplicateRow,
    EmptyFile,
    Finding,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    SpreadsheetDamage,
    Text,
)
from gelijkop.sources import identifiers
from gelijkop.sources.checks import contradictions
from gelijkop.sources.declared import Bound, Source
from gelijkop.sources.deprivation import Cell, Grid
from gelijkop.sources.numbers import Parsed
from gelijkop.sources.reading import Columns, Reading, Refusals, few_rows, in_table, same
from gelijkop.sources.refusals import refusal, refused, shortened

Objects = NDArray[np.object_]
Positions = NDArray[np.intp]
CODE = "cbs.pc4"
_TITLE = re.compile(r"numeriek deel van de postcode, peildatum 1 januari ((?:19|20)\d{2})")
_LEGEND = re.compile(r"-99 ?997 *= *'0 - 4 / geheim'")
_UNITS = {"people": "x1", "households": "x1", "percent": "%"}
_STEPS = {"people": 5, "households": 5, "percent": 10}
_PLACE = "Postcode-4"


@dataclass(frozen=True)
class _Sheet:
    """The one sheet: its year, its headings and units, and its rows, of which the first has number `start`."""

    period: str
    headings: tuple[str, ...]
    units: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    start: int


def is_postcodes(sheets: Mapping[str, Grid]) -> bool:
    """Whether this workbook has one sheet, whose title is that of the key figures per postcode."""
    grids = list(sheets.values())
    return len(grids) == 1 and len(grids[0]) > 0 and "numeriek deel van de postcode" in str(grids[0][0][0])


def read_postcodes(source: Source, sheets: Mapping[str, Grid], *, name: str, sha256: str) -> Reading:
    """The key figures; `row` is the row in the sheet; −99997 is 0–4 for whole numbers of people, else not known.

    Raises:
        ImpossiblePeriod: the title names no year.
        MissingColumn: a declared column is not there, or is there twice.
        SpreadsheetDamage: a number became a date or text.
        DuplicateRow, EmptyFile: and
        InputRefused: columns stand in another order, the legend is another one, or most rows are wrong.
    """
    sheet = _open(sheets, name)
    at = _places(source, sheet, name)
    _check_damage(sheet, at, name)
    places = [_postcode(row[0]) for row in sheet.rows]
    _check_twice(places, sheet, name)
    refusals = Refusals(name, len(sheet.rows))
    numbers = {c.name: _numbers([r[at[c.name]] for r in sheet.rows], whole=c.whole) for c in source.columns}
    for n, found_place in enumerate(places):
        if found_place is None:
            text = Text("dit is geen postcode van vier cijfers.", "this is no four-digit postcode.")
            refusals.add(n, Finding("unknown_place", name, text, sheet.start + n, _PLACE))
    for column in source.columns:
        for n in _unrounded(numbers[column.name], _STEPS[column.unit]):
            text = Text("dit getal is niet afgerond zoals het CBS dat doet. Is een kolom of komma verschoven?",
                        "this number is not rounded as CBS does. Was a column or a decimal point shifted?")  # fmt: skip
            refusals.add(n, Finding("not_rounded", name, text, sheet.start + n, column.name))
    for found in contradictions(source, [Bound(c.name, c) for c in source.columns], numbers):
        for n in np.flatnonzero(found.rows).tolist():
            refusals.add(n, Finding("contradiction", name, found.text, sheet.start + n, found.heading))
    findings = refusals.findings()
    kept = np.flatnonzero(refusals.kept)
    place = same(None, len(kept))
    place[:] = [places[n] for n in kept]
    keys = _keys(source, sheet, place, kept, name)
    parts: list[Columns] = [
        {**keys, "measure": same(c.measure, len(kept)), "unit": same(c.unit, len(kept)),
         "lower": numbers[c.name].lower[kept], "upper": numbers[c.name].upper[kept],
         "state": numbers[c.name].state[kept]}
        for c in source.columns
        if c.measure is not None
    ]  # fmt: skip
    remarks = few_rows(name, len(places), source.usual_rows)
    return Reading(source.code, name, sha256, "area_figures", in_table("area_figures", parts), len(places), len(kept),
                   findings, remarks)  # fmt: skip


def _keys(source: Source, sheet: _Sheet, place: Objects, kept: Positions, name: str) -> Columns:
    count = len(kept)
    empty = {key: same(None, count) for key in ("level", "grade", "sex", "detail")}
    return {
        **empty,
        "source": same(source.code, count),
        "place": place,
        "place_kind": same(source.place_kind, count),
        "period": same(sheet.period, count),
        "file": same(name, count),
        "row": kept + sheet.start,
    }


def _open(sheets: Mapping[str, Grid], name: str) -> _Sheet:
    """The title, the heading of three rows and a row of units, and the rows below it."""
    (grid,) = sheets.values()
    year = _TITLE.search(str(grid[0][0]))
    if year is None:
        raise refusal(ImpossiblePeriod, "no_period", name,
                      Text("de titel noemt geen peildatum (1 januari JJJJ).",
                           "the title names no date (1 January YYYY)."))  # fmt: skip
    firsts = [str(row[0]) for row in grid]
    start = firsts.index("Code") + 1 if "Code" in firsts else 0
    if start < 4 or firsts[start - 2] != _PLACE:
        text = Text("deze kolom hoort in dit bestand te staan, met “Code” eronder, maar ontbreekt.",
                    "this column belongs in this file, with “Code” below it, but is not there.")  # fmt: skip
        raise refusal(MissingColumn, "missing_column", name, text, column=_PLACE)
    if not any(_LEGEND.search(first) for first in firsts[:start]):
        raise refusal(InputRefused, "no_legend", name,
                      Text("de regel die zegt wat −99 997 betekent ontbreekt of is anders.",
                           "the line that says what −99 997 means is missing or other."))  # fmt: skip
    groups, named, units = grid[start - 4], grid[start - 2], grid[start - 1]
    rows = list(grid[start:])
    while rows and not any(str(c).strip() for c in rows[-1]):
        rows.pop()
    if not rows:
        raise refusal(EmptyFile, "empty", name, Text("er staan geen postcodes in.", "there are no postcodes in it."))
    headings, group = [], ""
    for above, heading in zip(groups, named, strict=True):
        group = " ".join(str(above).split()) or group
        headings.append(f"{group} / {' '.join(str(heading).split())}")
    return _Sheet(year[1], tuple(headings), tuple(str(u).strip() for u in units), rows, start + 1)


def _places(source: Source, sheet: _Sheet, name: str) -> dict[str, int]:
    """Where each declared column stands, if all are there once, in order and in their own unit."""
    text = Text("deze kolom hoort één keer in dit bestand te staan, met de eenheid van het CBS eronder. "
                "Haal het bestand opnieuw op.",
                "this column belongs in this file once, with the unit of CBS below it. "
                "Fetch the file again.")  # fmt: skip
    missing = [
        Finding("missing_column", name, text, None, c.name)
        for c in source.columns
        if sheet.headings.count(c.name) != 1 or sheet.units[sheet.headings.index(c.name)] != _UNITS[c.unit]
    ]
    if missing:
        raise refused(MissingColumn, shortened(missing))
    at = {c.name: sheet.headings.index(c.name) for c in source.columns}
    if list(at.values()) != sorted(at.values()):
        moved = Text("de kolommen staan in een andere volgorde dan bij de bron. Zijn koppen verwisseld?",
                     "the columns stand in another order than at the source. Were headings swapped?")  # fmt: skip
        raise refusal(InputRefused, "column_order", name, moved)
    return at


def _check_damage(sheet: _Sheet, at: Mapping[str, int], name: str) -> None:
    text = Text("hier staat geen getal maar tekst of een datum. Haal het bestand opnieuw op.",
                "here stands no number but text or a date. Fetch the file again.")  # fmt: skip
    damaged = [
        Finding("spreadsheet_damage", name, text, sheet.start + n, heading)
        for n, row in enumerate(sheet.rows)
        for heading, place in at.items()
        if isinstance(row[place], bool) or not (isinstance(row[place], int | float) or row[place] == "")
    ]
    if damaged:
        raise refused(SpreadsheetDamage, shortened(damaged))


def _check_twice(places: Sequence[str | None], sheet: _Sheet, name: str) -> None:
    first: dict[str, int] = {}
    text = Text("deze postcode staat er meer dan eens in.", "this postcode is in it more than once.")
    twice = [
        Finding("duplicate_row", name, text, sheet.start + n, _PLACE)
        for n, place in enumerate(places)
        if place is not None and first.setdefault(place, n) != n
    ]
    if twice:
        raise refused(DuplicateRow, shortened(twice))


def _postcode(cell: Cell) -> str | None:
    """`1011` for the text 1011 (2023) and for the number 1011 (2024)."""
    return identifiers.postcode4(str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell))


def _numbers(cells: Sequence[Cell], *, whole: bool) -> Parsed:
    """Numbers with the secret mark as an interval, and an empty cell as missing."""
    value = np.array([np.nan if c == "" else float(c) for c in cells])
    secret, empty = value == -99997, np.isnan(value)
    lower = np.where(secret, 0.0 if whole else np.nan, value)
    upper = np.where(secret, 4.0 if whole else np.nan, value)
    state = np.where(secret, "suppressed", np.where(empty, "missing", "shown")).astype(object)
    return Parsed(lower, upper, state, (), ())


def _unrounded(numbers: Parsed, step: int) -> list[int]:
    """Positions of shown numbers that are negative or no multiple of the step to which CBS rounds."""
    shown = numbers.state == "shown"
    wrong = shown & ((numbers.lower < 0) | (np.mod(np.nan_to_num(numbers.lower), step) != 0))
    return [int(n) for n in np.flatnonzero(wrong)]
