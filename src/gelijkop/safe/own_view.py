"""What a board and its schools see of their own exact figures in the web application."""

from __future__ import annotations

from gelijkop.safe.plan import OWN
from gelijkop.safe.released import Released
from gelijkop.safe.sealing import seal


def own_view(released: Released) -> Released:
    """The same exact numbers, of which only those of 5 pupils and more are shown.

    Raises:
        ValueError: these are numbers for the public, which have a protection of their own.
    """
    if released.policy != "intern":
        raise ValueError("only exact numbers have a view of their own")
    r = released
    return seal(
        r.policy, r.measures, r.places, r.place_names, r.groupings, r.school_years, r.rows, base=r.base, slack=r.slack,
        rounding=r.rounding, areas=r.areas, area_names=r.area_names, crosses=r.crosses, layer=OWN, pooled=r.pooled,
    )  # fmt: skip
