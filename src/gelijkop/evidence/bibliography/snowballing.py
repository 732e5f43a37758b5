"""Snowballing: which included publications were followed to what they cite and to what cites them, and what it gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from gelijkop.errors import Finding, Text
from gelijkop.evidence.bibliography.sets import Merged, SearchSet, first_found

Direction = Literal["references_of", "cited_by"]
DIRECTIONS: tuple[Direction, ...] = ("references_of", "cited_by")


@dataclass(frozen=True)
class Seed:
    """An included publication, in which round it was found (0: not by snowballing), and the sets that start from it."""

    id: str
    round: int
    references_of: tuple[str, ...]
    cited_by: tuple[str, ...]

    @property
    def missing(self) -> tuple[Direction, ...]:
        """The directions that nobody followed yet."""
        return tuple(d for d in DIRECTIONS if not getattr(self, d))


@dataclass(frozen=True)
class Step:
    """What one set of snowballing gave: its references, those that no set had before, and how many are included."""

    set: str
    direction: Direction
    seed: str
    round: int
    found: int
    new: int
    included: int


@dataclass(frozen=True)
class Snowball:
    """Where the snowballing of a review stands.

    `steps` are by set, in the order of `Merged.sets`. `lost` names sets that start from a publication which is in no
    set, or from one that is not included (any more).
    """

    seeds: tuple[Seed, ...]
    steps: tuple[Step, ...]
    lost: tuple[Finding, ...]

    @property
    def to_follow(self) -> tuple[Seed, ...]:
        """The seeds of which a direction is still to be followed, the earliest round first."""
        return tuple(sorted((s for s in self.seeds if s.missing), key=lambda s: (s.round, s.id)))

    @property
    def finished(self) -> bool:
        """Whether every included publication was followed both ways: another round has nothing to start from."""
        return bool(self.seeds) and not self.to_follow


def snowball(merged: Merged, included: Collection[str]) -> Snowball:
    """Where snowballing stands when the publications with these ids are included."""
    chosen = {p.id for name in included if (p := merged.find(name)) is not None}
    starts = {s.name: p.id for s in merged.sets if _direction(s) and (p := merged.find(s.of)) is not None}
    rounds = _rounds(merged, starts)
    new, kept = first_found(merged), Counter(p.members[0].set for p in merged.publications if p.id in chosen)
    seeds = tuple(
        Seed(p.id, rounds[p.members[0].set], *(_sets(merged, starts, p.id, d) for d in DIRECTIONS))
        for p in merged.publications
        if p.id in chosen
    )
    steps = tuple(
        Step(s.name, direction, starts.get(s.name, s.of), rounds[s.name], len(s.references), new[s.name], kept[s.name])
        for s in merged.sets
        if (direction := _direction(s)) is not None
    )
    lost = tuple(_lost(s) for s in merged.sets if _direction(s) and starts.get(s.name) not in chosen)
    return Snowball(seeds, steps, lost)


def _direction(one: SearchSet) -> Direction | None:
    return next((d for d in DIRECTIONS if d == one.how), None)


def _sets(merged: Merged, starts: dict[str, str], seed: str, direction: Direction) -> tuple[str, ...]:
    return tuple(s.name for s in merged.sets if s.how == direction and starts.get(s.name) == seed)


def _rounds(merged: Merged, starts: dict[str, str]) -> dict[str, int]:
    """The round of each set: 0 for a search, one more than that of its seed for a step of snowballing.

    A seed is of the round of the set that had it first; where sets go round in a circle, the round is the first one.
    """
    first = {p.id: p.members[0].set for p in merged.publications}
    snowballed = {s.name for s in merged.sets if _direction(s)}
    rounds: dict[str, int] = {}
    for one in merged.sets:
        seen: list[str] = []
        name = one.name
        while name in starts and name not in seen:
            seen.append(name)
            name = first[starts[name]]
        rounds[one.name] = len(seen) + (name in snowballed and name not in starts)
    return rounds


def _lost(one: SearchSet) -> Finding:
    said = Text(
        "deze set begint bij een publicatie die niet (meer) is opgenomen; hij telt wel mee in wat gevonden is",
        "this set starts from a publication that is not included (any more); it does count in what was found",
    )
    return Finding("no_seed", one.name, said)
