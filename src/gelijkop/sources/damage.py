"""Finds what a spreadsheet did to a pupil file: codes turned into dates, numbers cut to a power of ten, errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import narwhals as nw
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


def spreadsheet_damage(raw: Raw, headings: Mapping[str, bool], run: Run) -> tuple[Finding, ...]:
    """What a spreadsheet changed in the columns under `headings`, in one scan.

    Args:
        headings: the columns to look at; true where dates belong.
    """
    sought = list(_sought(headings))
    if not sought:
        return ()
    seen = []
    for i, (heading, rule) in enumerate(sought):
        bad = nw.col(raw.column(heading)).str.strip_chars().str.contains(_DAMAGE[rule][0]).fill_null(False)
        seen += [nw.when(bad).then(nw.col("row")).min().alias(f"r{i}"), bad.cast(nw.Int64).sum().alias(f"n{i}")]
    found = run(raw.frame.select(*seen))
    return tuple(
        _finding(rule, raw.name, heading, row=int(found[f"r{i}"][0]), times=int(found[f"n{i}"][0]))
        for i, (heading, rule) in enumerate(sought)
        if found[f"n{i}"][0] > 0
    )


def _sought(headings: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    for heading, dates in headings.items():
        yield from ((heading, rule) for rule in _DAMAGE if not (dates and rule == "spreadsheet_date"))


def _finding(rule: str, file: str, heading: str, *, row: int, times: int) -> Finding:
    text = _DAMAGE[rule][1]
    return Finding(rule, file, Text(text.nl + _REMEDY.nl, text.en + _REMEDY.en), row, heading, times)
