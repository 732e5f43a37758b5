"""Fetches datasets of the DUO open data portal (CKAN), and reads the rows of a snapshot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from gelijkop.errors import SnapshotRefused, Text
from gelijkop.sources.snapshots import Page, Part, Snapshot, begin, fill, finish, refuse
from gelijkop.sources.web import Line, get

DUO = "https://onderwijsdata.duo.nl"
LIMIT = 10_000
"""Rows a page; CKAN gives no more than 32,000."""
PACKAGE = "package_show"
Row = Mapping[str, Any]  # Any: what JSON holds
_DATASET = re.compile(r"[a-z0-9][a-z0-9_-]{1,99}", re.ASCII)
_RESOURCE = re.compile(r"[0-9a-f-]{36}", re.ASCII)


def fetch(line: Line, dataset: str, folder: Path, *, limit: int = LIMIT) -> Snapshot:
    """A complete snapshot of one dataset: its description, and the rows of every resource in the data store.

    Raises:
        FetchFailed: the source gives no whole answer; what was fetched is kept.
        SnapshotRefused: no such dataset, nothing in it has rows, or it changed while it was fetched.
    """
    if not _DATASET.fullmatch(dataset):
        raise SnapshotRefused(
            Text(f"“{dataset}” is geen naam van een dataset. Verwacht: kleine letters, cijfers en streepjes.",
                 f"“{dataset}” is no name of a dataset. Expected: small letters, digits and hyphens.")
        )  # fmt: skip
    address = f"/api/3/action/{PACKAGE}?{urlencode({'id': dataset})}"
    _, result = get(line, address, _result)
    snapshot = begin(line, folder, f"duo.{dataset}", _stamp(result))
    snapshot = fill(line, snapshot, Part(PACKAGE, address, _description))
    wanted = tables(result)
    if not wanted:
        raise refuse(snapshot, "geen enkel bestand van deze dataset heeft rijen in de gegevensopslag",
                     "no resource of this dataset has rows in the data store")  # fmt: skip
    for resource in wanted:
        snapshot = fill(line, snapshot, Part(resource, _search(resource, limit, 0), _paged(resource, limit)))
    _, after = get(line, address, _result)
    if _stamp(after) != snapshot.modified:
        raise refuse(snapshot, "de dataset veranderde tijdens het ophalen", "the dataset changed while it was fetched")
    return finish(snapshot)


def tables(result: Row) -> list[str]:
    """The resources of a dataset whose rows can be asked for, by their id, in the order of the portal."""
    return [
        str(r["id"]) for r in result["resources"] if r.get("datastore_active") and _RESOURCE.fullmatch(str(r["id"]))
    ]


def rows(snapshot: Snapshot, resource: str) -> Iterator[Row]:
    """The rows of one resource as the portal has them, in order of its own number (`_id`).

    Raises:
        SnapshotRefused: the resource is not complete, or a page is not as it was received.
    """
    for body in snapshot.bodies(resource):
        yield from json.loads(body)["result"]["records"]


def _search(resource: str, limit: int, offset: int) -> str:
    asked = urlencode({"resource_id": resource, "limit": limit, "offset": offset, "sort": "_id"})
    return f"/api/3/action/datastore_search?{asked}"


def _paged(resource: str, limit: int) -> Callable[[bytes], Page]:
    def understand(body: bytes) -> Page:
        result = _result(body)
        records, total, offset = result.get("records"), result.get("total"), result.get("offset", 0)
        if not isinstance(records, list) or not isinstance(total, int) or not isinstance(offset, int):
            raise ValueError("no page of records")
        reached = offset + len(records)
        more = _search(resource, limit, reached) if records and reached < total else None
        return Page(len(records), more, total)

    return understand


def _description(body: bytes) -> Page:
    _result(body)
    return Page(1)


def _result(body: bytes) -> Row:
    """The result of one answer.

    Raises:
        ValueError: it is no whole answer, or the portal says that it failed.
    """
    told = json.loads(body)
    if not isinstance(told, dict) or told.get("success") is not True or not isinstance(told.get("result"), dict):
        raise ValueError("no result")
    return dict(told["result"])


def _stamp(result: Row) -> str:
    """When the dataset and each of its resources were changed last."""
    changed = [f"{r['id']} {r.get('last_modified') or r.get('created') or ''}" for r in result.get("resources", [])]
    return "; ".join([str(result.get("metadata_modified", "")), *sorted(changed)])
