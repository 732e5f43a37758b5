"""One OSO transfer dossier: what it tells about its pupil, and what it keeps back.

Source: OSO_gegevensset.xsd 2019.1 (Edustandaard); codes in catalogue `codes/oso`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding
from gelijkop.model.levels import crosswalk
from gelijkop.model.periods import start_year
from gelijkop.sources.dossier_page import (
    Page,
    add_fault,
    check_once,
    kept_back,
    line,
    read_code,
    read_date,
    read_location,
    read_text,
    steps,
)
from gelijkop.sources.test_words import advice_of

Status = Literal["given", "withheld", "absent"]
Row = Mapping[str, str | int | None]

FIELDS: Mapping[str, str] = {
    "birth_month": "leerling",
    "sex": "leerling",
    "postcode4": "leerling",
    "enrolments": "schoolloopbaan",
    "provisional_advice": "overstapadvies",
    "final_advice": "overstapadvies",
    "test_advice": "eindtoetsbo",
    "test_provider": "eindtoetsbo",
}
"""What is read, and the category (`cat_…`) of the dossier that it belongs to."""

_POSTCODE = re.compile(r"([1-9]\d{3}) ?[A-Z]{2}")


@dataclass(frozen=True, repr=False)
class Dossier:
    """What one dossier tells: its rows without the pupil, and how each field of `FIELDS` stands.

    `brin` and `number` (`leerlingid`) name the pupil and must be replaced by a pseudonym. `row` is the
    line of the file that a row comes from. `unknown` names the fields with a code that no list of
    ours has, and the rows that could not be placed.
    """

    file: str
    made: str
    brin: str
    number: str
    pupil: Row
    enrolments: tuple[Row, ...]
    advice: Row | None
    status: Mapping[str, Status]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class _Year:
    """One year of the school career; `level` is None where it cannot be told from the dossier."""

    school_year: int
    location: str
    sector: str
    level: str | None
    grade: int
    on_count_day: bool
    row: int | None


def read_dossier(root: etree._Element, file: str) -> Dossier | tuple[Finding, ...]:
    """What one `dossier` element tells, or all that is wrong with it.

    Nothing is read of a category that was kept back, not even if it is there. Of the address only the
    digits of the postcode are read, of the birth date the month. Attachments are passed over.
    """
    page = Page(file, root, kept_back(root))
    person = root.find(steps("huidigeschool/leerling"))
    if person is None:
        add_fault(page, "no_pupil", root, "leerling", "dit dossier heeft geen leerling", "this dossier has no pupil")
        return tuple(page.wrong)
    check_once(page)
    made = read_date(page, root, "metadata/datum") or ""
    school = read_location(page, root.find(steps("huidigeschool")))
    number = _number(page, person)
    birth = read_date(page, person, "geboortedatum") if _is_open(page, "birth_month") else None
    years = _career(page, person) if _is_open(page, "enrolments") else ()
    advice, tested = _advice(page, person)
    year = _advice_year(tested, years, made if _leaves_primary(page) else "")
    if advice["final_advice"] is None and year is not None and made >= f"{year + 1}-08-01":
        advice["final_advice"] = advice["provisional_advice"]
    pupil: Row = {
        "birth_month": None if birth is None else birth[:7],
        "sex": read_code(page, person, "geslacht", "sex", nothing="0") if _is_open(page, "sex") else None,
        "postcode4": _postcode4(page, person),
        "row": line(person),
    }
    placed = _placed(page, {**advice, "row": line(person)}, year, years, school)
    if page.wrong or school is None or number is None:
        return tuple(page.wrong)
    rows = tuple(
        {k: getattr(y, k) for k in ("school_year", "location", "sector", "level", "grade", "row")}
        for y in years
        if y.level is not None
    )
    status = _status(page, person, {**pupil, **advice, "enrolments": len(rows) or None})
    return Dossier(file, made, school[:4], number, pupil, rows, placed, status, tuple(page.unknown))


def _is_open(page: Page, name: str) -> bool:
    return FIELDS[name] not in page.kept_back


def _status(page: Page, person: etree._Element, values: Row) -> Mapping[str, Status]:
    secret = read_text(person, "adresgeheim") in ("true", "1")
    status: dict[str, Status] = {}
    for name in FIELDS:
        closed = not _is_open(page, name) or (name == "postcode4" and secret)
        status[name] = "withheld" if closed else "absent" if values[name] is None else "given"
    return status


def _number(page: Page, person: etree._Element) -> str | None:
    """The number of the pupil in the school's administration; a fault where it is a personal number or not there.

    The BSN or onderwijsnummer is looked at here alone, to see that the school does not use it twice.
    """
    number = read_text(person, "leerlingid")
    if number is None:
        add_fault(
            page, "no_pupil_number", person, "leerlingid",
            "dit dossier heeft geen leerlingnummer van de school. Een BSN of onderwijsnummer gebruiken wij niet, ook "
            "niet versleuteld. Lever het dossier aan met leerlingid",
            "this dossier has no pupil number of the school. We do not use a BSN or onderwijsnummer, not even hashed. "
            "Deliver the dossier with leerlingid",
        )  # fmt: skip
        return None
    for name in ("bsn", "onderwijsnummer"):
        personal = read_text(person, name)
        if personal is not None and _digits(personal) == _digits(number):
            add_fault(
                page, "personal_number", person.find(steps("leerlingid")), "leerlingid",
                "dit is het BSN of onderwijsnummer van de leerling. Lever het dossier aan met het leerlingnummer van "
                "de school",
                "this is the BSN or onderwijsnummer of the pupil. Deliver the dossier with the pupil number of the "
                "school",
            )  # fmt: skip
            return None
    return number


def _postcode4(page: Page, person: etree._Element) -> str | None:
    """The digits of the registered address, or else of the visiting address; None for a secret address."""
    if not _is_open(page, "postcode4") or read_text(person, "adresgeheim") in ("true", "1"):
        return None
    found = {read_text(a, "soortadres"): read_text(a, "postcode") for a in person.iterfind(steps("adreslijst/adres"))}
    match = _POSTCODE.fullmatch((found.get("gba") or found.get("bezoek") or "").upper())
    return None if match is None else match[1]


def _career(page: Page, person: etree._Element) -> tuple[_Year, ...]:
    """The years of the school career; of two classes at one school in one year the one on 1 October, or else the last.

    A wrong period or location is a fault. A year group or kind of school that is not known is counted.
    """
    kept: dict[tuple[int, str], _Year] = {}
    for element in person.iterfind(steps("schoolloopbaanlijst/schoolloopbaan")):
        year = _year(page, element)
        if year is None:
            continue
        place = (year.school_year, year.location)
        if place in kept and kept[place].on_count_day and not year.on_count_day:
            continue
        kept[place] = year
    years = tuple(sorted(kept.values(), key=lambda y: (y.school_year, y.on_count_day)))
    page.unknown.extend("level" for y in years if y.level is None)
    return years


def _year(page: Page, element: etree._Element) -> _Year | None:
    location = read_location(page, element)
    school_year = start_year(read_text(element, "schooljaar") or "")
    begin, end = read_date(page, element, "begindatum"), read_date(page, element, "einddatum")
    if school_year is None:
        add_fault(
            page, "impossible_period", element, "schooljaar",
            "dit is geen schooljaar. Verwacht wordt bijvoorbeeld 2018-2019",
            "this is no school year. Expected is for example 2018-2019",
        )  # fmt: skip
    group = read_text(element, "jaargroep")
    if school_year is None or location is None or group == "P":
        return None
    known = load("codes/oso")["year_group"].get(group)
    if known is None:
        page.unknown.append("year_group")
        return None
    sector, level = _sector_and_level(read_text(element, "schoolsoort"), known["sector"])
    count_day = f"{school_year}-10-01"
    on_count_day = (begin or "") <= count_day <= (end or "9")
    return _Year(school_year, location, sector, level, known["grade"], on_count_day, line(element))


def _sector_and_level(kind: str | None, group: str) -> tuple[str, str | None]:
    """Sector and level by kind of school; a primary year group without a kind is plain primary school."""
    if kind is None:
        return (group, "bo") if group == "po" else (group, None)
    known = load("codes/oso")["kind_of_school"].get(kind.upper())
    if known is None:
        return group, None
    if group == "vo" and known["sector"] == "so":
        return "vso", "vso"
    if group == "vo" and known["sector"] in ("po", "sbo"):
        return group, None
    return known["sector"], known["level"]


def _advice(page: Page, person: etree._Element) -> tuple[dict[str, str | None], str | None]:
    """The advices and the test, and the day of the test.

    `herzienadvies` is there only where it differs from the first advice; without it the first advice
    counts as final if the dossier tells how the test went.
    """
    advice: dict[str, str | None] = dict.fromkeys(
        ("provisional_advice", "final_advice", "test_advice", "test_provider")
    )
    test = person.find(steps("eindtoets_basisonderwijs")) if _is_open(page, "test_advice") else None
    tested: str | None = None
    took_part = None if test is None else read_text(test, "deelgenomen")
    if test is not None:
        exempt = read_text(test, "eindtoetsresultaat/wettelijke_ontheffing") == "J"
        tested = read_date(page, test, "eindtoetsresultaat/datum_afname")
        if exempt or took_part in ("false", "0"):
            advice["test_advice"] = "geen-toets"
        else:
            advice["test_advice"] = _test_advice(page, test)
            advice["test_provider"] = read_code(page, test, "eindtoetsresultaat/toetssoort", "test_provider")
    if _is_open(page, "provisional_advice"):
        advice["provisional_advice"] = _school_advice(page, person, "advies")
        revised = _school_advice(page, person, "herzienadvies")
        advice["final_advice"] = revised or (None if took_part is None else advice["provisional_advice"])
    return advice, tested


def _school_advice(page: Page, person: etree._Element, name: str) -> str | None:
    place = f"overstapadvies/{name}"
    code = read_text(person, place)
    if code is None:
        return None
    known = crosswalk("rod")
    if code not in known:
        codes = ", ".join(sorted(known))
        add_fault(
            page, "unknown_code", person.find(steps(place)), name,
            f"deze code staat niet in de lijst van schooladviezen. Verwacht wordt een van: {codes}",
            f"this code is not in the list of school advices. Expected is one of: {codes}",
        )  # fmt: skip
        return None
    return known[code]


def _test_advice(page: Page, test: etree._Element) -> str | None:
    words = read_text(test, "eindtoetsresultaat/toets_advies")
    if words is None:
        return None
    code = advice_of(words)
    if code is None:
        page.unknown.append("test_advice")
    return code


def _advice_year(tested: str | None, years: Sequence[_Year], made: str) -> int | None:
    """The school year of the advice: of the test, or the last in group 8, or before the first of vo, or of the dossier.

    `made` is the day of the dossier, empty where the pupil was in vo already.
    """
    if tested is not None:
        return _school_year_of(tested)
    eighth = [y.school_year for y in years if y.grade == 8]
    if eighth:
        return max(eighth)
    first = [y.school_year for y in years if y.grade == 1 and y.sector in ("vo", "vso", "pro", "isk")]
    if first:
        return min(first) - 1
    return _school_year_of(made) if made else None


def _school_year_of(day: str) -> int:
    """The school year that a date lies in; it starts on 1 August."""
    return int(day[:4]) - (day[5:7] < "08")


def _leaves_primary(page: Page) -> bool:
    return (read_text(page.root, "metadata/overstap") or "").startswith("PO")


def _placed(page: Page, advice: Row, year: int | None, years: Sequence[_Year], school: str | None) -> Row | None:
    """The advice as a row: at the school of that year, or else at the primary school that the pupil leaves."""
    if all(value is None for name, value in advice.items() if name != "row"):
        return None
    at = {y.school_year: y.location for y in years}
    location = None if year is None else at.get(year, school if _leaves_primary(page) else None)
    if year is None or location is None:
        page.unknown.append("advice_place")
        return None
    return {"school_year": year, "location": location, **advice}


def _digits(number: str) -> str:
    return re.sub(r"[\s.\-]", "", number).lstrip("0")
