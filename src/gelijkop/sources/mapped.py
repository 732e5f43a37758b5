"""The rows of a pupil file under our column names, as text: codes translated, dates and postcodes cut short.

The cutting stands in the query itself, so a day of birth or a full postcode is never kept. Columns
that are not mapped are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import narwhals as nw

from gelijkop.model.levels import levels
from gelijkop.sources.counting_rows import GRADUATED, OUTCOME, kept, outcome
from gelijkop.sources.mapping import Derived, FileMapping
from gelijkop.sources.pupil_file import ROW, Frame, Raw
from gelijkop.sources.schemes import allowed_codes

Added = Sequence[tuple[Sequence[str], Sequence[nw.Expr]]]

UNREADABLE = "?"
"""Stands for a text that should have been cut and could not be, so that the checks find it and its value is gone."""

DATES = ("birth_month", "arrival_year")
"""Columns in which a date may stand."""


class Engine(Protocol):
    """What translating needs of the store."""

    def by_value(self, frame: Frame, added: Added) -> Frame:
        """The same frame with columns that are worked out once for each different value of others."""


def apply(mapping: FileMapping, raw: Raw, engine: Engine) -> Frame:
    """One row per row of the file that counts: every column of the mapping's table as text, and `row`.

    Missing where not mapped. With `[outcome]` a column `outcome` more: graduated, left, other or missing.
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
    order = [c.name for c in mapping.table.columns] + [OUTCOME] * (mapping.outcome is not None)
    made = {name: tuple(dict.fromkeys(raw.column(h) for h in headings)) for name, headings in needed.items()}
    known = engine.by_value(kept(mapping, raw), _together(texts, made))
    # What needs no column is a constant, which is there in every row.
    columns = [nw.col(n) if made.get(n) else texts.get(n, nw.lit(None, dtype=nw.String)).alias(n) for n in order]
    return known.select(*columns, ROW)


def _together(texts: Mapping[str, nw.Expr], needed: Mapping[str, tuple[str, ...]]) -> Added:
    """The expressions by the columns that they need."""
    by_need: dict[tuple[str, ...], list[nw.Expr]] = {}
    for name, columns in needed.items():
        if columns:
            by_need.setdefault(columns, []).append(texts[name].alias(name))
    return list(by_need.items())


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
