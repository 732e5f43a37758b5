"""The folder of a ledger: opened whole or refused, written so that a crash leaves the old ledger as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from gelijkop.errors import LedgerRefused, Text
from gelijkop.safe.ledger import Head, Ledger, empty_ledger
from gelijkop.safe.ledger_checks import LINES, verified
from gelijkop.store import Store

LOCK = "slot"
HEAD = "ledger_head"
"""The table of the store that keeps number and hash of the last line."""


def ledger_folder(store: Path) -> Path:
    """Where the ledger of a store lies: beside it, and of the same name."""
    return store.with_suffix(".logboek")


def open_ledger(folder: Path, key: bytes, head: Head | None = None) -> Ledger:
    """The ledger in this folder; one without releases where there is no folder and never was one.

    Args:
        folder: see `ledger_folder`.
        key: the secret of the organisation.
        head: what was kept of the last line; see `kept_head`.

    Raises:
        LedgerRefused: it is missing, cannot be read, is not whole, or belongs to another key.
    """
    empty = empty_ledger(key)
    if not folder.is_dir():
        if head is not None and head.number:
            raise _missing(folder)
        return empty
    try:
        lines = (folder / LINES).read_bytes() if (folder / LINES).is_file() else b""
        columns = {p.name: p.read_bytes() for p in folder.glob("*.npz")}
    except OSError:
        raise _unreadable(folder) from None
    return verified(empty, lines, columns, head)


def save_ledger(ledger: Ledger, folder: Path) -> None:
    """Write what the folder does not have yet: columns first, the lines last, each file whole or not at all.

    To be done before a release is shown to anybody: a number that is written down and never shown does no harm, a
    number that is shown and not written down does.

    Raises:
        LedgerRefused: another process is writing, or wrote since this ledger was opened; or it cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # whatever the umask, and whoever made it
        with _locked(folder):
            there = (folder / LINES).read_bytes() if (folder / LINES).is_file() else b""
            lines = b"".join(page.line.written() for page in ledger.pages)
            if not lines.startswith(there):
                raise _busy(folder)
            for page in ledger.pages[there.count(b"\n") :]:
                if page.line.file:
                    _write(folder / page.line.file, page.columns)
            _write(folder / LINES, lines)
    except OSError:
        raise LedgerRefused(
            Text(
                f"{folder}: het logboek kan niet worden geschreven. De schijf is vol, of u mag hier niet schrijven. Er "
                "is niets uitgegeven.",
                f"{folder}: the ledger cannot be written. The disk is full, or you may not write here. Nothing was "
                "released.",
            )
        ) from None


def loose_files(ledger: Ledger, folder: Path) -> tuple[str, ...]:
    """Names of files that no line of the ledger knows: left by a crash, and of no effect."""
    known = {LINES, *(page.line.file for page in ledger.pages)}
    return tuple(sorted(p.name for p in folder.iterdir() if p.name not in known)) if folder.is_dir() else ()


def kept_head(store: Store) -> Head | None:
    """What the store kept of the last line; None where it never had a ledger."""
    if HEAD not in store.tables():
        return None
    columns = store.arrays(store.table(HEAD))
    return Head(int(columns["number"][0]), str(columns["sha256"][0]))


def keep_head(store: Store, head: Head) -> None:
    """Keep number and hash of the last line in the store, so that a ledger that is lost or cut off is noticed."""
    columns = {"number": np.array([head.number]), "sha256": np.array([head.sha256], dtype=object)}
    store.replace({HEAD: store.frame(columns)})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    try:
        os.close(os.open(folder / LOCK, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise _busy(folder) from None
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            (folder / LOCK).unlink()


def _write(path: Path, content: bytes) -> None:
    """Write a file for its owner alone that is there whole or not at all."""
    fresh = path.with_name(f"{path.name}.half")
    with suppress(FileNotFoundError):
        fresh.unlink()  # left by a crash
    place = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(place, "wb") as file:
        os.fchmod(file.fileno(), 0o600)  # whatever the umask
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    of_folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(of_folder)
    finally:
        os.close(of_folder)


def _missing(folder: Path) -> LedgerRefused:
    return LedgerRefused(
        Text(
            f"{folder}: hier hoort het logboek van eerdere uitgaven te staan, maar de map is er niet. Zet de laatste "
            "reservekopie terug. Zonder het logboek wordt niets uitgegeven.",
            f"{folder}: the ledger of earlier releases belongs here, but there is no such folder. Put back the last "
            "backup. Without the ledger nothing is released.",
        )
    )


def _unreadable(folder: Path) -> LedgerRefused:
    return LedgerRefused(
        Text(
            f"{folder}: het logboek kan niet worden gelezen. Controleer de rechten van de map en de bestanden.",
            f"{folder}: the ledger cannot be read. Check the permissions of the folder and its files.",
        )
    )


def _busy(folder: Path) -> LedgerRefused:
    return LedgerRefused(
        Text(
            f"{folder}: een andere opdracht schrijft of schreef in het logboek. Wacht tot die klaar is en probeer het "
            f"opnieuw. Draait er niets meer? Haal dan het bestand “{LOCK}” in die map weg.",
            f"{folder}: another command writes or wrote in the ledger. Wait until it is done and try again. Is nothing "
            f"running any more? Then remove the file “{LOCK}” in that folder.",
        )
    )
