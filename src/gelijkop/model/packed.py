"""Several small whole numbers as one, so that the greatest of many rows is a row and not a mixture of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

LIMIT = 2**52
"""Engines that divide by way of floating point still give whole numbers below this exactly."""


def packed(parts: Sequence[tuple[nw.Expr, int]]) -> nw.Expr:
    """One whole number out of parts, each with the number that it stays below; the first counts most."""
    return reduce(lambda so_far, part: so_far * part[1] + part[0].cast(nw.Int64), parts, nw.lit(0).cast(nw.Int64))


def unpacked(whole: nw.Expr, sizes: Sequence[int]) -> list[nw.Expr]:
    """The parts again, in the same order."""
    found: list[nw.Expr] = []
    below = 1
    for size in reversed(sizes):
        found.insert(0, (whole // below) % size)
        below *= size
    return found


def fitting(sizes: Sequence[int], *, first: int = 1) -> list[list[int]]:
    """Positions in `sizes` in as few runs as fit in one number each, beside a first part below `first`."""
    runs: list[list[int]] = []
    room = 0
    for position, size in enumerate(sizes):
        if size > room:
            runs.append([])
            room = LIMIT // first
        runs[-1].append(position)
        room //= size
    return runs
