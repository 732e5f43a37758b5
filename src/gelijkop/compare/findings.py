"""Findings: what comparison says about Released numbers. Each figure carries n, interval, method and state."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

WHOLE = "alle"
"""The place code of all places of a release together."""

State = Literal["shown", "zero", "missing", "not_estimable", "withheld", "alike", "dominated", "complement"]
"""shown; zero pupils had it; no background known; nobody to compare; too few pupils to show; nearly nobody or
nearly everybody; mostly pupils of one location; it would give back what another group hides."""

Tail = Literal["", "low", "high"]
"""`low`: shown as less than 5%; `high`: as more than 95%. Blocks group disclosure (0% and 100%)."""

Verdict = Literal["difference", "no_difference", "not_visible"]
"""a difference · no difference that matters · not to be seen with these numbers."""

WORST_FIRST: tuple[State, ...] = ("missing", "not_estimable", "withheld", "alike", "dominated", "complement")
"""Why what is made of several numbers is not shown, the gravest reason first."""

HIDDEN = WORST_FIRST[2:]
"""There are pupils, and of these numbers nothing is shown."""


def worst(states: Collection[str]) -> State:
    """The gravest reason why one of several numbers is not shown; `shown` where there is none."""
    return next((s for s in WORST_FIRST if s in states), "shown")


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95% interval and how it was made. NaN in all three where it is not shown."""

    estimate: float
    lower: float
    upper: float
    method: str


NOTHING = Interval(math.nan, math.nan, math.nan, "")
"""The interval of what is not shown."""


@dataclass(frozen=True)
class Rate:
    """A share (0–1) or mean of one group, in one place and period.

    `value` is `NOTHING` where the state is not shown, and where only a tail is told: a tail hides it.
    `clusters` is the number of locations with pupils of the group, 0 where places are no locations. `clustered`
    has limits that count that pupils of a location are alike; NaN, with method `few_clusters`, where
    locations are too few for that.
    """

    measure: str
    place: str
    years: tuple[int, ...]
    grouping: str | None
    group: int
    value: Interval
    pupils: int
    state: State
    tail: Tail = ""
    clusters: int = 0
    clustered: Interval = NOTHING

    @property
    def told(self) -> Interval:
        """The interval that counts: of locations where it has limits, else the simple one."""
        return self.value if math.isnan(self.clustered.lower) else self.clustered


@dataclass(frozen=True)
class Gap:
    """The difference between a group and the reference group (group minus reference), raw and at equal ability.

    Shares are differences on the 0–1 scale. `equal_ability` is NaN where too few pupils of both can be
    compared; where it is a number, the verdict, `p_value`, `detectable` and `pool_years` are about it,
    else about `raw`. `support` is the share of the group's pupils in strata where the reference group
    has pupils too. `pupils_a_year` is how many more pupils of the group have the outcome each year than
    would have it with the rates of the reference group at equal test advice (negative: so many fewer);
    NaN for a mean. `mantel_haenszel` (difference) and `odds_ratio` are for shares at equal ability only;
    `share_ratio`, the share of the group divided by that of the reference group, is about what the verdict is about.
    `homogeneity_p`: chance of so uneven odds ratios over the strata if they were equal. `detectable` is the
    smallest difference that these numbers would show with 80% chance; infinite where they would show none.
    `pool_years`: how many such school years together would show `margin`; None where no number would.
    `small`: the whole interval is smaller than `margin`, so a difference may be seen and yet not matter.
    `p_adjusted` is `p_value` among all that was compared with it (see `verdicts.as_family`); a verdict
    `difference` needs it below 0.05 too. `clusters` (the fewer of both groups) and `clustered` are as in `Rate`;
    where `clustered` has limits, it is about what the verdict is about, and verdict, `p_value` and
    `detectable` follow it.
    """

    measure: str
    place: str
    years: tuple[int, ...]
    grouping: str
    group: int
    reference: int
    pupils: int
    reference_pupils: int
    raw: Interval
    equal_ability: Interval
    mantel_haenszel: Interval
    odds_ratio: Interval
    p_value: float
    homogeneity_p: float
    support: float
    pupils_a_year: Interval
    detectable: float
    margin: float
    verdict: Verdict
    state: State
    p_adjusted: float = math.nan
    pool_years: int | None = None
    small: bool = False
    share_ratio: Interval = NOTHING
    clusters: int = 0
    clustered: Interval = NOTHING

    @property
    def told(self) -> Interval:
        """What the verdict is about: at equal ability where that is known, with the limits that count for it."""
        if not math.isnan(self.clustered.lower):
            return self.clustered
        return self.raw if math.isnan(self.equal_ability.estimate) else self.equal_ability

    @property
    def sides(self) -> tuple[Interval, Interval]:
        """Raw and at equal ability, the one that the verdict is about with the limits that count for it."""
        known = not math.isnan(self.equal_ability.estimate)
        return (self.raw, self.told) if known else (self.told, self.equal_ability)


@dataclass(frozen=True)
class Flow:
    """Pupils from one level to another between two moments; protected counts."""

    place: str
    years: tuple[int, ...]
    grouping: str | None
    group: int
    origin: str
    target: str
    pupils: int
