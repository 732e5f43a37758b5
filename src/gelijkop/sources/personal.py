"""Recognises personal numbers: the citizen service number (BSN) and the education number (onderwijsnummer).

Together they are the persoonsgebonden nummer (PGN), which gelijkop never takes in. A heading may say
so; otherwise the check digit gives a column away, whatever it is called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

Kind = Literal["bsn", "onderwijsnummer", "heading"]
Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type
Numbers = Any  # whole numbers, as an array or as a column of a query: the same sums are done on both

TINY = 1e-6
"""A column is suspect if chance alone would give so many passing numbers less often than this."""

_CHANCE = 1 / 11
_WORDS = frozenset({"bsn", "pgn", "sofi"})
_PHRASES = ("burgerservicenummer", "onderwijsnummer", "sofinummer", "persoonsgebondennummer")
_SEPARATORS = " .'’\u00a0-"  # the hyphen last: these stand between brackets in a pattern too
_MAY_BE = f"^[{_SEPARATORS}]*([0-9][{_SEPARATORS}]*){{8,13}}$"


@dataclass(frozen=True)
class Suspect:
    """A column that holds personal numbers; `share` is whole percents of its numbers of 8–9 digits that pass."""

    column: str
    kind: Kind
    share: int


def says_personal(heading: str) -> bool:
    """Whether a heading names a BSN, PGN, onderwijsnummer or sofinummer; a hash or part of it counts too."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).lower()
    parts = re.split(r"[^a-z]+", words)
    return not _WORDS.isdisjoint(parts) or any(p in "".join(parts) for p in (*_PHRASES, "bsnnummer", "pgnnummer"))


def is_bsn(values: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which texts are a BSN by check digit, with or without separators; None is not."""
    numbers = _numbers(values)
    return np.asarray((numbers > 0) & _passes_bsn(numbers), dtype=np.bool_)


def is_education_number(values: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which texts are an onderwijsnummer by check digit, with or without separators; None is not."""
    numbers = _numbers(values)
    return np.asarray((numbers > 0) & _passes_education(numbers), dtype=np.bool_)


def suspect(column: str, values: NDArray[np.object_]) -> Suspect | None:
    """The judgement of one column held as an array of texts; None where it is no personal number."""
    numbers = np.unique(_numbers(values))
    numbers = numbers[numbers > 0]
    return _judge(
        column,
        numbers=numbers.size,
        bsn=int(_passes_bsn(numbers).sum()),
        tens=int(_starts_with_ten(numbers).sum()),
        education=int(_passes_education(numbers).sum()),
    )


def suspect_columns(frame: Frame, columns: Sequence[str], run: Run) -> tuple[Suspect, ...]:
    """The columns that hold personal numbers by heading or check digit; `columns` may be of any type.

    Each different number counts once, so that pupils who return every year do not weigh more than
    others. A column is suspect if at least half of its numbers of 8–9 digits pass, or if so many pass
    that chance (1 in 11) would do it less than once in a million. Of 20 random numbers half pass in 3
    of a million cases. One single number that passes is suspect.
    """
    if not columns:
        return ()
    texts = [
        frame.select(nw.lit(i, dtype=nw.Int32).alias("at"), nw.col(column).cast(nw.String).alias("value"))
        for i, column in enumerate(columns)
    ]
    return suspects(nw.concat(texts), columns, run)


def suspects(values: Frame, columns: Sequence[str], run: Run) -> tuple[Suspect, ...]:
    """As `suspect_columns`, for each `value` beside the place of its column (`at`)."""
    counts = run(_counts(values.select("at", nw.col("value").alias("text"))))
    rows = zip(*(counts[name].tolist() for name in ("at", "numbers", "bsn", "tens", "education")), strict=True)
    seen = {int(at): tuple(int(n) for n in numbers) for at, *numbers in rows}  # sums come as floats
    found = []
    for i, column in enumerate(columns):
        numbers, bsn, tens, education = seen.get(i, (0, 0, 0, 0))
        judged = _judge(column, numbers=numbers, bsn=bsn, tens=tens, education=education)
        if judged is not None:
            found.append(judged)
    return tuple(found)


def _judge(column: str, *, numbers: int, bsn: int, tens: int, education: int) -> Suspect | None:
    if _too_many(bsn, numbers, of=numbers):
        return Suspect(column, "bsn", round(100 * bsn / numbers))
    if _too_many(education, tens, of=numbers):
        return Suspect(column, "onderwijsnummer", round(100 * education / numbers))
    return Suspect(column, "heading", 0) if says_personal(column) else None


def _too_many(passing: int, tried: int, *, of: int) -> bool:
    """Whether more numbers pass than chance allows, 1 in 11 of those `tried`; at least half of all counts always."""
    from scipy import special  # slow import

    return passing > 0 and (2 * passing >= of or bool(special.bdtrc(passing - 1, tried, _CHANCE) < TINY))


def _numbers(values: NDArray[np.object_]) -> NDArray[np.int64]:
    """The texts as whole numbers, 0 where they are not 8 or 9 digits (zeros in front apart) or read as a date."""
    text = np.array(["" if v is None else str(v) for v in values], dtype=np.str_)
    if not text.size:  # numpy cannot replace in no texts
        return np.zeros(0, dtype=np.int64)
    text = np.strings.replace(np.strings.add(text, "\n"), ".0\n", "\n")
    for separator in (*_SEPARATORS, "\n"):
        text = np.strings.replace(text, separator, "")
    size = np.strings.str_len(text)
    fits = np.strings.isdecimal(text) & (size >= 8) & (size <= 12)
    numbers = np.where(fits, text, "0").astype(np.int64)
    numbers = np.where(numbers < 10**9, numbers, 0)  # 10 to 12 digits only with zeros in front
    return np.where((size == 8) & _is_date(numbers), 0, numbers)


def _counts(texts: Frame) -> Frame:
    """By column (`at`) how many different numbers it holds, pass as BSN, start with 10, pass as PGN; one row each."""
    bare = nw.col("text").str.replace_all(r"\.0$", "").str.replace_all(f"[{_SEPARATORS}]", "")
    short = texts.filter(nw.col("text").str.contains(_MAY_BE)).select("at", bare.alias("text"))  # few are rewritten
    sized = short.filter(nw.col("text").str.contains("^([0-9]{8}|0{0,3}[0-9]{9})$"))
    numbers = sized.select(
        "at", nw.col("text").cast(nw.Int64).alias("n"), (nw.col("text").str.len_chars() == 8).alias("e")
    )
    number = nw.col("n")
    # A date can only be one where the text has 8 digits: a BSN of 9 digits that starts with 0 is none.
    kept = numbers.filter((number > 0) & ~(nw.col("e") & _is_date(number))).select("at", "n").unique()
    judged = kept.select(
        "at",
        _passes_bsn(number).cast(nw.Int64).alias("bsn"),
        _starts_with_ten(number).cast(nw.Int64).alias("tens"),
        _passes_education(number).cast(nw.Int64).alias("education"),
    )
    return judged.group_by("at").agg(
        nw.len().alias("numbers"), nw.col("bsn").sum(), nw.col("tens").sum(), nw.col("education").sum()
    )


def _checksum(numbers: Numbers) -> Numbers:
    """The eleven-test: digits times 9, 8, 7, 6, 5, 4, 3, 2 and −1, added up, as a remainder of 11.

    Source: RvIG, Logisch Ontwerp BSN.
    """
    total = numbers % 10 * 10  # −1 is 10 modulo 11, which keeps the sum positive
    for place in range(1, 9):
        total = total + numbers // 10**place % 10 * (place + 1)
    return total % 11


def _passes_bsn(numbers: Numbers) -> Numbers:
    return _checksum(numbers) == 0


def _passes_education(numbers: Numbers) -> Numbers:
    """Starts with 10 and leaves 5 in the eleven-test.

    Source [K]: nl.wikipedia.org/wiki/Onderwijsnummer and two open validators that follow it; DUO
    publishes no rule that we could find. Where the rule is wrong the headings still refuse the column.
    """
    return _starts_with_ten(numbers) & (_checksum(numbers) == 5)


def _starts_with_ten(numbers: Numbers) -> Numbers:
    return numbers // 10**7 == 10


def _is_date(numbers: Numbers) -> Numbers:
    """Whether 8 digits read as year-month-day or day-month-year of the years 1900–2099."""
    year_first = _is_day(numbers // 10**4, numbers // 100 % 100, numbers % 100)
    return year_first | _is_day(numbers % 10**4, numbers // 10**4 % 100, numbers // 10**6)


def _is_day(year: Numbers, month: Numbers, day: Numbers) -> Numbers:
    return (year >= 1900) & (year <= 2099) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
