"""Reads the fetched snapshots below a folder: of each table the latest that is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gelijkop.errors import Finding, InputRefused, SnapshotRefused, Text
from gelijkop.sources.declared import sources
from gelijkop.sources.kwb import is_kwb, read_kwb
from gelijkop.sources.neighbourhoods import CODE
from gelijkop.sources.reading import Reading
from gelijkop.sources.snapshots import MANIFEST, Snapshot, open_snapshot


def snapshots_below(folder: Path) -> list[Snapshot]:
    """Every snapshot in or below a folder, complete or not; a manifest of something else is none."""
    found = []
    for manifest in sorted(folder.rglob(MANIFEST)):
        try:
            found.append(open_snapshot(manifest.parent))
        except SnapshotRefused:
            continue
    return found


def read_snapshots(found: Sequence[Snapshot]) -> Iterator[Reading | Finding]:
    """The figures of the latest complete snapshot of each table, or a finding why it is not read."""
    for source in sorted({s.source for s in found}):
        whole = [s for s in found if s.source == source and s.complete]
        if not whole:
            yield _finding(source, "momentopname is niet compleet; haal haar opnieuw op",
                           "the snapshot is not complete; fetch it again")  # fmt: skip
            continue
        latest = max(whole, key=lambda s: s.started)
        try:
            if is_kwb(latest):
                yield read_kwb(sources()[CODE], latest)
            else:
                yield _finding(source, "van deze tabel maakt gelijkop nog geen cijfers",
                               "gelijkop makes no figures of this table yet")  # fmt: skip
        except InputRefused as error:
            yield from error.findings
        except SnapshotRefused as error:
            yield Finding("snapshot", source, error.text)


def _finding(source: str, nl: str, en: str) -> Finding:
    return Finding("snapshot", source, Text(f"{nl}.", f"{en}."))
