"""Reads fixed width text by the file description that DUO gives with it: name, place and length of each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gelijkop.errors import Finding, InputRefused, Text, TruncatedFile
from gelijkop.sources.refusals import refusal, refused, shortened

ENCODING = "cp1252"

_HEADING = re.compile(r"^\s*Startpositie\s+Aantal posities\s*$", re.MULTILINE)
_FIELD = re.compile(r"^(\S.*?)\s+(\d+)\s+(\d+)(?:\s+\(\*\))?$")


@dataclass(frozen=True)
class Layout:
    """Where each field stands, by name, and how long a row is."""

    fields: Mapping[str, slice]
    width: int


def is_description(start: bytes) -> bool:
    """Whether a file that begins so is a description of a fixed width file."""
    return _HEADING.search(start.decode(ENCODING, errors="replace").replace("\r", "")) is not None


def read_description(data: bytes, file: str) -> Layout:
    """The layout that a description tells.

    Raises:
        InputRefused: there is no layout in it, or its fields do not follow each other without a gap.
    """
    lines = data.decode(ENCODING, errors="replace").splitlines()
    begin = next((i for i, line in enumerate(lines) if _HEADING.match(line)), len(lines))
    fields: dict[str, slice] = {}
    end = 0
    for row, line in enumerate(lines[begin + 1 :], start=begin + 2):
        match = _FIELD.match(line.strip())
        if match is None:
            break
        name, first, length = match[1], int(match[2]), int(match[3])
        if first != end + 1 or not length or name in fields:
            raise _bad_layout(file, row)
        end += length
        fields[name] = slice(first - 1, end)
    if not fields:
        raise _bad_layout(file, None)
    return Layout(fields, end)


def read_rows(
    data: bytes, layout: Layout, names: Mapping[str, str], file: str
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Number and fields (by our names) of every row, without the blanks around them.

    Raises:
        TruncatedFile: a row is of another width than the description tells.
    """
    lines = data.decode(ENCODING, errors="replace").removesuffix("\x1a").split("\n")
    rows = [(row, line.removesuffix("\r")) for row, line in enumerate(lines, start=1) if line.strip()]
    text = Text(
        f"deze rij is niet zo lang als de bestandsbeschrijving zegt ({layout.width} posities).",
        f"this row is not as long as the file description tells ({layout.width} positions).",
    )
    wrong = [Finding("width", file, text, row) for row, line in rows if len(line) != layout.width]
    if wrong:
        raise refused(TruncatedFile, shortened(wrong))
    places = {ours: layout.fields[theirs] for ours, theirs in names.items()}
    for row, line in rows:
        yield row, {name: line[place].strip() for name, place in places.items()}


def _bad_layout(file: str, row: int | None) -> InputRefused:
    return refusal(
        InputRefused, "layout", file,
        Text("deze bestandsbeschrijving klopt niet: verwacht worden naam, startpositie en aantal posities van velden "
             "die op elkaar aansluiten.",
             "this file description is not right: expected are name, first position and length of fields that follow "
             "each other."),
        row=row,
    )  # fmt: skip
