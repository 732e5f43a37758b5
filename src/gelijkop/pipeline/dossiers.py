"""Brings dossiers and register files into the store: read, given pseudonyms, checked, merged with what is there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import narwhals as nw

from gelijkop.errors import (
    EmptyFile,
    Finding,
    ImpossiblePeriod,
    InputRefused,
    PersonalNumber,
    Text,
    UnknownCode,
    UnknownFile,
)
from gelijkop.model.checks import REFUSED, findings, marked, typed
from gelijkop.model.tables import TABLES, Table
from gelijkop.pipeline.progress import Progress
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.pupil_readers import OSO, Reader
from gelijkop.sources.refusals import refused
from gelijkop.sources.xml import shown
from gelijkop.store import Frame, Load, Store

_SHOWN = 20  # findings named one by one; the rest is counted in the load
_KINDS: Mapping[str, type[InputRefused]] = {
    "no_xml": UnknownFile,
    "no_dossier": UnknownFile,
    "unknown_code": UnknownCode,
    "impossible_period": ImpossiblePeriod,
    "personal_number": PersonalNumber,
    "no_pupil_number": PersonalNumber,
}


def import_dossiers(
    store: Store, paths: Sequence[Path], *, key: bytes, now: datetime, progress: Progress, reader: Reader = OSO
) -> Load:
    """What came in from files that one reader knows: what is new is added, what is known brought up to date.

    A new value replaces an old one; a missing value never does, so that a dossier with less in it takes
    nothing away. `reasons` counts findings by rule and, as `withheld:`, `absent:` and `unknown:` with
    the field, what the files did not tell.

    Raises:
        InputRefused: no dossier could be read, or a file is hostile or damaged; nothing was changed.
    """
    progress.step(Text("Bestanden lezen", "Reading files"))
    found = reader.read(paths, store.workdir)
    name = _name(paths, reader)
    if not found.read:
        raise _nothing(found, name)
    progress.step(Text("Pseudoniemen maken en controleren", "Making pseudonyms and checking"))
    frames, wrong = {}, list(found.refused)
    for table in (TABLES[t] for t in found.columns):
        rows = store.cached(marked(_texts(store, found, table, key), table, store, latest=now.year))
        # Only the rows that are wrong, since findings go file by file and here every pupil is a file.
        bad = rows.filter(nw.col(REFUSED) != "")
        wrong += findings(bad, table, found.files, store, latest=now.year)
        frames[table.name] = store.cached(typed(rows.filter(nw.col(REFUSED) == ""), table, store))
    for finding in wrong[:_SHOWN]:
        progress.step(Text(finding.say("nl"), finding.say("en")))
    load = Load(
        loaded_at=now.isoformat(sep=" ", timespec="seconds"),
        source=reader.code,
        file=name,
        sha256=_sha256(paths),
        tables=tuple(frames),
        rows=sum(int(store.arrays(f.select(nw.len().alias("n")))["n"][0]) for f in frames.values()),
        refused=found.left_out,
        reasons=_reasons(found, wrong),
    )
    store.replace({t: _merged(store, TABLES[t], frame) for t, frame in frames.items()}, load=load)
    return load


def _nothing(found: Dossiers, name: str) -> InputRefused:
    if not found.refused:
        return refused(EmptyFile, [Finding("no_dossiers", name, Text("hier zijn geen dossiers.", "no dossiers here."))])
    return refused(_KINDS.get(found.refused[0].rule, InputRefused), found.refused[:_SHOWN])


def _texts(store: Store, found: Dossiers, table: Table, key: bytes) -> Frame:
    """The rows of one table as text under pseudonyms, as the checks want them."""
    columns = found.columns[table.name]
    raw = store.frame(columns).with_columns(nw.col("pupil").cast(nw.String))
    known = store.pseudonymise(raw, "pupil", key=key)
    return known.select(
        *(
            (nw.col(c.name) if c.name in columns else nw.lit(None)).cast(nw.String).alias(c.name)
            for c in table.columns
        ),
        "file", "row",
    )  # fmt: skip


def _merged(store: Store, table: Table, fresh: Frame) -> Frame:
    """The rows that are there brought up to date by fresh ones of the same key, and the fresh ones with a new key."""
    if table.name not in store.tables():
        return fresh
    key, names = list(table.key), [c.name for c in table.columns]
    old = store.table(table.name)
    joined = fresh.join(old, on=key, how="left", suffix="_old")
    updated = joined.select(*(n if n in key else nw.coalesce(n, f"{n}_old").alias(n) for n in names))
    return nw.concat([old.join(fresh, on=key, how="anti").select(*names), updated])


def _reasons(found: Dossiers, wrong: Sequence[Finding]) -> Mapping[str, int]:
    reasons: Counter[str] = Counter()
    for finding in wrong:
        reasons[finding.rule] += finding.times
    for kind, fields in (("withheld", found.withheld), ("absent", found.absent), ("unknown", found.unknown)):
        reasons.update({f"{kind}:{name}": times for name, times in fields.items() if times})
    return dict(reasons)


def _name(paths: Sequence[Path], reader: Reader) -> str:
    return shown(paths[0].name) if len(paths) == 1 else f"{len(paths)} {reader.code.upper()}"


def _sha256(paths: Sequence[Path]) -> str:
    """One hash over the bytes of all files, those of a folder by name."""
    whole = hashlib.sha256()
    for path in paths:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            with file.open("rb") as stream:
                whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()
