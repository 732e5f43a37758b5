"""What a published number tells about the true one, by the rule under which it was published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.lattice import Ints

Bounds = tuple[Ints, Ints]
"""The first and the last possible value of each number."""


def hidden(values: Ints, where: NDArray[np.bool_], *, least: int, most: int) -> Bounds:
    """Exact numbers, but for those that a symbol stands for, such as `<5` for 1 to 4."""
    return np.where(where, least, values), np.where(where, most, values)


def nearest(shown: Ints, *, base: int) -> Bounds:
    """Numbers rounded to the nearest multiple of the base, each by itself; a half goes up, as everybody does it.

    >>> nearest(np.array([0, 10]), base=5)
    (array([0, 8]), array([ 2, 12]))
    >>> nearest(np.array([0, 10]), base=10)
    (array([0, 5]), array([ 4, 14]))
    """
    return np.maximum(shown - base // 2, 0), shown + (base - 1) // 2


def protected(shown: Ints, *, base: int, slack: int) -> Bounds:
    """Inner cells of a protected cube: 1 to base − 1 became 0 or base; larger ones moved by at most the slack.

    >>> protected(np.array([0, 5, 6, 9]), base=5, slack=2)
    (array([0, 1, 5, 7]), array([ 4,  7,  8, 11]))
    """
    low = np.where(shown >= base + 1, np.maximum(shown - slack, base), np.where(shown == base, 1, 0))
    return low, np.where(shown == 0, base - 1, shown + slack)


def promised(bounds: Bounds, shown: Ints, *, error: int) -> Bounds:
    """What is left where the publisher promised that no number is further than this from the true one."""
    return np.maximum(bounds[0], shown - error), np.minimum(bounds[1], shown + error)
