"""The tables of a publication plan: which margins of the inner cube are meant to be read, and how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gelijkop.catalogue import load
from gelijkop.errors import DefinitionRefused, Finding, Text

Places = Literal["regio", "gemeente", "bestuur", "vestiging"]


@dataclass(frozen=True)
class Table:
    """Pupils (and outcomes) by place, with all school years pooled or one at a time.

    `grouped`: also by the groups of each grouping, one grouping at a time. `strata`: by test advice.
    `weight`: how much an error in this table counts beside the other tables, 1 or more.
    """

    places: Places
    by_year: bool
    grouped: bool
    strata: bool
    weight: int

    @property
    def name(self) -> Text:
        """What it holds, in words."""
        nl, en = _PLACES[self.places]
        years = ("per schooljaar", "by school year") if self.by_year else ("alle schooljaren samen", "all years pooled")
        groups = (" naar achtergrond", " by background") if self.grouped else ("", "")
        strata = (" en toetsadvies", " and test advice") if self.strata else ("", "")
        return Text(f"{nl}, {years[0]}{groups[0]}{strata[0]}", f"{en}, {years[1]}{groups[1]}{strata[1]}")


_PLACES: Mapping[Places, tuple[str, str]] = {
    "regio": ("hele regio", "whole region"),
    "gemeente": ("gemeente", "municipality"),
    "bestuur": ("schoolbestuur", "school board"),
    "vestiging": ("vestiging", "location"),
}
_KEYS = {"places", "by_year", "grouped", "strata", "weight"}


def load_tables(policy: str) -> tuple[Table, ...]:
    """The tables of the plan of one policy of the catalogue.

    Raises:
        DefinitionRefused: an entry is not a table.
    """
    file = f"policies/{policy}.toml"
    entries: Sequence[Mapping[str, Any]] = load(f"policies/{policy}").get("tables", [])
    wrong = [Finding("table", file, _expected(number)) for number, e in enumerate(entries, 1) if not _sound(e)]
    if wrong:
        raise DefinitionRefused(
            Text(f"{file}: dit plan is niet te lezen.", f"{file}: this plan cannot be read."), wrong
        )
    return tuple(Table(**e) for e in entries)


def _sound(entry: Mapping[str, Any]) -> bool:
    flags = all(isinstance(entry.get(k), bool) for k in ("by_year", "grouped", "strata"))
    weight = entry.get("weight")
    return set(entry) == _KEYS and flags and isinstance(weight, int) and weight >= 1 and entry["places"] in _PLACES


def _expected(number: int) -> Text:
    places = ", ".join(get_args(Places))
    return Text(
        f"Tabel {number}: verwacht places ({places}), by_year, grouped en strata (true of false) en weight (vanaf 1).",
        f"Table {number}: expected places ({places}), by_year, grouped and strata (true or false), weight (from 1).",
    )
