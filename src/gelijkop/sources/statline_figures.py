"""Turns the numbers of a StatLine table into `area_figures`: which group is the total, which place, which year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, InputRefused, SpreadsheetDamage, Text
from gelijkop.model.periods import school_year, start_year
from gelijkop.sources import identifiers
from gelijkop.sources.checks import contradictions
from gelijkop.sources.declared import Bound, SourceColumn
from gelijkop.sources.numbers import Parsed, parse_numbers
from gelijkop.sources.reading import Columns, Reading, Refusals, in_table, same, texts
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.statline import Cube, Label, Table

Objects = NDArray[np.object_]
Flags = NDArray[np.bool_]
_PERIOD = re.compile(
    r"^((?:19|20)\d{2})(?:/['’\"](\d{2})(?: naar (?:\w+jaar )?(?:19|20)\d{2}/['’\"]\d{2})?)?\*{0,2}$", re.ASCII
)
_KEY = re.compile(r"^((?:19|20)\d{2})(SJ|JJ)00$", re.ASCII)
_SEX: Mapping[str, str] = {"mannen": "m", "jongens": "m", "vrouwen": "v", "meisjes": "v"}
_ADVICE = "advies:"
"""What 84274NED writes before a level."""
_TOTAL = re.compile(r"^T\d{6}$", re.ASCII)
"""How StatLine writes the key of a total (`T001038`)."""
_PROVINCE = re.compile(r"^PV\d{2}$", re.ASCII)


@dataclass
class _Keys:
    """The keys of the model for every row, filled dimension by dimension."""

    place: Objects
    kind: Objects
    period: Objects
    level: Objects
    sex: Objects
    detail: list[list[str]]
    outside: Flags


def read_cube(table: Table, cube: Cube) -> Reading:
    """The figures of a table; rows about regions that the model does not have are left out, and said.

    Raises:
        SpreadsheetDamage: a spreadsheet changed numbers.
        InputRefused: two dimensions were swapped, or most rows are wrong.
    """
    _check_swapped(table, cube)
    count = len(cube.row)
    refusals = Refusals(cube.file, count)
    keys = _Keys(
        same("NL", count), same("country", count), same(None, count), same(None, count), same(None, count),
        [[] for _ in range(count)], np.zeros(count, dtype=bool),
    )  # fmt: skip
    remarks: list[Finding] = []
    for column in table.dimensions:
        remarks += _dimension(table, column, cube, keys, refusals)
    numbers = _numbers(table, cube, refusals)
    bound = [Bound(name, c) for c in table.topics for name in [c.name] if name in numbers]
    for broken in contradictions(table.source, bound, numbers):
        for n in np.flatnonzero(broken.rows):
            refusals.add(int(n), _finding(cube, "contradiction", int(n), broken.heading, broken.text))
    detail = texts(["; ".join(sorted(parts)) or None for parts in keys.detail])
    _check_twice(cube, [keys.place, keys.period, keys.level, keys.sex, detail], keys.outside, refusals)
    findings = refusals.findings()
    kept = refusals.kept & ~keys.outside
    outside = int((keys.outside & refusals.kept).sum())
    columns = _columns(table, cube, keys, detail, numbers, kept)
    remarks += _remarks(table, cube, numbers, outside)
    return Reading(
        table.source.code, cube.file, cube.sha256, "area_figures", columns, count - outside, int(kept.sum()),
        findings, tuple(remarks), names=_names(table, cube),
    )  # fmt: skip


def period_of(label: Label, *, start: bool) -> str | None:
    """`2021/2022` for `2021/'22` and `2021/'22 naar 2022/'23*`; `2021` for a calendar year; None where it is none.

    `start`: a year alone is the school year that starts then. A key that tells another year than the name: None.
    """
    match = _PERIOD.match(label.title)
    if match is None:
        return None
    written = start_year(f"{match[1]}/{match[2]}") if match[2] else int(match[1])
    if written is None:
        return None
    is_school = bool(match[2]) or start
    key = _KEY.match(label.key)
    if label.key and (key is None or int(key[1]) != written or (match[2] and key[2] != "SJ")):
        return None
    return school_year(written) if is_school else str(written)


def _dimension(table: Table, column: SourceColumn, cube: Cube, keys: _Keys, refusals: Refusals) -> Iterable[Finding]:
    """Fill in what one dimension says of every row."""
    labels = cube.labels[column.name]
    total = _total(table, column, labels)
    found = {label: _meaning(table, column, label, total) for label in set(labels) if label is not None}
    for n, label in enumerate(labels):
        meaning = found[label] if label is not None else None
        if meaning is None:
            text = Text("deze code staat in geen codelijst, of is geen geslacht, jaar of plaats.",
                        "this code is in no code list, or is no sex, year or place.")  # fmt: skip
            refusals.add(n, _finding(cube, "unknown_code", n, column.name, text))
        elif column.becomes == "region":
            keys.place[n], keys.kind[n] = meaning
            keys.outside[n] = not meaning[0]
        elif meaning[0] == "detail":
            keys.detail[n].append(f"{column.detail}={meaning[1]}")
        elif meaning[0]:
            getattr(keys, meaning[0])[n] = meaning[1]
    provisional = sorted({v.title for v in found if column.becomes == "period" and v.title.endswith("*")})
    if provisional:
        text = Text(f"voorlopige cijfers: {', '.join(provisional)}.", f"provisional figures: {', '.join(provisional)}.")
        yield Finding("provisional", cube.file, text, None, column.name)
    if total is None and column.becomes in ("sex", "level", "detail") and column.name in table.totals:
        text = Text("deze indeling heeft hier geen totaal.", "this classification has no total here.")
        yield Finding("no_total", cube.file, text, None, column.name)


def _meaning(table: Table, column: SourceColumn, label: Label, total: str | None) -> tuple[str, str] | None:
    """What a code is: the key that it fills and its value; ("", "") for a total, None for what it cannot be."""
    if column.becomes == "region":
        return _region(label)
    if column.becomes == "period":
        period = period_of(label, start=table.source.period == "start")
        return ("period", period) if period else None
    if label.title == total:
        return "", ""
    if column.becomes == "sex":
        sex = _SEX.get(label.title.casefold())
        return ("sex", sex) if sex else None
    title = label.title.strip()
    if column.becomes == "level":
        bare = title[len(_ADVICE) :].strip() if title.casefold().startswith(_ADVICE) else title
        level = table.source.levels.get(bare.casefold())
        return ("level", level) if level else ("detail", bare)
    return "detail", title


def _region(label: Label) -> tuple[str, str] | None:
    """Code and kind of a place; two empty texts for a region that the model does not have."""
    if not label.key:  # a CSV has names only
        return (
            ("NL", "country") if label.title.casefold() == "nederland" else identifiers.region(label.title) or ("", "")
        )
    if _PROVINCE.match(label.key):
        return label.key, "province"
    known = identifiers.region(label.key)
    if known is None and re.match(r"^(GM|WK|BU|NL)", label.key):
        return None  # such a code that is not well-formed was damaged
    return known or ("", "")


def _total(table: Table, column: SourceColumn, labels: Sequence[Label | None]) -> str | None:
    """The name of the total in this file: one that is declared, else the only one whose key is that of a total."""
    known = {label for label in labels if label is not None}
    there = {label.title.casefold(): label.title for label in known}
    declared = [there[t.casefold()] for t in table.totals.get(column.name, ()) if t.casefold() in there]
    by_key = [label.title for label in known if _TOTAL.match(label.key)]
    return declared[0] if declared else by_key[0] if len(by_key) == 1 else None


def _numbers(table: Table, cube: Cube, refusals: Refusals) -> dict[str, Parsed]:
    damaged, parsed = [], {}
    for column in table.topics:
        if column.name not in cube.cells:
            continue
        cells = cube.cells[column.name]
        found = parse_numbers(cells, table.source.numbers, whole=column.whole)
        parsed[column.name] = found
        for n in found.damaged:
            text = Text(f"“{cells[n]}” is gemaakt door een spreadsheet. Haal het bestand opnieuw op.",
                        f"“{cells[n]}” was made by a spreadsheet. Fetch the file again.")  # fmt: skip
            damaged.append(_finding(cube, "spreadsheet_damage", n, column.name, text))
        for n in found.unreadable:
            text = Text(f"“{cells[n]}” is geen getal zoals StatLine het schrijft.",
                        f"“{cells[n]}” is no number as StatLine writes it.")  # fmt: skip
            refusals.add(n, _finding(cube, "no_number", n, column.name, text))
    if damaged:
        raise refused(SpreadsheetDamage, shortened(damaged))
    return parsed


def _check_swapped(table: Table, cube: Cube) -> None:
    for name, pattern in table.never.items():
        odd = {label.title for label in set(cube.labels[name]) if label is not None and pattern.search(label.title)}
        if odd:
            text = Text(f"hier staat “{min(odd)}”, wat in een andere kolom hoort. Zijn kolommen verwisseld?",
                        f"here stands “{min(odd)}”, which belongs elsewhere. Were columns swapped?")  # fmt: skip
            raise refusal(InputRefused, "swapped", cube.file, text, column=name)


def _check_twice(cube: Cube, keys: Sequence[Objects], outside: Flags, refusals: Refusals) -> None:
    """Refuse every row whose place, year and groups are there more than once."""
    rows = list(zip(*(k.tolist() for k in keys), strict=True))
    usable = refusals.kept & ~outside
    times = Counter(row for row, used in zip(rows, usable, strict=True) if used)
    if len(times) == int(usable.sum()):
        return
    text = Text("deze plaats, dit jaar en deze groepen staan er meer dan eens in.",
                "this place, year and these groups are there more than once.")  # fmt: skip
    for n in np.flatnonzero(usable):
        if times[rows[n]] > 1:
            refusals.add(int(n), _finding(cube, "duplicate_row", int(n), None, text))


def _columns(
    table: Table, cube: Cube, keys: _Keys, detail: Objects, numbers: Mapping[str, Parsed], kept: Flags
) -> Columns:
    count = int(kept.sum())
    shared: Columns = {
        "source": same(table.source.code, count), "place": keys.place[kept], "place_kind": keys.kind[kept],
        "period": keys.period[kept], "level": keys.level[kept], "grade": same(None, count), "sex": keys.sex[kept],
        "detail": detail[kept], "file": same(cube.file, count), "row": cube.row[kept],
    }  # fmt: skip
    parts = [
        {
            **shared,
            "measure": same(column.measure, count),
            "unit": same(column.unit, count),
            "lower": numbers[column.name].lower[kept],
            "upper": numbers[column.name].upper[kept],
            "state": numbers[column.name].state[kept],
        }
        for column in table.topics
        if column.name in numbers
    ]
    return in_table("area_figures", parts)


def _remarks(table: Table, cube: Cube, numbers: Mapping[str, Parsed], outside: int) -> list[Finding]:
    text = Text("dit onderwerp staat niet in dit bestand en is overgeslagen.",
                "this topic is not in this file and was left out.")  # fmt: skip
    found = [Finding("no_topic", cube.file, text, None, c.name) for c in table.topics if c.name not in numbers]
    if outside:
        region = next(c.name for c in table.dimensions if c.becomes == "region")
        text = Text(f"{outside} rijen over andere gebieden, of plaatsen zonder code, zijn niet gelezen.",
                    f"{outside} rows on other regions, or places without a code, were not read.")  # fmt: skip
        found.append(Finding("other_regions", cube.file, text, None, region))
    return found


def _names(table: Table, cube: Cube) -> dict[str, str]:
    """The names of the municipalities in this table."""
    region = next((c.name for c in table.dimensions if c.becomes == "region"), None)
    labels = {label for label in cube.labels[region] if label is not None} if region else set()
    known = ((identifiers.region(label.key), label.title) for label in labels)
    return {found[0]: title for found, title in known if found and found[1] == "municipality"}


def _finding(cube: Cube, rule: str, position: int, column: str | None, text: Text) -> Finding:
    return Finding(rule, cube.file, text, int(cube.row[position]), column)
