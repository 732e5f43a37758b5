"""Reads the derived school advices per school (JSON) into `area_figures`; from 2022-2023 a 2 means 1 to 4."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from gelijkop.errors import DamagedEncoding, Finding, Text, TruncatedFile
from gelijkop.model.levels import crosswalk
from gelijkop.sources import identifiers, years
from gelijkop.sources.declared import Source
from gelijkop.sources.reading import Columns, Reading, Refusals, in_table, same, texts
from gelijkop.sources.refusals import refusal

CODE = "duo.po.schooladviezen"
NUMBERS = 17
"""Twelve advices, their sum, three shares and a code of reliability."""
_HIDDEN_FROM, _HIDDEN_AS, _HIDDEN = "2022/2023", 2, (1, 4)
Json = Any  # what a JSON text holds, before it is looked at


def parse_advices(path: Path, name: str) -> Json:
    """What the JSON text holds.

    Raises:
        DamagedEncoding: it is no UTF-8.
        TruncatedFile: it is no JSON, or stops half-way.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise refusal(
            DamagedEncoding, "damaged_encoding", name,
            Text("dit is geen UTF-8, terwijl JSON dat altijd is. Haal het bestand opnieuw op.",
                 "this is no UTF-8, which JSON always is. Fetch the file again."),
        ) from None  # fmt: skip
    except (ValueError, RecursionError):  # no JSON, or nested without end
        raise refusal(
            TruncatedFile, "broken_json", name,
            Text("dit is geen geldige JSON: beschadigd of afgebroken. Haal het bestand opnieuw op.",
                 "this is no valid JSON: damaged or cut short. Fetch the file again."),
        ) from None  # fmt: skip


def is_advices(data: Json) -> bool:
    """Whether this has the shape of the advices: BRIN → school year → a list."""
    if not isinstance(data, dict) or not data:
        return False
    brin, by_year = next(iter(data.items()))
    return identifiers.brin4(brin) is not None and isinstance(by_year, dict) and all(
        years.written_year(y) and isinstance(v, list) for y, v in by_year.items()
    )  # fmt: skip


def read_advices(source: Source, data: Json, *, name: str, sha256: str) -> Reading:
    """The advices per school and school year; a row is a school in a school year, in the order of the file.

    Raises:
        InputRefused: most rows are wrong.
    """
    entries = [(brin, year, values) for brin, by_year in data.items() for year, values in _by_year(by_year)]
    refusals = Refusals(name, len(entries))
    period = [years.written_year(y) for _, y, _ in entries]
    for n, (brin, _, values) in enumerate(entries):
        if text := _fault(brin, period[n], values):
            refusals.add(n, Finding("wrong_row", name, text, n + 1, f"{brin}"))
    findings = refusals.findings()
    kept = np.flatnonzero(refusals.kept)
    counts = np.array([entries[n][2][: len(source.columns)] for n in kept], dtype=float)
    hidden = (counts == _HIDDEN_AS) & np.array([(period[n] or "") >= _HIDDEN_FROM for n in kept])[:, None]
    lower, upper = np.where(hidden, _HIDDEN[0], counts), np.where(hidden, _HIDDEN[1], counts)
    keys = {
        "source": same(source.code, len(kept)),
        "place": texts([entries[n][0] for n in kept]),
        "place_kind": same(source.place_kind, len(kept)),
        "period": texts([period[n] for n in kept]),
        "grade": same(8, len(kept)),
        "sex": same(None, len(kept)),
        "detail": same(None, len(kept)),
        "file": same(name, len(kept)),
        "row": kept + 1,
    }
    level = crosswalk("duo")
    parts: list[Columns] = [
        {
            **keys,
            "measure": same(column.measure, len(kept)),
            "unit": same(column.unit, len(kept)),
            "level": same(level[column.name], len(kept)),
            "lower": lower[:, n],
            "upper": upper[:, n],
            "state": np.where(hidden[:, n], "suppressed", "shown").astype(object),
        }
        for n, column in enumerate(source.columns)
    ]
    return Reading(source.code, name, sha256, "area_figures", in_table("area_figures", parts), len(entries),
                   len(kept), findings)  # fmt: skip


def _by_year(values: Json) -> list[tuple[str, Json]]:
    """School year → numbers of one school; what is no such thing stays one entry without a year."""
    return list(values.items()) if isinstance(values, dict) else [("", values)]


def _fault(brin: str, period: str | None, values: Json) -> Text | None:
    """What is wrong with the numbers of one school in one school year, or None."""
    if identifiers.brin4(brin) is None:
        return Text("dit is geen BRIN-nummer.", "this is no BRIN.")
    if period is None:
        return Text("dit is geen schooljaar (JJJJ-JJJJ).", "this is no school year (YYYY-YYYY).")
    if not isinstance(values, list) or len(values) != NUMBERS:
        return Text(f"hier horen {NUMBERS} getallen te staan.", f"there should be {NUMBERS} numbers here.")
    counts, total = values[:12], values[12]
    if not all(type(v) is int and v >= 0 for v in [*counts, total]):
        return Text("een aantal is geen geheel getal van nul of meer.", "a count is no whole number of zero or more.")
    if sum(counts) != total:
        return Text("de adviezen tellen niet op tot hun som.", "the advices do not add up to their sum.")
    if period >= _HIDDEN_FROM and any(v in (1, 3, 4) for v in counts):
        return Text("vanaf 2022-2023 is 1 tot 4 verborgen als 2; een 1, 3 of 4 kan hier niet staan.",
                    "from 2022-2023 1 to 4 is hidden as 2; a 1, 3 or 4 cannot stand here.")  # fmt: skip
    return None
