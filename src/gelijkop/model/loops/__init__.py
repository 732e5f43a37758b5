"""The innermost loops over rows: compiled where rows are many, else numpy.

Both give the same answers; the tests compare them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.loops import plain

Array = NDArray[Any]  # Any: whole numbers of any width
Ints = NDArray[np.int32]
Laid = tuple[Array, Array]
"""State and place by school year and pupil; place −1 is nowhere."""
ENOUGH = 300_000
"""With fewer rows numpy is done before compiled code is loaded, which takes 0.8 s."""


class Loops(Protocol):
    """What is done once a row."""

    def members(self, column: Array, inside: NDArray[np.bool_]) -> Ints:
        """The rows whose value is inside; `inside` has a place for each value."""

    def push(self, key: Ints, column: Array, rows: Ints, least: int, size: int) -> None:
        """Make room for `size` values in every key and add the value of its row, counted from `least`."""

    def mark(self, key: Ints, length: int) -> NDArray[np.bool_]:
        """Which numbers below `length` are among the keys."""

    def take(self, table: Array, key: Ints) -> Array:
        """The entry of the table for each key."""

    def joined(self, cell: Array, answer: Array, combination: Array, width: int) -> Ints:
        """`cell * width` plus the answer of the combination of each row."""

    def tally(self, joint: Ints, group: Array, rows: Ints, groups: int, length: int) -> Ints:
        """How many rows there are of each `joint * groups` + group; joint numbers are below `length`."""

    def filled(self, counts: Ints) -> NDArray[np.int64]:
        """Which cell × group has any rows, as cell * groups + group; `counts` is cells × answers × groups."""

    def fold(self, counts: Ints, at: NDArray[np.int64], slot: Ints, into: Ints) -> None:
        """Add the counts of each answer to the columns in which it counts; row i of `into` is for `at[i]`, in order."""

    def lookup(self, keys: Array, numbers: Ints) -> Callable[[Array], Ints]:
        """What gives the number of each of other keys, −1 where a key has none.

        The keys are whole numbers of 64 bits, all different and at most half as far apart as 64 bits reach.
        """

    def lay(self, table: Laid, who: Array, year: Array, state: Array, place: Array) -> Ints:
        """Write state and place of each row in its school year, counted from 0; gives rows that met another place.

        Of several rows of a pupil in a school year it is not told which was written.
        """

    def first_seen(self, table: Laid, diploma: Array) -> tuple[Array, Array]:
        """The first school year, from 0, in which each pupil has a state or diploma, and its place; −1: none."""


def loops(rows: int) -> Loops:
    """The loops for so many rows; what was loaded is used for fewer rows too."""
    return cast(Loops, _compiled() if rows >= ENOUGH or _compiled.cache_info().currsize else plain)


@cache
def _compiled() -> ModuleType:
    from gelijkop.model.loops import compiled  # slow import

    return compiled
