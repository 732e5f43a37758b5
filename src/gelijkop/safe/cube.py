"""The inner cube of one clock: pupils by location × school year × all groupings jointly × stratum.

What is in here is exact and confidential. Only `gelijkop.safe` may know it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.safe.released import STRATA
from gelijkop.safe.sums import Ints, summed
from gelijkop.safe.tables import Places


@dataclass(frozen=True)
class Layout:
    """The axes of every inner cube of a release; `sizes` holds how many group numbers each grouping has (0: not known).

    `places` are locations. `areas` holds, for each kind of area, the number of the area of each
    location; `area_codes` what these numbers stand for. A board that is not known has code "".
    """

    places: tuple[str, ...]
    school_years: tuple[int, ...]
    groupings: tuple[str, ...]
    sizes: tuple[int, ...]
    areas: Mapping[Places, Ints] = field(repr=False)
    area_codes: Mapping[Places, tuple[str, ...]] = field(repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes of a cube: places, school years, each grouping, strata."""
        return (len(self.places), len(self.school_years), *self.sizes, STRATA)


@dataclass(frozen=True)
class Split:
    """How the pupils of each cell divide over the outcomes of one distribution: one row per cell and outcome.

    `outcome` counts from 0 for pupils outside the population (outcome −1 of Figures).
    """

    owner: Measure
    cell: Ints
    outcome: Ints
    pupils: Ints = field(repr=False)


@dataclass(frozen=True)
class Cube:
    """All inner cells of one clock with a pupil in them, and the distributions counted on that clock.

    `axes`: position on each axis of the layout, shape (axes, cells).
    """

    clock: str
    axes: tuple[Ints, ...]
    pupils: Ints = field(repr=False)
    splits: tuple[Split, ...]


def build_layout(
    figures: Figures, groupings: Sequence[str], municipality: Mapping[str, str], board: Mapping[str, str],
    earlier: Collection[str] = (), most: Mapping[str, int] | None = None,
) -> Layout:  # fmt: skip
    """The axes that these figures need: locations and school years in order, groupings of the plan that are there.

    Args:
        figures: exact counts.
        groupings: those of the plan.
        municipality, board: of each location; a board may be left out.
        earlier: locations of earlier releases.
        most: the highest group number of each grouping in earlier releases.

    Raises:
        ReleaseRefused: a location has no municipality.
    """
    homeless = [p for p in figures.places if p not in municipality]
    if homeless:
        few = ", ".join(homeless[:5])
        raise ReleaseRefused(
            Text(
                f"Van {len(homeless)} vestigingen is de gemeente niet bekend, zoals {few}. Laad de adressen van DUO "
                "of geef de gemeente in de tabel “places”.",
                f"The municipality of {len(homeless)} locations is not known, such as {few}. Load the addresses of "
                "DUO or give the municipality in the table “places”.",
            )
        )
    present = tuple(g for g in groupings if g in figures.groupings)
    places = tuple(sorted({*figures.places, *(p for p in earlier if p in municipality)}))
    of_place: Mapping[Places, Sequence[str]] = {
        "regio": [""] * len(places),
        "gemeente": [municipality[p] for p in places],
        "bestuur": [board.get(p, "") for p in places],
        "vestiging": places,
    }
    numbered = {kind: np.unique(np.array(codes, dtype=object), return_inverse=True) for kind, codes in of_place.items()}
    return Layout(
        places,
        tuple(int(y) for y in np.unique(figures.school_year)),
        present,
        tuple(max(int(figures.groups[g].max(initial=0)), (most or {}).get(g, 0)) + 1 for g in present),
        {kind: number.astype(np.int64) for kind, (_, number) in numbered.items()},
        {kind: tuple(codes) for kind, (codes, _) in numbered.items()},
    )


def build_cubes(figures: Figures, layout: Layout) -> tuple[Cube, ...]:
    """The exact cubes of all clocks, each distribution counted once.

    Raises:
        ValueError: the distributions of one clock do not count the same pupils, or rows stand under a
            measure that does not own its distribution. Both are errors of ours.
    """
    keys = _cell_keys(figures, layout)
    owners = {i: m for i, m in enumerate(figures.measures) if m.code == m.distribution}
    if not np.isin(figures.measure, list(owners)).all():
        raise ValueError("rows stand under a measure that is not its own distribution")
    clocks = sorted({m.clock for m in owners.values()})
    return tuple(
        _cube(clock, {i: m for i, m in owners.items() if m.clock == clock}, figures, keys, layout) for clock in clocks
    )


def _cell_keys(figures: Figures, layout: Layout) -> Ints:
    at = {p: i for i, p in enumerate(layout.places)}
    place = np.array([at[p] for p in figures.places], dtype=np.int64)[figures.place]
    year = np.searchsorted(np.array(layout.school_years, dtype=np.int64), figures.school_year)
    axes = (place, year, *(figures.groups[g] for g in layout.groupings), figures.stratum)
    return np.ravel_multi_index(axes, layout.shape).astype(np.int64)


def _cube(clock: str, owners: Mapping[int, Measure], figures: Figures, keys: Ints, layout: Layout) -> Cube:
    first = figures.measure == min(owners)
    cells, pupils = summed(keys[first], figures.pupils[first])
    splits = []
    for number, owner in sorted(owners.items(), key=lambda item: item[1].code):
        mine = figures.measure == number
        width = len(owner.outcomes) + 1
        entries, counts = summed(keys[mine] * width + figures.outcome[mine] + 1, figures.pupils[mine])
        cells_here, pupils_here = summed(entries // width, counts)
        if not (np.array_equal(cells, cells_here) and np.array_equal(pupils, pupils_here)):
            raise ValueError(f"{owner.code} does not count the same pupils as the other measures of clock {clock}")
        splits.append(Split(owner, np.searchsorted(cells, entries // width), entries % width, counts))
    axes = tuple(np.asarray(a, dtype=np.int64) for a in np.unravel_index(cells, layout.shape))
    return Cube(clock, axes, pupils, tuple(splits))
