"""What lies on a shelf: the kinds of Findings, its tables, and how a value is written in bytes."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Literal, TypeVar, cast

import msgspec

T = TypeVar("T")
FORMAT = "gelijkop.shelf/1"
Kind = Literal[
    "rates",
    "rates_by_year",
    "gaps",
    "gaps_by_year",
    "changes",
    "slopes",
    "chains",
    "flows",
    "pupils",
    "schools",
    "school",
]
TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE findings (
  kind TEXT NOT NULL, measure TEXT NOT NULL, grouping TEXT NOT NULL, place TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (kind, measure, grouping, place)
) WITHOUT ROWID;
CREATE TABLE places (
  number INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, within TEXT NOT NULL,
  board TEXT NOT NULL, folded TEXT NOT NULL
);
CREATE INDEX places_by_kind ON places (kind, within);
CREATE INDEX places_by_board ON places (board);
"""
_LEVEL = 6


def written(value: object) -> bytes:
    """A value as compressed MessagePack."""
    return zlib.compress(msgspec.msgpack.encode(value), _LEVEL)


def read(body: bytes, of: type[T]) -> T:
    """The value of a type in these bytes.

    Raises:
        ValueError: there is something else in them.
    """
    try:
        decoder = _decoder(of)  # type: ignore[arg-type]  # every type can be hashed
        return cast(T, decoder.decode(zlib.decompress(body)))
    except (msgspec.DecodeError, msgspec.ValidationError, zlib.error):
        # The foreign error could quote a figure.
        raise ValueError("not what this shelf should hold") from None


@cache
def _decoder(of: type[object]) -> msgspec.msgpack.Decoder[object]:
    return msgspec.msgpack.Decoder(of)
