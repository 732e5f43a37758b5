"""Figures with all groupings crossed, as protection needs them: pupils by place, groups, test advice and outcome."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gelijkop.indicators.coding import code
from gelijkop.indicators.definitions import Definition, measures
from gelijkop.indicators.query import distributions
from gelijkop.indicators.seen import Evaluate, Seen, seen_moments
from gelijkop.indicators.tally import assembled
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.careers import Careers
from gelijkop.model.cubes import OUTSIDE, Ints
from gelijkop.model.figures import Figures

_Rows = dict[str, Ints]


def crossed(careers: Careers, definitions: Mapping[str, Definition], evaluate: Evaluate) -> Figures:
    """Figures of all these definitions. A place where nobody was counted is not among the places."""
    all_measures = measures(definitions)
    position = {m.code: i for i, m in enumerate(all_measures)}
    keys = ["school_year", "place", "stratum", *(f"g_{g}" for g in careers.groupings)]
    blocks = [dict.fromkeys((*keys, "measure", "outcome", "pupils"), np.zeros(0, dtype=np.int64))]
    for clock in CLOCKS:
        wanted = distributions(definitions, clock)
        for seen, outcomes in seen_moments(careers, wanted, clock, evaluate):
            blocks += _rows(careers, seen, outcomes, [position[d.code] for d in wanted])
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    return assembled(all_measures, careers, columns)


def _rows(careers: Careers, seen: Seen, outcomes: Ints, measures: list[int]) -> list[_Rows]:
    """The rows of each measure in one moment."""
    columns = {"place": careers.columns[seen.moment.place], "stratum": careers.columns["test"]}
    columns |= {f"g_{g}": careers.columns[f"g_{g}"] for g in careers.groupings}
    cells = code(columns, seen.rows)
    found = []
    for i, measure in enumerate(measures):
        width = int(outcomes[:, i].max()) - OUTSIDE + 1
        packed = cells.number.astype(np.int64) * width + (outcomes[:, i] - OUTSIDE)[seen.coded.number]
        entries, pupils = np.unique(packed, return_counts=True)
        rows = {name: values[entries // width] for name, values in cells.combinations.items()}
        same = {"school_year": seen.moment.school_year, "measure": measure}
        rows |= {name: np.full(len(entries), value, dtype=np.int64) for name, value in same.items()}
        found.append(rows | {"outcome": entries % width + OUTSIDE, "pupils": pupils.astype(np.int64)})
    return found
