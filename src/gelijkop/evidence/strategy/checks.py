"""What may be wrong with the concepts and terms of a search strategy, whatever the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gelijkop.errors import Language, Text
from gelijkop.evidence.strategy.databases import databases
from gelijkop.evidence.strategy.plan import Concept, Strategy
from gelijkop.evidence.strategy.string_checks import CURLY
from gelijkop.evidence.strategy.strings import written
from gelijkop.evidence.strategy.terms import SIGNS, Term, covers

STEM = 3
"""Letters before a `*`, the rule of Web of Science."""


@dataclass(frozen=True)
class Fault:
    """One fault of a strategy at a key; `wrong` is False where it is advice."""

    rule: str
    key: str
    text: Text
    wrong: bool = True


def check_strategy(strategy: Strategy) -> list[Fault]:
    """Faults and advice, in the order of the file."""
    return [
        *_years(strategy),
        *_levels(strategy),
        *(f for concept in strategy.concepts for f in _concept(concept, strategy)),
        *(f for lang, terms in strategy.exclude.items() for f in _terms(terms, f"exclude.{lang}", strategy)),
        *_shared(strategy),
        *_removed(strategy),
    ]


def _years(strategy: Strategy) -> Iterator[Fault]:
    if strategy.since is not None and strategy.until is not None and strategy.since > strategy.until:
        yield Fault("years", "until", Text("dit jaar ligt voor from", "this year is before from"))


def _levels(strategy: Strategy) -> Iterator[Fault]:
    for level in strategy.levels:
        if not strategy.concepts_of(level):
            said = Text("dit niveau heeft geen concepten", "this level has no concepts")
            yield Fault("empty_level", f"level {level}", said)


def _concept(concept: Concept, strategy: Strategy) -> Iterator[Fault]:
    for language in strategy.languages:
        key, terms = f"concept {concept.code}.{language}", concept.terms.get(language, ())
        if not terms:
            said = Text(
                "dit concept heeft in deze taal geen zoekwoorden; geef ze, of haal de taal weg bij languages",
                "this concept has no terms in this language; give some, or take the language from languages",
            )
            yield Fault("empty_concept", key, said)
        yield from _terms(terms, key, strategy)
        yield from _redundant(terms, key)


def _terms(terms: Sequence[Term], key: str, strategy: Strategy) -> Iterator[Fault]:
    for term in terms:
        yield from _letters(term, key)
        missing = [databases()[d].name for d in strategy.databases if not written(term, databases()[d])]
        if missing:
            said = Text(
                f"“{term.text}” kan zo niet in {', '.join(missing)}. Geef daarvoor hele woorden: "
                f'{{term = "{term.text}", forms = ["…", "…"]}}',
                f"“{term.text}” is not possible in {', '.join(missing)}. Give whole words for those: "
                f'{{term = "{term.text}", forms = ["…", "…"]}}',
            )
            yield Fault("no_forms", key, said)
        for form in term.forms:
            if term.near is None and not covers(term.plain, form):
                said = Text(
                    f"“{term.text}” vindt “{form}” niet; de zoekstrings zouden dan iets anders vinden per database",
                    f"“{term.text}” does not find “{form}”; strings would then find other things by database",
                )
                yield Fault("form_outside", key, said)


def _letters(term: Term, key: str) -> Iterator[Fault]:
    for text in (term.text, *term.forms):
        if any(letter in text for letter in CURLY.replace("’", "") + '"'):
            said = Text(
                f"{text}: zet hier geen aanhalingstekens in; gelijkop zet ze om een woordgroep",
                f"{text}: leave out quotation marks here; gelijkop puts them around a phrase",
            )
            yield Fault("quotes", key, said)
        if any(letter in text for letter in "()=|") or (text.startswith("{") != text.endswith("}")):
            said = Text(
                f"{text}: haakjes en tekens zoals = en | horen niet in een zoekwoord",
                f"{text}: brackets and signs such as = and | do not belong in a term",
            )
            yield Fault("signs", key, said)
    if any(sign in form for form in term.forms for sign in SIGNS):
        said = Text(f"forms bij “{term.text}”: schrijf hele woorden", f"forms of “{term.text}”: write whole words")
        yield Fault("form_wildcard", key, said)
    stems = [word.split("*")[0] for word in term.plain.replace("-", " ").split() if "*" in word]
    if not term.exact and any(len(stem.strip("?$")) < STEM for stem in stems):
        said = Text(
            f"“{term.text}”: zet ten minste {STEM} letters voor *",
            f"“{term.text}”: put at least {STEM} letters before *",
        )
        yield Fault("short_stem", key, said)


def _redundant(terms: Sequence[Term], key: str) -> Iterator[Fault]:
    for one, two in combinations([t for t in terms if t.near is None], 2):
        wide, narrow = (one, two) if covers(one.plain, two.plain) else (two, one)
        if covers(wide.plain, narrow.plain):
            said = Text(
                f"“{narrow.text}” is overbodig: “{wide.text}” vindt dat ook",
                f"“{narrow.text}” is not needed: “{wide.text}” finds it too",
            )
            yield Fault("redundant", key, said, wrong=False)


def _shared(strategy: Strategy) -> Iterator[Fault]:
    """A term of two concepts that are joined by AND: a text with it meets both."""
    for one, two in combinations(strategy.concepts, 2):
        of_levels = [strategy.concepts_of(level) for level in strategy.levels]
        together = any(one in some and two in some for some in of_levels)
        for language in strategy.languages if together else ():
            first = {t.plain.casefold() for t in one.terms.get(language, ())}
            for term in two.terms.get(language, ()):
                if term.plain.casefold() in first:
                    said = Text(
                        f"“{term.text}” staat ook bij concept {one.code}: een tekst met dat woord voldoet al aan beide",
                        f"“{term.text}” is in concept {one.code} too: a text with that word meets both",
                    )
                    yield Fault("same_term", f"concept {two.code}.{language}", said)


def _removed(strategy: Strategy) -> Iterator[Fault]:
    for language in strategy.languages:
        for gone in strategy.exclude.get(language, ()):
            for concept in strategy.concepts:
                for term in concept.terms.get(language, ()):
                    if covers(gone.plain, term.plain):
                        yield Fault("removed", f"exclude.{language}", _takes_away(gone, term, concept, language))


def _takes_away(gone: Term, term: Term, concept: Concept, language: Language) -> Text:
    where = f"concept {concept.code}.{language}"
    return Text(
        f"“{gone.text}” uitsluiten haalt ook “{term.text}” weg ({where})",
        f"excluding “{gone.text}” takes away “{term.text}” too ({where})",
    )
