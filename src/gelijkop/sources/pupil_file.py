"""Opens a pupil file (CSV, Parquet, Excel, SPSS or Stata) as lazy rows of text, whatever its columns are called.

Columns get the names `c0`, `c1`, … in the order of the file, since two headings may differ in case
alone, or be empty, which an engine does not take. The headings themselves are kept aside.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw
import numpy as np
import python_calamine as calamine
from numpy.typing import NDArray

from gelijkop.errors import ArchiveBomb, EmptyFile, InputRefused, Text, TruncatedFile
from gelijkop.sources.archives import RATIO, head
from gelijkop.sources.refusals import refusal, refused
from gelijkop.sources.statistical import START, Values, is_statistical, plain_copy
from gelijkop.sources.text import open_text

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
ROW = "row"
SHEET_LIMIT = 512 * 1024**2
"""Bytes that a workbook may unpack to: it is held in memory as a whole."""

_PARQUET, _OLD_EXCEL, _ZIP = b"PAR1", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_SHEETS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


class Engine(Protocol):
    """What opening needs of the store."""

    def scan_csv(self, path: Path, *, delimiter: str, row: str = ..., names: Sequence[str] = ...) -> Frame:
        """A CSV as lazy rows of text."""

    def scan_parquet(self, path: Path, *, row: str = ...) -> Frame:
        """A Parquet file as lazy rows."""

    def frame(self, columns: Mapping[str, NDArray[Any]]) -> Frame:  # Any: a column of any numpy type
        """Arrays as lazy rows."""


@dataclass(frozen=True)
class Raw:
    """A pupil file before its columns mean anything.

    `frame` holds the columns `c0`, `c1`, … as text, empty or missing where nothing stands, and `row`
    as a person counts (in Parquet, SPSS and Stata, which have no heading row, from 1). `labelled` are
    the headings of SPSS and Stata whose codes have labels.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    frame: Frame = field(repr=False)
    labelled: frozenset[str] = frozenset()

    def column(self, heading: str) -> str:
        """The name in `frame` of the column under `heading`.

        Raises:
            KeyError: there is no such heading.
        """
        return {h: f"c{i}" for i, h in enumerate(self.header)}[heading]


def open_pupil_file(
    path: Path, workdir: Path, engine: Engine, *, delimiter: str | None = None, sheet: str | None = None,
    values: Values = "codes",
) -> Raw:  # fmt: skip
    """One pupil file, by what its first bytes say it is.

    Args:
        workdir: where a plain copy of a text file may lie while it is read.
        sheet: name of the sheet of a workbook; otherwise the first that is not empty.
        values: of SPSS and Stata, whether codes or their labels are meant.

    Raises:
        TruncatedFile, ArchiveBomb, EmptyFile: as they say; for text all that `open_text` raises.
    """
    start = head(path, START)
    first = start[:4]
    if first == _PARQUET:
        return _parquet(path, engine)
    if is_statistical(start):
        return _statistical(path, workdir, engine, values)
    if first == _OLD_EXCEL or (first == _ZIP and _is_workbook(path)):
        return _workbook(path, engine, sheet)
    opened = open_text(path, workdir, delimiter=delimiter)
    names = [f"c{i}" for i in range(len(opened.header))]
    frame = engine.scan_csv(opened.path, delimiter=opened.delimiter, row=ROW, names=names)
    return Raw(opened.name, opened.sha256, opened.header, frame)


def _statistical(path: Path, workdir: Path, engine: Engine, values: Values) -> Raw:
    plain = plain_copy(path, workdir, values=values)
    try:
        opened = open_text(plain.path, workdir, delimiter=";")
    except InputRefused as error:  # its rows count the heading, which is not in the file itself
        shown = [replace(f, file=path.name, row=f.row and max(f.row - 1, 1)) for f in error.findings]
        raise refused(type(error), shown) from None
    finally:
        plain.path.unlink()
    names = [f"c{i}" for i in range(len(opened.header))]
    frame = engine.scan_csv(opened.path, delimiter=opened.delimiter, row=ROW, names=names)
    return Raw(path.name, _sha256(path), opened.header, frame.with_columns(nw.col(ROW) - 1), plain.labelled)


def _parquet(path: Path, engine: Engine) -> Raw:
    with path.open("rb") as file:
        file.seek(-4, 2)
        whole = file.read() == _PARQUET and file.tell() > 2 * len(_PARQUET)
    if not whole:
        raise _cut_short(path)
    scanned = engine.scan_parquet(path, row=f"{ROW}_")
    header = tuple(name for name in scanned.collect_schema().names() if name != f"{ROW}_")
    # A whole number beside missing ones comes out of pandas as 201.0.
    texts = (nw.col(h).cast(nw.String).str.replace_all(r"^(-?[0-9]+)\.0$", r"\1") for h in header)
    frame = scanned.select(*(t.alias(f"c{i}") for i, t in enumerate(texts)), nw.col(f"{ROW}_").alias(ROW))
    return Raw(path.name, _sha256(path), header, frame)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return not _SHEETS.isdisjoint(archive.namelist())
    except (zipfile.BadZipFile, OSError, UnicodeDecodeError):
        raise _cut_short(path) from None


def _workbook(path: Path, engine: Engine, sheet: str | None) -> Raw:
    _check_size(path)
    records = list(_records(path, sheet))
    if len(records) < 2:
        raise refusal(
            EmptyFile, "empty", path.name,
            Text("er staan geen rijen onder de kop. Is dit het goede werkblad? (sheet in het koppelbestand)",
                 "there are no rows under the heading. Is this the right sheet? (sheet in the mapping file)"),
        )  # fmt: skip
    header = tuple(h or "" for h in records[0][1])
    table = np.array([cells for _, cells in records[1:]], dtype=object)
    columns: dict[str, NDArray[Any]] = {f"c{i}": table[:, i] for i in range(len(header))}
    frame = engine.frame(columns | {ROW: np.array([row for row, _ in records[1:]], dtype=np.int32)})
    texts = [nw.col(f"c{i}").cast(nw.String) for i in range(len(header))]  # a column without any text has another type
    return Raw(path.name, _sha256(path), header, frame.with_columns(*texts))


def _records(path: Path, sheet: str | None) -> Iterator[tuple[int, list[str | None]]]:
    """The heading and every row that is not empty, with the number that Excel shows beside it."""
    started = False
    for row, cells in enumerate(_cells(path, sheet), start=1):
        texts = [_text(cell) for cell in cells]
        filled = sum(t is not None for t in texts)
        started = started or filled > 1  # a title above the heading fills one cell
        if started and filled:
            yield row, texts


def _cells(path: Path, sheet: str | None) -> list[list[Any]]:  # Any: text, number, date or bool
    try:
        with calamine.load_workbook(path) as book:
            if sheet is not None and sheet not in book.sheet_names:
                raise refusal(
                    InputRefused, "sheet", path.name,
                    Text(f"er is geen werkblad “{sheet}”. Wel: {', '.join(book.sheet_names)}.",
                         f"there is no sheet “{sheet}”. There is: {', '.join(book.sheet_names)}."),
                )  # fmt: skip
            for name in [sheet] if sheet is not None else book.sheet_names:
                rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                if len(rows) > 1:
                    return rows
            return []
    except calamine.PasswordError:
        raise refusal(
            InputRefused, "password", path.name,
            Text("dit bestand heeft een wachtwoord. Bewaar het zonder wachtwoord op een veilige plaats.",
                 "this file has a password. Save it without one in a safe place."),
        ) from None  # fmt: skip
    except calamine.CalamineError:
        raise _cut_short(path) from None


def _text(cell: object) -> str | None:
    """A cell as a person would write it: codes that Excel made numbers of get their digits back."""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip() or None


def _check_size(path: Path) -> None:
    """Refuse a workbook that would fill the memory."""
    if head(path, 4) != _ZIP:
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    allowed = min(SHEET_LIMIT, RATIO * path.stat().st_size)
    if size > allowed:
        raise refusal(
            ArchiveBomb, "archive_bomb", path.name,
            Text(f"dit bestand pakt uit tot {size} bytes; toegestaan is {allowed}. Exporteer het als CSV.",
                 f"this file unpacks to {size} bytes; allowed is {allowed}. Export it as CSV."),
        )  # fmt: skip


def _cut_short(path: Path) -> TruncatedFile:
    return refusal(
        TruncatedFile, "cut_short", path.name,
        Text("dit bestand is beschadigd of afgebroken. Exporteer of haal het opnieuw op.",
             "this file is damaged or cut short. Export or fetch it again."),
    )  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
