"""How numbers are written in Dutch and English. A number is rounded here once and reused as text everywhere."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from gelijkop.errors import Language

MINUS, NARROW, DASH = "\u2212", "\u00a0", "\u2013"
SHARE_DIGITS = 1
"""Decimals of a percentage: protection and intervals carry no more."""


def rounded(value: float, digits: int) -> Decimal:
    """The number with so many decimals, halves away from zero; never minus zero."""
    quantum = Decimal(1).scaleb(-digits)
    return Decimal(repr(float(value))).quantize(quantum, ROUND_HALF_UP) + 0


def plain(value: float, digits: int) -> str:
    """The rounded number for a CSV file: a point, no grouping; empty for NaN."""
    return "" if math.isnan(value) else str(rounded(value, digits))


def number(value: float, digits: int, language: Language) -> str:
    """`1.234,5` in Dutch, `1,234.5` in English, with a real minus sign."""
    written = f"{rounded(value, digits):,f}"
    if language == "nl":
        written = written.translate(str.maketrans(",.", ".,"))
    return written.replace("-", MINUS)


def percent(share: float, language: Language, digits: int = SHARE_DIGITS) -> str:
    """A share (0–1) as `74,2 %` (with a space that does not break) or `74.2%`."""
    return number(share * 100, digits, language) + (f"{NARROW}%" if language == "nl" else "%")


def points(difference: float, language: Language) -> str:
    """A difference of shares in percentage points with its sign: `+4,5` or `−4,5`."""
    text = number(difference * 100, SHARE_DIGITS, language)
    return f"+{text}" if rounded(difference * 100, SHARE_DIGITS) > 0 else text


def span(lower: float, upper: float, digits: int, language: Language) -> str:
    """`24,9–38,4`; one number where both are written alike. Negative bounds are joined by a word."""
    low, high = number(lower, digits, language), number(upper, digits, language)
    if low == high:
        return low
    if MINUS in low + high:
        return f"{low} {'tot' if language == 'nl' else 'to'} {high}"
    return f"{low}{DASH}{high}"


def whole(count: float, language: Language) -> str:
    """A count without decimals."""
    return number(count, 0, language)


def listed(items: list[str], language: Language) -> str:
    """`a, b en c`."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + (" en " if language == "nl" else " and ") + items[-1]
