"""Each publication once: all references of several sets in groups, with a reason for every merge."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.bibliography.combining import combine
from gelijkop.evidence.bibliography.grouping import Link, groups, tree
from gelijkop.evidence.bibliography.likeness import verdict
from gelijkop.evidence.bibliography.pairs import pairs
from gelijkop.evidence.bibliography.sets import (
    Doubt,
    Member,
    Merge,
    Merged,
    Possible,
    Publication,
    Reason,
    SearchSet,
)
from gelijkop.evidence.bibliography.traits import Traits, traits
from gelijkop.evidence.reference import Reference

HASH = 8
"""Hexadecimal digits of a title in an id: two of 20,000 titles of one author and year never share it by chance."""


@dataclass(frozen=True)
class Kept:
    """All references in order, with what tells them apart; a place in one is that in the others."""

    members: tuple[Member, ...]
    references: tuple[Reference, ...]
    known: tuple[Traits, ...]


def merge(sets: Sequence[SearchSet]) -> Merged:
    """Every reference in exactly one publication, whatever the order of the sets.

    Raises:
        InputRefused: two sets have one name.
    """
    _check_names(sets)
    ordered = tuple(sorted(sets, key=lambda s: (s.date, s.name)))
    kept = _keep(ordered)
    links, doubts = _links(kept.known)
    forest = groups(kept.known, links)
    members = sorted(forest.groups(range(len(kept.known))).values())
    names = _names(members, kept)
    by_root: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        if forest.root(link[0]) == forest.root(link[1]):
            by_root[forest.root(link[0])].append(link)
        else:
            doubts.append((link[0], link[1], "between"))
    publications = [
        _publication(number, places, names[number - 1], by_root[forest.root(places[0])], kept)
        for number, places in enumerate(members, start=1)
    ]
    apart = [d for d in doubts if forest.root(d[0]) != forest.root(d[1])]
    return Merged(ordered, tuple(publications), tuple(_possible(d, kept) for d in sorted(apart)))


def _keep(sets: Sequence[SearchSet]) -> Kept:
    members = tuple(Member(s.name, r.number) for s in sets for r in s.references)
    references = tuple(r for s in sets for r in s.references)
    return Kept(members, references, tuple(traits(r) for r in references))


def _links(known: Sequence[Traits]) -> tuple[list[Link], list[tuple[int, int, Doubt]]]:
    """Every two that are one, with the reason, and every two that are alike and are not, with the doubt."""
    same: dict[Traits, list[int]] = defaultdict(list)
    for place, t in enumerate(known):
        same[t].append(place)
    links: list[Link] = []
    doubts: list[tuple[int, int, Doubt]] = []
    for t, places in same.items():
        reason, doubt = verdict(t, t)
        # Places with the same traits: one line of links or doubts says as much as all pairs.
        for a, b in pairwise(places):
            if reason is not None:
                links.append((a, b, reason))
            elif doubt is not None:
                doubts.append((a, b, doubt))
    different = sorted(same)
    for i, j in pairs(different):
        reason, doubt = verdict(different[i], different[j])
        a, b = sorted((same[different[i]][0], same[different[j]][0]))
        if reason is not None:
            links.append((a, b, reason))
        elif doubt is not None:
            doubts.append((a, b, doubt))
    return links, doubts


def _publication(
    number: int, places: Sequence[int], names: Sequence[str], links: Sequence[Link], kept: Kept
) -> Publication:
    members = tuple(kept.members[p] for p in places)
    sources = [(kept.members[p], kept.references[p], kept.known[p].preprint) for p in places]
    combined = combine(sources)
    return Publication(
        names[0],
        replace(combined.reference, number=number),
        members,
        tuple(names),
        tuple(_merge(link, kept) for link in tree(places, links)),
        combined.taken,
        combined.conflicts,
    )


def _merge(link: Link, kept: Kept) -> Merge:
    a, b, reason = link
    return Merge(reason, kept.members[a], kept.members[b], _say("reason", reason, kept.known[a]))


def _possible(doubt: tuple[int, int, Doubt], kept: Kept) -> Possible:
    a, b, why = doubt
    return Possible(why, kept.members[a], kept.members[b], _say("doubt", why, kept.known[a]))


def _say(table: str, code: Reason | Doubt, known: Traits) -> Text:
    said: Mapping[str, str] = load("evidence/bibliography/same")[table][code]
    given = {"doi": known.doi, "accession": known.accession}
    return Text(said["nl"].format(**given), said["en"].format(**given))


def _names(groups_: Sequence[Sequence[int]], kept: Kept) -> list[list[str]]:
    """Of each group its names that no other group has, the best first; there is always one."""
    own = [list(dict.fromkeys(_own_names(places, kept))) for places in groups_]
    times = Counter(name for names in own for name in names)
    return [[name for name in names if times[name] == 1] for names in own]


def _own_names(places: Sequence[int], kept: Kept) -> Iterator[str]:
    known = [kept.known[p] for p in places]
    yield from sorted({f"doi:{t.doi}" for t in known if t.doi and not t.preprint})
    yield from sorted({f"doi:{t.doi}" for t in known if t.doi and t.preprint})
    yield from sorted({_by_title(t) for t in known if t.title})
    yield from (str(kept.members[p]) for p in places)


def _by_title(t: Traits) -> str:
    told = "|".join((t.title, t.family, str(t.about_another), str(t.preprint)))
    digest = hashlib.sha256(told.encode()).hexdigest()[:HASH]
    return "-".join(filter(None, (t.surname, str(t.year or ""), digest)))


def _check_names(sets: Sequence[SearchSet]) -> None:
    twice = sorted(name for name, times in Counter(s.name for s in sets).items() if times > 1)
    if twice:
        said = Text("deze naam heeft een andere set ook; geef elke set een eigen naam",
                    "another set has this name too; give every set a name of its own")  # fmt: skip
        text = Text("De sets zijn niet samen te voegen:", "The sets cannot be merged:")
        raise InputRefused(text, [Finding("set_twice", name, said) for name in twice])
