"""Reads TBGI, the XML of funding grounds of the mbo: enrolments on 1 October and diplomas, with their level.

Established from one demo file (cedanl/mbo-bekostiging-bestanden @ da15c52c, MIT): `Inschrijving` with
a `Teldatum` for each counting day, and `Diploma`. Amounts, factors and signals are not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding, Text
from gelijkop.sources.dossier_page import line
from gelijkop.sources.identifiers import brin4
from gelijkop.sources.mbo_records import read_day
from gelijkop.sources.mbo_student import MAIN_LOCATION, Student, school_year_of
from gelijkop.sources.own_number import check_own_numbers
from gelijkop.sources.rows import Row
from gelijkop.sources.xml import parse
from gelijkop.sources.xml_root import root_name

OCTOBER = 10

_CREBO = re.compile(r"\d{5}", re.ASCII)


def is_funding(start: bytes) -> bool:
    """Whether a file that begins so is a TBGI file."""
    return root_name(start) == "Bekostigingsgrondslagen"


def read_funding(data: bytes, file: str) -> tuple[Student | tuple[Finding, ...], ...]:
    """What each enrolment and diploma tells, or what is wrong with it; a student may come more than once.

    Raises:
        PersonalNumber: the numbers are BSNs or onderwijsnummers.
        InputRefused: as `gelijkop.sources.xml.parse`.
    """
    root = parse(data, file)
    elements = [e for e in root if isinstance(e.tag, str) and e.tag in ("Inschrijving", "Diploma")]
    check_own_numbers((_number(e) for e in elements), file, column="Burgerservicenummer")
    return tuple(_student(element, file) for element in elements)


def _student(element: etree._Element, file: str) -> Student | tuple[Finding, ...]:
    wrong = tuple(Finding(rule, file, text, line(element), column) for rule, column, text in _faults(element))
    if wrong:
        return wrong
    number, brin = _number(element), _text(element, "BRIN")
    pupil: Row = {"pupil": f"{brin}/{number}", "row": line(element)}
    place: Row = {**pupil, "location": brin + MAIN_LOCATION}
    if element.tag == "Diploma":
        day = _day(element, "DatumBehaald")
        return Student(pupil, (), ({**place, "school_year": school_year_of(day), **_level(element)},), {}, ())
    counted = [c for c in element.findall("Teldatum") if _day(c, "Teldatum").month == OCTOBER]
    rows = tuple(
        {**place, "school_year": school_year_of(_day(c, "Teldatum")), "sector": "mbo", "grade": 0, **_level(c)}
        for c in counted
    )
    levels = {str(row["programme"]): str(row["level"]) for row in rows}
    return Student(pupil, rows, (), levels, ())


def _faults(element: etree._Element) -> list[tuple[str, str, Text]]:
    """Rule, element and sentence of all that is wrong with one enrolment or diploma."""
    wrong = []
    if not _number(element) or brin4(_text(element, "BRIN")) is None:
        text = Text(
            "de BRIN of het studentnummer ontbreekt of klopt niet.", "the BRIN or student number is missing or wrong."
        )
        wrong.append(("person", "BRIN", text))
    diploma = element.tag == "Diploma"
    name = "DatumBehaald" if diploma else "Teldatum"
    levels = ", ".join(_codes())
    for part in [element] if diploma else element.findall("Teldatum"):
        if read_day(_text(part, name)) is None:
            text = Text("dit is geen datum. Verwacht wordt JJJJ-MM-DD.", "this is no date. Expected is YYYY-MM-DD.")
            wrong.append(("bad_date", name, text))
        if _text(part, "Niveau") not in _codes() or not _CREBO.fullmatch(_text(part, "Opleidingcode")):
            text = Text(
                f"het niveau (een van {levels}) of de opleidingcode (vijf cijfers) klopt niet.",
                f"the level (one of {levels}) or the programme (five digits) is not right.",
            )
            wrong.append(("unknown_code", "Niveau", text))
    return wrong


def _level(element: etree._Element) -> Row:
    return {"level": _codes()[_text(element, "Niveau")], "programme": _text(element, "Opleidingcode")}


def _codes() -> Mapping[str, str]:
    codes: Mapping[str, str] = load("sources/mbo_register")["levels"]
    return codes


def _day(element: etree._Element, name: str) -> date:
    day = read_day(_text(element, name))
    assert day is not None, "checked by _faults"
    return day


def _number(element: etree._Element) -> str:
    return _text(element, "Burgerservicenummer") or _text(element, "Onderwijsnummer")


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
