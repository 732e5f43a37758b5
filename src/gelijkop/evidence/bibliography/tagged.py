"""Files with one value behind each tag: RIS, the plain text of Web of Science, and that of PubMed and ERIC."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from gelijkop.errors import Finding, Text
from gelijkop.evidence.bibliography.layouts import Entry, Tag, layout
from gelijkop.evidence.bibliography.values import line

OWN = "[gelijkop] "
"""How a note in RIS begins that holds a value for which RIS has no tag, as JSON: its name and itself."""
ONE_BLANK = re.compile(r"^(?: {1,3}TY +-|TY -)", re.MULTILINE)
"""Some programs write one blank where the standard has two, or indent every line."""


@dataclass(frozen=True)
class Grammar:
    """How lines make entries.

    An entry begins with the tag `first` and ends with `last`; where `first` is empty, any tag begins one and an empty
    line ends it. Tags of `around` stand outside of entries.
    """

    format: Literal["ris", "wos", "nbib"]
    tag: re.Pattern[str]
    first: str
    last: str
    around: frozenset[str] = frozenset()


RIS = Grammar("ris", re.compile(r"([A-Z][A-Z0-9])(?:  -(?: |$)|(?<=ER) ?- *$)"), "TY", "ER")
LOOSE_RIS = Grammar("ris", re.compile(r" {0,3}([A-Z][A-Z0-9]) {1,3}-(?: |$)"), "TY", "ER")
WOS = Grammar("wos", re.compile(r"([A-Z][A-Z0-9])(?: |$)"), "PT", "ER", frozenset({"FN", "VR", "EF"}))
NBIB = Grammar("nbib", re.compile(r"(?=.{4}-)([A-Z]{2,4}) *-(?: |$)"), "", "")


@dataclass
class Reader:
    """What is being read. `entries` are those that just ended.

    `name` is empty where no value is being read, and `start` is None outside of an entry.
    """

    grammar: Grammar
    file: str
    findings: list[Finding]
    entries: list[Entry] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    name: str = ""
    parts: list[str] = field(default_factory=list)
    row: int = 0
    start: int | None = None


def parse_ris(text: str, findings: list[Finding], *, file: str) -> Iterator[Entry]:
    """The entries of a RIS text."""
    return parse(text, LOOSE_RIS if ONE_BLANK.search(text) else RIS, findings, file=file)


def parse(text: str, grammar: Grammar, findings: list[Finding], *, file: str) -> Iterator[Entry]:
    """The entries of a text with their rows; what stands outside of them or does not end is added to `findings`."""
    read, own_line, match = Reader(grammar, file, findings), layout(grammar.format).own_line, grammar.tag.match
    for row, content in enumerate(text.split("\n"), start=1):
        found = match(content)
        if found is not None:
            _tag(read, found[1], content[found.end() :], row)
        elif content and not content.isspace():
            _continue(read, content, row, own_line)
        elif not grammar.first:
            _end_entry(read, ended=True)
        if read.entries:
            yield read.entries.pop()
    _end_entry(read, ended=not grammar.last)
    yield from read.entries


def _tag(read: Reader, name: str, value: str, row: int) -> None:
    grammar = read.grammar
    if name == grammar.last:
        _end_entry(read, ended=True)
        return
    if name == grammar.first or (not grammar.first and read.start is None):
        _end_entry(read, ended=False)
        read.start = row
    if read.start is None:
        if name not in grammar.around:
            read.findings.append(_outside(read.file, row, name))
        return
    _end_value(read)
    read.name, read.parts, read.row = name, [value], row


def _continue(read: Reader, content: str, row: int, own_line: frozenset[str]) -> None:
    """A line without a tag: the rest of the value above it, or one more of the same."""
    if not read.name:
        read.findings.append(_outside(read.file, row, None))
    elif read.name in own_line:
        name = read.name
        _end_value(read)
        read.name, read.parts, read.row = name, [content], row
    else:
        read.parts.append(content)


def _end_value(read: Reader) -> None:
    if not read.name:
        return
    value = line(read.parts[0] if len(read.parts) == 1 else " ".join(read.parts))
    if value.startswith(OWN) and read.name == "N1" and (own := _own(value)) is not None:
        read.tags.append(Tag(own[0], own[1], read.row, known=False))
    elif value:
        read.tags.append(Tag(read.name, value, read.row))
    read.name = ""


def _end_entry(read: Reader, *, ended: bool) -> None:
    _end_value(read)
    if read.start is None:
        return
    if not ended:
        said = Text(
            f"deze verwijzing eindigt niet met een regel {read.grammar.last}; is zij compleet?",
            f"this reference does not end with a line {read.grammar.last}; is it complete?",
        )
        read.findings.append(Finding("no_end", read.file, said, read.start))
    if any(t.name != read.grammar.first for t in read.tags):
        read.entries.append(Entry(read.start, tuple(read.tags)))
    else:
        said = Text("hier staat een verwijzing zonder inhoud", "here is a reference without content")
        read.findings.append(Finding("empty", read.file, said, read.start))
    read.tags, read.start = [], None


def _own(value: str) -> tuple[str, str] | None:
    """The name and the value in a note of ours; None where it is damaged."""
    try:
        pair = json.loads(value.removeprefix(OWN))
    except (ValueError, RecursionError):
        return None
    match pair:
        case [str(name), str(kept)]:
            return name, kept
    return None


def _outside(file: str, row: int, name: str | None) -> Finding:
    text = Text(
        "deze regel staat buiten een verwijzing en is niet gelezen",
        "this line is outside of a reference and was not read",
    )
    return Finding("outside", file, text, row, name)
