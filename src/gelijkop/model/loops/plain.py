"""The loops in numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: whole numbers of any width
Ints = NDArray[np.int32]
Laid = tuple[Array, Array]
_STEPS = 8
"""After so many steps within a bucket the rest is searched for: keys that lie close together fill one bucket."""


def members(column: Array, inside: NDArray[np.bool_]) -> Ints:
    return np.flatnonzero(inside[column]).astype(np.int32)


def push(key: Ints, column: Array, rows: Ints, least: int, size: int) -> None:
    key *= size
    key += column[rows]
    if least:
        key -= least


def mark(key: Ints, length: int) -> NDArray[np.bool_]:
    there = np.zeros(length, dtype=bool)
    there[key] = True
    return there


def take(table: Array, key: Ints) -> Array:
    found: Array = table[key]
    return found


def joined(cell: Array, answer: Array, combination: Array, width: int) -> Ints:
    found: Ints = answer[combination].astype(np.int32)
    found += cell.astype(np.int32) * width
    return found


def tally(joint: Ints, group: Array, rows: Ints, groups: int, length: int) -> Ints:
    return np.bincount(joint * groups + group[rows], minlength=length * groups).astype(np.int32)


def filled(counts: Ints) -> NDArray[np.int64]:
    return np.flatnonzero(counts.any(axis=1))


def fold(counts: Ints, at: NDArray[np.int64], slot: Ints, into: Ints) -> None:
    groups = counts.shape[2]
    here = counts[at // groups, :, at % groups]
    for column in np.unique(slot):
        into[:, column] += here[:, (slot == column).any(axis=1)].sum(axis=1, dtype=np.int32)


def lookup(keys: Array, numbers: Ints) -> Callable[[Array], Ints]:
    if not len(keys):
        return lambda asked: np.full(len(asked), -1, dtype=np.int32)
    order = np.argsort(keys)
    return _Buckets(keys[order], np.append(numbers[order], np.int32(-1))).numbers


class _Buckets:
    """Keys in order, in buckets of equal range; a search begins where its bucket begins."""

    def __init__(self, keys: Array, numbers: Ints) -> None:
        self._keys, self._numbers = keys, numbers
        self._least, self._most = int(keys[0]), int(keys[-1])
        self._shift = max(0, (self._most - self._least).bit_length() - (2 * len(keys)).bit_length())
        filled = np.bincount((keys - self._least) >> self._shift)
        self._start = (np.cumsum(filled) - filled).astype(np.int32)

    def numbers(self, asked: Array) -> Ints:
        inside = np.clip(asked, self._least, self._most)
        at: Ints = self._start[(inside - self._least) >> self._shift]
        late = np.flatnonzero(self._keys[at] < inside)
        for _ in range(_STEPS):
            if not len(late):
                break
            at[late] += 1
            late = late[self._keys[at[late]] < inside[late]]
        at[late] = np.searchsorted(self._keys, inside[late])
        at[self._keys[at] != asked] = -1  # which is where nobody's number stands
        return self._numbers[at]


def lay(table: Laid, who: Array, year: Array, state: Array, place: Array) -> Ints:
    cell = year.astype(np.int64) * table[0].shape[1] + who
    states, places = (column.reshape(-1) for column in table)
    before = np.count_nonzero(places != -1)
    states[cell], places[cell] = state, place
    if np.count_nonzero(places != -1) - before == len(cell):
        return np.zeros(0, dtype=np.int32)
    return np.flatnonzero(places[cell] != place).astype(np.int32)


def first_seen(table: Laid, diploma: Array) -> tuple[Array, Array]:
    states, places = table
    year = np.full(states.shape[1], -1, dtype=np.int16)
    place = np.full(states.shape[1], -1, dtype=places.dtype)
    for k in reversed(range(len(states))):
        seen = (states[k] != 0) | (diploma[k] != 0)
        year[seen], place[seen] = k, places[k][seen]
    return year, place
