"""The description of a release as a data package (datapackage.json), so that other tools can read it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gelijkop.safe.release_rows import released_columns
from gelijkop.safe.released import Released

_WHOLE = {"school_year", "group", "stratum", "outcome", "pupils", "leerlingen", "van", "tot_en_met", "scholen",
          "leerlingen_onbekend", "bestuur_scholen", "bestuur_leerlingen", "vergelijkbaar_leerlingen",
          "nummer", "houdt_stand_in", "lager_in", "hoger_in", "van_definities",
          "leerlingen_vergeleken", "leerlingen_buiten", "alleen"}  # fmt: skip
_TEXT = {"measure", "place", "grouping", "maat", "plaats", "plaatsnaam", "indeling", "groep", "vergeleken_met",
         "indeling_2", "groep_2", "vergeleken_met_2", "methode", "status", "staart", "oordeel", "ligging",
         "bestuur_code", "vergelijkbaar_scholen", "vergelijkbaar_regel", "tussen", "index", "reden", "soort",
         "indicator", "van_wat", "breuken", "keten",
         "uitkomst", "soort_plaats", "onderdeel", "waarschuwing"}  # fmt: skip


def data_package(title: str, version: str, now: datetime, released: Released, files: Mapping[str, str | bytes]) -> str:
    """The text of datapackage.json: the released counts and the findings, each column with its type.

    Exact counts (policy `intern`) stand under seal, so they are not in it.

    Source: Data Package and Table Schema, Frictionless Standards.
    """
    resources = []
    if released.policy != "intern":
        resources.append(_resource("cijfers", "cijfers.csv", list(released_columns(released))))
    if released.schools is not None:
        resources.append(_resource("cijfers-scholen", "scholen.csv", list(released_columns(released.schools))))
    for path, content in files.items():
        if path.startswith("bevindingen/") and isinstance(content, str) and content:
            heading = next(csv.reader(io.StringIO(content)))
            resources.append(_resource(path.split("/")[1].removesuffix(".csv"), path, heading))
    package = {
        "name": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "gelijkop",
        "title": title,
        "version": version,
        "created": now.isoformat() + "Z",
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1)


def _resource(name: str, path: str, columns: Sequence[str]) -> Mapping[str, Any]:
    """One CSV with a schema."""
    fields = [{"name": c, "type": _type(c)} for c in columns]
    return {
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(column: str) -> str:
    if column in _TEXT or column.endswith("_methode"):
        return "string"
    return "integer" if column in _WHOLE else "number"
