"""From a draft to the text of a record file: what is known is filled in, what is not is empty and marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from gelijkop.evidence.draft import Draft
from gelijkop.evidence.fields import EFFECT, FIELDS, SECTIONS, STRENGTH, Field, allowed
from gelijkop.evidence.writing import toml

LONGEST = 60  # characters of a name; a title may have 300
NAMELESS = "kaart"
MARK = "INVULLEN"
FEW = 12  # as many codes are listed beside a field


def write_draft(draft: Draft) -> str:
    """The record file of a draft. What is still empty is what `examine` finds missing in it, field by field."""
    front = [*_lines({**draft.values, "id": draft.id}, FIELDS)]
    if draft.strength:
        front.append(f"strength = {{{', '.join(_lines(draft.strength, STRENGTH, marked=False))}}}")
    for effect in draft.effects:
        front += ["", "[[effect]]", *_lines(effect, EFFECT)]
    sections = [f"## {s.heading}\n\n{_below(draft.sections.get(s.name, ''))}".rstrip() + "\n" for s in SECTIONS]
    return "\n".join(["+++", *front, "+++", "", *sections])


def slug(title: str) -> str:
    """A name for a file from a title: small letters without accents, digits, and hyphens between words."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode("ascii")
    name = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(name) > LONGEST:
        name = name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]
    return name or NAMELESS


def _below(text: str) -> str:
    """A text that may stand below a heading of a record: a heading in it is one of a lower level."""
    return re.sub(r"^## +", "### ", text, flags=re.MULTILINE)


def _lines(values: Mapping[str, object], fields: Sequence[Field], *, marked: bool = True) -> Iterator[str]:
    """One `key = value` a field; one that is needed and not known is empty, with what it asks where `marked`."""
    for field in fields:
        value = values.get(field.name)
        if value not in (None, "", (), []):
            yield f"{field.name} = {toml(value)}"
        elif field.needed:
            empty = "[]" if field.shape in ("lines", "codes") else '""'
            yield f"{field.name} = {empty}" + (f"  # {MARK}: {field.text.nl}{_codes(field)}" if marked else "")


def _codes(field: Field) -> str:
    """The codes that a field may hold, where they are few."""
    codes = list(allowed(field.list)) if field.list else []
    if field.shape == "yes_no":
        codes = ["true", "false"]
    return f" ({', '.join(codes)})" if 0 < len(codes) <= FEW else ""
