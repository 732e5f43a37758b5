"""Measuring: the tables of a store become careers, and careers become figures; both are kept in the store."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from gelijkop.catalogue import load
from gelijkop.indicators.crossed import crossed
from gelijkop.indicators.definitions import Definition, load_all
from gelijkop.model.careers import Careers, Columns
from gelijkop.model.crossing import Pair
from gelijkop.model.figures import Figures
from gelijkop.model.measures import Measure
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.careers import whole
from gelijkop.pipeline.counting import count, evaluate
from gelijkop.pipeline.kept import kept
from gelijkop.store import Store


@dataclass(frozen=True)
class Measured:
    """Figures for a release, the careers behind them, and by measure that could not be had the columns it misses."""

    figures: Figures
    careers: Careers
    missing: Mapping[str, tuple[str, ...]]


def measure(
    store: Store,
    definitions: Mapping[str, Definition],
    also: Collection[str] = (),
    crossed_groupings: Sequence[Pair] = (),
) -> Measured:
    """Count what is in the store: cubes of all definitions, and figures for a release of some of them.

    A release is about the indicators of the public policy, those of the user and those of `also`: its
    figures cross all groupings, which is more than can be protected for the whole catalogue. Careers,
    cubes and figures are written to the store; the cubes also have these pairs of groupings crossed.

    Raises:
        StoreRefused: there are neither enrolments nor advices.
    """
    there = store.tables()
    if not {"enrolments", "advices", "diplomas"} & set(there):
        store.table("enrolments")
    counted = count(
        store, {name: store.table(name) for name in TABLES if name in there}, definitions, crossed=crossed_groupings
    )
    wanted = _for_release(counted.available.definitions, also)
    found = crossed(counted.careers, wanted, evaluate(store))
    save_figures(store, found, wanted)
    return Measured(found, counted.careers, counted.available.missing)


def _for_release(definitions: Mapping[str, Definition], also: Collection[str]) -> Mapping[str, Definition]:
    """The definitions of a release, with those whose rows they share or lie within."""
    standard = {*load("policies/openbaar")["indicators"], *also}
    chosen = [code for code in definitions if code in standard or code not in load_all()]
    for code in chosen:
        shared = {target.split("/")[0] for v in definitions[code].variants for target in (v.uses, v.within) if target}
        chosen += sorted(shared.intersection(definitions) - set(chosen))
    return {code: d for code, d in definitions.items() if code in chosen}


def save_figures(store: Store, found: Figures, definitions: Mapping[str, Definition]) -> None:
    """Keep figures in the store, with the definitions that they were measured with."""
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
