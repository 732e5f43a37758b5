"""The loops, compiled once and kept; see `Loops` for what each does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: whole numbers of any width
Ints = NDArray[np.int32]
Laid = tuple[Array, Array]
_ODD = -7046029254386353131
"""2⁶⁴ divided by the golden ratio, as a signed number: it spreads keys over the slots."""
_BLOCK = 1024
Function = TypeVar("Function", bound=Callable[..., Any])


def _compiled(function: Function) -> Function:
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


@_compiled
def members(column: Array, inside: NDArray[np.bool_]) -> Ints:
    rows = np.empty(len(column), dtype=np.int32)
    found = 0
    for i in range(len(column)):
        rows[found] = i
        found += inside[column[i]]
    return rows[:found].copy()


@_compiled
def push(key: Ints, column: Array, rows: Ints, least: int, size: int) -> None:
    for i in range(len(key)):
        key[i] = key[i] * size + (column[rows[i]] - least)


@_compiled
def mark(key: Ints, length: int) -> NDArray[np.bool_]:
    there = np.zeros(length, dtype=np.bool_)
    for i in range(len(key)):
        there[key[i]] = True
    return there


@_compiled
def take(table: Array, key: Ints) -> Array:
    found = np.empty(len(key), dtype=table.dtype)
    for i in range(len(key)):
        found[i] = table[key[i]]
    return found


@_compiled
def joined(cell: Array, answer: Array, combination: Array, width: int) -> Ints:
    found = np.empty(len(cell), dtype=np.int32)
    for i in range(len(cell)):
        found[i] = np.int64(cell[i]) * width + answer[combination[i]]
    return found


@_compiled
def tally(joint: Ints, group: Array, rows: Ints, groups: int, length: int) -> Ints:
    found = np.zeros(length * groups, dtype=np.int32)
    for i in range(len(joint)):
        found[np.int64(joint[i]) * groups + group[rows[i]]] += 1
    return found


@_compiled
def filled(counts: Ints) -> NDArray[np.int64]:
    cells, answers, groups = counts.shape
    there = np.zeros(cells * groups, dtype=np.bool_)
    for cell in range(cells):
        for answer in range(answers):
            for group in range(groups):
                there[cell * groups + group] |= counts[cell, answer, group] != 0
    return np.flatnonzero(there)


@_compiled
def fold(counts: Ints, at: NDArray[np.int64], slot: Ints, into: Ints) -> None:
    cells, answers, groups = counts.shape
    row = np.zeros(groups, dtype=np.int64)
    first = 0
    for cell in range(cells):
        last = first
        while last < len(at) and at[last] < (cell + 1) * groups:
            row[at[last] - cell * groups] = last
            last += 1
        if last == first:
            continue
        first = last
        for answer in range(answers):
            for group in range(groups):
                pupils = counts[cell, answer, group]
                if pupils:
                    for k in range(slot.shape[1]):
                        into[row[group], slot[answer, k]] += pupils


def lookup(keys: Array, numbers: Ints) -> Callable[[Array], Ints]:
    size = 1 << (2 * len(keys)).bit_length()
    table = _hashed(keys, numbers, np.full((size, 2), -1, dtype=np.int64))
    return lambda asked: _numbers(asked, table)


@_compiled
def _hashed(keys: Array, numbers: Ints, table: Array) -> Array:
    """Key and number side by side, so that finding one costs one walk to memory; number −1 is an empty slot."""
    size = len(table)
    for i in range(len(keys)):
        slot = ((keys[i] * _ODD) >> 20) & (size - 1)
        while table[slot, 1] >= 0:
            slot = (slot + 1) & (size - 1)
        table[slot, 0], table[slot, 1] = keys[i], numbers[i]
    return table


@_compiled
def _numbers(asked: Array, table: Array) -> Ints:
    size = len(table)
    found = np.empty(len(asked), dtype=np.int32)
    slots = np.empty(_BLOCK, dtype=np.int64)
    for start in range(0, len(asked), _BLOCK):
        end = min(start + _BLOCK, len(asked))
        # Nothing here waits for what was found before, so that the processor asks memory for many slots at once.
        for i in range(start, end):
            slots[i - start] = ((asked[i] * _ODD) >> 20) & (size - 1)
        for i in range(start, end):
            slot = slots[i - start]
            same = table[slot, 0] == asked[i] or table[slot, 1] < 0
            found[i] = table[slot, 1] if same else -2
        for i in range(start, end):
            if found[i] == -2:
                slot = (slots[i - start] + 1) & (size - 1)
                while table[slot, 1] >= 0 and table[slot, 0] != asked[i]:
                    slot = (slot + 1) & (size - 1)
                found[i] = table[slot, 1]
    return found


@_compiled
def lay(table: Laid, who: Array, year: Array, state: Array, place: Array) -> Ints:
    states, places = table
    other = [np.int32(0) for _ in range(0)]
    for i in range(len(who)):
        k, p = year[i], who[i]
        if places[k, p] != -1 and places[k, p] != place[i]:
            other.append(np.int32(i))
        states[k, p], places[k, p] = state[i], place[i]
    return np.array(other, dtype=np.int32)


@_compiled
def first_seen(table: Laid, diploma: Array) -> tuple[Array, Array]:
    states, places = table
    years, pupils = states.shape
    year = np.full(pupils, -1, dtype=np.int16)
    place = np.full(pupils, -1, dtype=places.dtype)
    for k in range(years):
        for p in range(pupils):
            if year[p] < 0 and (states[k, p] != 0 or diploma[k, p] != 0):
                year[p], place[p] = k, places[k, p]
    return year, place
