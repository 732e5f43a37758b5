"""What a true count may become, and which true counts a released one leaves possible."""

from __future__ import annotations

import numpy as np

from gelijkop.safe.sums import Ints


def may_become(true: int, *, base: int, slack: int) -> range | tuple[int, ...]:
    """The released counts that are allowed for one true count of a cube cell.

    >>> may_become(3, base=5, slack=2), list(may_become(6, base=5, slack=2))
    ((0, 5), [5, 6, 7, 8])
    """
    if true == 0:
        return (0,)
    if true < base:
        return (0, base)
    return range(max(base, true - slack), true + slack + 1)


def possible(released: Ints, *, base: int, slack: int) -> tuple[Ints, Ints]:
    """The lowest and highest true population of cube cells, for someone who knows every cell and every rule.

    A released 0 leaves 0 to base − 1; `base` leaves 1 to base + slack; a larger y leaves y ± slack, not
    below base. Sums of cells leave the sums of these bounds.

    >>> possible(np.array([0, 5, 6, 9]), base=5, slack=2)
    (array([0, 1, 5, 7]), array([ 4,  7,  8, 11]))
    """
    low = np.where(released == 0, 0, np.where(released == base, 1, np.maximum(base, released - slack)))
    high = np.where(released == 0, base - 1, released + slack)
    return low, high


def possible_outcomes(released: Ints, *, base: int, slack: int) -> tuple[Ints, Ints]:
    """The lowest and highest true count of each outcome of one cell (all outcomes of a distribution).

    The true counts add up to a true population that is itself only known to `possible`. A cell may show
    an outcome that none of its pupils has, and show none of an outcome that all have. With bases of 3 and
    more, no outcome is pinned to fewer than `base` − 1 values.
    """
    low_sum, high_sum = possible(released.sum(keepdims=True), base=base, slack=slack)
    if len(released) == 1:
        return low_sum, high_sum
    return np.zeros_like(released), np.full_like(released, high_sum[0])
