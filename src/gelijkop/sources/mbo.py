"""Reads register files of the mbo (RO, GRONDSLAG, TBGI) as columns of the model: pupils, enrolments and diplomas.

RO and GRONDSLAG mostly do not tell the level of a programme (crebo). It comes from any of the files
that does tell it, or from a list of the user: a CSV with the headings `crebo` and `niveau`. Rows whose
level stays unknown are left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Text, UnknownFile
from gelijkop.sources.archives import Member, head, members
from gelijkop.sources.mbo_funding import is_funding, read_funding
from gelijkop.sources.mbo_records import is_register, read_register
from gelijkop.sources.mbo_student import Student, read_student
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.rows import Row, columns
from gelijkop.sources.xml import shown

LIMIT = 256 * 1024**2
"""Bytes of one file; the largest institutions have some tens of MB."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "pupils": ("birth_month", "sex", "postcode4"),
    "enrolments": ("sector", "level", "grade", "programme"),
    "diplomas": ("location", "level"),
}
_LIST_HEADING = re.compile(rb"(?:\xef\xbb\xbf)?\"?crebo\"?([;,])\"?niveau\"?\s", re.IGNORECASE)
_LIST_ROW = re.compile(r"(\d{5})[;,](?:mbo-)?([1-4])", re.ASCII)


@dataclass(frozen=True, repr=False)
class _Found:
    """All that the files hold: the students by file, the levels of programmes, what was refused or not known."""

    students: list[tuple[str, Student]] = field(default_factory=list)
    levels: dict[str, str] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def is_mbo(start: bytes) -> bool:
    """Whether a file that begins so is one that `read_mbo` reads."""
    return is_register(start) or is_funding(start) or _LIST_HEADING.match(start) is not None


def read_mbo(paths: Iterable[Path], workdir: Path) -> Dossiers:
    """All students in register files, folders and archives, as columns.

    `read` and `left_out` count students of each file; a student with a fault is left out whole.
    `unknown` counts what could not be placed, and under `closing_row` files whose closing row counts
    other rows than there are (a part of a file, or a file that was changed).

    Raises:
        PersonalNumber: the student numbers are BSNs or onderwijsnummers.
        InputRefused: a file is damaged, cut short or no register file.
    """
    found = _Found()
    for path in paths:
        for member in members(path, workdir):
            try:
                _read(found, _content(member), shown(member.name))
            finally:
                if member.path.is_relative_to(workdir):
                    member.path.unlink(missing_ok=True)
    return _dossiers(found)


def _content(member: Member) -> bytes:
    if member.path.stat().st_size > LIMIT:
        raise refusal(
            InputRefused, "too_large", shown(member.name),
            Text(f"dit bestand is groter dan {LIMIT // 1024**2} MB. Dat is niet toegestaan. Splits het.",
                 f"this file is larger than {LIMIT // 1024**2} MB. That is not allowed. Split it."),
        )  # fmt: skip
    return head(member.path, LIMIT)


def _read(found: _Found, data: bytes, file: str) -> None:
    if _LIST_HEADING.match(data):
        found.levels.update(_level_list(data, file))
    elif is_funding(data):
        for student in read_funding(data, file):
            _keep(found, file, student)
    elif is_register(data):
        register = read_register(data, file)
        found.unknown["closing_row"] += not register.closes
        for number, records in register.people.items():
            _keep(found, file, read_student(register, number, records))
    else:
        raise refusal(
            UnknownFile, "no_register", file,
            Text("dit is geen registratiebestand van het mbo (RO, GRONDSLAG of TBGI).",
                 "this is no register file of the mbo (RO, GRONDSLAG or TBGI)."),
        )  # fmt: skip


def _keep(found: _Found, file: str, student: Student | tuple[Finding, ...]) -> None:
    if isinstance(student, Student):
        found.students.append((file, student))
        found.levels.update(student.levels)
        found.unknown.update(student.unknown)
    else:
        found.left_out[file] += 1
        found.refused.extend(student)


def _level_list(data: bytes, file: str) -> Iterator[tuple[str, str]]:
    codes: Mapping[str, str] = load("sources/mbo_register")["levels"]
    rows = data.decode("utf-8-sig", errors="replace").lower().replace('"', "").split("\n")
    text = Text(
        "dit is geen crebo van vijf cijfers met een niveau van 1 tot 4.",
        "this is no crebo of five digits with a level of 1 to 4.",
    )
    bad = []
    for row, line in enumerate(rows[1:], start=2):
        match = _LIST_ROW.fullmatch(line.strip())
        if match:
            yield match[1], codes[f"MBO-{match[2]}"]
        elif line.strip():
            bad.append(Finding("bad_level", file, text, row))
    if bad:
        raise refused(InputRefused, shortened(bad))


def _dossiers(found: _Found) -> Dossiers:
    files = tuple(dict.fromkeys(file for file, _ in found.students))
    place = {file: i for i, file in enumerate(files)}
    rows: dict[str, list[Row]] = {name: [] for name in _NAMES}
    for file, student in found.students:
        at = {"file": place[file]}
        rows["pupils"].append({**student.pupil, **at})
        rows["enrolments"] += [{**row, **at} for row in _levelled(found, student.enrolments, "level")]
        rows["diplomas"] += [{**row, **at} for row in _levelled(found, student.diplomas, "diploma_level")]
    pupils = columns("pupils", _NAMES["pupils"], rows["pupils"])
    return Dossiers(
        files=files,
        columns={"pupils": pupils, **{t: columns(t, _NAMES[t], rows[t]) for t in ("enrolments", "diplomas")}},
        read=len(found.students),
        left_out=found.left_out.total(),
        refused=tuple(found.refused),
        withheld={},
        absent={name: sum(value is None for value in pupils[name]) for name in _NAMES["pupils"]},
        unknown=+found.unknown,
    )


def _levelled(found: _Found, rows: Sequence[Row], name: str) -> Iterator[Row]:
    """The rows with their level; those without are counted under `name`."""
    for row in rows:
        level = row["level"] or found.levels.get(str(row["programme"]))
        if level is None:
            found.unknown[name] += 1
        else:
            yield {**row, "level": level}
