"""The releases that this site still has: the one that is served, and earlier ones that were kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gelijkop.errors import GelijkopError, Text
from gelijkop.present.shelf import opened
from gelijkop.present.site_folder import FILES, RELEASES, SHELF
from gelijkop.web.api.problems import Refused
from gelijkop.web.release import Served, name_in_place, served

_ID = re.compile("[0-9a-f]{16}")
_HELD = 4
"""Earlier releases kept open."""


def kept() -> Sequence[Served]:
    """The releases on this site, the one that is served first and then the latest.

    Raises:
        NoRelease: there is none.
    """
    now = served()
    names = [p.parent.name for p in (Path(settings.SITE) / RELEASES).glob(f"*/{SHELF}") if _ID.fullmatch(p.parent.name)]
    others = [found for name in names if name != now.name and (found := _earlier(name)) is not None]
    return [now, *sorted(others, key=lambda r: r.shelf.about.made_at, reverse=True)]


def release_of(name: str) -> Served:
    """The release with this code.

    Raises:
        NoRelease: there is none at all.
        Refused: this is no code of a release, or it is not on this site (any more).
    """
    current = name_in_place()
    if name == current:
        return served()
    found = _earlier(name) if _ID.fullmatch(name) else None
    if found is not None:
        return found
    gone = bool(_ID.fullmatch(name))
    raise Refused(
        410 if gone else 404,
        Text("Deze uitgave staat niet op deze site.", "This release is not on this site."),
        name,
        Text(f"een uitgave die er staat: {current}", f"a release that is here: {current}")
        if gone
        else Text("16 cijfers en letters a tot en met f", "16 digits and letters a to f"),
        Text(
            "Kijk op /api/v1/releases/ welke er zijn. Cijfers van een andere uitgave kunnen anders zijn.",
            "See /api/v1/releases/ for those that are here. Figures of another release may differ.",
        ),
    )


def _earlier(name: str) -> Served | None:
    """The release in the folder of that name; None where there is none, or none that this version can read."""
    folder = Path(settings.SITE) / RELEASES / name
    try:
        return _opened(folder) if (folder / SHELF).is_file() else None
    except GelijkopError:
        return None


@lru_cache(maxsize=_HELD)
def _opened(folder: Path) -> Served:
    return Served(folder.name, opened(folder / SHELF), folder / FILES)
