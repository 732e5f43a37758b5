"""What a board and its schools see of their own exact figures in the web application."""

from __future__ import annotations

import numpy as np

from gelijkop.safe.plan import OWN
from gelijkop.safe.released import Released, Rows
from gelijkop.safe.sealing import seal


def boards_of(released: Released) -> tuple[str, ...]:
    """The boards whose locations are in an internal release, in order of code."""
    return tuple(sorted({b for b in released.areas.get("board", {}).values() if b}))


def own_view(released: Released, board: str) -> Released:
    """The same exact numbers of the locations of one board, of which only those of 5 pupils and more are shown.

    Raises:
        ValueError: these are numbers for the public, which have a protection of their own.
    """
    if released.policy != "intern":
        raise ValueError("only exact numbers have a view of their own")
    r, of = released, released.areas.get("board", {})
    mine = np.array([of.get(p) == board for p in r.places], dtype=np.bool_)
    number = np.cumsum(mine) - 1
    keep = mine[r.rows.place]
    columns = {name: column[keep] for name, column in r.rows.columns().items()}
    columns["place"] = number[columns["place"]]
    places = tuple(p for p, here in zip(r.places, mine, strict=True) if here)
    areas = {kind: {p: a for p, a in of_place.items() if p in places} for kind, of_place in r.areas.items()}
    return seal(
        r.policy, r.measures, places, {p: r.place_names.get(p, p) for p in places}, r.groupings, r.school_years,
        Rows(**columns), base=r.base, slack=r.slack, rounding=r.rounding, areas=areas, area_names=r.area_names,
        crosses=r.crosses, layer=OWN, pooled=r.pooled,
    )  # fmt: skip
