"""Unpacks .gz and .zip within bounds: what comes out is one plain file after the other."""

from __future__ import annotations

import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gelijkop.errors import ArchiveBomb, EmptyFile, InputRefused, Text, TruncatedFile
from gelijkop.sources.refusals import refusal

LIMIT = 2 * 1024**3
"""Bytes that one archive may unpack to; the largest DUO file is below 100 MB."""
RATIO = 200
"""How many times larger than the packed file; text packs to a tenth, rarely to a hundredth."""
_FREE = 1024**2  # below this size the ratio tells nothing
_CHUNK = 1024**2
_GZIP, _ZIP, _EMPTY_ZIP = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"


@dataclass(frozen=True)
class Member:
    """One file out of an archive, or a file that was not packed: its name for the user and where its bytes lie."""

    name: str
    path: Path


def head(path: Path, size: int = 8) -> bytes:
    """The first bytes of a file.

    Raises:
        InputRefused: the file is not there or cannot be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError:
        raise refusal(
            InputRefused, "unreadable", path.name,
            Text("dit bestand is er niet of mag niet worden gelezen. Controleer de naam en de rechten.",
                 "this file is not there or may not be read. Check its name and permissions."),
        ) from None  # fmt: skip


def is_archive(path: Path) -> bool:
    """Whether this is a .zip or .gz."""
    return head(path).startswith((_GZIP, _ZIP, _EMPTY_ZIP))


def is_spreadsheet(path: Path) -> bool:
    """Whether this is an Excel workbook (.xlsx), which is a zip inside."""
    return head(path, 4) == _ZIP and zipfile.is_zipfile(path) and "xl/workbook.xml" in _names(path)


def members(path: Path, workdir: Path, *, limit: int = LIMIT, ratio: int = RATIO) -> Iterator[Member]:
    """Every file in `path` (a folder, .zip, .gz or plain file), unpacked into `workdir` where packed.

    Names in a zip stay as found, garbled ones too, but for characters that steer a screen. An archive
    inside an archive is not opened.

    Raises:
        ArchiveBomb: it unpacks to more than `limit` bytes, or `ratio` times its own size.
        TruncatedFile: the archive is broken.
        EmptyFile: there is nothing in it.
    """
    if path.is_dir():
        for entry in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
            yield from members(entry, workdir, limit=limit, ratio=ratio)
        return
    first = head(path)
    if first.startswith(_GZIP):
        with gzip.open(path, "rb") as packed:
            yield Member(path.name, _unpack(packed, path, workdir, limit=limit, ratio=ratio)[0])
    elif first.startswith((_ZIP, _EMPTY_ZIP)) and not is_spreadsheet(path):
        yield from _zipped(path, workdir, limit=limit, ratio=ratio)
    else:
        yield Member(path.name, path)


def _zipped(path: Path, workdir: Path, *, limit: int, ratio: int) -> Iterator[Member]:
    names = [n for n in _names(path) if not n.endswith("/") and not n.split("/")[-1].startswith(".")]
    if not names:
        raise refusal(EmptyFile, "empty_archive", path.name,
                      Text("dit zipbestand is leeg.", "this zip file is empty."))  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        for name in names:
            with _member(archive, name, path) as packed:
                plain, size = _unpack(packed, path, workdir, limit=limit, ratio=ratio)
            limit -= size
            yield Member(f"{path.name}/{_printable(name)}", plain)


def _printable(name: str) -> str:
    """The name without characters that steer a screen."""
    return "".join(c if c.isprintable() else "�" for c in name)


def _member(archive: zipfile.ZipFile, name: str, path: Path) -> IO[bytes]:
    try:
        return archive.open(name)
    except (zipfile.BadZipFile, UnicodeDecodeError):
        raise _broken(path) from None
    except (RuntimeError, NotImplementedError):  # locked with a password, or packed in a way not known
        raise refusal(
            InputRefused, "locked_archive", path.name,
            Text("dit zipbestand heeft een wachtwoord of een onbekende compressie. Pak het eerst zelf uit.",
                 "this zip file has a password or an unknown compression. Unpack it yourself first."),
        ) from None  # fmt: skip


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, EOFError, UnicodeDecodeError, NotImplementedError):  # names; version
        raise _broken(path) from None


def check_size(path: Path, *, limit: int = LIMIT, ratio: int = RATIO) -> None:
    """Unpack every member of a zip (or workbook) to nowhere, for readers that unpack it themselves.

    Raises:
        ArchiveBomb: it unpacks to more than `limit` bytes, or `ratio` times its own size.
        TruncatedFile: the archive is broken.
    """
    allowed = _allowed(path, limit, ratio)
    for name in _names(path):
        with zipfile.ZipFile(path) as archive, _member(archive, name, path) as packed:
            allowed -= sum(len(chunk) for chunk in _chunks(packed, path, allowed))


def _unpack(
    packed: IO[bytes] | gzip.GzipFile, path: Path, workdir: Path, *, limit: int, ratio: int
) -> tuple[Path, int]:
    size = 0
    with tempfile.NamedTemporaryFile(dir=workdir, suffix=".raw", delete=False) as plain:
        for chunk in _chunks(packed, path, _allowed(path, limit, ratio)):
            size += plain.write(chunk)
    return Path(plain.name), size


def _allowed(path: Path, limit: int, ratio: int) -> int:
    return min(limit, max(_FREE, ratio * path.stat().st_size))


def _chunks(packed: IO[bytes] | gzip.GzipFile, path: Path, allowed: int) -> Iterator[bytes]:
    """The unpacked bytes, until there are more than allowed."""
    size = 0
    while True:
        try:
            chunk = packed.read(_CHUNK)
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, OSError):  # OSError: gzip and bzip2
            raise _broken(path) from None
        if not chunk:
            return
        size += len(chunk)
        if size > allowed:
            raise refusal(
                ArchiveBomb, "archive_bomb", path.name,
                Text(f"dit archief pakt uit tot meer dan {allowed} bytes. Dat is niet toegestaan.",
                     f"this archive unpacks to more than {allowed} bytes. That is not allowed."),
            )  # fmt: skip
        yield chunk


def _broken(path: Path) -> TruncatedFile:
    return refusal(
        TruncatedFile, "broken_archive", path.name,
        Text("dit archief is beschadigd of afgebroken. Haal het opnieuw op.",
             "this archive is damaged or cut short. Fetch it again."),
    )  # fmt: skip
