"""From a record file (Markdown under TOML front matter) to a record, with everything that is wrong at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from gelijkop.errors import DefinitionRefused, Finding, Text
from gelijkop.evidence.checks import Fault, check_effects, check_table, faults_of_tables, line_of
from gelijkop.evidence.fields import EFFECT, FIELDS, NOT_FOUND, SECTIONS, STRENGTH, Field
from gelijkop.evidence.record import Effect, Record, Strength

FENCE = "+++"
HEADING = re.compile(r"## +(.*?) *")
Table = dict[str, Any]  # what TOML holds


@dataclass(frozen=True)
class Examined:
    """What came of one file: the record, or None with at least one finding."""

    record: Record | None
    findings: tuple[Finding, ...]


def read_record(text: str, *, file: str) -> Record:
    """The record in a text.

    Raises:
        DefinitionRefused: with all findings.
    """
    return read_records([(file, text)])[0]


def read_records(documents: Iterable[tuple[str, str]]) -> tuple[Record, ...]:
    """The records of several files, each given by its name and its text.

    Raises:
        DefinitionRefused: with the findings of all files together.
    """
    examined = [examine(text, file=file) for file, text in documents]
    findings = [f for e in examined for f in e.findings]
    if findings:
        text = Text(
            "Er zijn fouten in deze kennisbank. Verbeter ze en probeer opnieuw:",
            "There are faults in this evidence library. Mend them and try again:",
        )
        raise DefinitionRefused(text, findings)
    return tuple(e.record for e in examined if e.record is not None)


def examine(text: str, *, file: str) -> Examined:
    """The record in a text, or all that is wrong with it; `file` is its name, for the messages and for `id`."""
    lines = text.split("\n")
    ends = [i for i, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(ends) < 2 or ends[0] != 0:
        said = Text(
            "het bestand begint niet met velden tussen twee regels +++. Kijk af: gelijkop evidence show vve --file",
            "the file does not begin with fields between two lines +++. See: gelijkop evidence show vve --file",
        )
        return Examined(None, (Finding("front_matter", file, said, row=1),))
    front, body = lines[1 : ends[1]], lines[ends[1] + 1 :]
    try:
        entry = tomllib.loads("\n".join(front))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Examined(None, (_no_toml(error, file),))
    parts, faults = _sections(body, ends[1] + 2)
    faults = [*_faults(entry, PurePath(file).stem), *faults]
    if faults:
        return Examined(None, tuple(Finding(f.rule, file, f.text, line_of(f, front), f.key or None) for f in faults))
    return Examined(_record(entry, parts), ())


def _faults(entry: Table, stem: str) -> Iterator[Fault]:
    """Everything that is wrong with the front matter."""
    yield from check_table({k: v for k, v in entry.items() if k not in ("effect", "strength")}, FIELDS)
    yield from faults_of_tables(entry)
    effects = entry.get("effect", [])
    if isinstance(effects, list):
        tables = [e for e in effects if isinstance(e, dict)]
        for place, table in enumerate(tables):
            yield from check_table(table, EFFECT, table_name="effect", place=place)
        yield from check_effects(tables)
    if isinstance(strength := entry.get("strength", {}), dict) and strength:
        yield from check_table(strength, STRENGTH, table_name="strength")
    if isinstance(name := entry.get("id"), str) and name != stem:
        text = Text(
            f"het bestand heet {stem}.md en het veld zegt “{name}”. Maak die gelijk",
            f"the file is named {stem}.md and the field says “{name}”. Make them the same",
        )
        yield Fault("id", "id", text)


def _sections(body: Sequence[str], first: int) -> tuple[dict[str, str], list[Fault]]:
    """The text of each section by name, and what is wrong with them; `first` is the line number of the body."""
    names = {s.heading: s for s in SECTIONS}
    found: dict[str, list[str]] = {}
    faults: list[Fault] = []
    current: list[str] = []
    for number, line in enumerate(body, start=first):
        heading = HEADING.fullmatch(line)
        if heading is None:
            if not found and line.strip():
                faults.append(Fault("section", "", _before(names), line=number))
            current.append(line)
            continue
        current = []
        if heading[1] not in names:
            faults.append(Fault("section", heading[1], _no_section(names), line=number))
        elif names[heading[1]].name in found:
            text = Text("dit kopje staat er twee keer", "this heading stands here twice")
            faults.append(Fault("section", heading[1], text, line=number))
        found[names[heading[1]].name if heading[1] in names else heading[1]] = current
    parts = {name: "\n".join(lines).strip() for name, lines in found.items()}
    for s in SECTIONS:
        said = parts.get(s.name)
        if said is None:
            text = Text(f"dit kopje ontbreekt ({s.text.nl})", f"this heading is missing ({s.text.en})")
            faults.append(Fault("section", s.heading, text))
        elif not said or (said == NOT_FOUND and s.needed):
            faults.append(Fault("section", s.heading, _empty(needed=s.needed)))
    return {name: "" if said == NOT_FOUND else said for name, said in parts.items()}, faults


def _record(entry: Table, parts: dict[str, str]) -> Record:
    strength = entry.get("strength")
    return Record(
        **{**_values(entry, FIELDS), **parts},
        effects=tuple(Effect(**_values(e, EFFECT)) for e in entry.get("effect", [])),
        strength=Strength(**_values(strength, STRENGTH)) if strength else None,
    )


def _values(table: Table, fields: Sequence[Field]) -> Table:
    """The fields that are there, lists as tuples and numbers as numbers with a fraction."""
    shaped: Table = {}
    for f in fields:
        if f.name in table:
            value = table[f.name]
            if f.shape == "number":
                value = float(value)
            shaped[f.name] = tuple(value) if isinstance(value, list) else value
    return shaped


def _no_toml(error: Exception, file: str) -> Finding:
    at = re.search(r"line (\d+)", str(error))
    text = Text(
        "de velden zijn geen TOML: let op aanhalingstekens, haken en komma's",
        "the fields are no TOML: look at quotes, brackets and commas",
    )
    return Finding("toml", file, text, row=int(at[1]) + 1 if at else None)


def _before(names: Iterable[str]) -> Text:
    first = next(iter(names))
    return Text(
        f"hier staat tekst vóór het eerste kopje. Zet er “## {first}” boven",
        f"there is text before the first heading. Put “## {first}” above it",
    )


def _no_section(names: Iterable[str]) -> Text:
    known = ", ".join(names)
    return Text(f"dit kopje is er niet; mogelijk zijn: {known}", f"there is no such heading; allowed are: {known}")


def _empty(*, needed: bool) -> Text:
    if needed:
        return Text("hier moet tekst onder staan", "there must be text below it")
    return Text(
        f"hier staat niets onder. Schrijf “{NOT_FOUND}” als de bron het niet zegt",
        f"there is nothing below it. Write “{NOT_FOUND}” where the source does not say",
    )
