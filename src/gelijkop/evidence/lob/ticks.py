"""Which boxes of the form are ticked, group by group, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.errors import Finding
from gelijkop.evidence.lob.form import Box, Where, finding, short
from gelijkop.evidence.lob.labels import GROUPS, Group, bins, boxes, key, near, written
from gelijkop.evidence.taxonomy import codes

ONE = ("year", "kind")  # groups of which one box may be ticked


@dataclass(frozen=True)
class Ticks:
    """The codes that are ticked, by group and in the order of the form; of a year the label is the code.

    `version` is the version of the form that its boxes for years are of.
    """

    codes: Mapping[Group, tuple[str, ...]]
    where: Mapping[Group, Where]
    version: str
    found: tuple[Finding, ...]


def ticks(seen: Sequence[Box], *, file: str) -> Ticks:
    """What is ticked, with a finding for every box and group that is not as it should be."""
    ticked: dict[Group, tuple[str, ...]] = {}
    where: dict[Group, Where] = {}
    found: list[Finding] = []
    for group in GROUPS:
        some = [b for b in seen if _group(b) == group]
        chosen = {boxes()[key(b.label)][1]: b for b in some if b.ticked and key(b.label) in boxes()}
        ticked[group] = tuple(label for label in labels(group) if label in chosen)
        where[group] = (list(chosen.values()) or some or [Box("", None, "", Where())])[-1].where
        found += _unknown(some, group, file)
        found += _number(some, chosen, group, file)
    return Ticks(ticked, where, _version(seen), tuple(found))


def labels(group: Group) -> Mapping[str, str]:
    """The labels of a group by code, in the order of the form; of both versions those of years."""
    if group == "year":
        return {b.label: b.label for b in bins()}
    return {code: text.nl for code, text in codes(group).items()}


def _group(box: Box) -> str:
    """The group of a box: that of its label, or where that is unknown, of the heading above it or of what is near."""
    known = boxes().get(key(box.label))
    if known is None and not box.group and (close := near(box.label, boxes())):
        known = boxes()[close]
    return known[0] if known else box.group or "theme"


def _unknown(some: Sequence[Box], group: Group, file: str) -> Iterator[Finding]:
    for box in some:
        if box.ticked and key(box.label) not in boxes():
            close = near(box.label, boxes())
            if close is None:
                listed = ", ".join(labels(group).values())
                text = short(box.label)
                yield finding("unknown_label", file, box.where, text=text, group=written(group), labels=listed)
            else:
                label = labels(boxes()[close][0])[boxes()[close][1]]
                yield finding("near_label", file, box.where, text=short(box.label), label=label)


def _number(some: Sequence[Box], chosen: Mapping[str, Box], group: Group, file: str) -> Iterator[Finding]:
    """What is wrong with how many boxes of a group are ticked."""
    name = written(group)
    if not some:
        yield finding("no_group", file, Where(), group=name)
    elif all(b.ticked is None for b in some):
        yield finding("no_boxes", file, some[0].where, group=name)
    elif not any(b.ticked for b in some):
        yield finding("none_ticked", file, some[0].where, group=name)
    elif len(chosen) > 1 and group in ONE:
        both = ", ".join(f"“{b.label}”" for b in chosen.values())
        yield finding("several_ticked", file, list(chosen.values())[-1].where, group=name, labels=both)


def _version(seen: Sequence[Box]) -> str:
    """The version of the form that has most of the boxes for years."""
    given = {key(b.label) for b in seen}
    versions = list(dict.fromkeys(b.version for b in bins()))
    return max(versions, key=lambda v: sum(key(b.label) in given for b in bins() if b.version == v))
