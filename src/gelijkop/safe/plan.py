"""What a release promises: the base of rounding, the smallest number shown and the groupings, read from its policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.safe.released import Policy


@dataclass(frozen=True)
class Plan:
    """How counts are protected and shown; `base` 0 means exact counts.

    A count of 1 to `base` − 1 becomes 0 or `base`; a larger one moves by at most `slack`. No rate is
    shown of fewer than `minimum_shown` pupils. `tail_low` and `tail_high` (shares) are shown instead of
    rates with fewer than `base` pupils in or out. The finest cell crosses all `groupings`.
    """

    policy: Policy
    base: int
    slack: int
    minimum_shown: int
    tail_low: float
    tail_high: float
    groupings: tuple[str, ...]

    def __post_init__(self) -> None:
        faults = _faults(self)
        if faults:
            file = f"policies/{self.policy}.toml"
            raise DefinitionRefused(
                Text(
                    f"{file}: dit beleid beschermt niet wat het belooft.",
                    f"{file}: this policy does not protect what it promises.",
                ),
                [Finding("policy", file, fault) for fault in faults],
            )


def load_plan(policy: Policy) -> Plan:
    """The plan of one policy of the catalogue.

    Raises:
        DefinitionRefused: its numbers cannot protect anything.
    """
    entry = load(f"policies/{policy}")
    return Plan(
        policy,
        entry["base"],
        entry["slack"],
        entry["minimum_shown"],
        entry["tail_low"],
        entry["tail_high"],
        tuple(entry["groupings"]),
    )


def _faults(plan: Plan) -> Sequence[Text]:
    faults = []
    if plan.policy == "openbaar" and plan.base < 3:
        faults.append(Text("“base” moet 3 of hoger zijn.", "“base” must be 3 or higher."))
    if plan.policy == "intern" and (plan.base or plan.slack):
        faults.append(Text("“base” en “slack” moeten 0 zijn.", "“base” and “slack” must be 0."))
    if not 0 <= plan.slack < max(plan.base, 1):
        faults.append(
            Text("“slack” moet 0 of hoger zijn en lager dan “base”.", "“slack” must be 0 or more and below “base”.")
        )
    if plan.minimum_shown < max(plan.base, 1):
        faults.append(
            Text("“minimum_shown” mag niet lager zijn dan “base”.", "“minimum_shown” must not be below “base”.")
        )
    if not 0 <= plan.tail_low < plan.tail_high <= 1:
        faults.append(Text("“tail_low” moet lager zijn dan “tail_high”.", "“tail_low” must be lower than “tail_high”."))
    return faults
