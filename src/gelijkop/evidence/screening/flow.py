"""The flow of every reference through a review, by PRISMA 2020: each is in exactly one end state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.evidence.bibliography.sets import How
from gelijkop.evidence.screening.review import Review, State

Column = Literal["databases", "other"]
FILE = "evidence/strategy/registers"


@dataclass(frozen=True)
class Path:
    """What became of the references of one column.

    `identified` is by database, register or way of finding, in references. From `screened` on publications are
    counted. `excluded` is by criterion, without text where none was given.
    """

    identified: Mapping[str, int]
    duplicates: int
    screened: int
    title_waiting: int
    title_excluded: int
    not_retrieved: int
    fulltext_waiting: int
    excluded: Mapping[str, int]
    included: int

    @property
    def sought(self) -> int:
        """Publications of which the full text is wanted."""
        return self.screened - self.title_waiting - self.title_excluded

    @property
    def assessed(self) -> int:
        """Publications read in full, or waiting to be."""
        return self.sought - self.not_retrieved


@dataclass(frozen=True)
class Flow:
    """Both columns of the diagram; `registers` are names in `databases.identified` that are registers."""

    databases: Path
    other: Path
    registers: frozenset[str]
    reports: int
    studies: int

    @property
    def waiting(self) -> int:
        """Publications that are not decided on yet."""
        return sum(p.title_waiting + p.fulltext_waiting for p in (self.databases, self.other))


def flow(review: Review) -> Flow:
    """The flow as it stands.

    A publication belongs to the searches in databases where any of them found it, and else to the other methods:
    lists of references, citations, what was known and what was found by hand.

    Source: Page and others (2021), BMJ 372, n71, doi 10.1136/bmj.n71.
    """
    how = {s.name: s.how for s in review.merged.sets}
    states: dict[Column, list[tuple[str, State]]] = {"databases": [], "other": []}
    for publication in review.merged.publications:
        searched = any(how[m.set] == "search" for m in publication.members)
        states["databases" if searched else "other"].append((publication.id, review.state(publication.id)))
    found: dict[Column, Counter[str]] = {"databases": Counter(), "other": Counter()}
    for s in review.merged.sets:
        found["databases" if s.how == "search" else "other"][_name(s.how, s.database)] += len(s.references)
    included = [name for some in states.values() for name, state in some if state == "included"]
    return Flow(
        databases=_path(found["databases"], states["databases"], review),
        other=_path(found["other"], states["other"], review),
        registers=frozenset(name for name in found["databases"] if name.casefold() in _registers()),
        reports=len(included),
        studies=len({review.study(name) for name in included}),
    )


def _path(identified: Counter[str], states: list[tuple[str, State]], review: Review) -> Path:
    count = Counter(state for _, state in states)
    reasons = Counter(review.reason(name, "fulltext") for name, state in states if state == "fulltext_excluded")
    order = [c.code for c in review.strategy.criteria]
    return Path(
        identified=dict(identified),
        duplicates=identified.total() - len(states),
        screened=len(states),
        title_waiting=count["title_open"] + count["title_conflict"],
        title_excluded=count["title_excluded"],
        not_retrieved=count["not_retrieved"],
        fulltext_waiting=count["fulltext_open"] + count["fulltext_conflict"],
        excluded=dict(sorted(reasons.items(), key=lambda r: order.index(r[0]) if r[0] in order else len(order))),
        included=count["included"],
    )


def _name(how: How, database: str) -> str:
    return database if how == "search" else how


def _registers() -> frozenset[str]:
    return frozenset(name.casefold() for name in load(FILE)["registers"])
