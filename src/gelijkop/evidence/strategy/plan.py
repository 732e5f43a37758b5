"""A search strategy: question, levels, concepts with their synonyms, limits, and the criteria to choose by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from gelijkop.errors import Language, Text
from gelijkop.evidence.strategy.terms import Term

Phase = Literal["title", "fulltext"]
PHASES: tuple[Phase, ...] = get_args(Phase)
"""Screening by title and abstract first, then by full text."""


@dataclass(frozen=True)
class Concept:
    """One idea with the terms that stand for it, and descriptors of ERIC; without `levels` it belongs to all levels."""

    code: str
    levels: tuple[str, ...]
    terms: Mapping[Language, tuple[Term, ...]]
    descriptors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Criterion:
    """A reason to leave a publication out, and the phases in which it may be given."""

    code: str
    text: Text
    phases: tuple[Phase, ...] = PHASES


@dataclass(frozen=True)
class Strategy:
    """A whole strategy; `since` and `until` are years or None, `notes` say where it comes from."""

    question: Text
    levels: Mapping[str, Text]
    concepts: tuple[Concept, ...]
    databases: tuple[str, ...]
    languages: tuple[Language, ...]
    exclude: Mapping[Language, tuple[Term, ...]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    types: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    notes: tuple[Text, ...] = ()

    def concepts_of(self, level: str) -> tuple[Concept, ...]:
        """The concepts that are joined by AND at a level."""
        return tuple(c for c in self.concepts if not c.levels or level in c.levels)
