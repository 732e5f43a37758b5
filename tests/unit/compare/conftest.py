from collections.abc import Callable, Mapping

import numpy as np
import pytest

from gelijkop.model.measures import Measure
from gelijkop.safe.released import Released, Rows
from gelijkop.safe.sealing import seal

Key = tuple[int, str, int, int]  # school year, place, group of parents' education, stratum
NAMES = ("measure", "grouping", "school_year", "place", "group", "stratum", "outcome", "pupils")


def released(
    counts: Mapping[Key, tuple[int, ...]],
    *,
    scores: tuple[float, ...] = (0, 1),
    outcomes: tuple[str, ...] = (),
    outside: Mapping[Key, int] | None = None,
    policy: str = "intern",
    sd: float = 0.0,
    sds: Mapping[str, float] | None = None,
) -> Released:
    """A release of one measure "m" and one grouping "opleiding" from pupils by outcome.

    `sd` is the error of every kind of count; `sds` that of counts of one year ("year in strata") or of all
    years ("years in strata") within strata, any other kind being exact.
    """
    years = tuple(sorted({k[0] for k in [*counts, *(outside or {})]}))
    places = tuple(sorted({k[1] for k in [*counts, *(outside or {})]}))
    names = outcomes or tuple(f"o{i}" for i in range(len(scores)))
    measure = Measure("m", "m", "v", "advice", names, scores, "share")
    cells = [(k, o, n) for k, by in counts.items() for o, n in enumerate(by)]
    cells += [(k, -1, n) for k, n in (outside or {}).items()]
    total: dict[tuple[int, ...], int] = {}
    for (year, place, group, stratum), outcome, n in cells:
        for grouping, g in ((-1, -1), (0, group)):
            key = (0, grouping, year, places.index(place), g, stratum, outcome)
            total[key] = total.get(key, 0) + n
    table = np.array(sorted((*key, n) for key, n in total.items() if n), dtype=np.int64).reshape(-1, len(NAMES))
    within = sds or {}
    kinds = {
        (p, y, g, s): within.get("years in strata" if y else "year in strata", sd) if s else sd
        for p in (False, True) for y in (False, True) for g in (False, True) for s in (False, True)
    }  # fmt: skip
    return seal(
        policy, (measure,), places, {}, ("opleiding",), years,
        Rows(**{name: table[:, i].copy() for i, name in enumerate(NAMES)}),
        base=5 if policy == "openbaar" else 0, slack=2 if policy == "openbaar" else 0,
        rounding={"m": kinds} if sd or sds else {},
    )  # fmt: skip


@pytest.fixture
def release() -> Callable[..., Released]:
    return released
