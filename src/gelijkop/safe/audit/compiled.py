"""The loops of the audit over whole numbers, compiled once and kept; imported only where they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., Any])
_COLUMNS = 5


def _compiled(function: Function) -> Function:
    return cast(Function, numba.njit(cache=True, nogil=True)(function))


@_compiled
def propagate(
    low: Ints, high: Ints, whole: Ints, start: Ints, part: Ints, of_start: Ints, of_relation: Ints,
    queue: Ints, most_steps: int,
) -> tuple[Ints, int, int]:  # fmt: skip
    """Tighten bounds until nothing changes; gives the log, the relation that cannot hold or −1, and the steps.

    A row of the log: number, side (0 low, 1 high), new bound, relation, visit. One visit uses the
    bounds of the parts as they were before it, and that of the whole as it left it.
    """
    relations = len(whole)
    waiting = np.zeros(relations, dtype=np.bool_)
    ring = np.empty(relations + 1, dtype=np.int64)
    head, tail = 0, 0
    for r in queue:
        if not waiting[r]:
            ring[tail] = r
            tail += 1
            waiting[r] = True
    log = np.empty((1024, _COLUMNS), dtype=np.int64)
    logged, visit, steps = 0, 0, 0
    while head != tail and steps < most_steps:
        r = ring[head]
        head = (head + 1) % (relations + 1)
        waiting[r] = False
        visit += 1
        w, first, last = whole[r], start[r], start[r + 1]
        steps += last - first
        sum_low, sum_high = np.int64(0), np.int64(0)
        for k in range(first, last):
            sum_low += low[part[k]]
            sum_high += high[part[k]]
        new_low, new_high = max(low[w], sum_low), min(high[w], sum_high)
        if new_low > new_high:
            return log[:logged].copy(), r, steps
        before = logged
        if logged + 2 * (last - first) + 2 > len(log):
            larger = np.empty((2 * len(log) + 2 * (last - first) + 2, _COLUMNS), dtype=np.int64)
            larger[:logged] = log[:logged]
            log = larger
        if new_low > low[w]:
            low[w] = new_low
            _write(log, logged, w, 0, new_low, r, visit)
            logged += 1
        if new_high < high[w]:
            high[w] = new_high
            _write(log, logged, w, 1, new_high, r, visit)
            logged += 1
        if sum_low != sum_high:
            for k in range(first, last):
                p = part[k]
                at_least = new_low - (sum_high - high[p])
                at_most = new_high - (sum_low - low[p])
                if at_least > low[p]:
                    low[p] = at_least
                    _write(log, logged, p, 0, at_least, r, visit)
                    logged += 1
                if at_most < high[p]:
                    high[p] = at_most
                    _write(log, logged, p, 1, at_most, r, visit)
                    logged += 1
        for i in range(before, logged):
            n = log[i, 0]
            for k in range(of_start[n], of_start[n + 1]):
                other = of_relation[k]
                if other != r and not waiting[other]:
                    ring[tail] = other
                    tail = (tail + 1) % (relations + 1)
                    waiting[other] = True
    return log[:logged].copy(), -1, steps


@_compiled
def _write(log: Ints, at: int, number: int, side: int, value: int, relation: int, visit: int) -> None:
    log[at, 0], log[at, 1], log[at, 2], log[at, 3], log[at, 4] = number, side, value, relation, visit


@_compiled
def solutions(
    start: Ints, column: Ints, value: Ints, right: Ints, free: Ints, prime: int
) -> tuple[Ints, Ints, bool]:  # fmt: skip
    """One solution of a sparse linear system modulo a prime, a random solution of it with zeros on the right, and
    whether there are any.

    Row r holds `value[k]` at `column[k]` for k from `start[r]` to `start[r + 1]`, and `right[r]`. `free` holds a
    random number for every column; it is used for the columns that no row settles.
    """
    columns = len(free)
    head = np.full(columns, -1, dtype=np.int64)
    tail = np.full(columns, -1, dtype=np.int64)
    constant = np.zeros(columns, dtype=np.int64)
    kept_column = np.empty(1 << 16, dtype=np.int64)
    kept_value = np.empty(1 << 16, dtype=np.int64)
    kept = 0
    work = np.zeros(columns, dtype=np.int64)
    holds = True
    for r in range(len(start) - 1):
        c, last = columns, -1
        for k in range(start[r], start[r + 1]):
            work[column[k]] = value[k] % prime
            c, last = min(c, column[k]), max(last, column[k])
        rest = right[r] % prime
        first, count = -1, 0
        while c <= last:
            x = work[c]
            if x != 0 and head[c] < 0:
                count += 1
                if first < 0:
                    first = c
            elif x != 0:
                factor = prime - x
                work[c] = 0
                for k in range(head[c], tail[c]):
                    j = kept_column[k]
                    work[j] = (work[j] + factor * kept_value[k]) % prime
                    last = max(last, j)
                rest = (rest + factor * constant[c]) % prime
            c += 1
        if first < 0:
            holds = holds and rest == 0
            continue
        if kept + count > len(kept_column):
            more_column = np.empty(2 * len(kept_column) + count, dtype=np.int64)
            more_value = np.empty(2 * len(kept_column) + count, dtype=np.int64)
            more_column[:kept], more_value[:kept] = kept_column[:kept], kept_value[:kept]
            kept_column, kept_value = more_column, more_value
        inverse = _inverse(work[first], prime)
        work[first] = 0
        head[first] = kept
        constant[first] = rest * inverse % prime
        for c in range(first + 1, last + 1):
            if work[c] != 0:
                kept_column[kept], kept_value[kept] = c, work[c] * inverse % prime
                work[c] = 0
                kept += 1
        tail[first] = kept
    solution = np.zeros(columns, dtype=np.int64)
    null = free.copy()
    for c in range(columns - 1, -1, -1):
        if head[c] < 0:
            continue
        x, n = constant[c], np.int64(0)
        for k in range(head[c], tail[c]):
            factor = prime - kept_value[k]
            x = (x + factor * solution[kept_column[k]]) % prime
            n = (n + factor * null[kept_column[k]]) % prime
        solution[c], null[c] = x, n
    return solution, null, holds


@_compiled
def define(
    start: Ints, column: Ints, value: Ints, right: Ints, defined: Ints, solution: Ints, null: Ints, prime: int
) -> None:
    """Fill in columns that stand in one row only, once those of the other columns are there."""
    for r in range(len(defined)):
        x, n, own = right[r] % prime, np.int64(0), np.int64(1)
        for k in range(start[r], start[r + 1]):
            if column[k] == defined[r]:
                own = value[k] % prime
                continue
            factor = prime - value[k] % prime
            x = (x + factor * solution[column[k]]) % prime
            n = (n + factor * null[column[k]]) % prime
        inverse = _inverse(own, prime)
        solution[defined[r]], null[defined[r]] = x * inverse % prime, n * inverse % prime


@_compiled
def _inverse(number: int | np.int64, prime: int) -> int:
    """By Fermat: the power prime − 2."""
    found, square, power = 1, int(number % prime), prime - 2
    while power > 0:
        if power & 1:
            found = found * square % prime
        square = square * square % prime
        power >>= 1
    return found
