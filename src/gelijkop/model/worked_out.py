"""What is worked out of text once for each different value, however many rows hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
COUNTED = ("times", "row")
"""How often a value stands in a column, and in which row first."""


def by_key(needed: Sequence[str], different: Frame, made: Sequence[nw.Expr]) -> Frame:
    """One row per different value of these columns of text, as `<column> key`, with what is made of them.

    Empty counts as missing.
    """
    keys = [f"{c} key" for c in needed]
    return _made(needed, _keyed(needed, different).select(*keys).unique()).select(*keys, *made)


def counted_by_key(needed: Sequence[str], counted: Frame, made: Sequence[nw.Expr]) -> Frame:
    """As `by_key`, of values that were counted: with `times` and the first `row`."""
    keys = [f"{c} key" for c in needed]
    grouped = _keyed(needed, counted).group_by(*keys).agg(nw.col("times").sum().cast(nw.Int64), nw.col("row").min())
    return _made(needed, grouped).select(*keys, *made, *COUNTED)


def _keyed(needed: Sequence[str], different: Frame) -> Frame:
    return different.with_columns(*(nw.col(c).fill_null("").alias(f"{c} key") for c in needed))


def _made(needed: Sequence[str], keyed: Frame) -> Frame:
    return keyed.with_columns(*(nw.when(nw.col(f"{c} key") != "").then(f"{c} key").alias(c) for c in needed))
