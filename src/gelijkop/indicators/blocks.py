"""Building blocks of the vocabulary: what a column says of a level, a grade or a pair of levels, as an expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TypeVar

import narwhals as nw

from gelijkop.indicators import rules
from gelijkop.model.levels import GRADES, Level, TestAdvice, levels

Second = TypeVar("Second", Level, TestAdvice)
UNSEEN = 65535
"""State or diploma in a school year of which there are no data; no real state is that high."""
_WIDE = 32
"""A pair of numbers below this is one whole number: 32 × first + second."""


@dataclass(frozen=True)
class Answer:
    """Something with several outcomes; `number` gives the number of the outcome (0, 1, …), `scores` what each is worth.

    All-zero scores: the answer is a distribution and has no mean.
    """

    outcomes: tuple[str, ...]
    scores: tuple[float, ...]
    number: nw.Expr


@dataclass(frozen=True)
class Asked:
    """What can be asked at one kind of moment: yes-or-no conditions, and answers with more outcomes."""

    conditions: Mapping[str, nw.Expr]
    answers: Mapping[str, Answer]


def level_of(column: str) -> nw.Expr:
    """The level number inside a state."""
    return nw.col(column) // GRADES


def grade_of(column: str) -> nw.Expr:
    """The grade inside a state."""
    return nw.col(column) % GRADES


def among(number: nw.Expr, members: Mapping[str, Level | TestAdvice]) -> nw.Expr:
    """Whether a number is that of one of these levels or test advices."""
    return number.is_in([m.number for m in members.values()])


def paired(
    first: nw.Expr,
    second: nw.Expr,
    firsts: Mapping[str, Level],
    seconds: Mapping[str, Second],
    rule: Callable[[Level, Second], int],
) -> nw.Expr:
    """What a rule says of two numbers; 0 for a pair that is not among `firsts` × `seconds`."""
    members: dict[int, list[int]] = {}
    for a in firsts.values():
        for b in seconds.values():
            members.setdefault(int(rule(a, b)), []).append(_WIDE * a.number + b.number)
    pair = first * _WIDE + second
    found = nw.lit(0)
    for outcome, pairs in sorted(members.items()):
        if outcome:
            found = nw.when(pair.is_in(pairs)).then(nw.lit(outcome)).otherwise(found)
    return found


def class_of(number: nw.Expr) -> nw.Expr:
    """The position of a level among the coarse classes; the last where it is in none of them."""
    found = nw.lit(len(rules.classes()) - 1)
    for position, members in enumerate(rules.classes().values()):
        if members:
            found = nw.when(among(number, {m: levels()[m] for m in members})).then(nw.lit(position)).otherwise(found)
    return found


def count_true(*conditions: nw.Expr) -> nw.Expr:
    """How many of the conditions hold."""
    total = nw.lit(0)
    for condition in conditions:
        total = total + nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))
    return total


def seen(columns: Iterable[str]) -> nw.Expr:
    """Whether there are data of all these columns."""
    return reduce(and_, (nw.col(c) != UNSEEN for c in columns))


def known_in(column: str) -> nw.Expr:
    """Whether an optional column holds something: 0 is not known, and there may be no data at all."""
    return (nw.col(column) != 0) & (nw.col(column) != UNSEEN)


def any_of(conditions: Iterable[nw.Expr]) -> nw.Expr:
    """Whether at least one of the conditions holds."""
    return reduce(or_, conditions)


def first_true(*conditions: nw.Expr) -> nw.Expr:
    """Which of the conditions is the first that holds, counted from 1; 0 where none does."""
    found = nw.lit(0)
    for position, condition in reversed(list(enumerate(conditions, start=1))):
        found = nw.when(condition).then(nw.lit(position)).otherwise(found)
    return found


def diploma_among(columns: Iterable[str], members: Mapping[str, Level]) -> nw.Expr:
    """Whether one of these diploma columns holds a diploma of one of these levels."""
    return any_of(among(nw.col(c) // 2, members) for c in columns)


def highest_diploma(columns: Iterable[str], members: Mapping[str, Level]) -> nw.Expr:
    """The number of the highest of these levels, given from low to high, that one of the columns holds; 0: none."""
    names, found = list(columns), nw.lit(0)
    for code, level in members.items():
        found = nw.when(diploma_among(names, {code: level})).then(nw.lit(level.number)).otherwise(found)
    return found
