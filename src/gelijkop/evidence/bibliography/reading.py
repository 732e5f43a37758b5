"""From the bytes of a file to references, whatever program wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gelijkop.errors import EmptyFile, Finding, InputRefused, Text, UnknownFile, UserError
from gelijkop.evidence.bibliography.bibtex import parse_bibtex
from gelijkop.evidence.bibliography.characters import UNDEFINED, decode
from gelijkop.evidence.bibliography.layouts import Entry, Format, Layout, layout
from gelijkop.evidence.bibliography.placing import place
from gelijkop.evidence.bibliography.table import known_headings, parse_table
from gelijkop.evidence.bibliography.tagged import NBIB, WOS, parse, parse_ris
from gelijkop.evidence.reference import Reference

SIZE = 256 * 1024**2
"""Bytes of a file: it is held in memory as a whole; 100,000 references with abstracts have about as many."""
NUMBER = 100_000
"""References in one file."""
START = 20_000
"""Characters by which a format is recognised."""
SIGNS: tuple[tuple[Format, re.Pattern[str]], ...] = (
    ("wos", re.compile(r"\s*(?:FN [^\n]*\n(?:VR [^\n]*\n)?\s*)?PT [A-Z]\n")),
    ("ris", re.compile(r"^ {0,3}TY {1,3}-", re.MULTILINE)),
    ("bibtex", re.compile(r"^\s*@[A-Za-z]+\s*[{(]", re.MULTILINE)),
    ("nbib", re.compile(r"^(?:PMID|OWN |TI  |PT  |FAU )- ", re.MULTILINE)),
)


@dataclass(frozen=True)
class Bibliography:
    """The references of a file, in its order, and what of it could not be placed."""

    references: tuple[Reference, ...]
    left: tuple[Finding, ...]
    format: Format


def read_references(data: bytes, *, file: str) -> Bibliography:
    """All references in a file of RIS, BibTeX, CSV, Web of Science, PubMed or ERIC; `file` is its name, for messages.

    Raises:
        EmptyFile: there is nothing in it.
        UnknownFile: it has none of these formats.
        MissingColumn: a table without a column of titles.
        InputRefused: it is too large.
    """
    if len(data) > SIZE:
        raise _refused(InputRefused, "too_large", file, _too_large())
    text = decode(data)
    if not text.strip():
        said = Text("dit bestand is leeg", "this file is empty")
        raise _refused(EmptyFile, "empty_file", file, said)
    format_ = recognise(text)
    if format_ is None:
        raise _refused(UnknownFile, "unknown_file", file, _unknown())
    left: list[Finding] = [*_damaged(text, file)]
    entries, names = _parse(text, format_, left, file)
    references: list[Reference] = []
    for number, entry in enumerate(entries, start=1):  # one at a time: all entries of a large file fill the memory
        if number > NUMBER:
            raise _refused(InputRefused, "too_large", file, _too_large())
        placed = place(entry, number=number, layout=names, file=file)
        references.append(placed.reference)
        left.extend(placed.findings)
    left.sort(key=lambda f: f.row or 0)
    return Bibliography(tuple(references), tuple(left), format_)


def recognise(text: str) -> Format | None:
    """The format of a text by how it begins; None where it is none of ours."""
    headings, start = known_headings(text), text[:START]
    if headings > 1:
        return "table"
    for format_, sign in SIGNS:
        if (sign.match if format_ == "wos" else sign.search)(start):
            return format_
    return "table" if headings else None


def _parse(text: str, format_: Format, left: list[Finding], file: str) -> tuple[Iterator[Entry], Layout]:
    if format_ == "table":
        return parse_table(text, left, file=file)
    if format_ == "bibtex":
        return parse_bibtex(text, left, file=file), layout(format_)
    if format_ == "ris":
        return parse_ris(text, left, file=file), layout(format_)
    return parse(text, WOS if format_ == "wos" else NBIB, left, file=file), layout(format_)


def _damaged(text: str, file: str) -> Sequence[Finding]:
    """The rows with bytes that are no letter in any of the known encodings."""
    if UNDEFINED not in text:
        return ()
    said = Text(
        "hier staan tekens die niet te lezen zijn; bewaar het bestand opnieuw als UTF-8",
        "here are characters that cannot be read; save the file again as UTF-8",
    )
    lines = enumerate(text.split("\n"), start=1)
    return [Finding("encoding", file, said, row) for row, content in lines if UNDEFINED in content]


def _refused(kind: type[UserError], rule: str, file: str, said: Text) -> UserError:
    text = Text("Dit bestand met verwijzingen is niet te lezen:", "This file of references cannot be read:")
    return kind(text, [Finding(rule, file, said)])


def _too_large() -> Text:
    return Text(
        f"dit bestand is groter dan {SIZE // 1024**2} MB of heeft meer dan {NUMBER} verwijzingen; knip het op",
        f"this file is larger than {SIZE // 1024**2} MB or has more than {NUMBER} references; cut it up",
    )


def _unknown() -> Text:
    return Text(
        "dit is geen RIS, BibTeX, CSV of tekst van Web of Science, PubMed of ERIC. Kies bij het bewaren uit de "
        "database een van deze vormen",
        "this is no RIS, BibTeX, CSV or text of Web of Science, PubMed or ERIC. Choose one of these forms when you "
        "save from the database",
    )
