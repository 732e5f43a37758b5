"""CSV and tab-delimited files: one reference a row, whatever the delimiter, under headings that are known."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from gelijkop.errors import Finding, MissingColumn, Text
from gelijkop.evidence.bibliography.layouts import Entry, Layout, Tag, layout, of_headings, pairs
from gelijkop.evidence.bibliography.values import line

DELIMITERS = ",;\t"
REST = "rest"
"""The column in which we write what has no column, as JSON."""
HARMLESS = re.compile(r"'+[=+\-@]")
RECOVERIES = 50
"""Quotes that never close and that are stepped over; after that, every line is a row without quotes."""
LONGEST_CELL = 131_072
"""Characters of one cell: the limit of Python's reader."""
Row = tuple[int, list[str]]


def parse_table(text: str, findings: list[Finding], *, file: str) -> tuple[Iterator[Entry], Layout]:
    """The entries of a table and what its headings mean; rows are counted as a spreadsheet does, the headings being 1.

    Raises:
        MissingColumn: no heading is one of a title.
    """
    rows = _rows(text, _delimiter(text), file, findings)
    first = next(rows, (1, []))[1]
    headings = tuple(line(h) or f"#{number}" for number, h in enumerate(first, start=1))
    known = of_headings(headings)
    if not any(known.fields[h][0] == "title" for h in headings if h in known.fields):
        raise _no_title(headings, file)
    return _entries(rows, headings, findings, file), known


def _entries(rows: Iterator[Row], headings: Sequence[str], findings: list[Finding], file: str) -> Iterator[Entry]:
    for row, cells in rows:
        if any(c and not c.isspace() for c in cells):
            findings.extend(_width(headings, cells, file, row))
            yield Entry(row, tuple(_tags(headings, cells, row)))


def known_headings(text: str) -> int:
    """How many headings of the first line are known, with the delimiter that gives the most."""
    headings = tuple(line(h) for h in _heading_cells(text, _delimiter(text)))
    return len(of_headings(headings).fields.keys() & set(headings))


def _delimiter(text: str) -> str:
    """The delimiter that gives the most headings that are known, else the most headings."""

    def known(delimiter: str) -> tuple[int, int]:
        headings = tuple(line(h) for h in _heading_cells(text, delimiter))
        return len(of_headings(headings).fields.keys() & set(headings)), len(headings)

    return max(DELIMITERS, key=known)


def _heading_cells(text: str, delimiter: str) -> list[str]:
    first = text.lstrip("\n").split("\n", 1)[0][:LONGEST_CELL]
    return next(csv.reader([first], delimiter=delimiter), [])


def _rows(text: str, delimiter: str, file: str, findings: list[Finding]) -> Iterator[Row]:
    """The rows with their numbers. A quote that never closes would take all that follows: it is stepped over."""
    lines = text.strip("\n").split("\n")
    start, number = 0, 0
    for _ in range(RECOVERIES):
        reader = csv.reader((f"{content}\n" for content in lines[start:]), delimiter=delimiter, strict=True)
        read = 0
        try:
            for cells in reader:
                number, read = number + 1, reader.line_num
                yield number, cells
        except csv.Error:
            number, start = number + 1, start + read + 1
            findings.append(_no_quote(file, number))
            yield number, _unquoted(lines[start - 1], delimiter)
        else:
            return
    findings.append(_too_many(file, number + 1))
    for row, content in enumerate(lines[start:], start=number + 1):
        yield row, _unquoted(content, delimiter)


def _unquoted(content: str, delimiter: str) -> list[str]:
    return content.replace('"', "").split(delimiter)


def _tags(headings: Sequence[str], cells: Sequence[str], row: int) -> Iterator[Tag]:
    for place, cell in enumerate(cells):
        value = cell if cell.isalnum() else line(cell)
        if not value:
            continue
        if value[0] == "'" and HARMLESS.match(value):
            value = value[1:]
        name = headings[place] if place < len(headings) else f"#{place + 1}"
        kept = pairs(value) if name == REST else None
        if kept is None:
            yield Tag(name, value, row)
        else:
            yield from (Tag(own, text, row, known=False) for own, text in kept)


def _width(headings: Sequence[str], cells: Sequence[str], file: str, row: int) -> Iterator[Finding]:
    if len(cells) != len(headings):
        said = Text(
            f"deze rij heeft {len(cells)} cellen en er zijn {len(headings)} koppen; klopt elke cel?",
            f"this row has {len(cells)} cells and there are {len(headings)} headings; is every cell right?",
        )
        yield Finding("cells", file, said, row)


def _no_quote(file: str, row: int) -> Finding:
    said = Text(
        "in deze rij gaat een aanhalingsteken open en niet dicht, of een cel is te lang; kijk deze rij na",
        "in this row a quote opens and does not close, or a cell is too long; look at this row",
    )
    return Finding("quote", file, said, row)


def _too_many(file: str, row: int) -> Finding:
    said = Text(
        "er zijn te veel aanhalingstekens die niet dicht gaan; vanaf hier telt elke regel als een rij",
        "there are too many quotes that do not close; from here every line counts as a row",
    )
    return Finding("quotes", file, said, row)


def _no_title(headings: Sequence[str], file: str) -> MissingColumn:
    wanted = [name for name, (field, _) in layout("table").fields.items() if field == "title"]
    shown = ", ".join(f"“{h}”" for h in headings[:40])
    expected = ", ".join(wanted)
    said = Text(
        f"geen kop is die van een titel. Gevonden: {shown}. Verwacht een van: {expected}",
        f"no heading is one of a title. Found: {shown}. Expected one of: {expected}",
    )
    text = Text(
        "Dit bestand is een tabel, maar geen lijst van verwijzingen:",
        "This file is a table, but no list of references:",
    )
    return MissingColumn(text, [Finding("no_title_column", file, said, row=1)])
