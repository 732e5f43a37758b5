"""Published numbers with their lower and upper bound: `<5` is the interval 1–4, never a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["shown", "suppressed", "missing", "not_applicable", "not_estimable", "withheld"]
"""Why a number is or is not there. Zero is a shown number."""


@dataclass(frozen=True)
class Bounds:
    """A number known to lie from `lower` to `upper`, both included; None where nothing is known."""

    lower: float | None
    upper: float | None
    state: State = "shown"

    @property
    def exact(self) -> bool:
        """Whether both bounds are known and equal."""
        return self.lower is not None and self.lower == self.upper


def total(parts: list[Bounds]) -> Bounds:
    """The sum of several numbers, as an interval; unknown as soon as one part is missing."""
    if any(p.lower is None or p.upper is None for p in parts):
        return Bounds(None, None, "missing")
    lower = sum(p.lower for p in parts if p.lower is not None)
    upper = sum(p.upper for p in parts if p.upper is not None)
    return Bounds(lower, upper, "shown" if lower == upper else "suppressed")
