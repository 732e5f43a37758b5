"""What the catalogue declares about a source: its columns, its numbers and what must hold in every row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from gelijkop.catalogue import Entry, load, names
from gelijkop.errors import Text
from gelijkop.sources.numbers import Layout

Medium = Literal["csv", "json", "xlsx", "parquet", "statline", "fixed"]
KNOWN = 0.6
"""A heading with at least this share of the columns of a source is that source; the rest is then missing."""
_PERIOD = r"(\d{4}-\d{4}|\d{2})"


@dataclass(frozen=True)
class SourceColumn:
    """One column as published, and what it becomes: a measure (with a point in its code), a key, a part or a check.

    `{grade}` and `{period}` in the name stand for a number 1–6 and a school year (or the last two digits of a year).
    `also` are its names in other years. A part is added up with the other parts of its row.
    """

    name: str
    becomes: str
    unit: str = ""
    sex: str | None = None
    grade: int | None = None
    detail: str | None = None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    level: str | None = None
    also: tuple[str, ...] = ()

    @property
    def measure(self) -> str | None:
        """The code of the measure, or None for a key or a check."""
        return self.becomes if "." in self.becomes else None

    @property
    def is_number(self) -> bool:
        """Whether the cells hold numbers."""
        return self.measure is not None or self.becomes in ("check", "part")


@dataclass(frozen=True)
class Check:
    """What must hold in every row; `parts` and `whole` name columns.

    sum: the parts add up to the whole, within `tolerance`. at_most: they add up to no more than the
    whole. share: 100 × the first part ÷ the second is the whole, within `tolerance`. mean: the
    whole is there exactly where the part is at least `tolerance`.
    """

    kind: Literal["sum", "at_most", "share", "mean"]
    parts: tuple[str, ...]
    whole: str
    tolerance: float = 0.0


@dataclass(frozen=True)
class Source:
    """One source of published figures, as its file in the catalogue declares it."""

    code: str
    text: Text
    publisher: str
    licence: str
    holds: Text
    traps: tuple[Text, ...]
    medium: Medium
    table: Literal["area_figures", "places"]
    columns: tuple[SourceColumn, ...]
    checks: tuple[Check, ...] = ()
    numbers: Layout = field(default_factory=Layout)
    period: str = "file"
    usual_rows: int = 0
    open_end: bool = False
    place_kind: str = ""
    sector: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    total: str = ""
    tables: Mapping[str, str] = field(default_factory=dict)

    def named(self, becomes: str) -> str | None:
        """The published name of the column that becomes this key, or None."""
        return next(iter(self.all_named(becomes)), None)

    def all_named(self, becomes: str) -> list[str]:
        """The published names of the columns that become this key, in their order."""
        return [c.name for c in self.columns if c.becomes == becomes]


@dataclass(frozen=True)
class Bound:
    """One heading of a file and the column that it is; `grade` and `period` as they stand in the heading."""

    heading: str
    column: SourceColumn
    grade: int | None = None
    period: str | None = None


@cache
def sources() -> Mapping[str, Source]:
    """All sources of area-level figures in the catalogue, by code."""
    found = [_source(load(name)) for name in names("sources") if "medium" in load(name)]
    return {source.code: source for source in found}


def as_published(source: Source, header: Sequence[str]) -> Source:
    """The source with its columns under the names that this heading has; DUO renamed some over the years."""
    names = {c.name: next((n for n in (c.name, *c.also) if n in header), c.name) for c in source.columns}
    checks = tuple(
        replace(c, parts=tuple(names[p] for p in c.parts), whole=names[c.whole]) for c in source.checks
    )  # fmt: skip
    return replace(source, columns=tuple(replace(c, name=names[c.name]) for c in source.columns), checks=checks)


def bind(source: Source, header: Sequence[str]) -> tuple[list[Bound], list[str]]:
    """The headings that the source declares, in its own order, and those of them that the file does not have."""
    bound, missing = [], []
    there = set(header)
    for column, grade, period in _expected(source, header):
        heading = fill(column.name, grade, period)
        if heading in there:
            bound.append(Bound(heading, column, grade, period))
        else:
            missing.append(heading)
    return bound, missing


def _expected(source: Source, header: Sequence[str]) -> Iterator[tuple[SourceColumn, int | None, str | None]]:
    """Every column that should be there, in the order of the file: per school year, and per grade within it."""
    for period in _periods(source, header):
        columns = [c for c in source.columns if ("{period}" in c.name) == (period is not None)]
        yield from ((c, c.grade, period) for c in columns if "{grade}" not in c.name)
        graded = [c for c in columns if "{grade}" in c.name]
        yield from ((c, grade, period) for grade in range(1, 7) for c in graded)


def known_share(source: Source, header: Sequence[str]) -> float:
    """The share of the declared columns that this heading has."""
    bound, missing = bind(source, header)
    return len(bound) / (len(bound) + len(missing))


def fill(name: str, grade: int | None, period: str | None) -> str:
    """A published name with its grade and school year filled in."""
    return name.replace("{grade}", str(grade)).replace("{period}", str(period))


def _periods(source: Source, header: Sequence[str]) -> list[str | None]:
    """None for the columns without a school year, then each school year in the heading in its order there."""
    dated = [c.name for c in source.columns if "{period}" in c.name]
    if not dated:
        return [None]
    patterns = [re.compile("^" + re.escape(name).replace(r"\{period\}", _PERIOD) + "$") for name in dated]
    found = [match[1] for heading in header for pattern in patterns if (match := pattern.match(heading))]
    return [None, *dict.fromkeys(found)] if found else [None, "JJJJ-JJJJ"]


def _source(e: Entry) -> Source:
    numbers = e.get("numbers", {})
    suppressed = {mark: tuple(known) if known else None for mark, known in numbers.get("suppressed", {}).items()}
    return Source(
        e["code"],
        Text(e["nl"], e["en"]),
        e["publisher"],
        e["licence"],
        Text(e["holds"]["nl"], e["holds"]["en"]),
        tuple(Text(t["nl"], t["en"]) for t in e["trap"]),
        e["medium"],
        e["table"],
        tuple(SourceColumn(**{**c, "also": tuple(c.get("also", ()))}) for c in e["column"]),
        tuple(Check(c["kind"], tuple(c["parts"]), c["whole"], c.get("tolerance", 0.0)) for c in e.get("check", ())),
        Layout(
            numbers.get("decimal", ","), numbers.get("thousands", ""), numbers.get("percent", False),
            suppressed, tuple(numbers.get("missing", ())), numbers.get("words", {}),
        ),
        e.get("period", "file"),
        e.get("usual_rows", 0),
        e.get("open_end", False),
        e.get("place_kind", ""),
        e.get("sector", ""),
        {k.casefold(): v for k, v in e.get("levels", {}).items()},
        {k.casefold(): v for k, v in e.get("programmes", {}).items()},
        e.get("total", ""),
        e.get("tables", {}),
    )  # fmt: skip
