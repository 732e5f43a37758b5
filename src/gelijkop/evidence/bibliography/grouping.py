"""Groups of references that are one publication, from verdicts on two at a time, without contradiction within."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from gelijkop.evidence.bibliography.likeness import NEAR, similarity
from gelijkop.evidence.bibliography.sets import Reason
from gelijkop.evidence.bibliography.traits import Traits

SURE: frozenset[Reason] = frozenset({"doi", "accession"})
ORDER: tuple[Reason, ...] = ("doi", "accession", "title_author", "title_place", "subtitle", "near_title", "preprint")
RANK = {reason: place for place, reason in enumerate(ORDER)}
Link = tuple[int, int, Reason]
Marks = tuple[str, str, str]  # DOI, family, subtitle; empty where not known


@dataclass
class Forest:
    """Which places belong together."""

    above: dict[int, int] = field(default_factory=dict)

    def root(self, place: int) -> int:
        """The place that stands for all that belong with this one."""
        while (higher := self.above.get(place, place)) != place:
            self.above[place] = self.above.get(higher, higher)
            place = higher
        return place

    def join(self, a: int, b: int) -> bool:
        """Puts two together; False where they were already."""
        a, b = sorted((self.root(a), self.root(b)))
        self.above[b] = a
        return a != b

    def groups(self, places: Iterable[int]) -> Mapping[int, list[int]]:
        """All places by the one that stands for them."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in places:
            found[self.root(place)].append(place)
        return found


def groups(known: Sequence[Traits], links: Sequence[Link]) -> Forest:
    """The groups that links make.

    Where all that hang together could be one publication, they are. Else those with the same DOI, kind and subtitle
    stay together, and each of the others joins the one it fits, where that is one.
    """
    whole, parted = Forest(), Forest()
    for a, b, _ in links:
        whole.join(a, b)
    within: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        within[whole.root(link[0])].append(link)
    for own in within.values():
        places = sorted({p for a, b, _ in own for p in (a, b)})
        if not _agree([known[p] for p in places]):
            _part(known, places, own, parted)
            continue
        for a, b, _ in own:
            parted.join(a, b)
    return parted


def tree(places: Sequence[int], links: Iterable[Link]) -> list[Link]:
    """The fewest links that keep a group together, the surest first."""
    forest, among = Forest(), set(places)
    own = sorted((link for link in links if link[0] in among and link[1] in among), key=lambda k: (RANK[k[2]], k))
    return [link for link in own if forest.join(link[0], link[1])]


def _agree(together: Sequence[Traits]) -> bool:
    dois = {t.doi for t in together if t.doi and not t.preprint}
    families = {t.family for t in together} & {"thesis", "book"}
    papers = {t.family for t in together} & {"paper", "report"}
    subtitles = {t.subtitle for t in together if t.subtitle}
    if len(dois) > 1 or len(families) + bool(papers and families) > 1:
        return False
    return all(similarity(a, b) >= NEAR for a, b in combinations(sorted(subtitles)[:50], 2))


def _part(known: Sequence[Traits], places: Sequence[int], links: Sequence[Link], parted: Forest) -> None:
    own = {p: _marks([known[p]]) for p in places}
    for a, b, reason in links:
        if reason in SURE or own[a] == own[b]:
            parted.join(a, b)
    blobs = parted.groups(places)
    marks = {root: _marks([known[p] for p in members]) for root, members in blobs.items()}
    beside: dict[int, set[int]] = defaultdict(set)
    for a, b, _ in links:
        a, b = parted.root(a), parted.root(b)
        beside[a].add(b)
        beside[b].add(a)
    joins = [(root, fits[0]) for root in sorted(beside) if len(fits := _richest(root, beside[root], marks)) == 1]
    for root, fit in joins:
        parted.join(root, fit)


def _richest(root: int, beside: Iterable[int], marks: Mapping[int, Marks]) -> list[int]:
    """Of those beside, the ones that know all that `root` knows and more, less those that another one outdoes."""
    richer = [b for b in sorted(beside) if _less(marks[root], marks[b])]
    return [b for b in richer if not any(_less(marks[b], marks[other]) for other in richer)]


def _less(a: Marks, b: Marks) -> bool:
    return a != b and all(x in ("", y) for x, y in zip(a, b, strict=True))


def _marks(together: Sequence[Traits]) -> Marks:
    dois = sorted({t.doi for t in together if t.doi and not t.preprint})
    families = sorted({t.family for t in together if t.family})
    subtitles = sorted({t.subtitle for t in together if t.subtitle})
    return (
        "|".join(dois),
        families[0] if len(families) == 1 else "",
        subtitles[0] if len(subtitles) == 1 else "",
    )
