"""The evidence library as open data: its records and their effects as tables with a schema, and whole as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from gelijkop.errors import Text
from gelijkop.evidence.fields import EFFECT, FIELDS, SECTIONS, STRENGTH, Field, Shape
from gelijkop.evidence.gaps import cost, grade
from gelijkop.evidence.record import Record
from gelijkop.present.figure import harmless

RECORDS, EFFECTS, WHOLE = "kennisbank.csv", "kennisbank-effecten.csv", "kennisbank.json"
BETWEEN = "; "
"""Stands between the values of a list."""
LICENCE = Text(
    "De woorden van de kaarten vallen onder de EUPL-1.2, zoals heel gelijkop. De publicaties zijn van hun makers.",
    "The words of the records are under the EUPL-1.2, as all of gelijkop. The publications are of their makers.",
)
OURS = (
    ("grade", "integer", "strength of the evidence from 1 to 5 by its newest judgement, as we read its scale"),
    ("cost_degree", "integer", "cost from 1 (very low) to 5 by its newest version, as we read its words"),
)
TYPES: Mapping[Shape, str] = {"year": "integer", "number": "number", "count": "integer", "yes_no": "boolean"}

Json = dict[str, Any]  # what JSON holds


def records_csv(records: Iterable[Record]) -> str:
    """A line for each record: its fields, its judgement, and its text; lists with `; ` between their values."""
    names = [name for name, _, _ in _columns()]
    return _csv(names, (_line(record) for record in records))


def effects_csv(records: Iterable[Record]) -> str:
    """A line for each published estimate, with the id of its record."""
    names = ["id", *(f.name for f in EFFECT)]
    return _csv(names, ([r.id, *(getattr(e, f.name) for f in EFFECT)] for r in records for e in r.effects))


def whole(records: Iterable[Record], version: str) -> Json:
    """Everything of all records, with what may be done with it."""
    return {
        "gelijkop": version,
        "licence": {"nl": LICENCE.nl, "en": LICENCE.en},
        "records": [asdict(r) for r in records],
    }


def resources() -> Sequence[Json]:
    """The three files as resources of a data package (Frictionless)."""
    effects = [("id", "string", "the record that it belongs to"), *((f.name, _type(f), f.text.en) for f in EFFECT)]
    licences = [{"name": "EUPL-1.2", "title": LICENCE.en}]
    table = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "licenses": licences}
    return [
        {"name": "kennisbank", "path": RECORDS, **table, "schema": _schema(_columns(), primaryKey="id")},
        {"name": "kennisbank-effecten", "path": EFFECTS, **table, "schema": _schema(effects)},
        {"name": "kennisbank-json", "path": WHOLE, "format": "json", "mediatype": "application/json",
         "encoding": "utf-8", "licenses": licences},
    ]  # fmt: skip


def _columns() -> Iterator[tuple[str, str, str]]:
    """The columns of the table of records: name, type, and what it is."""
    yield from ((f.name, _type(f), f.text.en) for f in FIELDS)
    yield from ((f"strength_{f.name}", "string", f.text.en) for f in STRENGTH)
    yield from OURS
    yield from ((s.name, "string", s.text.en) for s in SECTIONS)


def _line(record: Record) -> Sequence[object]:
    judged = [getattr(record.strength, f.name) if record.strength else "" for f in STRENGTH]
    return [
        *(getattr(record, f.name) for f in FIELDS), *judged, grade(record), cost(record),
        *(getattr(record, s.name) for s in SECTIONS),
    ]  # fmt: skip


def _csv(names: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(names)
    write.writerows([_cell(value) for value in line] for line in lines)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        value = BETWEEN.join(value)
    return "" if value is None else harmless(str(value))


def _schema(columns: Iterable[tuple[str, str, str]], **more: str) -> Json:
    fields = [{"name": name, "type": kind, "description": told} for name, kind, told in columns]
    return {"fields": fields, "missingValues": [""], **more}


def _type(field: Field) -> str:
    return TYPES.get(field.shape, "string")
