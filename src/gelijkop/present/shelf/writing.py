"""Filling a shelf: once, in an open database, before anybody reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from gelijkop.compare.findings import WHOLE
from gelijkop.present.content import DefinitionText
from gelijkop.present.definition_card import DefinitionCard
from gelijkop.present.shelf.about import About, Place
from gelijkop.present.shelf.kinds import FORMAT, TABLES, Kind, written
from gelijkop.present.shelf.searching import folded
from gelijkop.safe.release_rows import release_manifest
from gelijkop.safe.released import Published, Released


class ShelfWriter:
    """Puts Findings on an empty shelf; nothing is there for a reader before `keep`."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(TABLES)

    def about(
        self,
        about: About,
        released: Released,
        definitions: Sequence[DefinitionText],
        cards: Sequence[DefinitionCard],
        published: Published | None,
    ) -> None:
        """What the release is: of its counts nothing, of its measures, places and plan everything."""
        manifest = release_manifest(released) | {"rows": 0, "sha256": ""}
        parts: dict[str, object] = {
            "format": FORMAT,
            "about": about,
            "released": manifest,
            "definitions": list(definitions),
            "cards": list(cards),
            "published": {} if published is None else _plain(published),
        }
        self._database.executemany(
            "INSERT INTO about VALUES (?, ?)", [(key, written(value)) for key, value in parts.items()]
        )

    def places(self, places: Iterable[Place]) -> None:
        """The places that have a page, in the order in which they are listed."""
        rows = [(p.code, p.name, p.kind, p.within, p.board, folded(p.name)) for p in places]
        self._database.executemany(
            "INSERT INTO places (code, name, kind, within, board, folded) VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def put(self, kind: Kind, found: object, *, measure: str = "", grouping: str = "", place: str = WHOLE) -> None:
        """Findings of one kind under one key.

        Raises:
            sqlite3.IntegrityError: there is something under this key.
        """
        self._database.execute(
            "INSERT INTO findings VALUES (?, ?, ?, ?, ?)", (kind, measure, grouping, place, written(found))
        )

    def keep(self) -> None:
        """Let readers find what was put."""
        self._database.commit()


def _plain(published: Published) -> dict[str, Any]:  # Any: lists of text and numbers
    return {
        "columns": {name: np.asarray(column).tolist() for name, column in published.columns.items()},
        "credits": dict(published.credits),
        "names": dict(published.place_names),
    }
