"""Figures out of what the queries counted: each measure's own rows, from rows that hold the outcomes of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.definitions import Definition, measures
from gelijkop.indicators.query import Distribution
from gelijkop.model.careers import Careers
from gelijkop.model.cubes import OUTSIDE
from gelijkop.model.figures import Figures, Ints
from gelijkop.model.measures import Measure

Counted = Mapping[str, NDArray[Any]]  # Any: whole numbers of any width


def figures(
    definitions: Mapping[str, Definition], careers: Careers, parts: Sequence[tuple[Sequence[Distribution], Counted]]
) -> Figures:
    """Figures of all definitions; `parts` are the columns of `query.counted` for each clock, with what was wanted.

    A place where nobody was counted is not among the places.
    """
    all_measures = measures(definitions)
    position = {m.code: i for i, m in enumerate(all_measures)}
    keys = ["school_year", "place", "stratum", *(f"g_{g}" for g in careers.groupings)]
    blocks = []
    for wanted, counted in parts:
        if len(counted["pupils"]):
            table, cell = _in_order(counted, keys)
            blocks += [_rows(table, cell, f"o{i}", position[d.code], keys) for i, d in enumerate(wanted)]
    empty = dict.fromkeys((*keys, "measure", "outcome", "pupils"), np.zeros(0, dtype=np.int64))
    columns = {name: np.concatenate([empty[name], *(b[name] for b in blocks)]) for name in empty}
    return assembled(all_measures, careers, columns)


def assembled(measures: tuple[Measure, ...], careers: Careers, columns: Mapping[str, Ints]) -> Figures:
    """Rows as Figures, with only the places where anybody was counted."""
    used, place = np.unique(columns["place"], return_inverse=True)
    return Figures(
        measures=measures,
        places=tuple(careers.places[i] for i in used),
        groupings=careers.groupings,
        measure=columns["measure"],
        school_year=columns["school_year"],
        place=place,
        groups={g: columns[f"g_{g}"] for g in careers.groupings},
        stratum=columns["stratum"],
        outcome=columns["outcome"],
        pupils=columns["pupils"],
    )


def _in_order(counted: Counted, keys: Sequence[str]) -> tuple[dict[str, Ints], Ints]:
    """All columns in order of the keys, and for each row the number of its cell: one combination of keys."""
    least = {key: int(counted[key].min()) for key in keys}
    sizes = tuple(int(counted[key].max()) - least[key] + 1 for key in keys)
    packed = np.ravel_multi_index(tuple(counted[key].astype(np.int64) - least[key] for key in keys), sizes)
    order = np.argsort(packed, kind="stable")
    cell = np.cumsum(np.diff(packed[order], prepend=packed[order[0]]) != 0)
    return {name: column[order].astype(np.int64) for name, column in counted.items()}, cell


def _rows(table: Mapping[str, Ints], cell: Ints, outcome: str, measure: int, keys: Sequence[str]) -> dict[str, Ints]:
    """The rows of one measure: pupils added up over the outcomes of all other measures."""
    number = table[outcome] - OUTSIDE
    packed = cell * (int(number.max()) + 1) + number
    # Stable: the rows are in order of cell already, which this sort makes use of.
    order = np.argsort(packed, kind="stable")
    starts = np.flatnonzero(np.diff(packed[order], prepend=-1))
    first = order[starts]
    rows = {key: table[key][first] for key in keys}
    rows |= {"outcome": table[outcome][first], "measure": np.full(len(first), measure, dtype=np.int64)}
    return rows | {"pupils": np.add.reduceat(table["pupils"][order], starts)}
