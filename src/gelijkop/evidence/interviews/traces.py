"""What in a text may give a person away: names, schools, places, numbers. It finds kinds, and never repeats them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal, get_args

from gelijkop.catalogue import load
from gelijkop.errors import Text

Kind = Literal["name", "school", "brin", "phone", "email", "link", "postcode", "street", "date", "number", "long"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: dict[Kind, Text] = {
    "name": Text("mogelijk een naam of plaats", "possibly a name or place"),
    "school": Text("mogelijk een school of organisatie", "possibly a school or organisation"),
    "brin": Text("mogelijk een BRIN-nummer", "possibly a BRIN number"),
    "phone": Text("mogelijk een telefoonnummer", "possibly a telephone number"),
    "email": Text("mogelijk een e-mailadres", "possibly an e-mail address"),
    "link": Text("een internetadres of account", "an internet address or account"),
    "postcode": Text("mogelijk een postcode", "possibly a postal code"),
    "street": Text("mogelijk een adres", "possibly an address"),
    "date": Text("een datum", "a date"),
    "number": Text("een lang getal", "a long number"),
    "long": Text("een lang citaat: wie praat er nog meer zo?", "a long quotation: who else talks like this?"),
}
LONG = 600
"""Letters of a quotation that a manner of speaking can be known by."""

NEAR = 20
"""As many letters before a word are looked at, to see whether a sentence begins: a whole conversation stays fast."""

_FILE = "evidence/interviews/words"
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_SENTENCE = re.compile(r"(?:\A|[.!?…:;\n\"“”„‘\[(]|\s[-–—])\s*\Z")
_NUMBER_AFTER, _DAY_BEFORE = re.compile(r"\s+\d"), re.compile(r"\d{1,2}\s*\Z")
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "brin": re.compile(r"\b\d{2}(?:[A-Za-z]{2}|\s[A-Z]{2})(?:\s?\d{2})?\b"),
    "phone": re.compile(r"(?<!\d)(?:\+|00)?(?:\(?\d\)?[\s\-./]{0,2}){9,14}(?!\d)"),
    "email": re.compile(r"\S@\S|\b(?:apenstaart(?:je)?|[\[(]at[\])])\b|\bat\s+\w+\s+(?:punt|dot)\b", re.IGNORECASE),
    "link": re.compile(r"https?:|\bwww\.|(?<!\w)@\w|\b[\w-]+\.(?:nl|com|org|eu|net|be)\b", re.IGNORECASE),
    "postcode": re.compile(
        r"\b(?!(?:19|20)\d\d\s[a-z])[1-9]\d{3}\s?[A-Za-z]{2}\b"
    ),  # a year before a short word is none
    "number": re.compile(r"(?<!\d)\d{5,}"),
}


def traces(text: str) -> tuple[Kind, ...]:
    """The kinds of things found, each once, in the order of `KINDS`."""
    plain = cleaned(unicodedata.normalize("NFKC", text))
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(plain)}
    found |= set(_words(plain))
    if len(plain) > LONG:
        found.add("long")
    return tuple(kind for kind in KINDS if kind in found)


def cleaned(text: str) -> str:
    """Text with accents as one letter, spaces and line ends as one space, and without signs that cannot be seen."""
    whole = unicodedata.normalize("NFC", text)
    seen = "".join(" " if c.isspace() else c for c in whole if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(seen.split())


def _words(text: str) -> Iterator[Kind]:
    """Names, schools, streets and dates, by the words around them."""
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        at = match.start()
        word, low = match[0], match[0].casefold().removesuffix("'s").removesuffix("’s")
        before = words[place - 1][0].casefold() if place else ""
        if before in _list("titles") or (
            before == "de" and place > 1 and words[place - 2][0].casefold() in _list("titles")
        ):
            yield "name"
        if _capital(word) and not _plain(word, low, starts=bool(_SENTENCE.search(text, max(0, at - NEAR), at))):
            yield "name"
            near = {before, words[place + 1][0].casefold() if place + 1 < len(words) else "", low}
            if near & _list("bodies") or any(low.endswith(b) for b in _list("bodies")):
                yield "school"
        if low.endswith(tuple(_list("streets"))) and _NUMBER_AFTER.match(text, match.end()):
            yield "street"
        if low in _list("months") and _DAY_BEFORE.search(text, max(0, at - NEAR), at):
            yield "date"
    if re.search(r"\b\d{1,2}[-/]\d{1,2}[-/](?:\d{2}|\d{4})\b", text):
        yield "date"


def _capital(word: str) -> bool:
    return any(c.isupper() or c.istitle() for c in word)


def _plain(word: str, low: str, *, starts: bool) -> bool:
    """Whether a word with a capital is an ordinary one."""
    if low in _list("anywhere"):
        return True
    return starts and low in _list("starts") and word[1:].islower() | (len(word) == 1)


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(load(_FILE)[name])
