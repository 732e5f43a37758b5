"""Opens delimited text as delivered: a plain UTF-8 copy, checked for encoding, delimiter and width of every row."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from gelijkop.errors import (
    DamagedEncoding,
    EmptyFile,
    Finding,
    InputRefused,
    SpreadsheetDamage,
    Text,
    TruncatedFile,
    WrongDelimiter,
)
from gelijkop.sources.archives import LIMIT, RATIO, Member, is_archive, is_spreadsheet, members
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.widths import even_rows

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 200  # rows that choose the delimiter; every row is checked afterwards
_CHUNK = 1024**2
_NOTHING_PENDING = (b"", 0)  # the state of a decoder that holds no half character and no half line end
_DOUBLY_DECODED = re.compile("[ÂÃâï](?:(?<=[ÂÃ])[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|(?<=â)€|(?<=ï)(?:¿½|»¿))")
_DIGITS = re.compile(r"^\s*-?\d+\s*$")


@dataclass(frozen=True)
class Opened:
    """A delimited text file that was opened and checked.

    `path` is a UTF-8 copy without byte order mark, with one kind of line end and quotes as delivered. `sha256` and
    `size` are of the file as delivered (packed, where it was packed); of the member, where it came
    out of a zip with several.
    """

    name: str
    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    sha256: str
    size: int


def open_text(
    path: Path, workdir: Path, *, delimiter: str | None = None, limit: int = LIMIT, ratio: int = RATIO
) -> Opened:
    """One file as checked UTF-8 text; a .gz and a .zip with one member are unpacked.

    The name of a member is shown as `map.zip/lid.csv`. Rows without any character are left out of
    every count, as the store does.

    Raises:
        EmptyFile: no bytes, or no row under the heading.
        DamagedEncoding: neither UTF-8 nor cp1252, or damaged before it came here.
        WrongDelimiter: the heading or the rows are one column.
        SpreadsheetDamage: a decimal comma was split into two columns.
        TruncatedFile: a broken archive, or a last line that stops half-way.
        ArchiveBomb: it unpacks to more than allowed.
        InputRefused: rows of another width than the heading, or a heading that is there twice.
    """
    found = list(islice(members(path, workdir, limit=limit, ratio=ratio), 2))
    if len(found) != 1:
        raise refusal(
            InputRefused, "several_files", path.name,
            Text("hier zitten meer bestanden in. Geef één bestand op, of lees de hele map in.",
                 "there are several files in this. Name one file, or read the whole folder."),
        )  # fmt: skip
    return open_member(found[0], workdir, delivered=path, delimiter=delimiter)


def open_all(
    path: Path, workdir: Path, *, delimiter: str | None = None, limit: int = LIMIT, ratio: int = RATIO
) -> Iterator[Opened]:
    """Every file in a folder or zip, as `open_text` does; it stops at the first that is refused."""
    for member in members(path, workdir, limit=limit, ratio=ratio):
        yield open_member(member, workdir, delivered=member.path, delimiter=delimiter)


def open_member(member: Member, workdir: Path, *, delivered: Path, delimiter: str | None = None) -> Opened:
    """One unpacked file as checked UTF-8 text; `delivered` is the file whose hash is kept."""
    if is_spreadsheet(member.path):
        raise refusal(
            InputRefused, "spreadsheet", member.name,
            Text("dit is een Excel-bestand en geen tekst. Bewaar het als CSV, of vraag een CSV aan.",
                 "this is an Excel file and no text. Save it as CSV, or ask for a CSV."),
        )  # fmt: skip
    if is_archive(member.path):
        raise refusal(
            InputRefused, "nested_archive", member.name,
            Text("dit is een archief in een archief. Pak het eerst zelf uit.",
                 "this is an archive inside an archive. Unpack it yourself first."),
        )  # fmt: skip
    plain, encoding = _plain_copy(member, workdir)
    chosen = _delimiter(plain, member.name, delimiter)
    header = _check_rows(plain, member.name, chosen)
    with delivered.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Opened(member.name, plain, encoding, chosen, header, sha256, delivered.stat().st_size)


def rows(opened: Opened) -> Iterator[tuple[int, list[str]]]:
    """Every row under the heading with its number, as a person counts (the heading is row 1)."""
    with opened.path.open(encoding="utf-8", newline="") as file:
        records = _records(file, opened.delimiter)
        next(records)
        yield from enumerate(records, start=2)


def _records(file: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    return (record for record in csv.reader(file, delimiter=delimiter, strict=True) if record)


def _plain_copy(member: Member, workdir: Path) -> tuple[Path, str]:
    with member.path.open("rb") as file:
        marked = file.read(3) == codecs.BOM_UTF8
    with tempfile.NamedTemporaryFile(dir=workdir, suffix=".csv", delete=False) as target:
        plain = Path(target.name)
    encoding = "utf-8-sig" if marked else "utf-8"
    try:
        _transcode(member, plain, encoding)
    except UnicodeDecodeError:
        if marked:
            raise _damaged(
                member.name, None, "begint als UTF-8 maar is het niet", "begins as UTF-8 but is not"
            ) from None
        encoding = "cp1252"
        _transcode(member, plain, encoding)
    return plain, encoding


def _transcode(member: Member, plain: Path, encoding: str) -> None:
    """Write a UTF-8 copy, or raise UnicodeDecodeError when the bytes are no UTF-8."""
    # One kind of line end: an engine refuses a file that mixes them.
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    line, tail = 1, ""
    with member.path.open("rb") as source, plain.open("wb") as target:
        while True:
            chunk = source.read(_CHUNK)
            if decoder.getstate() == _NOTHING_PENDING and _needs_nothing(chunk):
                target.write(chunk)
                line, tail = line + chunk.count(b"\n"), ""
                continue
            try:
                text = decoder.decode(chunk, not chunk)
            except UnicodeDecodeError as error:
                if encoding != "cp1252":
                    raise
                row = line + chunk[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
                raise _damaged(member.name, row, "bevat bytes die geen UTF-8 en geen Windows-1252 zijn",
                               "holds bytes that are neither UTF-8 nor Windows-1252") from None  # fmt: skip
            if not chunk and "\r\n" in (decoder.newlines or ""):
                text = text.removesuffix("\n")  # half a line end: the file was cut short there
            _check_text(member.name, tail + text, line)
            target.write(text.encode())
            line += text.count("\n")
            tail = text[-2:].replace("\n", "")
            if not chunk:
                return


def _needs_nothing(chunk: bytes) -> bool:
    """Whether these bytes are the same in the copy and cannot be damaged; most of a file is so."""
    return bool(chunk) and chunk.isascii() and b"\r" not in chunk and b"\0" not in chunk


def _check_text(name: str, text: str, line: int) -> None:
    """Look for traces of damage done before the file came here."""
    if (at := text.find("\0")) >= 0:
        raise _damaged(name, line + text.count("\n", 0, at), "bevat nulbytes: het is geen tekst of UTF-16",
                       "holds null bytes: it is no text, or UTF-16")  # fmt: skip
    if text.isascii():  # most text is, and telling so takes far less time than searching it
        return
    if (at := text.find("\ufffd")) >= 0:
        raise _damaged(name, line + text.count("\n", 0, at), "bevat het vervangteken �: er zijn letters verloren",
                       "holds the replacement character �: letters were lost")  # fmt: skip
    if match := _DOUBLY_DECODED.search(text):
        raise _damaged(name, line + text.count("\n", 0, match.start()), "is tweemaal omgezet (zoals Ã© voor é)",
                       "was decoded twice (such as Ã© for é)")  # fmt: skip


def _damaged(name: str, row: int | None, nl: str, en: str) -> DamagedEncoding:
    text = Text(
        f"de tekst {nl}. Verwacht: UTF-8 of Windows-1252. Haal het bestand opnieuw op bij de bron.",
        f"the text {en}. Expected: UTF-8 or Windows-1252. Fetch the file again from its source.",
    )
    return refusal(DamagedEncoding, "damaged_encoding", name, text, row=row)


def _delimiter(plain: Path, name: str, asked: str | None) -> str:
    """The character that parts the columns: the one asked for, or the one that gives the steadiest width."""
    best: tuple[float, int, str] | None = None
    for candidate in (asked,) if asked else DELIMITERS:
        widths = _widths(plain, candidate)
        if not widths:
            raise _empty(name)
        heading, below = widths[0], Counter(widths[1:])
        if heading < 2 or (below and below.most_common(1)[0][0] < 2):
            continue
        steady = below[heading] / below.total() if below else 1.0
        best = max(best or (-1.0, 0, ""), (steady, heading, candidate))
    if best is None:
        if _is_blank(plain):
            raise _empty(name)
        raise refusal(
            WrongDelimiter, "wrong_delimiter", name,
            Text(f"de kolommen zijn niet gevonden met {_spoken(asked, 'nl')} als scheidingsteken. "
                 "Controleer het scheidingsteken van de kop en van de rijen.",
                 f"no columns were found with {_spoken(asked, 'en')} as delimiter. "
                 "Check the delimiter of the heading and of the rows."),
            row=1,
        )  # fmt: skip
    return best[2]


def _is_blank(plain: Path) -> bool:
    with plain.open(encoding="utf-8") as file:
        return not any(line.strip() for line in file)


def _spoken(asked: str | None, language: str) -> str:
    if asked:
        return {"\t": "tab"}.get(asked, asked)
    return "; , tab of |" if language == "nl" else "; , tab or |"


def _widths(plain: Path, delimiter: str) -> list[int]:
    widths: list[int] = []
    with plain.open(encoding="utf-8", newline="") as file:
        try:
            widths.extend(len(record) for record in islice(_records(file, delimiter), _SAMPLE + 1))
        except csv.Error:  # with another delimiter quotes stand in odd places; the full check names the row
            return widths or [0]
    return widths


def _check_rows(plain: Path, name: str, delimiter: str) -> tuple[str, ...]:
    """The heading, after a look at every row."""
    if even_rows(plain, delimiter):
        with plain.open(encoding="utf-8", newline="") as file:
            header = tuple(h.strip() for h in next(_records(file, delimiter)))
        _check_heading(header, name)
        return header
    return _parsed_rows(plain, name, delimiter)


def _parsed_rows(plain: Path, name: str, delimiter: str) -> tuple[str, ...]:
    """The heading, after every row went through the parser, which can tell what is wrong with it."""
    odd: list[Finding] = []
    split = False
    count, record, widths = 0, list[str](), set[int]()
    with plain.open(encoding="utf-8", newline="") as file:
        try:
            records = _records(file, delimiter)
            header = tuple(h.strip() for h in next(records))
            for record in records:
                count += 1
                if len(record) != len(header):
                    widths.add(len(record))
                    split = split or _looks_split(record, header, delimiter)
                    odd.append(_odd_width(name, count + 1, record, header, split=split))
        except csv.Error:
            raise _broken_quotes(name, count + 2) from None
    if not count:
        raise _empty(name)
    _check_heading(header, name)
    if not odd:
        return header
    if not split and len(odd) == count > 1 and len(widths) == 1:
        raise _another_heading(name, len(header), widths.pop())
    if len(odd) == 1 and odd[0].row == count + 1 and len(record) < len(header) and not _ends_with_newline(plain):
        raise refusal(
            TruncatedFile, "cut_short", name,
            Text("de laatste regel houdt halverwege op. Het bestand is afgebroken: haal het opnieuw op.",
                 "the last line stops half-way. The file was cut short: fetch it again."),
            row=count + 1,
        )  # fmt: skip
    raise refused(SpreadsheetDamage if split else InputRefused, shortened(odd))


def _check_heading(header: Sequence[str], name: str) -> None:
    """Refuse a heading with the same name twice; it is not quoted, since a file without heading has a record there."""
    seen: dict[str, int] = {}
    twice = [(seen[h], n) for n, h in enumerate(header, start=1) if h and seen.setdefault(h, n) != n]
    if twice:
        raise refused(InputRefused, [_same_heading(name, first, second) for first, second in twice])


def _same_heading(name: str, first: int, second: int) -> Finding:
    text = Text(
        f"kolom {first} en kolom {second} hebben dezelfde kop. Elke kolom heeft een eigen naam nodig.",
        f"columns {first} and {second} have the same heading. Every column needs a name of its own.",
    )
    return Finding("duplicate_heading", name, text, 1)


def _another_heading(name: str, heading: int, below: int) -> InputRefused:
    return refusal(
        InputRefused, "odd_heading", name,
        Text(f"deze rij heeft {heading} velden, en alle rijen eronder {below}. Staat er iets boven de kop, zoals "
             "een titel of sep=;? Haal die regel weg.",
             f"this row has {heading} fields, and all rows under it {below}. Is there something above the heading, "
             "such as a title or sep=;? Take that line out."),
        row=1,
    )  # fmt: skip


def _looks_split(record: Sequence[str], header: Sequence[str], delimiter: str) -> bool:
    pairs = pairwise(record)
    return (
        delimiter == "," and len(record) > len(header) and any(_DIGITS.match(a) and _DIGITS.match(b) for a, b in pairs)
    )


def _odd_width(name: str, row: int, record: Sequence[str], header: Sequence[str], *, split: bool) -> Finding:
    nl = f"deze rij heeft {len(record)} velden, de kop heeft er {len(header)}."
    en = f"this row has {len(record)} fields, the heading has {len(header)}."
    if split:
        nl += " Waarschijnlijk is een decimale komma als scheidingsteken gelezen. Bewaar het bestand met ; ertussen."
        en += " Probably a decimal comma was taken for a delimiter. Save the file with ; in between."
        return Finding("split_decimal", name, Text(nl, en), row)
    nl += " Controleer scheidingstekens en aanhalingstekens in deze rij."
    en += " Check the delimiters and quotes in this row."
    return Finding("odd_width", name, Text(nl, en), row)


def _ends_with_newline(plain: Path) -> bool:
    with plain.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"


def _broken_quotes(name: str, row: int) -> InputRefused:
    return refusal(
        InputRefused, "broken_quotes", name,
        Text("hier klopt een aanhalingsteken niet (een veld wordt niet gesloten of er staat tekst achter), "
             "of een veld is te lang.",
             "a quote is wrong here (a field is not closed or has text behind it), or a field is too long."),
        row=row,
    )  # fmt: skip


def _empty(name: str) -> EmptyFile:
    return refusal(
        EmptyFile, "empty", name,
        Text("er staan geen rijen onder de kop. Controleer of dit het goede bestand is.",
             "there are no rows under the heading. Check whether this is the right file."),
    )  # fmt: skip
