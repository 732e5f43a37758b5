"""The readers of pupil-level files that need no mapping, and which of them knows a file by its first bytes."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from gelijkop.sources.archives import head
from gelijkop.sources.chain import read_chain
from gelijkop.sources.chain_message import is_chain
from gelijkop.sources.edexml import is_edexml, read_edexml
from gelijkop.sources.ho import is_ho, read_ho
from gelijkop.sources.mbo import is_mbo, read_mbo
from gelijkop.sources.oso import Dossiers, read_dossiers
from gelijkop.sources.uwlr import read_uwlr
from gelijkop.sources.uwlr_message import is_uwlr
from gelijkop.sources.vsv import is_vsv, read_vsv
from gelijkop.sources.xml_root import START, root_name

Read = Callable[[Iterable[Path], Path], Dossiers]

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


@dataclass(frozen=True)
class Reader:
    """One reader: its code, whether it knows a file by its first bytes, and how it reads files into columns."""

    code: str
    knows: Callable[[bytes], bool]
    read: Read


OSO = Reader("oso", lambda start: root_name(start) in ("dossier", "dossiers"), read_dossiers)
READERS = (
    Reader("edexml", is_edexml, read_edexml),
    Reader("uwlr", is_uwlr, read_uwlr),
    Reader("mbo", is_mbo, read_mbo),
    Reader("doorstroomtoets", is_chain, read_chain),
    Reader("1cijferho", is_ho, read_ho),
    Reader("vsv", is_vsv, read_vsv),
    OSO,
)
_CHECKED = {"edexml": read_edexml, "oso": read_dossiers, "uwlr": read_uwlr}
"""The readers of formats that have a schema."""


def reader_of(paths: Sequence[Path]) -> Reader | None:
    """The one reader that knows all files in these files, folders and archives; None where there is no such one."""
    starts = [start for path in paths for start in _starts(path)]
    found = [reader for reader in READERS if starts and all(reader.knows(start) for start in starts)]
    return found[0] if found else None


def with_schemas(reader: Reader, folder: Path) -> Reader:
    """The same reader, checking each file against the schemas (XSD) in a folder too; files without a schema pass."""
    checked = _CHECKED.get(reader.code)
    return replace(reader, read=partial(checked, schemas=folder)) if checked else reader


def _starts(path: Path) -> Iterator[bytes]:
    """The first bytes of every file in a folder or archive; of a broken archive those that can be read."""
    if path.is_dir():
        for entry in sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.name)):
            yield from _starts(entry)
        return
    start = head(path, START)
    try:
        if start.startswith(_GZIP):
            with gzip.open(path, "rb") as packed:
                yield packed.read(START)
        elif start.startswith(_ZIP):
            with zipfile.ZipFile(path) as archive:
                for name in (n for n in archive.namelist() if not n.endswith("/") and not _is_hidden(n)):
                    with archive.open(name) as packed_member:
                        yield packed_member.read(START)
        else:
            yield start
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, NotImplementedError):
        yield b""  # no reader knows it; whoever opens it says what is wrong


def _is_hidden(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".")
