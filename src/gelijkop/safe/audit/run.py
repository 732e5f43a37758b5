"""The attack, tier after tier: bounds, linear algebra, and other tables that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.safe.audit.free import proven
from gelijkop.safe.audit.problem import Problem
from gelijkop.safe.audit.proof import Proofs
from gelijkop.safe.audit.propagation import Bounded, bounded
from gelijkop.safe.audit.rank import fixed
from gelijkop.safe.audit.report import Report, Told
from gelijkop.safe.audit.search import fits, searched
from gelijkop.safe.lattice import Ints

MOST_PROOFS = 20
"""How many findings get their derivation written out."""
_BY_COMBINING = Text(
    "volgt uit gepubliceerde getallen door optellen en aftrekken (nagerekend met lineaire algebra)",
    "follows from published numbers by adding and subtracting (computed by linear algebra)",
)
_AS_SHOWN = Text("staat zo in de tabellen", "is shown so in the tables")
_BY_TRYING = Text(
    "geen tabel met gehele getallen die hierbuiten valt, past bij wat gepubliceerd is",
    "no table of whole numbers outside this fits what is published",
)


def audit(
    problem: Problem,
    *,
    seconds: float = 0.0,
    world: Ints | None = None,
    told_before: Problem | None = None,
    worlds: Sequence[Ints] = (),
) -> Report:
    """What the attacker of a problem finds out about its targets.

    Args:
        problem: what is known.
        seconds: how long tier 3 may look for tables that prove the rest wide enough; 0 leaves it out.
        world: a table that fits, such as the true one, to start tier 3 from; none of it is in the report.
        told_before: what the attacker knows without the tables; a target that they make no narrower is not counted.
        worlds: tables of whole numbers that may fit; a target in which two that do differ enough is proven.
    """
    first = bounded(problem)
    if first.broken is not None:
        return replace(_empty(problem), broken=(_contradiction(problem, first.broken),))
    found, holds = _combined(problem, first)
    if not holds or found.broken is not None:
        return replace(_empty(problem), tiers=(1, 2), broken=(_contradiction(problem, found.broken or -1),))
    targets = problem.targets
    low, high = found.low[targets].copy(), found.high[targets].copy()
    news = _news(found, told_before, targets)
    tier = np.where(problem.fails(first.low[targets], first.high[targets]), 1, 2)
    failing = problem.fails(low, high) & news
    free = proven(problem, found)[targets] | _witnessed(problem, worlds)
    left = np.flatnonzero(news & ~failing & ~free & (low <= problem.small) & (high >= 1))
    safe = int((~failing).sum()) - len(left)
    tiers: tuple[int, ...] = (1, 2)
    if seconds > 0 and len(left):
        tiers = (1, 2, 3)
        seen = searched(problem, found, targets[left], seconds=seconds, world=world)
        wide = seen.high - seen.low >= problem.least_width
        caught = seen.closed & ~wide & problem.fails(seen.low, seen.high)
        done = wide | seen.closed
        low[left[caught]], high[left[caught]], tier[left[caught]] = seen.low[caught], seen.high[caught], 3
        failing[left[caught]] = True
        safe += int((done & ~caught).sum())
        left = left[~done]
    proofs = Proofs(problem, first)
    told = tuple(
        _told(problem, proofs, int(targets[i]), (int(low[i]), int(high[i])), int(tier[i]), order)
        for order, i in enumerate(sorted(np.flatnonzero(failing), key=lambda i: (high[i] - low[i], tier[i])))
    )
    widths, counts = np.unique(high - low, return_counts=True)
    return Report(
        len(targets),
        tuple(t for t in told if t.low == t.high),
        tuple(t for t in told if t.low < t.high),
        safe,
        len(left),
        {int(w): int(n) for w, n in zip(widths, counts, strict=True)},
        problem.least_width,
        tiers,
        problem.assumed,
    )


def _witnessed(problem: Problem, worlds: Sequence[Ints]) -> NDArray[np.bool_]:
    """Which targets differ enough between tables that fit."""
    values = [w[problem.targets] for w in worlds if fits(problem, w)]
    if not values:
        return np.zeros(len(problem.targets), dtype=np.bool_)
    return np.asarray(np.max(values, axis=0) - np.min(values, axis=0) >= problem.least_width)


def _news(found: Bounded, told_before: Problem | None, targets: Ints) -> NDArray[np.bool_]:
    """Which targets have fewer possible values than they had before."""
    if told_before is None:
        return np.ones(len(targets), dtype=np.bool_)
    before, _ = _combined(told_before, bounded(told_before))
    narrower = (found.low > before.low) | (found.high < before.high)
    return np.asarray(narrower[targets])


def _combined(problem: Problem, found: Bounded) -> tuple[Bounded, bool]:
    """Tiers 1 and 2 in turn, until neither finds more; and whether the sums can hold at all."""
    while found.broken is None:
        more = fixed(problem, found)
        if not more.holds:
            return found, False
        if not len(more.numbers):
            break
        problem = problem.known(more.numbers, more.values)
        found = bounded(problem, since=found)
    return found, True


def _told(problem: Problem, proofs: Proofs, number: int, values: tuple[int, int], tier: int, order: int) -> Told:
    proof: tuple[Text, ...] = ()
    if order < MOST_PROOFS:
        by_sums = proofs.sentences(number) or (_AS_SHOWN,)
        proof = (by_sums, (_BY_COMBINING,), (_BY_TRYING,))[tier - 1]
    return Told(number, problem.name(number), *values, tier, proof)


def _empty(problem: Problem) -> Report:
    return Report(len(problem.targets), least_width=problem.least_width, assumed=problem.assumed)


def _contradiction(problem: Problem, relation: int) -> Text:
    if relation < 0:
        return Text(
            "De getallen spreken elkaar tegen: er zijn geen aantallen die aan alle optellingen voldoen.",
            "The numbers contradict each other: no counts fulfil all sums.",
        )
    whole = problem.name(int(problem.sums.whole[relation]))
    parts = [problem.name(int(p)) for p in problem.sums.parts(relation)[:3]]
    more = len(problem.sums.parts(relation)) - len(parts)
    listed = ", ".join(parts)
    rest = (f" en {more} andere", f" and {more} others") if more > 0 else ("", "")
    return Text(
        f"De getallen spreken elkaar tegen: {whole} kan niet de som zijn van {listed}{rest[0]}.",
        f"The numbers contradict each other: {whole} cannot be the sum of {listed}{rest[1]}.",
    )
