"""Attackers with more than one table: two releases side by side, and those who know their own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gelijkop.errors import Text
from gelijkop.safe.audit.problem import MOST, Problem, Sums, joined_sums
from gelijkop.safe.audit.proof import Proofs
from gelijkop.safe.audit.propagation import bounded
from gelijkop.safe.audit.report import Report, Told
from gelijkop.safe.lattice import Ints


def changes(first: Problem, second: Problem, *, most_lost: int = MOST, most_gained: int = MOST) -> Problem:
    """The attacker of two releases of the same numbers, who wants to know who came and who went.

    Each number of the second release is that of the first, plus what was gained, minus what was lost.
    The numbers of the result are: those of the first release, of the second, gained, lost, and those
    of the first and gained together. The targets are gained and lost of the targets of the first.

    Args:
        first: what is known of the first release.
        second: what is known of the second; the same numbers and sums.
        most_lost: an attacker who knows that pupils only came gives 0.
        most_gained: an attacker who knows that pupils only went gives 0.
    """
    size = len(first.low)
    one = np.arange(size)
    steps = [_moved(first.sums, size * k) for k in range(4)]
    two_ways = (
        Sums(4 * size + one, 2 * np.arange(size + 1), np.stack([one, 2 * size + one], axis=1).ravel()),
        Sums(4 * size + one, 2 * np.arange(size + 1), np.stack([size + one, 3 * size + one], axis=1).ravel()),
    )
    zeros = np.zeros(3 * size, np.int64)
    highs = [np.full(size, m) for m in (most_gained, most_lost, MOST)]
    words = ("eerste uitgave", "tweede uitgave", "erbij", "eraf", "eerste uitgave en erbij")

    def name(number: int) -> str:
        return f"{first.name(number % size)} ({words[number // size]})"

    return Problem(
        np.concatenate([first.low, second.low, zeros]),
        np.concatenate([first.high, second.high, *highs]),
        joined_sums(*steps, *two_ways),
        name,
        np.concatenate([2 * size + first.targets, 3 * size + first.targets]),
        first.least_width,
        first.small,
        (*first.assumed, _TWO),
    )


_TWO = Text("De aanvaller legt twee uitgaven naast elkaar.", "The attacker lays two releases side by side.")


@dataclass(frozen=True)
class Insider:
    """Somebody who knows some numbers exactly, such as a school its own."""

    name: str
    numbers: Ints = field(repr=False)
    values: Ints = field(repr=False)


def audit_insiders(problem: Problem, insiders: Sequence[Insider]) -> Report:
    """What each of them finds out about the numbers of others that nobody else does; by bounds alone (tier 1).

    A number is told once, with the first who finds it out. The true numbers of the insiders stand in
    the derivations, so this report is for the maker of the tables only.
    """
    base = bounded(problem)
    before = problem.fails(base.low, base.high)
    targets = np.zeros(len(problem.low), dtype=np.bool_)
    targets[problem.targets] = True
    told: list[Told] = []
    for insider in insiders:
        knows = problem.known(insider.numbers, insider.values)
        found = bounded(knows, since=base)
        caught = targets & problem.fails(found.low, found.high) & ~before
        caught[insider.numbers] = False
        numbers = np.flatnonzero(caught)
        if not len(numbers):
            continue
        targets[numbers] = False
        proofs = Proofs(knows, bounded(knows))
        told += [_told(problem, proofs, insider, int(n), int(found.low[n]), int(found.high[n])) for n in numbers]
    return Report(
        len(problem.targets),
        tuple(t for t in told if t.low == t.high),
        tuple(t for t in told if t.low < t.high),
        least_width=problem.least_width,
        assumed=(*problem.assumed, Text("Wie eigen aantallen heeft, kent die.", "Who has numbers knows them.")),
    )


def _told(problem: Problem, proofs: Proofs, insider: Insider, number: int, low: int, high: int) -> Told:
    told = Told(number, problem.name(number), low, high, 1)
    by = Text(f"gezien door {insider.name}", f"seen by {insider.name}")
    return replace(told, proof=(*proofs.sentences(number), by))


def _moved(sums: Sums, by: int) -> Sums:
    return Sums(sums.whole + by, sums.start, sums.part + by)
