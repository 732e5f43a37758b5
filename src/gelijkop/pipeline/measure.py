"""Measuring: the tables of a store become careers, and careers become figures; both are kept in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.careers import Columns
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.careers import whole
from gelijkop.pipeline.counting import count
from gelijkop.pipeline.kept import kept
from gelijkop.store import Store


def measure(store: Store, definitions: Mapping[str, Definition]) -> Figures:
    """Figures of all definitions, from what is in the store; careers, cubes and figures are written there.

    Raises:
        StoreRefused: there are neither enrolments nor advices.
    """
    there = store.tables()
    if not {"enrolments", "advices", "diplomas"} & set(there):
        store.table("enrolments")
    careers = count(store, {name: store.table(name) for name in TABLES if name in there}, definitions)
    parts = []
    for clock in CLOCKS:
        wanted = distributions(definitions, clock)
        query = counted(store.table("careers"), careers, wanted, clock) if wanted else None
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    found = figures(definitions, careers, parts)
    _save(store, found, definitions)
    return found


def _save(store: Store, found: Figures, definitions: Mapping[str, Definition]) -> None:
    columns = {
        "measure": found.measure,
        "school_year": found.school_year,
        "place": found.place,
        "stratum": found.stratum,
        "outcome": found.outcome,
        "pupils": found.pupils,
    }
    columns |= {f"g_{g}": found.groups[g] for g in found.groupings}
    measures = [json.dumps(asdict(m)) for m in found.measures]
    store.replace(
        {
            "figures": store.frame(columns),
            "figure_measures": store.frame(_list("measure", measures)),
            "figure_places": store.frame(_list("location", found.places)),
            **kept(store, definitions),
        }
    )


def _list(name: str, texts: Sequence[str]) -> Columns:
    return {"number": np.arange(len(texts)), name: np.array(texts, dtype=object)}


def load_figures(store: Store) -> Figures:
    """The figures that were measured last.

    Raises:
        StoreRefused: nothing was measured yet.
    """
    columns = whole(store.arrays(store.table("figures")))
    groups = {name.removeprefix("g_"): column for name, column in columns.items() if name.startswith("g_")}
    return Figures(
        measures=tuple(_measure(m) for m in _texts(store, "figure_measures", "measure")),
        places=_texts(store, "figure_places", "location"),
        groupings=tuple(groups),
        measure=columns["measure"],
        school_year=columns["school_year"],
        place=columns["place"],
        groups=groups,
        stratum=columns["stratum"],
        outcome=columns["outcome"],
        pupils=columns["pupils"],
    )


def _texts(store: Store, table: str, column: str) -> tuple[str, ...]:
    return tuple(str(text) for text in store.arrays(store.table(table).sort("number"))[column])


def _measure(written: str) -> Measure:
    entry = json.loads(written)
    return Measure(**entry | {"outcomes": tuple(entry["outcomes"]), "scores": tuple(entry["scores"])})
