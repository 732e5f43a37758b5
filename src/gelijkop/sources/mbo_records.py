"""Opens register files of the mbo (RO and GRONDSLAG): rows by record type, in either delimiter and either date form.

The fields are declared in catalogue `sources/mbo_register`. The number of the student is checked here,
before anything else is done with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from gelijkop.catalogue import Entry, load
from gelijkop.errors import DamagedEncoding, Finding, InputRefused, Text, TruncatedFile, UnknownFile, WrongDelimiter
from gelijkop.sources.identifiers import brin4
from gelijkop.sources.own_number import check_own_numbers
from gelijkop.sources.refusals import refusal, refused, shortened

Kind = Literal["ro", "grondslag"]

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:VLP|PER|IS[GPE]|BPV|DIP|AMO|GEO|KZD|SLR)([;|])", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR = re.compile(r"20\d\d", re.ASCII)


@dataclass(frozen=True, repr=False)
class Record:
    """One row that is read: its type, its place in the file and its fields by name."""

    type: str
    row: int
    values: Mapping[str, str]


@dataclass(frozen=True, repr=False)
class Register:
    """One register file: `people` holds the records by the own number of the student.

    `begin` and `end` are the days that the file covers. `passed_over` counts the rows that are not
    read; `closes` tells whether the closing row counts as many rows as there are.
    """

    file: str
    kind: Kind
    brin: str
    begin: date
    end: date
    people: Mapping[str, Sequence[Record]]
    passed_over: Mapping[str, int]
    closes: bool
    rows: int


def is_register(head: bytes) -> bool:
    """Whether a file that begins so is a register file of the mbo."""
    return _BEGIN.match(head) is not None


def read_register(data: bytes, file: str) -> Register:
    """The records of one register file.

    Raises:
        UnknownFile: it is no register file.
        DamagedEncoding, WrongDelimiter, TruncatedFile: as they say.
        PersonalNumber: it still has BSNs or onderwijsnummers.
        InputRefused: a row is of no known type, is too short, or there is no or more than one opening row.
    """
    found = _BEGIN.match(data)
    if found is None:
        raise refusal(UnknownFile, "no_register", file,
                      Text("dit is geen registratiebestand van het mbo (RO of GRONDSLAG).",
                           "this is no register file of the mbo (RO or GRONDSLAG)."))  # fmt: skip
    lines = _lines(data, file)
    parts = [(i, line.split(found[1].decode())) for i, line in enumerate(lines, start=1) if line.strip()]
    _check_types(parts, file)
    kind, opening = _opening(parts, file)
    records = _records(parts, kind, file)
    people: dict[str, list[Record]] = {}
    for record in records:
        people.setdefault(_number(record), []).append(record)
    counts = Counter(fields[0] for _, fields in parts)
    begin, end = _covered(opening, kind, file)
    known = ("VLP", _layout()["closing"]["type"], *_layout()["kinds"][kind]["records"])
    return Register(
        file, kind, opening.values["brin"], begin, end, people,
        {t: n for t, n in counts.items() if t not in known}, _closes(parts, counts), len(parts),
    )  # fmt: skip


def read_day(written: str) -> date | None:
    """A date as `2024-09-01`, `1-9-2024` or `20240901`; None where it is none."""
    for pattern, day_first in ((_ISO, False), (_DUTCH, True), (_BARE, False)):
        match = pattern.fullmatch(written)
        if match is not None:
            year, month, day = (int(g) for g in (match.groups()[::-1] if day_first else match.groups()))
            try:
                return date(year, month, day) if 1900 <= year <= 2100 else None
            except ValueError:
                return None
    return None


@cache
def _layout() -> Entry:
    return load("sources/mbo_register")


def _lines(data: bytes, file: str) -> list[str]:
    try:
        return data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise refusal(
            DamagedEncoding, "encoding", file,
            Text("hier staat een teken dat geen UTF-8 is. Lever het bestand opnieuw aan, niet bewerkt.",
                 "there is a character here that is no UTF-8. Deliver the file again, unedited."),
            row=data.count(b"\n", 0, error.start) + 1,
        ) from None  # fmt: skip


def _check_types(parts: Sequence[tuple[int, list[str]]], file: str) -> None:
    layout = _layout()
    closing = layout["closing"]
    types = {"VLP", closing["type"], *closing["counts"]}
    wrong = [row for row, fields in parts if fields[0] not in types]
    other = [row for row, fields in parts if len(fields) == 1 and fields[0][:3] in types]
    if other:
        raise refusal(
            WrongDelimiter, "delimiter", file,
            Text("deze rij heeft een ander scheidingsteken dan de eerste.", "this row has another delimiter."),
            row=other[0],
        )  # fmt: skip
    if wrong:
        text = Text(
            f"deze rij begint niet met een recordsoort. Verwacht wordt een van: {', '.join(sorted(types))}.",
            f"this row does not begin with a record type. Expected is one of: {', '.join(sorted(types))}.",
        )
        raise refused(InputRefused, shortened([Finding("record_type", file, text, row) for row in wrong]))


def _opening(parts: Sequence[tuple[int, list[str]]], file: str) -> tuple[Kind, Record]:
    """The kind of file and its opening row: RO has days behind the BRIN, GRONDSLAG a year."""
    openings = [(row, [f.strip() for f in fields]) for row, fields in parts if fields[0] == "VLP"]
    closings = [row for row, fields in parts if fields[0] == _layout()["closing"]["type"]]
    if not closings or not openings:
        raise refusal(
            TruncatedFile, "cut_short", file,
            Text("dit bestand is niet heel: de rij VLP of de rij SLR ontbreekt. Haal het opnieuw op.",
                 "this file is not whole: the row VLP or the row SLR is missing. Fetch it again."),
        )  # fmt: skip
    row, fields = openings[0]
    kind: Kind = "grondslag" if len(fields) > 2 and _YEAR.fullmatch(fields[2]) else "ro"
    names = _layout()["kinds"][kind]["records"]["VLP"]
    if len(openings) > 1 or len(closings) > 1 or len(fields) <= len(names) or brin4(fields[1]) is None:
        raise refusal(
            InputRefused, "opening", file,
            Text("de rij VLP klopt niet: verwacht wordt één rij met een BRIN en een periode, en één rij SLR.",
                 "the row VLP is not right: expected is one row with a BRIN and a period, and one row SLR."),
            row=openings[-1][0],
        )  # fmt: skip
    return kind, Record("VLP", row, dict(zip(names, fields[1:], strict=False)))


def _covered(opening: Record, kind: Kind, file: str) -> tuple[date, date]:
    if kind == "grondslag":
        day = date(int(opening.values["year"]), 10, 1)
        return day, day
    begin, end = read_day(opening.values["begin"]), read_day(opening.values["end"])
    if begin is None or end is None or begin > end:
        raise refusal(
            InputRefused, "opening", file,
            Text("de rij VLP heeft geen begin en eind als datum (2024-10-01 of 1-10-2024).",
                 "the row VLP has no begin and end as dates (2024-10-01 or 1-10-2024)."),
            row=opening.row,
        )  # fmt: skip
    return begin, end


def _records(parts: Sequence[tuple[int, list[str]]], kind: Kind, file: str) -> list[Record]:
    declared: Mapping[str, Sequence[str]] = _layout()["kinds"][kind]["records"]
    read = [(row, fields) for row, fields in parts if fields[0] in declared and fields[0] != "VLP"]
    short = [(row, fields[0]) for row, fields in read if len(fields) <= len(declared[fields[0]])]
    if short:
        findings = [
            Finding(
                "too_few_fields", file,
                Text(f"deze rij {t} heeft te weinig velden: verwacht worden er minstens {len(declared[t]) + 1}.",
                     f"this row {t} has too few fields: expected are at least {len(declared[t]) + 1}."),
                row,
            )
            for row, t in short
        ]  # fmt: skip
        raise refused(InputRefused, shortened(findings))
    records = [
        Record(f[0], row, {name: v.strip() for name, v in zip(declared[f[0]], f[1:], strict=False) if name})
        for row, f in read
    ]
    check_own_numbers((_number(r) for r in records), file, column="PER 1")
    return records


def _number(record: Record) -> str:
    return record.values["bsn"] or record.values.get("onderwijsnummer", "")


def _closes(parts: Sequence[tuple[int, list[str]]], counts: Mapping[str, int]) -> bool:
    """Whether the closing row counts the rows that are there; a part of a file has a closing row of the whole."""
    closing = _layout()["closing"]
    said = next(fields[1:] for _, fields in parts if fields[0] == closing["type"])
    return all(text.strip() == str(counts.get(kind, 0)) for kind, text in zip(closing["counts"], said, strict=False))
