"""Reads the decode tables of DUO (Dec_*.asc): postcode to municipality, country to origin group, location to name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.errors import DamagedEncoding, DuplicateRow, Finding, InputRefused, Text, TruncatedFile
from gelijkop.sources import identifiers
from gelijkop.sources.declared import Source
from gelijkop.sources.fixed_width import ENCODING
from gelijkop.sources.reading import Reading, few_rows, in_table, same, texts
from gelijkop.sources.refusals import refusal, refused, shortened

Kind = Literal["postcode", "country", "branch"]
KINDS: tuple[Kind, ...] = ("postcode", "country", "branch")
CODE = "duo.dec.vestiging"
START = 4096
"""Bytes of a file by which it is recognised."""
SIZE = 64 * 1024**2
"""Bytes of one table: it is held in memory as a whole; that of locations has 3 MB."""

_LINES = 8  # complete rows at the beginning that all must fit for a file to be recognised


@dataclass(frozen=True)
class Field:
    """Where a field stands and what may stand there."""

    place: slice
    pattern: re.Pattern[str]


def decode_kind(start: bytes) -> Kind | None:
    """Which decode table begins so; None where it is none."""
    lines = start.decode(ENCODING, errors="replace").split("\n")[:-1][:_LINES]
    rows = [line.removesuffix("\r") for line in lines]
    return next((kind for kind in KINDS if len(rows) > 1 and not any(_faults(row, kind) for row in rows)), None)


def read_decode(data: bytes, kind: Kind, file: str) -> Sequence[Mapping[str, str]]:
    """The rows of a decode table as texts by field, without the blanks around them.

    Raises:
        DamagedEncoding: it was saved as UTF-8, which shifts every field after a letter with an accent.
        TruncatedFile: its last row does not end.
        DuplicateRow: two rows have the same key.
        InputRefused: a field holds what cannot stand there, so that it was shifted or is another table.
    """
    lines = _lines(data, file)
    wrong = [finding for row, line in enumerate(lines, start=1) for finding in _findings(line, kind, row, file)]
    if wrong:
        raise refused(InputRefused, shortened(wrong))
    rows = [{name: _cell(line, field) for name, field in _fields(kind).items()} for line in lines]
    _check_keys([tuple(row[k] for k in load("sources/duo_decodeer")[kind]["key"]) for row in rows], file)
    return rows


def read_branches(source: Source, data: bytes, *, name: str, sha256: str) -> Reading:
    """The names and postcodes of all locations that ever were, as `places`.

    Raises:
        InputRefused: as `read_decode`.
    """
    rows = read_decode(data, "branch", name)
    columns = {
        "location": texts([row["brin"] + row["branch"] for row in rows]),
        "name": texts([row["name"] for row in rows]),
        "postcode4": texts([identifiers.postcode4(row["postcode"]) for row in rows]),
    }
    absent = {c: same(None, len(rows)) for c in ("sector", "board", "municipality", "municipality_name")}
    return Reading(source.code, name, sha256, "places", in_table("places", [{**columns, **absent}]), len(rows),
                   len(rows), (), few_rows(name, len(rows), source.usual_rows))  # fmt: skip


def _lines(data: bytes, file: str) -> Sequence[str]:
    if len(data) > SIZE:
        raise refusal(
            InputRefused, "too_large", file,
            Text(f"deze tabel is groter dan {SIZE // 1024**2} MB. Dat kan geen decodeertabel zijn.",
                 f"this table is larger than {SIZE // 1024**2} MB. That can be no decode table."),
        )  # fmt: skip
    if not data.isascii() and _is_utf8(data):
        raise refusal(
            DamagedEncoding, "encoding", file,
            Text("dit bestand is als UTF-8 bewaard; daardoor zijn velden verschoven. Haal het opnieuw op.",
                 "this file was saved as UTF-8, which shifted fields. Fetch it again."),
        )  # fmt: skip
    lines = data.decode(ENCODING, errors="replace").removesuffix("\x1a").split("\n")
    if lines.pop() or not lines:
        raise refusal(
            TruncatedFile, "cut_short", file,
            Text("de laatste rij is niet af: het bestand is leeg of afgebroken. Haal het opnieuw op.",
                 "the last row does not end: the file is empty or cut short. Fetch it again."),
            row=len(lines) + 1,
        )  # fmt: skip
    return [line.removesuffix("\r") for line in lines]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _findings(line: str, kind: Kind, row: int, file: str) -> Iterator[Finding]:
    text = Text(
        "hier staat iets anders dan de bestandsbeschrijving zegt. Is de rij verschoven?",
        "there is something else here than the file description tells. Was the row shifted?",
    )
    yield from (Finding("layout", file, text, row, name) for name in _faults(line, kind)[:1])


def _faults(line: str, kind: Kind) -> Sequence[str]:
    """The fields of a row that hold what they cannot hold; the first stands for a row that is too long."""
    fields = _fields(kind)
    if len(line) > max(field.place.stop for field in fields.values()):
        return list(fields)
    return [name for name, field in fields.items() if not field.pattern.fullmatch(_cell(line, field))]


def _cell(line: str, field: Field) -> str:
    return line[field.place].strip()


def _check_keys(keys: Sequence[tuple[str, ...]], file: str) -> None:
    seen: set[tuple[str, ...]] = set()
    text = Text("deze sleutel staat in een eerdere rij ook.", "this key stands in an earlier row too.")
    twice = [Finding("duplicate_row", file, text, row) for row, key in enumerate(keys, start=1) if _again(key, seen)]
    if twice:
        raise refused(DuplicateRow, shortened(twice))


def _again(key: tuple[str, ...], seen: set[tuple[str, ...]]) -> bool:
    """Whether a key was seen before; it is from now on."""
    before = key in seen
    seen.add(key)
    return before


@cache
def _fields(kind: Kind) -> Mapping[str, Field]:
    declared = load("sources/duo_decodeer")[kind]["fields"]
    return {
        name: Field(slice(first - 1, first - 1 + length), re.compile(pattern, re.ASCII))
        for name, (first, length, pattern) in declared.items()
    }
