"""The one loader of the catalogue: codes, rules, definitions, policies and texts, all of it data (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

Entry = dict[str, Any]  # what TOML holds; each consumer checks its own shape


@cache
def load(name: str) -> Entry:
    """One catalogue file by its path without suffix, such as `codes/levels`.

    Raises:
        KeyError: there is no such file.
    """
    return tomllib.loads(text(name))


def text(name: str) -> str:
    """The same file as it was written, for messages that name a line.

    Raises:
        KeyError: there is no such file.
    """
    path = files(__name__).joinpath(*f"{name}.toml".split("/"))
    if not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")


def names(kind: str) -> Iterator[str]:
    """The names of all files of one kind (`indicators`, `groupings`, …), sorted."""
    folder = files(__name__).joinpath(kind)
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            yield f"{kind}/{entry.name.removesuffix('.toml')}"


def documents(kind: str) -> Iterator[tuple[str, str]]:
    """The Markdown files of one kind (`evidence/records`) with their names, sorted."""
    folder = files(__name__).joinpath(*kind.split("/"))
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".md"):
            yield entry.name, entry.read_text(encoding="utf-8")
