"""The cube of a clock as a query that every engine runs: one `group_by`, with a sum for each outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.cubes import slots_of
from gelijkop.indicators.query import Distribution
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.cubes import ALL, Cube

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Arrays = Mapping[str, NDArray[Any]]  # Any: whole numbers of any width
KEYS = ("school_year", "place", "grouping", "group")


def narrow(facts: Frame, wanted: Sequence[Distribution], groupings: Sequence[str]) -> Frame:
    """What a cube needs of `query.facts`, in columns that take little room."""
    keys = {"school_year": nw.Int16, "place": nw.Int32} | {f"g_{g}": nw.Int16 for g in groupings}
    columns = [nw.col(name).cast(kind) for name, kind in keys.items()]
    return facts.select(*columns, *(nw.col(f"o{i}").cast(nw.Int16) for i in range(len(wanted))))


def cube_frame(facts: Frame, wanted: Sequence[Distribution], groupings: Sequence[str]) -> Frame:
    """The rows of a cube: `KEYS`, `pupils` (everybody) and `d<distribution>_<outcome>` for each outcome.

    Sums over parts of the pupils add up, so that it does not matter how an engine divides the rows.
    """
    sums = [nw.len().cast(nw.Int64).alias("pupils")]
    for i, distribution in enumerate(wanted):
        for outcome in range(len(distribution.variant.outcomes)):
            here = nw.when(nw.col(f"o{i}") == outcome).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64)
            sums.append(here.sum().cast(nw.Int64).alias(f"d{i}_{outcome}"))
    outcomes = [f"o{i}" for i in range(len(wanted))]
    parts = [_keyed(facts, nw.lit(i), nw.col(f"g_{name}"), outcomes) for i, name in enumerate(groupings)]
    everybody = _keyed(facts, nw.lit(ALL), nw.lit(ALL), outcomes)
    return nw.concat([*parts, everybody]).group_by(*KEYS).agg(*sums)


def _keyed(facts: Frame, grouping: nw.Expr, group: nw.Expr, outcomes: Sequence[str]) -> Frame:
    keys = [grouping.cast(nw.Int16).alias("grouping"), group.cast(nw.Int16).alias("group")]
    return facts.select("school_year", "place", *keys, *outcomes)


def cube_of(
    rows: Arrays, wanted: Sequence[Distribution], clock: Clock, places: Mapping[str, int], groupings: Sequence[str]
) -> Cube:
    """The cube out of the collected rows of `cube_frame`; `places` are the numbers that stand in `place`."""
    compact = np.full(max(places.values(), default=0) + 1, -1, dtype=np.int64)
    compact[list(places.values())] = np.arange(len(places))
    keys = {name: np.asarray(rows[name], dtype=np.int64) for name in KEYS}
    keys["place"] = compact[keys["place"]]
    everybody = np.asarray(rows["pupils"], dtype=np.int64)
    columns: list[NDArray[np.int64]] = []
    for i, distribution in enumerate(wanted):
        inside = [np.asarray(rows[f"d{i}_{o}"], dtype=np.int64) for o in range(len(distribution.variant.outcomes))]
        columns += [everybody - sum(inside, np.zeros_like(everybody)), *inside]
    return Cube(
        clock,
        slots_of(wanted),
        tuple(places),
        tuple(groupings),
        **keys,
        stratum=np.full(len(everybody), ALL, dtype=np.int64),
        pupils=np.stack(columns, axis=1),
    )
