"""Why counts of several organisations cannot be added up: what differs, or would be counted twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from gelijkop.errors import Finding, Text
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import Grouping

_MOST_NAMED = 5
Covered = tuple[str, int]
"""A location and a school year of which pupils were counted."""


def twice(paths: Sequence[Path]) -> Iterator[Finding]:
    """Files that are named more than once."""
    real = [path.resolve() for path in paths]
    for path in dict.fromkeys(p for p in real if real.count(p) > 1):
        yield Finding(
            "store_twice", path.name,
            Text("dit bestand is meer dan eens genoemd. Noem elk bestand één keer.",
                 "this store is named more than once. Name each store once."),
        )  # fmt: skip


def other_definitions(names: Sequence[str], definitions: Sequence[Mapping[str, Definition]]) -> Iterator[Finding]:
    """Definitions that are not the same as in the first."""
    first = definitions[0]
    for name, other in zip(names[1:], definitions[1:], strict=True):
        for code in sorted({*first, *other}):
            one, two = first.get(code), other.get(code)
            if one is None or two is None or (one.version, one.variants) != (two.version, two.variants):
                yield Finding(
                    "other_definition", name,
                    Text(f"{code} is hier {_version(two, 'nl')}, en in {names[0]} {_version(one, 'nl')}. Bereken "
                         "beide met dezelfde versie van gelijkop: gelijkop measure",
                         f"{code} is {_version(two, 'en')} here, and {_version(one, 'en')} in {names[0]}. Compute both "
                         "with the same version of gelijkop: gelijkop measure"),
                )  # fmt: skip


def _version(definition: Definition | None, language: str) -> str:
    absent = "er niet" if language == "nl" else "absent"
    return absent if definition is None else f"v{definition.version}"


def other_groupings(names: Sequence[str], groupings: Sequence[tuple[Grouping, ...]]) -> Iterator[Finding]:
    """Groupings of the user that are not the same as in the first."""
    for name, other in zip(names[1:], groupings[1:], strict=True):
        if other != groupings[0]:
            yield Finding(
                "other_groupings", name,
                Text(f"uw eigen indelingen zijn hier anders dan in {names[0]}. Bereken beide met dezelfde.",
                     f"your own groupings differ from those in {names[0]}. Compute both with the same ones."),
            )  # fmt: skip


def other_years(names: Sequence[str], years: Sequence[Mapping[str, tuple[int, ...]]]) -> Iterator[Finding]:
    """Whether somebody is absent or not known in a school year depends on the years, so these must be the same."""
    for name, other in zip(names[1:], years[1:], strict=True):
        for what, nl, en in (
            ("enrolment_years", "inschrijvingen", "enrolments"),
            ("diploma_years", "diploma’s", "diplomas"),
        ):
            if other[what] != years[0][what]:
                here, there = _listed(other[what]), _listed(years[0][what])
                yield Finding(
                    "other_years", name,
                    Text(f"de {nl} zijn hier van {here}, en in {names[0]} van {there}. Laad in beide dezelfde "
                         "schooljaren, en bereken opnieuw.",
                         f"the {en} here are of {here}, and in {names[0]} of {there}. Load the same school years in "
                         "both, and compute again."),
                )  # fmt: skip


def _listed(years: Sequence[int]) -> str:
    return ", ".join(f"{y}/{y + 1}" for y in years) or "–"


def overlap(names: Sequence[str], covered: Sequence[Collection[Covered]]) -> Iterator[Finding]:
    """Locations whose pupils of one school year would be counted twice."""
    owner: dict[Covered, str] = {}
    for name, pairs in zip(names, covered, strict=True):
        double = sorted(pair for pair in pairs if pair in owner)
        for other in dict.fromkeys(owner[pair] for pair in double):
            shared = sorted({place for place, year in double if owner[place, year] == other})
            few = ", ".join(shared[:_MOST_NAMED]) + (", …" if len(shared) > _MOST_NAMED else "")
            yield Finding(
                "overlap", name,
                Text(f"{len(shared)} vestigingen staan met dezelfde schooljaren ook in {other}: {few}. Haal ze uit een "
                     "van beide; anders tellen hun leerlingen dubbel.",
                     f"{len(shared)} locations are with the same school years in {other} too: {few}. Take them out of "
                     "one of the two; else their pupils count twice."),
            )  # fmt: skip
        owner |= dict.fromkeys(set(pairs) - owner.keys(), name)
