"""The shapes between a document and a draft: lines with their place, and the form that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Text

FORM = "evidence/lob"
Refusal = TypeVar("Refusal", bound=InputRefused)


@dataclass(frozen=True)
class Where:
    """A place in a document: in words, and as the number of a line where the document has those."""

    nl: str = ""
    en: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Cell:
    """The place of a line in a table: its number in the document, row and column, all from 1."""

    table: int
    row: int
    column: int


@dataclass(frozen=True)
class Line:
    """One paragraph of a document.

    `raw` is what stands there; `text` is that without marks, soft hyphens and hard spaces; `full` is `text` with the
    addresses of its links beside them. `heading` is its level, 0 where it is none. A line that `goes_on` stands in one
    paragraph with the line before it. `story` tells text boxes, each with a number of its own, from the main text (0).
    """

    text: str
    where: Where
    raw: str = ""
    full: str = ""
    heading: int = 0
    listed: bool = False
    goes_on: bool = False
    links: tuple[str, ...] = ()
    cell: Cell | None = None
    story: int = 0


@dataclass(frozen=True)
class Box:
    """A label with its box; `ticked` is None where a list has labels without boxes. `group` is the heading above."""

    label: str
    ticked: bool | None
    group: str
    where: Where


@dataclass(frozen=True)
class Part:
    """What stands under one heading, blank lines left out at both ends."""

    where: Where
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Entry:
    """One key of the supplement with its values; `table` and `place` tell record, strength and each effect apart."""

    table: str
    place: int
    key: str
    items: tuple[str, ...]
    where: Where


@dataclass(frozen=True)
class Form:
    """What a document says, by part; `found` is what was odd about its shape."""

    boxes: tuple[Box, ...]
    parts: Mapping[str, Part]
    entries: tuple[Entry, ...] = ()
    found: tuple[Finding, ...] = field(default=())


def finding(rule: str, file: str, where: Where, **values: object) -> Finding:
    """A finding at a place, in the words of the catalogue, with the place before them or the number of the line."""
    said = load(FORM)["finding"][rule]
    nl, en = (said[language].format(**values) for language in ("nl", "en"))
    if where.nl:
        nl, en = f"{where.nl}: {nl}", f"{where.en}: {en}"
    return Finding(rule, file, Text(nl, en), where.row)


def refusal(kind: type[Refusal], rule: str, file: str, **values: object) -> Refusal:
    """An error of this kind about a whole file, in the words of the catalogue."""
    whole, said = (
        Text(*(load(FORM)["refusal"][name][language].format(file=file, **values) for language in ("nl", "en")))
        for name in ("whole", rule)
    )
    return kind(whole, [Finding(rule, file, said)])


def short(text: str, most: int = 60) -> str:
    """A text cut to fit in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
