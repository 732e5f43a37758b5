"""Two groupings crossed: for each pupil a group of both at once, as in girls of poor neighbourhoods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.careers import Careers
from gelijkop.model.groupings import UNKNOWN, groupings

Pair = tuple[str, str]
T = TypeVar("T", bound=np.integer)
_SIGN = "×"
_WIDTH = 16
"""No grouping has as many groups; a crossed group is 16 × the first + the second."""


def with_crossed(careers: Careers, pairs: Sequence[Pair]) -> Careers:
    """The same careers with a grouping more for each pair that they have both groupings of.

    A pupil of whom one of the two is not known is in group 0.
    """
    columns, names = dict(careers.columns), list(careers.groupings)
    for one, other in pairs:
        if {one, other} <= set(careers.groupings):
            first, second = (careers.columns[f"g_{g}"].astype(np.uint8) for g in (one, other))
            columns[f"g_{crossed_code(one, other)}"] = crossed(first, second)
            names.append(crossed_code(one, other))
    return replace(careers, columns=columns, groupings=tuple(names))


def crossed(first: NDArray[T], second: NDArray[T]) -> NDArray[T]:
    """The group number of both: 0 where one of the two is not known. The type must hold 255."""
    return np.where((first != UNKNOWN) & (second != UNKNOWN), _WIDTH * first + second, UNKNOWN).astype(first.dtype)


def crossed_number(first: int, second: int) -> int:
    """The group number of two known groups at once."""
    return _WIDTH * first + second


def pair_of(code: str) -> Pair | None:
    """The two groupings that a code crosses; None for the code of one grouping."""
    one, sign, other = code.partition(_SIGN)
    return (one, other) if sign else None


def crossed_code(one: str, other: str) -> str:
    """The code of two groupings crossed: `armoede×geslacht`."""
    return f"{one}{_SIGN}{other}"


def group_code(grouping: str, number: int) -> str | None:
    """The code of a group, of both groups in a crossed grouping (`arm×v`); None: not known."""
    if number == UNKNOWN:
        return None
    if _SIGN not in grouping:
        return groupings()[grouping].group(number).code
    one, other = grouping.split(_SIGN)
    return f"{group_code(one, number // _WIDTH)}{_SIGN}{group_code(other, number % _WIDTH)}"
