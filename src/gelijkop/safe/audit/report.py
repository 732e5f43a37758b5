"""What an audit found: which numbers are told, how they follow, what was assumed, and what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gelijkop.errors import Finding, Language, Text


@dataclass(frozen=True)
class Told:
    """A number that must not be known and is: the values that are left, the tier that tells, and how it follows."""

    number: int
    name: str
    low: int
    high: int
    tier: int
    proof: tuple[Text, ...] = ()

    def say(self) -> Text:
        """One sentence."""
        if self.low == self.high:
            return Text(
                f"{self.name}: het juiste aantal is te berekenen ({self.low})",
                f"{self.name}: the true count can be computed ({self.low})",
            )
        return Text(
            f"{self.name}: het juiste aantal is {self.low} tot en met {self.high}",
            f"{self.name}: the true count is {self.low} to {self.high}",
        )


@dataclass(frozen=True)
class Report:
    """The outcome of an audit, for the maker of the tables alone.

    `targets`: how many numbers were attacked. `exact` and `narrow`: those that are told. `proven`:
    how many are known to be wide enough, to be no small count, or to be told by others already. `open`:
    how many were not told, but not proven either; nobody may call them safe. `widths`: how many targets keep
    which distance between their first and last value. `broken`: why no table at all fits, where that is so.
    """

    targets: int
    exact: tuple[Told, ...] = ()
    narrow: tuple[Told, ...] = ()
    proven: int = 0
    open: int = 0
    widths: dict[int, int] = field(default_factory=dict)
    least_width: int = 3
    tiers: tuple[int, ...] = (1,)
    assumed: tuple[Text, ...] = ()
    broken: tuple[Text, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether nothing was found."""
        return not (self.exact or self.narrow or self.broken)

    def findings(self, file: str, *, most: int = 20) -> Sequence[Finding]:
        """The first findings with their derivation, as the findings of an error."""
        told = [*self.exact, *self.narrow]
        listed = [Finding("broken", file, text) for text in self.broken]
        for one in told[:most]:
            listed.append(Finding("exact" if one.low == one.high else "narrow", file, one.say()))
            listed += [Finding("because", file, text) for text in one.proof]
        return listed

    def as_json(self, language: Language) -> dict[str, Any]:
        """What JSON holds of it."""
        return {
            "passes": self.passes,
            "targets": self.targets,
            "least_width": self.least_width,
            "tiers": list(self.tiers),
            "assumed": [t.say(language) for t in self.assumed],
            "broken": [t.say(language) for t in self.broken],
            **{
                name: [
                    {
                        "cell": t.name, "low": t.low, "high": t.high, "tier": t.tier,
                        "proof": [p.say(language) for p in t.proof],
                    }
                    for t in told
                ]
                for name, told in (("exact", self.exact), ("narrow", self.narrow))
            },
            "proven": self.proven,
            "open": self.open,
            "widths": [{"width": w, "cells": n} for w, n in sorted(self.widths.items())],
        }  # fmt: skip
