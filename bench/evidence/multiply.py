"""A library of any size out of the one that ships: sentences of all records mixed, with made-up words among them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gelijkop.evidence.record import Record

TEXTS = ("population", "context", "outcome", "about", "found", "for_whom", "mechanism", "conditions", "critique", "use")
MADE_UP = 20_000
"""Different words that no record has, so that the index meets a vocabulary of a large library."""
OF_MADE_UP = 0.1
SYLLABLES = (
    "ba",
    "dor",
    "fel",
    "gin",
    "hak",
    "jor",
    "kel",
    "lum",
    "mir",
    "nos",
    "pra",
    "ruk",
    "sta",
    "tol",
    "vin",
    "wes",
)


def multiplied(records: Sequence[Record], size: int, *, seed: int) -> list[Record]:
    """As many records, each of the shape of one that ships, with sentences of any of them."""
    rng = random.Random(seed)
    made_up = ["".join(rng.choices(SYLLABLES, k=4)) for _ in range(MADE_UP)]
    sentences = {name: [s for r in records for s in re.findall(r"[^.!?]+[.!?]*", getattr(r, name))] for name in TEXTS}
    return [_one(rng, records[i % len(records)], i, sentences, made_up) for i in range(size)]


def _one(
    rng: random.Random, record: Record, number: int, sentences: Mapping[str, Sequence[str]], made_up: Sequence[str]
) -> Record:
    texts = {}
    for name in TEXTS:
        count = len(re.findall(r"[^.!?]+[.!?]*", getattr(record, name)))
        drawn = " ".join(s.strip() for s in rng.choices(sentences[name], k=count)).split(" ")
        texts[name] = " ".join(rng.choice(made_up) if rng.random() < OF_MADE_UP else word for word in drawn)
    title = f"{record.title_nl} {rng.choice(made_up)}"
    return replace(record, id=f"{record.id}-{number}", title_nl=title, **texts)
