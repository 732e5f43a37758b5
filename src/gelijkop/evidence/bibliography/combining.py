"""One reference from several to the same publication: of each field the value that is most complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields

from gelijkop.evidence.bibliography.likeness import same_container
from gelijkop.evidence.bibliography.sets import Conflict, Member
from gelijkop.evidence.reference import Reference
from gelijkop.evidence.words import words

FIELDS = tuple(f.name for f in fields(Reference) if f.name != "number")
COMPARED = ("title", "year", "kind", "doi", "container", "volume", "issue", "pages", "isbn")
"""Fields in which a difference says something; abstracts, keywords and addresses always differ."""
Source = tuple[Member, Reference, bool]


@dataclass(frozen=True)
class Combined:
    """The reference, whose value each field has, and in which fields the others differ."""

    reference: Reference
    taken: tuple[tuple[str, Member], ...]
    conflicts: tuple[Conflict, ...]


def combine(sources: Sequence[Source]) -> Combined:
    """One reference from those of a group, each with its member and whether it is a preprint; these give way.

    A value that most have goes before a longer one, and that before the one of an earlier member.
    """
    values: dict[str, object] = {}
    taken: list[tuple[str, Member]] = []
    conflicts: list[Conflict] = []
    for name in FIELDS:
        given = [(member, getattr(r, name), preprint) for member, r, preprint in sources if _told(name, r)]
        if not given:
            continue
        given = [g for g in given if not g[2]] or given
        times = Counter(repr(value) for _, value, _ in given) if name not in ("abstract", "authors", "keywords") else {}
        best = max(given, key=lambda g: (times.get(repr(g[1]), 0), _size(g[1])))
        values[name] = best[1]
        taken.append((name, best[0]))
        if name in COMPARED and (other := _others(name, best[1], given)):
            conflicts.append(Conflict(name, other))
    return Combined(Reference(0, **{"title": "", **values}), tuple(taken), tuple(conflicts))  # type: ignore[arg-type]  # values by name


def _told(name: str, reference: Reference) -> bool:
    value = getattr(reference, name)
    return bool(value) and not (name == "kind" and value == "other")


def _size(value: object) -> int:
    """Of names and keywords how many letters, of numbers nothing: of these the first counts."""
    if isinstance(value, tuple):
        return sum(len(str(part)) for part in value)
    return len(value) if isinstance(value, str) else 0


def _others(name: str, best: object, given: Sequence[tuple[Member, object, bool]]) -> tuple[tuple[str, Member], ...]:
    found: dict[str, Member] = {}
    for member, value, _ in given:
        if not _alike(name, best, value):
            found.setdefault(str(value), member)
    return tuple(found.items())


def _alike(name: str, a: object, b: object) -> bool:
    """Whether two values say the same: signs, capitals and accents apart, and a part is not another."""
    if a == b or not isinstance(a, str) or not isinstance(b, str):
        return a == b
    left, right = words(a), words(b)
    if name == "container" and same_container(tuple(left), tuple(right)):
        return True
    if name == "pages":
        return a.split("-")[0] == b.split("-")[0]
    return left == right or (name == "title" and " ".join(left).startswith(" ".join(right)))
