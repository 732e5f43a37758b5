"""The index of the records: which term stands in which record and how much it weighs there, built once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.evidence.library import FACETS, Facet, values
from gelijkop.evidence.record import Record
from gelijkop.evidence.words import parts, stems, stop_words, words

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

FIELDS: tuple[tuple[float, Callable[[Record], str]], ...] = (
    (4.0, lambda r: r.title_nl),
    (3.0, lambda r: r.title_en),
    (1.5, lambda r: r.outcome),
    (1.5, lambda r: r.population),
    (1.5, lambda r: r.about),
    (1.0, lambda r: r.found),
    (1.0, lambda r: r.mechanism),
    (1.0, lambda r: r.use),
    (0.7, lambda r: " ".join((r.for_whom, r.conditions, r.critique))),
    (0.7, lambda r: " ".join((r.context, r.source, *r.authors, r.cost))),
)
"""What is searched, and the weight of a word there: a title says most of what a record is about."""
OF_PART = 0.5
"""Weight of a part of a compound beside the whole word."""
K1, B = 1.2, 0.5
"""How soon more of the same word adds little, and how much a long record is held back."""


@dataclass(frozen=True)
class Lists:
    """Many lists of numbers behind each other: list i is `items[starts[i] : starts[i + 1]]`."""

    starts: NDArray[np.int64]
    items: Ints


@dataclass(frozen=True)
class Index:
    """The records with their terms as arrays.

    `records_of` lists the positions of the records by term, and `weights` beside its items tells what the term weighs
    there (BM25, above zero). `by_word` gives the terms of each word that occurs; `grams` the terms by three letters,
    with the places of those in `gram_ids`. `facets` holds of each facet its codes and the pairs of record and code.
    """

    records: tuple[Record, ...]
    terms: tuple[str, ...]
    term_ids: Mapping[str, int]
    by_word: Mapping[str, tuple[int, ...]]
    records_of: Lists
    weights: Floats
    gram_ids: Mapping[str, int]
    grams: Lists
    facets: Mapping[Facet, tuple[tuple[str, ...], Ints, Ints]]

    @property
    def bytes(self) -> int:
        """Memory of the arrays, without the records and the words."""
        lists = sum(one.starts.nbytes + one.items.nbytes for one in (self.records_of, self.grams))
        facets = sum(records.nbytes + codes.nbytes for _, records, codes in self.facets.values())
        return lists + facets + self.weights.nbytes


def build_index(records: Iterable[Record]) -> Index:
    """The index of the records, in the order given."""
    given = tuple(records)
    word_ids: dict[str, int] = {}
    seen, sizes, known = array("i"), array("i"), stop_words()
    for record in given:
        for _, text in FIELDS:
            found = [word_ids.setdefault(w, len(word_ids)) for w in words(text(record)) if w not in known]
            seen.extend(found)
            sizes.append(len(found))
    term_ids, by_word, of_words, shares = _terms(word_ids)
    weights = np.tile([weight for weight, _ in FIELDS], len(given))
    token_weights = np.repeat(weights, sizes)
    token_records = np.repeat(np.repeat(np.arange(len(given)), len(FIELDS)), sizes)
    records_of, scores = _postings(
        np.frombuffer(seen, np.int32), token_records, token_weights, of_words, shares, len(given), len(term_ids)
    )
    gram_ids, grams = _grams(list(term_ids))
    return Index(
        given, tuple(term_ids), term_ids, by_word, records_of, scores, gram_ids, grams,
        {facet: _facet(given, facet) for facet in FACETS},
    )  # fmt: skip


def grams_of(text: str) -> set[str]:
    """Every three letters in a row."""
    return {text[i : i + 3] for i in range(len(text) - 2)}


def slices(lists: Lists, which: Iterable[int]) -> Ints:
    """The items of some of the lists, behind each other."""
    found = [lists.items[lists.starts[i] : lists.starts[i + 1]] for i in which]
    return np.concatenate(found) if found else np.empty(0, np.int32)


def _terms(
    word_ids: Mapping[str, int],
) -> tuple[dict[str, int], dict[str, tuple[int, ...]], Lists, Floats]:
    """The terms, those of each word, and the same as lists with the share of the weight of the word they get."""
    own = {word: stems(word) for word in word_ids}
    known = {stem for found in own.values() for stem in found if len(stem) > 2}
    term_ids: dict[str, int] = {}
    by_word: dict[str, tuple[int, ...]] = {}
    items, shares, starts = array("i"), array("f"), [0]
    for word, whole in own.items():
        pieces = [p for p in dict.fromkeys(parts(word, known)) if p not in whole]
        found = [term_ids.setdefault(t, len(term_ids)) for t in (*whole, *pieces)]
        by_word[word] = tuple(found)
        items.extend(found)
        shares.extend([1.0] * len(whole) + [OF_PART] * len(pieces))
        starts.append(len(items))
    return term_ids, by_word, _lists(starts, items), np.frombuffer(shares, np.float32)


def _postings(
    seen: Ints,
    token_records: NDArray[np.int64],
    token_weights: NDArray[np.float64],
    of_words: Lists,
    shares: Floats,
    records: int,
    terms: int,
) -> tuple[Lists, Floats]:
    """The records of each term with its BM25 weight; counts are weighted by field before they level off.

    Source: Robertson, Zaragoza & Taylor (2004), Simple BM25 extension to multiple weighted fields.
    """
    lengths = np.diff(of_words.starts)[seen]
    first = np.repeat(of_words.starts[seen] - np.cumsum(lengths) + lengths, lengths)
    place = first + np.arange(len(first))
    key = of_words.items[place].astype(np.int64) * max(records, 1) + np.repeat(token_records, lengths)
    pairs, inverse = np.unique(key, return_inverse=True)
    counts = np.bincount(inverse, shares[place] * np.repeat(token_weights, lengths), len(pairs))
    term, record = np.divmod(pairs, max(records, 1))
    size = np.bincount(token_records, token_weights, records)
    norm = 1 - B + B * size / max(size.mean() if records else 1.0, 1e-9)
    holding = np.bincount(term, minlength=terms)
    rare = np.log1p((records - holding + 0.5) / (holding + 0.5))
    scores = rare[term] * counts * (K1 + 1) / (counts + K1 * norm[record])
    starts = np.concatenate([[0], np.cumsum(holding)]).astype(np.int64)
    return Lists(starts, record.astype(np.int32)), scores.astype(np.float32)


def _grams(terms: list[str]) -> tuple[dict[str, int], Lists]:
    found: dict[str, list[int]] = {}
    for number, term in enumerate(terms):
        for gram in grams_of(f"^{term}$"):
            found.setdefault(gram, []).append(number)
    starts, items = [0], array("i")
    for numbers in found.values():
        items.extend(numbers)
        starts.append(len(items))
    return {gram: number for number, gram in enumerate(found)}, _lists(starts, items)


def _lists(starts: list[int], items: array[int]) -> Lists:
    return Lists(np.array(starts, np.int64), np.frombuffer(items, np.int32) if items else np.empty(0, np.int32))


def _facet(records: tuple[Record, ...], facet: Facet) -> tuple[tuple[str, ...], Ints, Ints]:
    codes: dict[str, int] = {}
    which, code = array("i"), array("i")
    for number, record in enumerate(records):
        for value in values(record, facet):
            which.append(number)
            code.append(codes.setdefault(value, len(codes)))
    empty = np.empty(0, np.int32)
    return (
        tuple(codes),
        np.frombuffer(which, np.int32) if which else empty,
        np.frombuffer(code, np.int32) if code else empty,
    )
