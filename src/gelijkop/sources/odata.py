"""Fetches tables of CBS StatLine over OData, version 3 and 4, and reads the rows of a snapshot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from gelijkop.errors import SnapshotRefused, Text
from gelijkop.sources.snapshots import Page, Part, Snapshot, begin, fill, finish, refuse
from gelijkop.sources.web import Line, get

V3 = "https://opendata.cbs.nl"
V4 = "https://datasets.cbs.nl/odata/v1/CBS"
DATA = "TypedDataSet"
OBSERVATIONS = "Observations"
Cell = str | float | bool | None
Row = Mapping[str, Any]  # Any: a Cell, or what else JSON holds
_TABLE = re.compile(r"[0-9]{5}[A-Za-z]{2,4}", re.ASCII)


def is_table(table: str) -> bool:
    """Whether this is a table number of StatLine (five digits and letters, as in 84799NED)."""
    return _TABLE.fullmatch(table) is not None


def fetch_v3(line: Line, table: str, folder: Path, *, data: str = DATA) -> Snapshot:
    """A complete snapshot of one table: its data, the list of its columns and the codes of its dimensions.

    An earlier snapshot of the same version is used as it is, or gone on with where it stopped.

    Raises:
        FetchFailed: the source gives no whole answer; what was fetched is kept.
        SnapshotRefused: no such table, or it changed while it was fetched.
    """
    info = _entry(line, table)
    snapshot = begin(line, folder, f"cbs.{table}", _stamp(info))
    feed = f"/ODataFeed/odata/{table}"
    for name in ("TableInfos", "DataProperties"):
        snapshot = fill(line, snapshot, Part(name, f"{feed}/{name}?$format=json", _page_v3))
    dimensions = [r["Key"] for r in rows(snapshot, "DataProperties") if "Dimension" in r["Type"] or "Geo" in r["Type"]]
    for name in dimensions:
        snapshot = fill(line, snapshot, Part(name, f"{feed}/{name}?$format=json", _page_v3))
    expected = int(info["RecordCount"])
    snapshot = fill(line, snapshot, Part(data, f"{feed}/{data}?$format=json", _page_v3, expected))
    return _unchanged(snapshot, _stamp(_entry(line, table)))


def fetch_v4(line: Line, table: str, folder: Path) -> Snapshot:
    """A complete snapshot of one table: its observations, its measures and the codes of its dimensions.

    Raises:
        FetchFailed: the source gives no whole answer; what was fetched is kept.
        SnapshotRefused: no such table, or it changed while it was fetched.
    """
    _check(table)
    info = _properties(line, table)
    snapshot = begin(line, folder, f"cbs.v4.{table}", _stamp_v4(info))
    for name in ("Dimensions", "MeasureCodes"):
        snapshot = fill(line, snapshot, Part(name, f"/{table}/{name}", _page_v4))
    for dimension in [str(r["Identifier"]) for r in rows(snapshot, "Dimensions")]:
        snapshot = fill(line, snapshot, Part(f"{dimension}Codes", f"/{table}/{dimension}Codes", _page_v4))
    expected = int(info["ObservationCount"])
    snapshot = fill(line, snapshot, Part(OBSERVATIONS, f"/{table}/{OBSERVATIONS}", _page_v4, expected))
    return _unchanged(snapshot, _stamp_v4(_properties(line, table)))


def rows(snapshot: Snapshot, part: str) -> Iterator[Row]:
    """The rows of one part, in the order of the source; text without the blanks that pad it, an empty mark as None.

    Raises:
        SnapshotRefused: the part is not complete, or a page is not as it was received.
    """
    for body in snapshot.bodies(part):
        for row in json.loads(body)["value"]:
            yield {name: _bare(value) for name, value in row.items()}


def _bare(value: Cell) -> Cell:
    """`GM0606  ` as `GM0606`, `   135.5` as `135.5`; `.` is how StatLine writes that there is no number."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    return None if text in ("", ".") else text


def _page_v3(body: bytes) -> Page:
    """What a page of version 3 says.

    Raises:
        ValueError: it is no whole page.
    """
    return _page(body, "odata.nextLink")


def _page_v4(body: bytes) -> Page:
    return _page(body, "@odata.nextLink")


def _page(body: bytes, link: str) -> Page:
    told = json.loads(body)
    if not isinstance(told, dict) or not isinstance(told.get("value"), list):
        raise ValueError("no list of rows")
    following = told.get(link)
    return Page(len(told["value"]), str(following) if following else None)


def _entry(line: Line, table: str) -> Row:
    """What the catalogue of version 3 says about a table: its number of rows and when it was changed."""
    _check(table)
    asked = urlencode({"$format": "json", "$filter": f"Identifier eq '{table}'"})
    _, found = get(line, f"/ODataCatalog/Tables?{asked}", _rows_of)
    entries = [e for e in found if str(e.get("Identifier", "")).casefold() == table.casefold()]
    if len(entries) != 1 or not {"Modified", "RecordCount"} <= set(entries[0]):
        raise _no_table(table)
    return entries[0]


def _properties(line: Line, table: str) -> Row:
    _, found = get(line, f"/{table}/Properties", _object)
    if not {"Modified", "ObservationCount"} <= set(found):
        raise _no_table(table)
    return found


def _rows_of(body: bytes) -> list[Row]:
    told = _object(body)
    if not isinstance(told.get("value"), list):
        raise ValueError("no list of rows")
    return list(told["value"])


def _object(body: bytes) -> Row:
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _stamp(info: Row) -> str:
    return f"{info['Modified']} ({info['RecordCount']})"


def _stamp_v4(info: Row) -> str:
    return f"{info['Modified']} ({info['ObservationCount']})"


def _unchanged(snapshot: Snapshot, stamp: str) -> Snapshot:
    if stamp != snapshot.modified:
        raise refuse(snapshot, f"de tabel veranderde tijdens het ophalen: van {snapshot.modified} in {stamp}",
                     f"the table changed while it was fetched: from {snapshot.modified} to {stamp}")  # fmt: skip
    return finish(snapshot)


def _check(table: str) -> None:
    if not is_table(table):
        raise _no_table(table)


def _no_table(table: str) -> SnapshotRefused:
    return SnapshotRefused(
        Text(f"StatLine heeft geen tabel “{table}”. Verwacht: een nummer zoals 84799NED (hoofdletters tellen).",
             f"StatLine has no table “{table}”. Expected: a number such as 84799NED (capitals matter).")
    )  # fmt: skip
