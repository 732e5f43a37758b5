"""Reads a table of one's own (wide or long, CSV or Excel) into `area_figures`, as the mapping beside it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.errors import Finding, InputRefused, MissingColumn, SpreadsheetDamage, Text
from gelijkop.sources import identifiers, years
from gelijkop.sources.declared import SourceColumn
from gelijkop.sources.delimited import Objects, Sheet
from gelijkop.sources.mapping_faults import nearest
from gelijkop.sources.numbers import Parsed, parse_numbers
from gelijkop.sources.own_mapping import PERIOD, OwnTable
from gelijkop.sources.reading import Columns, Reading, Refusals, in_table, same, texts
from gelijkop.sources.refusals import refused, shortened

_PERIOD = r"(\d{4}(?:[-/]\d{4})?)"
_SINGLE: Mapping[str, Callable[[str], str | None]] = {
    "municipality": identifiers.municipality, "postcode4": identifiers.postcode4, "location": identifiers.brin6,
}  # fmt: skip


@dataclass(frozen=True)
class _Series:
    """The numbers of one measure: the heading and rows they stand in, and the period where the heading tells it."""

    column: SourceColumn
    heading: str
    rows: Objects
    period: str | None = None


def read_own_table(mapping: OwnTable, sheet: Sheet, *, sha256: str) -> Reading:
    """The figures in this table; a row with a fault in any of its cells is refused whole.

    Raises:
        MissingColumn: a heading that the mapping names is not there.
        SpreadsheetDamage: a spreadsheet changed cells.
        InputRefused: a long table holds topics that the mapping does not name, or most rows are wrong.
    """
    _check_headings(mapping, sheet)
    sheet = _about_measures(mapping, sheet)
    refusals = Refusals(sheet.file, len(sheet))
    place, kind = _places(mapping, sheet, refusals)
    period = _periods(mapping, sheet, refusals)
    level, sex = (_coded(mapping, sheet, column, refusals) for column in ("level", "sex"))
    detail = texts([" · ".join(filter(None, (c.strip() for c in cells))) for cells in _cells(sheet, mapping.detail)])
    series = list(_series(mapping, sheet))
    numbers = [_numbers(mapping, sheet, s, refusals) for s in series]
    _check_twice(mapping, sheet, [place, period, level, sex, detail], refusals)
    findings = refusals.findings()
    keys: Columns = {"place": place, "place_kind": kind, "level": level, "sex": sex, "detail": detail,
                     "file": same(sheet.file, len(sheet)), "row": sheet.row}  # fmt: skip
    parts = [
        _figures(mapping, s, {**keys, "period": period if s.period is None else same(s.period, len(sheet))}, parsed,
                 refusals.kept)
        for s, parsed in zip(series, numbers, strict=True)
    ]  # fmt: skip
    return Reading(mapping.source.code, sheet.file, sha256, "area_figures", in_table("area_figures", parts),
                   len(sheet), int(refusals.kept.sum()), findings, declared=mapping.source,
                   titles=mapping.titles)  # fmt: skip


def _check_headings(mapping: OwnTable, sheet: Sheet) -> None:
    missing = [h for h in mapping.headings if h not in sheet.cells]
    if not mapping.topic:
        missing += [c.name for c in mapping.source.columns if not list(_headings(c, sheet))]
    if missing:
        raise refused(MissingColumn, [_missing(heading, sheet) for heading in missing])


def _missing(heading: str, sheet: Sheet) -> Finding:
    near = nearest(heading, sheet.cells)
    hint = Text("", "") if near is None else Text(f" Bedoelt u “{near}”?", f" Did you mean “{near}”?")
    text = Text(f"deze kolom staat in het koppelbestand, maar niet in dit bestand.{hint.nl}",
                f"this column is in the mapping file, but not in this file.{hint.en}")  # fmt: skip
    return Finding("missing_column", sheet.file, text, 1, heading)


def _headings(column: SourceColumn, sheet: Sheet) -> Iterator[tuple[str, str | None]]:
    """The headings of a measure, with the period that they tell."""
    if PERIOD not in column.name:
        yield from ((h, None) for h in sheet.cells if h == column.name)
        return
    pattern = re.compile(re.escape(column.name).replace(re.escape(PERIOD), _PERIOD))
    for heading in sheet.cells:
        if (match := pattern.fullmatch(heading)) and (period := years.period_in(match[1])):
            yield heading, period


def _about_measures(mapping: OwnTable, sheet: Sheet) -> Sheet:
    """A long table without the rows about topics that the mapping says to skip.

    Raises:
        InputRefused: there are topics that the mapping does not name.
    """
    if not mapping.topic:
        return sheet
    topics = [c.strip() for c in sheet.cells[mapping.topic]]
    known = {c.name for c in mapping.source.columns}
    text = Text(
        "dit onderwerp staat niet in het koppelbestand. Geef het een [[measure]], of noem het bij long.skip.",
        "this topic is not in the mapping file. Give it a [[measure]], or name it under long.skip.",
    )
    strange = {t: n for n, t in reversed(list(enumerate(topics))) if t not in known and t not in mapping.skip}
    if strange:
        found = [
            Finding("unknown_topic", sheet.file, Text(f"“{t}”: {text.nl}", f"“{t}”: {text.en}"), int(sheet.row[n]),
                    mapping.topic)
            for t, n in sorted(strange.items(), key=lambda item: item[1])
        ]  # fmt: skip
        raise refused(InputRefused, shortened(found))
    kept = np.array([t in known for t in topics], dtype=bool)
    cells = {h: [c for c, keep in zip(column, kept, strict=True) if keep] for h, column in sheet.cells.items()}
    return Sheet(sheet.file, cells, sheet.row[kept])


def _series(mapping: OwnTable, sheet: Sheet) -> Iterator[_Series]:
    every = np.ones(len(sheet), dtype=object)
    topics = np.array([c.strip() for c in sheet.cells[mapping.topic]], dtype=object) if mapping.topic else every
    for column in mapping.source.columns:
        if mapping.topic:
            yield _Series(column, mapping.value, topics == column.name)
        else:
            yield from (_Series(column, h, every == 1, period) for h, period in _headings(column, sheet))


def _places(mapping: OwnTable, sheet: Sheet, refusals: Refusals) -> tuple[Objects, Objects]:
    cells = sheet.cells[mapping.place]
    known = {cell: _place(mapping, cell.strip()) for cell in set(cells)}
    text = Text(
        f"verwacht: een code van soort {mapping.kind}, of een naam die onder place.names staat.",
        f"expected: a code of kind {mapping.kind}, or a name that is under place.names.",
    )
    _refuse(refusals, sheet, mapping.place, [known[c] is None for c in cells], "unknown_place", text)
    found = [known[c] or ("", "") for c in cells]
    return texts([place for place, _ in found]), texts([kind for _, kind in found])


def _place(mapping: OwnTable, cell: str) -> tuple[str, str] | None:
    """Code and kind of one place; None where it is none."""
    written = mapping.names.get(cell, cell)
    if understand := _SINGLE.get(mapping.kind):
        code = understand(written)
        return None if code is None else (code, mapping.kind)
    found = identifiers.region(written)
    return found if found and mapping.kind in ("region", found[1]) else None


def _periods(mapping: OwnTable, sheet: Sheet, refusals: Refusals) -> Objects:
    if not mapping.period:
        return same(years.period_in(mapping.fixed) if mapping.fixed else None, len(sheet))
    found = [years.period_in(c) for c in sheet.cells[mapping.period]]
    text = Text(
        "verwacht: een jaar (2023) of schooljaar (2022/2023).", "expected: a year (2023) or school year (2022/2023)."
    )
    _refuse(refusals, sheet, mapping.period, [p is None for p in found], "impossible_period", text)
    return texts(found)


def _coded(mapping: OwnTable, sheet: Sheet, column: str, refusals: Refusals) -> Objects:
    """A breakdown in our codes; what the mapping calls a total has none."""
    heading = mapping.breakdown.get(column)
    if heading is None:
        return same(None, len(sheet))
    codes = mapping.codes[column]
    cells = [c.strip() for c in sheet.cells[heading]]
    text = Text(f"deze waarde staat niet onder codes.{column}.", f"this value is not under codes.{column}.")
    _refuse(refusals, sheet, heading, [c not in codes for c in cells], "unknown_code", text)
    return texts([codes.get(c) for c in cells])


def _cells(sheet: Sheet, headings: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Row by row the cells under these headings."""
    return zip(*(sheet.cells[h] for h in headings), strict=True) if headings else iter([()] * len(sheet))


def _numbers(mapping: OwnTable, sheet: Sheet, series: _Series, refusals: Refusals) -> Parsed:
    """The numbers of one series in the order of the rows; rows about another measure count as empty."""
    cells = [c if mine else "" for c, mine in zip(sheet.cells[series.heading], series.rows, strict=True)]
    parsed = parse_numbers(cells, mapping.source.numbers, whole=series.column.whole)
    if parsed.damaged:
        text = Text(
            "dit is gemaakt door een spreadsheet (een datum, macht van tien of fout). Bewaar de kolom als getal.",
            "this was made by a spreadsheet (a date, power of ten or error). Save the column as numbers.",
        )
        found = [Finding("spreadsheet_damage", sheet.file, Text(f"“{cells[n]}”: {text.nl}", f"“{cells[n]}”: {text.en}"),
                         int(sheet.row[n]), series.heading) for n in parsed.damaged]  # fmt: skip
        raise refused(SpreadsheetDamage, shortened(found))
    for n in parsed.unreadable:
        text = Text(
            f"“{cells[n]}” is geen getal zoals het koppelbestand zegt.",
            f"“{cells[n]}” is no number as the mapping file says.",
        )
        refusals.add(n, Finding("no_number", sheet.file, text, int(sheet.row[n]), series.heading))
    low, high = series.column.low, series.column.high
    outside = (parsed.lower < (-np.inf if low is None else low)) | (parsed.upper > (np.inf if high is None else high))
    text = Text(
        "dit getal ligt buiten de grenzen van het koppelbestand (een percentage: 0 tot 100).",
        "this number is outside the bounds of the mapping file (a percentage: 0 to 100).",
    )
    _refuse(refusals, sheet, series.heading, outside.tolist(), "out_of_range", text)
    return parsed


def _check_twice(mapping: OwnTable, sheet: Sheet, keys: Sequence[Objects], refusals: Refusals) -> None:
    """Refuse every row whose place, period and breakdown (and topic) are there more than once."""
    topics = [c.strip() for c in sheet.cells[mapping.topic]] if mapping.topic else same(None, len(sheet))
    seen: dict[tuple[object, ...], int] = {}
    for n, key in enumerate(zip(topics, *keys, strict=True)):
        first = seen.setdefault(key, n)
        if first != n and refusals.kept[n]:
            for position, other in ((first, n), (n, first)):
                text = Text(
                    f"deze plaats, periode en uitsplitsing staan ook in rij {sheet.row[other]}.",
                    f"this place, period and breakdown are in row {sheet.row[other]} too.",
                )
                refusals.add(position, Finding("duplicate_row", sheet.file, text, int(sheet.row[position])))


def _refuse(refusals: Refusals, sheet: Sheet, heading: str, wrong: Sequence[bool], rule: str, text: Text) -> None:
    """Refuse the rows that are wrong, each with what stands under the heading."""
    for n in np.flatnonzero(np.asarray(wrong, dtype=bool)):
        cell = sheet.cells[heading][int(n)].strip()
        quoted = Text(f"“{cell}”: {text.nl}", f"“{cell}”: {text.en}")
        refusals.add(int(n), Finding(rule, sheet.file, quoted, int(sheet.row[n]), heading))


def _figures(mapping: OwnTable, series: _Series, keys: Columns, numbers: Parsed, kept: Objects) -> Columns:
    used = np.asarray(kept & series.rows.astype(bool))
    count = int(used.sum())
    return {
        **{name: values[used] for name, values in keys.items()},
        "source": same(mapping.source.code, count),
        "measure": same(series.column.becomes, count),
        "grade": same(None, count),
        "lower": numbers.lower[used],
        "upper": numbers.upper[used],
        "unit": same(series.column.unit, count),
        "state": numbers.state[used],
    }
