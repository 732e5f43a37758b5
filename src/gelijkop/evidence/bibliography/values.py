"""Single values of a reference: DOI, year, pages, ISBN, keywords."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
PLAIN_DOI = re.compile(
    r"(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi:?)?\s*(10\.\d{4,9}(?:\.\d+)*/\S+)(?: \[doi\])?", re.I
)
YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d|21\d\d)(?!\d)")
BARE_YEAR = re.compile(r"\d{4}/*")
RANGE = re.compile(r"([^\s-]+)-([^\s-]+)")
DASHES = re.compile(r"\s*[-‐‑‒–—]+\s*")
ISBN = re.compile(r"(?:97[89])?\d{9}[\dX]")
CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}


class Found(NamedTuple):
    """A value and whether it is all that the text had to tell."""

    value: str
    whole: bool


def line(text: str) -> str:
    """The text on one line, with single blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:  # most are, and this is twice as fast
        return text.strip()
    return " ".join(text.split())


def find_doi(text: str) -> Found | None:
    """The DOI in a text, bare and in small letters; None where there is none."""
    if "10." not in text:
        return None
    decoded = unquote(text) if "%" in text else text
    if (found := DOI.search(decoded)) is None:
        return None
    doi = bare_doi(found[0])
    return None if doi.endswith("/") else Found(doi, PLAIN_DOI.fullmatch(decoded) is not None)


def bare_doi(doi: str) -> str:
    """A DOI that begins with 10. in small letters, without what a sentence put behind it."""
    doi = doi.lower()
    while doi and (doi[-1] in ".,;:'\"" or (doi[-1] in CLOSING and CLOSING[doi[-1]] not in doi)):
        doi = doi[:-1]
    return doi


def find_year(text: str) -> tuple[int, bool] | None:
    """The first year from 1500 in a text and whether that is all it tells; None where there is none."""
    found = YEAR.search(text)
    return None if found is None else (int(found[1]), BARE_YEAR.fullmatch(text) is not None)


def pages(text: str) -> str:
    """The pages with a hyphen, whatever dash they had."""
    return DASHES.sub("-", text)


def page_range(first: str, last: str) -> str:
    """First and last page as one text; the first may be a range already."""
    first, last = pages(first), pages(last)
    if not last or first == last or first.endswith(f"-{last}"):
        return first
    return f"{first}-{last}"


def split_pages(text: str) -> tuple[str, str]:
    """The first and the last page; the last is empty where there is one page, or no simple range."""
    found = RANGE.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def isbn(text: str) -> str:
    """The ISBN without hyphens; empty where the text is something else."""
    plain = text.replace("-", "").replace(" ", "").upper()
    return plain if ISBN.fullmatch(plain) else ""


def keywords(text: str, *, commas: bool) -> tuple[str, ...]:
    """The keywords of one text, parted by `;`, else by commas where these may part them."""
    parts = text.split(";") if ";" in text or not commas else text.split(",")
    return tuple(word for part in parts if (word := line(part)))
