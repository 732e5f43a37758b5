"""Figures out of what the queries counted: each measure's own rows, from rows that hold the outcomes of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.definitions import Definition, measures
from gelijkop.indicators.query import Distribution
from gelijkop.model.careers import Careers
from gelijkop.model.figures import Figures, Ints

Counted = Mapping[str, NDArray[Any]]  # Any: whole numbers of any width


def figures(
    definitions: Mapping[str, Definition], careers: Careers, parts: Sequence[tuple[Sequence[Distribution], Counted]]
) -> Figures:
    """Figures of all definitions; `parts` are the columns of `query.counted` for each clock, with what was wanted."""
    all_measures = measures(definitions)
    position = {m.code: i for i, m in enumerate(all_measures)}
    blocks = [
        _rows(counted, f"o{i}", position[distribution.code], careers.groupings)
        for wanted, counted in parts
        if len(counted["pupils"])
        for i, distribution in enumerate(wanted)
    ]
    empty = dict.fromkeys(_names(careers.groupings), np.zeros(0, dtype=np.int64))
    columns = {name: np.concatenate([empty[name], *(b[name] for b in blocks)]) for name in empty}
    return Figures(
        measures=all_measures,
        places=careers.places,
        groupings=careers.groupings,
        measure=columns["measure"],
        school_year=columns["school_year"],
        place=columns["place"],
        groups={g: columns[f"g_{g}"] for g in careers.groupings},
        stratum=columns["stratum"],
        outcome=columns["outcome"],
        pupils=columns["pupils"],
    )


def _names(groupings: Sequence[str]) -> list[str]:
    return ["measure", "school_year", "place", "stratum", *(f"g_{g}" for g in groupings), "outcome", "pupils"]


def _rows(counted: Counted, outcome: str, measure: int, groupings: Sequence[str]) -> dict[str, Ints]:
    """The rows of one measure: pupils added up over the outcomes of all other measures."""
    keys = ["school_year", "place", "stratum", *(f"g_{g}" for g in groupings), outcome]
    table = {key: counted[key].astype(np.int64) for key in keys}
    least = {key: column.min() for key, column in table.items()}
    sizes = tuple(int(column.max(initial=0) - least[key]) + 1 for key, column in table.items())
    packed = np.ravel_multi_index(tuple(column - least[key] for key, column in table.items()), sizes)
    cells, first, cell = np.unique(packed, return_index=True, return_inverse=True)
    rows = {key: column[first] for key, column in table.items()}
    rows["outcome"] = rows.pop(outcome)
    pupils = np.zeros(len(cells), dtype=np.int64)
    np.add.at(pupils, cell, counted["pupils"].astype(np.int64))
    return rows | {"measure": np.full(len(cells), measure, dtype=np.int64), "pupils": pupils}
