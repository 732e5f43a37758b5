"""The innermost loops of rounding, compiled: threshold accepting on whole numbers.

Every visit looks at one cell, given where all others stand, and takes the best allowed step if it
costs less than the threshold, which falls to nothing. Costs are whole numbers, and so is the chance
that orders the visits: the result is the same on every machine.

Source: Dueck and Scheuer (1990), Threshold accepting, Journal of Computational Physics 90.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # Any: whole numbers of any width
Function = TypeVar("Function", bound=Callable[..., Any])
PER_MILLE = 1000


def _compiled(function: Function) -> Function:
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


@_compiled
def _drawn(state: Array, below: int) -> int:
    """A whole number from 0 to below − 1 (splitmix64)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return int((z ^ (z >> np.uint64(31))) % np.uint64(below))


@_compiled
def _shuffle(order: Array, state: Array) -> None:
    for i in range(len(order) - 1, 0, -1):
        j = _drawn(state, i + 1)
        order[i], order[j] = order[j], order[i]


@_compiled
def _summed(weights: Array, numbers: Array) -> Array:
    """The sum of the weights of the margins in each row."""
    total = np.zeros(len(numbers), np.int64)
    for row in range(len(numbers)):
        for m in numbers[row]:
            total[row] += weights[m]
    return total


@_compiled
def anneal_population(
    now: Array, low: Array, high: Array, visits: Array, margins: Array, weights: Array, pull: Array, base: int,
    thresholds: Array, state: Array,
) -> None:  # fmt: skip
    """Change `now` (released pupils by cell) and `pull` (weight × error of each margin) in place.

    Args:
        low, high: between which each cell may be; from 0 it may only be 0 or `base`.
        visits: the cells that may change.
        margins: numbers of the margins of each cell, shape (cells, margins a cell).
        thresholds: one a round, in per mille of what one step of `base` costs where no margin errs.
    """
    order = visits.copy()
    bends = _summed(weights, margins)
    for threshold in thresholds:
        _shuffle(order, state)
        moved = False
        for cell in order:
            curve = bends[cell]
            slope = np.int64(0)
            for m in margins[cell]:
                slope += pull[m]
            if low[cell] == 0:
                step = -now[cell] if now[cell] else base
            else:
                nearest = now[cell] + (curve - 2 * slope) // (2 * curve)
                step = min(max(nearest, low[cell]), high[cell]) - now[cell]
            cost = step * (step * curve + 2 * slope)
            if step != 0 and cost < threshold * (base * base * curve // PER_MILLE):
                for m in margins[cell]:
                    pull[m] += step * weights[m]
                now[cell] += step
                moved = True
        if not moved and threshold == 0:
            break


@_compiled
def anneal_split(
    now: Array, starts: Array, visits: Array, free: Array, numbers: Array, weights: Array, pull: Array, base: int,
    thresholds: Array, state: Array,
) -> None:  # fmt: skip
    """Change `now` (released count by entry) and `pull` in place; each cell keeps its population.

    Args:
        starts: where the entries of each cell begin, shape (cells + 1,).
        visits: the cells with more than one free entry and pupils in them.
        free: whether each entry may change.
        numbers: numbers of the margins of each entry, shape (entries, margins an entry).
        thresholds: see `anneal_population`.
    """
    order = visits.copy()
    widest = 0
    for cell in visits:
        widest = max(widest, starts[cell + 1] - starts[cell])
    slope = np.zeros(widest, np.int64)
    bends = _summed(weights, numbers)
    for threshold in thresholds:
        _shuffle(order, state)
        moved = False
        for cell in order:
            first, entries = starts[cell], starts[cell + 1] - starts[cell]
            for e in range(entries):
                total = np.int64(0)
                for m in numbers[first + e]:
                    total += pull[m]
                slope[e] = total
            best, source, target, pupils = np.int64(0), -1, -1, np.int64(0)
            found = False
            for a in range(entries):
                have = now[first + a]
                if have == 0 or not free[first + a]:
                    continue
                for b in range(entries):
                    if a == b or not free[first + b]:
                        continue
                    bend = bends[first + a] + bends[first + b]
                    drive = slope[a] - slope[b]
                    cost = have * (have * bend - 2 * drive)
                    if not found or cost < best:
                        best, source, target, pupils, found = cost, a, b, have, True
                    least = 1 if now[first + b] > 0 else base
                    most = have - base
                    if least <= most:
                        some = min(max((2 * drive + bend) // (2 * bend), least), most)
                        cost = some * (some * bend - 2 * drive)
                        if cost < best:
                            best, source, target, pupils = cost, a, b, some
            if not found or best >= threshold * (
                base * base * (bends[first + source] + bends[first + target]) // PER_MILLE
            ):
                continue
            for m in numbers[first + source]:
                pull[m] -= pupils * weights[m]
            for m in numbers[first + target]:
                pull[m] += pupils * weights[m]
            now[first + source] -= pupils
            now[first + target] += pupils
            moved = True
        if not moved and threshold == 0:
            break
