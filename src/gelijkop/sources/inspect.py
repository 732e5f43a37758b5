"""Tells what a file is by its content: publisher, kind, years, encoding, layout, rows, and what it can feed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from gelijkop.errors import Finding, InputRefused, Text, UnknownFile
from gelijkop.sources.archives import Member, head, is_spreadsheet, members
from gelijkop.sources.area import Load, needs_engine, read_member, read_opened, recognise
from gelijkop.sources.declared import Source, sources
from gelijkop.sources.decode import SIZE, decode_kind, read_decode
from gelijkop.sources.deprivation import open_sheets
from gelijkop.sources.fetched import read_snapshots, snapshots_below
from gelijkop.sources.known import Medium, found, match
from gelijkop.sources.own_mapping import mapping_beside
from gelijkop.sources.reading import Reading
from gelijkop.sources.snapshots import Snapshot
from gelijkop.sources.statistical import START, is_statistical, program, size
from gelijkop.sources.text import Opened, open_member, rows

BEGINNING = 64 * 1024
"""Bytes in which a file that is no table tells what it is; the longest preamble at hand is below 8 kB."""
_MARKS = ("<5", "-1", "-99997")
_UNKNOWN = Text("onbekend", "not known")
_EMPTY = "leeg"
"""The one kind that is told together with its fault."""
_DELIMITERS = (";", ",", "\t", "|")
_TOML = re.compile(rb"\[{1,2}[a-z]+\]{1,2}\s*\n")
_ROWS_SEEN = 12  # rows of a workbook that hold its title and headings


@dataclass(frozen=True)
class Seen:
    """What one file is: `code` is empty where no kind fits, `rows` None where they were not counted.

    `columns` are counted where a file has no headings that tell its kind (SPSS, Stata).
    `names` are the headings that differ from the first layout, or the version of a format. `marks` are
    the marks of suppression in its cells, with how often. `remarks` are about what looks odd, and `fault` is
    why it cannot be read as it is.
    """

    file: str
    publisher: str = ""
    code: str = ""
    text: Text = _UNKNOWN
    use: Text = _UNKNOWN
    encoding: str = ""
    delimiter: str = ""
    names: str = ""
    years: tuple[str, ...] = ()
    rows: int | None = None
    columns: int | None = None
    refused: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Finding, ...] = ()
    fault: Finding | None = None


def inspect(path: Path, *, load: Load | None = None) -> Iterator[Seen]:
    """Every file in a file, folder, .gz or .zip; one member of an archive is unpacked at a time, then removed.

    A folder that `gelijkop fetch` filled is one thing, not a file for each of its pages.
    """
    files, fetched = [path], list[Snapshot]()
    if path.is_dir():
        fetched = snapshots_below(path)
        pages = {s.folder for s in fetched}
        found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        files = [p for p in found if p.parent not in pages]
    yield from (_snapshot(s, path) for s in fetched)
    for file in files:
        shown = str(file.relative_to(path)) if path.is_dir() else file.name
        with TemporaryDirectory(prefix="gelijkop-") as folder:
            try:
                for member in members(file, Path(folder)):
                    seen = _inspected(member, load, mapping_beside(file))
                    yield replace(seen, file=shown + member.name.removeprefix(file.name))
                    if member.path != file:
                        member.path.unlink()
            except InputRefused as error:
                yield Seen(shown, fault=error.findings[0])


def _snapshot(snapshot: Snapshot, above: Path) -> Seen:
    """What `gelijkop fetch` fetched: its figures where they are read, else why not."""
    shown = snapshot.folder.name if snapshot.folder == above else str(snapshot.folder.relative_to(above))
    seen = Seen(
        f"{shown}/", "CBS" if "cbs" in snapshot.base.casefold() else "DUO", "momentopname",
        Text(f"Momentopname van {snapshot.source}, opgehaald met gelijkop fetch",
             f"Snapshot of {snapshot.source}, got with gelijkop fetch"),
        names=snapshot.source,
        rows=sum(part.received for part in snapshot.parts),
    )  # fmt: skip
    got = next(read_snapshots([snapshot]))
    return _read(seen, sources()[got.source], got) if isinstance(got, Reading) else replace(seen, fault=got)


def _inspected(member: Member, load: Load | None, mapping: Path | None) -> Seen:
    with TemporaryDirectory(prefix="gelijkop-") as folder:
        medium = _medium(member.path)
        try:
            if mapping is not None:
                own = read_member(member, member.path, Path(folder), load, mapping=mapping)
                return _read(Seen(member.name), own.declared or sources()[own.source], own)
            if medium == "statistical":
                counted = size(member.path)
                return replace(_known(member, medium, load), rows=counted.rows, columns=counted.variables)
            if medium == "csv":
                seen = _table(open_member(member, Path(folder), delivered=member.path))
                return seen if seen.code else _named(_known(member, medium, load), seen)
            if medium in ("json", "xlsx", "parquet"):
                reading = read_member(member, member.path, Path(folder), load)
                return _read(Seen(member.name), sources()[reading.source], reading)
        except UnknownFile:
            return _known(member, medium, load)
        except InputRefused as error:
            seen = _known(member, medium, load)
            known = medium == "csv" and seen.code not in ("", _EMPTY)
            return _counted(seen, member) if known else replace(seen, fault=error.findings[0])
        return _known(member, medium, load)


def _medium(path: Path) -> Medium:
    """The medium by the first bytes."""
    first = head(path, 256).removeprefix(b"\xef\xbb\xbf").lstrip()
    if needs_engine(path):
        return "parquet"
    if is_spreadsheet(path):
        return "xlsx"
    if is_statistical(head(path, START)):
        return "statistical"
    if _TOML.match(first):
        return "text"
    starts: dict[Medium, tuple[bytes, ...]] = {
        "pdf": (b"%PDF",), "json": (b"{", b"["), "xml": (b"<",), "text": (b"openapi:", b"---"),
    }  # fmt: skip
    return next((medium for medium, begins in starts.items() if first.startswith(begins)), "csv")


def _counted(seen: Seen, member: Member) -> Seen:
    """A decode table with its rows, and why it cannot be read where it cannot; anything else as it is."""
    kind = decode_kind(head(member.path, BEGINNING))
    if kind is None:
        return seen
    try:
        return replace(seen, rows=len(read_decode(head(member.path, SIZE + 1), kind, member.name)))
    except InputRefused as error:
        return replace(seen, fault=error.findings[0])


def _table(opened: Opened) -> Seen:
    """A delimited file: read as its source where there is one, so that rows and years are those of the reader."""
    counted = Counter(cell for _, record in rows(opened) for cell in record if cell in _MARKS)
    seen = Seen(opened.name, encoding=opened.encoding, delimiter=opened.delimiter)
    source = recognise(opened)
    if source is None:
        kind = match("csv", "\n".join(opened.header))
        seen = replace(seen, rows=sum(1 for _ in rows(opened)), marks=_hidden(counted))
        return seen if kind is None else replace(seen, publisher=kind.publisher, code=kind.code, text=kind.text,
                                                 use=kind.use)  # fmt: skip
    seen = replace(seen, marks=_hidden({m: n for m, n in counted.items() if m in source.numbers.suppressed}))
    try:
        return _read(seen, source, read_opened(source, opened))
    except InputRefused as error:
        described = _described(seen, source)
        return replace(described, rows=sum(1 for _ in rows(opened)), fault=error.findings[0])


def _named(known: Seen, table: Seen) -> Seen:
    """What a table is by its first rows, where its headings do not tell."""
    return replace(table, publisher=known.publisher, code=known.code, text=known.text, use=known.use)


def _hidden(counted: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counted.items()))


def _described(seen: Seen, source: Source) -> Seen:
    first = {c.name for c in sources().get(source.code, source).columns}
    renamed = ", ".join(c.name for c in source.columns if c.name not in first)
    return replace(seen, publisher=source.publisher, code=source.code, text=source.text, use=_feeds(source),
                   names=renamed)  # fmt: skip


def _read(seen: Seen, source: Source, reading: Reading) -> Seen:
    years = tuple(sorted(set(reading.columns["period"].tolist()))) if reading.table == "area_figures" else ()
    return replace(_described(seen, source), years=years, rows=reading.rows, refused=len(reading.refused),
                   remarks=reading.remarks)  # fmt: skip


def _feeds(source: Source) -> Text:
    """The table and the measures that a source fills."""
    if source.table == "places":
        return Text("vestigingen (places)", "locations (places)")
    measures = dict.fromkeys(
        [*(c.measure for c in source.columns if c.measure), *([source.total] * bool(source.total))]
    )
    listed = ", ".join(measures)
    return Text(f"cijfers (area_figures): {listed}", f"figures (area_figures): {listed}")


def _known(member: Member, medium: Medium, load: Load | None) -> Seen:
    """A file without reader: recognised by what its beginning holds."""
    beginning, encoding, heading = _beginning(member, medium, load)
    tried: tuple[Medium, ...] = ("text", "heading") if medium == "csv" else (medium,)
    kind = next((k for k in (match(m, heading if m == "heading" else beginning) for m in tried) if k), None)
    seen = Seen(member.name, encoding=encoding)
    if kind is None:
        return seen
    year = found(kind.year, beginning)
    return replace(seen, publisher=kind.publisher, code=kind.code, text=kind.text, use=kind.use,
                   names=found(kind.version, beginning), years=(year,) if year else ())  # fmt: skip


def _beginning(member: Member, medium: Medium, load: Load | None) -> tuple[str, str, str]:
    """The text in which a kind is looked for, its encoding, and its first line as headings."""
    if medium == "parquet":
        return "\n".join(load(member.path)) if load else "", "", ""
    if medium == "xlsx":
        sheets = open_sheets(member.path, member.name)
        cells = [str(c) for grid in sheets.values() for row in grid[:_ROWS_SEEN] for c in row]
        return "\n".join([*sheets, *cells]), "", ""
    raw = head(member.path, BEGINNING)
    if medium == "statistical":
        return program(raw[:START]), "", ""
    if medium == "pdf":
        return "", "", ""
    try:
        text, encoding = raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        cut = error.start >= len(raw) - 3 and len(raw) == BEGINNING  # a letter of several bytes at the very end
        encoding = "utf-8" if cut else "cp1252"
        text = raw.decode(encoding, errors="replace")
    return text, encoding, text.split("\n", 1)[0]
