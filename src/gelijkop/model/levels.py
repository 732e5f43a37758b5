"""The level scale: codes, numbers, ranks, and the crosswalk to how DUO, ROD, CBS and the test chain write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gelijkop.catalogue import load

Scheme = Literal["canonical", "duo", "duo_old", "rod", "chain"]
GRADES = 10
"""A state is `GRADES` × level number + grade; grade 0 means that the grade is not known or does not apply."""


@dataclass(frozen=True)
class Level:
    """One level of the scale; `low` and `high` are whole ranks (pro 1 … vwo 6) or None where not ranked."""

    code: str
    number: int
    sector: str
    nl: str
    en: str
    low: int | None = None
    high: int | None = None
    advice: bool = False
    written: tuple[tuple[Scheme, str], ...] = ()

    @property
    def rank(self) -> float | None:
        """Place on the half-step scale; half-way for a double level."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True)
class TestAdvice:
    """One advice of the transfer test; `low` and `high` as in `Level`."""

    __test__ = False  # not a test class, whatever its name says to pytest

    code: str
    number: int
    nl: str
    en: str
    low: int | None = None
    high: int | None = None
    rod: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def rank(self) -> float | None:
        """Place on the half-step scale of `Level.rank`."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


@cache
def levels() -> Mapping[str, Level]:
    """All levels by canonical code, in order of number."""
    found = {}
    for e in load("codes/levels")["level"]:
        written: list[tuple[Scheme, str]] = [("canonical", e["code"])]
        written += [(s, e[s]) for s in ("duo", "duo_old") if s in e]
        written += [(s, w) for s in ("rod", "chain") for w in e.get(s, [])]
        found[e["code"]] = Level(
            e["code"], e["number"], e["sector"], e["nl"], e["en"],
            e.get("low"), e.get("high"), e.get("advice", False), tuple(written),
        )  # fmt: skip
    return found


@cache
def advice_levels() -> Mapping[str, Level]:
    """The levels that a school advice can have, `geen` included."""
    return {c: v for c, v in levels().items() if v.advice}


@cache
def test_advices() -> Mapping[str, TestAdvice]:
    """The six test advices and `geen-toets`, by code."""
    return {
        e["code"]: TestAdvice(
            e["code"], e["number"], e["nl"], e["en"], e.get("low"), e.get("high"),
            tuple(e.get("rod", ())), tuple(e["words"]),
        )
        for e in load("codes/test_advices")["test_advice"]
    }  # fmt: skip


@cache
def crosswalk(scheme: Scheme) -> Mapping[str, str]:
    """How one scheme writes a level → canonical code. Every spelling means one level only."""
    return {w: v.code for v in levels().values() for s, w in v.written if s == scheme}


def by_number() -> Mapping[int, Level]:
    """All levels by number."""
    return {v.number: v for v in levels().values()}


def state(level: str, grade: int) -> int:
    """The small integer that the career table holds for a level and grade (0–9)."""
    return GRADES * levels()[level].number + grade
