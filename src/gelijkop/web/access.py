"""Who may see what: the one place where it is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

View = TypeVar("View", bound=Callable[..., Any])  # Any: Django calls views with the request and the codes of the URL
Examples = Callable[[Any], Iterable[Mapping[str, str]]]  # Any: the shelf of a release
Role = str


class Rule(Enum):
    """For whom a page is; the word stands in the log."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OWN_SCHOOL = "own school"
    OWN_BOARD = "own board"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


PUBLIC = Rule.PUBLIC
SIGNED_IN = Rule.SIGNED_IN
OWN_SCHOOL = Rule.OWN_SCHOOL
OWN_BOARD = Rule.OWN_BOARD
COORDINATOR = Rule.COORDINATOR
ADMINISTRATOR = Rule.ADMINISTRATOR

OWN = (OWN_SCHOOL, OWN_BOARD)
ROLES_OF: Mapping[Rule, tuple[Role, ...]] = {
    PUBLIC: ("visitor", "school", "board", "coordinator", "administrator"),
    SIGNED_IN: ("visitor", "school", "board", "coordinator", "administrator"),
    OWN_SCHOOL: ("school", "board"),
    OWN_BOARD: ("board",),
    COORDINATOR: ("coordinator",),
    ADMINISTRATOR: ("administrator",),
}


class Visitor(Protocol):
    """What a decision needs to know of an account; an anonymous visitor has none of it."""

    role: str
    school: str
    board: str


@dataclass(frozen=True)
class Page:
    """What a view declares: its rule, the codes of its URLs that exist for a release, and its query parameters."""

    rule: Rule
    examples: Examples
    query: tuple[str, ...] = ()


def page(rule: Rule, *, examples: Examples = lambda _: [{}], query: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Declare a view a page with a rule; a view that is not declared is refused.

    Args:
        rule: for whom it is.
        examples: the codes of all its URLs that exist for a release.
        query: names of the parameters in a query that it reads; with any other one the page is not kept in the cache.
    """

    def declared(view: View) -> View:
        view.__dict__["gelijkop_page"] = Page(rule, examples, query)
        return view

    return declared


def declaration(view: Callable[..., object]) -> Page | None:
    """What `view` declared with `page`, if anything."""
    found = getattr(view, "gelijkop_page", None)
    return found if isinstance(found, Page) else None


def may(visitor: Visitor | None, rule: Rule, *, school: str = "", board: str = "") -> bool:
    """Whether `visitor` (None: nobody signed in) may see a page under `rule`.

    Args:
        visitor: who asks.
        rule: the rule of the page.
        school: the school that the page is about, for OWN_SCHOOL.
        board: the board that the page is about; for OWN_SCHOOL the board of that school, empty if unknown.
    """
    if rule is PUBLIC:
        return True
    if visitor is None or visitor.role not in ROLES_OF[rule]:
        return False
    if rule is OWN_SCHOOL and visitor.role == "school":
        return bool(school) and visitor.school == school
    if rule in OWN:
        return bool(board) and visitor.board == board
    return True
