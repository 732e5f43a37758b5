"""Results of searches as sets, and the publications that they make together when each is counted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from gelijkop.errors import Text
from gelijkop.evidence.reference import Reference

How = Literal["search", "references_of", "cited_by", "known", "hand"]
Reason = Literal["doi", "accession", "title_author", "subtitle", "title_place", "near_title", "preprint"]
Doubt = Literal[
    "two_dois",
    "one_doi",
    "thesis",
    "book",
    "part",
    "correction",
    "generic",
    "near_title",
    "short_title",
    "no_author",
    "other_year",
    "other_place",
    "between",
]


@dataclass(frozen=True)
class SearchSet:
    """The references of one search, or of one step of snowballing.

    `of` is the id of the publication that `references_of` and `cited_by` start from, and `query` what was asked of the
    database; both are empty where they do not apply. `name` is unique within a review and never changes.
    """

    name: str
    database: str
    date: date
    how: How
    references: tuple[Reference, ...]
    query: str = ""
    of: str = ""


@dataclass(frozen=True, order=True)
class Member:
    """One reference by the name of its set and its number there."""

    set: str
    number: int

    def __str__(self) -> str:
        return f"{self.set}#{self.number}"


@dataclass(frozen=True)
class Merge:
    """Why two references are one publication."""

    reason: Reason
    first: Member
    second: Member
    text: Text


@dataclass(frozen=True)
class Possible:
    """Two references that may be one publication and were kept apart, with the reason."""

    doubt: Doubt
    first: Member
    second: Member
    text: Text


@dataclass(frozen=True)
class Conflict:
    """A field in which the members differ; `values` are those not taken, each with one that has it."""

    field: str
    values: tuple[tuple[str, Member], ...]


@dataclass(frozen=True)
class Publication:
    """One publication, from all references to it.

    `id` is made of its DOI, else of title, year and first author. `names` are all ids that it may have had before a
    set was added, with `set#number` of each member; `Merged.find` knows them. `taken` tells of each field that is not
    empty whose value `reference` has; its `number` is the place in `Merged.publications`, from 1.
    """

    id: str
    reference: Reference
    members: tuple[Member, ...]
    names: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    taken: tuple[tuple[str, Member], ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Merged:
    """Every reference of `sets` in exactly one publication.

    Sets are ordered by date and name; publications by their first member, and that by its set and number.
    """

    sets: tuple[SearchSet, ...]
    publications: tuple[Publication, ...]
    possible: tuple[Possible, ...] = ()

    def find(self, name: str) -> Publication | None:
        """The publication with this id, or that had it before; None where there is none."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Publication]:
        return {name: p for p in self.publications for name in (p.id, *p.names)}


def found(merged: Merged) -> Mapping[str, int]:
    """How many references each set has, by its name."""
    return {s.name: len(s.references) for s in merged.sets}


def first_found(merged: Merged) -> Mapping[str, int]:
    """How many publications each set was the first to have, by its name, in the order of `Merged.sets`."""
    new = Counter(p.members[0].set for p in merged.publications)
    return {s.name: new[s.name] for s in merged.sets}


def duplicates(merged: Merged) -> Mapping[str, int]:
    """How many references each set has that it, or a set before it, had already, by its name."""
    new = first_found(merged)
    return {s.name: len(s.references) - new[s.name] for s in merged.sets}


def duplicates_by_database(merged: Merged) -> Mapping[str, int]:
    """The same by database; together they are all references less all publications."""
    total: Counter[str] = Counter()
    by_set = duplicates(merged)
    for s in merged.sets:
        total[s.database] += by_set[s.name]
    return dict(total)


def new_in(merged: Merged, name: str) -> tuple[Publication, ...]:
    """The publications that a set was the first to have."""
    return tuple(p for p in merged.publications if p.members[0].set == name)
