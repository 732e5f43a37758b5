"""Numbers of pupils who are named by a whole number: looked up in an array, which costs less than a join."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.loops import loops

Array = NDArray[Any]  # Any: whole numbers of any width

NOBODY = -1


class Lookup:
    """The number of each key."""

    def __init__(self, keys: Array, numbers: Array) -> None:
        """`keys` are all different and at most half as far apart as 64 bits reach."""
        self._of = loops(len(keys)).lookup(keys.astype(np.int64), numbers.astype(np.int32))

    def of(self, keys: Array) -> Array:
        """The number of each of these keys; `NOBODY` where a key has none."""
        return self._of(keys.astype(np.int64, copy=False))
