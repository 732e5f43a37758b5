"""How a number follows from what is published: the steps of tier 1 as sentences, the last one its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gelijkop.errors import Text
from gelijkop.safe.audit.problem import Problem
from gelijkop.safe.audit.propagation import Bounded

_LOW, _HIGH = 0, 1
MOST_SENTENCES = 12
_MOST_TERMS = 6
"""Sums of more parts say the others in one number."""


@dataclass(frozen=True)
class Term:
    """One number in a sum: its bound at that moment, and the row of the log that it came from (−1: published)."""

    number: int
    value: int
    exact: bool
    row: int


@dataclass(frozen=True)
class Step:
    """One narrowing: the bound of a number as a whole minus parts, or as a sum of parts.

    `first` is the whole where the number is a part, None where the number is itself the whole.
    """

    number: int
    side: int
    value: int
    exact: bool
    first: Term | None
    others: tuple[Term, ...]


class Proofs:
    """The derivations in one run of tier 1."""

    def __init__(self, problem: Problem, found: Bounded) -> None:
        self._problem, self._log = problem, found.log
        self._keys = found.log[:, 0] * 2 + found.log[:, 1]
        self._order = np.lexsort((found.log[:, 4], self._keys))
        self._sorted = self._keys[self._order]

    def steps(self, number: int) -> Iterator[Step]:
        """The steps to both bounds of a number, what they rest on first; at most `MOST_SENTENCES`."""
        wanted = [row for side in (_LOW, _HIGH) if (row := self._last(number, side, before=None)) >= 0]
        taken: list[int] = []
        while wanted and len(taken) < MOST_SENTENCES:
            row = wanted.pop(0)
            if row in taken:
                continue
            taken.append(row)
            step = self._step(row)
            wanted += [t.row for t in (step.first, *step.others) if t is not None and t.row >= 0]
        said: set[tuple[int, int]] = set()
        for row in sorted(taken):
            step = self._step(row)
            relation = int(self._log[row, 3])
            if (step.number, relation) in said and step.exact:
                continue
            said.add((step.number, relation))
            yield step

    def sentences(self, number: int) -> tuple[Text, ...]:
        """The steps to a number in words."""
        return tuple(self._say(step) for step in self.steps(number))

    def _last(self, number: int, side: int, *, before: int | None) -> int:
        """The row of the log that last moved this bound, in visits before the one given; −1 for none."""
        key = number * 2 + side
        first, last = np.searchsorted(self._sorted, [key, key + 1])
        rows = self._order[first:last]
        if before is not None:
            rows = rows[self._log[rows, 4] < before]
        return int(rows[-1]) if len(rows) else -1

    def _term(self, number: int, side: int, visit: int) -> Term:
        bounds, rows = [], []
        for one in (_LOW, _HIGH):
            row = self._last(number, one, before=visit)
            start = self._problem.low if one == _LOW else self._problem.high
            bounds.append(int(self._log[row, 2]) if row >= 0 else int(start[number]))
            rows.append(row)
        return Term(number, bounds[side], bounds[0] == bounds[1], rows[side])

    def _step(self, row: int) -> Step:
        number, side, value, relation, visit = (int(x) for x in self._log[row])
        sums = self._problem.sums
        whole, parts = int(sums.whole[relation]), sums.parts(relation)
        if number == whole:
            terms = tuple(self._term(int(p), side, visit) for p in parts)
            return Step(number, side, value, all(t.exact for t in terms), None, terms)
        # The whole was moved in the same visit, before its parts.
        first = self._term(whole, side, visit + 1)
        terms = tuple(self._term(int(p), 1 - side, visit) for p in parts if p != number)
        return Step(number, side, value, first.exact and all(t.exact for t in terms), first, terms)

    def _say(self, step: Step) -> Text:
        name = self._problem.name(step.number)
        sign = "=" if step.exact else "≥" if step.side == _LOW else "≤"
        nl, en = (f"{name} {sign} {self._sum(step, others)} = {step.value}" for others in ("andere", "others"))
        return Text(nl, en)

    def _sum(self, step: Step, others: str) -> str:
        sign = " + " if step.first is None else " − "
        terms = sorted(step.others, key=lambda t: -t.value)
        shown = [self._written(t) for t in terms[:_MOST_TERMS]]
        if len(terms) > _MOST_TERMS:
            rest = terms[_MOST_TERMS:]
            shown.append(f"{sum(t.value for t in rest)} ({len(rest)} {others})")
        if step.first is not None:
            shown.insert(0, self._written(step.first))
        return sign.join(shown)

    def _written(self, term: Term) -> str:
        return f"{term.value} ({self._problem.name(term.number)})"
