"""The page of one OSO dossier: its texts, dates, codes and locations by path, and the faults found on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding, Text
from gelijkop.model.tables import BRIN6
from gelijkop.sources.xml import again

NAMESPACE = "http://www.edustandaard.nl/oso_gegevensset/2019/dossier"
OLDER = tuple(NAMESPACE.replace("2019", year) for year in ("2017", "2018"))
"""Versions 2017.1 and 2018.1. Nothing that is read here differs in them.

Source: the notes on changes in OSO_gegevensset.xsd 2019.1 and its release notes [V]; no schema or example of these
versions was at hand, so that they are tested on dossiers typed from those notes.
"""

_PARTS = (
    "huidigeschool",
    "huidigeschool/leerling",
    "huidigeschool/leerling/overstapadvies",
    "huidigeschool/leerling/eindtoets_basisonderwijs",
    "huidigeschool/leerling/eindtoets_basisonderwijs/eindtoetsresultaat",
    "huidigeschool/leerling/schoolloopbaanlijst/schoolloopbaan",
)
_ONCE = frozenset({
    "leerling", "leerlingid", "bsn", "onderwijsnummer", "geboortedatum", "geslacht", "adresgeheim", "adreslijst",
    "overstapadvies", "advies", "herzienadvies", "eindtoets_basisonderwijs", "deelgenomen", "eindtoetsresultaat",
    "datum_afname", "toets_advies", "toetssoort", "wettelijke_ontheffing", "schoolloopbaanlijst", "schooljaar",
    "jaargroep", "brincode", "vestigingscode", "schoolsoort", "begindatum", "einddatum",
})  # fmt: skip
"""What is read in these parts; the schema allows each of them once."""
_WITHHELD = ("VERBODEN", "OPT-UIT")
_DATE = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?=Z|[+-]|$)")
_LOCATION = re.compile(BRIN6)


@dataclass(frozen=True, repr=False)
class Page:
    """A dossier while it is read: what was kept back, and what is found wrong or unknown."""

    file: str
    root: etree._Element
    kept_back: frozenset[str]
    wrong: list[Finding] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def kept_back(root: etree._Element) -> frozenset[str]:
    """The categories of a dossier that the parents (OPT-UIT) or the rules (VERBODEN) kept back, without `cat_`."""
    categories = root.iterfind(steps("metadata/categorie_uitlevering") + "/*")
    return frozenset(
        etree.QName(c).localname.removeprefix("cat_") for c in categories if (c.text or "").strip().upper() in _WITHHELD
    )


def check_once(page: Page) -> None:
    """A fault for each part in which something that is read stands twice: it cannot be told which of them counts."""
    for element in (part for path in _PARTS for part in page.root.iterfind(steps(path))):
        child = again(element, _ONCE)
        if child is not None:
            add_fault(page, "twice", child, etree.QName(child).localname,
                      "dit staat hier voor de tweede keer", "this is here for the second time")  # fmt: skip


def read_location(page: Page, element: etree._Element | None) -> str | None:
    """BRIN and number of the location; a fault where they are not."""
    parts = () if element is None else (read_text(element, "brincode"), read_text(element, "vestigingscode"))
    written = "".join(part or "" for part in parts)
    if _LOCATION.fullmatch(written):
        return written
    add_fault(
        page, "bad_location", element if element is not None else page.root, "brincode",
        "dit is geen BRIN met vestigingsnummer. Verwacht wordt bijvoorbeeld 00AB en 01",
        "this is no BRIN with a location number. Expected is for example 00AB and 01",
    )  # fmt: skip
    return None


def read_date(page: Page, parent: etree._Element, path: str) -> str | None:
    """A date as YYYY-MM-DD; None where it is not there, a fault where it is no date."""
    written = read_text(parent, path)
    if written is None:
        return None
    match = _DATE.match(written)
    if match is not None:
        return match[0]
    add_fault(
        page, "bad_date", parent.find(steps(path)), path.rsplit("/", maxsplit=1)[-1],
        "dit is geen datum. Verwacht wordt JJJJ-MM-DD", "this is no date. Expected is YYYY-MM-DD",
    )  # fmt: skip
    return None


def read_code(page: Page, parent: etree._Element, path: str, codes: str, *, nothing: str = "") -> str | None:
    """Our code for one of the dossier; None and counted where we do not know it, None for `nothing`."""
    written = read_text(parent, path)
    if written is None or written == nothing:
        return None
    code: str | None = load("codes/oso")[codes].get(written)
    if code is None:
        page.unknown.append(codes)
    return code


def read_text(parent: etree._Element, path: str) -> str | None:
    """The text of a descendant without blanks around it; None where it is empty or not there."""
    return (parent.findtext(steps(path)) or "").strip() or None


def line(element: etree._Element | None) -> int | None:
    """The line of the file where an element starts."""
    return None if element is None else element.sourceline  # type: ignore[return-value]  # the stubs say "..."


@cache
def steps(path: str) -> str:
    """A path of names as the parser wants it, each name with its namespace."""
    return "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))


def add_fault(page: Page, rule: str, element: etree._Element | None, column: str, nl: str, en: str) -> None:
    """Note that an element is wrong; the sentences come without a full stop and never hold its text."""
    page.wrong.append(Finding(rule, page.file, Text(f"{nl}.", f"{en}."), line(element), column))
