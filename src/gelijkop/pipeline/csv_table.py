"""Rows as CSV, and numbers as they are written in it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence


def csv_of(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows with the same columns as the text of a CSV with a heading; empty without rows."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def written(value: float) -> str:
    """A number in six digits; nothing where it is not known, and infinity as Table Schema writes it.

    >>> written(0.25), written(float("nan")), written(float("inf"))
    ('0.25', '', 'INF')
    """
    if math.isnan(value):
        return ""
    return f"{value:.6g}" if math.isfinite(value) else f"{value:.0f}".upper()
