"""Coding: rows of small whole numbers as one number a row, and the table of what each number stands for.

A register holds millions of pupils but only thousands of different combinations of advice, test and
level, so a definition is worked out once a combination instead of once a pupil.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: whole numbers of any width
Ints = NDArray[np.int64]
_DENSE = 1 << 22
"""A table of keys of at most this length is marked rather than sorted: 4 MB, which a processor keeps close by."""


@dataclass(frozen=True)
class Coded:
    """`number` of the combination of each row, and for each column what combination 0, 1, … holds."""

    number: Array
    combinations: Mapping[str, Ints]


def code(columns: Mapping[str, Array]) -> Coded:
    """Number the combinations of values that occur, in order of the columns; every column as long as the others."""
    number: Array = np.zeros(len(next(iter(columns.values()), np.zeros(0))), dtype=np.uint32)
    combinations: dict[str, Ints] = {}
    for name, column in columns.items():
        if not len(column):
            return Coded(number, {c: np.zeros(0, np.int64) for c in columns})
        least = int(column.min())
        size = int(column.max()) - least + 1
        known = max((len(c) for c in combinations.values()), default=1)
        keys, number = _numbered(_key(number, known, column, least, size), known * size)
        combinations = {c: values[keys // size] for c, values in combinations.items()}
        combinations[name] = keys % size + least
    return Coded(number, combinations)


def merged(tables: Sequence[Mapping[str, Ints]]) -> tuple[dict[str, Ints], list[Ints]]:
    """The distinct combinations of several tables with the same columns, and where those of each table went."""
    together = {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}
    found = code(together)
    number = found.number.astype(np.int64)
    ends = np.cumsum([len(next(iter(t.values()))) for t in tables])
    return dict(found.combinations), np.split(number, ends[:-1])


def _key(number: Array, known: int, column: Array, least: int, size: int) -> Array:
    wide = np.uint32 if known * size < 1 << 32 else np.int64
    shifted = column if least == 0 else column.astype(np.int64) - least
    key: Array = number.astype(wide) * size + shifted.astype(wide)
    return key


def _numbered(key: Array, length: int) -> tuple[Ints, Array]:
    """The keys that occur, in order, and for each row which of them it has."""
    if length > max(_DENSE, 4 * len(key)):
        keys, number = np.unique(key, return_inverse=True)
        return keys.astype(np.int64), number.astype(np.uint32)
    there = np.zeros(length, dtype=bool)
    there[key] = True
    keys = np.flatnonzero(there)
    narrow = np.uint16 if len(keys) <= np.iinfo(np.uint16).max else np.uint32
    numbers = np.zeros(length, dtype=narrow)
    numbers[keys] = np.arange(len(keys), dtype=narrow)
    return keys, numbers[key]
