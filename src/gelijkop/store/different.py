"""Queries that judge or work out each different value of a column once, and look the result up for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import duckdb
import narwhals as nw

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation

_FEW = 1000  # values; a map is searched from its start


def joined(
    con: duckdb.DuckDBPyConnection, name: str, frame: Frame, tables: Sequence[tuple[Sequence[str], Frame]]
) -> Frame:
    """The same frame, lazily, with the columns of other tables: one row for each value of the columns `<column> key`.

    A small table of one key becomes a map, which the engine asks once for each value that a column
    keeps, and which costs nothing where it is not needed.

    Args:
        name: a name that is not in use; views and variables are called after it.
    """
    con.register(name, frame.to_native())
    joins, chosen = [], [f"{name}.*"]
    for i, (by, table) in enumerate(tables):
        small = f"{name}_{i}"
        con.register(small, table.to_native())
        added = [c for c in table.collect_schema().names() if c not in [f"{b} key" for b in by]]
        if len(by) == 1 and _one(con, f"select count(*) from {small}") <= _FEW:
            chosen += [f"{_looked_up(con, small, by[0], c, j, of=name)} as {quoted(c)}" for j, c in enumerate(added)]
            continue
        on = (f"coalesce({name}.{quoted(c)}, '') = {small}.{quoted(f'{c} key')}" for c in by)
        joins.append(f"left join {small} on {' and '.join(on)}")
        chosen += [f"{small}.{quoted(c)}" for c in added]
    return nw.from_native(con.sql(f"select {', '.join(chosen)} from {name} {' '.join(joins)}"))


def _looked_up(con: duckdb.DuckDBPyConnection, table: str, by: str, column: str, place: int, *, of: str) -> str:
    """The expression that looks up one column of a small table; what stands for missing is looked up apart."""
    variable, key, wanted = f"{table}_{place}", quoted(f"{by} key"), quoted(column)
    con.execute(f"set variable {variable} = (select map(list({key}), list({wanted})) from {table} where {key} != '')")
    found = f"map_extract_value(getvariable('{variable}'), {of}.{quoted(by)})"
    if not _one(con, f"select count(*) from {table} where {key} = '' and {wanted} is not null"):
        return found
    con.execute(f"set variable {variable}_missing = (select any_value({wanted}) from {table} where {key} = '')")
    absent = f"{of}.{quoted(by)} is null or {of}.{quoted(by)} = ''"
    return f"case when {absent} then getvariable('{variable}_missing') else {found} end"


def tally(name: str, columns: Sequence[str], by: Sequence[str]) -> str:
    """The query that counts every value of these columns of the view `name` in one scan."""
    texts, fixed = [quoted(c) for c in columns], [quoted(c) for c in by]
    sets = ", ".join(f"({', '.join([*fixed, t])})" for t in texts)
    at = " ".join(f"when grouping({t}) = 0 then {i}" for i, t in enumerate(texts))
    chosen = [*fixed, f"case {at} end as at", f"coalesce({', '.join(texts)}) as value"]
    return f"select {', '.join(chosen)}, count(*) as times, min(row) as row from {name} group by grouping sets ({sets})"


def last_known(name: str, key: str, order: str, columns: Sequence[str]) -> str:
    """The query that gives for each key, in each column of the view `name`, the last value that is there."""
    last = (f"arg_max({quoted(c)}, {quoted(order)}) as {quoted(c)}" for c in columns)
    return f"select {', '.join([quoted(key), *last])} from {name} group by {quoted(key)}"


def pseudonyms(column: str, name: str) -> str:
    """The query that gives every text of one column of the view `name` its pseudonym, with `pads` as parameters."""
    return (
        f"select {quoted(column)} as {quoted(f'{column} key')}, left(sha256($outer::blob || "
        f"unhex(sha256($inner::blob || encode(trim({quoted(column)}))))), 32) as pseudonym from {name}"
    )


def pads(key: bytes) -> Mapping[str, bytes]:
    """The two forms of a key that HMAC-SHA256 takes. Source: RFC 2104."""
    block = (key if len(key) <= 64 else sha256(key).digest()).ljust(64, b"\0")
    return {"outer": bytes(b ^ 0x5C for b in block), "inner": bytes(b ^ 0x36 for b in block)}


def quoted(name: str) -> str:
    """A name as it stands in a query."""
    return '"' + name.replace('"', '""') + '"'


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(con.execute(query).fetchall()[0][0])
