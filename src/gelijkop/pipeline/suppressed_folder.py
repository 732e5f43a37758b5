"""A folder of tables with holes: how it is written, and how an earlier one is read."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

from gelijkop import __version__
from gelijkop.errors import Text, UserError
from gelijkop.model.crossing import group_code
from gelijkop.model.groupings import groupings
from gelijkop.model.measures import Measure
from gelijkop.model.periods import school_year, start_year
from gelijkop.pipeline.csv_table import csv_of
from gelijkop.safe.suppress.cells import Name
from gelijkop.safe.suppress.tables import HIDDEN, Earlier, Suppressed

MANIFEST = "manifest.json"
SYMBOL = "x"
UNKNOWN = "onbekend"
_GUARANTEE = Text(
    "Bij elk klein getal (1 tot en met {most}) passen twee volledige tabellen die gelijk zijn aan alles wat is "
    "getoond: in de ene is het getal 0, in de andere ten minste {most}. Dit is nagerekend met hele getallen.",
    "For every small number (1 to {most}) there are two whole tables that equal everything shown: in one the "
    "number is 0, in the other at least {most}. This was checked with whole numbers.",
)
_NOT_PROMISED = Text(
    "Niet beloofd: dat alle waarden even waarschijnlijk zijn; bescherming tegen wie zelf aantallen kent, of weet dat "
    "een echte 0 altijd wordt getoond; bescherming naast andere tabellen over dezelfde leerlingen, behalve die zijn "
    "meegegeven; bescherming van een percentage van 0 of 100 dat uit open getallen volgt.",
    "Not promised: that all values are equally likely; protection against who knows numbers themselves, or knows "
    "that a true 0 is always shown; protection beside other tables about the same pupils, unless they were given "
    "along; protection of a percentage of 0 or 100 that follows from open numbers.",
)


def suppressed_files(
    found: Suppressed, measure: Measure, years: Sequence[int], divided_by: Sequence[str], now: datetime
) -> dict[str, str | bytes]:
    """The files of a folder: a CSV for each table, and a manifest with guarantee, counts of holes and hashes."""
    files = {f"{table}.csv": csv_of(_rows(found, table)) for table in holes(found)}
    return {**files, MANIFEST: _manifest(found, measure, years, divided_by, files, now)}


def holes(found: Suppressed) -> dict[str, tuple[int, int]]:
    """By table how many cells it has, and how many of them are hidden."""
    table = np.array([name.table for name in found.names])
    hidden = found.numbers == HIDDEN
    return {str(t): (int((table == t).sum()), int(hidden[table == t].sum())) for t in np.unique(table)}


def _rows(found: Suppressed, table: str) -> list[dict[str, object]]:
    return [
        {
            "plaats": name.place,
            "eerste_schooljaar": school_year(name.first_year),
            "laatste_schooljaar": school_year(name.last_year),
            "indeling": name.grouping,
            "groep": _group(name.grouping, name.group),
            "uitkomst": name.outcome,
            "leerlingen": SYMBOL if number == HIDDEN else number,
        }
        for name, number in zip(found.names, found.numbers.tolist(), strict=True)
        if name.table == table
    ]


def _group(grouping: str, number: int) -> str:
    return (group_code(grouping, number) or UNKNOWN) if grouping else ""


def _manifest(
    found: Suppressed, measure: Measure, years: Sequence[int], divided_by: Sequence[str], files: Mapping[str, str],
    now: datetime,
) -> str:  # fmt: skip
    most = found.threshold - 1
    return json.dumps(
        {
            "gelijkop": __version__,
            "made_at": now.isoformat(),
            "suppressed": {"measure": measure.code, "school_years": list(years), "groupings": list(divided_by)},
            "symbol": SYMBOL,
            "guarantee": {"nl": _GUARANTEE.nl.format(most=most), "en": _GUARANTEE.en.format(most=most)},
            "not_promised": {"nl": _NOT_PROMISED.nl, "en": _NOT_PROMISED.en},
            "proof": {"sha256": found.proof},
            "tables": {t: {"cells": cells, "hidden": hidden} for t, (cells, hidden) in holes(found).items()},
            "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())},
        },
        ensure_ascii=False,
        indent=1,
    )


def read_earlier(folder: Path, measure: str) -> Earlier:
    """An earlier folder of this command, as its tables have it.

    Raises:
        UserError: it is not a whole folder of this command about this measure.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        about, hashes = manifest["suppressed"], manifest["files"]
        texts = {name: (folder / name).read_bytes() for name in hashes}
    except (OSError, ValueError, KeyError):
        raise _not_earlier(folder) from None
    if about["measure"] != measure or any(hashlib.sha256(t).hexdigest() != hashes[n] for n, t in texts.items()):
        raise _not_earlier(folder)
    numbers = {}
    for name, text in texts.items():
        for row in csv.DictReader(text.decode("utf-8").splitlines()):
            cell = Name(
                name.removesuffix(".csv"), row["plaats"], start_year(row["eerste_schooljaar"]) or 0,
                start_year(row["laatste_schooljaar"]) or 0,
                row["indeling"], _number(row["indeling"], row["groep"]), row["uitkomst"],
            )  # fmt: skip
            numbers[cell] = HIDDEN if row["leerlingen"] == SYMBOL else int(row["leerlingen"])
    return Earlier(tuple(about["school_years"]), tuple(about["groupings"]), numbers)


def _number(grouping: str, written: str) -> int:
    if not grouping or written == UNKNOWN:
        return 0
    return next(g.number for g in groupings()[grouping].groups if g.code == written)


def _not_earlier(folder: Path) -> UserError:
    return UserError(
        Text(
            f"{folder}: dit is geen hele map van gelijkop suppress over dezelfde maat.",
            f"{folder}: this is not a whole folder of gelijkop suppress about the same measure.",
        )
    )
