"""What reading one file of published figures gives: columns of the model, and a finding for every row refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.model.tables import TABLES
from gelijkop.sources.declared import Source
from gelijkop.sources.refusals import refused, shortened

Columns = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
MOST_REFUSED = 0.5
"""When more than this share of the rows is refused, it is the file that is wrong, not the rows."""


@dataclass(frozen=True)
class Reading:
    """One file, read: `used` + the rows refused = `rows`, always.

    `columns` are exactly those of `table`: text and grade as objects (None is missing), bounds as
    floats (NaN is not known). `remarks` are about what was read but looks odd. `names` are the names of
    municipalities that the file itself gives. A table of one's own brings what it `declared`, and the
    `titles` of its measures.
    """

    source: str
    file: str
    sha256: str
    table: Literal["area_figures", "places"]
    columns: Columns
    rows: int
    used: int
    refused: tuple[Finding, ...]
    remarks: tuple[Finding, ...] = ()
    declared: Source | None = None
    titles: Mapping[str, Text] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.used + len(self.refused) != self.rows:
            raise ValueError("rows are lost: used and refused do not add up")
        if tuple(self.columns) != tuple(c.name for c in TABLES[self.table].columns):
            raise ValueError("the columns are not those of the table")


class Refusals:
    """Collects the first finding about each row of one file; `kept` tells which rows are used."""

    def __init__(self, file: str, rows: int) -> None:
        self.file = file
        self.kept = np.ones(rows, dtype=bool)
        self._found: dict[int, Finding] = {}

    def add(self, position: int, finding: Finding) -> None:
        """Refuse the row at this position, unless it was refused before."""
        self.kept[position] = False
        self._found.setdefault(position, finding)

    def findings(self) -> tuple[Finding, ...]:
        """One finding a refused row, in order of the file.

        Raises:
            InputRefused: so many rows are wrong that the file is.
        """
        found = tuple(self._found[n] for n in sorted(self._found))
        if len(found) > MOST_REFUSED * len(self.kept):
            raise refused(InputRefused, shortened(found))
        return found


def texts(values: Sequence[str | None]) -> NDArray[np.object_]:
    """Text as an object array; blanks become None."""
    found = np.empty(len(values), dtype=object)
    found[:] = [(v.strip() or None) if v is not None else None for v in values]
    return found


def same(value: object, count: int) -> NDArray[np.object_]:
    """One value, `count` times."""
    found = np.empty(count, dtype=object)
    found[:] = value
    return found


def in_table(table: Literal["area_figures", "places"], parts: Sequence[Columns]) -> Columns:
    """Parts of a table one below the other, the columns in the order of the table.

    A column that may be missing and that no part has is missing in every row.
    """
    columns = TABLES[table].columns
    rows = sum(len(part[columns[0].name]) for part in parts)
    there = {c.name for c in columns if not c.missing or any(c.name in part for part in parts)}
    return {
        c.name: np.concatenate([part[c.name] for part in parts]) if c.name in there else same(None, rows)
        for c in columns
    }


def few_rows(file: str, rows: int, usual: int) -> tuple[Finding, ...]:
    """A remark when a file has fewer rows than it has nationally; it may have been cut short between two rows."""
    if rows >= usual:
        return ()
    text = Text(
        f"dit bestand heeft {rows} rijen; landelijk zijn het er meer dan {usual}. Is het afgebroken of ingekort? "
        "Reken er geen landelijk totaal mee uit.",
        f"this file has {rows} rows; nationally there are more than {usual}. Was it cut short? "
        "Do not compute a national total from it.",
    )
    return (Finding("few_rows", file, text),)
