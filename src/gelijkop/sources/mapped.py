"""The rows of a pupil file under our column names, as text: codes translated, dates and postcodes cut short.

The cutting stands in the query itself, so a day of birth or a full postcode is never kept. Columns
that are not mapped are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import narwhals as nw

from gelijkop.model.checks import meant, value
from gelijkop.model.levels import levels
from gelijkop.model.worked_out import COUNTED, counted_by_key
from gelijkop.sources.counting_rows import GRADUATED, OUTCOME, kept, outcome
from gelijkop.sources.mapping import Derived, FileMapping
from gelijkop.sources.pupil_file import ROW, Frame, Raw
from gelijkop.sources.schemes import allowed_codes

UNREADABLE = "?"
"""Stands for a text that should have been cut and could not be, so that the checks find it and its value is gone."""

DATES = ("birth_month", "arrival_year")
"""Columns in which a date may stand."""


class Engine(Protocol):
    """What translating needs of the store."""

    def cached(self, frame: Frame) -> Frame:
        """The same frame, computed once."""

    def looked_up(self, frame: Frame, tables: Sequence[tuple[Sequence[str], Frame]]) -> Frame:
        """The same frame with the columns of tables of one row for each value of a few columns of text."""

    def pseudonymise(self, frame: Frame, column: str, *, key: bytes) -> Frame:
        """The same frame with pseudonyms in one column."""

    def tallied(self, frame: Frame, columns: Sequence[str]) -> Frame:
        """How often each value of each column stands there, and in which row first."""


@dataclass(frozen=True)
class Mapped:
    """A pupil file under our column names.

    `frame` has one row per row of the file that counts: every column of the mapping's table as text, what those
    of numbers mean beside them, and `row`; missing where not mapped. With `[outcome]` a column `outcome` more:
    graduated, left, other or missing. `tally` tells how often each `value` stands in each column (`at`, its place
    in the table), and in which `row` first; columns that may be missing and are, are not in it.
    """

    frame: Frame = field(repr=False)
    tally: Frame = field(repr=False)


def apply(mapping: FileMapping, raw: Raw, tally: Frame, engine: Engine, *, key: bytes | None = None) -> Mapped:
    """The rows of a pupil file that count, every different value translated once.

    Args:
        tally: how often each `value` stands in each column (`at`) of the file, and in which `row` first.
        key: of the pseudonyms that come in place of pupil numbers; None leaves these as they are.
    """
    texts = {name: _read(mapping, raw, name) for name in _order(mapping)}
    needed = {name: headings for name, headings in mapping.headings.items() if name in texts}
    if "sector" in mapping.derived:
        texts["sector"], needed["sector"] = _sector(texts["level"]), needed.get("level", ())
    if mapping.outcome is not None:
        graduated = nw.when(outcome(mapping, raw) == GRADUATED).then(texts["level"])
        texts["diploma_level"], texts[OUTCOME] = graduated, outcome(mapping, raw)
        needed[OUTCOME] = (mapping.outcome.heading,)
        needed["diploma_level"] = (mapping.outcome.heading, *needed.get("level", ()))
    made = {name: tuple(dict.fromkeys(raw.column(h) for h in headings)) for name, headings in needed.items()}
    rows = kept(mapping, raw)
    if mapping.keep:
        tally = engine.tallied(rows, [f"c{i}" for i in range(len(raw.header))])
    tables = []
    for columns, names in _together(texts, made).items():
        table = counted_by_key(columns, _counted(rows, tally, columns), [texts[n].alias(n) for n in names])
        if key is not None and "pupil" in names:
            table = engine.pseudonymise(table, "pupil", key=key)
        numbers = [value(c).alias(meant(c.name)) for c in mapping.table.columns if c.name in names and c.type != "text"]
        tables.append((columns, names, engine.cached(table.select(nw.all(), *numbers))))
    known = engine.looked_up(rows, [(columns, table.drop(*COUNTED)) for columns, _, table in tables])
    every = rows.select(nw.len().cast(nw.Int64).alias("times"), nw.col(ROW).min())
    constants = {n: texts[n] for n in texts if not made.get(n)}
    parts = [(table, {n: nw.col(n) for n in names}) for _, names, table in tables] + [(engine.cached(every), constants)]
    return Mapped(_columns(mapping, known, made, constants), nw.concat(list(_tallies(mapping, parts))))


def _counted(rows: Frame, tally: Frame, columns: tuple[str, ...]) -> Frame:
    """The different values of some columns of the file, counted."""
    if len(columns) == 1:
        of_one = tally.filter(nw.col("at") == int(columns[0].removeprefix("c")))
        return of_one.select(nw.col("value").alias(columns[0]), *COUNTED)
    return rows.group_by(*columns).agg(nw.len().alias("times"), nw.col(ROW).min())


def _columns(
    mapping: FileMapping, known: Frame, made: Mapping[str, tuple[str, ...]], constants: Mapping[str, nw.Expr]
) -> Frame:
    """Every column of the table, and beside those of numbers what they mean, apart from constants."""
    order = [c.name for c in mapping.table.columns] + [OUTCOME] * (mapping.outcome is not None)
    nothing = nw.lit(None, dtype=nw.String)
    columns = [nw.col(n) if made.get(n) else constants.get(n, nothing).alias(n) for n in order]
    numbers = [c for c in mapping.table.columns if c.type != "text" and c.name not in constants]
    meanings = [nw.col(meant(c.name)) for c in numbers if made.get(c.name)]
    absent = [value(c).alias(meant(c.name)) for c in numbers if not made.get(c.name)]
    names = [*order, *(meant(c.name) for c in numbers), ROW]
    return known.select(*columns, *meanings, ROW).select(nw.all(), *absent).select(*names)


def _tallies(mapping: FileMapping, parts: Sequence[tuple[Frame, Mapping[str, nw.Expr]]]) -> Iterator[Frame]:
    nothing = nw.lit(None, dtype=nw.String)
    read = {name for _, texts in parts for name in texts}
    for at, column in enumerate(mapping.table.columns):
        place = nw.lit(at, dtype=nw.Int32).alias("at")
        for counted, texts in parts:
            if column.name in texts:
                yield counted.select(place, texts[column.name].alias("value"), *COUNTED)
        if column.name not in read and not column.missing:
            yield parts[-1][0].select(place, nothing.alias("value"), *COUNTED)


def _together(texts: Mapping[str, nw.Expr], made: Mapping[str, tuple[str, ...]]) -> Mapping[tuple[str, ...], list[str]]:
    """Our columns by the columns of the file that they are made of."""
    by_need: dict[tuple[str, ...], list[str]] = {}
    for name, columns in made.items():
        if columns and name in texts:
            by_need.setdefault(columns, []).append(name)
    return by_need


def _order(mapping: FileMapping) -> list[str]:
    return [*mapping.constants, *mapping.columns, *(n for n, d in mapping.derived.items() if d.headings)]


def _read(mapping: FileMapping, raw: Raw, name: str) -> nw.Expr:
    if name in mapping.constants:
        return nw.when(~nw.col(ROW).is_null()).then(nw.lit(mapping.constants[name]))
    text = _source(mapping, raw, name)
    column = mapping.table.column(name)
    allowed = allowed_codes(column)
    if column.codes or name in mapping.codes:
        text = _translated(text, mapping.codes.get(name, {}), allowed)
    if name in _CUT:
        text = _CUT[name](text)
    if name == "grade":  # the model writes "not known" as 0
        text = text.fill_null("0")
    return text


def _source(mapping: FileMapping, raw: Raw, name: str) -> nw.Expr:
    def filled(heading: str) -> nw.Expr:
        text = nw.col(raw.column(heading)).str.strip_chars()
        return nw.when(~text.is_in(["", *mapping.missing])).then(text)

    if name in mapping.columns:
        return filled(mapping.columns[name])
    derived: Derived = mapping.derived[name]
    parts = [filled(h) for h in derived.headings]
    if derived.how == "first":
        return nw.coalesce(*parts)
    if derived.how == "join":  # a sign that stands in no key, so that ab + c is not a + bc
        return nw.concat_str(*parts, separator="\x1f")
    if derived.how == "brin":
        branch = parts[1].str.zfill(2) if len(parts) > 1 else nw.lit("00")
        return nw.concat_str(parts[0].str.to_uppercase(), branch)
    pattern = "[^0-9]" if derived.how == "digits" else "[0-9].*$"
    rest = parts[0].str.replace_all(pattern, "").str.strip_chars()
    return nw.when(rest != "").then(rest)


def _translated(text: nw.Expr, codes: Mapping[str, str], ours: tuple[str, ...]) -> nw.Expr:
    """Code for code, first as written, then without case, blanks and punctuation; what is unknown stays."""
    exact = {c: c for c in ours} | dict(codes)
    loose = _loose_codes(exact)
    found = [text.replace_strict(list(exact), list(exact.values()), default=None)]
    if loose:
        form = text.str.to_lowercase().str.replace_all("[^a-z0-9]", "")
        found.append(form.replace_strict(list(loose), list(loose.values()), default=None))
    return nw.coalesce(*found, text)


def _loose_codes(codes: Mapping[str, str]) -> Mapping[str, str]:
    """The codes by their bare letters and digits, without those that would then mean two things."""
    meanings: dict[str, set[str]] = {}
    for theirs, ours in codes.items():
        meanings.setdefault(re.sub("[^a-z0-9]", "", theirs.lower()), set()).add(ours)
    return {form: ours.pop() for form, ours in meanings.items() if form and len(ours) == 1}


def _sector(level: nw.Expr) -> nw.Expr:
    sectors = {code: level.sector for code, level in levels().items() if level.sector}
    return level.replace_strict(list(sectors), list(sectors.values()), default=None)


def _month(text: nw.Expr) -> nw.Expr:
    """`2008-05` out of 2008-05-17, 17-5-2008, 17/05/2008, 20080517 or 2008-05."""
    year_first = text.str.contains(r"^[0-9]{4}-[0-9]{2}(-[0-9]{2}([ T].*)?)?$")
    day_first = text.str.contains(r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}( .*)?$")
    bare = text.str.contains("^[0-9]{8}$")
    day_gone = text.str.replace_all(" .*$", "").str.replace_all("^[0-9]{1,2}[-/.]", "")
    month = day_gone.str.replace_all("[-/.].*$", "").str.zfill(2)
    year = day_gone.str.replace_all("^.*[-/.]", "")
    cut: nw.Expr = nw.when(bare).then(nw.concat_str(text.str.slice(0, 4), nw.lit("-"), text.str.slice(4, 2)))
    cut = nw.when(day_first).then(nw.concat_str(year, nw.lit("-"), month)).otherwise(cut)
    return _or_unreadable(text, nw.when(year_first).then(text.str.slice(0, 7)).otherwise(cut))


def _year(text: nw.Expr) -> nw.Expr:
    """The year of a year or date; what is neither stays, since it is no date."""
    day_first = text.str.contains(r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}$")
    year_first = text.str.contains(r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([ T].*)?)?)?$")
    cut = nw.when(day_first).then(text.str.tail(4))
    return _or_unreadable(text, nw.when(year_first).then(text.str.slice(0, 4)).otherwise(cut))


def _postcode(text: nw.Expr) -> nw.Expr:
    """`9901` out of 9901 AB, 9901ab or 9901."""
    whole = text.str.contains(r"^[0-9]{4}\s*([A-Za-z]{2})?$")
    return _or_unreadable(text, nw.when(whole).then(text.str.slice(0, 4)))


def _or_unreadable(text: nw.Expr, cut: nw.Expr) -> nw.Expr:
    return nw.when(~text.is_null()).then(nw.coalesce(cut, nw.lit(UNREADABLE)))


def _upper(text: nw.Expr) -> nw.Expr:
    return text.str.to_uppercase()


_CUT: Mapping[str, Callable[[nw.Expr], nw.Expr]] = {
    "birth_month": _month,
    "arrival_year": _year,
    "postcode4": _postcode,
    "location": _upper,
    "neighbourhood": _upper,
    "municipality": _upper,
}
