"""A mapping file (koppelbestand): which column of a pupil file is which column of ours, and code for code.

The vocabulary is small and closed: `[file]`, `[columns]`, `[codes.<column>]`, `[schemes]`,
`[constants]` and `[derive]`. All faults are told at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gelijkop.errors import Finding, MappingRefused, Text
from gelijkop.model.tables import Table
from gelijkop.sources.career_file import KINDS
from gelijkop.sources.mapping_faults import Entry, content_faults, fault, nearest, shape_faults
from gelijkop.sources.schemes import scheme_codes

How = Literal["digits", "letters", "brin", "sector"]


@dataclass(frozen=True)
class Derived:
    """A column made of others: the digits or letters of one, BRIN and branch joined, or the sector of the level."""

    how: How
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileMapping:
    """What a mapping file says, checked. `columns` ties our columns to the headings of the file."""

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

    @property
    def headings(self) -> Mapping[str, tuple[str, ...]]:
        """For each of our columns the headings that it is read from."""
        read = {name: (heading,) for name, heading in self.columns.items()}
        return read | {name: d.headings for name, d in self.derived.items() if d.headings}


def read_mapping(path: Path) -> FileMapping:
    """The mapping in a TOML file.

    Raises:
        MappingRefused: it is not there, is no TOML, or has faults; all of them at once.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # an editor of Windows adds the mark
    except FileNotFoundError:
        raise _refused(
            path.name, [fault(path.name, None, Text("dit bestand is er niet.", "this file is not there."))]
        ) from None
    except (OSError, UnicodeDecodeError):
        wrong = Text("dit bestand kan niet worden gelezen als UTF-8.", "this file cannot be read as UTF-8.")
        raise _refused(path.name, [fault(path.name, None, wrong)]) from None
    return parse_mapping(text, path.name)


def parse_mapping(text: str, name: str) -> FileMapping:
    """The mapping in a TOML text; `name` stands in messages.

    Raises:
        MappingRefused: as `read_mapping`.
    """
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        wrong = Text(f"dit is geen geldige TOML: {error}.", f"this is no valid TOML: {error}.")
        raise _refused(name, [fault(name, None, wrong)]) from None
    except RecursionError:
        wrong = Text("dit zijn te veel haken in elkaar.", "these are too many brackets inside each other.")
        raise _refused(name, [fault(name, None, wrong)]) from None
    faults = list(shape_faults(entry, name))
    if not faults:
        faults = list(content_faults(entry, KINDS[entry["file"]["kind"]], name))
    if faults:
        raise _refused(name, faults)
    return _mapping(entry, name)


def missing_columns(mapping: FileMapping, header: Sequence[str], file: str) -> tuple[Finding, ...]:
    """The headings that the mapping names and the file does not have, each with the nearest that it has."""
    wanted = dict.fromkeys(h for headings in mapping.headings.values() for h in headings)
    return tuple(
        Finding("missing_column", file, _not_in_file(nearest(heading, header)), None, heading)
        for heading in wanted
        if heading not in header
    )


def _not_in_file(near: str | None) -> Text:
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    return Text(
        f"deze kolom staat in het koppelbestand, maar niet in dit bestand.{hint.nl}",
        f"this column is in the mapping file, but not in this file.{hint.en}",
    )


def _mapping(entry: Entry, name: str) -> FileMapping:
    head = entry["file"]
    codes = {c: {theirs: str(ours) for theirs, ours in v.items()} for c, v in entry.get("codes", {}).items()}
    for column, scheme in entry.get("schemes", {}).items():
        codes[column] = {**scheme_codes(column, scheme), **codes.get(column, {})}
    return FileMapping(
        name, KINDS[head["kind"]], entry.get("columns", {}), codes, entry.get("constants", {}),
        {key: _derived(key, how) for key, how in entry.get("derive", {}).items()},
        head.get("delimiter"), head.get("sheet"), tuple(head.get("missing", ())), head.get("legal_ground", "").strip(),
    )  # fmt: skip


def _derived(key: str, how: Mapping[str, str]) -> Derived:
    if key == "location":
        return Derived("brin", tuple(how[k] for k in ("brin", "branch") if k in how))
    if key == "sector":
        return Derived("sector")
    return Derived("digits" if how["take"] == "digits" else "letters", (how["from"],))


def _refused(name: str, faults: Sequence[Finding]) -> MappingRefused:
    return MappingRefused(
        Text(
            f"Het koppelbestand {name} klopt niet. Er is niets ingelezen.",
            f"The mapping file {name} has faults. Nothing was read in.",
        ),
        faults,
    )
