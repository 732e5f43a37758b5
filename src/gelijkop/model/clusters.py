"""Sums over locations, in one pass over a cube, so that an interval robust to clusters costs nothing later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.cubes import Cube, Ints, in_order
from gelijkop.model.measures import Measure

Sums = NDArray[np.float64]


@dataclass(frozen=True)
class ClusterSums:
    """One measure by area × school year × grouping × group: sums over its locations.

    With n the pupils of a location in the population and x the sum of their scores: `locations` with
    anybody (G), `n` Σn, `x` Σx, `xx` Σx², `xn` Σxn, `nn` Σn². The mean is x ÷ n; of the linearised
    ratio its variance is G ÷ (G − 1) × (Σx² − 2pΣxn + p²Σn²) ÷ n². `place` points into `places`. The
    sums are additive over locations, and so are those of cubes of different organisations.
    """

    places: tuple[str, ...]
    place: Ints
    school_year: Ints
    grouping: Ints
    group: Ints
    locations: Ints = field(repr=False)
    n: Sums = field(repr=False)
    x: Sums = field(repr=False)
    xx: Sums = field(repr=False)
    xn: Sums = field(repr=False)
    nn: Sums = field(repr=False)

    def variance(self) -> Sums:
        """The variance of each mean; NaN where there is one location only.

        Source: Cochran (1977), Sampling Techniques, 3rd ed., §6.3; as in PERF.md §4.
        """
        mean = self.x / self.n
        # Squares that cancel may leave a little less than nothing.
        spread = np.maximum(self.xx - 2 * mean * self.xn + mean**2 * self.nn, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            of_sample = self.locations / (self.locations - 1)
            return np.where(self.locations > 1, of_sample * spread / self.n**2, np.nan)


def cluster_sums(cube: Cube, measure: Measure, areas: Mapping[str, str]) -> ClusterSums:
    """The sums of one measure over the locations of each area; areas without anybody in the population are absent.

    Args:
        cube: by location, without strata.
        areas: the area of each location: board, municipality, region or country.

    Raises:
        KeyError: a place of the cube is in no area.
    """
    mine = [i for i, s in enumerate(cube.slots) if s.distribution == measure.distribution and s.outcome >= 0]
    counts = cube.pupils[:, mine].astype(np.float64)
    n, x = counts.sum(axis=1), counts @ np.array(measure.scores)
    there = np.flatnonzero(n)
    names = tuple(sorted({areas[p] for p in cube.places}))
    at = {name: i for i, name in enumerate(names)}
    area = np.array([at[areas[p]] for p in cube.places], dtype=np.int64)[cube.place]
    keys = [k[there] for k in (area, cube.school_year, cube.grouping, cube.group)]
    n, x = n[there], x[there]
    order, starts = in_order(keys)
    parts = (np.ones(len(n)), n, x, x * x, x * n, n * n)
    summed = [np.add.reduceat(p[order], starts) if len(order) else p for p in parts]
    place, school_year, grouping, group = (k[order[starts]] for k in keys)
    return ClusterSums(names, place, school_year, grouping, group, summed[0].astype(np.int64), *summed[1:])
