"""Finding a place by its name: accents, capitals and a slip of the finger forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

_SURE = 2
"""The score from which what was typed stands in the name or code as it is."""
_LOOKED_AT = 60
"""So many names that look like it are compared letter by letter."""
_NEAR = 0.45
"""Names of which fewer letter triples than this agree (0–1) are not taken for a slip of the finger."""


def folded(name: str) -> str:
    """A name in small letters without accents and signs, a space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare.casefold()))


def ranked(sought: str, names: Sequence[tuple[int, str, str]], limit: int) -> list[int]:
    """The numbers of the places that fit, best first: by code, by beginning, by word, by part, by likeness.

    Args:
        sought: what somebody typed.
        names: number, code and folded name of every place.
        limit: how many at most.
    """
    wanted = folded(sought)
    if not wanted:
        return []
    triples = _triples(wanted)
    scored = [(_score(wanted, triples, code, name), number, name) for number, code, name in names]
    found = sorted((-score, number, name) for score, number, name in scored if score > 0)
    sure = [number for score, number, _ in found if score <= -_SURE]
    likely = [(_likeness(wanted, name), number) for score, number, name in found[:_LOOKED_AT] if score > -_SURE]
    return [*sure, *(number for _, number in sorted(likely))][:limit]


def _likeness(wanted: str, name: str) -> float:
    """How far the likest word of a name, or the whole of it, is from what was typed; 0 is the same."""
    return min(1 - SequenceMatcher(None, wanted, part).ratio() for part in (name, *name.split()))


def _score(wanted: str, triples: set[str], code: str, name: str) -> float:
    if wanted == code.casefold() or wanted == name:
        return 5
    if code.casefold().startswith(wanted) or name.startswith(wanted):
        return 4
    if f" {wanted}" in name:
        return 3
    if wanted in name:
        return 2
    best = max((_alike(triples, _triples(word)) for word in (name, *name.split())), default=0.0)
    return best if best >= _NEAR else 0.0


def _triples(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def _alike(one: set[str], other: set[str]) -> float:
    """How alike two words are (0–1): twice the triples that both have, of all they have."""
    return 2 * len(one & other) / (len(one) + len(other))
