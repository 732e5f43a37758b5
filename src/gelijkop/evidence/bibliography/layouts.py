"""Which tag, heading or field name holds what, for each format of references that is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple, cast

from gelijkop.catalogue import load
from gelijkop.evidence.reference import Kind

Format = Literal["ris", "wos", "nbib", "bibtex", "table"]


class Tag(NamedTuple):
    """One value of a file with its name and its row; not `known` where it may be no field, whatever its name."""

    name: str
    value: str
    row: int
    known: bool = True


@dataclass(frozen=True)
class Entry:
    """The values of one reference, in the order of the file, and the row where it begins."""

    row: int
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class Layout:
    """How one format names things.

    `fields` gives the field and the rank of each name: of two names of one field the lower rank goes first. `names`
    are those that writing takes. `kinds` gives the kind for the word of the format, in small letters, and `words` the
    word for the kind. A line without a tag is a value of its own under one of `own_line`; what is under one of `loose`
    need be no DOI.
    """

    format: Format
    fields: Mapping[str, tuple[str, int]]
    names: Mapping[str, str]
    kinds: Mapping[str, Kind]
    words: Mapping[Kind, str]
    own_line: frozenset[str]
    loose: frozenset[str]


@cache
def layout(name: Format) -> Layout:
    """The layout of a format, from the catalogue."""
    entry = load(f"evidence/bibliography/{name}")
    declared: Mapping[str, list[str]] = entry["fields"]
    words = cast(Mapping[Kind, list[str]], entry["kinds"])
    fields: dict[str, tuple[str, int]] = {}
    for field, ranks in declared.items():
        for rank, same in enumerate(ranks):
            # A name of two fields (RIS: M3) is of the first; `loose` has it tried as a DOI all the same.
            fields.update({tag: (field, rank) for tag in same.split("|") if tag not in fields})
    return Layout(
        name,
        fields,
        {field: ranks[0].split("|")[0] for field, ranks in declared.items()},
        {word.lower(): kind for kind, known in words.items() for word in known},
        {kind: known[0] for kind, known in words.items() if known},
        frozenset(entry["own_line"]),
        frozenset(entry["loose"]),
    )


def of_headings(headings: tuple[str, ...]) -> Layout:
    """The layout of a table with these headings; that of Web of Science where they are its tags."""
    if {"PT", "TI", "UT"} <= set(headings):
        return layout("wos")
    base = layout("table")
    known = {h: base.fields[plain] for h in headings if (plain := " ".join(h.lower().split())) in base.fields}
    return replace(base, fields=known)


def pairs(text: str) -> list[tuple[str, str]] | None:
    """The names and values that writing put in one place as JSON; None where the text is something else."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, list) or not all(_is_pair(p) for p in given):
        return None
    return [(name, value) for name, value in given]


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
