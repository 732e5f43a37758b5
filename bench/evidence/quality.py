"""How well search finds the records that should come up: recall@5 and the mean reciprocal rank."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gelijkop.evidence.index import Index
from gelijkop.evidence.searching import search

FILE = Path(__file__).with_name("questions.toml")
FIRST = 5
DEPTH = 50
"""Ranks that are looked at for the reciprocal rank; a record below counts as not found."""


@dataclass(frozen=True)
class Question:
    """A question with the records that are right, and whether it was kept out of tuning."""

    text: str
    ids: tuple[str, ...]
    held_out: bool


@dataclass(frozen=True)
class Quality:
    """Means over questions: recall among the first five, and 1 / rank of the first right record."""

    questions: int
    recall: float
    reciprocal_rank: float


def questions() -> list[Question]:
    """All questions; each third one is held out."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["question"]
    return [Question(e["text"], (*e["ids"], *e.get("also", [])), i % 3 == 2) for i, e in enumerate(entries)]


def ranks(index: Index, question: Question) -> list[int]:
    """The ranks, from 1, of the right records that were found."""
    hits = search(index, question.text, most=DEPTH).hits
    return [place for place, hit in enumerate(hits, start=1) if hit.record.id in question.ids]


def quality(index: Index, asked: Sequence[Question]) -> Quality:
    """Recall among the first five (of at most five that can stand there) and the mean reciprocal rank."""
    found = [ranks(index, q) for q in asked]
    recalls = [sum(r <= FIRST for r in at) / min(FIRST, len(q.ids)) for at, q in zip(found, asked, strict=True)]
    return Quality(len(asked), sum(recalls) / len(asked), sum(1 / min(at) for at in found if at) / len(asked))
