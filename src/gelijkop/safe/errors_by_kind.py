"""How far the released counts of each distribution are from the truth, by kind of count. Confidential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gelijkop.safe.cube import Cube, Split
from gelijkop.safe.quality import Errors, errors_of
from gelijkop.safe.sums import Ints, scattered


def errors_by_distribution(
    cube: Cube, released: Sequence[Split], *, place: Ints, places: int, sizes: Sequence[int], strata: int, years: int
) -> Mapping[str, Errors]:
    """The errors of each distribution of one clock.

    Args:
        cube: exact.
        released: its distributions, released.
        place: number of the place of each cell, for the places that the counts are published of.
        places, sizes: how many places, and groups of each grouping, there are.
        strata, years: how many test advices and school years the counts are published by; 1: all pooled.
    """
    _, year, *groups, stratum = cube.axes
    shape = (places + 1, years + 1, 1 + sum(sizes), strata + 1)
    numbers = _numbers(
        place, year if years > 1 else year * 0, groups, stratum if strata > 1 else stratum * 0, shape, sizes
    )
    after = {s.owner.code: s for s in released}
    return {
        s.owner.code: errors_of(_grid(s, numbers, shape), _grid(after[s.owner.code], numbers, shape))
        for s in cube.splits
    }


def _numbers(
    place: Ints,
    year: Ints,
    groups: Sequence[Ints],
    stratum: Ints,
    shape: tuple[int, int, int, int],
    sizes: Sequence[int],
) -> Ints:
    """Numbers of a cell's counts: {place, all} × {year, all} × {no grouping, each grouping} × {stratum, all}."""
    places, years, width, strata = shape
    first = 1 + np.cumsum((0, *sizes))
    by_place = np.stack([place, np.full_like(place, places - 1)], axis=1)
    by_year = np.stack([year, np.full_like(year, years - 1)], axis=1)
    by_group = np.stack([np.zeros_like(place), *(f + g for f, g in zip(first, groups, strict=False))], axis=1)
    by_stratum = np.stack([stratum, np.full_like(stratum, strata - 1)], axis=1)
    numbers: Ints = by_place[:, :, None, None, None] * years + by_year[:, None, :, None, None]
    numbers = numbers * width + by_group[:, None, None, :, None]
    numbers = numbers * strata + by_stratum[:, None, None, None, :]
    return numbers.reshape(len(place), 8 * by_group.shape[1])


def _grid(split: Split, numbers: Ints, shape: tuple[int, int, int, int]) -> Ints:
    """All counts of one distribution; shape (outcomes + 1, *shape)."""
    size, outcomes = int(np.prod(shape)), len(split.owner.outcomes) + 1
    at = split.outcome[:, None] * size + numbers[split.cell]
    total = scattered(at.ravel(), np.repeat(split.pupils, numbers.shape[1]), outcomes * size)
    return total.reshape(outcomes, *shape)
