"""Folders for working files: for their owner alone, gone when done with, also after a run that was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gelijkop.errors import StoreRefused, Text

PREFIX = "gelijkop-"
_MARK = ".bezet"
"""A file of this name is locked for as long as somebody works in the folder, however that ends."""


class Workplace:
    """An empty folder for working files, until `leave`."""

    def __init__(self) -> None:
        """Make the folder; what runs that were killed left beside it is removed.

        Raises:
            StoreRefused: no folder can be made.
        """
        self._lock: int | None = None
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        except OSError:
            raise _no_room() from None
        try:
            self._lock = _locked(self.folder)
        except OSError:
            self.leave()
            raise _no_room() from None
        _sweep(self.folder.parent)

    def leave(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def workplace() -> Iterator[Path]:
    """The folder of a `Workplace`, for as long as it is needed.

    Raises:
        StoreRefused: no folder can be made.
    """
    place = Workplace()
    try:
        yield place.folder
    finally:
        place.leave()


def _locked(folder: Path) -> int:
    """The mark, locked before it has its name: no other run meets it without its lock."""
    fresh = folder / f"{_MARK}-nieuw"
    lock = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    fresh.rename(folder / _MARK)
    return lock


def _sweep(beside: Path) -> None:
    """Remove folders of our own of which nobody holds the mark."""
    for left in beside.glob(f"{PREFIX}*"):
        with suppress(OSError):  # of somebody else, gone by now, or busy
            lock = os.open(left / _MARK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.getuid():
                    shutil.rmtree(left)
            finally:
                os.close(lock)


def _no_room() -> StoreRefused:
    there = tempfile.tempdir or "TMPDIR"
    return StoreRefused(
        Text(
            f"{there}: er is geen map voor werkbestanden. De schijf is vol, of u mag er niet schrijven. Maak ruimte, "
            "of zet TMPDIR op een andere map.",
            f"{there}: there is no folder for working files. The disk is full, or you may not write there. Make room, "
            "or set TMPDIR to another folder.",
        )
    )
