"""What each literature database understands in a search string, read from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gelijkop.catalogue import Entry, load
from gelijkop.errors import Text

FILE = "evidence/strategy/databases"
NEAR = "NEAR"
"""The operator of nearness, whatever a database calls it."""


@dataclass(frozen=True)
class Database:
    """The syntax of one database; `source` says where it is told, `checked` when we looked.

    `loosest_first` is the order in which operators bind. `near` are its operators of nearness, each followed by `/n`.
    `wildcards` are the signs it knows, `in_phrase` those of them that work between quotation marks, `stem` the letters
    needed before a `*`. `exact`: it has `{…}`. `mark` parts a field from what is looked for in it. `any_case`: an
    operator in small letters is one too. A limit of 0 is none, or none that is known. `beside` is what to do there.
    """

    code: str
    name: str
    operators: tuple[str, ...]
    loosest_first: tuple[str, ...]
    near: tuple[str, ...]
    join: Mapping[str, str]
    wildcards: str
    in_phrase: str
    stem: int
    exact: bool
    fields: tuple[str, ...]
    mark: str
    any_case: bool
    field: str
    years: str
    until: str
    types: str
    type: Mapping[str, str]
    operators_most: int
    characters_most: int
    beside: Text
    source: str
    checked: str


@cache
def databases() -> Mapping[str, Database]:
    """The databases that strings are made for, by code."""
    return {entry["code"]: Database(**_entry(entry)) for entry in load(FILE)["database"]}


def _entry(entry: Entry) -> dict[str, Any]:  # what TOML holds, each as its field declares
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return {"until": "", **entry, **lists, "beside": Text(**entry["beside"]), "checked": str(entry["checked"])}
