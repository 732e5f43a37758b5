"""Public figures about the municipalities of a release, for its situation sketch on the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gelijkop.pipeline.area import load_area
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.sketch import published_of
from gelijkop.safe.released import Published
from gelijkop.store import Store
from gelijkop.store.workplace import workplace


def public_figures(data: Path, *, places: Sequence[str], now: datetime, progress: Progress) -> Published | None:
    """The figures of these municipalities and the country in a folder of files of DUO and CBS; None without any.

    Raises:
        UnknownFile: nothing in `data` is known.
    """
    with workplace() as folder, Store(folder / "cijfers", inputs=[data]) as store:
        found = load_area(store, data, now=now, progress=progress)
    shown = published_of(found, places)
    return shown if len(shown.columns["place"]) else None
