"""One gap in all definitions of its indicator side by side: in how many of them it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gelijkop.compare.findings import Gap, Interval
from gelijkop.model.measures import Measure


@dataclass(frozen=True)
class Beside:
    """The gap of one group in one place and period by every definition of the indicator that has one unit.

    `gaps` are in the order of the definitions. `way` is the side of zero on which the first definition
    that sees a difference sees it: −1 the group is lower, +1 higher, 0 no definition sees one. `holds`
    is how many definitions see a difference on that side, `against` how many on the other side, and
    `judged` in how many the gap is shown at all.
    """

    indicator: str
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    gaps: tuple[Gap, ...]
    way: int
    holds: int
    against: int
    judged: int


def told(gap: Gap) -> Interval:
    """The interval that the verdict of a gap is about: at equal ability where that could be estimated, else raw."""
    equal = gap.equal_ability
    return equal if equal.estimate == equal.estimate else gap.raw


def seen(gap: Gap) -> int:
    """The side of zero on which a difference is seen: −1 or +1; 0 where none is seen."""
    if gap.state != "shown" or gap.verdict != "difference":
        return 0
    interval = told(gap)
    return (interval.lower > 0) - (interval.upper < 0)


def beside(gaps: Iterable[Gap], measures: Sequence[Measure]) -> tuple[Beside, ...]:
    """All gaps put together by indicator, place, period, grouping and group; one definition alone is not there.

    Definitions that count in another unit (a share, a mean) are never put together, nor are those of
    another indicator.

    Args:
        gaps: of any measures, places and groups, in any order.
        measures: the measures of the release, in the order in which their definitions are told.

    Returns:
        In the order in which the gaps of the first definition come.
    """
    order = {m.code: i for i, m in enumerate(measures)}
    unit = {m.code: (m.indicator, m.unit) for m in measures}
    together: dict[tuple[object, ...], list[Gap]] = {}
    for g in gaps:
        together.setdefault((*unit[g.measure], g.place, g.years, g.grouping, g.group), []).append(g)
    return tuple(
        _beside(str(key[0]), sorted(found, key=lambda g: order[g.measure]))
        for key, found in together.items()
        if len(found) > 1
    )


def _beside(indicator: str, gaps: Sequence[Gap]) -> Beside:
    sides = [seen(g) for g in gaps]
    way = next((s for s in sides if s), 0)
    first = gaps[0]
    return Beside(
        indicator, first.place, first.years, first.grouping, first.group, tuple(gaps), way,
        sum(s == way for s in sides if s), sum(s == -way for s in sides if s), sum(g.state == "shown" for g in gaps),
    )  # fmt: skip
