"""Finds rows whose published numbers contradict each other, such as parts that do not add up to their total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.sources.declared import Bound, Check, Source, fill
from gelijkop.sources.numbers import Parsed

Flags = NDArray[np.bool_]
_ROUNDING = 1e-9  # binary fractions; far below the last digit that is printed


@dataclass(frozen=True)
class Contradiction:
    """Rows that break one check, and the heading it is about."""

    heading: str
    text: Text
    rows: Flags


def contradictions(source: Source, bound: list[Bound], numbers: Mapping[str, Parsed]) -> Iterator[Contradiction]:
    """Every check of the source that some row breaks; a suppressed number counts as all it may be."""
    for period in dict.fromkeys(b.period for b in bound):
        for check in source.checks:
            headings = [fill(name, None, period) for name in (*check.parts, check.whole)]
            if all(heading in numbers for heading in headings):
                broken = _broken(check, [numbers[h] for h in headings])
                if broken.any():
                    yield Contradiction(headings[-1], _text(check, headings), broken)
    for item in bound:
        low, high = item.column.low, item.column.high
        if low is not None and high is not None:
            value = numbers[item.heading]
            outside = (value.lower < low) | (value.upper > high)
            if outside.any():
                text = Text(f"hier staat een getal buiten {low:g} tot {high:g}. Zijn kolommen verwisseld?",
                            f"a number is outside {low:g} to {high:g}. Were columns swapped?")  # fmt: skip
                yield Contradiction(item.heading, text, outside)


def _broken(check: Check, values: list[Parsed]) -> Flags:
    """Rows in which no numbers within the bounds satisfy the check; where a bound is not known, none."""
    *parts, whole = values
    slack = check.tolerance + _ROUNDING
    if check.kind == "sum":
        low, high = sum(p.lower for p in parts), sum(p.upper for p in parts)
        return np.asarray((low > whole.upper + slack) | (high < whole.lower - slack))
    if check.kind == "at_most":
        return np.asarray(sum(p.lower for p in parts) > whole.upper + slack)
    if check.kind == "mean":
        return np.asarray((parts[0].lower >= check.tolerance) != ~np.isnan(whole.lower))
    part, of = parts
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(of.lower > 0, 100 * part.lower / of.lower, 0.0)
    return np.asarray(part.exact & of.exact & whole.exact & (np.abs(share - whole.lower) > slack))


def _text(check: Check, headings: list[str]) -> Text:
    *parts, whole = headings
    listed = ", ".join(f"“{p}”" for p in parts)
    nl, en = {
        "sum": (f"{listed} tellen niet op tot “{whole}”.", f"{listed} do not add up to “{whole}”."),
        "at_most": (f"{listed}: samen meer dan “{whole}”.", f"{listed}: together more than “{whole}”."),
        "share": (f"“{whole}” is niet het deel dat volgt uit {listed}.", f"“{whole}” is not the share of {listed}."),
        "mean": (f"“{whole}” past niet bij het aantal in {listed}.", f"“{whole}” does not fit the number in {listed}."),
    }[check.kind]
    return Text(f"{nl} Zijn kolommen verwisseld? Haal het bestand opnieuw op.",
                f"{en} Were columns swapped? Fetch the file again.")  # fmt: skip
