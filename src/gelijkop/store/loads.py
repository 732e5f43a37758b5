"""The record of what was loaded, kept in the store itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

TABLE = """
create table if not exists loads (
    loaded_at timestamp, source varchar, file varchar, sha256 varchar, tables varchar,
    rows bigint, refused bigint, reasons varchar, legal_ground varchar
)
"""


@dataclass(frozen=True)
class Load:
    """What was loaded from one file: its hash, how many rows came in and which were refused why.

    `reasons` maps a rule to how often it broke; no value of a record is kept. `legal_ground` is why
    background columns may be used, empty where none came in.
    """

    loaded_at: str
    source: str
    file: str
    sha256: str
    tables: tuple[str, ...]
    rows: int
    refused: int
    reasons: Mapping[str, int]
    legal_ground: str = ""


def insert(con: duckdb.DuckDBPyConnection, one: Load) -> None:
    """Write down one load."""
    con.execute(
        "insert into loads values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [one.loaded_at, one.source, one.file, one.sha256, json.dumps(one.tables),
         one.rows, one.refused, json.dumps(dict(one.reasons)), one.legal_ground],
    )  # fmt: skip


def written(con: duckdb.DuckDBPyConnection) -> list[Load]:
    """All loads, oldest first."""
    rows = con.execute("select * from loads order by loaded_at").fetchall()
    return [
        Load(str(at), source, file, sha, tuple(json.loads(tables)), n, refused, json.loads(reasons), ground)
        for at, source, file, sha, tables, n, refused, reasons, ground in rows
    ]
