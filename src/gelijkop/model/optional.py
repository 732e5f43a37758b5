"""Optional columns: what some indicators need besides the career, and how the career table holds it.

A column that no file delivered is not in the career table at all, and an indicator that needs it is
not available. Nothing is guessed in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.tables import TABLES, Column

Array = NDArray[Any]  # Any: whole numbers of any width
Columns = Mapping[str, Array]

FIRST_BIRTH = 1900
MOST = 250
"""A number above this is held as this: hours of absence and counts of activities never need more."""


@dataclass(frozen=True)
class OptionalColumn:
    """A column of the model that the career table can hold as `name`, or per school year as `<name>_<k>`."""

    table: str
    column: str
    name: str
    yearly: bool = True

    @property
    def need(self) -> str:
        """How a definition names it: `advices.exemption`."""
        return f"{self.table}.{self.column}"

    @property
    def declared(self) -> Column:
        """The column as declared."""
        return TABLES[self.table].column(self.column)


OPTIONAL = (
    OptionalColumn("advices", "exemption", "exemption", yearly=False),
    OptionalColumn("advices", "reading_level", "reading", yearly=False),
    OptionalColumn("advices", "language_level", "language", yearly=False),
    OptionalColumn("advices", "mathematics_level", "mathematics", yearly=False),
    OptionalColumn("pupils", "birth_month", "born", yearly=False),
    OptionalColumn("enrolments", "takes_extra_subject", "extra"),
    OptionalColumn("enrolments", "prior_education", "prior"),
    OptionalColumn("absence", "unauthorised_hours", "absence"),
    OptionalColumn("destinations", "destination", "destination"),
    OptionalColumn("register", "status", "register"),
    OptionalColumn("lob", "activities", "activities"),
    OptionalColumn("lob", "conversations", "conversations"),
    OptionalColumn("lob", "qualities", "qualities"),
    OptionalColumn("lob", "motives", "motives"),
    OptionalColumn("lob", "exploration", "exploration"),
    OptionalColumn("lob", "direction", "direction"),
    OptionalColumn("lob", "network", "network"),
    OptionalColumn("lob", "barriers", "barriers"),
)


@dataclass(frozen=True)
class Laid:
    """Columns for the career table, and for each optional column that is there the school years that tell it."""

    columns: dict[str, Array]
    known: dict[str, tuple[int, ...]]


def numbers(column: Column) -> Mapping[str, int] | None:
    """What the career table holds for each code, in their order from 1; None: the column holds no codes."""
    return {code: i for i, code in enumerate(column.codes, start=1)} if column.codes else None


def number(column: Column, text: str) -> int:
    """What the career table holds for one text: the number of a code, 2 or 1 for yes or no, 1 + a whole number.

    0 is left for not known. A month of birth becomes the year, from 1900, in which the pupil is 0 on 1 October.

    Raises:
        KeyError, ValueError: the column cannot hold this.
    """
    codes = numbers(column)
    if codes is not None:
        return codes[text]
    if column.type == "flag":
        return {"nee": 1, "ja": 2}[text]
    if column.name == "birth_month":
        year, month = (int(part) for part in text.split("-"))
        return year - FIRST_BIRTH + (month > 9)
    return min(int(text), MOST) + 1


def lay(tables: Mapping[str, Columns], advice_year: Array, *, base: int, years: int) -> Laid:
    """The optional columns that `tables` hold anything in, a value per pupil or per pupil and school year.

    Of several rows of a pupil in a school year the highest number counts; of advices only the last
    school year; rows of school years outside the table are left out. `advice_year` has a place for every
    pupil. The municipality of the register is a position among the places, like a location.
    """
    laid = Laid({}, {})
    for one in OPTIONAL:
        rows = tables.get(one.table, {})
        values = rows[one.column].astype(np.uint8) if one.column in rows else np.zeros(0, dtype=np.uint8)
        if values.any():
            if one.yearly:
                _by_year(laid, one, rows, values, n=len(advice_year), base=base, years=years)
            else:
                _by_pupil(laid, one, rows, values, advice_year)
    if "register" in tables:
        _register_places(laid, tables["register"], n=len(advice_year), base=base, years=years)
    return laid


def _register_places(laid: Laid, rows: Columns, *, n: int, base: int, years: int) -> None:
    """The place of a register is that of the municipality; −1 where a pupil is not in it."""
    column = np.full(years * n, -1, dtype=np.int32)
    year = rows["school_year"].astype(np.int64)
    inside = (year >= base) & (year < base + years)
    column[(year[inside] - base) * n + rows["pupil"][inside]] = rows["municipality"][inside]
    laid.columns.update({f"municipality_{k}": part for k, part in enumerate(column.reshape(years, n))})


def _by_pupil(laid: Laid, one: OptionalColumn, rows: Columns, values: Array, advice_year: Array) -> None:
    who = rows["pupil"]
    if "school_year" in rows:
        last = rows["school_year"] == advice_year[who]
        who, values = who[last], values[last]
    column = np.zeros(len(advice_year), dtype=np.uint8)
    np.maximum.at(column, who, values)
    laid.columns[one.name] = column
    laid.known[one.need] = ()


def _by_year(laid: Laid, one: OptionalColumn, rows: Columns, values: Array, *, n: int, base: int, years: int) -> None:
    year = rows["school_year"].astype(np.int64)
    known = (values != 0) & (year >= base) & (year < base + years)
    year = year[known]
    column = np.zeros(years * n, dtype=np.uint8)
    np.maximum.at(column, (year - base) * n + rows["pupil"][known], values[known])
    laid.columns.update({f"{one.name}_{k}": part for k, part in enumerate(column.reshape(years, n))})
    laid.known[one.need] = tuple(int(y) for y in np.unique(year))
