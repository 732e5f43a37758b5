"""How far segregation indices would move if the same schools drew their pupils once more.

Every unit keeps its number of pupils; each pupil's group is drawn again with the shares of the unit. So the
interval is about chance in who came, not about other schools than these, and the margins of the groups move along.
Units are fixed: in a region all of them are there. The indices of drawn pupils are higher on average than those
drawn from (chance comes twice), so the draws are used for how far they lie from their own mean.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gelijkop.compare.intervals import Array, Intervals, Numbers, ratio

Index = Callable[[Numbers], Array]
DRAWS = 1_000
_CELLS = 5_000_000


def redrawn(
    counts: Numbers, indices: tuple[Index, ...], *, rng: np.random.Generator, draws: int = DRAWS
) -> tuple[Array, ...]:
    """Each index of pupils drawn again, shape (draws, ...).

    Args:
        counts: pupils, shape (units, groups).
        indices: functions of counts, as in `segregation`; what they return has one shape.
        rng: where chance comes from.
        draws: how many times.
    """
    sizes = counts.sum(axis=-1)
    # A unit without pupils draws none; the shares that it draws with do not matter.
    shares = np.where(sizes[:, np.newaxis] > 0, ratio(counts, sizes[:, np.newaxis]), 1 / counts.shape[-1])
    at_once = max(1, _CELLS // max(counts.size, 1))
    found: list[list[Array]] = [[] for _ in indices]
    for start in range(0, draws, at_once):
        drawn = rng.multinomial(sizes, shares, size=(min(at_once, draws - start), len(sizes)))
        for values, index in zip(found, indices, strict=True):
            values.append(index(drawn))
    return tuple(np.concatenate(values) for values in found)


def centred(observed: Array, drawn: Array) -> Intervals:
    """The observed index, with limits from how far the draws lie from their own mean (2.5th and 97.5th percentile).

    What is outside 0–1 is cut off. The interval is about the index that these schools would have on
    average if they drew their pupils many times; chance is part of that as it is part of what is observed.

    Args:
        observed: index, shape (...).
        drawn: the same index of each draw, shape (draws, ...).

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 10 (bias) and 13 (percentiles).
    """
    off = drawn - drawn.mean(axis=0)
    low, high = np.quantile(off, (0.025, 0.975), axis=0)
    return Intervals(observed, np.clip(observed - high, 0, 1), np.clip(observed - low, 0, 1))


def debiased(observed: Array, drawn: Array) -> Array:
    """The observed index less what drawing once more adds to it on average, shape (...)."""
    return np.asarray(2 * observed - drawn.mean(axis=0))
