"""CSV as publishers write it, as text: any of two encodings and delimiters, counts with dots for thousands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gelijkop.errors import EmptyFile, InputRefused, Text

_COUNT = re.compile(r"\d+|\d{1,3}(\.\d{3})+")


@dataclass(frozen=True)
class Sheet:
    """A heading and rows of as many cells, each with its line number (the heading is line 1)."""

    file: str
    heading: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def read_sheet(path: Path) -> Sheet:
    """The text of a CSV, UTF-8 or Windows-1252, parted by semicolons or commas, whichever the heading has more of.

    Raises:
        InputRefused: there is no such file, or a row has another number of cells than the heading.
        EmptyFile: there are no rows.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        raise InputRefused(Text(f"{path}: dit bestand is er niet.", f"{path}: there is no such file.")) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)]
    if len(lines) < 2:
        raise EmptyFile(Text(f"{path.name}: er staan geen rijen in.", f"{path.name}: there are no rows in it."))
    heading = lines[0][1]
    for number, row in lines[1:]:
        if len(row) != len(heading):
            raise InputRefused(
                Text(
                    f"{path.name}, rij {number}: {len(row)} cellen gevonden, {len(heading)} verwacht.",
                    f"{path.name}, row {number}: found {len(row)} cells, expected {len(heading)}.",
                )
            )
    return Sheet(path.name, heading, lines[1:])


def count_of(cell: str) -> int | None:
    """A count as it is written, with or without dots for thousands; None for anything else.

    >>> count_of("1.496"), count_of("12"), count_of("<5")
    (1496, 12, None)
    """
    return int(cell.replace(".", "")) if _COUNT.fullmatch(cell) else None
