"""The line of authors: names, institutes and the year in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
BRACKETED = re.compile(r"[(\[]\s*((?:19|20)\d\d)\s*[a-z]?\s*[)\]]")
INITIALS = re.compile(r"(?:[A-Z][a-z]?\.-?\s*)+(?:(?:van|de|den|der|ter|ten|te|'t|von)\s*)*")
LAST = re.compile(r"(.*\S)\s+(?:en|and|&)\s+(\S.*)")


@dataclass(frozen=True)
class People:
    """The names of a line, and every year in it."""

    authors: tuple[str, ...]
    years: tuple[int, ...]


def read_people(line: str) -> People:
    """The authors and years of a line such as “A. Auteur, B. Auteur (2023). Instituut”.

    Names are parted by semicolons where there are any, else by commas; what stands behind the year is an institute.
    """
    bracketed = BRACKETED.search(line)
    years = tuple(dict.fromkeys(int(y) for y in YEAR.findall(line)))
    mark = bracketed or (YEAR.search(line) if len(years) == 1 else None)
    if mark is None:
        return People(tuple(_names(line)), years)
    before, after = line[: mark.start()].rstrip(" ,"), line[mark.end() :].strip(" .,;:")
    return People(tuple(dict.fromkeys([*_names(before), *([after] if after else [])])), years)


def write_people(authors: Sequence[str], year: int) -> str:
    """The line of authors with the year behind it."""
    return f"{'; '.join(authors)} ({year})"


def _names(text: str) -> list[str]:
    """The names in a text; initials behind a comma belong to the name before it."""
    text = text.strip(" ;")
    if ";" in text:
        return [name.strip() for name in text.split(";") if name.strip()]
    names: list[str] = []
    for part in (p.strip() for p in text.split(",")):
        if names and INITIALS.fullmatch(part):
            names[-1] += f", {part}"
        elif part:
            names.append(part)
    if len(names) > 1 and (pair := LAST.fullmatch(names[-1])):
        initials = INITIALS.fullmatch(pair[1])
        names[-1:] = [pair[2]] if initials else [pair[1], pair[2]]
        if initials:
            names[-2] += f", {pair[1]}"
    return names
