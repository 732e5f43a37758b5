"""Finds what a spreadsheet did to a pupil file: codes turned into dates, numbers cut to a power of ten, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, Text
from gelijkop.sources.pupil_file import Frame, Raw

Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type

_MONTH = "(jan|feb|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*[.]?"
_NAMED_DATE = f"(?i)^([0-9]{{1,2}}[- ]{_MONTH}|{_MONTH}[- ][0-9]{{2}})$"
_FULL_DATE = "^([0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4})$"

_DAMAGE: Mapping[str, tuple[str, Text]] = {
    "spreadsheet_date": (
        f"{_NAMED_DATE}|{_FULL_DATE}",
        Text(
            "gevonden: een datum (zoals 20-okt) waar een code hoort. Excel heeft de code veranderd (zoals 10-20).",
            "found: a date (such as 20-Oct) where a code belongs. Excel changed the code (such as 10-20).",
        ),
    ),
    "scientific": (
        "^[0-9]([.,][0-9]*)?[eE][+][0-9]+$",
        Text(
            "gevonden: een macht van tien (zoals 1,23E+08). Excel heeft cijfers weggelaten.",
            "found: a power of ten (such as 1.23E+08). Excel left out digits.",
        ),
    ),
    "spreadsheet_error": (
        "^#(N/A|N/B|NAAM[?]|NAME[?]|VERW!|REF!|WAARDE!|VALUE!|GETAL!|NUM!|DEEL/0!|DIV/0!|LEEG!|NULL!|#+)$",
        Text(
            "gevonden: een foutmelding van Excel (zoals #N/B).",
            "found: an error of Excel (such as #N/A).",
        ),
    ),
}
_REMEDY = Text(
    " Exporteer opnieuw uit uw systeem, en sla het bestand niet op in Excel.",
    " Export again from your system, and do not save the file in Excel.",
)


def spreadsheet_damage(raw: Raw, tally: Frame, headings: Mapping[str, bool], run: Run) -> tuple[Finding, ...]:
    """What a spreadsheet changed in the columns under `headings`.

    Args:
        tally: how often each `value` stands in each column (`at`) of the file, and in which `row` first.
        headings: the columns to look at; true where dates belong.
    """
    text, seen = nw.col("value").str.strip_chars(), []
    for rule, (pattern, _) in _DAMAGE.items():
        bad = text.str.contains(pattern).fill_null(False)
        times = nw.when(bad).then(nw.col("times")).sum().alias(f"times {rule}")
        seen += [nw.when(bad).then(nw.col("row")).min().alias(f"row {rule}"), times]
    found = run(tally.group_by("at").agg(*seen))
    where = {int(at): i for i, at in enumerate(found["at"])}
    places = {heading: where.get(place) for place, heading in enumerate(raw.header)}
    return tuple(
        _finding(rule, raw.name, heading, row=int(found[f"row {rule}"][i]), times=int(found[f"times {rule}"][i]))
        for heading, rule in _sought(headings)
        if (i := places[heading]) is not None and not np.ma.getmaskarray(found[f"row {rule}"])[i]
    )


def _sought(headings: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    for heading, dates in headings.items():
        yield from ((heading, rule) for rule in _DAMAGE if not (dates and rule == "spreadsheet_date"))


def _finding(rule: str, file: str, heading: str, *, row: int, times: int) -> Finding:
    text = _DAMAGE[rule][1]
    return Finding(rule, file, Text(text.nl + _REMEDY.nl, text.en + _REMEDY.en), row, heading, times)
