"""One gap in all definitions of its indicator side by side: in how many of them it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.compare.findings import Gap
from gelijkop.model.measures import Measure


@dataclass(frozen=True)
class Beside:
    """The gap of one group in one place and period by every definition of one thing.

    `gaps` are in the order of the definitions; the first is the one that is told about. `judged` is in
    how many the gap is shown at all, `lower` and `higher` in how many a difference is seen with the group
    below or above its reference.
    """

    indicator: str
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    gaps: tuple[Gap, ...]
    judged: int
    lower: int
    higher: int

    @property
    def way(self) -> int:
        """The side on which the first definition sees a difference: −1 or +1; 0 where it sees none."""
        return seen(self.gaps[0])

    @property
    def holds(self) -> int:
        """In how many definitions, the first among them, the difference of the first is seen on its side."""
        return self.lower if self.way < 0 else self.higher if self.way > 0 else 0

    @property
    def against(self) -> int:
        """In how many definitions a difference is seen on the other side."""
        return self.higher if self.way < 0 else self.lower if self.way > 0 else 0


def asked(measure: Measure) -> tuple[str, str, str]:
    """What a measure asks: its indicator, the question where it is another (`rules/questions`), and its unit.

    Measures that ask the same are definitions of one thing.
    """
    other: Mapping[str, str] = load("rules/questions")["other"]
    return measure.indicator, other.get(measure.code, ""), measure.unit


def seen(gap: Gap) -> int:
    """The side of zero on which a difference is seen: −1 or +1; 0 where none is seen."""
    if gap.state != "shown" or gap.verdict != "difference":
        return 0
    interval = gap.told
    return (interval.lower > 0) - (interval.upper < 0)


def beside(gaps: Iterable[Gap], measures: Sequence[Measure]) -> tuple[Beside, ...]:
    """All gaps put together by indicator, place, period, grouping and group; one definition alone is not there.

    Only definitions of one thing are put together; see `asked`.

    Args:
        gaps: of any measures, places and groups, in any order.
        measures: the measures of the release, in the order in which their definitions are told.

    Returns:
        In the order in which the gaps of the first definition come.
    """
    order = {m.code: i for i, m in enumerate(measures)}
    question = {m.code: asked(m) for m in measures}
    together: dict[tuple[object, ...], list[Gap]] = {}
    for g in gaps:
        together.setdefault((*question[g.measure], g.place, g.years, g.grouping, g.group), []).append(g)
    return tuple(
        _beside(str(key[0]), sorted(found, key=lambda g: order[g.measure]))
        for key, found in together.items()
        if len(found) > 1
    )


def _beside(indicator: str, gaps: Sequence[Gap]) -> Beside:
    sides, first = [seen(g) for g in gaps], gaps[0]
    judged = sum(g.state == "shown" for g in gaps)
    return Beside(
        indicator, first.place, first.years, first.grouping, first.group, tuple(gaps), judged,
        sides.count(-1), sides.count(1),
    )  # fmt: skip
