"""The sentences of pages, charts and effects, read from the catalogue (`texts/…`) by language and key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from gelijkop.catalogue import load
from gelijkop.errors import Language


@cache
def _page(language: Language) -> Mapping[str, Any]:  # what TOML holds: tables and texts
    names = ("texts/page", "texts/charts", "texts/effects", "texts/pool")
    return {key: entry for name in names for key, entry in load(name)[language].items()}


def say(language: Language, key: str, **values: object) -> str:
    """The text under a dotted key, its `{places}` filled with `values`.

    Raises:
        KeyError: no such text.
    """
    entry: Any = _page(language)  # walks down tables to a text
    for part in key.split("."):
        entry = entry[part]
    if not isinstance(entry, str):
        raise KeyError(key)
    return entry.format(**values) if values else entry


def known(language: Language, key: str) -> bool:
    """Whether there is a text under a dotted key."""
    entry: Any = _page(language)  # as in `say`
    for part in key.split("."):
        entry = entry.get(part) if isinstance(entry, dict) else None
    return isinstance(entry, str)


def closest(language: Language, table: str, code: str) -> Mapping[str, str]:
    """The entries of the longest code in a table that `code` begins with; empty where none does."""
    entries: Mapping[str, Mapping[str, str]] = _page(language).get(table, {})
    fitting = [k for k in entries if code == k or code.startswith(f"{k}.")]
    return entries[max(fitting, key=len)] if fitting else {}


def counted(language: Language, key: str, count: int, **values: object) -> str:
    """The text `key.one` for 1, else `key.many`."""
    return say(language, f"{key}.{'one' if count == 1 else 'many'}", **values)
