"""Reads 1cijferHO (fixed width, with its file description) as columns of the model: students and enrolments.

A student counts in the main enrolment that is active on 1 October. Grades are not read: a year of
stay is no year of a programme. The file as DUO gives it knows only personal numbers and is refused;
so is a decoded file, which lacks the institution too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, MissingColumn, PersonalNumber, Text
from gelijkop.model.periods import start_year
from gelijkop.sources.archives import Member, head, members
from gelijkop.sources.fixed_width import Layout, is_description, read_description, read_rows
from gelijkop.sources.identifiers import location, postcode4
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.own_number import check_school_numbers
from gelijkop.sources.refusals import refusal
from gelijkop.sources.rows import Row, columns
from gelijkop.sources.xml import shown

LIMIT = 512 * 1024**2
"""Bytes of one file: it is held in memory as a whole."""

_ROW = re.compile(rb"[^\n;]{12}(?:19|20)\d\d\d\d[A-Z]{2}[^\n;]{250,}\n")
_DECODED = re.compile(rb"(?:\xef\xbb\xbf)?\"?persoonsgebonden_nummer\"?[;,|]", re.IGNORECASE)
_NAMES: Mapping[str, tuple[str, ...]] = {
    "pupils": ("sex", "postcode4"),
    "enrolments": ("sector", "level", "grade"),
}


@dataclass(frozen=True, repr=False)
class _Found:
    """The rows of the model, and what was refused or not known; `read` counts rows of the files."""

    files: tuple[str, ...]
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in _NAMES})
    refused: list[Finding] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    read: Counter[bool] = field(default_factory=Counter)


def is_ho(start: bytes) -> bool:
    """Whether a file that begins so is 1cijferHO, its description, or 1cijferHO after decoding."""
    return is_description(start) or any(pattern.match(start) for pattern in (_ROW, _DECODED))


def read_ho(paths: Iterable[Path], workdir: Path) -> Dossiers:
    """All rows of 1cijferHO files, as columns; the file description must be among the files.

    `read` and `left_out` count rows. `unknown` counts rows that are no main enrolment
    (`side_enrolment`) or not active on 1 October (`not_active`).

    Raises:
        PersonalNumber: there is no own student number in the file, or it is a personal number.
        MissingColumn: the description lacks a field.
        TruncatedFile, InputRefused: a row is of another width; there is not exactly one description.
    """
    contents = [_content(m) for path in paths for m in members(path, workdir)]
    descriptions = [(name, data) for name, data in contents if is_description(data[:8192])]
    data_files = [(name, data) for name, data in contents if not is_description(data[:8192])]
    for name, data in data_files:
        if _DECODED.match(data):
            raise _no_number(name)
    if len(descriptions) != 1 or not data_files:
        raise refusal(
            InputRefused, "description", contents[0][0] if contents else "1cijferHO",
            Text("geef het bestand van 1cijferHO en de ene bestandsbeschrijving die erbij hoort samen op.",
                 "name the file of 1cijferHO and the one file description that belongs to it together."),
        )  # fmt: skip
    layout = _layout(*descriptions[0])
    found = _Found(tuple(name for name, _ in data_files))
    for place, (name, data) in enumerate(data_files):
        _check_numbers(data, layout, name)
        names = {**load("sources/ho_1cijfer")["fields"], "number": load("sources/ho_1cijfer")["own_number"]}
        for row, fields in read_rows(data, layout, names, name):
            wrong = _read(found, fields, {"file": place, "row": row}, name)
            found.refused.extend(wrong)
            found.read[not wrong] += 1
    return Dossiers(
        files=found.files,
        columns={table: columns(table, names, found.rows[table]) for table, names in _NAMES.items()},
        read=found.read[True],
        left_out=found.read[False],
        refused=tuple(found.refused),
        withheld={},
        absent={n: sum(row[n] is None for row in found.rows["pupils"]) for n in _NAMES["pupils"]},
        unknown=found.unknown,
    )


def _content(member: Member) -> tuple[str, bytes]:
    name = shown(member.name)
    if member.path.stat().st_size > LIMIT:
        raise refusal(
            InputRefused, "too_large", name,
            Text(f"dit bestand is groter dan {LIMIT // 1024**2} MB. Dat is niet toegestaan. Splits het.",
                 f"this file is larger than {LIMIT // 1024**2} MB. That is not allowed. Split it."),
        )  # fmt: skip
    return name, head(member.path, LIMIT)


def _layout(name: str, data: bytes) -> Layout:
    known = load("sources/ho_1cijfer")
    layout = read_description(data, name)
    if known["own_number"] not in layout.fields:
        raise _no_number(name)
    missing = [theirs for theirs in known["fields"].values() if theirs not in layout.fields]
    if missing:
        raise refusal(
            MissingColumn, "missing_column", name,
            Text("dit veld ontbreekt in de bestandsbeschrijving.", "this field is not in the file description."),
            column=missing[0],
        )  # fmt: skip
    return layout


def _no_number(name: str) -> PersonalNumber:
    own = load("sources/ho_1cijfer")["own_number"]
    return refusal(
        PersonalNumber, "no_pupil_number", name,
        Text("1cijferHO kent een student alleen aan een persoonsgebonden nummer, en dat gebruiken wij niet, ook niet "
             f"versleuteld. Zet in het bestand met vaste breedte achteraan elke rij het studentnummer van uw eigen "
             f"administratie, en in de bestandsbeschrijving een regel “{own}”.",
             "1cijferHO knows a student only by a personal number, and we do not use that, not even hashed. Put the "
             "student number of your own administration at the end of each row of the fixed width file, and a line "
             f"“{own}” in the file description."),
    )  # fmt: skip


def _check_numbers(data: bytes, layout: Layout, name: str) -> None:
    """Refuse own numbers that are a personal number of the same row; those are looked at here alone."""
    known = load("sources/ho_1cijfer")
    own = known["own_number"]
    names = {n: n for n in (own, *known["personal"]) if n in layout.fields}
    numbers = []
    for row, fields in read_rows(data, layout, names, name):
        bare = fields[own].lstrip("0")
        if any(bare == fields[n].lstrip("0") for n in known["personal"] if fields.get(n)):
            raise refusal(
                PersonalNumber, "personal_number", name,
                Text("dit is een persoonsgebonden nummer. Gebruik het studentnummer van uw eigen administratie.",
                     "this is a personal number. Use the student number of your own administration."),
                row=row, column=own,
            )  # fmt: skip
        numbers.append(fields[own])
    check_school_numbers(numbers, name, column=own)


def _read(found: _Found, fields: Mapping[str, str], place: Row, file: str) -> Sequence[Finding]:
    """Put what one row tells in `found`, or give what is wrong with it."""
    codes = load("sources/ho_1cijfer")["codes"]
    year, at = start_year(fields["school_year"]), location(fields["brin"], fields["branch"] or "00")
    faults = {
        "number": not fields["number"],
        "school_year": year is None,
        "brin": at is None,
        "level": fields["level"].lower() not in codes["level"],
        "sex": bool(fields["sex"]) and fields["sex"] not in codes["sex"],
    }
    text = Text(
        "dit veld klopt niet met de bestandsbeschrijving. Deze rij is overgeslagen.",
        "this field does not fit the file description. This row was left out.",
    )
    names = {**load("sources/ho_1cijfer")["fields"], "number": load("sources/ho_1cijfer")["own_number"]}
    row = place["row"]
    wrong = [Finding("bad_field", file, text, int(row or 0), names[n]) for n, bad in faults.items() if bad]
    if wrong:
        return wrong
    student: Row = {"pupil": f"{fields['brin']}/{fields['number']}", **place}
    details = {"sex": codes["sex"].get(fields["sex"]) or None, "postcode4": postcode4(fields["postcode4"])}
    found.rows["pupils"].append({**student, **details})
    if fields["active"] not in codes["active"]:
        found.unknown["not_active"] += 1
    elif fields["kind"] not in codes["main"]:
        found.unknown["side_enrolment"] += 1
    else:
        level = codes["level"][fields["level"].lower()]
        enrolment: Row = {**student, "school_year": year, "location": at, "sector": "ho", "level": level, "grade": 0}
        found.rows["enrolments"].append(enrolment)
    return ()
