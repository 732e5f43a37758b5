"""What people say about an indicator: the quotations that came with the release, for its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gelijkop.errors import Language
from gelijkop.evidence.interviews.released import ReleasedQuotes, from_json
from gelijkop.present.site_folder import QUOTES
from gelijkop.web.release import served


@dataclass(frozen=True)
class Said:
    """One theme on a page: its title, and quotations with the role of who said it."""

    title: str
    lines: tuple[tuple[str, str], ...]


def said_about(indicator: str, spoken: Language) -> Sequence[Said]:
    """The themes that explain an indicator; empty where the site has no quotations."""
    released = _released(served().files.parent / QUOTES)
    themes = released.of_indicator(indicator) if released is not None else ()
    return [Said(t.title.say(spoken), tuple((q.text, q.who.say(spoken)) for q in t.quotes)) for t in themes]


@lru_cache(maxsize=2)
def _released(path: Path) -> ReleasedQuotes | None:
    """The quotations in the folder of a release, which never changes."""
    return from_json(path.read_text("utf-8"), file=QUOTES) if path.is_file() else None
