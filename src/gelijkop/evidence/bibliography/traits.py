"""What of a reference tells which publication it is: title, first author, year and place, in one form."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from gelijkop.catalogue import load
from gelijkop.evidence.reference import Kind, Reference
from gelijkop.evidence.words import fold

Family = Literal["thesis", "book", "paper", "report"]
FAMILIES: Mapping[Kind, Family] = {
    "thesis": "thesis",
    "book": "book",
    "article": "paper",
    "chapter": "paper",
    "conference": "paper",
    "report": "report",
}
MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,40}>")
BREAK = re.compile(r"[:?!;]\s|\.\s(?=\S{3})|\s[-–—]+\s|—")
PARTS = re.compile(r"(?<=[:\]])\s+|\s*(?=\[)")
SIGNS = re.compile(r"[^\w]+|_")
MAIN = 4
"""Words that a title without its subtitle has at least, to say which publication it is."""


@dataclass(frozen=True, order=True)
class Traits:
    """One reference in the form in which references are held against each other; empty or zero: not known.

    `title`, `main` (without subtitle) and `start` (the same, however few words are left) have no blanks.
    `about_another` says of a correction, reply or review that it is one.
    """

    doi: str
    accession: str
    title: str
    main: str
    start: str
    numbers: tuple[str, ...]
    about_another: str
    generic: bool
    surname: str
    initial: str
    year: int
    first_page: str
    volume: str
    container: tuple[str, ...]
    family: str
    preprint: bool

    @property
    def subtitle(self) -> str:
        """What follows the main title; empty where there is none."""
        return self.title.removeprefix(self.main)


def traits(reference: Reference) -> Traits:
    """What tells which publication a reference is to."""
    declared = load("evidence/bibliography/same")
    title, about_another = _title(reference.title)
    spaced = _words(title)
    surname, initial = author(reference.authors[0]) if reference.authors else ("", "")
    container = tuple(w for w in _words(reference.container).split() if w not in _set("small"))
    place = _words(reference.container)
    return Traits(
        doi=reference.doi,
        accession=_accession(reference.accession),
        title=spaced.replace(" ", ""),
        main=_main(title, spaced),
        start=_start(title).replace(" ", ""),
        numbers=_numbers(spaced),
        about_another=about_another,
        generic=" " not in spaced or spaced in _set("generic"),
        surname=surname,
        initial=initial,
        year=reference.year or 0,
        first_page=reference.pages.split("-")[0].strip().lower(),
        volume=_words(reference.volume),
        container=container,
        family=FAMILIES.get(reference.kind, ""),
        preprint=reference.doi.startswith(tuple(declared["preprint_dois"]))
        or bool(place and (set(place.split()) & _set("preprint_places") or place in _set("preprint_places"))),
    )


@lru_cache(maxsize=50_000)
def author(name: str) -> tuple[str, str]:
    """The last name without particles and the first initial; no initial where the name is that of an institute."""
    last, comma, first = name.partition(",")
    found = [w for w in _words(last).split() if w not in _set("particles")]
    initial = _words(first).strip()[:1] if comma else ""
    return "".join(found) or _words(last).replace(" ", ""), initial


def _title(title: str) -> tuple[str, str]:
    """The title without markup and without what says that it is about another, and in what way it is."""
    plain = MARKUP.sub("", html.unescape(title)) if "<" in title or "&" in title else title
    ways = _ways()
    parts = [part for part in PARTS.split(plain) if part.strip()]
    kept = [part for part in parts if _words(part) not in ways]
    if kept and len(kept) < len(parts):
        return " ".join(kept), next(ways[_words(part)] for part in parts if _words(part) in ways)
    spaced = _words(plain)
    for opening, way in ways.items():
        if " " in opening and spaced.startswith(f"{opening} "):
            return plain[_after(plain, opening) :], way
    return plain, ways.get(spaced, "")


def _after(plain: str, opening: str) -> int:
    """Where the words of an opening end in a title."""
    ends = [m.end() for m in re.finditer(r"\w+", plain)]
    return ends[min(len(opening.split()), len(ends)) - 1]


def _main(title: str, spaced: str) -> str:
    """The title up to its subtitle, where that says enough; else all of it."""
    first = _start(title)
    return (first if first.count(" ") + 1 >= MAIN else spaced).replace(" ", "")


def _start(title: str) -> str:
    return _words(BREAK.split(title, maxsplit=1)[0])


def _numbers(spaced: str) -> tuple[str, ...]:
    """Every number in a title, with Roman ones and letters that name a part."""
    return tuple(found.group(found.lastgroup or 0) for found in _number_pattern().finditer(spaced))


@cache
def _number_pattern() -> re.Pattern[str]:
    part = "|".join(load("evidence/bibliography/same")["part"])
    named = "[ivx]+|one|two|three|four|een|twee|drie|vier|[a-e]"
    return re.compile(rf"\b(?:(?:{part}) (?P<part>{named})|(?P<roman>i{{1,3}}|i?v|vi{{1,3}})$|(?P<number>\d+))\b")


def _accession(text: str) -> str:
    plain = text.lower().replace(" ", "")
    return plain if _accession_pattern().fullmatch(plain) else ""


@cache
def _accession_pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in load("evidence/bibliography/same")["accession"]))


def _words(text: str) -> str:
    """The words of a text, folded, with one blank between them."""
    return SIGNS.sub(" ", fold(text).replace("'", "").replace("’", "")).strip()


@cache
def _ways() -> Mapping[str, str]:
    """How a title is about another publication, by the words that say so."""
    declared: Mapping[str, list[str]] = load("evidence/bibliography/same")["about_another"]
    return {opening: way for way, openings in declared.items() for opening in openings}


@cache
def _set(name: str) -> frozenset[str]:
    declared: Any = load("evidence/bibliography/same")[name]  # a list of texts
    return frozenset(declared)
