"""Figures: exact, additive and confidential counts. They go to `safe` and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.measures import Measure

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Figures:
    """Exact counts: one row per measure × school year × location × group of every grouping × stratum × outcome.

    Rows with zero pupils are absent. Measures with an equal `distribution` share rows: they are there
    once, under the measure whose code that is. The pupils of a clock who are outside the population of a
    measure are there too, with outcome −1, so that every measure of one clock adds up to the same
    pupils. `place` points into `places` (BRIN6), `measure` into `measures`; the group columns hold
    group numbers (0: not known), in the order of `groupings`; `stratum` is the number of the test
    advice (0: not known).
    """

    measures: tuple[Measure, ...]
    places: tuple[str, ...]
    groupings: tuple[str, ...]
    measure: Ints
    school_year: Ints
    place: Ints
    groups: Mapping[str, Ints]
    stratum: Ints
    outcome: Ints
    pupils: Ints

    def __post_init__(self) -> None:
        rows = len(self.pupils)
        columns = [
            self.measure,
            self.school_year,
            self.place,
            self.stratum,
            self.outcome,
            *self.groups.values(),
        ]
        if any(len(c) != rows for c in columns) or tuple(self.groups) != self.groupings:
            raise ValueError("the columns of Figures differ in length or order")

    def __repr__(self) -> str:
        """No counts: Figures are confidential and a repr ends up in logs."""
        return f"Figures({len(self.measures)} measures, {len(self.places)} places)"
