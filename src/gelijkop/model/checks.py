"""Checks of rows against the declared columns: what breaks a rule, and the rows in their types.

All rules of a table are worked out in one aggregate query; nobody loops over rows, and no value
leaves the query: a rule, a column, a count, the first row and the kind of thing that stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, Text
from gelijkop.model import expected
from gelijkop.model.periods import FIRST, LAST
from gelijkop.model.tables import BRIN6, Column, Table

Frame = nw.LazyFrame[Any]  # Any: the engine's own relation
Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type
Agree = Mapping[tuple[str, ...], tuple[str, ...]]
"""For every key the columns that may have one value only: {("pupil",): ("birth_month",)}."""

YES, NO = ("ja", "j", "true", "waar", "1"), ("nee", "n", "false", "onwaar", "0")
REFUSED = "refused"
"""The column of `marked` with the reasons."""

_OF_KEYS = ("duplicate", "contradiction")  # rules about other rows, for which the kind of value tells nothing
_FILE, _ROW = "file", "row"
_ROWS = 2**40  # a place is `_ROWS` × file + row, so the smallest place is the first in the order of the files
_KINDS = 2**3  # a seen place is `_KINDS` × place + kind, so that one minimum tells both


@dataclass(frozen=True)
class Rule:
    """One rule of one column: `bad` is true for rows that break it; each value breaks one rule of its column."""

    name: str
    column: str
    bad: nw.Expr
    text: Text


def findings(
    frame: Frame, table: Table, files: Sequence[str], run: Run, *, agree: Agree | None = None, latest: int = LAST
) -> tuple[Finding, ...]:
    """All that is wrong with the rows of one or several files, in the order of files and columns.

    Args:
        frame: every column of `table` as text, `row` as a person counts, `file` a place in `files`.
        run: runs a query; given by the caller, so that the model knows no engine.
        agree: columns that may have one value only per key.
        latest: the last school year that can be.
    """
    rules = (*_rules(table, latest=latest), *_key_rules(table, agree or {}))
    checked = _with_keys(frame, table, agree or {}).with_columns(_place())
    seen = []
    for i, rule in enumerate(rules):
        first = nw.col("place") * _KINDS + expected.kind(nw.col(rule.column))
        seen += [nw.when(rule.bad).then(first).min().alias(f"first{i}"), rule.bad.cast(nw.Int64).sum().alias(f"n{i}")]
    found = run(checked.group_by(_FILE).agg(*seen).sort(_FILE))
    return tuple(
        finding
        for at, file in enumerate(found[_FILE])
        for i, rule in enumerate(rules)
        for finding in _finding(rule, files[int(file)], int(found[f"n{i}"][at]), found[f"first{i}"][at : at + 1])
    )


def marked(frame: Frame, table: Table, *, agree: Agree | None = None, latest: int = LAST) -> Frame:
    """The same frame with a column `refused`: the rules that the row breaks (`level:unknown_code …`), else empty."""
    rules = (*_rules(table, latest=latest), *_key_rules(table, agree or {}))
    reasons = [nw.when(r.bad).then(nw.lit(f"{r.column}:{r.name} ")).otherwise(nw.lit("")) for r in rules]
    checked = _with_keys(frame, table, agree or {}).with_columns(_place())
    joined = nw.concat_str(reasons).alias(REFUSED)
    return checked.select(*(c.name for c in table.columns), _FILE, _ROW, joined)


def typed(frame: Frame, table: Table) -> Frame:
    """The columns of `table` in their types, and no others; the rows must have passed the checks."""
    return frame.select(*(value(c).alias(c.name) for c in table.columns))


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


def _rules(table: Table, *, latest: int) -> Iterator[Rule]:
    for column in table.columns:
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
    later = (nw.col("place") > nw.col("first")).fill_null(False)
    yield Rule("duplicate", table.key[0], later, expected.duplicate([table.column(k) for k in table.key]))
    for i, (key, names) in enumerate(agree.items()):
        for name in names:
            differs = (nw.col(f"differs{i}_{name}") & ~nw.col(name).is_null()).fill_null(False)
            yield Rule("contradiction", name, differs, expected.contradiction([table.column(k) for k in key]))


def _with_keys(frame: Frame, table: Table, agree: Agree) -> Frame:
    """The frame with, for keys that occur twice, the first place, and for `agree` whether the values differ.

    A grouped count and a join, and no window: the joined side holds the offending keys alone, so it
    is mostly empty and the large side is scanned, not sorted. A missing key is no duplicate.
    """
    keys = {name: value(table.column(name)) for name in {*table.key, *(k for key in agree for k in key)}}
    named = frame.with_columns(*(v.alias(f"key_{k}") for k, v in keys.items()))
    joined = _joined(named, table.key, nw.len() > 1, {"first": nw.col("place").min()})
    for i, (key, names) in enumerate(agree.items()):
        differing = {f"differs{i}_{n}": nw.col(n).min() != nw.col(n).max() for n in names}
        joined = joined.join(_differing(named, key, differing), on=[f"key_{k}" for k in key], how="left")
    return joined


def _joined(frame: Frame, key: Sequence[str], kept: nw.Expr, extra: Mapping[str, nw.Expr]) -> Frame:
    on = [f"key_{k}" for k in key]
    grouped = frame.with_columns(_place()).group_by(*on).agg(
        kept.alias("kept"), *(e.alias(n) for n, e in extra.items())
    )  # fmt: skip
    return frame.join(grouped.filter(nw.col("kept")).drop("kept"), on=on, how="left")


def _differing(frame: Frame, key: Sequence[str], differing: Mapping[str, nw.Expr]) -> Frame:
    grouped = frame.group_by(*(f"key_{k}" for k in key)).agg(*(e.alias(n) for n, e in differing.items()))
    return grouped.filter(nw.any_horizontal(*(nw.col(n) for n in differing), ignore_nulls=True))


def _place() -> nw.Expr:
    return (nw.col(_FILE).cast(nw.Int64) * _ROWS + nw.col(_ROW)).alias("place")


def _finding(rule: Rule, file: str, times: int, first: NDArray[np.int64]) -> Iterator[Finding]:
    if times:
        place, kind = divmod(int(first[0]), _KINDS)
        text = rule.text if rule.name in _OF_KEYS else expected.found(kind, rule.text)
        yield Finding(rule.name, file, text, place % _ROWS, rule.column, times)
