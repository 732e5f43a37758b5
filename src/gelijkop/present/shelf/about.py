"""What a shelf says of its release as a whole, and of each place in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Text

PlaceKind = Literal["region", "municipality", "board", "school"]


@dataclass(frozen=True)
class About:
    """A release in a few lines.

    `id` names this state of the shelf and changes with every new one; `release` is the hash over the content of the
    release, which permalinks hold. `made_at` is ISO. `groupings` in order of importance. `by_year`: equal ability
    means the same test advice in the same school year. `public`: made under policy `openbaar`.
    """

    id: str
    release: str
    region: str
    made_at: str
    version: str
    groupings: tuple[str, ...]
    school_years: tuple[int, ...]
    sources: tuple[Text, ...]
    licence: Text
    by_year: bool
    public: bool

    @property
    def date(self) -> str:
        """The day on which the release was made (ISO)."""
        return self.made_at[:10]


@dataclass(frozen=True)
class Place:
    """A place with a page: its code (`alle` for the whole region), name, kind, and the place that it lies in.

    `within` is a municipality for a school, `alle` for a municipality or board; `board` is the board of a school.
    """

    code: str
    name: str
    kind: PlaceKind
    within: str = WHOLE
    board: str = ""


@dataclass(frozen=True)
class GroupPupils:
    """How many pupils of one group a place has, protected; group 0 is not known."""

    group: int
    pupils: int
