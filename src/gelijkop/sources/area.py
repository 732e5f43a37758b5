"""Recognises a file of published figures by what is in it, never by its name, and reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from gelijkop.errors import Finding, InputRefused, SnapshotRefused, Text, UnknownFile
from gelijkop.sources import advices, decode, deprivation, neighbourhoods, portal, postcodes, school_points
from gelijkop.sources.addresses import read_addresses
from gelijkop.sources.archives import Member, head, is_spreadsheet, members
from gelijkop.sources.declared import KNOWN, Source, as_published, known_share, sources
from gelijkop.sources.delimited import read_figures
from gelijkop.sources.fetched import latest, read_snapshots, snapshots_below
from gelijkop.sources.following import Following, read_following
from gelijkop.sources.own_file import read_own_file
from gelijkop.sources.own_mapping import SUFFIX, mapping_beside
from gelijkop.sources.reading import Reading
from gelijkop.sources.refusals import refusal
from gelijkop.sources.snapshots import Snapshot
from gelijkop.sources.statline import tables
from gelijkop.sources.statline_forms import read_download, table_of_heading
from gelijkop.sources.text import Opened, open_member

Arrays = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
Load = Callable[[Path], Arrays]
"""Takes the columns out of a Parquet file; given by the pipeline, since only the store has an engine."""
_PARQUET, _JSON = b"PAR1", (b"{", b"[")


def read_area(path: Path, workdir: Path, *, load: Load | None = None) -> Reading:
    """The figures or places in one file (.gz and a .zip with one member are unpacked into `workdir`).

    Raises:
        UnknownFile: no source in the catalogue looks like this.
        InputRefused: and its kinds, each with what was found, expected and to do.
    """
    found = list(islice(members(path, workdir), 2))
    if len(found) != 1:
        raise refusal(
            InputRefused, "several_files", path.name,
            Text("hier zitten meer bestanden in. Lees de hele map in.",
                 "there are several files in this. Read the whole folder."),
        )  # fmt: skip
    return read_member(found[0], path, workdir, load, mapping=mapping_beside(path))


def read_folder(folder: Path, workdir: Path, *, load: Load | None = None) -> Iterator[Reading | Following | Finding]:
    """Every file in a folder or zip: what was read, or the findings that refuse it; one bad file stops no other.

    A file that tells how codes changed (mergers of schools, of municipalities) comes as `Following`.
    """
    fetched = snapshots_below(folder) if folder.is_dir() else []
    datasets = [s for s in latest(fetched) if portal.is_dataset(s)]
    yield from read_snapshots([s for s in fetched if s.source not in {d.source for d in datasets}])
    for snapshot in datasets:
        yield from _read_dataset(snapshot, workdir, load)
    pages = {s.folder for s in fetched}
    files = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else [folder]
    for file in (f for f in files if f.parent not in pages and not f.name.endswith(SUFFIX)):
        try:
            for member in members(file, workdir):
                delivered = file if member.path == file else member.path
                yield from _read_or_say(member, delivered, workdir, load, mapping=mapping_beside(file))
        except InputRefused as error:
            yield from error.findings


def needs_engine(path: Path) -> bool:
    """Whether this is a Parquet file, for which `load` is needed."""
    return head(path, 4) == _PARQUET


def _read_dataset(snapshot: Snapshot, workdir: Path, load: Load | None) -> Iterator[Reading | Following | Finding]:
    try:
        for member in portal.portal_files(snapshot, workdir):
            yield from _read_or_say(member, member.path, workdir, load)
    except InputRefused as error:
        yield from error.findings
    except SnapshotRefused as error:
        yield Finding("snapshot", snapshot.source, error.text)


def _read_or_say(
    member: Member, delivered: Path, workdir: Path, load: Load | None, *, mapping: Path | None = None
) -> Iterator[Reading | Following | Finding]:
    try:
        yield read_member(member, delivered, workdir, load, mapping=mapping)
    except UnknownFile as unknown:
        try:
            following = read_following(member, workdir)
        except InputRefused as error:
            yield from error.findings
        else:
            yield from [following] if following else unknown.findings
    except InputRefused as error:
        yield from error.findings


def read_member(
    member: Member, delivered: Path, workdir: Path, load: Load | None, *, mapping: Path | None = None
) -> Reading:
    """Tell the medium by the first bytes, and hand the file to the source that looks like it.

    Args:
        mapping: the mapping file that lies beside a table of one's own; it then decides.

    Raises:
        UnknownFile: no source in the catalogue looks like this.
        InputRefused: and its kinds, each with what was found, expected and to do.
    """
    if mapping is not None:
        return read_own_file(member, delivered, mapping, workdir)
    first = head(member.path, 64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if needs_engine(member.path):
        columns = load(member.path) if load else {}
        if neighbourhoods.is_neighbourhoods(columns):
            source = _source("parquet")
            return neighbourhoods.read_neighbourhoods(source, columns, name=member.name, sha256=_sha256(delivered))
    elif is_spreadsheet(member.path):
        sheets = deprivation.open_sheets(member.path, member.name)
        if deprivation.is_deprivation(sheets):
            source = _source("xlsx")
            return deprivation.read_deprivation(source, sheets, name=member.name, sha256=_sha256(delivered))
        if postcodes.is_postcodes(sheets):
            source = sources()[postcodes.CODE]
            return postcodes.read_postcodes(source, sheets, name=member.name, sha256=_sha256(delivered))
    elif first.startswith(_JSON):
        data = advices.parse_advices(member.path, member.name)
        if advices.is_advices(data):
            return advices.read_advices(sources()[advices.CODE], data, name=member.name, sha256=_sha256(delivered))
        if school_points.is_school_points(data):
            source = sources()[school_points.CODE]
            return school_points.read_school_points(source, data, name=member.name, sha256=_sha256(delivered))
    elif decode.decode_kind(head(member.path, decode.START)) == "branch":
        data = head(member.path, decode.SIZE + 1)
        return decode.read_branches(sources()[decode.CODE], data, name=member.name, sha256=_sha256(delivered))
    else:
        opened = open_member(member, workdir, delivered=delivered)
        known = recognise(opened)
        if known is None:
            raise _unknown(opened.name)
        return read_opened(known, opened)
    raise _unknown(member.name)


def read_opened(source: Source, opened: Opened) -> Reading:
    """The figures or places in a delimited file of this source.

    Raises:
        InputRefused: and its kinds, each with what was found, expected and to do.
    """
    if source.medium == "statline":
        return read_download(next(t for t in tables().values() if t.source.code == source.code), opened)
    return read_addresses(source, opened) if source.table == "places" else read_figures(source, opened)


def recognise(opened: Opened) -> Source | None:
    """The source whose columns this heading has most of, under the names of this file; None where it is none."""
    table = table_of_heading(opened.header)
    if table is not None:
        return table.source
    delimited = [as_published(s, opened.header) for s in sources().values() if s.medium == "csv"]
    best = max(delimited, key=lambda s: (known_share(s, opened.header), len(s.columns)))
    return best if known_share(best, opened.header) >= KNOWN else None


def _source(medium: str) -> Source:
    return next(s for s in sources().values() if s.medium == medium)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unknown(name: str) -> UnknownFile:
    nl = "; ".join(s.text.nl for s in sources().values())
    en = "; ".join(s.text.en for s in sources().values())
    return refusal(
        UnknownFile, "unknown_file", name,
        Text(f"de inhoud lijkt op geen enkele bekende bron. Bekend zijn: {nl}.",
             f"its content looks like no known source. Known are: {en}."),
    )  # fmt: skip
