"""Reads key figures of districts and neighbourhoods of any year from a fetched snapshot; regions from any code list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import EmptyFile, Finding, ImpossiblePeriod, InputRefused, MissingColumn, Text, TruncatedFile
from gelijkop.sources import identifiers, odata
from gelijkop.sources.declared import Source
from gelijkop.sources.neighbourhoods import read_neighbourhoods
from gelijkop.sources.reading import Reading, Refusals
from gelijkop.sources.refusals import refusal
from gelijkop.sources.snapshots import Snapshot

Arrays = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
_NEEDED = ("WijkenEnBuurten", "AantalInwoners")
_YEAR = re.compile(r"^(19|20)\d{2}$", re.ASCII)
_NUMBER = re.compile(r"_\d+$", re.ASCII)
_MARK = re.compile(r"[^a-z0-9]")
_PARTS_V4 = ("Dimensions", "MeasureCodes", odata.OBSERVATIONS)


@dataclass(frozen=True)
class Regions:
    """The regions of one code list: code → name, and code → municipality; with a finding for every row refused."""

    names: Mapping[str, str]
    municipalities: Mapping[str, str]
    rows: int
    refused: tuple[Finding, ...]


def is_kwb(snapshot: Snapshot) -> bool:
    """Whether this snapshot is a table of districts and neighbourhoods with their inhabitants."""
    if all(snapshot.part(name).complete for name in _PARTS_V4):
        there = {str(row["Identifier"]) for row in odata.rows(snapshot, "Dimensions")}
        topics = {_plain(str(row.get("Title") or "")) for row in odata.rows(snapshot, "MeasureCodes")}
        return _NEEDED[0] in there and _plain(_NEEDED[1]) in topics
    if not all(snapshot.part(name).complete for name in ("DataProperties", "TableInfos", odata.DATA)):
        return False
    there = {_stem(str(row["Key"])) for row in odata.rows(snapshot, "DataProperties")}
    return set(_NEEDED) <= there


def read_kwb(source: Source, snapshot: Snapshot) -> Reading:
    """The key figures in a snapshot; `row` counts the rows of the table from 1.

    CBS numbers the topics anew every year (`HuishoudensTotaal_28`, `…_29`), so a column is known by its
    name without that number; in version 4 by its title. A topic that is not in this year, or twice, is left
    out and said.

    Raises:
        ImpossiblePeriod: the table is not about one year.
        MissingColumn: no regions or no inhabitants.
        EmptyFile: no rows.
        TruncatedFile: a number is text.
        SnapshotRefused: the snapshot is not complete, or was changed on disk.
        InputRefused: most rows are wrong.
    """
    name = f"{snapshot.source}/{snapshot.folder.name}"
    in_observations = snapshot.part(odata.OBSERVATIONS).complete
    rows: Sequence[odata.Row] = (
        _observed(source, snapshot, name) if in_observations else list(odata.rows(snapshot, odata.DATA))
    )
    if not rows:
        raise refusal(EmptyFile, "empty", name, Text("er staan geen regio's in.", "there are no regions in it."))
    period = _period(snapshot, name)
    found = _bound(source, list(rows[0]))
    missing = [c.name for c in source.columns if _stem(c.name) in _NEEDED and c.name not in found]
    if missing:
        text = Text("deze kolom hoort in deze tabel te staan maar ontbreekt.", "this column belongs in this table.")
        raise refusal(MissingColumn, "missing_column", name, text, column=missing[0])
    used = replace(source, columns=tuple(replace(c, name=found[c.name]) for c in source.columns if c.name in found))
    region = used.named("region")
    columns = {
        c.name: np.array([r.get(region or "") or "" for r in rows], dtype=object)
        if c.name == region
        else _numbers([r.get(c.name) for r in rows], name, c.name)
        for c in used.columns
    }
    text = Text("dit onderwerp staat niet (of meer dan eens) in de tabel van dit jaar en is overgeslagen.",
                "this topic is not (or more than once) in the table of this year and was left out.")  # fmt: skip
    remarks = tuple(Finding("no_topic", name, text, None, c.name) for c in source.columns if c.name not in found)
    data = odata.OBSERVATIONS if in_observations else odata.DATA
    digest = hashlib.sha256(b"".join(snapshot.bodies(data))).hexdigest()
    read = read_neighbourhoods(used, columns, name=name, sha256=digest, period=period)
    return replace(read, remarks=(*read.remarks, *remarks))


def read_regions(columns: Arrays, *, name: str) -> Regions:
    """The regions of table WijkenEnBuurten, as version 3 has them (Key, Municipality) or version 4 (Identifier).

    Raises:
        MissingColumn: it is no such code list.
        InputRefused: most rows are wrong.
    """
    key, above = ("Identifier", "DimensionGroupId") if "Identifier" in columns else ("Key", "Municipality")
    for column in (key, "Title", above):
        if column not in columns:
            text = Text("deze kolom hoort in een codelijst van regio's.", "this column belongs in a list of regions.")
            raise refusal(MissingColumn, "missing_column", name, text, column=column)
    refusals = Refusals(name, len(columns[key]))
    names: dict[str, str] = {}
    municipalities: dict[str, str] = {}
    for n, (code, title, group) in enumerate(zip(columns[key], columns["Title"], columns[above], strict=True)):
        region = identifiers.region(str(code))
        if region is None or region[0] in names:
            text = Text("dit is geen CBS-code van een regio, of zij staat er al in.",
                        "this is no CBS code of a region, or it is already there.")  # fmt: skip
            refusals.add(n, Finding("unknown_place", name, text, n + 1, key))
            continue
        names[region[0]] = str(title).strip()
        owner = identifiers.municipality(region[0] if region[1] == "municipality" else str(group))
        if owner is not None and region[1] != "country":
            municipalities[region[0]] = owner
    return Regions(names, municipalities, len(columns[key]), refusals.findings())


def _observed(source: Source, snapshot: Snapshot, name: str) -> list[dict[str, odata.Cell]]:
    """The observations of version 4 as rows of version 3: a row for each region, its topics under their names there.

    Version 4 has other codes for topics; their titles are those of version 3. A topic that is not there, or
    twice, is left out.

    Raises:
        InputRefused: an observation is there twice.
    """
    region = source.named("region") or ""
    by_title: dict[str, list[str]] = {}
    for row in odata.rows(snapshot, "MeasureCodes"):
        by_title.setdefault(_plain(str(row.get("Title") or "")), []).append(str(row["Identifier"]))
    fitting = {c.name: by_title.get(_plain(_stem(c.name)), []) for c in source.columns}
    topics = {codes[0]: topic for topic, codes in fitting.items() if len(codes) == 1}
    found: dict[str, dict[str, odata.Cell]] = {}
    for row in odata.rows(snapshot, odata.OBSERVATIONS):
        topic = topics.get(str(row.get("Measure")))
        if topic is None:
            continue
        place = str(row.get(region) or "")
        cells = found.setdefault(place, {region: place, **dict.fromkeys(topics.values())})
        if cells[topic] is not None:
            text = Text("een waarneming staat er meer dan eens in. Haal de tabel opnieuw op.",
                        "an observation is there more than once. Fetch the table again.")  # fmt: skip
            raise refusal(InputRefused, "duplicate_row", name, text, column=topic)
        cells[topic] = row.get("Value")
    return list(found.values())


def _period(snapshot: Snapshot, name: str) -> str:
    """The year that the table is about: what version 3 says of the table, and version 4 of the map of its regions."""
    part, column = ("Dimensions", "MapYear") if snapshot.part("Dimensions").complete else ("TableInfos", "Period")
    told = [str(row.get(column) or "") for row in odata.rows(snapshot, part)]
    if len(told) != 1 or not _YEAR.match(told[0]):
        raise refusal(ImpossiblePeriod, "no_period", name,
                      Text("de tabel gaat niet over één jaar.", "the table is not about one year."))  # fmt: skip
    return told[0]


def _bound(source: Source, there: Sequence[str]) -> dict[str, str]:
    """The name in this table of each declared column that is in it once."""
    by_stem: dict[str, list[str]] = {}
    for heading in there:
        by_stem.setdefault(_stem(heading), []).append(heading)
    found = {c.name: by_stem.get(_stem(c.name), []) for c in source.columns}
    return {name: headings[0] for name, headings in found.items() if len(headings) == 1}


def _stem(name: str) -> str:
    return _NUMBER.sub("", name)


def _plain(title: str) -> str:
    """A title of version 4, or a stem of version 3, as they are compared: `0tot15jaar`."""
    return _MARK.sub("", title.removeprefix("k_").casefold())


def _numbers(cells: Sequence[odata.Cell], name: str, column: str) -> NDArray[np.float64]:
    """The numbers of one topic, NaN where CBS gives none."""
    if not all(c is None or (isinstance(c, int | float) and not isinstance(c, bool)) for c in cells):
        text = Text("hier staat tekst waar een getal hoort. Haal de tabel opnieuw op.",
                    "here stands text where a number belongs. Fetch the table again.")  # fmt: skip
        raise refusal(TruncatedFile, "no_number", name, text, column=column)
    return np.array([np.nan if c is None else float(c) for c in cells])
