"""Measures: what is counted, by whom, and what each answer is worth. No counts are here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One variant of one indicator, as `safe`, `compare` and `present` need to know it.

    `outcomes` are the answers a pupil can have, in order of their number (0, 1, …); `scores` is
    what each outcome counts for, so that the mean score is the indicator: (0, 1) for a share,
    half-steps for a mean. `clock` tells what is counted: pupils with an advice, pupil-years from
    one school year to the next, or diplomas. Counts of one clock share one population cube.
    `within` names the measure whose `within_outcome` is exactly this measure's population, where
    there is one, so that the two numbers stay equal after protection. `distribution` is the code of
    the measure whose rows it reads, its own by default: under-, matching and over-advice are three
    scores on one distribution, which is counted, protected and rounded once.
    """

    code: str
    indicator: str
    variant: str
    clock: str
    outcomes: tuple[str, ...]
    scores: tuple[float, ...]
    unit: str
    within: str | None = None
    within_outcome: int = 1
    distribution: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "distribution", self.distribution or self.code)
