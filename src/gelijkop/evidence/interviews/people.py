"""Who spoke: pseudonym, role, consent, and the sources of a project they are in."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.interviews.refi import Project, same
from gelijkop.evidence.interviews.roles import NO_CONSENT, Kind, code_of, codes, ladder

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "person": ("respondent", "geinterviewde", "geïnterviewde", "nummer"),
    "role": ("rol", "role"),
    "consent": ("toestemming", "consent"),
    "source": ("bron", "source"),
}
NEEDED = ("person", "role", "consent", "source")
LISTS: Mapping[str, Kind] = {"role": "role", "consent": "consent"}


@dataclass(frozen=True)
class Person:
    """One respondent; `sources` and `passages` are GUIDs."""

    id: str = field(repr=False)
    role: str = field(repr=False)
    consent: str
    sources: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Voice:
    """One person, or people who spoke together and cannot be told apart: they count as one.

    `roles` goes from fine to broad, for people together from the first that they have in common; `consent` is the
    least that any of them gave.
    """

    number: int
    roles: tuple[str, ...] = field(repr=False)
    consent: str


@dataclass(frozen=True)
class People:
    """Who spoke in a project, and what was odd."""

    persons: tuple[Person, ...]
    findings: tuple[Finding, ...] = ()


def read_people(text: str, project: Project, *, file: str) -> People:
    """The people of a CSV file, a row for each respondent and source.

    Raises:
        InputRefused: with all findings: a column or value that is missing, a code that is none, or two rows of one
            respondent that say different things. Values of rows are not repeated.
    """
    rows = _rows(text)
    columns = _columns(rows[0] if rows else [])
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        said = ", ".join(HEADINGS[name][0] for name in missing)
        findings = [
            Finding("column", file, Text(f"deze kolommen ontbreken: {said}", f"missing columns: {said}"), row=1)
        ]
        raise InputRefused(_refused(file), findings)
    entries = [
        (number, {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    findings = [f for number, entry in entries for f in _faults(entry, number, file)]
    findings += _contradictions(entries, file)
    if findings:
        raise InputRefused(_refused(file), findings)
    names = _source_names(project)
    unknown = sum(_spelled(e["source"]) not in names for _, e in entries)
    absent = Text("deze bron staat niet in het project", "this source is not in the project")
    notes = [Finding("source", file, absent, times=unknown)] if unknown else []
    return People(tuple(_merged([e for _, e in entries], names)), tuple(notes))


def people_of_cases(project: Project, *, file: str) -> People:
    """The people of the cases of a project: name of the case, and variables for role and consent.

    Cases without a role that is known are no respondents and are counted in a finding; without known consent there is
    none.
    """
    persons, odd = [], 0
    for case in project.cases:
        values = {name: value for name, heads in HEADINGS.items() for key, value in case.variables.items()
                  if key.strip().casefold() in heads}  # fmt: skip
        role = code_of("role", values.get("role", ""))
        if role is None:
            odd += 1
            continue
        consent = code_of("consent", values.get("consent", "")) or NO_CONSENT
        persons.append(Person(_spelled(case.name), role, consent, case.sources, case.passages))
    said = Text(
        f"een case heeft geen rol uit de lijst ({', '.join(codes('role'))}) en telt niet als geïnterviewde",
        f"a case has no role of the list ({', '.join(codes('role'))}) and does not count as a respondent",
    )
    return People(tuple(persons), (Finding("case", file, said, times=odd),) if odd else ())


def person_named(people: Iterable[Person], name: str) -> Person | None:
    """The person with this number or pseudonym, in any spelling; None where there is none."""
    return next((p for p in people if p.id == _spelled(name)), None)


def voices(people: Sequence[Person], project: Project) -> Mapping[str, Voice]:
    """The voice of each passage by its GUID; passages of nobody in the list are absent.

    People who share a source, or a passage where a case names that, are one voice in the whole project: one of them
    may have said all of it.
    """
    by_passage = {p.guid: {x.id for x in people if p.guid in x.passages} for p in project.passages}
    speakers = {p.guid: by_passage[p.guid] or {x.id for x in people if p.source in x.sources} for p in project.passages}
    together = _joined({x.id for x in people}, speakers.values())
    of: dict[str, list[Person]] = {}
    for person in people:
        of.setdefault(together[person.id], []).append(person)
    made = {name: _voice(i, some) for i, (name, some) in enumerate(of.items())}
    return {guid: made[together[min(ids)]] for guid, ids in speakers.items() if ids}


def _voice(number: int, people: Sequence[Person]) -> Voice:
    ladders = [ladder(p.role) for p in people]
    level = next(i for i in range(3) if len({steps[i] for steps in ladders}) == 1)
    order = list(codes("consent"))
    return Voice(number, ladders[0][level:], min((p.consent for p in people), key=order.index))


def _joined(ids: set[str], groups: Iterable[set[str]]) -> dict[str, str]:
    """The first of the ids that each id belongs together with."""
    root = {i: i for i in ids}

    def first(i: str) -> str:
        while root[i] != i:
            i = root[i]
        return i

    for group in groups:
        members = sorted(group)
        for other in members[1:]:
            root[first(other)] = first(members[0])
    return {i: first(i) for i in ids}


def _faults(entry: Mapping[str, str], row: int, file: str) -> Iterator[Finding]:
    for name in NEEDED:
        if not entry[name]:
            yield Finding("empty", file, Text("deze cel is leeg", "this cell is empty"), row, HEADINGS[name][0])
    for name, kind in LISTS.items():
        if entry.get(name) and code_of(kind, entry[name]) is None:
            known = ", ".join(codes(kind))
            said = Text(f"dit woord staat niet in de lijst: {known}", f"this word is not in the list: {known}")
            yield Finding("code", file, said, row, HEADINGS[name][0])


def _contradictions(entries: Sequence[tuple[int, Mapping[str, str]]], file: str) -> Iterator[Finding]:
    seen: dict[str, tuple[str | None, str | None]] = {}
    for row, entry in entries:
        found = code_of("role", entry["role"]), code_of("consent", entry["consent"])
        if seen.setdefault(_spelled(entry["person"]), found) != found:
            said = Text(
                "deze geïnterviewde staat er eerder met een andere rol of toestemming",
                "this respondent stood here before with another role or consent",
            )
            yield Finding("contradiction", file, said, row)


def _merged(entries: Sequence[Mapping[str, str]], names: Mapping[str, str]) -> Iterator[Person]:
    for name in dict.fromkeys(_spelled(e["person"]) for e in entries):
        mine = [e for e in entries if _spelled(e["person"]) == name]
        sources = tuple(dict.fromkeys(names[s] for e in mine if (s := _spelled(e["source"])) in names))
        role, consent = code_of("role", mine[0]["role"]), code_of("consent", mine[0]["consent"])
        assert role is not None  # checked in `_faults`
        assert consent is not None
        yield Person(name, role, consent, sources)


def _source_names(project: Project) -> Mapping[str, str]:
    """The GUID of each source by its name, its name without suffix, and its GUID."""
    found: dict[str, str] = {}
    for source in project.sources:
        for name in (source.name, PurePath(source.name).stem, source.guid):
            found[_spelled(name)] = source.guid
    return found


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:  # a cell without end
        return []


def _columns(heading: Sequence[str]) -> Mapping[str, int]:
    said = [cell.strip().casefold() for cell in heading]
    return {name: said.index(h) for name, heads in HEADINGS.items() for h in heads if h in said}


def _spelled(text: str) -> str:
    """A name in one spelling, so that the same one is not counted twice; a GUID without braces."""
    return same(" ".join(unicodedata.normalize("NFKC", text).casefold().split()))


def _refused(file: str) -> Text:
    return Text(f"{file}: de lijst van geïnterviewden klopt niet:", f"{file}: the list of respondents is not right:")
