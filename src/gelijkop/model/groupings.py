"""The ways to divide pupils into groups: declared as data, each with a reference group and an order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache

from gelijkop.catalogue import Entry, load, names
from gelijkop.model.periods import start_year

UNKNOWN = 0
"""Group number of a pupil whose background is not known. It is counted and reported, never dropped."""


@dataclass(frozen=True)
class Group:
    """One group; `number` is what the tables hold."""

    code: str
    number: int
    nl: str
    en: str
    values: tuple[str, ...] = ()
    """What stands in the column for this group; empty: its code."""

    @property
    def written(self) -> tuple[str, ...]:
        """Every text in the column that means this group."""
        return self.values or (self.code,)


@dataclass(frozen=True)
class Grouping:
    """One background column of `pupils` and its groups, in order; the reference is the group compared with.

    `breaks` are the school years (in which they start) from which on the source divides pupils in another
    way, so that its groups are not those of before.
    """

    code: str
    column: str
    nl: str
    en: str
    groups: tuple[Group, ...]
    reference: Group
    ordered: bool
    special: bool = False
    breaks: tuple[int, ...] = ()

    def group(self, number: int) -> Group:
        """The group with this number.

        Raises:
            KeyError: no such group.
        """
        return {g.number: g for g in self.groups}[number]


def groupings() -> Mapping[str, Grouping]:
    """All groupings by code: of the catalogue, and those that `own_groupings` added for now."""
    return _with(_OWN.get())


@contextmanager
def own_groupings(found: Iterable[Grouping]) -> Iterator[None]:
    """Let `groupings` have these too, as long as this lasts.

    Groupings are asked for in every layer, down to the words of a page; a command says once which of the
    user's there are. A context variable keeps commands that run side by side apart.
    """
    token = _OWN.set(tuple(found))
    try:
        yield
    finally:
        _OWN.reset(token)


def own() -> tuple[Grouping, ...]:
    """The groupings that `own_groupings` added for now."""
    return _OWN.get()


_OWN: ContextVar[tuple[Grouping, ...]] = ContextVar("own groupings", default=())


@cache
def _with(own: tuple[Grouping, ...]) -> Mapping[str, Grouping]:
    return {**_packaged(), **{g.code: g for g in own}}


@cache
def _packaged() -> Mapping[str, Grouping]:
    return {g.code: g for g in (grouping(load(name)) for name in names("groupings"))}


def grouping(e: Entry) -> Grouping:
    """A grouping as TOML holds it, without faults."""
    groups = tuple(Group(g["code"], g["number"], g["nl"], g["en"], tuple(g.get("values", ()))) for g in e["group"])
    reference = next(g for g in groups if g.code == e["reference"])
    breaks = tuple(year for b in e.get("breaks", ()) if (year := start_year(b)) is not None)
    return Grouping(
        e["code"], e["column"], e["nl"], e["en"], groups, reference, e["ordered"], e.get("special", False), breaks
    )
