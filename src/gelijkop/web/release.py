"""The release that this process serves: opened once, and swapped whole when another one was put in place."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gelijkop.errors import NoRelease, Text
from gelijkop.present.shelf import Shelf, opened
from gelijkop.present.site_folder import FILES, NOW, RELEASES, SHELF


@dataclass(frozen=True)
class Served:
    """A release that is served: its folder name, its shelf and the folder with files to download."""

    name: str
    shelf: Shelf
    files: Path


_lock = threading.Lock()
_served: Served | None = None


def served() -> Served:
    """The release in place now.

    A page calls this once and keeps what it gets: a release that is put in place meanwhile is for the next page.
    The one before stays open for pages that are still being made.

    Raises:
        NoRelease: there is none.
    """
    global _served
    name = name_in_place()
    found = _served
    if found is None or found.name != name:
        with _lock:
            found = _served
            if found is None or found.name != name:
                folder = Path(settings.SITE) / RELEASES / name
                found = Served(name, opened(folder / SHELF), folder / FILES)
                _served = found
    return found


def name_in_place() -> str:
    """The name of the release in place, for keys of what is kept.

    Raises:
        NoRelease: there is none.
    """
    try:
        name = (Path(settings.SITE) / NOW).read_text("ascii").strip()
    except (OSError, ValueError):
        name = ""
    if not name or "/" in name or name.startswith("."):
        raise NoRelease(
            Text(
                "Op deze site staat nog geen uitgave. Zet er een neer met: gelijkop site",
                "There is no release on this site yet. Put one in place with: gelijkop site",
            )
        )
    return name
