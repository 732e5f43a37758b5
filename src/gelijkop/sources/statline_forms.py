"""The forms in which StatLine gives a table: OData 3 (typed or not), OData 4 and CSV, each as one `Cube`."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from gelijkop.errors import EmptyFile, Finding, InputRefused, MissingColumn, Text, TruncatedFile
from gelijkop.sources import odata
from gelijkop.sources.reading import Reading
from gelijkop.sources.refusals import refusal
from gelijkop.sources.snapshots import Snapshot
from gelijkop.sources.statline import Cube, Label, Table, bind, check_unit, fits, tables, unit
from gelijkop.sources.statline_figures import read_cube
from gelijkop.sources.text import Opened, rows

UNTYPED = "UntypedDataSet"
"""The numbers of version 3 as text, with the signs of StatLine where there is none."""
_SOURCE = re.compile(r"^cbs\.(?:v4\.)?([0-9]{5}[A-Za-z]{2,4})$", re.ASCII)
_IMPOSSIBLE = "Impossible"
"""What version 4 writes in ValueAttribute where a number cannot be."""


def table_of_snapshot(snapshot: Snapshot) -> Table | None:
    """The declared table that this is a snapshot of; None where it is none."""
    match = _SOURCE.match(snapshot.source)
    return tables().get(match[1]) if match else None


def table_of_heading(header: Sequence[str]) -> Table | None:
    """The declared table that this is the heading of; None where it is none."""
    return next((t for t in tables().values() if fits(t, header)), None)


def read_snapshot(table: Table, snapshot: Snapshot) -> Reading:
    """The figures in a snapshot of either version; `row` counts the rows of the table, in version 4 its cells.

    Raises:
        MissingColumn: a dimension is not there.
        EmptyFile: no rows.
        SnapshotRefused: the snapshot is not complete, or was changed on disk.
        InputRefused: and its kinds, each with what was found, expected and to do.
    """
    name = f"{snapshot.source}/{snapshot.folder.name}"
    if snapshot.part(odata.OBSERVATIONS).complete:
        return read_cube(table, _version_4(table, snapshot, name))
    return read_cube(table, _version_3(table, snapshot, name))


def read_download(table: Table, opened: Opened) -> Reading:
    """The figures in a CSV file that StatLine gave, with its signs.

    Raises:
        InputRefused: and its kinds, each with what was found, expected and to do.
    """
    _check_closed(opened)
    headings = {str(n): heading for n, heading in enumerate(opened.header)}
    bound = {name: int(key) for name, key in bind(table, headings, file=opened.name).items()}
    _check_order(table, bound, opened.name)
    for column in table.topics:
        if column.name in bound:
            check_unit(column, unit(opened.header[bound[column.name]]), file=opened.name)
    labels: dict[str, list[Label | None]] = {c.name: [] for c in table.dimensions}
    cells: dict[str, list[str]] = {c.name: [] for c in table.topics if c.name in bound}
    known: dict[str, Label] = {}
    count = 0
    for _, record in rows(opened):
        count += 1
        for name, column_labels in labels.items():
            title = record[bound[name]].strip()
            column_labels.append(known.setdefault(title, Label("", title)) if title else None)
        for name, column_cells in cells.items():
            column_cells.append(record[bound[name]].strip())
    cube = Cube(opened.name, opened.sha256, labels, cells, np.arange(2, count + 2))
    found = read_cube(table, cube)
    return replace(found, remarks=(*found.remarks, *_not_whole(cube)))


def _not_whole(cube: Cube) -> Iterator[Finding]:
    """A remark where rows are missing: StatLine prints every combination of the codes that were chosen."""
    whole = math.prod(len(set(labels)) for labels in cube.labels.values())
    if len(cube.row) < whole:
        text = Text(f"er zijn {len(cube.row)} rijen; van alle combinaties zijn het er {whole}. Is het bestand "
                    "ingekort? Haal het opnieuw op.",
                    f"there are {len(cube.row)} rows; of all combinations there are {whole}. Was the file cut "
                    "short? Fetch it again.")  # fmt: skip
        yield Finding("few_rows", cube.file, text)


def _check_closed(opened: Opened) -> None:
    with opened.path.open("rb") as file:
        file.seek(-1, 2)
        if file.read(1) != b"\n":
            text = Text("de laatste regel is niet afgesloten. Het bestand is afgebroken: haal het opnieuw op.",
                        "the last line is not closed. The file was cut short: fetch it again.")  # fmt: skip
            raise refusal(TruncatedFile, "cut_short", opened.name, text)


def _check_order(table: Table, bound: Mapping[str, int], file: str) -> None:
    """Refuse topics in another order than the table has them: the headings may have been swapped."""
    there = [c.name for c in table.topics if c.name in bound]
    for one, other in pairwise(there):
        if bound[one] > bound[other]:
            text = Text(f"deze kolom hoort voor “{other}” te staan. Zijn koppen verwisseld?",
                        f"this column belongs before “{other}”. Were headings swapped?")  # fmt: skip
            raise refusal(InputRefused, "odd_order", file, text, row=1, column=one)


def _version_3(table: Table, snapshot: Snapshot, name: str) -> Cube:
    properties = {str(r["Key"]): r for r in odata.rows(snapshot, "DataProperties") if r.get("Key")}
    keys = bind(table, {key: str(r.get("Title") or "") for key, r in properties.items()}, file=name)
    codes = {c.name: _codes(odata.rows(snapshot, keys[c.name]), "Key", keys[c.name], name) for c in table.dimensions}
    for column in table.topics:
        if column.name in keys:
            check_unit(column, str(properties[keys[column.name]].get("Unit") or ""), file=name)
    data = odata.DATA if snapshot.part(odata.DATA).complete else UNTYPED
    labels: dict[str, list[Label | None]] = {c.name: [] for c in table.dimensions}
    cells: dict[str, list[str]] = {c.name: [] for c in table.topics if c.name in keys}
    count = 0
    for row in odata.rows(snapshot, data):
        if not count:
            _check_row(keys, row, name)
        count += 1
        for dimension, column_labels in labels.items():
            column_labels.append(codes[dimension].get(str(row.get(keys[dimension]))))
        for topic, column_cells in cells.items():
            column_cells.append(_written(row.get(keys[topic])))
    return Cube(name, _sha256(snapshot, data), labels, cells, _counted(count, name))


def _version_4(table: Table, snapshot: Snapshot, name: str) -> Cube:
    """One row for each combination of codes, out of one observation for each number."""
    dimensions = {str(r["Identifier"]): str(r.get("Title") or "") for r in odata.rows(snapshot, "Dimensions")}
    measures = {str(r["Identifier"]): r for r in odata.rows(snapshot, "MeasureCodes")}
    titles = {**dimensions, **{code: str(r.get("Title") or "") for code, r in measures.items()}}
    keys = bind(table, titles, file=name)
    topics = {keys[c.name]: c for c in table.topics if c.name in keys}
    for code, column in topics.items():
        check_unit(column, str(measures[code].get("Unit") or ""), file=name)
    codes = {
        c.name: _codes(odata.rows(snapshot, f"{keys[c.name]}Codes"), "Identifier", keys[c.name], name)
        for c in table.dimensions
    }
    at: dict[tuple[str, ...], int] = {}
    found: dict[tuple[int, str], str] = {}
    for row in odata.rows(snapshot, odata.OBSERVATIONS):
        if not at:
            _check_row({c.name: keys[c.name] for c in table.dimensions} | {"": "Measure"}, row, name)
        code = str(row.get("Measure"))
        if code not in topics:
            continue
        position = at.setdefault(tuple(str(row.get(keys[c.name])) for c in table.dimensions), len(at))
        if (position, topics[code].name) in found:
            text = Text("een waarneming staat er meer dan eens in. Haal de tabel opnieuw op.",
                        "an observation is there more than once. Fetch the table again.")  # fmt: skip
            raise refusal(InputRefused, "duplicate_row", name, text, column=topics[code].name)
        found[position, topics[code].name] = _observed(row)
    count = len(at)
    labels: dict[str, list[Label | None]] = {
        c.name: [codes[c.name].get(key[n]) for key in at] for n, c in enumerate(table.dimensions)
    }
    cells = {c.name: [found.get((n, c.name), "") for n in range(count)] for c in topics.values()}
    return Cube(name, _sha256(snapshot, odata.OBSERVATIONS), labels, cells, _counted(count, name))


def _codes(entries: Iterable[odata.Row], key: str, dimension: str, file: str) -> dict[str, Label]:
    """The code list of one dimension; a name that several codes have gets its key behind it.

    Raises:
        TruncatedFile: a code without name, or a list without codes.
    """
    listed = [(str(r.get(key) or ""), str(r.get("Title") or "").strip()) for r in entries]
    if not listed or any(not code or not title for code, title in listed):
        text = Text("de codelijst is leeg of heeft codes zonder naam. Haal de tabel opnieuw op.",
                    "the code list is empty or has codes without name. Fetch the table again.")  # fmt: skip
        raise refusal(TruncatedFile, "no_codes", file, text, column=dimension)
    titles = [title for _, title in listed]
    return {code: Label(code, title if titles.count(title) == 1 else f"{title} ({code})") for code, title in listed}


def _check_row(keys: Mapping[str, str], row: odata.Row, file: str) -> None:
    missing = [key for key in keys.values() if key not in row]
    if missing:
        text = Text("deze kolom staat niet in de rijen van de tabel. Haal de tabel opnieuw op.",
                    "this column is not in the rows of the table. Fetch the table again.")  # fmt: skip
        raise refusal(MissingColumn, "missing_column", file, text, column=missing[0])


def _written(cell: odata.Cell) -> str:
    """A cell as text: `171787` for 171787.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _observed(row: odata.Row) -> str:
    """The number of one observation; empty where there is none."""
    return "" if row.get("ValueAttribute") == _IMPOSSIBLE else _written(row.get("Value"))


def _counted(count: int, file: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if not count:
        raise refusal(EmptyFile, "empty", file, Text("er staan geen rijen in de tabel.", "the table has no rows."))
    return np.arange(1, count + 1)


def _sha256(snapshot: Snapshot, part: str) -> str:
    digest = hashlib.sha256()
    for body in snapshot.bodies(part):
        digest.update(body)
    return digest.hexdigest()
