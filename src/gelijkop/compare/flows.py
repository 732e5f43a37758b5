"""How many pupils went from where to where, from a measure whose outcomes are `origin>target`."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.compare.findings import WHOLE, Flow
from gelijkop.compare.tallies import EVERYBODY
from gelijkop.safe.released import Released


def flows(
    released: Released,
    measure: str,
    *,
    place: str = WHOLE,
    years: Sequence[int] | None = None,
    grouping: str | None = None,
    group: int = EVERYBODY,
) -> tuple[Flow, ...]:
    """Flows of one group in one place over these school years together, in the order of the outcomes.

    A flow of zero pupils is not there. Counts are released ones; where they are protected, a flow that
    is not there may have had a few pupils.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: its outcomes are no flows, or the place is not in this release.
    """
    outcomes = released.measure(measure).outcomes
    if not all(o.count(">") == 1 for o in outcomes):
        raise ValueError(f"{measure} does not count flows: its outcomes are not written origin>target")
    table = released.table(
        measure, grouping=grouping, groups=(group,), places=None if place == WHOLE else (place,), years=years
    )
    period = tuple(years) if years is not None else released.school_years
    pupils = table.counts[0].sum(axis=0)
    return tuple(
        Flow(place, period, grouping, group, origin, target, int(n))
        for (origin, target), n in zip((o.split(">") for o in outcomes), pupils, strict=True)
        if n > 0
    )
