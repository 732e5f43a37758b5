"""The one function that makes Released numbers; only `gelijkop.safe` may import it (an import contract holds this)."""

from __future__ import annotations

from collections.abc import Mapping

from gelijkop.model.measures import Measure
from gelijkop.safe.released import _SEAL, Kind, Policy, Released, Rows


def seal(
    policy: Policy, measures: tuple[Measure, ...], places: tuple[str, ...], place_names: Mapping[str, str],
    groupings: tuple[str, ...], school_years: tuple[int, ...], rows: Rows, *, base: int, slack: int,
    rounding: Mapping[str, Mapping[Kind, float]], areas: Mapping[str, Mapping[str, str]] | None = None,
    area_names: Mapping[str, str] | None = None, crosses: tuple[str, ...] = (),
    layer: str = "nco", pooled: tuple[int, ...] = (), schools: Released | None = None,
) -> Released:  # fmt: skip
    """Released numbers of these rows, which can no longer be changed."""
    for column in rows.columns().values():
        column.setflags(write=False)
    return Released(
        policy, measures, places, place_names, groupings, school_years, rows, base, slack, rounding,
        areas or {}, area_names or {}, crosses, layer, pooled, schools, seal=_SEAL,
    )  # fmt: skip
