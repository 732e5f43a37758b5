"""What a release promises and how it is written: policy, mode of protection and display layer, read as one plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from gelijkop.catalogue import Entry, load
from gelijkop.errors import DefinitionRefused, Finding, Text, UserError
from gelijkop.safe.released import Policy, Released

MODES, LAYERS = "policies/modes", "policies/layers"
_PLAIN = "nco"
"""The layer that every release has where nothing else is chosen; it narrows no exact plan."""
OWN = "eigen5"
"""Under this name the policy `intern` says what users of a board see of its own figures in the web application."""


@dataclass(frozen=True)
class Plan:
    """How counts are protected and shown; `base` 0 means exact counts.

    A count of 1 to `base` − 1 becomes 0 or `base`; a larger one moves by at most `slack`. No rate is
    shown of fewer than `minimum_shown` pupils. `tail_low` and `tail_high` (shares) are shown instead of
    rates with fewer than `base` pupils in or out. The finest cell crosses all `groupings`. `mode` and
    `layer` are codes of `policies/modes.toml` and `policies/layers.toml`, empty under policy `intern`.
    Of the layer: numbers of pupils are written to the `nearest`, not below `least`, and 0 as fewer than
    the base where `zero_below`; no rate with `near_all` pupils or fewer in or out; with `complement` no rate
    from which, with the total, that of a hidden group follows. No rate of a place of which one location
    holds more than `dominance` (0–1) of the pupils, where that tells more than is told of that location.
    """

    policy: Policy
    base: int
    slack: int
    minimum_shown: int
    tail_low: float
    tail_high: float
    groupings: tuple[str, ...]
    version: int = 1
    mode: str = ""
    layer: str = ""
    nearest: int = 1
    least: int = 0
    near_all: int = -1
    zero_below: bool = False
    complement: bool = False
    dominance: float = 1.0

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


def load_plan(policy: Policy, *, mode: str = "", layer: str = "") -> Plan:
    """The plan of one policy of the catalogue, in a mode and under a display layer; empty: those of the policy.

    Raises:
        UserError: there is no such mode or layer, or the policy is exact and has none.
        DefinitionRefused: its numbers cannot protect anything.
    """
    entry = load(f"policies/{policy}")
    if "base" in entry:
        if mode or layer:
            raise _no_choice(policy)
        return Plan(
            policy, entry["base"], entry["slack"], entry["minimum_shown"], entry["tail_low"], entry["tail_high"],
            tuple(entry["groupings"]), entry["version"],
        )  # fmt: skip
    mode, layer = mode or entry["mode"], layer or entry["layer"]
    strength, shows = _named(MODES, mode), _named(LAYERS, layer)
    return Plan(
        policy,
        strength["base"],
        strength["slack"],
        # Of fewer pupils than twice the base the protected share can only be 0% or 100%.
        max(entry["minimum_shown"], shows["minimum_shown"], 2 * strength["base"]),
        entry["tail_low"],
        entry["tail_high"],
        tuple(entry["groupings"]),
        entry["version"],
        mode,
        layer,
        shows["nearest"],
        shows["least"],
        shows["near_all"],
        shows["zero_below"],
        shows["complement"],
        entry["dominance"],
    )


def plan_of(released: Released) -> Plan:
    """How the numbers of this release are shown: its policy and its layer, with the base that it was made with."""
    return _plan_of(released.policy, released.layer, released.base, released.slack)


@cache
def _plan_of(policy: Policy, layer: str, base: int, slack: int) -> Plan:
    if policy == "intern":
        plan = load_plan(policy)
        return plan if layer in ("", _PLAIN) else _narrowed(plan, layer)
    plan = load_plan(policy, layer=layer)
    if (plan.base, plan.slack) == (base, slack):
        return plan
    mode = next((m for m, entry in load(MODES).items() if (entry["base"], entry["slack"]) == (base, slack)), "")
    if mode:
        return load_plan(policy, mode=mode, layer=layer)
    return replace(plan, mode=mode, base=base, slack=slack, minimum_shown=max(plan.minimum_shown, 2 * base))


def _narrowed(plan: Plan, layer: str) -> Plan:
    """An exact plan of which only numbers of so many pupils are shown, as the policy says under this name."""
    shows = load(f"policies/{plan.policy}")[layer]
    return replace(
        plan, layer=layer, minimum_shown=shows["minimum_shown"], least=shows["least"], near_all=shows["near_all"],
        complement=shows["complement"],
    )  # fmt: skip


def said_of(plan: Plan) -> tuple[Text, ...]:
    """What the mode and the layer of a plan do, and what they do and do not guarantee; nothing for an exact plan."""
    if not plan.layer:
        return ()
    numbers = {"base": plan.base, "minimum": plan.minimum_shown}
    promise = [load(MODES)[plan.mode]["promise"]] if plan.mode else []
    entries = [*promise, *load(LAYERS)[plan.layer]["says"]]
    return tuple(Text(e["nl"].format(**numbers), e["en"].format(**numbers)) for e in entries)


def _named(file: str, code: str) -> Entry:
    found = load(file)
    if code not in found:
        known, (nl, en) = ", ".join(found), _KINDS[file]
        raise UserError(
            Text(
                f"Er is geen {nl} “{code}”. Kies uit: {known}.",
                f"There is no {en} “{code}”. Choose from: {known}.",
            )
        )
    named: Entry = found[code]
    return named


_KINDS = {MODES: ("stand", "mode"), LAYERS: ("weergave", "display layer")}


def _no_choice(policy: Policy) -> UserError:
    return UserError(
        Text(
            f"Het beleid “{policy}” geeft exacte cijfers. Een stand of weergave is er alleen bij een openbare uitgave.",
            f"Policy “{policy}” gives exact figures. A mode or display layer is chosen for a public release only.",
        )
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
    if plan.policy == "openbaar" and not 0 < plan.tail_low < plan.tail_high < 1:
        faults.append(
            Text(
                "“tail_low” en “tail_high” moeten tussen 0 en 1 liggen.",
                "“tail_low” and “tail_high” must lie between 0 and 1.",
            )
        )
    if plan.nearest < 1 or not 0.5 <= plan.dominance <= 1:
        faults.append(
            Text(
                "“nearest” moet 1 of hoger zijn, “dominance” 0,5 tot 1.",
                "“nearest” must be 1 or higher, “dominance” 0.5 to 1.",
            )
        )
    return faults
