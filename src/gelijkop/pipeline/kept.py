"""The definitions that figures were measured with, kept beside them in the store, so that a release can say which."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from gelijkop.errors import DefinitionRefused, Text
from gelijkop.indicators.definitions import Definition, in_force, read
from gelijkop.model.groupings import Group, Grouping, own
from gelijkop.store import Frame, Store

DEFINITIONS, GROUPINGS = "figure_definitions", "figure_groupings"


def kept(store: Store, definitions: Mapping[str, Definition]) -> Mapping[str, Frame]:
    """The tables to keep beside figures: the text of each definition, and the groupings of the user as JSON."""
    groupings = np.array([groupings_text(own())], dtype=object)
    return {DEFINITIONS: _definitions(store, definitions), GROUPINGS: store.frame({"groupings": groupings})}


def _definitions(store: Store, definitions: Mapping[str, Definition]) -> Frame:
    columns = {
        "number": np.arange(len(definitions)),
        "file": np.array([d.file for d in definitions.values()], dtype=object),
        "written": np.array([d.written for d in definitions.values()], dtype=object),
    }
    return store.frame(columns)


def measured_groupings(store: Store) -> tuple[Grouping, ...]:
    """The groupings of the user that the figures in the store were measured with.

    Raises:
        StoreRefused: nothing was measured yet.
    """
    return read_groupings(str(store.arrays(store.table(GROUPINGS))["groupings"][0]))


def groupings_text(groupings: Sequence[Grouping]) -> str:
    """Groupings as JSON."""
    return json.dumps([asdict(g) for g in groupings])


def read_groupings(written: str) -> tuple[Grouping, ...]:
    """The groupings of `groupings_text`."""
    return tuple(_grouping(entry) for entry in json.loads(written))


def _grouping(e: dict[str, Any]) -> Grouping:  # Any: what JSON holds
    groups = tuple(Group(**g | {"values": tuple(g["values"])}) for g in e["groups"])
    reference = next(g for g in groups if g.code == e["reference"]["code"])
    return Grouping(**e | {"groups": groups, "reference": reference, "breaks": tuple(e.get("breaks", ()))})


def measured_definitions(store: Store) -> Mapping[str, Definition]:
    """The definitions by code that the figures in the store were measured with.

    Raises:
        StoreRefused: nothing was measured yet.
        DefinitionRefused: this version no longer understands them.
    """
    columns = store.arrays(store.table(DEFINITIONS).sort("number"))
    return read_definitions(dict(zip(columns["file"].tolist(), columns["written"].tolist(), strict=True)))


def read_definitions(texts: Mapping[str, str]) -> Mapping[str, Definition]:
    """The definitions by code of these texts by file, which figures were made with.

    Raises:
        DefinitionRefused: this version no longer understands them.
    """
    try:
        return in_force(read(texts))
    except DefinitionRefused as error:
        text = Text(
            "De cijfers zijn gemaakt met definities die deze versie niet meer kent. Bereken ze opnieuw: "
            "gelijkop measure",
            "The figures were made with definitions that this version no longer knows. Compute them again: "
            "gelijkop measure",
        )
        raise DefinitionRefused(text, error.findings) from None
