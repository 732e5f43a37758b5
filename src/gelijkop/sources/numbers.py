"""Reads published numbers: each cell becomes a lower and an upper bound and a state, by the layout of its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.bounds import Bounds

Floats = NDArray[np.float64]
_MONTHS = "jan|feb|mrt|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec"
_SPREADSHEET = re.compile(
    rf"^(\d{{1,4}}[-/ ]({_MONTHS})\.?([-/ ]\d{{2,4}})?|({_MONTHS})\.?[-/ ]\d{{1,4}}"
    r"|\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|[-+]?\d+([.,]\d+)?E[-+]?\d+|#.*)$",
    re.IGNORECASE,
)
MISSING = Bounds(None, None, "missing")


@dataclass(frozen=True)
class Layout:
    """How one source writes its numbers; it is told, never guessed from a cell.

    `suppressed` ties what is printed for a hidden number to the numbers it may be (None: any).
    `missing` is what is printed where there is none; an empty cell and blanks always mean that.
    `words` are numbers written as a word, such as TRUE for 1.
    """

    decimal: str = ","
    thousands: str = ""
    percent: bool = False
    suppressed: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """A column of numbers: bounds (NaN where not known) and states, and the positions that are no number.

    `damaged` are positions that a spreadsheet changed (a date, 1,00E+05, #####), `unreadable` all
    other positions without a number.
    """

    lower: Floats
    upper: Floats
    state: NDArray[np.object_]
    damaged: tuple[int, ...]
    unreadable: tuple[int, ...]

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Where the number is known exactly."""
        return np.asarray(self.lower == self.upper)


def is_spreadsheet_damage(cell: str) -> bool:
    """Whether a spreadsheet made this of a number: `20-Oct`, `okt-20`, `1,00E+05`, `#####`."""
    return _SPREADSHEET.match(cell.strip()) is not None


def parse_number(cell: str, layout: Layout, *, whole: bool = False) -> Bounds | None:
    """One published number, or None where the cell holds no number in this layout.

    A count (`whole`) has no decimals and is not negative.
    """
    text = cell.strip()
    if text in layout.suppressed:
        known = layout.suppressed[text]
        return Bounds(known[0], known[1], "suppressed") if known else Bounds(None, None, "suppressed")
    if not text or text in layout.missing:
        return MISSING
    if text in layout.words:
        return Bounds(layout.words[text], layout.words[text])
    if layout.percent and not whole:
        text = text.removesuffix("%").rstrip()
    match = _pattern(layout).match(text)
    if match is None or (whole and (match["sign"] or match["part"])):
        return None
    digits = match["whole"].replace(layout.thousands, "") if layout.thousands else match["whole"]
    if not digits and not match["part"]:
        return None
    number = float(f"{match['sign']}{digits or '0'}.{match['part'] or '0'}")
    return Bounds(number, number)


def parse_numbers(cells: Sequence[str], layout: Layout, *, whole: bool = False) -> Parsed:
    """A column of published numbers, in the order of `cells`."""
    known = {cell: parse_number(cell, layout, whole=whole) for cell in set(cells)}
    wrong = {cell for cell, bounds in known.items() if bounds is None}
    damaged = {cell for cell in wrong if is_spreadsheet_damage(cell)}
    plain = {cell: bounds or MISSING for cell, bounds in known.items()}
    lower = {cell: np.nan if b.lower is None else b.lower for cell, b in plain.items()}
    upper = {cell: np.nan if b.upper is None else b.upper for cell, b in plain.items()}
    count = len(cells)
    return Parsed(
        np.fromiter((lower[c] for c in cells), np.float64, count),
        np.fromiter((upper[c] for c in cells), np.float64, count),
        np.fromiter((plain[c].state for c in cells), np.dtype(object), count),
        tuple(n for n, c in enumerate(cells) if c in damaged) if damaged else (),
        tuple(n for n, c in enumerate(cells) if c in wrong and c not in damaged) if wrong else (),
    )


def _pattern(layout: Layout) -> re.Pattern[str]:
    whole = r"\d*"
    if layout.thousands:
        # also without the mark: DUO prints 1.001 and 927 in one column, never 1001
        whole = rf"\d{{1,3}}(?:{re.escape(layout.thousands)}\d{{3}})+|\d{{0,3}}"
    decimal = re.escape(layout.decimal)
    return re.compile(rf"^(?P<sign>-?)(?P<whole>{whole})(?:{decimal}(?P<part>\d+))?$", re.ASCII)
