"""Checks of rows against the declared columns: what breaks a rule, and the rows in their types.

Each different value of a column is judged once, and rules about keys look twice only at rows whose key
occurs twice. Nobody loops over rows, and no value leaves a query: a rule, a column, a count, the first
row and the kind of thing that stands there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, Text
from gelijkop.model import expected
from gelijkop.model.periods import FIRST, LAST
from gelijkop.model.tables import BRIN6, Column, Table

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Added = Sequence[tuple[Sequence[str], Sequence[nw.Expr]]]
Agree = Mapping[tuple[str, ...], tuple[str, ...]]
"""For every key the columns that may have one value only: {("pupil",): ("birth_month",)}."""

YES, NO = ("ja", "j", "true", "waar", "1"), ("nee", "n", "false", "onwaar", "0")
REFUSED = "refused"
"""The column of `marked` with the reasons."""

_OF_KEYS = ("duplicate", "contradiction")  # rules about other rows, for which the kind of value tells nothing
_FILE, _ROW = "file", "row"
_ROWS = 2**40  # a place is `_ROWS` × file + row, so the smallest place is the first in the order of the files
_KINDS = 2**3  # `_KINDS` × row + kind, so that one minimum tells both


class Engine(Protocol):
    """What checking needs of the store."""

    def arrays(self, frame: Frame) -> Mapping[str, NDArray[Any]]:  # Any: a column of any numpy type
        """Run a query."""

    def cached(self, frame: Frame) -> Frame:
        """The same frame, computed once."""

    def tallied(self, frame: Frame, columns: Sequence[str], *, by: Sequence[str] = ...) -> Frame:
        """How often each value of each column stands there, and in which row first."""

    def by_value(self, frame: Frame, added: Added) -> Frame:
        """The same frame with columns that are worked out once for each different value of others."""


@dataclass(frozen=True)
class Rule:
    """One rule of one column: `bad` is true for rows that break it; each value breaks one rule of its column."""

    name: str
    column: str
    bad: nw.Expr
    text: Text


@dataclass(frozen=True)
class _Broken:
    """In which file a rule is broken: how often, in which row first, and by what kind of thing."""

    file: int
    rule: Rule
    times: int
    first: int
    kind: int


def findings(
    frame: Frame, table: Table, files: Sequence[str], engine: Engine, *, agree: Agree | None = None, latest: int = LAST,
    tally: Frame | None = None,
) -> tuple[Finding, ...]:  # fmt: skip
    """All that is wrong with the rows of one or several files, in the order of files and columns.

    Args:
        frame: every column of `table` as text, `row` as a person counts, `file` a place in `files`.
        engine: runs queries; given by the caller, so that the model knows none.
        agree: columns that may have one value only per key.
        latest: the last school year that can be.
        tally: per file how often each value of each column stands there, where that is known already.
    """
    if tally is None:
        tally = engine.tallied(frame, [c.name for c in table.columns], by=[_FILE])
    broken = [*_of_values(tally, table, engine, latest=latest), *_of_keys(frame, table, agree or {}, engine)]
    return tuple(_finding(b, files[b.file]) for b in sorted(broken, key=lambda b: b.file))


def marked(frame: Frame, table: Table, engine: Engine, *, agree: Agree | None = None, latest: int = LAST) -> Frame:
    """The same frame with a column `refused`: the rules that the row breaks (`level:unknown_code …`), else empty."""
    rules = {c.name: tuple(_rules(c, latest=latest)) for c in table.columns}
    added = [
        ((name,), (_reasons(of_column).alias(f"{name} reasons"),)) for name, of_column in rules.items() if of_column
    ]
    judged = engine.by_value(_with_keys(_keyed(frame, table, agree or {}, engine), table, agree or {}), added)
    texts = [nw.col(f"{name} reasons") for (name,), _ in added]
    joined = nw.concat_str([*texts, _reasons(tuple(_key_rules(table, agree or {})))])
    return judged.select(*(c.name for c in table.columns), _FILE, _ROW, joined.alias(REFUSED))


def _reasons(rules: Sequence[Rule]) -> nw.Expr:
    return nw.concat_str([nw.when(r.bad).then(nw.lit(f"{r.column}:{r.name} ")).otherwise(nw.lit("")) for r in rules])


def typed(frame: Frame, table: Table, engine: Engine) -> Frame:
    """The columns of `table` in their types, and no others; the rows must have passed the checks."""
    others = [c for c in table.columns if c.type != "text"]
    known = _with_values(frame, others, engine)
    return known.select(*(nw.col(meant(c.name) if c in others else c.name).alias(c.name) for c in table.columns))


def meant(name: str) -> str:
    """The name of the column with what the text of another means; a frame may hold it already."""
    return f"{name} value"


def _with_values(frame: Frame, columns: Sequence[Column], engine: Engine) -> Frame:
    there = frame.collect_schema().names()
    lacking = [c for c in columns if meant(c.name) not in there]
    return engine.by_value(frame, [((c.name,), (value(c).alias(meant(c.name)),)) for c in lacking])


def value(column: Column) -> nw.Expr:
    """What the text of a column means, missing where it means nothing."""
    text = nw.col(column.name)
    if column.name == "school_year":
        return _start_year(text)
    if column.type == "int":
        whole = nw.when(text.str.contains(r"^[+-]?[0-9]{1,9}(\.0+)?$")).then(text)
        return whole.str.replace_all(r"\..*$", "").cast(nw.Int32)
    if column.type == "number":
        number = nw.when(text.str.contains(r"^[+-]?[0-9]{1,12}([.,][0-9]+)?$")).then(text)
        return number.str.replace_all(",", ".", literal=True).cast(nw.Float64)
    if column.type == "flag":
        low = text.str.to_lowercase()
        return nw.when(low.is_in((*YES, *NO))).then(low.is_in(YES))
    return text


def _start_year(text: nw.Expr) -> nw.Expr:
    """The same forms as `periods.start_year`, as an expression."""
    form = text.str.contains(r"^[0-9]{4}\s*(SJ00|[/\-–]\s*([0-9]{2}|[0-9]{4}))?$")
    start = nw.when(form).then(text).str.slice(0, 4).cast(nw.Int32)
    end = nw.when(form & text.str.contains(r"[/\-–]")).then(text).str.replace_all(r"^.*[/\-–]\s*", "")
    long = nw.when(end.str.len_chars() == 4).then(end).cast(nw.Int32)
    short = nw.when(end.str.len_chars() == 2).then(end).cast(nw.Int32)
    follows = (end.is_null() | (long == start + 1).fill_null(False)) | (short == (start + 1) % 100).fill_null(False)
    return nw.when(follows & (start >= FIRST) & (start <= LAST)).then(start)


def _rules(column: Column, *, latest: int) -> Iterator[Rule]:
    if not column.missing:
        yield Rule("missing", column.name, nw.col(column.name).is_null(), expected.missing(column))
    yield from _value_rules(column, latest=latest)


def _value_rules(column: Column, *, latest: int) -> Iterator[Rule]:
    text, meant = nw.col(column.name), value(column)
    if column.name == "school_year":
        bad = ~text.is_null() & (meant.is_null() | (meant > latest).fill_null(False))
        yield Rule("school_year", column.name, bad, expected.school_year(latest))
    elif column.type in ("int", "number", "flag"):
        unreadable = ~text.is_null() & meant.is_null()
        yield Rule("not_a_number", column.name, unreadable, expected.number(column))
        if column.low is not None or column.high is not None:
            yield Rule("out_of_range", column.name, _outside(column, meant), expected.between(column))
    elif column.codes:
        yield Rule("unknown_code", column.name, (~text.is_in(column.codes)).fill_null(False), expected.codes(column))
    elif column.pattern:
        fits = text.str.contains(f"^(?:{column.pattern})$")
        lost = _lost_zero(column, text)
        yield Rule("leading_zero", column.name, (~fits & lost).fill_null(False), expected.leading_zero(column))
        yield Rule("pattern", column.name, (~fits & ~lost).fill_null(False), expected.pattern(column))


def _outside(column: Column, meant: nw.Expr) -> nw.Expr:
    low = meant < column.low if column.low is not None else nw.lit(False)
    high = meant > column.high if column.high is not None else nw.lit(False)
    return (low | high).fill_null(False)


def _lost_zero(column: Column, text: nw.Expr) -> nw.Expr:
    """Whether the text fits as soon as a zero is put back where a spreadsheet drops it."""
    if column.pattern == BRIN6:  # 1AB00 for 01AB00, or 01AB0 for 01AB00
        return text.str.contains("^([0-9][A-Z]{2}[0-9]{1,2}|[0-9]{2}[A-Z]{2}[0-9])$")
    return nw.concat_str(nw.lit("0"), text).str.contains(f"^(?:{column.pattern})$")


def _key_rules(table: Table, agree: Agree) -> Iterator[Rule]:
    yield _duplicate(table)
    for i, (key, names) in enumerate(agree.items()):
        yield from _contradictions(table, i, key, names)


def _duplicate(table: Table) -> Rule:
    later = (nw.col("place") > nw.col("first")).fill_null(False)
    return Rule("duplicate", table.key[0], later, expected.duplicate([table.column(k) for k in table.key]))


def _contradictions(table: Table, i: int, key: Sequence[str], names: Sequence[str]) -> Iterator[Rule]:
    for name in names:
        differs = (nw.col(f"differs{i}_{name}") & ~nw.col(name).is_null()).fill_null(False)
        yield Rule("contradiction", name, differs, expected.contradiction([table.column(k) for k in key]))


def _of_values(tally: Frame, table: Table, engine: Engine, *, latest: int) -> Iterator[_Broken]:
    """Where the different values of columns break their rules; one query, which tells each value's rule by number."""
    rules: list[Rule] = []
    number: nw.Expr = nw.lit(None, dtype=nw.Int32)
    for at, column in enumerate(table.columns):
        own: nw.Expr = nw.lit(None, dtype=nw.Int32)
        for rule in _rules(column, latest=latest):
            own = nw.when(rule.bad).then(nw.lit(len(rules), dtype=nw.Int32)).otherwise(own)
            rules.append(rule)
        number = nw.when(nw.col("at") == at).then(own).otherwise(number)
    named = tally.with_columns(*(nw.col("value").alias(c.name) for c in table.columns))
    judged = named.select(_FILE, _ROW, "times", "value", number.alias("rule")).filter(~nw.col("rule").is_null())
    first = (nw.col(_ROW).cast(nw.Int64) * _KINDS + expected.kind(nw.col("value"))).min().alias("first")
    found = engine.arrays(judged.group_by(_FILE, "rule").agg(first, nw.col("times").sum()).sort(_FILE, "rule"))
    for i in range(len(found["rule"])):
        if found["times"][i]:
            row, kind = divmod(int(found["first"][i]), _KINDS)
            yield _Broken(int(found[_FILE][i]), rules[int(found["rule"][i])], int(found["times"][i]), row, kind)


def _of_keys(frame: Frame, table: Table, agree: Agree, engine: Engine) -> Iterator[_Broken]:
    """Where rows break the rules about other rows.

    Rows that share the shortest key of several columns with another row are set apart first: they are
    few, and keys that hold more columns than this one can only be shared among them.
    """
    keyed = _keyed(frame, table, agree, engine).with_columns(_place())
    short = min((key for key in (table.key, *agree) if len(key) > 1), key=len, default=table.key)
    on = [f"key_{k}" for k in short]
    shared = engine.cached(keyed.group_by(*on).agg(nw.len().alias("times")).filter(nw.col("times") > 1))
    near = engine.cached(keyed.join(shared, on=on, how="semi")) if _filled(shared, engine) else None
    if (rows := near if set(short) <= set(table.key) else keyed) is not None:
        yield from _counted(_joined(rows, table.key), [_duplicate(table)], engine)
    for i, (key, names) in enumerate(agree.items()):
        if (rows := near if set(short) <= set(key) else keyed) is None:
            continue
        differing = engine.cached(_differing(rows, i, key, names))
        if _filled(differing, engine):
            both = rows.join(differing, on=[f"key_{k}" for k in key])
            yield from _counted(both, list(_contradictions(table, i, key, names)), engine)


def _counted(frame: Frame, rules: Sequence[Rule], engine: Engine) -> Iterator[_Broken]:
    seen = []
    for i, rule in enumerate(rules):
        first = nw.when(rule.bad).then(nw.col("place") % _ROWS * _KINDS)
        seen += [first.min().alias(f"first{i}"), rule.bad.cast(nw.Int64).sum().alias(f"times{i}")]
    found = engine.arrays(frame.group_by(_FILE).agg(*seen))
    for i, rule in enumerate(rules):
        yield from _broken(rule, found[_FILE], found[f"times{i}"], found[f"first{i}"])


def _broken(
    rule: Rule,
    files: NDArray[Any],
    times: NDArray[Any],
    first: NDArray[Any],  # Any: the engine picks the type
) -> Iterator[_Broken]:
    for at in np.flatnonzero(np.ma.filled(times, 0) > 0):
        row, kind = divmod(int(first[at]), _KINDS)
        yield _Broken(int(files[at]), rule, int(times[at]), row, kind)


def _filled(frame: Frame, engine: Engine) -> bool:
    return int(engine.arrays(frame.select(nw.len().alias("rows")))["rows"][0]) > 0


def _keyed(frame: Frame, table: Table, agree: Agree, engine: Engine) -> Frame:
    """The frame with what each column of a key means, as `key_<column>`."""
    columns = [table.column(name) for name in dict.fromkeys((*table.key, *(k for key in agree for k in key)))]
    others = [c for c in columns if c.type != "text"]
    known = _with_values(frame, others, engine)
    return known.with_columns(
        *(nw.col(meant(c.name) if c in others else c.name).alias(f"key_{c.name}") for c in columns)
    )


def _with_keys(keyed: Frame, table: Table, agree: Agree) -> Frame:
    """The frame with, for keys that occur twice, the first place, and for `agree` whether the values differ."""
    joined = _joined(keyed.with_columns(_place()), table.key)
    for i, (key, names) in enumerate(agree.items()):
        joined = joined.join(_differing(keyed, i, key, names), on=[f"key_{k}" for k in key], how="left")
    return joined


def _joined(frame: Frame, key: Sequence[str]) -> Frame:
    """The frame with the first place of keys that occur twice; a missing key is no duplicate.

    A grouped count and a join, and no window: the joined side holds the offending keys alone, so it
    is mostly empty and the large side is scanned, not sorted.
    """
    on = [f"key_{k}" for k in key]
    grouped = frame.group_by(*on).agg(nw.len().alias("times"), nw.col("place").min().alias("first"))
    return frame.join(grouped.filter(nw.col("times") > 1).drop("times"), on=on, how="left")


def _differing(frame: Frame, i: int, key: Sequence[str], names: Sequence[str]) -> Frame:
    """The keys with several values in one of these columns, and in which of them: `differs<i>_<column>`."""
    differs = [(nw.col(n).min() != nw.col(n).max()).alias(f"differs{i}_{n}") for n in names]
    grouped = frame.group_by(*(f"key_{k}" for k in key)).agg(*differs)
    return grouped.filter(nw.any_horizontal(*(nw.col(f"differs{i}_{n}") for n in names), ignore_nulls=True))


def _place() -> nw.Expr:
    return (nw.col(_FILE).cast(nw.Int64) * _ROWS + nw.col(_ROW)).alias("place")


def _finding(broken: _Broken, file: str) -> Finding:
    rule = broken.rule
    text = rule.text if rule.name in _OF_KEYS else expected.found(broken.kind, rule.text)
    return Finding(rule.name, file, text, broken.first, rule.column, broken.times)
