"""Which references are worth holding against each other: those with one DOI, title, or page in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from gelijkop.evidence.bibliography.traits import Traits

LARGE = 150
"""References with one thing in common up to which every two are held against each other."""
NEXT = 20
"""Beyond that, each with so many that follow it in the order of titles, authors and years."""


def pairs(known: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    """Every two places of `known` that may be one publication, the lower first; each once."""
    seen: set[tuple[int, int]] = set()
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for place, traits in enumerate(known):
        for key in _keys(traits):
            blocks[key].append(place)
    for block in blocks.values():
        if len(block) > 1:
            for pair in _within(block, known):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _keys(t: Traits) -> Iterable[Hashable]:
    if t.doi:
        yield "doi", t.doi
    if t.accession:
        yield "accession", t.accession
    if t.title and not t.generic:
        yield "title", t.title
        if t.main != t.title:
            yield "title", t.main
    elif t.title:
        yield "generic", t.title, t.surname, t.year
        yield "generic", t.title, t.first_page, t.volume, t.year
    if t.start and t.surname:
        yield "start", t.start, t.surname
    if t.first_page and t.volume:
        yield "page", t.first_page, t.volume
    if t.first_page and t.container:
        yield "page", t.first_page, tuple(word[:1] for word in t.container)


def _within(block: Sequence[int], known: Sequence[Traits]) -> Iterator[tuple[int, int]]:
    if len(block) <= LARGE:
        yield from combinations(block, 2)
        return
    ordered = sorted(block, key=lambda p: known[p])
    for start, place in enumerate(ordered):
        for other in ordered[start + 1 : start + 1 + NEXT]:
            yield min(place, other), max(place, other)
