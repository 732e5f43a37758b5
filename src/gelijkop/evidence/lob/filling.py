"""From a record to the form: what stands in each part, and in the supplement all that the form cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.evidence.draft import Draft
from gelijkop.evidence.fields import EFFECT, FIELDS, NOT_FOUND, SECTIONS, STRENGTH, Field
from gelijkop.evidence.lob.entries import shown
from gelijkop.evidence.lob.form import Entry, Where
from gelijkop.evidence.lob.labels import GROUPS, Group, bins
from gelijkop.evidence.lob.people import write_people
from gelijkop.evidence.lob.ticks import labels
from gelijkop.evidence.record import Effect, Record, Strength
from gelijkop.evidence.taxonomy import Template, year_bin

SUMMARY, TRANSFER = "Samenvatting van het onderzoek", "Wat kun je uit het onderzoek meenemen naar de LOB-praktijk?"
USE = "use"  # the section that stands below TRANSFER
ON_FORM = frozenset({"id", "title_nl", "authors", "year", "link", "sectors", "themes", "kind"})


@dataclass(frozen=True)
class Filled:
    """The form as it is to be written: boxes with whether they are ticked, and texts."""

    boxes: Mapping[Group, tuple[tuple[str, bool], ...]]
    title: str
    authors: str
    link: str
    summary: tuple[tuple[str, str], ...]
    transfer: str
    entries: tuple[Entry, ...]


def filled(record: Record, template: Template) -> Filled:
    """The form of a record, with an empty supplement."""
    chosen: Mapping[Group, Sequence[str | None]] = {
        "sector": record.sectors,
        "theme": record.themes,
        "year": (year_bin(record.year, template),),
        "kind": (record.kind,),
    }
    return Filled(
        {group: tuple(_boxes(group, chosen[group], template)) for group in GROUPS},
        record.title_nl,
        write_people(record.authors, record.year),
        record.link,
        tuple((s.heading, getattr(record, s.name) or NOT_FOUND) for s in SECTIONS if s.name != USE),
        record.use,
        (),
    )


def unfilled(template: Template) -> Filled:
    """The form without anything in it; its supplement has every field that the form lacks."""
    return Filled(
        {group: tuple(_boxes(group, (), template)) for group in GROUPS},
        "",
        "",
        "",
        tuple((s.heading, "") for s in SECTIONS if s.name != USE),
        "",
        tuple(Entry("record", 0, f.name, (), Where()) for f in FIELDS if f.name not in ON_FORM),
    )


def supplement(record: Record, draft: Draft) -> tuple[Entry, ...]:
    """The entries for all of a record that a draft read back from its form does not have, or has otherwise."""
    given = {**draft.values, "id": draft.id}
    return (
        *_differing(record, given, FIELDS),
        *(
            Entry("record", 0, s.name, shown(getattr(record, s.name)), Where())
            for s in SECTIONS
            if getattr(record, s.name) != draft.sections.get(s.name, "").removesuffix(NOT_FOUND)
        ),
        *(() if record.strength is None else _all("strength", 0, record.strength, STRENGTH)),
        *(e for place, effect in enumerate(record.effects) for e in _all("effect", place, effect, EFFECT)),
    )


def _boxes(group: Group, chosen: Sequence[str | None], template: Template) -> Iterator[tuple[str, bool]]:
    known = {b.label: b.label for b in bins() if b.version == template} if group == "year" else labels(group)
    yield from ((label, code in chosen) for code, label in known.items())


def _differing(record: Record, given: Mapping[str, object], fields: Sequence[Field]) -> Iterator[Entry]:
    for field in fields:
        value = getattr(record, field.name)
        there = given.get(field.name)
        if there != value and not (value in ("", ()) and there in (None, "", ())):
            yield Entry("record", 0, field.name, shown(value) or ('""',), Where())


def _all(table: str, place: int, holder: Effect | Strength, fields: Sequence[Field]) -> Iterator[Entry]:
    for field in fields:
        if items := shown(getattr(holder, field.name)):
            yield Entry(table, place, field.name, items, Where())
