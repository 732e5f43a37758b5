"""One pupil in an EDEXML file: the rows of the model, or all that is wrong.

Codes are declared in catalogue `sources/edexml`. A pupil is known by `key`, the number in the school's
administration; `eckid` (a personal number under a hash) is never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding, Text
from gelijkop.sources.dossier_page import line
from gelijkop.sources.identifiers import postcode4
from gelijkop.sources.rows import Row
from gelijkop.sources.xml import again

_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:Z|[+-].*)?", re.ASCII)
_ONCE = frozenset({
    "geboortedatum", "geslacht", "jaargroep", "postcodenl", "instroomdatum", "uitstroomdatum", "bsn", "onderwijsnummer",
    "sofinummer",
})  # fmt: skip
_SEPARATORS = re.compile(r"[\s.\-]")


@dataclass(frozen=True)
class School:
    """What the file says of itself: the location (BRIN6), the school year, and the year group of each group."""

    file: str
    version: str
    location: str
    school_year: int
    groups: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, repr=False)
class Pupil:
    """The rows of one pupil; `enrolment` is None where there is none or its level cannot be told (`unknown`)."""

    number: str
    row: Row
    enrolment: Row | None
    unknown: tuple[str, ...]


def read_pupil(element: etree._Element, school: School) -> Pupil | tuple[Finding, ...]:
    """What one `leerling` tells, or all that is wrong with it."""
    wrong: list[Finding] = []
    number = _number(element, school, wrong)
    twice = again(element, _ONCE)
    if twice is not None:
        _fault(wrong, "twice", twice, school, str(twice.tag),
               "dit staat hier voor de tweede keer", "this is here for the second time")  # fmt: skip
    born = _date(element, school, "geboortedatum", wrong)
    begin, end = (_date(element, school, name, wrong) for name in ("instroomdatum", "uitstroomdatum"))
    sex = _sex(element, school, wrong)
    group = _group(element, school, wrong)
    if wrong:
        return tuple(wrong)
    pupil = {"pupil": f"{school.location[:4]}/{number}", "row": line(element)}
    postcode = _text(element, "postcodenl")
    row = {
        **pupil,
        "birth_month": born and born[:7],
        "sex": sex,
        "postcode4": postcode4(postcode) if postcode else None,
    }
    unknown = ["postcode4"] if postcode and row["postcode4"] is None else []
    day = f"{school.school_year}-10-01"
    there = (begin or "") <= day <= (end or "9")
    enrolment: Row | None = None
    known = load("sources/edexml")
    if not there or group in known["no_enrolment"]["codes"]:
        pass
    elif group in known["year_group"]:
        place = {**pupil, "school_year": school.school_year, "location": school.location}
        enrolment = {**place, **known["year_group"][group]}
    else:
        unknown.append("year_group" if group is None else "level")
    return Pupil(number, row, enrolment, tuple(unknown))


def _number(element: etree._Element, school: School, wrong: list[Finding]) -> str:
    """The number of the school's own; the BSN or onderwijsnummer is looked at here alone, to see that it is another."""
    number = (element.get("key") or "").strip()
    if not number:
        _fault(wrong, "no_pupil_number", element, school, "key",
               "deze leerling heeft geen nummer van de school", "this pupil has no number of the school")  # fmt: skip
    for name in ("bsn", "onderwijsnummer", "sofinummer"):
        personal = _text(element, name)
        if personal and _bare(personal) == _bare(number):
            _fault(wrong, "personal_number", element, school, "key",
                   "dit is het BSN of onderwijsnummer van de leerling. Lever het bestand aan met het leerlingnummer "
                   "van de school",
                   "this is the BSN or onderwijsnummer of the pupil. Deliver the file with the pupil number of the "
                   "school")  # fmt: skip
            break
    return number


def _date(element: etree._Element, school: School, name: str, wrong: list[Finding]) -> str | None:
    written = _text(element, name)
    if not written:
        return None
    if not _DATE.fullmatch(written):
        _fault(wrong, "bad_date", element.find(name), school, name,
               "dit is geen datum. Verwacht wordt JJJJ-MM-DD", "this is no date. Expected is YYYY-MM-DD")  # fmt: skip
        return None
    return written[:10]


def _sex(element: etree._Element, school: School, wrong: list[Finding]) -> str | None:
    codes: Mapping[str, str] = load("sources/edexml")["sex"]
    written = _text(element, "geslacht")
    if written and written not in codes:
        _fault(wrong, "unknown_code", element.find("geslacht"), school, "geslacht",
               "deze code is niet bekend. Verwacht wordt 0, 1, 2 of 9",
               "this code is not known. Expected is 0, 1, 2 or 9")  # fmt: skip
    return codes.get(written) or None


def _group(element: etree._Element, school: School, wrong: list[Finding]) -> str | None:
    """The year group of the pupil, or else of the group that the pupil is in."""
    known = load("sources/edexml")
    inside = element.find("groep")
    of_group = "" if inside is None else school.groups.get((inside.get("key") or "").strip(), "")
    group = _text(element, "jaargroep") or of_group
    codes = (*known["year_group"], *known["no_enrolment"]["codes"], *known["no_level"]["codes"])
    if group and group not in codes:
        place = element.find("jaargroep")
        _fault(wrong, "unknown_code", element if place is None else place, school, "jaargroep",
               f"deze jaargroep is niet bekend. Verwacht wordt een van: {', '.join(codes)}",
               f"this year group is not known. Expected is one of: {', '.join(codes)}")  # fmt: skip
    return group or None


def _fault(
    wrong: list[Finding], rule: str, element: etree._Element | None, school: School, column: str, nl: str, en: str
) -> None:
    text = Text(f"{nl}. Deze leerling is overgeslagen.", f"{en}. This pupil was left out.")
    wrong.append(Finding(rule, school.file, text, line(element), column))


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _bare(number: str) -> str:
    return _SEPARATORS.sub("", number).lstrip("0")
