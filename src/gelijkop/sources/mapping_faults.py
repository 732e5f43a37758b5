"""The faults of a mapping file: names that are unknown, codes that are not ours, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from gelijkop.errors import Finding, Text
from gelijkop.model.groupings import groupings
from gelijkop.model.tables import Column, Table
from gelijkop.sources.career_file import KINDS
from gelijkop.sources.schemes import allowed_codes, schemes
from gelijkop.sources.statistical import VALUES

Entry = Mapping[str, Any]  # Any: what TOML holds; each part is checked here

FILLED = "filled"
"""In `[keep]`: whatever stands there."""

_SECTIONS = ("about", "file", "columns", "optional", "codes", "schemes", "constants", "derive", "keep", "outcome",
             "lookup")  # fmt: skip
_FILE = ("kind", "delimiter", "sheet", "missing", "legal_ground", "values", "given")
_ABOUT = ("nl", "en")
_OUTCOME = ("from", "graduated", "left", "other")
_LOOKUP = ("file", "on", "key")
_DERIVE = {"grade": ("from", "take"), "level": ("from", "take"), "location": ("brin", "branch"), "sector": ("by",)}
_TAKE = ("digits", "letters")
_A_LIST = Text('verwacht: een lijst, zoals ["a", "b"].', 'expected: a list, such as ["a", "b"].')


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_form = {k.lower(): k for k in known}
    close = get_close_matches(written.lower(), by_form, 1, 0.75)
    return by_form[close[0]] if close else None


def fault(name: str, key: str | None, text: Text, rule: str = "mapping") -> Finding:
    """One fault: where in the file (`columns.pupil`) and a sentence."""
    return Finding(rule, name, text, None, key)


def shape_faults(entry: Entry, name: str) -> Iterator[Finding]:
    """What stands in the way of reading the rest."""
    yield from (unknown(name, section, _SECTIONS) for section in entry if section not in _SECTIONS)
    for section in (s for s in _SECTIONS if s in entry):
        if not isinstance(entry[section], dict):
            yield fault(name, section, Text(f"verwacht: een kop [{section}].", f"expected: a heading [{section}]."))
    head = entry.get("file", {})
    kind = head.get("kind") if isinstance(head, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        yield fault(name, "file.kind", one_of(KINDS))
    for section in ("codes", "derive"):
        for column, inner in dict(entry.get(section, {})).items() if isinstance(entry.get(section), dict) else ():
            if not isinstance(inner, dict):
                yield fault(name, f"{section}.{column}", Text("verwacht: een tabel.", "expected: a table."))


def content_faults(entry: Entry, table: Table, name: str) -> Iterator[Finding]:
    """Every fault in what the sections say, once their shape is right."""
    names = [c.name for c in table.columns]
    yield from _head_faults(entry["file"], name)
    for section in ("columns", "optional", "codes", "schemes", "constants"):
        for column in (c for c in entry.get(section, {}) if c not in names):
            yield unknown(name, f"{section}.{column}", [f"{section}.{n}" for n in names])
    yield from _text_faults(entry, name)
    yield from _code_faults(entry, table, name)
    yield from constant_faults(entry.get("constants", {}), table, name)
    yield from _derive_faults(entry.get("derive", {}), names, name)
    yield from _row_faults(entry, table, name)
    yield from _cover_faults(entry, table, name)


def _head_faults(head: Entry, name: str) -> Iterator[Finding]:
    yield from (unknown(name, f"file.{key}", [f"file.{k}" for k in _FILE]) for key in head if key not in _FILE)
    for key in ("delimiter", "sheet", "legal_ground"):
        if key in head and not isinstance(head[key], str):
            yield fault(name, f"file.{key}", Text("verwacht: tekst tussen aanhalingstekens.", "expected: quoted text."))
    delimiter = head.get("delimiter")
    if isinstance(delimiter, str) and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        yield fault(name, "file.delimiter", Text("verwacht: één teken, zoals ;", "expected: one character, such as ;"))
    for key in ("missing", "given"):
        if not _is_list(head.get(key, [])):
            yield fault(name, f"file.{key}", _A_LIST)
    if head.get("values", "codes") not in VALUES:
        yield fault(name, "file.values", one_of(VALUES))


def _text_faults(entry: Entry, name: str) -> Iterator[Finding]:
    for section in ("about", "columns", "optional", "schemes", "constants"):
        for key, value in entry.get(section, {}).items():
            several = section in ("columns", "optional") and _is_list(value) and value
            if section == "about" and key not in _ABOUT:
                yield unknown(name, f"about.{key}", [f"about.{k}" for k in _ABOUT])
            if not (several or (isinstance(value, str) and value)):
                yield fault(
                    name, f"{section}.{key}", Text("verwacht: tekst tussen aanhalingstekens.", "expected: quoted text.")
                )


def _code_faults(entry: Entry, table: Table, name: str) -> Iterator[Finding]:
    ours = {c.name: c for c in table.columns}
    for column, codes in entry.get("codes", {}).items():
        if column not in ours:
            continue
        allowed = allowed_codes(ours[column])
        if not allowed:
            yield fault(name, f"codes.{column}", Text("deze kolom heeft geen codes.", "this column has no codes."))
            continue
        for theirs, code in codes.items():
            if str(code) not in allowed:
                yield fault(name, f"codes.{column}.{theirs}", one_of(allowed, nearest(str(code), allowed)))
    for column, scheme in entry.get("schemes", {}).items():
        known = schemes(column)
        if column in ours and scheme not in known:
            yield fault(name, f"schemes.{column}", one_of(known))


def constant_faults(constants: Entry, table: Table, name: str) -> Iterator[Finding]:
    """Values that a column cannot have."""
    ours = {c.name: c for c in table.columns}
    for key, value in constants.items():
        column = ours.get(key)
        if column is None or not isinstance(value, str):
            continue
        if key == "pupil":
            yield fault(
                name, "constants.pupil", Text("elke leerling heeft een eigen nummer.", "every pupil has a number.")
            )
        elif column.codes and value not in column.codes:
            yield fault(name, f"constants.{key}", one_of(column.codes, nearest(value, column.codes)))
        elif column.pattern and not re.fullmatch(column.pattern, value):
            yield fault(name, f"constants.{key}", Text(f"verwacht: {column.nl}.", f"expected: {column.en}."))


def _derive_faults(derive: Entry, names: Sequence[str], name: str) -> Iterator[Finding]:
    known = {k: v for k, v in _DERIVE.items() if k in names and (k != "sector" or "level" in names)}
    for key, how in derive.items():
        if key in names and list(how) in (["first"], ["join"]):
            (several,) = how.values()
            if not (_is_list(several) and len(several) > 1) or ("join" in how and key != "pupil"):
                yield fault(name, f"derive.{key}", _A_LIST)
            continue
        if key not in known:
            yield unknown(name, f"derive.{key}", [f"derive.{k}" for k in known])
            continue
        allowed = known[key]
        yield from (
            unknown(name, f"derive.{key}.{k}", [f"derive.{key}.{a}" for a in allowed]) for k in how if k not in allowed
        )
        if any(not isinstance(v, str) for v in how.values()) or allowed[0] not in how:
            yield fault(
                name, f"derive.{key}", Text(f"verwacht: {' en '.join(allowed)}.", f"expected: {' and '.join(allowed)}.")
            )
        if "take" in allowed and how.get("take") not in _TAKE:
            yield fault(name, f"derive.{key}.take", one_of(_TAKE))
        if "by" in how and how["by"] != "level":
            yield fault(name, f"derive.{key}.by", one_of(("level",)))


def _row_faults(entry: Entry, table: Table, name: str) -> Iterator[Finding]:
    """Faults in the sections about whole rows: which count, how a year ended, and the reference file."""
    for heading, texts in entry.get("keep", {}).items():
        if not (texts == FILLED or (_is_list(texts) and texts)):
            yield fault(name, f"keep.{heading}", _A_LIST)
    outcome, lookup = entry.get("outcome"), entry.get("lookup")
    if outcome is not None:
        yield from (unknown(name, f"outcome.{k}", [f"outcome.{o}" for o in _OUTCOME]) for k in outcome
                    if k not in _OUTCOME)  # fmt: skip
        if not isinstance(outcome.get("from"), str):
            yield fault(name, "outcome.from", Text("verwacht: de kop van een kolom.", "expected: a heading."))
        for key in _OUTCOME[1:]:
            if not _is_list(outcome.get(key, [])) or (key == "graduated" and not outcome.get(key)):
                yield fault(name, f"outcome.{key}", _A_LIST)
        if "diploma_level" not in (c.name for c in table.columns) or "diploma_level" in _origins(entry):
            text = Text('hoort bij kind = "loopbaan", zonder eigen kolom diploma_level.',
                        'belongs to kind = "loopbaan", without a column diploma_level of its own.')  # fmt: skip
            yield fault(name, "outcome", text)
    if lookup is not None:
        yield from (unknown(name, f"lookup.{k}", [f"lookup.{o}" for o in _LOOKUP]) for k in lookup
                    if k not in _LOOKUP)  # fmt: skip
        for key in ("file", "on"):
            if not isinstance(lookup.get(key), str):
                yield fault(
                    name, f"lookup.{key}", Text("verwacht: tekst tussen aanhalingstekens.", "expected: quoted text.")
                )


def _origins(entry: Entry) -> list[str]:
    """Our columns as often as they get a value."""
    sections = [*entry.get("columns", {}), *entry.get("optional", {}), *entry.get("constants", {})]
    given = entry["file"].get("given", [])
    return [*sections, *entry.get("derive", {}), *(given if _is_list(given) else [])]


def _cover_faults(entry: Entry, table: Table, name: str) -> Iterator[Finding]:
    """Every needed column has one origin, and background columns have a legal ground."""
    origins = _origins(entry)
    names = [c.name for c in table.columns]
    for given in (g for g in entry["file"].get("given", []) if g not in names):
        yield unknown(name, f"file.given.{given}", [f"file.given.{n}" for n in names])
    for column in table.columns:
        times = origins.count(column.name)
        if times > 1:
            yield fault(
                name,
                column.name,
                Text("deze kolom is meer dan eens gekoppeld.", "this column is mapped more than once."),
            )
        elif column.name in entry.get("optional", {}) and not column.missing:
            text = Text("deze kolom is nodig en kan niet bij [optional].", "this column is needed: not in [optional].")
            yield fault(name, f"optional.{column.name}", text)
        elif not times and not column.missing:
            yield fault(
                name,
                f"columns.{column.name}",
                Text(f"deze kolom is nodig: {column.nl}.", f"this column is needed: {column.en}."),
                "missing_column",
            )
    ground = entry["file"].get("legal_ground", "")
    if isinstance(ground, str) and not ground.strip():
        yield from (_no_ground(name, c) for c in table.columns if c.background and c.name in origins)


def _no_ground(name: str, column: Column) -> Finding:
    special = any(g.special for g in groupings().values() if g.column == column.name)
    kind = Text("een bijzonder persoonsgegeven (AVG, artikel 9)", "a special category of personal data (GDPR, art. 9)")
    if not special:
        kind = Text("een achtergrondkenmerk", "a background characteristic")
    text = Text(
        f'dit is {kind.nl}. Schrijf bij [file] op welke grond u het mag gebruiken: legal_ground = "…".',
        f'this is {kind.en}. Write under [file] on which ground you may use it: legal_ground = "…".',
    )
    return fault(name, f"columns.{column.name}", text, "legal_ground")


def _is_list(written: object) -> bool:
    return isinstance(written, list) and all(isinstance(w, str) for w in written)


def one_of(allowed: Iterable[str], near: str | None = None) -> Text:
    """What may stand there, and which of it was probably meant."""
    shown = ", ".join(allowed)
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    return Text(f"verwacht: een van {shown}.{hint.nl}", f"expected: one of {shown}.{hint.en}")


def unknown(name: str, key: str, known: Iterable[str]) -> Finding:
    """A name that a mapping file cannot have, with the known one that was probably meant."""
    near = nearest(key, known)
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    return fault(name, key, Text(f"deze naam is onbekend.{hint.nl}", f"this name is unknown.{hint.en}"), "unknown_key")
