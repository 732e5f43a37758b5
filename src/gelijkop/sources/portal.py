"""Writes the rows of a fetched dataset of the DUO portal as the delimited files that the portal also gives."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gelijkop.errors import InputRefused, Text
from gelijkop.sources import ckan
from gelijkop.sources.archives import Member
from gelijkop.sources.refusals import refusal
from gelijkop.sources.snapshots import Snapshot

_OWN = "_id"
"""The number that the portal gives a row; it is in no file."""
_ODD = re.compile(r"[^\w .,()-]+")


def is_dataset(snapshot: Snapshot) -> bool:
    """Whether this is a dataset of the DUO portal."""
    return snapshot.part(ckan.PACKAGE).complete


def portal_files(snapshot: Snapshot, workdir: Path) -> Iterator[Member]:
    """Each resource of a complete snapshot as a file in `workdir`, under the name that the portal gives it.

    The name may hold the school year, as that of the file of the same resource does.

    Raises:
        SnapshotRefused: a page is not as it was received.
        InputRefused: the rows of a resource do not all have the same columns.
    """
    (body,) = snapshot.bodies(ckan.PACKAGE)
    described = json.loads(body)["result"]
    called = {str(r["id"]): str(r.get("name") or r["id"]) for r in described["resources"]}
    for resource in ckan.tables(described):
        name = f"{snapshot.source}/{_ODD.sub(' ', called[resource]).removesuffix('.csv').strip()}.csv"
        yield Member(name, _written(snapshot, resource, name, workdir))


def _written(snapshot: Snapshot, resource: str, name: str, workdir: Path) -> Path:
    header: list[str] = []
    with tempfile.NamedTemporaryFile(
        "w", dir=workdir, suffix=".csv", delete=False, encoding="utf-8", newline=""
    ) as target:
        write = csv.writer(target, lineterminator="\n")
        for n, row in enumerate(ckan.rows(snapshot, resource), start=1):
            cells = {key: value for key, value in row.items() if key != _OWN}
            if not header:
                header = list(cells)
                write.writerow(header)
            if set(cells) != set(header):
                text = Text("deze rij heeft andere kolommen dan de eerste. Haal de dataset opnieuw op.",
                            "this row has other columns than the first. Fetch the dataset again.")  # fmt: skip
                raise refusal(InputRefused, "odd_width", name, text, row=n + 1)
            write.writerow("" if cells[key] is None else cells[key] for key in header)
        return Path(target.name)
