"""A definition as a reader sees it, whole: what `indicators show` prints and the page of the catalogue draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gelijkop.catalogue import load
from gelijkop.errors import Language, Text


@dataclass(frozen=True)
class VariantCard:
    """One way to count: the code of the measure, its words, what the example gives, and which columns it needs."""

    measure: str
    title: Text
    unit: str
    conditions: tuple[str, ...]
    counts: str
    outcomes: tuple[tuple[str, float], ...]
    expect: str
    needs: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class DefinitionCard:
    """Everything of one definition; `example` has the heading first, and behind the pupils what each variant counts.

    `withdrawn` is the date on which it was (ISO), empty where it holds.
    """

    code: str
    id: str
    version: int
    title: Text
    question: Text
    population: Text
    unit: str
    clock: str
    since: str
    breaks: tuple[str, ...]
    sources: tuple[str, ...]
    says_not: tuple[Text, ...]
    owner: str
    reviewed: str
    review_by: str
    variants: tuple[VariantCard, ...]
    example: tuple[tuple[str, ...], ...]
    own: bool
    withdrawn: str
    reason: Text
    instead: str


@dataclass(frozen=True)
class Fact:
    """One line about a definition: the word before it, and what is told."""

    label: str
    text: str


def words(language: Language) -> Mapping[str, Any]:  # Any: texts, and tables of texts
    """The words around a definition."""
    found: Mapping[str, Any] = load("texts/definitions")[language]
    return found


def facts(card: DefinitionCard, language: Language) -> Sequence[Fact]:
    """What is told of a definition in a line each, in order; what is empty is left out."""
    w = words(language)
    told = (
        ("question", card.question.say(language)),
        ("who", card.population.say(language)),
        ("unit", w["units"].get(card.unit, card.unit)),
        ("clock", w["clocks"].get(card.clock, card.clock)),
        ("since", card.since),
        ("breaks", ", ".join(card.breaks)),
        ("sources", "; ".join(card.sources)),
        ("owner", card.owner),
        ("reviewed", card.reviewed),
        ("review_by", card.review_by),
    )
    return [Fact(w[label], text) for label, text in told if text]


def variant_facts(variant: VariantCard, language: Language) -> Sequence[Fact]:
    """What is told of a variant: its conditions, what it counts, what each outcome is worth and the example."""
    w = words(language)
    # An outcome that is a number is its own score.
    scored = any(score and name != f"{score:g}" for name, score in variant.outcomes)
    outcomes = ", ".join(f"{name} ({score:g})" if scored else name for name, score in variant.outcomes)
    needs = [Fact(w["needs"], ", ".join(variant.needs))] if variant.needs else []
    return [
        Fact(w["unit"], w["units"].get(variant.unit, variant.unit)),
        *needs,
        Fact(w["conditions"], ", ".join(variant.conditions) or w["all_hold"]),
        Fact(w["counts"], variant.counts),
        Fact(w["outcomes"], outcomes),
        Fact(w["expect"], variant.expect),
    ]


def notes(card: DefinitionCard, language: Language) -> Sequence[str]:
    """What stands above a definition that is the user's own, holds no longer or was not checked wholly."""
    w, told = words(language), list[str]()
    if not all(v.verified for v in card.variants):
        told.append(w["unverified"])
    if card.own:
        told.append(w["own"])
    if card.withdrawn:
        told.append(w["withdrawn"].format(date=card.withdrawn, reason=card.reason.say(language)))
    if card.instead:
        told.append(w["instead"].format(code=card.instead))
    return told
