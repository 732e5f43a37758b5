"""The own figures of a board, opened from their seal into memory; nothing of them lies open on disk."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections import OrderedDict
from pathlib import Path

from django.conf import settings

from gelijkop.present.shelf import Shelf
from gelijkop.present.site_folder import BOARD_KEY, BOARD_KEY_SETTING, BOARDS, LABEL, PURPOSE, SEAL
from gelijkop.safe.box import BoxShut, NoBox, unboxed

MOST = 4
"""Boards whose figures stay open in memory."""
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
_lock = threading.Lock()
_open: OrderedDict[tuple[str, int], Shelf] = OrderedDict()


def own_shelf(board: str) -> Shelf | None:
    """The own figures of a board, shown from 5 pupils; None where the site has none that this server can open.

    Who may see them is decided before: see `access`.
    """
    path = Path(settings.SITE) / BOARDS / f"{board}{SEAL}"
    if not _CODE.fullmatch(board) or not path.is_file():
        return None
    seat = (board, path.stat().st_mtime_ns)
    with _lock:
        if seat in _open:
            _open.move_to_end(seat)
            return _open[seat]
        found = _opened(path)
        if found is not None:
            _open[seat] = found
            while len(_open) > MOST:
                _open.popitem(last=False)
        return found


def _opened(path: Path) -> Shelf | None:
    place = os.environ.get(BOARD_KEY_SETTING) or str(Path(settings.SITE) / BOARD_KEY)
    try:
        key = bytes.fromhex(Path(place).read_text("ascii").strip())
        content = unboxed(path.read_bytes(), key=key, label=LABEL, purpose=PURPOSE)
    except (OSError, ValueError, NoBox, BoxShut):
        return None
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.deserialize(content)
    return Shelf(database)
