"""Writes a tiny valid file of any declared source with delimited text, from its columns and checks alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.sources.declared import Bound, Check, Source, bind, fill

PERIODS = ("2021-2022", "2022-2023")
_YEARS = ("2021", "2022", "2023")
KEYS: Mapping[str, Sequence[str]] = {
    "brin": ("01AB", "02CD", "03EF"),
    "branch": ("00", "01", "02"),
    "board": ("10053", "10249", "13273"),
    "name": ("De Linde", "Het Bèta", "Gamma"),
    "municipality": ("0556", "0606", "0622"),
    "municipality_name": ("MAASSLUIS", "SCHIEDAM", "VLAARDINGEN"),
    "postcode": ("3142 AB", "3111 CD", "3131 EF"),
    "structure": ("PRO", "HAVO/VWO", "MAVO"),
    "postcode4": ("3142", "3111", "3131"),
    "region": ("GM0556", "WK060600", "BU06220000"),
    "period": _YEARS,
    "date": ("20210417", "20220417", "20230417"),
    "start_year": _YEARS,
    "element": ("15", "370", "700"),
    "detail": ("een", "twee", "drie"),
}
"""What stands under a key, row by row."""
ROWS = 3
"""Rows in a sample; each is about a place of its own."""


@dataclass(frozen=True)
class SampleTable:
    """A file as rows of text under their headings, with a name that tells the year where the source needs it."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self, delimiter: str = ";") -> str:
        """The file as delimited text, each row closed."""
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([self.header, *self.rows])
        return out.getvalue()


def sample_table(source: Source) -> SampleTable:
    """Three rows of this source in which all its checks hold; the same every time.

    Raises:
        ValueError: the source is not delimited text, or its checks cannot all be met.
    """
    if source.medium != "csv":
        raise ValueError(f"{source.code} is no delimited text")
    headings = [fill(c.name, grade, p) for p in PERIODS for grade in range(1, 7) for c in source.columns]
    bound, _ = bind(source, headings)
    rows = tuple(tuple(_row(source, bound, number)) for number in range(ROWS))
    file = "bestand-2021.csv" if source.period == "calendar_file" else "bestand-2021-2022.csv"
    return SampleTable(file, tuple(b.heading for b in bound), rows)


def _row(source: Source, bound: Sequence[Bound], number: int) -> Iterator[str]:
    values = sample_numbers(source, bound, number)
    for item in bound:
        if item.column.is_number:
            yield _written(source, values[item.heading])
        elif item.column.becomes == "track":
            yield _track(source, number)
        elif item.column.becomes in ("programme", "coded"):
            yield list(source.programmes)[number % len(source.programmes)] if source.programmes else "10"
        else:
            yield KEYS[item.column.becomes][number]


def _track(source: Source, number: int) -> str:
    """A track of the source, one that has all grades."""
    whole = [track for track in source.levels if " lj " not in track]
    return whole[number % len(whole)]


def _written(source: Source, value: float) -> str:
    """A number as the source writes it."""
    words = {known: word for word, known in source.numbers.words.items()}
    if words:
        return words[float(round(value))]
    text = f"{value:.2f}".rstrip("0").rstrip(".").replace(".", source.numbers.decimal)
    return f"{text}%" if source.numbers.percent and source.numbers.decimal in text else text


def sample_numbers(source: Source, bound: Sequence[Bound], row: int) -> dict[str, float]:
    """A number for every heading of numbers, such that every check of the source holds.

    Raises:
        ValueError: the checks cannot all be met.
    """
    numeric = [b for b in bound if b.column.is_number]
    values = {b.heading: _first(b, place, row) for place, b in enumerate(numeric)}
    checks = [_filled(check, period) for period in dict.fromkeys(b.period for b in bound) for check in source.checks]
    checks = [c for c in checks if {*c.parts, c.whole} <= set(values)]
    for _ in range(len(checks) + 1):
        changed = [_settle(check, checks, values) for check in checks]
        if not any(changed):
            return values
    raise ValueError(f"{source.code}: no numbers meet its checks")


def _first(item: Bound, place: int, row: int) -> float:
    """A number of its own for every column and row, within its bounds; a count grows with its place."""
    low, high = item.column.low, item.column.high
    if low is None or high is None:
        return 20.0 + 3 * place + row
    return round(low + (high - low) * (0.3 + 0.01 * ((7 * place + 3 * row) % 30)), 2)


def _filled(check: Check, period: str | None) -> Check:
    parts = tuple(fill(part, None, period) for part in check.parts)
    return Check(check.kind, parts, fill(check.whole, None, period), check.tolerance)


def _settle(check: Check, checks: Sequence[Check], values: dict[str, float]) -> bool:
    """Change what breaks one check; whether anything changed."""
    before = dict(values)
    parts = [values[part] for part in check.parts]
    if check.kind == "sum" and sum(parts) > values[check.whole]:
        values[check.whole] = sum(parts)
    elif check.kind == "sum" and sum(parts) < values[check.whole]:
        _raise(check.parts[0], values[check.whole] - sum(parts), checks, values)
    elif check.kind == "at_most" and sum(parts) > values[check.whole]:
        _raise(check.whole, sum(parts) - values[check.whole] + 1, checks, values)
    elif check.kind == "share":
        if parts[0] > parts[1]:
            _raise(check.parts[1], parts[0] - parts[1] + 1, checks, values)
        values[check.whole] = round(100 * values[check.parts[0]] / values[check.parts[1]], 2)
    return values != before


def _raise(name: str, by: float, checks: Sequence[Check], values: dict[str, float]) -> None:
    """Raise a number; where it is a sum, raise its first part too."""
    values[name] += by
    for summed in (c for c in checks if c.kind == "sum" and c.whole == name):
        _raise(summed.parts[0], by, checks, values)
