"""Numbers of pupils who are named by a whole number: looked up in an array, which costs less than a join."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: whole numbers of any width

NOBODY = -1
STEPS = 8
"""After so many steps within a bucket the rest is searched for: keys that lie close together fill one bucket."""


class Lookup:
    """The number of each key. Keys lie in order, in buckets of equal range; a search begins where its bucket begins."""

    def __init__(self, keys: Array, numbers: Array) -> None:
        """`keys` are all different and at most half as far apart as 64 bits reach."""
        order = np.argsort(keys)
        self._keys, self._numbers = keys[order].astype(np.int64), numbers[order]
        self._least = int(self._keys[0]) if len(keys) else 0
        self._most = int(self._keys[-1]) if len(keys) else 0
        self._shift = max(0, (self._most - self._least).bit_length() - (2 * len(keys)).bit_length())
        buckets = (self._keys - self._least) >> self._shift
        filled = np.bincount(buckets, minlength=((self._most - self._least) >> self._shift) + 1)
        self._start = (np.cumsum(filled) - filled).astype(np.int32)

    def of(self, keys: Array) -> Array:
        """The number of each of these keys; `NOBODY` where a key has none."""
        if not len(self._keys) or not len(keys):
            return np.full(len(keys), NOBODY, dtype=np.int32)
        inside = np.clip(keys, self._least, self._most)
        at: Array = self._start[(inside - self._least) >> self._shift]
        late = np.flatnonzero(self._keys[at] < inside)
        for _ in range(STEPS):
            if not len(late):
                break
            at[late] += 1
            late = late[self._keys[at[late]] < inside[late]]
        at[late] = np.searchsorted(self._keys, inside[late])
        found = self._numbers[at]
        if np.array_equal(self._keys[at], keys):
            return found
        return np.where(self._keys[at] == keys, found, NOBODY)
