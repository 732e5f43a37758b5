"""The way from a figure to what is known: the first records that can move a step or an indicator, and all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.errors import Language
from gelijkop.web.library import Gap, library
from gelijkop.web.pages.evidence_cards import Card, first_cards, list_href

MOST = 3


@dataclass(frozen=True)
class Door:
    """The first cards, how many there are in all, and where those are."""

    cards: Sequence[Card]
    count: int
    href: str


def door(spoken: Language, gap: Gap, code: str, grouping: str = "", *, most: int = MOST) -> Door | None:
    """What one can do about a step or an indicator, for the pupils of a grouping; None where nothing is known."""
    of = library()
    found = of.leads(gap, code, grouping)
    if not found.act:
        return None
    named = grouping if of.about_group(gap, code, grouping) else ""
    return Door(first_cards(found, most, spoken), len(found.act), list_href(gap, code, named))
