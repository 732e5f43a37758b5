"""Which figures of a place are nearly all about one location, and tell more than is published of that location."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.findings import WHOLE
from gelijkop.safe.disclosure import dominated
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released


def mostly_one_location(
    released: Released,
    measure: str,
    grouping: str | None,
    *,
    groups: Sequence[int],
    places: Sequence[str],
    periods: Sequence[tuple[int, ...]],
) -> NDArray[np.bool_]:
    """Whether one location has nearly all pupils behind a figure that is finer than its own, shape (cells, groups).

    Of a location all its school years together are published, so a figure of some of them is finer. Which
    location is large is read from those same counts; nothing is, in a release without locations.

    Args:
        measure: code of the measure.
        grouping: code of the grouping; None for all pupils together.
        groups: group numbers.
        places: the place of each cell.
        periods: the school years of each cell.
    """
    found = np.zeros((len(places), len(groups)), dtype=np.bool_)
    schools = released.schools
    measured = set(released.years_of(measure))
    finer = [i for i, years in enumerate(periods) if not measured <= set(years)]
    if schools is None or not finer or (grouping is not None and grouping not in schools.groupings):
        return found
    counts = schools.dense(measure, grouping=grouping, groups=groups).sum(axis=(1, 3, 4))
    area = schools.areas.get("municipality", {})
    of = np.array([area.get(p, "") for p in schools.places])
    plan = plan_of(released)
    for place in {places[i] for i in finer}:
        inside = counts if place == WHOLE else counts[of == place]
        large = dominated(inside.T, plan)
        found[[i for i in finer if places[i] == place]] = large
    return found
