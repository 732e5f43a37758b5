"""Cubes as Parquet files, written by the engine that counted them. They are confidential: exact counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.cube_query import KEYS
from gelijkop.model.cubes import ALL, OUTSIDE, Cube, Slot
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.store.engines import Engine, Frame

Arrays = Mapping[str, NDArray[Any]]  # Any: whole numbers or texts
COLUMNS = "columns"
EVERYBODY = "all"
NOT_KNOWN = "unknown"


def rows_of(cube: Cube) -> Arrays:
    """The rows of a cube in the columns of `cube_query.cube_frame`; places are positions in the cube."""
    found: dict[str, NDArray[Any]] = {name: cube.coordinates()[name] for name in KEYS}
    first = cube.slots[0].distribution
    found["pupils"] = cube.pupils[:, [i for i, s in enumerate(cube.slots) if s.distribution == first]].sum(axis=1)
    names = _columns(cube.slots)
    return found | {names[i]: cube.pupils[:, i] for i, s in enumerate(cube.slots) if s.outcome != OUTSIDE}


def write_rows(engine: Engine, rows: Frame, cube: Cube, places: Mapping[str, int], folder: str) -> None:
    """Write the rows of a cube as `<clock>.parquet`, with the location, grouping and group as texts."""
    at = {"place": np.array(list(places.values())), "location": np.array(list(places), dtype=object)}
    named = rows.join(engine.frame(at), on="place", how="inner")
    named = named.join(engine.frame(_groups(cube.groupings)), on=["grouping", "group"], how="inner")
    keys = ["school_year", "location", "grouping_code", "group_code", "pupils"]
    counts = [name for name, slot in zip(_columns(cube.slots), cube.slots, strict=True) if slot.outcome != OUTSIDE]
    engine.write(named.select(*keys, *counts), folder, cube.clock)


def write_columns(engine: Engine, about: Sequence[tuple[str, Sequence[Slot]]], folder: str) -> None:
    """Write what each column of counts is as `columns.parquet`: clock, name, measure and number of the outcome."""
    rows = [
        (clock, column, slot.distribution, slot.outcome)
        for clock, slots in about
        for column, slot in zip(_columns(slots), slots, strict=True)
        if slot.outcome != OUTSIDE
    ]
    clocks, name, measure, outcome = zip(*rows, strict=True)
    texts = {"clock": clocks, "name": name, "measure": measure}
    arrays: dict[str, NDArray[Any]] = {name: np.array(values, dtype=object) for name, values in texts.items()}
    engine.write(engine.frame(arrays | {"outcome": np.array(outcome)}), folder, COLUMNS)


def _columns(slots: Sequence[Slot]) -> list[str]:
    """The name of the column of each slot."""
    at = {d: i for i, d in enumerate(dict.fromkeys(s.distribution for s in slots))}
    return [f"d{at[s.distribution]}_{s.outcome}" for s in slots]


def _groups(names: Sequence[str]) -> Arrays:
    """Number and code of every group of these groupings."""
    rows: list[tuple[int, int, str, str]] = [(ALL, ALL, EVERYBODY, EVERYBODY)]
    for i, name in enumerate(names):
        rows.append((i, UNKNOWN, name, NOT_KNOWN))
        rows += [(i, g.number, name, g.code) for g in groupings()[name].groups]
    grouping, group, grouping_code, group_code = zip(*rows, strict=True)
    return {
        "grouping": np.array(grouping),
        "group": np.array(group),
        "grouping_code": np.array(grouping_code, dtype=object),
        "group_code": np.array(group_code, dtype=object),
    }
