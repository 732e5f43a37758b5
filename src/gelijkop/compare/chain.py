"""Findings about a chain: where in the school career a gap arises, what would close it, and what the chain forgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gelijkop.compare.findings import Interval, State, Verdict

AreaKind = Literal["region", "municipality", "board", "place"]
Caution = Literal["", "few_schools"]
"""`few_schools`: too few to tell from them how schools differ, so the interval is about pupils only."""

START = "start"
"""The code of what the spread over the test advices accounts for; no step of the chain."""


@dataclass(frozen=True)
class StepShare:
    """What one step does to the gap, as a part of it (group minus reference), and in pupils of the group a year.

    `alone` are the pupils of either group, over all years, who were where the other group has nobody: there both
    are taken to go on alike. `p_adjusted` is `p_value` among the steps of this gap; a difference needs it below 0.05.
    """

    step: str
    value: Interval
    pupils_a_year: Interval
    alone: int
    p_value: float
    p_adjusted: float
    verdict: Verdict


@dataclass(frozen=True)
class WhatIf:
    """How the group's share and its pupils a year would change if one step went as for the reference group."""

    step: str
    change: Interval
    pupils_a_year: Interval


@dataclass(frozen=True)
class Memory:
    """What the chain forgets: it goes on from a level and the test advice, whatever came before.

    `gap` is the gap as counted minus that of the chain: zero but for protection of the counts. `first_step` is
    what the first step does when everything after it is counted at once, minus what it does by the chain: what
    forgetting moves between the steps. `variation` is the share (0–1) of the group's pupils who would have to end
    elsewhere for the chain to be right at every first level, and `by_chance` how large that would be with these
    numbers if it were right; the same for the reference group.
    """

    gap: Interval
    first_step: Interval
    variation: float
    by_chance: float
    reference_variation: float
    reference_by_chance: float


@dataclass(frozen=True)
class ChainSplit:
    """The gap in one outcome (group minus reference), split exactly over the start and the steps before it.

    `raw` = `start` + `equal` and `equal` is the sum of the steps: the gap at equal test advice, the group's own
    spread over them being the standard. `start` and `equal` have no verdict of their own here. `memory` is None
    where the chain's ends were not counted together. `schools` are those that were redrawn; None where places are
    no schools. `outside` are pupils of the group with an advice who are not in the chain: without a test advice or
    one of the advices. Where the state is not `shown` there are no numbers but those of pupils.
    """

    chain: str
    outcome: str
    kind: AreaKind
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    reference: int
    pupils: int
    reference_pupils: int
    outside: int
    state: State
    raw: Interval
    start: Interval
    equal: Interval
    steps: tuple[StepShare, ...]
    what_if: tuple[WhatIf, ...]
    memory: Memory | None
    schools: int | None
    caution: Caution
