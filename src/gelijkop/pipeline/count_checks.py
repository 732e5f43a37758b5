"""What is wrong with tables that are to be counted as they are: all of it at once, in a few queries a table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import narwhals as nw
import numpy as np

from gelijkop.errors import Finding, Text
from gelijkop.model.as_numbers import LAID
from gelijkop.model.groupings import groupings
from gelijkop.model.optional import OPTIONAL
from gelijkop.model.tables import REGISTER, TABLES, Column, Table
from gelijkop.store.engines import Engine, Frame

Tables = Mapping[str, Frame]
COUNTED = tuple(dict.fromkeys(("pupils", *LAID, *(one.table for one in OPTIONAL), "places")))
"""The tables that are read."""
_WANTED = {
    "text": Text("tekst", "text"),
    "int": Text("een geheel getal", "a whole number"),
    "number": Text("een getal", "a number"),
    "flag": Text("waar of onwaar (boolean)", "true or false (boolean)"),
}


def faults(engine: Engine, tables: Tables, which: Collection[str] | None = None) -> list[Finding]:
    """Every fault of these tables; no finding holds a value.

    A table or column that is missing or of another type, values that are missing where there must be one,
    codes that are not in the code list, numbers outside their range, and several rows for one key.
    `which` are the tables to look into; None: all.
    """
    found = [] if {*LAID, REGISTER.name} & set(tables) else [_no_rows()]
    keyed: list[str] = []
    for name, frame in tables.items():
        if which is not None and name not in which:
            continue
        table, schema = TABLES[name], frame.collect_schema()
        columns = [c for c in table.columns if c.name in _read(table)]
        missing = [c for c in columns if c.name not in schema and (not c.missing or c.name in LAID.get(name, ()))]
        odd = [c for c in columns if c.name in schema and not _of_type(c, schema[c.name])]
        found += [Finding("missing_column", name, _missing_column(name), column=c.name) for c in missing]
        found += [Finding("wrong_type", name, _wrong_type(c), column=c.name) for c in odd]
        sound = [c for c in columns if c.name in schema and c not in odd]
        found += _faults_of_rows(engine, name, frame, sound)
        if not {c.name for c in (*missing, *odd)} & set(table.key):
            keyed.append(name)
    return found + _several(engine, {name: tables[name] for name in keyed})


def _read(table: Table) -> set[str]:
    """The columns that counting reads."""
    names = {*table.key, *LAID.get(table.name, ()), *(o.column for o in OPTIONAL if o.table == table.name)}
    names |= {c.name for c in table.columns if not c.missing}
    return names | ({g.column for g in groupings().values()} if table.name == "pupils" else set())


def _of_type(column: Column, kind: nw.dtypes.DType) -> bool:
    if column.type == "text":
        whole = kind.is_integer() and (column.name == "pupil" or column.background)
        return whole or kind in (nw.String, nw.Categorical, nw.Enum)
    if column.type == "int":
        return kind.is_integer()
    return kind.is_numeric() if column.type == "number" else kind == nw.Boolean


def _faults_of_rows(engine: Engine, name: str, frame: Frame, columns: list[Column]) -> Iterator[Finding]:
    """The rows that break a rule, counted by column in one query."""
    rules = [(c, rule) for c in columns for rule in _rules(c)]
    if not rules:
        return
    counts = {
        f"{c.name} {rule}": nw.when(broken).then(nw.lit(1)).otherwise(nw.lit(0)).cast(nw.Int64).sum()
        for c, rule in rules
        for broken in [_rules(c)[rule]]
    }
    found = engine.arrays(frame.select(**counts))
    for column, rule in rules:
        times = int(np.ma.filled(found[f"{column.name} {rule}"], 0)[0])
        if times:
            yield Finding(rule, name, _SENTENCES[rule](column), column=column.name, times=times)


def _rules(column: Column) -> Mapping[str, nw.Expr]:
    value = nw.col(column.name)
    found: dict[str, nw.Expr] = {}
    if not column.missing:
        found["no_value"] = value.is_null()
    codes = {
        text for g in groupings().values() if g.column == column.name for group in g.groups for text in group.written
    }
    if codes or column.codes:
        found["unknown_code"] = ~value.cast(nw.String).is_in(sorted(codes or column.codes))
    elif column.type == "text" and column.name not in ("pupil", "location") and column.pattern:
        found["other_form"] = ~value.str.contains(f"^({column.pattern})$")
    if column.low is not None and column.high is not None:
        found["out_of_range"] = (value < column.low) | (value > column.high)
    return found


def _several(engine: Engine, tables: Tables) -> list[Finding]:
    """Keys with more than one row, of all tables in one query."""
    doubled = []
    for i, (name, frame) in enumerate(tables.items()):
        keys = frame.group_by(*TABLES[name].key).agg(nw.len().alias("rows")).filter(nw.col("rows") > 1)
        doubled.append(keys.select(nw.len().cast(nw.Int64).alias("keys")).with_columns(at=nw.lit(i)))
    if not doubled:
        return []
    counts = engine.arrays(nw.concat(doubled))
    times = dict(zip(counts["at"].tolist(), counts["keys"].tolist(), strict=True))
    return [
        Finding("several_rows", name, _several_rows(TABLES[name]), times=times[i])
        for i, name in enumerate(tables)
        if times[i]
    ]


def _several_rows(table: Table) -> Text:
    key = ", ".join(table.key)
    return Text(
        f"meer dan één rij met dezelfde sleutel ({key}); verwacht: {table.nl}.",
        f"more than one row with the same key ({key}); expected: {table.en}.",
    )


def _no_rows() -> Finding:
    text = Text(
        "geen tabel met loopbanen gevonden; verwacht: een bestand enrolments.parquet, of een map enrolments met "
        "Parquet-bestanden (zo ook advices, diplomas of register).",
        "no table with careers was found; expected: a file enrolments.parquet, or a folder enrolments with Parquet "
        "files (and likewise advices, diplomas or register).",
    )
    return Finding("missing_table", "enrolments", text)


def _missing_column(table: str) -> Text:
    return Text(
        f"deze kolom ontbreekt. Alle kolommen: gelijkop columns {table}",
        f"this column is missing. All columns: gelijkop columns {table}",
    )


def _wrong_type(column: Column) -> Text:
    wanted = _WANTED[column.type]
    return Text(f"dit type kolom past niet; verwacht: {wanted.nl}.", f"wrong type of column; expected: {wanted.en}.")


_SENTENCES: Mapping[str, Callable[[Column], Text]] = {
    "no_value": lambda _: Text("hier ontbreekt een waarde die er moet zijn.", "a value that must be there is missing."),
    "unknown_code": lambda c: Text(
        f"een code die niet in de codelijst staat ({c.nl}). Alle lijsten: gelijkop codes",
        f"a code that is not in the code list ({c.en}). All lists: gelijkop codes",
    ),
    "other_form": lambda c: Text(
        f"een waarde van een andere vorm; verwacht: {c.nl}.", f"a value of another form; expected: {c.en}."
    ),
    "out_of_range": lambda c: Text(
        f"een getal buiten {c.low:g} tot en met {c.high:g}.", f"a number outside {c.low:g} to {c.high:g}."
    ),
}
