"""Pupil files into the store: opened, checked, given pseudonyms and loaded, all of it or nothing."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import narwhals as nw
import numpy as np

from gelijkop.errors import (
    DuplicateRow,
    EmptyFile,
    Finding,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    PersonalNumber,
    SpreadsheetDamage,
    Text,
    UnknownCode,
)  # fmt: skip
from gelijkop.model.checks import REFUSED, Agree, findings, marked, typed, value
from gelijkop.model.tables import TABLES, Table
from gelijkop.pipeline.progress import Progress
from gelijkop.sources.career_file import AGREE, split
from gelijkop.sources.counting_rows import OUTCOME, left_out, row_faults
from gelijkop.sources.damage import spreadsheet_damage
from gelijkop.sources.endings import endings
from gelijkop.sources.guess import proposal
from gelijkop.sources.mapped import DATES, apply
from gelijkop.sources.mapping import FileMapping
from gelijkop.sources.personal import says_personal, suspects
from gelijkop.sources.pupil_file import Raw, open_pupil_file
from gelijkop.sources.reference_file import with_reference
from gelijkop.sources.resolved import missing_columns, resolved
from gelijkop.sources.shipped import fitting_lines
from gelijkop.store import Frame, Load, Store
from gelijkop.store.translated import translated

MEMORY = "1GB"
"""What the engine may take during an import, above which it works on disk; the process itself takes little more."""

REFUSALS = "refusals"
"""The table of rows that were refused: file, row and rules, never what stood there."""

_KINDS: Mapping[str, type[InputRefused]] = {
    "unknown_code": UnknownCode,
    "duplicate": DuplicateRow,
    "contradiction": DuplicateRow,
    "school_year": ImpossiblePeriod,
    "leading_zero": SpreadsheetDamage,
    "spreadsheet_date": SpreadsheetDamage,
    "scientific": SpreadsheetDamage,
    "spreadsheet_error": SpreadsheetDamage,
    "missing_column": MissingColumn,
    "personal_number": PersonalNumber,
    "empty": EmptyFile,
}
"""The error of a rule; a file that breaks rules of several kinds ends as InputRefused."""

_WHOLE: Mapping[str, tuple[str, ...]] = {
    "enrolments": ("school_year", "location"),
    "advices": ("school_year", "location"),
    "diplomas": ("school_year", "location"),
    "participations": ("initiative", "school_year"),
}
"""By table what an import replaces as a whole; the other tables are replaced key by key."""


@dataclass(frozen=True)
class _Opened:
    """The files of one import as one frame of our columns, with `file` and `row`, pseudonyms instead of numbers.

    `tally` tells per `file` how often each value of each column stands there, and in which row first.
    `mapping` is the first file's, with the headings that it has. `left_out` counts by file the rows that
    the mapping leaves out.
    """

    raws: tuple[Raw, ...]
    frame: Frame
    tally: Frame
    mapping: FileMapping
    left_out: tuple[int, ...]


def import_files(
    store: Store,
    paths: Sequence[Path],
    *,
    mapping: FileMapping,
    key: bytes,
    skip_bad_rows: bool = False,
    now: datetime,
    progress: Progress,
) -> tuple[Load, ...]:
    """Load pupil files of one kind into the store, all or nothing; one Load per file.

    An import is taken to be complete for what it holds: every school year and location that occurs in
    it is replaced as a whole in enrolments, advices and diplomas (participations: every initiative and
    school year), so a pupil who is gone from a corrected export is gone here. Other years and locations
    stay. A pupil or place that was known keeps what the new file does not tell, and takes over the
    rest. The files of one import are checked together: the same row in two of them is a duplicate.

    Args:
        key: of the pseudonyms; stays outside the store.
        skip_bad_rows: load the good rows, and note of the others file, row and rules in the table
            `refusals`. Damage by a spreadsheet and personal numbers refuse the file all the same.

    Raises:
        InputRefused: a file is not right, or no row of it is good; the kind of error tells how, the
            findings tell where.
        StoreFull: the disk is full. In both cases the store is as it was.
    """
    agree = AGREE.get(mapping.table.name, {})
    latest = now.year + 1
    opened = _open(store, paths, mapping=mapping, key=key, progress=progress)
    mapping = opened.mapping
    names = [raw.name for raw in opened.raws]
    progress.step(Text("controleren", "checking"))
    found = findings(opened.frame, mapping.table, names, store, agree=agree, latest=latest, tally=opened.tally)
    if found and not skip_bad_rows:
        raise _refused([_in_their_words(f, mapping) for f in found])
    good, bad = opened.frame, None
    if found:
        good, bad = _parted(store, opened.frame, mapping.table, agree=agree, latest=latest)
        if not int(store.arrays(good.select(nw.len().alias("n")))["n"][0]):  # nothing would come in
            raise _refused([_in_their_words(f, mapping) for f in found])
    tables = split(mapping.table.name, typed(good, mapping.table, store), store)
    progress.step(Text("wegschrijven", "writing"))
    frames = {name: _merged(store, name, frame) for name, frame in tables.items()}
    ended = _endings(store, opened, good, frames)
    loads = tuple(_loads(store, opened, good, bad, ended=ended, tables=tuple(tables), now=now))
    if ended.get("ending:vanished"):
        progress.step(
            Text(
                "Er zijn leerlingen die het volgende schooljaar ontbreken zonder diploma of bekend vertrek. Zij tellen "
                "als verdwenen. Hoeveel: gelijkop loads.",
                "There are pupils who are missing the next school year without a diploma or known departure. They "
                "count as vanished. How many: gelijkop loads.",
            )
        )
    if bad is not None:
        frames[REFUSALS] = _refusals(store, bad, names, now=now)
    store.replace(frames, load=loads)
    return loads


def propose(path: Path) -> str:
    """The text of a mapping file for one pupil file, to read and correct; nothing is loaded.

    Above it stand the shipped mapping files that the headings fit.

    Raises:
        InputRefused: the file cannot be read.
        StoreFull: there is no room for a plain copy.
    """
    with (
        tempfile.TemporaryDirectory(prefix="gelijkop-") as folder,
        Store(Path(folder) / "s", inputs=[path]) as store,
        translated(path.name),  # the plain copy may not fit on the disk
    ):
        raw = open_pupil_file(path, store.workdir, store, values="labels")
        return "".join(f"{line}\n" for line in fitting_lines(raw.header)) + proposal(raw, store.arrays)


def _open(store: Store, paths: Sequence[Path], *, mapping: FileMapping, key: bytes, progress: Progress) -> _Opened:
    raws = []
    for path in paths:
        progress.step(Text(f"{path.name}: openen", f"{path.name}: opening"))
        with translated(path.name):  # the plain copy may not fit on the disk
            raws.append(_raw(store, path, mapping))
    faults = [f for raw in raws for f in missing_columns(mapping, raw.header, raw.name)]
    if faults:
        raise _refused(faults)
    fits = [(raw, resolved(mapping, raw.header)) for raw in raws]
    faults = [f for raw, fit in fits for f in _undecided_labels(raw, fit)]
    if faults:
        raise _refused(faults)
    tallies = [store.tallied(raw.frame, [f"c{i}" for i in range(len(raw.header))]) for raw in raws]
    for (raw, fit), tally in zip(fits, tallies, strict=True):
        progress.step(Text(f"{raw.name}: zoeken naar persoonsnummers", f"{raw.name}: looking for personal numbers"))
        _check_numbers(raw, tally, fit, store, progress)
    faults = [
        fault
        for (raw, fit), tally in zip(fits, tallies, strict=True)
        for fault in spreadsheet_damage(raw, tally, _headings(fit), store.arrays)
    ]
    faults += [f for raw, fit in fits for f in row_faults(fit, raw, store.arrays)]
    if faults:
        raise _refused(faults)
    mapped = [apply(fit, raw, tally, store, key=key) for (raw, fit), tally in zip(fits, tallies, strict=True)]
    files = [nw.lit(i, dtype=nw.Int32).alias("file") for i in range(len(raws))]
    frame = nw.concat([m.frame.with_columns(file) for m, file in zip(mapped, files, strict=True)])
    tally = store.cached(nw.concat([m.tally.with_columns(file) for m, file in zip(mapped, files, strict=True)]))
    _check_rows(store, tally, raws)
    return _Opened(tuple(raws), frame, tally, fits[0][1], tuple(left_out(fit, raw, store.arrays) for raw, fit in fits))


def _raw(store: Store, path: Path, mapping: FileMapping) -> Raw:
    """One file, with the columns of the reference file behind its own where the mapping names one."""
    values = mapping.values or "codes"
    raw = open_pupil_file(path, store.workdir, store, delimiter=mapping.delimiter, sheet=mapping.sheet, values=values)
    if mapping.lookup is not None:
        place = (mapping.folder or Path()) / mapping.lookup.file
        reference = open_pupil_file(place, store.workdir, store, values=values)
        raw = with_reference(raw, reference, mapping.lookup, store.arrays)
    return replace(raw, frame=store.staged(raw.frame))  # so that a file is parsed once, whatever is asked of it


def _undecided_labels(raw: Raw, mapping: FileMapping) -> Iterator[Finding]:
    """The columns of SPSS and Stata of which the mapping does not tell whether codes or labels are meant."""
    if mapping.values is None:
        text = Text(
            'de codes in deze kolom hebben labels. Schrijf bij [file] wat u bedoelt: values = "codes" of "labels".',
            'the codes in this column have labels. Write under [file] what you mean: values = "codes" or "labels".',
        )
        read = (*_headings(mapping), *mapping.keep)
        yield from (Finding("labels", raw.name, text, None, h) for h in dict.fromkeys(read) if h in raw.labelled)


def _endings(store: Store, opened: _Opened, good: Frame, frames: Mapping[str, Frame]) -> Mapping[str, int]:
    """What became of pupils without a next year, where the mapping tells how a school year ended."""
    if opened.mapping.outcome is None:
        return {}
    place = ["file", "row"]
    year = value(opened.mapping.table.column("school_year")).alias("school_year")
    rows = good.select("pupil", year, "location", *place)
    fresh = rows.join(opened.frame.select(*place, OUTCOME), on=place, how="inner")
    counted = endings(store.cached(fresh), frames["enrolments"], frames["diplomas"], store.arrays)
    return {f"ending:{way}": pupils for way, pupils in counted.items()}


def _headings(mapping: FileMapping) -> Mapping[str, bool]:
    """The headings that are read, and whether a date may stand there."""
    return {h: name in DATES for name, headings in mapping.headings.items() for h in headings}


def _check_numbers(raw: Raw, tally: Frame, mapping: FileMapping, store: Store, progress: Progress) -> None:
    """Refuse a mapped column of personal numbers, and tell of one that is not read."""
    read = {h for headings in mapping.headings.values() for h in headings}
    by_digits = {s.column for s in suspects(tally, raw.header, store.arrays)}
    personal = [h for h in raw.header if h in by_digits or says_personal(h)]
    for heading in (h for h in personal if h not in read):
        progress.step(
            Text(
                f"{raw.name}: kolom “{heading}” lijkt een BSN of onderwijsnummer te bevatten en wordt niet gelezen. "
                "Laat die kolom liever weg uit de export.",
                f"{raw.name}: column “{heading}” seems to hold a BSN or education number and is not read. "
                "Better leave that column out of the export.",
            )
        )
    refused = [h for h in personal if h in read]
    if refused:
        raise _refused([_personal(raw.name, heading) for heading in refused])


def _personal(file: str, heading: str) -> Finding:
    text = Text(
        "deze kolom lijkt een BSN of onderwijsnummer te bevatten. Dat mag niet, ook niet als pseudoniem. "
        "Gebruik het leerlingnummer uit uw eigen administratie.",
        "this column seems to hold a BSN or education number. That is not allowed, not even as a pseudonym. "
        "Use the pupil number of your own administration.",
    )
    return Finding("personal_number", file, text, None, heading)


def _check_rows(store: Store, tally: Frame, raws: Sequence[Raw]) -> None:
    filled = {int(i) for i in store.arrays(tally.filter(nw.col("times") > 0).select("file").unique())["file"]}
    text = Text(
        "er staan geen rijen in. Controleer of dit het goede bestand is.",
        "there are no rows in it. Check whether this is the right file.",
    )
    empty = [Finding("empty", raw.name, text) for i, raw in enumerate(raws) if i not in filled]
    if empty:
        raise _refused(empty)


def _refused(faults: Sequence[Finding]) -> InputRefused:
    kinds = {_KINDS.get(f.rule, InputRefused) for f in faults}
    kind = kinds.pop() if len(kinds) == 1 else InputRefused
    files = ", ".join(dict.fromkeys(f.file for f in faults))
    return kind(
        Text(f"{files}: niet ingelezen. Er is niets gewijzigd.", f"{files}: not read in. Nothing was changed."), faults
    )


def _in_their_words(finding: Finding, mapping: FileMapping) -> Finding:
    """The finding with the heading of the file instead of our name of the column."""
    headings = mapping.headings.get(finding.column or "", ())
    return replace(finding, column=" + ".join(headings)) if headings else finding


def _parted(store: Store, frame: Frame, table: Table, *, agree: Agree, latest: int) -> tuple[Frame, Frame]:
    """The good rows, and of the bad ones file, row and reasons."""
    both = store.staged(marked(frame, table, store, agree=agree, latest=latest))
    bad = both.filter(nw.col(REFUSED) != "").select("file", "row", REFUSED)
    return both.filter(nw.col(REFUSED) == "").drop(REFUSED), bad


def _loads(
    store: Store, opened: _Opened, good: Frame, bad: Frame | None, *, ended: Mapping[str, int], tables: tuple[str, ...],
    now: datetime,
) -> Iterator[Load]:  # fmt: skip
    """One Load per file; how pupils ended is of all files together, so it stands with the first."""
    mapping = opened.mapping
    kept = store.arrays(good.group_by("file").agg(nw.len().alias("rows")))
    rows = dict(zip(kept["file"].tolist(), kept["rows"].tolist(), strict=True))
    reasons: dict[int, Counter[str]] = {}
    refused: Counter[int] = Counter()
    if bad is not None:
        counted = store.arrays(bad.group_by("file", REFUSED).agg(nw.len().alias("rows")))
        for file, broken, times in zip(*(counted[c].tolist() for c in ("file", REFUSED, "rows")), strict=True):
            refused[file] += times
            for rule in {reason.split(":")[1] for reason in broken.split()}:
                reasons.setdefault(file, Counter())[rule] += times
    for i, raw in enumerate(opened.raws):
        told = dict(reasons.get(i, {}))
        if mapping.keep:
            told["left_out"] = opened.left_out[i]
        yield Load(
            now.isoformat(), mapping.table.name, raw.name, raw.sha256, tables, rows.get(i, 0), refused[i],
            told | (dict(ended) if i == 0 else {}), mapping.legal_ground,
        )  # fmt: skip


def _refusals(store: Store, bad: Frame, names: Sequence[str], *, now: datetime) -> Frame:
    files = store.frame({"file": np.arange(len(names), dtype=np.int32), "name": np.array(names, dtype=object)})
    fresh = bad.join(files, on="file", how="inner").select(
        nw.lit(now.isoformat()).alias("loaded_at"), nw.col("name").alias("file"), "row",
        nw.col(REFUSED).str.strip_chars().alias("reasons"),
    )  # fmt: skip
    return nw.concat([store.table(REFUSALS), fresh]) if REFUSALS in store.tables() else fresh


def _merged(store: Store, name: str, fresh: Frame) -> Frame:
    """The table as it is to be: what stays of the old one, and the new rows."""
    names = [c.name for c in TABLES[name].columns]
    fresh = fresh.select(*names)
    if name not in store.tables():
        return fresh
    fresh = store.staged(fresh)
    old = store.table(name)
    # A store of an earlier version lacks columns that were declared since.
    lacking = [c for c in names if c not in old.collect_schema().names()]
    old = old.with_columns(nw.lit(None).cast(fresh.collect_schema()[c]).alias(c) for c in lacking).select(*names)
    key = list(TABLES[name].key)
    if name in _WHOLE:
        on = list(_WHOLE[name])
        rest = old.join(fresh.select(*on).unique(), on=on, how="anti").join(fresh.select(*key), on=key, how="anti")
        return nw.concat([rest, fresh])
    known = fresh.join(old, on=key, how="left", suffix="_old")
    told = known.select(*(nw.col(n) if n in key else nw.coalesce(n, f"{n}_old").alias(n) for n in names))
    return nw.concat([old.join(fresh.select(*key), on=key, how="anti"), told])
