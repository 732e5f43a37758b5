"""The ways to divide pupils into groups: declared as data, each with a reference group and an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gelijkop.catalogue import load, names

UNKNOWN = 0
"""Group number of a pupil whose background is not known. It is counted and reported, never dropped."""


@dataclass(frozen=True)
class Group:
    """One group; `number` is what the tables hold."""

    code: str
    number: int
    nl: str
    en: str


@dataclass(frozen=True)
class Grouping:
    """One background column of `pupils` and its groups, in order; the reference is the group compared with."""

    code: str
    column: str
    nl: str
    en: str
    groups: tuple[Group, ...]
    reference: Group
    ordered: bool
    special: bool = False

    def group(self, number: int) -> Group:
        """The group with this number.

        Raises:
            KeyError: no such group.
        """
        return {g.number: g for g in self.groups}[number]


@cache
def groupings() -> Mapping[str, Grouping]:
    """All groupings of the catalogue by code."""
    found = {}
    for name in names("groupings"):
        e = load(name)
        groups = tuple(Group(g["code"], g["number"], g["nl"], g["en"]) for g in e["group"])
        reference = next(g for g in groups if g.code == e["reference"])
        found[e["code"]] = Grouping(
            e["code"], e["column"], e["nl"], e["en"], groups, reference, e["ordered"], e.get("special", False)
        )
    return found
