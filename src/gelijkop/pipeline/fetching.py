"""Fetches one table or dataset of a publisher; the only door to the network."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Literal

from gelijkop.errors import SnapshotRefused, Text
from gelijkop.pipeline.progress import Progress
from gelijkop.sources import ckan, odata
from gelijkop.sources.snapshots import Snapshot
from gelijkop.sources.web import Line


def fetch(
    publisher: Literal["cbs", "duo"],
    name: str,
    *,
    out: Path,
    version: Literal["3", "4"],
    address: str,
    progress: Progress,
) -> Snapshot:
    """A complete snapshot in `out`: fetched, gone on with, or the one that is there when nothing changed.

    Raises:
        FetchFailed: the source gives no whole answer; what was fetched is kept.
        SnapshotRefused: there is no such table, it changed while it was fetched, or `out` cannot be written.
    """
    own = ckan.DUO if publisher == "duo" else odata.V3 if version == "3" else odata.V4
    line = Line(address or own, time.sleep, datetime.now)
    progress.step(Text(f"{name} ophalen bij {line.base}", f"fetching {name} from {line.base}"))
    try:
        if publisher == "duo":
            return ckan.fetch(line, name, out)
        return odata.fetch_v3(line, name, out) if version == "3" else odata.fetch_v4(line, name, out)
    except OSError as error:  # of the disk: those of the network have become FetchFailed
        raise SnapshotRefused(
            Text(
                f"{out}: hier kan niet worden geschreven ({error.strerror}). Kies met --out een andere map.",
                f"{out}: cannot be written to ({error.strerror}). Choose another folder with --out.",
            )
        ) from error
