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

from gelijkop.model.loops import Loops, loops

Array = NDArray[Any]  # Any: whole numbers of any width
Ints = NDArray[np.int64]
Keys = NDArray[np.int32]
Span = tuple[int, int]
_DENSE = 1 << 22
"""A table of keys of at most this length is marked rather than sorted: 4 MB, which a processor keeps close by."""
_WIDE = 1 << 31
"""Keys stay below this."""


@dataclass(frozen=True)
class Coded:
    """`number` of the combination of each row, and for each column what combination 0, 1, … holds."""

    number: Array
    combinations: Mapping[str, Ints]


def code(
    columns: Mapping[str, Array], rows: NDArray[np.int32] | None = None, spans: Mapping[str, Span] | None = None
) -> Coded:
    """Number the combinations of values that occur, in order of the columns; every column as long as the others.

    `rows`: these rows of the columns alone. `spans`: the lowest and highest value of each column, where known.
    """
    length = len(next(iter(columns.values()), ())) if rows is None else len(rows)
    at = np.arange(length, dtype=np.int32) if rows is None else rows
    if not length:
        return Coded(np.zeros(0, dtype=np.int32), {c: np.zeros(0, np.int64) for c in columns})
    one, key, known = loops(length), np.zeros(length, dtype=np.int32), 1
    combinations: dict[str, Ints] = {}
    pending: dict[str, tuple[int, int]] = {}
    for name, column in columns.items():
        least, most = spans[name] if spans else (int(column.min()), int(column.max()))
        size = most - least + 1
        if known * size > _DENSE:
            key, known, combinations = _numbered(one, key, known, combinations, pending)
            pending = {}
        if known * size >= _WIDE:
            key, values = _sorted(key, column[at], least, size)
            combinations = {c: v[values // size] for c, v in combinations.items()} | {name: values % size + least}
            known = len(values)
            continue
        one.push(key, column, at, least, size)
        pending[name] = (least, size)
        known *= size
    key, _, combinations = _numbered(one, key, known, combinations, pending)
    return Coded(key, {name: combinations[name] for name in columns})


def _numbered(
    one: Loops, key: Keys, length: int, before: Mapping[str, Ints], pushed: Mapping[str, tuple[int, int]]
) -> tuple[Keys, int, dict[str, Ints]]:
    """Keys below `length` as numbers of those that occur, how many do, and what each stands for."""
    if length > max(_DENSE, 4 * len(key)):
        distinct, inverse = np.unique(key, return_inverse=True)
        number, values = inverse.astype(np.int32), distinct.astype(np.int64)
    else:
        values = np.flatnonzero(one.mark(key, length)).astype(np.int64)
        numbers = np.zeros(length, dtype=np.int32)
        numbers[values] = np.arange(len(values), dtype=np.int32)
        number = one.take(numbers, key)
    known, combinations = len(values), dict[str, Ints]()
    for name, (least, size) in reversed(list(pushed.items())):
        combinations[name] = values % size + least
        values //= size
    return number, known, combinations | {name: column[values] for name, column in before.items()}


def _sorted(key: Keys, column: Array, least: int, size: int) -> tuple[Keys, Ints]:
    """Keys and a column of far too many values to hold a place for each."""
    values, number = np.unique(key.astype(np.int64) * size + (column.astype(np.int64) - least), return_inverse=True)
    return number.astype(np.int32), values


def merged(tables: Sequence[Mapping[str, Ints]]) -> tuple[dict[str, Ints], list[Ints]]:
    """The distinct combinations of several tables with the same columns, and where those of each table went."""
    together = {name: np.concatenate([t[name] for t in tables]) for name in tables[0]}
    found = code(together)
    number = found.number.astype(np.int64)
    ends = np.cumsum([len(next(iter(t.values()))) for t in tables])
    return dict(found.combinations), np.split(number, ends[:-1])
