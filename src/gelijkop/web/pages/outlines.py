"""The map that the user put in the folder of the site: outlines of municipalities, read once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gelijkop.errors import Text, UserError
from gelijkop.present.shapes import Shapes, areas_from
from gelijkop.present.site_folder import MAP


@dataclass(frozen=True)
class Outlines:
    """The outlines by code, none where there is no map; `fault` says why a map that is there is not used."""

    shapes: Shapes
    fault: Text | None = None


NONE = Outlines({})
_lock = threading.Lock()
_read: dict[tuple[str, int], Outlines] = {}


def outlines(places: Sequence[str]) -> Outlines:
    """The outlines in the folder of the site, if it has them of all these places; read again when the file changes."""
    path = Path(settings.SITE) / MAP
    try:
        seat = (str(path), path.stat().st_mtime_ns)
    except FileNotFoundError:
        return NONE
    with _lock:
        if seat not in _read:
            _read.clear()
            _read[seat] = _outlines(path)
        found = _read[seat]
    missing = [p for p in places if p not in found.shapes]
    if found.fault is not None or not missing:
        return found
    return Outlines({}, Text(f"De kaart in de map van de site heeft geen grens van {', '.join(missing)}.",
                             f"The map in the folder of the site has no outline of {', '.join(missing)}."))  # fmt: skip


def _outlines(path: Path) -> Outlines:
    try:
        # Letters that are none make a file that is no JSON, or a name that no place has.
        return Outlines(areas_from(path.read_bytes().decode("utf-8-sig", "replace")))
    except UserError as refused:
        return Outlines({}, refused.text)
