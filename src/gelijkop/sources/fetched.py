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
from gelijkop.sources.statline_forms import read_snapshot, table_of_snapshot


def snapshots_below(folder: Path) -> list[Snapshot]:
    """Every snapshot in or below a folder, complete or not; a manifest of something else is none."""
    found = []
    for manifest in sorted(folder.rglob(MANIFEST)):
        try:
            found.append(open_snapshot(manifest.parent))
        except SnapshotRefused:
            continue
    return found


def latest(found: Sequence[Snapshot]) -> list[Snapshot]:
    """Of each source the latest complete snapshot, in order of source."""
    newest: dict[str, Snapshot] = {}
    for snapshot in sorted((s for s in found if s.complete), key=lambda s: (s.source, s.started)):
        newest[snapshot.source] = snapshot
    return list(newest.values())


def read_snapshots(found: Sequence[Snapshot]) -> Iterator[Reading | Finding]:
    """The figures of the latest complete snapshot of each table, or a finding why it is not read."""
    newest = {s.source: s for s in latest(found)}
    for source in sorted({s.source for s in found}):
        if source not in newest:
            yield _finding(source, "momentopname is niet compleet; haal haar opnieuw op",
                           "the snapshot is not complete; fetch it again")  # fmt: skip
            continue
        snapshot = newest[source]
        table = table_of_snapshot(snapshot)
        try:
            if table is not None:
                yield read_snapshot(table, snapshot)
            elif is_kwb(snapshot):
                yield read_kwb(sources()[CODE], snapshot)
            else:
                yield _finding(source, "van deze tabel maakt gelijkop nog geen cijfers",
                               "gelijkop makes no figures of this table yet")  # fmt: skip
        except InputRefused as error:
            yield from error.findings
        except SnapshotRefused as error:
            yield Finding("snapshot", source, error.text)


def _finding(source: str, nl: str, en: str) -> Finding:
    return Finding("snapshot", source, Text(f"{nl}.", f"{en}."))
