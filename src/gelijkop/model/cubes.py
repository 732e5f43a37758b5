"""Cubes: exact, additive and confidential counts of everything, one grouping at a time. They go to `safe` only.

Where `Figures` cross all groupings, as protection needs, a cube holds each grouping beside the others,
so that it stays small for a whole country.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Counts = NDArray[Any]  # Any: whole numbers of any width
ALL = -1
"""Grouping and group of all pupils together, and the stratum of a cube without strata."""
OUTSIDE = -1
"""Outcome of a pupil of the clock who is not in the population of a measure."""


@dataclass(frozen=True)
class Slot:
    """One column of counts: pupils of a distribution with this outcome (−1: outside its population)."""

    distribution: str
    outcome: int


@dataclass(frozen=True)
class Cube:
    """Pupils of one clock by school year × place × grouping × group × stratum, a column for each slot.

    Only rows with pupils are there. The rows of every grouping, with group 0 for not known, add up to
    the rows of all pupils (grouping and group −1). `stratum` is the number of the test advice (0: not
    known), or −1 in a cube without strata. `place` points into `places`.
    """

    clock: str
    slots: tuple[Slot, ...]
    places: tuple[str, ...]
    groupings: tuple[str, ...]
    school_year: Ints
    place: Ints
    grouping: Ints
    group: Ints
    stratum: Ints
    pupils: Counts = field(repr=False)

    def __post_init__(self) -> None:
        keys = self.coordinates().values()
        if any(len(k) != len(self.pupils) for k in keys) or self.pupils.shape[1:] != (len(self.slots),):
            raise ValueError("the columns of a cube differ in length")

    def __repr__(self) -> str:
        """No counts: cubes are confidential and a repr ends up in logs."""
        return f"Cube({self.clock}, {len(self.slots)} slots, {len(self.places)} places)"

    def coordinates(self) -> dict[str, Ints]:
        """The columns that tell what a row counts."""
        return {
            "school_year": self.school_year,
            "place": self.place,
            "grouping": self.grouping,
            "group": self.group,
            "stratum": self.stratum,
        }


def times(cube: Cube, factor: int) -> Cube:
    """The same rows with every count multiplied; by −1 to take a cube away."""
    return replace(cube, pupils=cube.pupils * factor)


def _with(cube: Cube, places: tuple[str, ...], keys: Mapping[str, Ints], pupils: Counts) -> Cube:
    """Other rows of the same cube."""
    return Cube(cube.clock, cube.slots, places, cube.groupings, **keys, pupils=pupils)


def rolled_up(cube: Cube, areas: Mapping[str, str]) -> Cube:
    """The same counts by area: board, municipality, region or country, whatever `areas` gives each location.

    Raises:
        KeyError: a place of the cube is in no area.
    """
    names = tuple(sorted({areas[p] for p in cube.places}))
    at = {name: i for i, name in enumerate(names)}
    area = np.array([at[areas[p]] for p in cube.places], dtype=np.int64)[cube.place]
    return _gathered(cube, names, cube.coordinates() | {"place": area}, cube.pupils)


def only_groupings(cube: Cube, groupings: Collection[str]) -> Cube:
    """The same counts without the rows of other groupings."""
    kept = tuple(g for g in cube.groupings if g in groupings)
    at = np.array([*(kept.index(g) if g in kept else len(kept) for g in cube.groupings), ALL], dtype=np.int64)
    grouping = at[cube.grouping]
    here = grouping < len(kept)
    keys = {name: column[here] for name, column in (cube.coordinates() | {"grouping": grouping}).items()}
    return Cube(cube.clock, cube.slots, cube.places, kept, **keys, pupils=cube.pupils[here])


def with_groupings(cube: Cube, groupings: tuple[str, ...]) -> Cube:
    """The same counts with these groupings, which hold those of the cube; in a new one nobody's group is known."""
    at = np.array([*(groupings.index(g) for g in cube.groupings), ALL], dtype=np.int64)
    everybody = cube.grouping == ALL
    keys, pupils = [cube.coordinates() | {"grouping": at[cube.grouping]}], [cube.pupils]
    for grouping, name in enumerate(groupings):
        if name not in cube.groupings:
            same = {key: column[everybody] for key, column in cube.coordinates().items()}
            unknown = np.zeros(len(same["group"]), dtype=np.int64)
            keys.append(same | {"grouping": unknown + grouping, "group": unknown})
            pupils.append(cube.pupils[everybody])
    together = {name: np.concatenate([k[name] for k in keys]) for name in keys[0]}
    return Cube(cube.clock, cube.slots, cube.places, groupings, **together, pupils=np.concatenate(pupils))


def added(cubes: Sequence[Cube]) -> Cube:
    """Cubes of several organisations as one; places of the same name are one place.

    Raises:
        ValueError: they differ in clock, slots or groupings.
    """
    first = cubes[0]
    if any((c.clock, c.slots, c.groupings) != (first.clock, first.slots, first.groupings) for c in cubes):
        raise ValueError("cubes of different definitions cannot be added")
    names = tuple(sorted({p for c in cubes for p in c.places}))
    keys = [c.coordinates() | {"place": positions(c.places, names)[c.place]} for c in cubes]
    together = {name: np.concatenate([k[name] for k in keys]) for name in first.coordinates()}
    return _gathered(first, names, together, np.concatenate([c.pupils for c in cubes]))


def positions(names: Sequence[str], among: Sequence[str]) -> Ints:
    """Where each of these names stands among others that hold them all."""
    at = {name: i for i, name in enumerate(among)}
    return np.array([at[name] for name in names], dtype=np.int64)


def _gathered(cube: Cube, places: tuple[str, ...], keys: Mapping[str, Ints], pupils: Counts) -> Cube:
    """Rows with the same keys as one row, in order of the keys; a row that comes to nothing is left out."""
    order, starts = in_order(list(keys.values()))
    summed = np.add.reduceat(pupils[order], starts, axis=0, dtype=np.int64) if len(order) else pupils
    there = summed.any(axis=1)
    first = order[starts[there]]
    return _with(cube, places, {name: column[first] for name, column in keys.items()}, summed[there])


def in_order(keys: Sequence[Ints]) -> tuple[Ints, Ints]:
    """The order of rows by these keys, the first the slowest, and where in it each new combination starts."""
    order = np.lexsort(tuple(reversed(keys)))
    new = np.zeros(len(order), dtype=bool)
    new[:1] = True
    for key in keys:
        new[1:] |= key[order[1:]] != key[order[:-1]]
    return order, np.flatnonzero(new)
