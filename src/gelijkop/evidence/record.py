"""The evidence record: one study, intervention or factor, in our own words, with its source and its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gelijkop.errors import Text


@dataclass(frozen=True)
class Effect:
    """One published estimate, as the source gives it.

    `value` and its limits are in the unit of `measure`; None where the source gives no interval or number of pupils.
    Effects with the same `estimate` are versions of one estimate, told apart by `version`: never pool or average them.
    `basis` says whether it comes from one study, a meta-analysis or a summary of those. `n1` and `n2` are the two
    groups that were compared; `standardiser` is what a d or g was divided by, empty where nothing is said: the spread
    within the groups, as the two are defined.
    """

    measure: str
    value: float
    comparison: str
    original: str
    source: str
    basis: str
    estimate: str
    version: str = ""
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    se: float | None = None
    n1: int | None = None
    n2: int | None = None
    standardiser: str = ""


@dataclass(frozen=True)
class Strength:
    """How strong the evidence is, by a named scheme and who judged."""

    scheme: str
    value: str
    judge: str


@dataclass(frozen=True)
class Record:
    """One record. Codes are those of `evidence.taxonomy` and `evidence.links`; empty text: not in the source."""

    id: str
    title_nl: str
    title_en: str
    authors: tuple[str, ...]
    year: int
    source: str
    education: tuple[str, ...]
    kind: str
    level: tuple[str, ...]
    type: str
    population: str
    context: str
    outcome: str
    dutch_evidence: bool
    group_evidence: bool
    about: str
    found: str
    critique: str
    use: str
    link: str = ""
    sectors: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    cost: str = ""
    chain_steps: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    result: str = ""
    unverified: tuple[str, ...] = ()
    strength: Strength | None = None
    effects: tuple[Effect, ...] = ()
    for_whom: str = ""
    mechanism: str = ""
    conditions: str = ""

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(self.title_nl, self.title_en)

    @property
    def estimates(self) -> Mapping[str, tuple[Effect, ...]]:
        """The effects by estimate, each with its versions in the order of the file."""
        names = dict.fromkeys(e.estimate for e in self.effects)
        return {name: tuple(e for e in self.effects if e.estimate == name) for name in names}
