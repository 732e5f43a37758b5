"""Adding up whole numbers by key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def summed(keys: Ints, values: Ints) -> tuple[Ints, Ints]:
    """The different keys in ascending order, and the sum of the values of each."""
    order = np.argsort(keys, kind="stable")
    distinct, starts = np.unique(keys[order], return_index=True)
    if not len(distinct):
        return keys[:0], values[:0]
    return distinct, np.add.reduceat(values[order], starts)


def scattered(numbers: Ints, values: Ints, size: int) -> Ints:
    """For each number 0 to size − 1 the sum of the values that stand at it."""
    total = np.zeros(size, np.int64)
    np.add.at(total, numbers, values)
    return total


def summed_by(columns: Sequence[Ints], values: Ints) -> tuple[tuple[Ints, ...], Ints]:
    """The different combinations of the columns in ascending order, and the sum of the values of each.

    >>> summed_by([np.array([2, 1, 2]), np.array([-1, 0, -1])], np.array([3, 4, 5]))
    ((array([1, 2]), array([ 0, -1])), array([4, 8]))
    """
    lowest = [c.min(initial=0) for c in columns]
    lengths = tuple(int(c.max(initial=0) - low) + 1 for c, low in zip(columns, lowest, strict=True))
    shifted = tuple(c - low for c, low in zip(columns, lowest, strict=True))
    keys, sums = summed(np.ravel_multi_index(shifted, lengths).astype(np.int64), values)
    distinct = zip(np.unravel_index(keys, lengths), lowest, strict=True)
    return tuple(np.asarray(c + low, dtype=np.int64) for c, low in distinct), sums
