"""The passage of a record that answers a question best, with the words that do so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from gelijkop.evidence.index import Index
from gelijkop.evidence.record import Record
from gelijkop.evidence.words import WORD, fold

SENTENCE = re.compile(r"[^.!?]+[.!?]*")
NAMES = ("about", "found", "use", "mechanism", "outcome", "population", "for_whom", "conditions", "critique")
"""Where passages come from; of passages that are as good, the first counts."""


@dataclass(frozen=True)
class Snippet:
    """A sentence of a record; `marks` are the places (from, up to) in `text` of the words that were looked for."""

    text: str
    marks: tuple[tuple[int, int], ...]

    def marked(self, before: str, after: str) -> str:
        """The text with something before and after each word that was looked for."""
        text = self.text
        for start, end in reversed(self.marks):
            text = f"{text[:start]}{before}{text[start:end]}{after}{text[end:]}"
        return text


def snippet(index: Index, record: Record, terms: Collection[int]) -> Snippet:
    """The sentence with the most different terms, then the most words; the first of the record where none has any."""
    best, most = Snippet("", ()), (-1, -1)
    for name in NAMES:
        for found in SENTENCE.finditer(unicodedata.normalize("NFC", getattr(record, name))):
            sentence = found[0].strip()
            hits = [(w.span(), t) for w in WORD.finditer(fold(sentence)) if (t := _hits(index, w[0], terms))]
            score = (len(set().union(*(t for _, t in hits))), len(hits))
            if score > most:
                best, most = Snippet(sentence, tuple(span for span, _ in hits)), score
    return best


def _hits(index: Index, word: str, terms: Collection[int]) -> frozenset[int]:
    return frozenset(t for t in index.by_word.get(word, ()) if t in terms)
