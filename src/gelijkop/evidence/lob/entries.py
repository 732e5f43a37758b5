"""The supplement to the form, key by key: what a record has and the form of the Expertisepunt LOB has no place for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gelijkop.errors import Finding
from gelijkop.evidence.fields import EFFECT, FIELDS, SECTIONS, STRENGTH, Field, allowed
from gelijkop.evidence.lob.form import Entry, Line, finding, short
from gelijkop.evidence.lob.labels import key

TABLES: Mapping[str, Sequence[Field]] = {
    "record": (*FIELDS, *(Field(s.name, "line", s.text, s.needed) for s in SECTIONS)),
    "strength": STRENGTH,
    "effect": EFFECT,
}
HEADINGS = {"record": "Velden", "strength": "Sterkte van het bewijs", "effect": "Effect"}
FIRST = "Veld"  # of the row of headings of a table
NAME = re.compile(r".*\((\w+)\)\s*", re.DOTALL)
ITEM = re.compile(r"[-*] +(?P<key>\w+):(?: (?P<value>.*))?", re.DOTALL)
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Entries:
    """The keys that were read, and what is no key."""

    entries: tuple[Entry, ...]
    found: tuple[Finding, ...]


def read_entries(lines: Sequence[Line], *, file: str) -> Entries:
    """The keys of the supplement: a row of a table each, or a line `- key: value`."""
    table, place = "record", 0
    entries: list[Entry] = []
    found: list[Finding] = []
    for cells in _rows(lines):
        first = cells[0][0]
        if opened := _table(first):
            table, place = opened
            continue
        read = _in_table(cells) if first.cell else _in_list(first)
        if read is None:
            if first.heading == 0 and first.cell is None:
                continue  # words between the tables explain them
            found.append(_no_key(first, file))
        elif read[0] not in {f.name for f in TABLES[table]}:
            if key(first.text) != key(FIRST):
                found.append(_no_key(first, file))
        elif read[1]:
            entries.append(Entry(table, place, read[0], read[1], first.where))
    return Entries(tuple(_merged(entries)), tuple(found))


def plain(item: str) -> str:
    """A value as it is written: as it is where that can be read back, else between quotes with escapes."""
    simple = item.isprintable() and item == item.strip() and item and not item.startswith('"')
    return item if simple else json.dumps(item)


def values(entry: Entry, shape: Field) -> object:
    """The value of an entry in the shape of its field; one that does not fit stays as it was written."""
    items = tuple(_bare(item) for item in entry.items)
    if shape.shape == "codes":
        return tuple(code for item in items for code in _codes(item, shape))
    if shape.shape == "lines":
        return items
    text = items[0] if len(items) == 1 else " ".join(items)
    if shape.shape == "code":
        return _code(text, shape)
    if shape.shape == "yes_no":
        return {"ja": True, "nee": False, "true": True, "false": False, "yes": True, "no": False}.get(
            text.casefold(), text
        )
    if shape.shape in ("year", "count", "number") and NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        return int(text) if shape.shape != "number" and text.lstrip("-").isdigit() else number
    return text


def shown(value: object) -> tuple[str, ...]:
    """The values of a key as they are written, one each."""
    if isinstance(value, tuple | list):
        return tuple(plain(str(v)) for v in value)
    if isinstance(value, bool):
        return ("ja" if value else "nee",)
    return () if value in (None, "") else (plain(repr(value) if isinstance(value, float) else str(value)),)


def field_named(entry: Entry) -> Field:
    """The declaration of the field that an entry gives."""
    (found,) = (f for f in TABLES[entry.table] if f.name == entry.key)
    return found


def _rows(lines: Sequence[Line]) -> Iterator[list[list[Line]]]:
    """The lines by row of a table and cell in it; a line outside tables is a row of its own."""
    numbered = enumerate(line for line in lines if line.text.strip() or line.raw.strip())
    for _, some in groupby(numbered, key=lambda n: (n[1].cell.table, n[1].cell.row) if n[1].cell else (0, -n[0])):
        row = [line for _, line in some]
        yield [list(cell) for _, cell in groupby(row, key=lambda x: x.cell.column if x.cell else 0)]


def _table(line: Line) -> tuple[str, int] | None:
    """The table that a heading opens, with the place of an effect."""
    if line.cell is not None or not line.heading:
        return None
    name, _, number = line.text.strip().rpartition(" ")
    if number.isdigit() and key(name) == key(HEADINGS["effect"]):
        return "effect", int(number) - 1
    by_key = {key(text): table for table, text in HEADINGS.items()}
    return (by_key[key(line.text)], 0) if key(line.text) in by_key else None


def _in_table(cells: Sequence[Sequence[Line]]) -> tuple[str, tuple[str, ...]] | None:
    text = " ".join(line.text for line in cells[0])
    found = NAME.fullmatch(text)
    name = found[1] if found else text.strip()
    second = [c for c in cells[1:] if c[0].cell and c[0].cell.column == 2]
    return name, tuple(line.raw for cell in second for line in cell)


def _in_list(line: Line) -> tuple[str, tuple[str, ...]] | None:
    found = ITEM.fullmatch(line.raw)
    if found is None:
        return None
    value = found["value"]
    return found["key"], (value,) if value else ()


def _codes(item: str, shape: Field) -> list[str]:
    """The codes in one value, where several may stand behind each other."""
    known = {*allowed(shape.list), *(text.nl for text in allowed(shape.list).values())}
    return [_code(part, shape) for part in ([item] if item in known else re.split(r"\s*[,;·]\s*", item)) if part]


def _code(item: str, shape: Field) -> str:
    """The code that is meant by a code or by its label; what is neither stays as it was written."""
    by_label = {key(text.nl): code for code, text in allowed(shape.list).items()}
    return by_label.get(key(item), item) if item not in allowed(shape.list) else item


def _merged(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Entries of one key as one, in the order of the first."""
    by_key: dict[tuple[str, int, str], Entry] = {}
    for entry in entries:
        at = (entry.table, entry.place, entry.key)
        before = by_key.get(at)
        by_key[at] = entry if before is None else Entry(*at, (*before.items, *entry.items), before.where)
    yield from by_key.values()


def _bare(item: str) -> str:
    """A value without the quotes that `plain` put around it."""
    text = item.strip()
    if text.startswith('"'):
        try:
            found = json.loads(text)
        except json.JSONDecodeError:
            return text
        return found if isinstance(found, str) else text
    return text


def _no_key(line: Line, file: str) -> Finding:
    return finding("unknown_key", file, line.where, text=short(line.text))
