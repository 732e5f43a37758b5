"""Counts on bytes whether every row of a delimited text is as wide as its heading, far faster than parsing it.

It never judges a file wrong: where anything is out of the ordinary it says that it cannot tell, and
a real parser has the last word.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHUNK = 1024**2
_LINE_END, _QUOTE = ord("\n"), ord('"')

Places = NDArray[np.intp]


@dataclass(frozen=True)
class _Parts:
    """Where rows end in a piece of text, and how many delimiters each has; `used` bytes are whole rows."""

    ends: Places
    delimiters: Places
    used: int


def even_rows(path: Path, delimiter: str) -> int | None:
    """The number of rows under the heading, if each is as wide as it and each quote stands where it belongs.

    The text is UTF-8 with `\\n` alone as line end. Rows without any character do not count. None where
    this cannot be told.
    """
    rows, width, rest = -1, None, b""
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            data = rest + (chunk or b"\n" * bool(rest))
            if chunk and width is not None and (plain := _plain_rows(data, delimiter, width)):
                rows, rest = rows + plain, data[data.rfind(b"\n") + 1 :]
                continue
            parts = _parts(data, delimiter)
            if parts is None:
                return None
            filled = np.diff(parts.ends, prepend=-1) > 1
            found = parts.delimiters[filled]
            if found.size:
                width = int(found[0]) if width is None else width
                if (found != width).any():
                    return None
                rows += found.size
            rest = data[parts.used :]
            if not chunk:
                return None if rest else rows


def _plain_rows(data: bytes, delimiter: str, width: int) -> int:
    """The number of whole rows in `data`, if no quote and no blank row is there and each is this wide; else 0."""
    if b'"' in data or not delimiter.isascii() or _long_row(data):
        return 0
    row = delimiter.encode() * width + b"\n"
    signs = data[: data.rfind(b"\n") + 1].translate(None, _but(delimiter))
    rows = len(signs) // len(row)
    return rows if signs == row * rows else 0


def _long_row(data: bytes) -> bool:
    """Whether a row may be longer than a parser takes: half of that without a line end."""
    half = csv.field_size_limit() // 2
    return any(data.find(b"\n", at, at + half) < 0 for at in range(0, len(data) - half, half))


@cache
def _but(delimiter: str) -> bytes:
    return bytes(set(range(256)) - {_LINE_END, ord(delimiter)})


def _parts(data: bytes, delimiter: str) -> _Parts | None:
    """The rows in `data`; None where a quote stands in an odd place or a row is longer than a parser takes."""
    characters = np.frombuffer(data, dtype=np.uint8)
    ends, delimiters = characters == _LINE_END, characters == ord(delimiter)
    if b'"' in data:
        quotes = characters == _QUOTE
        inside = np.logical_xor.accumulate(quotes)
        if not _in_place(quotes, inside, ends | delimiters | quotes):
            return None
        ends, delimiters = ends & ~inside, delimiters & ~inside
    at = np.flatnonzero(ends)
    used = int(at[-1]) + 1 if at.size else 0
    longest = int(np.diff(at, prepend=-1).max(initial=len(data) - used))
    if longest >= csv.field_size_limit():
        return None
    counts = np.diff(np.searchsorted(np.flatnonzero(delimiters), at), prepend=0)
    return _Parts(at, counts, used)


def _in_place(quotes: NDArray[np.bool_], inside: NDArray[np.bool_], borders: NDArray[np.bool_]) -> bool:
    """Whether quotes open behind a border of a field and close before one; a doubled quote does both."""
    opens, closes = quotes & inside, quotes & ~inside
    return not ((opens[1:] & ~borders[:-1]).any() or (closes[:-1] & ~borders[1:]).any())
