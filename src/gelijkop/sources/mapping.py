"""A mapping file (koppelbestand): which column of a pupil file is which column of ours, and code for code.

The vocabulary is small and closed: `[about]`, `[file]`, `[columns]`, `[optional]`, `[codes.<column>]`,
`[schemes]`, `[constants]`, `[derive]`, `[keep]`, `[outcome]` and `[lookup]`. All faults are told at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from gelijkop.errors import Finding, MappingRefused, Text
from gelijkop.model.tables import Table
from gelijkop.sources.career_file import KINDS
from gelijkop.sources.mapping_faults import FILLED, Entry, content_faults, fault, shape_faults
from gelijkop.sources.schemes import scheme_codes
from gelijkop.sources.statistical import Values

How = Literal["digits", "letters", "brin", "sector", "first", "join"]


@dataclass(frozen=True)
class Derived:
    """A column made of others.

    The digits or letters of one, BRIN and branch joined, the sector of the level, the first of several
    that is filled, or several joined into one key.
    """

    how: How
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """The column that tells how a school year ended: by what is written there, three kinds. Empty tells nothing."""

    heading: str
    graduated: tuple[str, ...]
    left: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """A reference file beside the mapping file: its columns are put behind the pupil file's, by a shared code."""

    file: str
    on: str
    key: str


@dataclass(frozen=True)
class FileMapping:
    """What a mapping file says, checked.

    `columns` ties our columns to the headings of the file. `choices` are columns of which the heading
    can be one of several; those in `optional` may be absent. `given` are columns of which the value
    must come with the import. `keep` tells by heading which texts a row must have to count; none:
    anything. `resolved` and `with_given` make of these a mapping for one file.
    """

    name: str
    table: Table
    columns: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, Derived] = field(default_factory=dict)
    delimiter: str | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()
    legal_ground: str = ""
    values: Values | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    given: tuple[str, ...] = ()
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcome: Outcome | None = None
    lookup: Lookup | None = None
    folder: Path | None = None

    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]:
        """For each of our columns the headings that it is read from."""
        read: dict[str, tuple[str, ...]] = {name: (heading,) for name, heading in self.columns.items()}
        read |= {name: d.headings for name, d in self.derived.items() if d.headings}
        return read if self.outcome is None else read | {"diploma_level": (self.outcome.heading,)}


def read_mapping(path: Path) -> FileMapping:
    """The mapping in a TOML file.

    Raises:
        MappingRefused: it is not there, is no TOML, or has faults; all of them at once.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # an editor of Windows adds the mark
    except FileNotFoundError:
        raise refused_mapping(
            path.name, [fault(path.name, None, Text("dit bestand is er niet.", "this file is not there."))]
        ) from None
    except (OSError, UnicodeDecodeError):
        wrong = Text("dit bestand kan niet worden gelezen als UTF-8.", "this file cannot be read as UTF-8.")
        raise refused_mapping(path.name, [fault(path.name, None, wrong)]) from None
    return replace(parse_mapping(text, path.name), folder=path.parent)


def parse_mapping(text: str, name: str) -> FileMapping:
    """The mapping in a TOML text; `name` stands in messages.

    Raises:
        MappingRefused: as `read_mapping`.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        wrong = Text(f"dit is geen geldige TOML: {error}.", f"this is no valid TOML: {error}.")
        raise refused_mapping(name, [fault(name, None, wrong)]) from None
    except RecursionError:
        wrong = Text("dit zijn te veel haken in elkaar.", "these are too many brackets inside each other.")
        raise refused_mapping(name, [fault(name, None, wrong)]) from None
    faults = list(shape_faults(entry, name))
    if not faults:
        faults = list(content_faults(entry, KINDS[entry["file"]["kind"]], name))
    if faults:
        raise refused_mapping(name, faults)
    return _mapping(entry, name)


def _mapping(entry: Entry, name: str) -> FileMapping:
    head = entry["file"]
    codes = {c: {theirs: str(ours) for theirs, ours in v.items()} for c, v in entry.get("codes", {}).items()}
    for column, scheme in entry.get("schemes", {}).items():
        codes[column] = {**scheme_codes(column, scheme), **codes.get(column, {})}
    columns, choices = _written(entry.get("columns", {})), _written(entry.get("optional", {}))
    optional = frozenset(choices)
    choices |= {name: options for name, options in columns.items() if len(options) > 1}
    return FileMapping(
        name, KINDS[head["kind"]], {n: options[0] for n, options in columns.items() if n not in choices}, codes,
        entry.get("constants", {}), {key: _derived(key, how) for key, how in entry.get("derive", {}).items()},
        head.get("delimiter"), head.get("sheet"), tuple(head.get("missing", ())), head.get("legal_ground", "").strip(),
        head.get("values"), choices, optional, tuple(head.get("given", ())),
        {h: () if texts == FILLED else tuple(texts) for h, texts in entry.get("keep", {}).items()},
        _outcome(entry.get("outcome")), _lookup(entry.get("lookup")),
    )  # fmt: skip


def _written(columns: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: (written,) if isinstance(written, str) else tuple(written) for name, written in columns.items()}


def _derived(key: str, how: Mapping[str, Any]) -> Derived:  # Any: text, or a list of texts, as was checked
    for several in ("first", "join"):
        if several in how:
            return Derived("first" if several == "first" else "join", tuple(how[several]))
    if key == "location":
        return Derived("brin", tuple(how[k] for k in ("brin", "branch") if k in how))
    if key == "sector":
        return Derived("sector")
    return Derived("digits" if how["take"] == "digits" else "letters", (how["from"],))


def _outcome(how: Mapping[str, Any] | None) -> Outcome | None:  # Any: as in `_derived`
    if how is None:
        return None
    return Outcome(how["from"], *(tuple(how.get(k, ())) for k in ("graduated", "left", "other")))


def _lookup(how: Mapping[str, str] | None) -> Lookup | None:
    return None if how is None else Lookup(how["file"], how["on"], how.get("key", how["on"]))


def refused_mapping(name: str, faults: Sequence[Finding]) -> MappingRefused:
    """The error of a mapping file with these faults."""
    return MappingRefused(
        Text(
            f"Het koppelbestand {name} klopt niet. Er is niets ingelezen.",
            f"The mapping file {name} has faults. Nothing was read in.",
        ),
        faults,
    )
