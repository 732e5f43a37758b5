"""What the career table holds for the texts of the long tables, as expressions that every engine understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from gelijkop.model.groupings import Grouping
from gelijkop.model.levels import levels, test_advices
from gelijkop.model.optional import FIRST_BIRTH, MOST, OptionalColumn, numbers
from gelijkop.model.tables import SECTORS

LAST_MONTH = 9
"""Who is born after September has no birthday in a school year until after 1 October."""
LAID: Mapping[str, Mapping[str, type[nw.dtypes.NumericType]]] = {
    "enrolments": {"school_year": nw.Int16, "sector": nw.UInt8, "level": nw.UInt8, "grade": nw.UInt8},
    "diplomas": {"school_year": nw.Int16, "level": nw.UInt8, "extra_subject": nw.UInt8},
    "advices": {
        "school_year": nw.Int16,
        "provisional_advice": nw.UInt8,
        "test_advice": nw.UInt8,
        "final_advice": nw.UInt8,
    },
}
"""Columns that the career table reads besides `pupil` and `location`, in the order in which tables are laid."""

_LEVELS = {code: level.number for code, level in levels().items()}
_CODES: Mapping[str, Mapping[str, int]] = {
    "sector": {code: i for i, code in enumerate(SECTORS)},
    "level": _LEVELS,
    "provisional_advice": _LEVELS,
    "final_advice": _LEVELS,
    "test_advice": {code: test.number for code, test in test_advices().items()},
}


def laid_number(name: str) -> nw.Expr:
    """The number that stands for a column of `LAID`; 0 where it is missing."""
    return chosen(nw.col(name), _CODES[name]) if name in _CODES else nw.col(name).cast(nw.Int16).fill_null(0)


def group_number(grouping: Grouping) -> nw.Expr:
    """The number of the group; 0 where it is not known."""
    column = nw.col(grouping.column).cast(nw.String)  # codes are texts, also those of a column of whole numbers
    return chosen(column, {text: group.number for group in grouping.groups for text in group.written})


def optional_number(one: OptionalColumn) -> nw.Expr:
    """What `model.optional.number` says of a text, as an expression; 0 where it is missing."""
    column = nw.col(one.column)
    codes = numbers(one.declared)
    if codes is not None:
        return chosen(column, codes)
    if one.declared.type == "flag":
        return chosen(column, {True: 2, False: 1})
    if one.column == "birth_month":
        late = nw.when(column.str.slice(5, 2).cast(nw.Int16) > LAST_MONTH).then(nw.lit(1)).otherwise(nw.lit(0))
        return (column.str.slice(0, 4).cast(nw.Int16) - FIRST_BIRTH + late).fill_null(0).cast(nw.Int16)
    return (column.cast(nw.Int32).clip(upper_bound=MOST) + 1).fill_null(0).cast(nw.Int16)


def chosen(column: nw.Expr, codes: Mapping[Any, int]) -> nw.Expr:  # Any: the text or flag of a code
    """The number of each code by a comparison, 0 for anything else: engines do so once for each page of a file."""
    found = nw.lit(0)
    for code, number in reversed(list(codes.items())):
        found = nw.when(column == code).then(nw.lit(number)).otherwise(found)
    return found.cast(nw.Int16)
