"""The records that answer a question, the best first, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.evidence.index import Floats, Index
from gelijkop.evidence.library import FACETS, Facet
from gelijkop.evidence.query import Way, ways_to_say
from gelijkop.evidence.record import Record
from gelijkop.evidence.snippets import Snippet, snippet

LEAST = 0.2
"""A record with less than this part of the score of the best one is not found: it shares a word by chance."""


@dataclass(frozen=True)
class Hit:
    """A record that was found; `score` has no unit and only orders the hits of one question."""

    record: Record
    score: float
    snippet: Snippet


@dataclass(frozen=True)
class Found:
    """The first hits, how many records were found in all, and how many of those have each code of each facet."""

    hits: tuple[Hit, ...]
    count: int
    counts: Mapping[Facet, Mapping[str, int]]


def search(index: Index, question: str, *, chosen: Mapping[Facet, str] | None = None, most: int = 10) -> Found:
    """The records that answer a question, ranked by BM25.

    Args:
        index: of all records.
        question: words or a sentence, in Dutch or English; case, accents and small typos do not matter.
        chosen: the codes that a record must have, by facet.
        most: as many hits are given.

    Returns:
        Hits of the best first, equal ones in the order of the records; counts over all that was found. A record
        needs not have every word.
    """
    ways = ways_to_say(index, question)
    scores = _scores(index, ways)
    for facet, code in (chosen or {}).items():
        scores[~_having(index, facet, code)] = 0
    top = float(scores.max(initial=0))
    found = np.flatnonzero(scores >= LEAST * top) if top > 0 else np.empty(0, np.int64)
    first = found[np.argsort(-scores[found], kind="stable")[:most]]
    terms = {term for word in ways for way in word for term in way.terms}
    hits = tuple(
        Hit(index.records[i], float(scores[i]), snippet(index, index.records[i], terms)) for i in first.tolist()
    )
    return Found(hits, len(found), {facet: _counts(index, facet, found) for facet in FACETS})


def _scores(index: Index, ways: list[tuple[Way, ...]]) -> Floats:
    """The sum over words of the best way in which the record says each."""
    total = np.zeros(len(index.records), np.float32)
    for word in ways:
        best = np.zeros_like(total)
        for way in word:
            records, weights = _all_of(index, way.terms)
            best[records] = np.maximum(best[records], np.float32(way.weight) * weights)
        total += best
    return total


def _all_of(index: Index, terms: tuple[int, ...]) -> tuple[NDArray[np.int32], Floats]:
    """The records that have all terms, with the weight of the lightest."""
    lists = index.records_of
    records, weights = None, np.empty(0, np.float32)
    for term in terms:
        span = slice(lists.starts[term], lists.starts[term + 1])
        if records is None:
            records, weights = lists.items[span], index.weights[span]
        else:
            records, left, right = np.intersect1d(records, lists.items[span], assume_unique=True, return_indices=True)
            weights = np.minimum(weights[left], index.weights[span][right])
    return np.empty(0, np.int32) if records is None else records, weights


def _having(index: Index, facet: Facet, code: str) -> NDArray[np.bool_]:
    codes, records, which = index.facets[facet]
    having = np.zeros(len(index.records), np.bool_)
    if code in codes:
        having[records[which == codes.index(code)]] = True
    return having


def _counts(index: Index, facet: Facet, found: NDArray[np.int64]) -> Mapping[str, int]:
    """How many of the found records have each code, the most first."""
    codes, records, which = index.facets[facet]
    among = np.zeros(len(index.records), np.bool_)
    among[found] = True
    times = np.bincount(which[among[records]], minlength=len(codes))
    order = np.argsort(-times, kind="stable")
    return {codes[i]: int(times[i]) for i in order.tolist() if times[i]}
