"""The tables that are published with holes: which cells they have, and which inner counts each cell adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.sums import summed
from gelijkop.safe.suppress.problem import Ints

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix

OUTCOMES = ("nee", "ja", "alle")
ALL = "alle"


class Name(NamedTuple):
    """What a cell is about. `group` is a number of the grouping (0: not known), and 0 where the grouping is empty."""

    table: str
    place: str
    first_year: int
    last_year: int
    grouping: str
    group: int
    outcome: str


@dataclass(frozen=True)
class Inner:
    """The inner counts of one measure: location × school year × all groupings jointly, without and with the outcome.

    Shape of the axes (combinations,), in which there is a pupil; of `counts` (combinations, 2): no, yes.
    """

    place: tuple[str, ...]
    area: tuple[str, ...]
    year: Ints
    groups: Mapping[str, Ints]
    sizes: Mapping[str, int]
    counts: Ints = field(repr=False)


def inner_of(figures: Figures, measure: Measure, groupings: Sequence[str], municipality: Mapping[str, str]) -> Inner:
    """The inner counts of a measure whose outcomes are no (score 0) and yes (score 1).

    Args:
        municipality: that of each location.
    """
    owner = next(i for i, m in enumerate(figures.measures) if m.code == measure.distribution)
    mine = (figures.measure == owner) & (figures.outcome >= 0)
    yes = np.array(measure.scores)[figures.outcome[mine]] == 1
    sizes = {g: int(figures.groups[g].max(initial=0)) + 1 for g in groupings}
    axes = (figures.place[mine], figures.school_year[mine], *(figures.groups[g][mine] for g in groupings))
    shape = (len(figures.places), int(figures.school_year.max(initial=0)) + 1, *sizes.values())
    keys, _ = summed(np.ravel_multi_index(axes, shape).astype(np.int64), figures.pupils[mine])
    at = np.searchsorted(keys, np.ravel_multi_index(axes, shape))
    counts = np.zeros((len(keys), 2), dtype=np.int64)
    np.add.at(counts, (at, yes.astype(np.int64)), figures.pupils[mine])
    place, year, *groups = (np.asarray(axis, dtype=np.int64) for axis in np.unravel_index(keys, shape))
    places = tuple(figures.places[p] for p in place)
    areas = tuple(municipality[p] for p in places)
    return Inner(places, areas, year, dict(zip(groupings, groups, strict=True)), sizes, counts)


@dataclass(frozen=True)
class Cells:
    """Published cells by name, and each as a sum of the inner counts, shape (cells, combinations × 2)."""

    names: tuple[Name, ...]
    sums: Matrix = field(repr=False)


def cells_of(inner: Inner, releases: Sequence[tuple[Sequence[int], Sequence[str]]]) -> Cells:
    """The cells of some releases together, each of its school years and groupings; equal cells count once.

    A release has, for all pupils and for each grouping: the municipalities and all places together, by
    school year; and the locations, all its school years together.
    """
    from scipy import sparse  # slow import

    parts: dict[Name, Ints] = {}
    for years, groupings in releases:
        parts |= dict(_cells(inner, years, groupings))
    starts = np.cumsum([0, *(len(p) for p in parts.values())])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *parts.values()])
    shape = (len(parts), inner.counts.size)
    return Cells(tuple(parts), sparse.csr_array((np.ones(len(columns), dtype=np.int64), columns, starts), shape=shape))


def _cells(inner: Inner, years: Sequence[int], groupings: Sequence[str]) -> Iterator[tuple[Name, Ints]]:
    everywhere = (ALL,) * len(inner.place)
    for grouping in ("", *groupings):
        for year in years:
            yield from _of_table(inner, "gemeente", inner.area, (year, year), grouping)
            yield from _of_table(inner, "alle", everywhere, (year, year), grouping)
        yield from _of_table(inner, "school", inner.place, (min(years), max(years)), grouping)


def _of_table(
    inner: Inner, table: str, place: Sequence[str], years: tuple[int, int], grouping: str
) -> Iterator[tuple[Name, Ints]]:
    """All cells of the places that have a pupil in these years; a group without pupils has a cell too."""
    within = (inner.year >= years[0]) & (inner.year <= years[1])
    group = inner.groups[grouping] if grouping else np.zeros(len(within), dtype=np.int64)
    codes, at = np.unique(np.array(place, dtype=object).astype(str), return_inverse=True)
    for number in np.unique(at[within]).tolist():
        here = within & (at == number)
        for g in range(inner.sizes[grouping] if grouping else 1):
            rows = np.flatnonzero(here & (group == g))
            no, yes = rows * 2, rows * 2 + 1
            for outcome, columns in zip(OUTCOMES, (no, yes, np.sort(np.concatenate([no, yes]))), strict=True):
                yield Name(table, str(codes[number]), *years, grouping, g, outcome), columns
