"""Rows that readers of pupil-level files found, as the columns of the model that an import takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.tables import TABLES

Row = Mapping[str, str | int | None]
Columns = Mapping[str, NDArray[Any]]  # Any: text with None, or whole numbers

_WHOLE = ("school_year", "grade", "file", "row")


def columns(table: str, names: Sequence[str], rows: Iterable[Row]) -> Columns:
    """Rows as columns `names` with the key of the table, `file` and `row`: one row for each key.

    What comes later replaces what is there, but never by a missing value.
    """
    key = TABLES[table].key
    merged: dict[tuple[str | int | None, ...], dict[str, str | int | None]] = {}
    for row in rows:
        place = merged.setdefault(tuple(row[k] for k in key), {})
        place.update({name: value for name, value in row.items() if value is not None or name not in place})
    return {
        name: np.array([row.get(name) for row in merged.values()], dtype=np.int64 if name in _WHOLE else np.object_)
        for name in dict.fromkeys((*key, *names, "file", "row"))
    }
