"""Output folders: made beside their place and moved there whole, so that nobody meets half a result."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gelijkop.errors import Text, UserError
from gelijkop.store.translated import disk_full

MARK = ".gelijkop"
"""A file of this name tells that the folder is ours, and may be replaced when the user says so."""


@contextmanager
def fresh_folder(target: Path, *, force: bool, private: bool = False) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of `target` when all went well.

    While it is filled nobody but its owner can read it; with `private` it stays so. What an earlier run
    that was killed left behind is removed.

    Raises:
        UserError: `target` is not empty and `force` is off, it is a folder that is not ours, or no
            folder can be made there.
    """
    if target.exists() and not target.is_dir():
        raise _not_here(target)
    if target.exists() and any(target.iterdir()):
        if not force:
            raise UserError(
                Text(
                    f"{target} bestaat al en is niet leeg. Kies een andere map, of geef --force.",
                    f"{target} exists and is not empty. Choose another folder, or give --force.",
                )
            )
        if not (target / MARK).is_file():
            raise UserError(
                Text(
                    f"{target} is niet door gelijkop gemaakt en wordt niet vervangen. Kies een andere map.",
                    f"{target} was not made by gelijkop and will not be replaced. Choose another folder.",
                )
            )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError:
        raise _not_here(target) from None
    try:
        with _held(fresh / MARK):
            yield fresh
            _take_place(fresh, target, mode=0o700 if private else 0o755)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full() from None
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _held(mark: Path) -> Iterator[None]:
    """A lock on the mark of a folder that is being made; it ends with the process, however that ends."""
    place = os.open(mark, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def _take_place(fresh: Path, target: Path, *, mode: int) -> None:
    """Put the new folder in the place of the old one; the old one is whole until it is out of the way."""
    old = fresh.with_name(f"{fresh.name}-oud")
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    target.chmod(mode)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Remove what runs that were killed left beside `target`; a folder that is being made is locked, and stays."""
    for left in target.parent.glob(f".{target.name}-*"):
        with suppress(OSError):
            place = os.open(left / MARK, os.O_RDWR)
            try:
                fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left)
            finally:
                os.close(place)


def _not_here(target: Path) -> UserError:
    return UserError(
        Text(
            f"{target}: hier kan geen map worden gemaakt. Kies een map waarin u mag schrijven en waar ruimte is.",
            f"{target}: no folder can be made here. Choose a folder that you may write in and that has room.",
        )
    )


def write_all(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write files by their path inside `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
