"""Open files of DUO and CBS into the store: every file that can be read, and a list of those that cannot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, Text, UnknownFile
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.followed import followed
from gelijkop.pipeline.once import once
from gelijkop.pipeline.progress import Progress
from gelijkop.sources.area import read_folder
from gelijkop.sources.declared import Source
from gelijkop.sources.following import Following
from gelijkop.sources.reading import Reading
from gelijkop.store import Load, Store

Columns = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
MOST_NAMES = 4
"""More files of one source than these are not all named under a chart."""
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class AreaData:
    """What a folder of open files held: the columns of `area_figures` and `places`, and what was not read.

    `credits` has for each source code its name with the files. `unread` are findings, one or more a file, and
    `remarks` findings on what was read but looks odd.
    Figures are under the codes of today, as far as the folder tells (`notes`); `renamed` has for a former
    municipality the one of today, `names` the names that tables of figures give.
    `own` are the sources that a mapping file declares, and `titles` those of their measures.
    """

    figures: Columns
    places: Columns
    credits: Mapping[str, str]
    unread: tuple[Finding, ...]
    remarks: tuple[Finding, ...] = ()
    own: Mapping[str, Source] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def load_area(store: Store, folder: Path, *, now: datetime, progress: Progress) -> AreaData:
    """Read every open file in `folder` into the tables `area_figures` and `places`; they are replaced whole.

    The same location in several address files: the one with the latest year in its name counts, of those that
    give the code of the municipality.

    Raises:
        UnknownFile: no file in the folder is known.
    """
    readings: list[Reading] = []
    unread: list[Finding] = []
    changes: list[Following] = []
    for found in read_folder(folder, store.workdir, load=lambda path: store.arrays(store.scan_parquet(path))):
        if isinstance(found, Finding):
            unread.append(found)
        elif isinstance(found, Following):
            progress.step(Text(f"{found.file} gelezen", f"{found.file} read"))
            changes.append(found)
            unread += found.refused
        else:
            progress.step(Text(f"{found.file} gelezen", f"{found.file} read"))
            readings.append(found)
    figures = [r for r in readings if r.table == "area_figures"]
    if not figures:
        raise UnknownFile(
            Text(
                f"{folder}: in deze map staat geen bestand van DUO of CBS dat gelijkop kent.",
                f"{folder}: this folder holds no file of DUO or CBS that gelijkop knows.",
            ),
            unread,
        )
    figures, twice = once(figures)
    columns = _stacked("area_figures", figures)
    places = _latest(_stacked("places", sorted((r for r in readings if r.table == "places"), key=_weight)))
    now_codes = followed(columns, places, changes, today=now.date())
    for note in now_codes.notes:
        progress.step(note)
    progress.step(Text("wegschrijven", "writing"))
    store.replace(
        {"area_figures": store.frame(_storable(now_codes.kept)), "places": store.frame(_storable(now_codes.places))},
        load=[_load(r, now) for r in readings],
    )
    own = {r.source: r.declared for r in readings if r.declared is not None}
    titles = {code: title for r in readings for code, title in r.titles.items()}
    names = {code: name for r in readings for code, name in r.names.items()}
    remarks = (*twice, *(remark for r in readings for remark in r.remarks))
    return AreaData(
        now_codes.summed, now_codes.places, _credit_lines(readings), tuple(unread), remarks, own, titles,
        names, now_codes.renamed, now_codes.notes,
    )  # fmt: skip


def _stacked(table: str, readings: Sequence[Reading]) -> Columns:
    if not readings:
        return {c.name: np.empty(0, dtype=object) for c in TABLES[table].columns}
    return {c.name: np.concatenate([r.columns[c.name] for r in readings]) for c in TABLES[table].columns}


def _storable(columns: Columns) -> Columns:
    """Whole numbers with missing values as masked integers, so that the store types them as such."""
    return {name: _masked(c) if name in ("grade", "row") else c for name, c in columns.items()}


def _masked(column: NDArray[Any]) -> NDArray[Any]:
    missing = np.array([v is None for v in column.tolist()], dtype=bool)
    return np.ma.masked_array(np.where(missing, 0, column).astype(np.int64), mask=missing)


def _weight(reading: Reading) -> tuple[bool, bool, int]:
    """What counts most in a list of locations: that it knows the municipality, then the sector, then its year."""
    place, sector = (any(v is not None for v in reading.columns[c].tolist()) for c in ("municipality", "sector"))
    return place, sector, max((int(y) for y in _YEAR.findall(reading.file)), default=0)


def _latest(places: Columns) -> Columns:
    """One row per location: its last one."""
    location = places["location"]
    _, from_the_end = np.unique(location[::-1].astype(str), return_index=True)
    keep = np.sort(len(location) - 1 - from_the_end)
    return {name: column[keep] for name, column in places.items()}


def _load(reading: Reading, now: datetime) -> Load:
    reasons = Counter(f.rule for f in reading.refused)
    return Load(
        now.isoformat(sep=" "),
        reading.source,
        reading.file,
        reading.sha256,
        (reading.table,),
        reading.used,
        len(reading.refused),
        dict(reasons),
    )


def _credit_lines(readings: Sequence[Reading]) -> Mapping[str, str]:
    files: dict[str, list[str]] = {}
    for r in readings:
        files.setdefault(r.source, []).append(r.file)
    return {code: _few(sorted(names)) for code, names in files.items()}


def _few(names: Sequence[str]) -> str:
    """The names, or the first and how many more."""
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{names[0]} + {len(names) - 1}"
