"""The engine's errors as ours: what a message about data says is never passed on, since it may quote a value."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from gelijkop.errors import (
    Finding,
    GelijkopError,
    InputRefused,
    StoreBusy,
    StoreFull,
    StoreRefused,
    Text,
    TruncatedFile,
)

_ABOUT_QUERY = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
"""Errors about a query and not about what it reads: they name columns, never values."""

_FULL = ("no space left", "file too large", "out of disk", "max_temp_directory_size")
_MAGIC = slice(8, 12)
"""Where the format of the engine has its four letters. Source: DuckDB, storage/magic_bytes.cpp."""
_LINE = re.compile(r"CSV Error on Line: (\d+)")


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn the engine's errors into ours; no message about data is passed on, since it may quote a value."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except RuntimeError as error:  # so the binding tells of Ctrl-C
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        if isinstance(error, _ABOUT_QUERY):
            raise
        raise _ours(error, what) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            raise
        raise disk_full() from None


def _ours(error: duckdb.Error, what: str) -> GelijkopError:
    text = str(error)
    if any(sign in text.lower() for sign in _FULL):
        return disk_full()
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreFull(
            Text(
                "Er is te weinig werkgeheugen. Er is niets gewijzigd. Sluit andere programma's en probeer het opnieuw.",
                "There is too little memory. Nothing was changed. Close other programs and try again.",
            )
        )
    if "Conflicting lock" in text or "Could not set lock" in text or "being used by another process" in text:
        return StoreBusy(
            Text(
                f"{what}: een ander programma heeft dit gegevensbestand open. Sluit dat eerst.",
                f"{what}: another program has this store open. Close that first.",
            )
        )
    if "Could not read enough bytes" in text:  # a store that was cut short opens, and fails where the rest should be
        return StoreRefused(
            Text(
                "Het gegevensbestand is beschadigd of afgebroken. Zet een reservekopie terug.",
                "The store is damaged or cut short. Put back a spare copy.",
            )
        )
    if line := _LINE.search(text):
        return _odd_row(what, int(line[1]))
    if any(sign in text.lower() for sign in ("not a valid duckdb", "parquet", "magic bytes", "corrupt")):
        wrong = Text(
            "dit bestand is beschadigd of afgebroken. Haal het opnieuw op.",
            "this file is damaged or cut short. Fetch it again.",
        )
        return TruncatedFile(_not_read(what), [Finding("cut_short", what, wrong)])
    return GelijkopError(f"{what}: the engine stopped with {type(error).__name__}; its message may quote values")


def disk_full() -> StoreFull:
    """The error for a full disk, wherever it is met."""
    return StoreFull(
        Text(
            "De schijf is vol. Er is niets gewijzigd. Maak ruimte en probeer het opnieuw.",
            "The disk is full. Nothing was changed. Make room and try again.",
        )
    )


def _odd_row(what: str, row: int) -> InputRefused:
    wrong = Text(
        "deze rij heeft een ander aantal velden dan de kop, of een aanhalingsteken te veel of te weinig.",
        "this row has another number of fields than the heading, or a quote too many or too few.",
    )
    return InputRefused(_not_read(what), [Finding("odd_width", what, wrong, row)])


def _not_read(what: str) -> Text:
    return Text(f"{what} is niet ingelezen. Er is niets gewijzigd.", f"{what} was not read in. Nothing was changed.")


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """Turn what goes wrong in opening a store into our errors.

    A file that is no database is refused here: of a CSV or Parquet file the engine would make a database in memory,
    and what is loaded into it would be gone afterwards.
    """
    try:
        with translated(str(path)):
            if path.is_file() and not _is_database(path):
                raise no_store(path)
            yield
    except (StoreBusy, StoreFull):
        raise
    except GelijkopError:
        raise no_store(path) from None


def _is_database(path: Path) -> bool:
    """Whether it begins as a database, is empty (the engine then makes one), or cannot be read (it will say so)."""
    try:
        with path.open("rb") as file:
            start = file.read(_MAGIC.stop)
    except OSError:
        return True
    return not start or start[_MAGIC] == b"DUCK"


def no_store(path: Path) -> StoreRefused:
    """The error for a file that is no store of ours."""
    return StoreRefused(
        Text(
            f"{path}: dit is geen gegevensbestand van gelijkop, het is beschadigd, of u mag er niet bij. "
            "Controleer de naam, de map en de rechten, of zet een reservekopie terug.",
            f"{path}: this is no store of gelijkop, it is damaged, or you may not open it. "
            "Check the name, the folder and the permissions, or put back a spare copy.",
        )
    )
