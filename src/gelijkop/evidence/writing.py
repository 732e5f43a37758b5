"""From a record to the text of its file; reading that text gives the record back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gelijkop.evidence.fields import EFFECT, FIELDS, NOT_FOUND, SECTIONS, STRENGTH, Field
from gelijkop.evidence.record import Effect, Record, Strength


def write_record(record: Record) -> str:
    """The file of a record: fields between two lines +++, and a section under each heading."""
    front = _assignments(record, FIELDS)
    if record.strength is not None:
        front.append(f"strength = {{{', '.join(_assignments(record.strength, STRENGTH))}}}")
    for effect in record.effects:
        front += ["", "[[effect]]", *_assignments(effect, EFFECT)]
    sections = [f"## {s.heading}\n\n{getattr(record, s.name) or NOT_FOUND}\n" for s in SECTIONS]
    return "\n".join(["+++", *front, "+++", "", *sections])


def _assignments(holder: Record | Effect | Strength, fields: Sequence[Field]) -> list[str]:
    """One `key = value` a field; what is empty and may be is left out."""
    pairs = [(f, getattr(holder, f.name)) for f in fields]
    return [f"{f.name} = {toml(value)}" for f, value in pairs if f.needed or value not in (None, "", ())]


def toml(value: object) -> str:
    """A value as TOML; whole numbers with a fraction are written without it."""
    if isinstance(value, tuple):
        return f"[{', '.join(toml(v) for v in value)}]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # above, repr has an exponent
        return str(int(value))
    # TOML's texts are those of JSON, but for DEL, which it wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
