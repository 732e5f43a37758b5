"""Reads the DUO file of mergers, splits and transfers (OVERGANGEN): which institution went on in which other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from gelijkop.errors import Finding, MissingColumn, Text
from gelijkop.model.mergers import KINDS, Kind, Transition
from gelijkop.sources.reading import Refusals
from gelijkop.sources.refusals import refused, shortened
from gelijkop.sources.text import Opened, rows

COLUMNS = ("NR_ADMIN_VAN", "NR_ADMIN_NAAR", "DT_OVERGANG", "CODE_OVERGANG", "IND_VOLLEDIG")
_NUMBER = re.compile(r"^([0-9A-Z]{2,6}|\d{2}-\d)$", re.ASCII)  # the second for associations of schools (swv)
_DATE = re.compile(r"^(\d{1,2})-(\d{1,2})-(\d{4})$", re.ASCII)
_WHOLE = {"J": True, "N": False}


@dataclass(frozen=True)
class Transitions:
    """The transitions of one file: their number and the rows refused are the `rows` of the file."""

    file: str
    sha256: str
    rows: int
    transitions: tuple[Transition, ...]
    refused: tuple[Finding, ...]


def is_transitions(header: Sequence[str]) -> bool:
    """Whether this heading is that of the file of transitions."""
    return {"NR_ADMIN_VAN", "NR_ADMIN_NAAR"} <= set(header)


def read_transitions(opened: Opened) -> Transitions:
    """Every transition of the file; a row with a code or date that is none is refused.

    Raises:
        MissingColumn: a column that is needed is not there.
        InputRefused: most rows are wrong.
    """
    missing = [c for c in COLUMNS if c not in opened.header]
    if missing:
        text = Text("deze kolom hoort in dit bestand te staan maar ontbreekt. Haal het bestand opnieuw op.",
                    "this column belongs in this file but is not there. Fetch the file again.")  # fmt: skip
        raise refused(MissingColumn, shortened([Finding("missing_column", opened.name, text, 1, m) for m in missing]))
    at = [opened.header.index(c) for c in COLUMNS]
    records = [(number, [record[n].strip() for n in at]) for number, record in rows(opened)]
    refusals = Refusals(opened.name, len(records))
    found = []
    for position, (row, cells) in enumerate(records):
        understood = _transition(cells)
        if isinstance(understood, Transition):
            found.append(understood)
        else:
            refusals.add(position, Finding("unknown_code", opened.name, _text(understood), row, understood))
    return Transitions(opened.name, opened.sha256, len(records), tuple(found), refusals.findings())


def _transition(cells: Sequence[str]) -> Transition | str:
    """The transition in these cells, or the name of the column that is wrong."""
    before, after, day, kind, whole = cells
    on = _day(day)
    if not _NUMBER.match(before):
        return "NR_ADMIN_VAN"
    if not _NUMBER.match(after) or after == before:
        return "NR_ADMIN_NAAR"
    if on is None:
        return "DT_OVERGANG"
    if kind not in KINDS:
        return "CODE_OVERGANG"
    if whole not in _WHOLE:
        return "IND_VOLLEDIG"
    return Transition(before, after, on, cast("Kind", kind), _WHOLE[whole])


def _day(text: str) -> date | None:
    match = _DATE.match(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _text(column: str) -> Text:
    nl, en = {
        "DT_OVERGANG": ("een datum (1-8-2005)", "a date (1-8-2005)"),
        "CODE_OVERGANG": ("F, V, S of D", "F, V, S or D"),
        "IND_VOLLEDIG": ("J of N", "J or N"),
    }.get(column, ("een BRIN- of ander nummer, niet twee keer hetzelfde", "a BRIN or other number, not the same twice"))
    return Text(f"hier staat iets anders dan verwacht. Verwacht: {nl}.",
                f"this is something else than expected. Expected: {en}.")  # fmt: skip
