"""Dated snapshots of published tables: pages as received, and a manifest that says what was fetched."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from gelijkop.errors import SnapshotRefused, Text
from gelijkop.sources.web import BETWEEN, Line, below, get

MANIFEST = "manifest.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


@dataclass(frozen=True)
class Page:
    """What one answer says: how many rows it holds, where the next page is, and how many rows there are in all."""

    rows: int
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Part:
    """One table of a source: its name, the address of its first page and how to understand a page.

    `expected` is the number of rows that the source says it has; None where it does not say.
    """

    name: str
    address: str
    understand: Callable[[bytes], Page]
    expected: int | None = None


@dataclass(frozen=True)
class Kept:
    """One page as it lies in the folder."""

    file: str
    url: str
    time: str
    sha256: str
    rows: int


@dataclass(frozen=True)
class KeptPart:
    """The pages of one part that lie in the folder; `received` is the sum of their rows."""

    name: str
    pages: tuple[Kept, ...] = ()
    expected: int | None = None
    received: int = 0
    complete: bool = False


@dataclass(frozen=True)
class Snapshot:
    """One version of one source in one folder; `modified` is the source's own stamp of that version."""

    folder: Path = field(compare=False)
    source: str
    base: str
    modified: str
    started: str
    parts: tuple[KeptPart, ...] = ()
    complete: bool = False
    refused: str = ""

    @property
    def published(self) -> str:
        """The day on which the source changed this version last, as it writes it."""
        return self.modified[:10]

    def part(self, name: str) -> KeptPart:
        """The part of this name, empty where nothing of it was fetched."""
        return next((p for p in self.parts if p.name == name), KeptPart(name))

    def bodies(self, name: str) -> Iterator[bytes]:
        """The pages of a part as they were received, in order.

        Raises:
            SnapshotRefused: a page is not what was fetched, or the part is not complete.
        """
        part = self.part(name)
        if not part.complete:
            raise _refused(self, f"{name}: niet alle bladzijden zijn opgehaald", f"{name}: not all pages were fetched")
        for page in part.pages:
            body = _held(self.folder, page)
            if body is None:
                raise _refused(self, f"{page.file} is gewijzigd of weg", f"{page.file} was changed or is gone")
            yield body


def begin(line: Line, folder: Path, source: str, modified: str) -> Snapshot:
    """The snapshot to fill: the latest of this version, complete or not, else a new one of today.

    Raises:
        SnapshotRefused: the source has a name that cannot be a folder.
    """
    if not _NAME.fullmatch(source):
        raise SnapshotRefused(Text(f"“{source}” is geen naam van een tabel of dataset.",
                                   f"“{source}” is no name of a table or dataset."))  # fmt: skip
    earlier = [s for s in snapshots(folder, source) if s.modified == modified and s.base == line.base and not s.refused]
    if earlier:
        return max(earlier, key=lambda s: (s.complete, s.started))
    now = line.clock()
    made = _free(folder / source / now.date().isoformat())
    made.mkdir(parents=True)
    return _write(Snapshot(made, source, line.base, modified, now.isoformat()))


def snapshots(folder: Path, source: str) -> list[Snapshot]:
    """All snapshots of a source, oldest first."""
    found = [open_snapshot(m.parent) for m in (folder / source).glob(f"*/{MANIFEST}")]
    return sorted(found, key=lambda s: s.started)


def open_snapshot(folder: Path) -> Snapshot:
    """The snapshot in a folder, as its manifest tells.

    Raises:
        SnapshotRefused: there is no manifest, or it is damaged.
    """
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = tuple(KeptPart(**{**p, "pages": tuple(Kept(**k) for k in p["pages"])}) for p in told.pop("parts"))
        return Snapshot(folder, parts=parts, **told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SnapshotRefused(
            Text(f"{folder}: het overzicht ({MANIFEST}) ontbreekt of is beschadigd. Verwijder deze map.",
                 f"{folder}: its manifest ({MANIFEST}) is missing or damaged. Delete this folder.")
        ) from None  # fmt: skip


def fill(line: Line, snapshot: Snapshot, part: Part) -> Snapshot:
    """The snapshot with all pages of this part; pages that are there and whole are not fetched again.

    Raises:
        FetchFailed: the source does not answer; what was fetched is kept.
        SnapshotRefused: the number of rows changed while paging, or is not what the source says.
    """
    if not _NAME.fullmatch(part.name):
        raise refuse(snapshot, "een onderdeel heeft een vreemde naam", "a part has a strange name")
    kept = _whole(snapshot, part)
    address: str | None = part.address
    seen: set[str] = set()
    while address is not None:
        if address in seen:
            raise refuse(snapshot, f"{part.name}: de bladzijden gaan rond", f"{part.name}: the pages go round")
        seen.add(address)
        n = len(seen) - 1
        if n < len(kept.pages) and kept.pages[n].url == address:
            page = part.understand((snapshot.folder / kept.pages[n].file).read_bytes())
        else:
            if n:
                line.sleep(BETWEEN)
            pages = kept.pages[:n]
            received = sum(p.rows for p in pages)
            body, page = get(line, address, _not_empty(part, received, kept.expected))
            snapshot, kept = _keep(snapshot, replace(kept, pages=pages), address, line, body, page)
        if page.total is not None:
            if kept.expected not in (None, page.total):
                change = f"{kept.expected} → {page.total}"
                raise refuse(snapshot, f"{part.name}: het aantal rijen veranderde tijdens het ophalen ({change})",
                             f"{part.name}: the number of rows changed while fetching ({change})")  # fmt: skip
            kept = replace(kept, expected=page.total)
        address = below(line, page.next) if page.next else None
    kept = replace(kept, pages=kept.pages[: len(seen)])
    kept = replace(kept, received=sum(p.rows for p in kept.pages))
    if kept.expected is not None and kept.received != kept.expected:
        raise refuse(snapshot, f"{part.name}: {kept.received} rijen ontvangen, de bron noemt er {kept.expected}",
                     f"{part.name}: {kept.received} rows received, the source says {kept.expected}")  # fmt: skip
    return _write(_with(snapshot, replace(kept, complete=True)))


def finish(snapshot: Snapshot) -> Snapshot:
    """The snapshot, said to be complete."""
    return _write(replace(snapshot, complete=all(p.complete for p in snapshot.parts)))


def refuse(snapshot: Snapshot, nl: str, en: str) -> SnapshotRefused:
    """The error for a snapshot that cannot be used; it stays in its folder, marked, and is never gone on with."""
    _write(replace(snapshot, complete=False, refused=en))
    return _refused(snapshot, nl, en)


def _refused(snapshot: Snapshot, nl: str, en: str) -> SnapshotRefused:
    return SnapshotRefused(
        Text(f"{snapshot.folder} is niet bruikbaar: {nl}. Haal opnieuw op.",
             f"{snapshot.folder} cannot be used: {en}. Fetch again.")
    )  # fmt: skip


def _not_empty(part: Part, received: int, expected: int | None) -> Callable[[bytes], Page]:
    """Understands a page, and rejects an empty one where rows are still to come."""

    def understand(body: bytes) -> Page:
        page = part.understand(body)
        promised = page.total if page.total is not None else expected
        if page.rows == 0 and (page.next is not None or (promised is not None and received < promised)):
            raise ValueError("empty page")
        return page

    return understand


def _whole(snapshot: Snapshot, part: Part) -> KeptPart:
    """What of this part lies in the folder, up to the first page that is not as it was received."""
    kept = snapshot.part(part.name)
    pages = []
    for page in kept.pages:
        if _held(snapshot.folder, page) is None:
            break
        pages.append(page)
    return replace(kept, pages=tuple(pages), expected=part.expected, complete=False)


def _held(folder: Path, page: Kept) -> bytes | None:
    """The bytes of a page, or None where the file is gone or other than it was received."""
    path = folder / page.file
    body = path.read_bytes() if path.is_file() else b""
    return body if hashlib.sha256(body).hexdigest() == page.sha256 else None


def _keep(
    snapshot: Snapshot, kept: KeptPart, address: str, line: Line, body: bytes, page: Page
) -> tuple[Snapshot, KeptPart]:
    """Write one page, then the manifest that names it."""
    file = f"{kept.name}-{len(kept.pages) + 1:04d}.json"
    _replace(snapshot.folder / file, body)
    sha256 = hashlib.sha256(body).hexdigest()
    told = Kept(file, address, line.clock().isoformat(), sha256, page.rows)
    kept = replace(kept, pages=(*kept.pages, told), received=sum(p.rows for p in kept.pages) + page.rows)
    return _write(_with(snapshot, kept)), kept


def _with(snapshot: Snapshot, kept: KeptPart) -> Snapshot:
    others = [p for p in snapshot.parts if p.name != kept.name]
    return replace(snapshot, parts=(*others, kept))


def _write(snapshot: Snapshot) -> Snapshot:
    told = {k: v for k, v in asdict(snapshot).items() if k != "folder"}
    _replace(snapshot.folder / MANIFEST, json.dumps(told, indent=1, ensure_ascii=False).encode())
    return snapshot


def _replace(path: Path, body: bytes) -> None:
    """Write a file whole or not at all."""
    unready = path.with_name(path.name + ".part")
    unready.write_bytes(body)
    unready.replace(path)


def _free(folder: Path) -> Path:
    """The folder itself, or with the first number behind it that is free."""
    n, found = 1, folder
    while found.exists():
        n += 1
        found = folder.with_name(f"{folder.name}-{n}")
    return found
