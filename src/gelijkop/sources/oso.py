"""Reads OSO transfer dossiers (2017.1, 2018.1, 2019.1) as columns of the model: pupils, enrolments and advices.

What is not there is told apart: **withheld** (the parents or the rules kept a category back) and
**absent** (the category was delivered without it).

A pupil is known by `leerlingid`, the number in the school's own administration, together with the BRIN
of that school, since two schools may use the same numbers. A dossier that has only a BSN or
onderwijsnummer is refused: hashed it would still be a personal number, and a tool such as this has no
ground to use it. So it is compared with `leerlingid`, for schools that put it there too, and goes
nowhere else.

Known defects. Where `herzienadvies` is missing the first advice counts as final once the test is known
or the school year is over; a dossier made between test and revision then shows as final an advice that
is revised later. Years in plain vo have no level that we can read; they are left out and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from gelijkop.errors import Finding, PersonalNumber, Text, UnknownFile
from gelijkop.sources.dossier import FIELDS, Dossier, Row, Status, read_dossier
from gelijkop.sources.dossier_page import NAMESPACE, OLDER
from gelijkop.sources.personal import suspect
from gelijkop.sources.refusals import refusal, shortened
from gelijkop.sources.xml import Document, documents, rename, shown
from gelijkop.sources.xsd import Schema, SchemaOf, schema_faults, schema_of

Columns = Mapping[str, NDArray[Any]]  # Any: text with None, or whole numbers

KEYS: Mapping[str, tuple[str, ...]] = {
    "pupils": ("pupil",),
    "enrolments": ("pupil", "school_year", "location"),
    "advices": ("pupil", "school_year"),
}
_VALUES: Mapping[str, tuple[str, ...]] = {
    "pupils": ("birth_month", "sex", "postcode4"),
    "enrolments": ("sector", "level", "grade"),
    "advices": ("location", "provisional_advice", "test_advice", "test_provider", "final_advice"),
}
_WHOLE = ("school_year", "grade", "file", "row")


@dataclass(frozen=True)
class Dossiers:
    """What came out of the dossiers: columns by table, with `pupil` still to be replaced by a pseudonym.

    `read` is how many dossiers, `left_out` how many more were refused, each as a whole. `withheld`
    and `absent` count dossiers by field; `unknown` counts codes that no list of ours has and rows that
    could not be placed. Every table has `file` (a place in `files`) and `row` (a line) too.
    """

    files: tuple[str, ...] = field(repr=False)
    columns: Mapping[str, Columns] = field(repr=False)
    read: int
    left_out: int
    refused: tuple[Finding, ...]
    withheld: Mapping[str, int]
    absent: Mapping[str, int]
    unknown: Mapping[str, int]


def read_dossiers(paths: Iterable[Path], workdir: Path, *, schemas: Path | None = None) -> Dossiers:
    """All dossiers in files, folders and archives, as columns.

    Of a pupil with several dossiers the newest value of each column counts; a missing value never
    replaces one that is there.

    Args:
        schemas: a folder with the schemas (XSD) of OSO; with it a dossier that does not fit the schema of
            its version is left out, each fault with its line and rule.

    Raises:
        PersonalNumber: the pupil numbers are BSNs or onderwijsnummers.
        InputRefused: a file is hostile, damaged or cut short (see `gelijkop.sources.xml`).
    """
    read: list[Dossier] = []
    refused: list[Finding] = []
    left_out = 0

    @cache
    def schema(root: str) -> Schema | None:
        return None if schemas is None else schema_of(schemas, root)

    for path in paths:
        found = []
        for result in _results(path, workdir, schema):
            if isinstance(result, Dossier):
                found.append(result)
            else:
                left_out += 1
                refused.extend(result)
        _check_numbers(found, shown(path.name))
        read.extend(found)
    read.sort(key=lambda dossier: dossier.made)
    rows = {
        "pupils": [(d, d.pupil) for d in read],
        "enrolments": [(d, row) for d in read for row in d.enrolments],
        "advices": [(d, d.advice) for d in read if d.advice is not None],
    }
    files = tuple(dict.fromkeys(d.file for d in read))
    return Dossiers(
        files=files,
        columns={table: _columns(table, found, files) for table, found in rows.items()},
        read=len(read),
        left_out=left_out,
        refused=tuple(refused),
        withheld=_count(read, "withheld"),
        absent=_count(read, "absent"),
        unknown=Counter(name for d in read for name in d.unknown),
    )


def _results(path: Path, workdir: Path, schema: SchemaOf) -> Iterator[Dossier | tuple[Finding, ...]]:
    for document in documents(path, workdir):
        if isinstance(document, UnknownFile):
            yield document.findings
            continue
        elements = _elements(document)
        if not elements:
            yield (_not_ours(document),)
        for element in elements:
            yield _result(element, document.file, schema(element.tag))


def _result(element: etree._Element, file: str, schema: Schema | None) -> Dossier | tuple[Finding, ...]:
    faults = () if schema is None else schema_faults(element, schema, file)
    if faults:
        return tuple(shortened(faults))
    if etree.QName(element).namespace != NAMESPACE:
        rename(element, NAMESPACE)
    return read_dossier(element, file)


def _elements(document: Document) -> list[etree._Element]:
    """The dossiers in a document: itself, or those inside `dossiers`."""
    root, name = document.root, etree.QName(document.root)
    if name.namespace not in (NAMESPACE, *OLDER):
        return []
    inside = f"{{{name.namespace}}}dossier"
    return [root] if root.tag == inside else root.findall(inside) if root.tag == f"{inside}s" else []


def _not_ours(document: Document) -> Finding:
    return Finding(
        "no_dossier",
        document.file,
        Text(
            "dit is geen OSO-dossier van versie 2017.1, 2018.1 of 2019.1. Vraag uw pakket om zo'n dossier.",
            "this is no OSO dossier of version 2017.1, 2018.1 or 2019.1. Ask your package for one.",
        ),
    )


def _check_numbers(dossiers: Sequence[Dossier], file: str) -> None:
    found = suspect("leerlingid", np.array([d.number for d in dossiers], dtype=np.object_))
    if found is not None:
        raise refusal(
            PersonalNumber, "personal_number", file,
            Text("de leerlingnummers zijn zo te zien BSN's of onderwijsnummers. Die gebruiken wij niet. "
                 "Lever de dossiers aan met het leerlingnummer van de school.",
                 "the pupil numbers look like BSNs or onderwijsnummers. We do not use those. "
                 "Deliver the dossiers with the pupil number of the school."),
            column="leerlingid",
        )  # fmt: skip


def _columns(table: str, rows: Iterable[tuple[Dossier, Row]], files: Sequence[str]) -> Columns:
    """Rows as columns, one row for each key; what comes later replaces what is there, but never by a missing value."""
    place_of = {file: i for i, file in enumerate(files)}
    merged: dict[tuple[str | int | None, ...], dict[str, str | int | None]] = {}
    for dossier, row in rows:
        full = {"pupil": f"{dossier.brin}/{dossier.number}", "file": place_of[dossier.file], **row}
        place = merged.setdefault(tuple(full[k] for k in KEYS[table]), {})
        place.update({name: value for name, value in full.items() if value is not None or name not in place})
    names = (*KEYS[table], *_VALUES[table], "file", "row")
    return {
        name: np.array([row[name] for row in merged.values()], dtype=np.int64 if name in _WHOLE else np.object_)
        for name in names
    }


def _count(dossiers: Sequence[Dossier], status: Status) -> Mapping[str, int]:
    return {name: sum(d.status[name] == status for d in dossiers) for name in FIELDS}
