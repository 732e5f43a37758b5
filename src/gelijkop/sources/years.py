"""Which school year or calendar year a heading, a date or a file name tells."""

from __future__ import annotations

import re

from gelijkop.model.periods import FIRST, LAST, school_year, start_year

_PAIR = re.compile(r"(?<!\d)((?:19|20)\d{2})-((?:19|20)\d{2})(?!\d)", re.ASCII)
_SHORT_PAIR = re.compile(r"(?<!\d)(\d{2})(\d{2})-tov-(\d{2})(\d{2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)", re.ASCII)
_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
AUGUST = 8
"""A school year begins on 1 August (WVO 2020 and WPO, article 1)."""


def written_year(text: str) -> str | None:
    """`2014/2015` for `2014-2015`; None where it is no school year."""
    start = start_year(text)
    return None if start is None else school_year(start)


def year_in_heading(text: str) -> str | None:
    """`2014/2015` for `2014-2015`, and the calendar year `2014` for `14`."""
    return f"20{text}" if len(text) == 2 else written_year(text)


def year_of_start(text: str) -> str | None:
    """The school year that starts in a year of four digits: `2018/2019` for `2018`; None where it is no year."""
    start = calendar_year(text)
    return None if start is None else school_year(int(start))


def calendar_year(text: str) -> str | None:
    """A year of four digits as it is; None where it is none."""
    text = text.strip()
    return text if _YEAR.fullmatch(text) and FIRST <= int(text) <= LAST else None


def year_of_date(text: str) -> str | None:
    """The school year in which a date such as `20190417` falls; None where it is no date."""
    match = _DATE.match(text.strip())
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not (FIRST <= year <= LAST and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return school_year(year if month >= AUGUST else year - 1)


def school_year_in(name: str) -> str | None:
    """The one school year in a file name: `…-2016-2017.csv`, or the first of `1516-tov-1617`.

    None where there is none or more than one.
    """
    found = {written_year(f"{a}-{b}") for a, b in _PAIR.findall(name)}
    for a, b, c, d in _SHORT_PAIR.findall(name):
        first, second = written_year(f"20{a}-20{b}"), written_year(f"20{c}-20{d}")
        found.add(first if second and b == c else None)
    return found.pop() if len(found) == 1 else None


def calendar_year_in(name: str) -> str | None:
    """The one calendar year in a file name; None where there is none or more than one."""
    found = set(_YEAR.findall(name))
    return found.pop() if len(found) == 1 else None


def period_in(text: str) -> str | None:
    """A calendar year (`2023`, CBS `2023JJ00`) or school year (`2022-2023`, `2022/2023`) as a period; else None."""
    text = text.strip().removesuffix("JJ00")
    return calendar_year(text) or written_year(text.replace("/", "-"))
