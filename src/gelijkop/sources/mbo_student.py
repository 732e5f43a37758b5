"""One student in a register file of the mbo: what the records tell, or all that is wrong with them.

A period of enrolment runs to and including its last day (the next begins the day after); without an
actual last day the planned one holds. Of two enrolments on one counting day the later begun counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gelijkop.catalogue import load
from gelijkop.errors import Finding, Text
from gelijkop.sources.identifiers import postcode4
from gelijkop.sources.mbo_records import Record, Register, read_day
from gelijkop.sources.rows import Row
from gelijkop.sources.years import AUGUST

MAIN_LOCATION = "00"
"""The files name the institution alone; it counts as a whole, under the number of a main location."""

_CREBO = re.compile(r"\d{5}", re.ASCII)


@dataclass(frozen=True, repr=False)
class Student:
    """The rows of one student; `level` is missing in a row where the file does not tell it.

    `levels` holds the levels that the records give to programmes; `unknown` names what could not be placed.
    """

    pupil: Row
    enrolments: tuple[Row, ...]
    diplomas: tuple[Row, ...]
    levels: Mapping[str, str]
    unknown: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class _Page:
    """The records of one student while they are read."""

    register: Register
    number: str
    wrong: list[Finding] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Period:
    enrolment: str
    begin: date
    end: date | None
    row: int


def read_student(register: Register, number: str, records: Sequence[Record]) -> Student | tuple[Finding, ...]:
    """What the records of one student tell, or all that is wrong with them.

    Only counting days (1 October) that the file covers give an enrolment: of earlier years a register
    file has those students alone who are still there.
    """
    page = _Page(register, number)
    pupil = _pupil(page, records)
    levels = _levels(page, records)
    periods = tuple(_periods(page, records))
    diplomas = tuple(_diplomas(page, records))
    enrolments = tuple(_enrolments(page, records, periods))
    if page.wrong:
        return tuple(page.wrong)
    return Student(pupil, enrolments, diplomas, levels, tuple(page.unknown))


def school_year_of(day: date) -> int:
    """The school year that a day lies in."""
    return day.year - (day.month < AUGUST)


def _pupil(page: _Page, records: Sequence[Record]) -> Row:
    people = [r for r in records if r.type == "PER"]
    if len(people) != 1 or not page.number:
        _fault(page, records[0], "person", "PER", "bij elk studentnummer hoort precies één rij PER",
               "to each student number belongs exactly one row PER")  # fmt: skip
        return {}
    person = people[0]
    born = _day(page, person, "born") if person.values.get("born") else None
    return {
        "pupil": f"{page.register.brin}/{page.number}",
        "birth_month": None if born is None else f"{born:%Y-%m}",
        "sex": _sex(page, person),
        "postcode4": _postcode(page, person),
        "row": person.row,
    }


def _sex(page: _Page, person: Record) -> str | None:
    codes: Mapping[str, str] = load("sources/mbo_register")["sex"]
    written = person.values["sex"].upper()
    if written and written not in codes:
        _fault(page, person, "unknown_code", "sex", "dit is geen geslacht. Verwacht wordt M, V of O",
               "this is no sex. Expected is M, V or O")  # fmt: skip
    return codes.get(written) or None


def _postcode(page: _Page, person: Record) -> str | None:
    written = person.values.get("postcode", "")
    digits = postcode4(written)
    if written and digits is None:
        page.unknown.append("postcode4")
    return digits


def _levels(page: _Page, records: Sequence[Record]) -> Mapping[str, str]:
    codes: Mapping[str, str] = load("sources/mbo_register")["levels"]
    found = {}
    for record in (r for r in records if r.type == "ISP" and r.values["level"]):
        level = codes.get(record.values["level"].upper())
        if level is None:
            _fault(page, record, "unknown_code", "level",
                   f"dit niveau is niet bekend. Verwacht wordt een van: {', '.join(codes)}",
                   f"this level is not known. Expected is one of: {', '.join(codes)}")  # fmt: skip
            continue
        found[record.values["crebo"]] = level
    return found


def _periods(page: _Page, records: Sequence[Record]) -> Iterator[_Period]:
    for record in (r for r in records if r.type == "ISG"):
        begin = _day(page, record, "begin")
        ends = [_day(page, record, name) for name in ("end", "end_planned") if record.values[name]]
        if begin is not None:
            yield _Period(record.values["enrolment"], begin, ends[0] if ends else None, record.row)


def _enrolments(page: _Page, records: Sequence[Record], periods: Sequence[_Period]) -> Iterator[Row]:
    programmes = sorted(_programmes(page, records), key=lambda p: p[1])
    for day in _counting_days(page.register):
        there = sorted((p for p in periods if _covers(p, day)), key=lambda p: p.begin)
        page.unknown.extend("second_enrolment" for _ in there[1:])
        for period in there[-1:]:
            followed = [
                crebo for enrolment, begin, crebo in programmes if enrolment == period.enrolment and begin <= day
            ]
            if not followed:
                page.unknown.append("programme")
                continue
            yield {
                **_place(page, school_year_of(day), period.row),
                "sector": "mbo", "level": None, "grade": 0, "programme": followed[-1],
            }  # fmt: skip


def _programmes(page: _Page, records: Sequence[Record]) -> Iterator[tuple[str, date, str]]:
    for record in (r for r in records if r.type == "ISP"):
        begin, crebo = _day(page, record, "begin"), _crebo(page, record)
        if begin is not None and crebo is not None:
            yield record.values["enrolment"], begin, crebo


def _diplomas(page: _Page, records: Sequence[Record]) -> Iterator[Row]:
    for record in (r for r in records if r.type == "DIP"):
        day, crebo = _day(page, record, "date"), _crebo(page, record)
        if day is not None and crebo is not None:
            yield {**_place(page, school_year_of(day), record.row), "level": None, "programme": crebo}


def _counting_days(register: Register) -> list[date]:
    days = (date(year, 10, 1) for year in range(register.begin.year, register.end.year + 1))
    return [day for day in days if register.begin <= day <= register.end]


def _covers(period: _Period, day: date) -> bool:
    return period.begin <= day and (period.end is None or day <= period.end)


def _place(page: _Page, school_year: int, row: int) -> Row:
    brin = page.register.brin
    return {
        "pupil": f"{brin}/{page.number}", "school_year": school_year, "location": brin + MAIN_LOCATION, "row": row,
    }  # fmt: skip


def _crebo(page: _Page, record: Record) -> str | None:
    crebo = record.values["crebo"]
    if _CREBO.fullmatch(crebo):
        return crebo
    _fault(page, record, "bad_programme", "crebo", "dit is geen crebo: verwacht worden vijf cijfers",
           "this is no crebo: expected are five digits")  # fmt: skip
    return None


def _day(page: _Page, record: Record, name: str) -> date | None:
    day = read_day(record.values[name])
    if day is None:
        _fault(page, record, "bad_date", name, "dit is geen datum. Verwacht wordt 2024-10-01, 1-10-2024 of 20241001",
               "this is no date. Expected is 2024-10-01, 1-10-2024 or 20241001")  # fmt: skip
    return day


def _fault(page: _Page, record: Record, rule: str, column: str, nl: str, en: str) -> None:
    text = Text(f"{nl}. Deze student is overgeslagen.", f"{en}. This student was left out.")
    page.wrong.append(Finding(rule, page.register.file, text, record.row, f"{record.type} {column}"))
