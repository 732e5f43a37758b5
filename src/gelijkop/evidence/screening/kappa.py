"""How well two reviewers agree beyond chance."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z95 = 1.959963984540054
SKEWED = 0.8
"""A prevalence index from which kappa is low though reviewers agree on nearly all; our choice."""


@dataclass(frozen=True)
class Agreement:
    """The table of two reviewers, counted in publications, and what follows from it.

    `both_in`, `first_only`, `second_only`, `both_out` are the cells. `kappa` and its limits are None where they do not
    exist: without publications, or where both reviewers gave the same verdict to all; the limits also where nothing
    varies. `prevalence` and `bias` are shares from 0 (even) to 1.
    """

    both_in: int
    first_only: int
    second_only: int
    both_out: int
    agreement: float | None
    kappa: float | None
    lower: float | None
    upper: float | None
    prevalence: float | None
    bias: float | None

    @property
    def count(self) -> int:
        """Publications that both decided on."""
        return self.both_in + self.first_only + self.second_only + self.both_out

    @property
    def skewed(self) -> bool:
        """Whether one verdict is so frequent that kappa says little."""
        return self.prevalence is not None and self.prevalence >= SKEWED


def agreement(pairs: Iterable[tuple[bool, bool]]) -> Agreement:
    """Raw agreement and Cohen's kappa with a 95% interval, from the verdicts of two reviewers on the same publications.

    >>> agreement([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15).kappa
    0.4

    Source: Cohen (1960), Educational and Psychological Measurement 20, 37–46; standard error of Fleiss, Cohen and
    Everitt (1969), Psychological Bulletin 72, 323–327; prevalence and bias of Byrt, Bishop and Carlin (1993), Journal
    of Clinical Epidemiology 46, 423–429.
    """
    found = list(pairs)
    a, b, c, d = (found.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False)))
    n = a + b + c + d
    if n == 0:
        return Agreement(0, 0, 0, 0, None, None, None, None, None, None)
    same = (a + d) / n
    kappa = lower = upper = None
    by_chance = ((a + b) * (a + c) + (c + d) * (b + d)) / n**2
    if by_chance < 1:
        kappa = round((same - by_chance) / (1 - by_chance), 12)
        error = _error(a / n, b / n, c / n, d / n, kappa, by_chance, n)
        if error > 0:
            lower, upper = max(kappa - Z95 * error, -1.0), min(kappa + Z95 * error, 1.0)
    return Agreement(a, b, c, d, same, kappa, lower, upper, abs(a - d) / n, abs(b - c) / n)


def _error(a: float, b: float, c: float, d: float, kappa: float, by_chance: float, n: int) -> float:
    """The standard error of kappa in large samples, from shares of the table."""
    first, second = (a + b, c + d), (a + c, b + d)
    on = sum(p * (1 - (first[i] + second[i]) * (1 - kappa)) ** 2 for i, p in enumerate((a, d)))
    off = (1 - kappa) ** 2 * (b * (second[0] + first[1]) ** 2 + c * (second[1] + first[0]) ** 2)
    rest = (kappa - by_chance * (1 - kappa)) ** 2
    return math.sqrt(max(on + off - rest, 0.0) / n) / (1 - by_chance)
