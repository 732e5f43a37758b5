"""Opens a table of one's own, CSV or Excel, as rows of text with the number that a person counts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gelijkop.errors import EmptyFile, InputRefused, MappingRefused, Text
from gelijkop.sources.archives import Member, is_spreadsheet
from gelijkop.sources.delimited import Sheet, open_sheet
from gelijkop.sources.deprivation import Cell, Grid, open_sheets
from gelijkop.sources.own_mapping import OwnTable, read_own_mapping
from gelijkop.sources.own_table import read_own_table
from gelijkop.sources.reading import Reading
from gelijkop.sources.refusals import refusal
from gelijkop.sources.text import open_member


def read_own_file(member: Member, delivered: Path, mapping_file: Path, workdir: Path) -> Reading:
    """The figures in this file, as the mapping file beside it says.

    Raises:
        InputRefused: and its kinds, each with what was found, expected and to do; the faults of the
            mapping file are told as faults of this file.
    """
    try:
        mapping = read_own_mapping(mapping_file)
    except MappingRefused as error:
        raise InputRefused(error.text, error.findings) from None
    if not is_spreadsheet(member.path):
        opened = open_member(member, workdir, delivered=delivered, delimiter=mapping.delimiter)
        return read_own_table(mapping, open_sheet(mapping.source, opened), sha256=opened.sha256)
    sheet = _worksheet(mapping, open_sheets(member.path, member.name), member.name)
    with delivered.open("rb") as file:
        return read_own_table(mapping, sheet, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _worksheet(mapping: OwnTable, sheets: dict[str, Grid], name: str) -> Sheet:
    """The worksheet that the mapping names, or the only one; its first row that is not empty is the heading."""
    chosen = mapping.sheet or (next(iter(sheets)) if len(sheets) == 1 else "")
    if chosen not in sheets:
        listed = ", ".join(f"“{s}”" for s in sheets)
        raise refusal(
            InputRefused, "sheet", name,
            Text(f"noem in het koppelbestand welk blad (table.sheet): {listed}.",
                 f"name in the mapping file which sheet (table.sheet): {listed}."),
        )  # fmt: skip
    decimal = mapping.source.numbers.decimal
    numbered = [(n, [_written(c, decimal) for c in row]) for n, row in enumerate(sheets[chosen], start=1)]
    filled = [(n, row) for n, row in numbered if any(c.strip() for c in row)]
    if len(filled) < 2:
        raise refusal(EmptyFile, "empty", name, Text("er staan geen rijen onder de kop.",
                                                     "there are no rows under the heading."))  # fmt: skip
    heading = [c.strip() for c in filled[0][1]]
    _check_heading(heading, name)
    columns = list(zip(*(row for _, row in filled[1:]), strict=True))
    cells = {h: column for h, column in zip(heading, columns, strict=True) if h}
    return Sheet(f"{name}/{chosen}", cells, np.array([n for n, _ in filled[1:]], dtype=np.int64))


def _check_heading(heading: Sequence[str], name: str) -> None:
    if len({h for h in heading if h}) < sum(bool(h) for h in heading):
        raise refusal(
            InputRefused, "duplicate_heading", name,
            Text("twee kolommen hebben dezelfde kop. Elke kolom heeft een eigen naam nodig.",
                 "two columns have the same heading. Every column needs a name of its own."), row=1,
        )  # fmt: skip


def _written(cell: Cell, decimal: str) -> str:
    """A cell as it would stand in text; a date as one, so that it is seen to be no number."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        whole = np.format_float_positional(cell, trim="-")
        return whole.replace(".", decimal)
    day = getattr(cell, "day", 1), getattr(cell, "month", 1), getattr(cell, "year", 1900)
    return "-".join(str(part) for part in day)
