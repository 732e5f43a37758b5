"""The definitions that figures were measured with, kept beside them in the store, so that a release can say which."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gelijkop.errors import DefinitionRefused, Text
from gelijkop.indicators.definitions import Definition, in_force, read
from gelijkop.store import Frame, Store

DEFINITIONS = "figure_definitions"


def kept_definitions(store: Store, definitions: Mapping[str, Definition]) -> Frame:
    """The text of each definition as a table: number, file and text."""
    columns = {
        "number": np.arange(len(definitions)),
        "file": np.array([d.file for d in definitions.values()], dtype=object),
        "written": np.array([d.written for d in definitions.values()], dtype=object),
    }
    return store.frame(columns)


def measured_definitions(store: Store) -> Mapping[str, Definition]:
    """The definitions by code that the figures in the store were measured with.

    Raises:
        StoreRefused: nothing was measured yet.
        DefinitionRefused: this version no longer understands them.
    """
    columns = store.arrays(store.table(DEFINITIONS).sort("number"))
    texts = dict(zip(columns["file"].tolist(), columns["written"].tolist(), strict=True))
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
