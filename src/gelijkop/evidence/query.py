"""A question as terms of an index: stems, parts of compounds, synonyms, longer words and words with a typo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gelijkop.evidence.index import Index, grams_of, slices
from gelijkop.evidence.words import content, parts, phrase, stems, synonyms

OF_SAME, OF_TYPO, OF_PARTS, OF_LONGER, OF_ONE_PART = 0.85, 0.6, 0.6, 0.4, 0.3
"""What a record weighs that has no word of the question itself, but something that stands for it."""
LONGEST_PHRASE = 4
INSIDE = 5
"""Letters of the shortest stem that is looked for inside longer ones."""
CANDIDATES = 30
"""Terms that look most alike, of which the distance in letters is counted."""


class Way(NamedTuple):
    """One way to say a word: terms that must all be in the record, and what that weighs."""

    weight: float
    terms: tuple[int, ...]


def ways_to_say(index: Index, question: str) -> list[tuple[Way, ...]]:
    """Of each word of the question the ways to say it that occur in the records; words without any are left out."""
    found = content(question)
    ways = [list(_of_word(index, word)) for word in found]
    same = [phrase(word) for word in found]
    for start in range(len(found)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(found)) + 1):
            said = tuple(stem for stems_ in same[start:end] for stem in stems_)
            ways[start] += _of_phrases(index, synonyms().get(said, frozenset()))
    return [tuple(dict.fromkeys(w)) for w in ways if w]


def letters_apart(one: str, other: str, most: int) -> int:
    """How many letters must be added, left out, changed or swapped with a neighbour; above `most` it stops counting.

    Source: Damerau (1964), each pair of letters touched once.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _of_word(index: Index, word: str) -> Iterator[Way]:
    whole = [index.term_ids[s] for s in stems(word) if s in index.term_ids]
    yield from (Way(1.0, (term,)) for term in whole)
    pieces = [index.term_ids[p] for p in parts(word, index.term_ids)]
    if pieces:
        yield Way(OF_PARTS, tuple(pieces))
        yield from (Way(OF_ONE_PART, (piece,)) for piece in pieces)
    yield from (Way(OF_LONGER, (term,)) for term in _longer(index, stems(word)[0]) if term not in whole)
    if not whole and not pieces:
        yield from (Way(OF_TYPO, (term,)) for term in _alike(index, stems(word)[0]))


def _of_phrases(index: Index, phrases: frozenset[tuple[str, ...]]) -> Iterator[Way]:
    for said in sorted(phrases):
        if all(stem in index.term_ids for stem in said):
            yield Way(OF_SAME, tuple(index.term_ids[stem] for stem in said))


def _longer(index: Index, stem: str) -> Iterator[int]:
    """The terms that a stem is inside of."""
    if len(stem) < INSIDE:
        return
    grams = grams_of(stem)
    if all(gram in index.gram_ids for gram in grams):
        found, times = np.unique(slices(index.grams, (index.gram_ids[g] for g in grams)), return_counts=True)
        yield from (int(t) for t in found[times == len(grams)] if stem in index.terms[t] and stem != index.terms[t])


def _alike(index: Index, stem: str) -> Iterator[int]:
    """The nearest terms that differ a letter from the stem, or two from a long one."""
    grams = grams_of(f"^{stem}$")
    found, times = np.unique(
        slices(index.grams, (index.gram_ids[g] for g in sorted(grams) if g in index.gram_ids)), return_counts=True
    )
    most = 1 if len(stem) < 8 else 2
    best = found[np.argsort(-times, kind="stable")[:CANDIDATES]]
    apart = {int(t): letters_apart(stem, index.terms[t], most) for t in best}
    nearest = min(apart.values(), default=most + 1)
    if len(stem) > 3 and nearest <= most:
        yield from (t for t, distance in apart.items() if distance == nearest)
