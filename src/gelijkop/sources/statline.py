"""Tables of CBS StatLine as the catalogue declares them, and their numbers as they come from any of their forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gelijkop.catalogue import load, names
from gelijkop.errors import Finding, InputRefused, MissingColumn, Text
from gelijkop.sources.declared import Source, SourceColumn, sources
from gelijkop.sources.refusals import refusal, refused

UNITS: Mapping[str, str] = {"pupils": "aantal", "percent": "%"}
"""How StatLine writes the units in which we take a topic; of another unit, such as 1 000, it is another number."""
_UNIT = re.compile(r"\s*\((aantal|%)\)$", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """One table: its number, its columns (dimensions and topics), and how its totals are written.

    `totals` has for each dimension the names that its total may have, the likeliest first. `never` has for a
    dimension a pattern that none of its codes fits; where one does, columns were swapped.
    """

    number: str
    source: Source
    totals: Mapping[str, tuple[str, ...]]
    never: Mapping[str, re.Pattern[str]]

    @property
    def dimensions(self) -> tuple[SourceColumn, ...]:
        """The columns that part the numbers."""
        return tuple(c for c in self.source.columns if c.measure is None)

    @property
    def topics(self) -> tuple[SourceColumn, ...]:
        """The columns that hold numbers."""
        return tuple(c for c in self.source.columns if c.measure is not None)


@dataclass(frozen=True)
class Label:
    """One code of a dimension: its key where the form has keys, and its name."""

    key: str
    title: str


@dataclass(frozen=True)
class Cube:
    """The numbers of one table, a row for each combination of codes.

    `labels` are by declared name of a dimension, None where the row has a code that is in no list; `cells` by
    declared name of a topic, as text. `row` counts the rows of the form from 1.
    """

    file: str
    sha256: str
    labels: Mapping[str, Sequence[Label | None]]
    cells: Mapping[str, Sequence[str]]
    row: NDArray[np.int64]


@cache
def tables() -> Mapping[str, Table]:
    """The tables that the catalogue declares, by number."""
    declared = (load(name) for name in names("sources"))
    found = (
        Table(
            e["statline"],
            sources()[e["code"]],
            {name: tuple(titles) for name, titles in e["totals"].items()},
            {name: re.compile(pattern, re.IGNORECASE) for name, pattern in e.get("never", {}).items()},
        )
        for e in declared
        if "statline" in e
    )
    return {table.number: table for table in found}


def plain(title: str) -> str:
    """A name as it is compared: without blanks around it, its unit and capitals."""
    return _UNIT.sub("", title.strip()).casefold()


def unit(heading: str) -> str:
    """The unit behind a heading, empty where there is none."""
    match = _UNIT.search(heading.strip())
    return match[1].casefold() if match else ""


def bind(table: Table, headings: Mapping[str, str], *, file: str) -> dict[str, str]:
    """For each declared column that is there, the key of its heading; `headings` is key → name.

    The topics that are not there may be left out by whoever made the file; a dimension may not.

    Raises:
        MissingColumn: a dimension is not there, or no topic at all.
        InputRefused: a column is there twice.
    """
    found = {c.name: _fitting(c, headings) for c in table.source.columns}
    twice = [name for name, keys in found.items() if len(keys) > 1]
    if twice:
        text = Text("deze kolom staat er meer dan eens in.", "this column is there more than once.")
        raise refused(InputRefused, [Finding("duplicate_heading", file, text, 1, name) for name in twice])
    missing = [c.name for c in table.dimensions if not found[c.name]]
    if not any(found[c.name] for c in table.topics):
        missing += [c.name for c in table.topics]
    if missing:
        text = Text(f"deze kolom hoort in tabel {table.number} te staan maar ontbreekt. Haal de tabel opnieuw op.",
                    f"this column belongs in table {table.number} but is missing. Fetch the table again.")  # fmt: skip
        raise refused(MissingColumn, [Finding("missing_column", file, text, 1, name) for name in missing])
    return {name: keys[0] for name, keys in found.items() if keys}


def fits(table: Table, headings: Sequence[str]) -> bool:
    """Whether these headings have all dimensions of the table and one of its topics."""
    by_name = {h: h for h in headings}
    return all(_fitting(c, by_name) for c in table.dimensions) and any(_fitting(c, by_name) for c in table.topics)


def check_unit(column: SourceColumn, written: str, *, file: str) -> None:
    """Refuse a topic in another unit than the one declared, such as thousands.

    Raises:
        InputRefused: the unit is another one.
    """
    expected = UNITS[column.unit]
    if written.strip().casefold() != expected:
        text = Text(f"de eenheid is “{written}”; verwacht: “{expected}”.",
                    f"the unit is “{written}”; expected: “{expected}”.")  # fmt: skip
        raise refusal(InputRefused, "odd_unit", file, text, column=column.name)


def _fitting(column: SourceColumn, headings: Mapping[str, str]) -> list[str]:
    """The keys of the headings that are this column; a topic may stand behind the groups that it is in (`a/b/c`)."""
    names = (column.name, *column.also)
    wanted = {*map(plain, names), *map(str.casefold, names)}  # a name may itself end in what looks like a unit
    if column.measure is None:
        return [key for key, title in headings.items() if plain(title) in wanted]
    return [
        key
        for key, title in headings.items()
        if any(plain(title) == w or plain(title).endswith(f"/{w}") for w in wanted)
    ]
