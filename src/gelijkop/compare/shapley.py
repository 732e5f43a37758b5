"""The Shapley value: what each of several parts adds to a total, averaged over every order of putting them in."""

from __future__ import annotations

from math import factorial

import numpy as np

from gelijkop.compare.intervals import Array


def shapley(values: Array) -> Array:
    """What each part adds, from the value of every coalition of parts; adds up to the value of all minus that of none.

    Args:
        values: value of each coalition, shape (2 ** parts, ...). Coalition c has part k where bit k of c is set.

    Returns:
        Shape (parts, ...), in the unit of the values.

    Raises:
        ValueError: the number of coalitions is no power of two.

    >>> shapley(np.array([0.0, 1.0, 3.0, 6.0])).tolist()
    [2.0, 4.0]

    Source: Shapley (1953), A value for n-person games; Shorrocks (2013), Journal of Economic Inequality 11, 99–126.
    """
    parts = len(values).bit_length() - 1
    if len(values) != 1 << parts:
        raise ValueError(f"{len(values)} coalitions are not those of a whole number of parts")
    return np.tensordot(_weights(parts), values, axes=1)


def _weights(parts: int) -> Array:
    """What the value of each coalition counts for in the share of each part, shape (parts, coalitions)."""
    found = np.zeros((parts, 1 << parts))
    for coalition in range(1 << parts):
        members = coalition.bit_count()
        for part in range(parts):
            if coalition >> part & 1:
                found[part, coalition] = factorial(members - 1) * factorial(parts - members) / factorial(parts)
            else:
                found[part, coalition] = -factorial(members) * factorial(parts - members - 1) / factorial(parts)
    return found
