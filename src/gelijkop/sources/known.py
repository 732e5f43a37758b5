"""Files that gelijkop knows by their content but has no reader of figures for, as the catalogue lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gelijkop.catalogue import Entry, load
from gelijkop.errors import Text

Medium = Literal["csv", "heading", "text", "json", "xml", "xlsx", "parquet", "pdf", "statistical"]
_PATTERN = "re:"


@dataclass(frozen=True)
class Known:
    """One kind of file: what it must hold to be it, and what it is good for."""

    code: str
    publisher: str
    text: Text
    use: Text
    media: tuple[Medium, ...]
    has: tuple[str, ...]
    version: str
    year: str


@cache
def known_files() -> Sequence[Known]:
    """All such kinds, in the order in which they are tried."""
    catalogue = load("known/files")
    uses = {name: Text(use["nl"], use["en"]) for name, use in catalogue["use"].items()}
    return tuple(_known(entry, uses[entry["use"]]) for entry in catalogue["file"])


def match(medium: Medium, beginning: str) -> Known | None:
    """The first kind of file of which everything stands in this beginning; None where none fits.

    For a table the beginning is its headings, one a line.
    """
    return next((k for k in known_files() if medium in k.media and all(_holds(beginning, h) for h in k.has)), None)


def found(pattern: str, beginning: str) -> str:
    """What the group of the pattern holds, or nothing."""
    hit = re.search(pattern, beginning) if pattern else None
    return hit[1] if hit else ""


def _holds(beginning: str, wanted: str) -> bool:
    if wanted.startswith(_PATTERN):
        return re.search(wanted.removeprefix(_PATTERN), beginning) is not None
    return any(part in beginning for part in wanted.split("|"))


def _known(e: Entry, use: Text) -> Known:
    return Known(
        e["code"], e["publisher"], Text(e["nl"], e["en"]), use, tuple(e["media"]), tuple(e["has"]),
        e.get("version", ""), e.get("year", ""),
    )  # fmt: skip
