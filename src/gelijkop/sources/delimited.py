"""Reads a delimited file of published figures, as its source in the catalogue declares it, into `area_figures`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import (
    Finding,
    ImpossiblePeriod,
    InputRefused,
    MissingColumn,
    SpreadsheetDamage,
    Text,
    TruncatedFile,
    UnknownCode,
)
from gelijkop.model.levels import levels
from gelijkop.sources import identifiers, years
from gelijkop.sources.checks import contradictions
from gelijkop.sources.declared import Bound, Source, SourceColumn, bind
from gelijkop.sources.numbers import Parsed, parse_numbers
from gelijkop.sources.reading import Columns, Reading, Refusals, few_rows, in_table, same
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.text import Opened, rows

Objects = NDArray[np.object_]
_GRADES = re.compile(r" lj (\d)(?:-(\d))?$")
_BY_PROGRAMME = "programme"


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, by heading, with the row number that a person counts."""

    file: str
    cells: Mapping[str, Sequence[str]]
    row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)


def read_figures(source: Source, opened: Opened) -> Reading:
    """The published figures in this file; one row a number that the source prints.

    Raises:
        MissingColumn: a declared column is not there.
        SpreadsheetDamage: a spreadsheet changed cells.
        ImpossiblePeriod: no school year in the file or its name.
        TruncatedFile: the last line stops half-way.
        UnknownCode: the source has codes of which the meaning is not known.
        InputRefused: columns stand in another order, or most rows are wrong.
    """
    bound = checked_columns(source, opened)
    _check_decoded(source, opened.name)
    sheet = open_sheet(source, opened)
    refusals = Refusals(sheet.file, len(sheet))
    place, kind = _places(source, sheet, refusals)
    level, detail = _levels(source, sheet, refusals)
    period = _period(source, sheet, opened.name, refusals)
    numbers = _numbers(source, bound, sheet, refusals)
    for found in contradictions(source, bound, numbers):
        _refuse_rows(refusals, sheet, found.rows, "contradiction", found.heading, found.text)
    outside = _outside_grades(source, bound, sheet)
    _check_grades(sheet, numbers, outside, refusals)
    _check_twice(sheet, [place, period, level, detail], refusals)
    findings = refusals.findings()
    kept = refusals.kept
    keys = {"place": place, "place_kind": kind, "level": level, "detail": detail}
    parts = []
    for item in bound:
        if item.column.measure is not None:
            written = same(years.year_in_heading(item.period), len(sheet)) if item.period else period
            used = kept & ~outside[item.heading] if item.heading in outside else kept
            parts.append(_figures(source, item, sheet, {**keys, "period": written}, numbers[item.heading], used))
    if source.total:
        added = Bound(source.total, SourceColumn(source.total, source.total, "pupils"))
        summed = _summed([numbers[b.heading] for b in bound if b.column.becomes == "part"])
        parts.append(_figures(source, added, sheet, {**keys, "period": period}, summed, kept))
    remarks = few_rows(sheet.file, len(sheet), source.usual_rows)
    return Reading(source.code, opened.name, opened.sha256, "area_figures", in_table("area_figures", parts),
                   len(sheet), int(kept.sum()), findings, remarks)  # fmt: skip


def checked_columns(source: Source, opened: Opened) -> list[Bound]:
    """The declared columns of this file, all there and in the order in which they are published."""
    bound, missing = bind(source, opened.header)
    if missing:
        text = Text("deze kolom hoort in dit bestand te staan maar ontbreekt. Haal het bestand opnieuw op.",
                    "this column belongs in this file but is not there. Fetch the file again.")  # fmt: skip
        raise refused(MissingColumn, shortened([Finding("missing_column", opened.name, text, 1, m) for m in missing]))
    places = [opened.header.index(item.heading) for item in bound]
    moved = [item.heading for item, at, before in zip(bound[1:], places[1:], places, strict=False) if at < before]
    if moved:
        text = Text("deze kolom staat op een andere plaats dan in het bestand van de bron. Zijn koppen verwisseld? "
                    "Haal het bestand opnieuw op.",
                    "this column stands in another place than in the file of the source. Were headings swapped? "
                    "Fetch the file again.")  # fmt: skip
        raise refused(InputRefused, shortened([Finding("column_order", opened.name, text, 1, m) for m in moved]))
    return bound


def _check_decoded(source: Source, name: str) -> None:
    """Refuse codes of which nobody published the meaning; a guess would be other numbers, silently."""
    heading = source.named("coded")
    if heading and not source.programmes:
        raise refusal(
            UnknownCode, "no_decode_table", name,
            Text("wat de codes in deze kolom betekenen is niet gepubliceerd of niet zeker, en raden zou andere cijfers "
                 "geven. Vraag de uitgever om de codelijst; tot dan leest gelijkop dit bestand niet in.",
                 "what the codes in this column mean is not published or not certain, and a guess would give other "
                 "numbers. Ask the publisher for the code list; until then gelijkop does not read this file."),
            column=heading,
        )  # fmt: skip


def _summed(parts: Sequence[Parsed]) -> Parsed:
    """The sum of columns, row by row; hidden where a part is hidden."""
    lower, upper = sum(p.lower for p in parts), sum(p.upper for p in parts)
    state = np.where(np.any([p.state == "suppressed" for p in parts], axis=0), "suppressed", "shown").astype(object)
    missing = np.any([p.state == "missing" for p in parts], axis=0)
    state[missing] = "missing"
    return Parsed(np.asarray(lower), np.asarray(upper), state, (), ())


def open_sheet(source: Source, opened: Opened) -> Sheet:
    """All rows of the file in memory, by heading."""
    records = list(rows(opened))
    columns = list(zip(*(record for _, record in records), strict=True))
    if not source.open_end and not _ends_with_newline(opened):
        raise refusal(
            TruncatedFile, "cut_short", opened.name,
            Text("de laatste regel is niet afgesloten. Het bestand is afgebroken: haal het opnieuw op.",
                 "the last line is not closed. The file was cut short: fetch it again."),
            row=records[-1][0],
        )  # fmt: skip
    row = np.fromiter((number for number, _ in records), np.int64, len(records))
    return Sheet(opened.name, dict(zip(opened.header, columns, strict=True)), row)


def _ends_with_newline(opened: Opened) -> bool:
    with opened.path.open("rb") as file:
        file.seek(-1, 2)
        return file.read() == b"\n"


def _places(source: Source, sheet: Sheet, refusals: Refusals) -> tuple[Objects, Objects]:
    """The place and the kind of place of every row."""
    place = np.empty(len(sheet), dtype=object)
    kind = same(source.place_kind, len(sheet))
    if (brin := source.named("brin")) and (branch := source.named("branch")):
        heading = brin
        pairs = list(zip(sheet.cells[brin], sheet.cells[branch], strict=True))
        check_zeros(sheet, brin)
        place[:] = [identifiers.location(b, v) for b, v in pairs]
    elif heading := source.named("postcode4") or "":
        place[:] = [identifiers.postcode4(c) for c in sheet.cells[heading]]
    else:
        heading = source.named("region") or ""
        regions = [identifiers.region(c) for c in sheet.cells[heading]]
        place[:] = [r[0] if r else None for r in regions]
        kind[:] = [r[1] if r else None for r in regions]
    text = Text("dit is geen bekende plaatscode (BRIN, vestiging, postcode of CBS-code).",
                "this is no known code of a place (BRIN, branch, postcode or CBS code).")  # fmt: skip
    _refuse_rows(refusals, sheet, place == None, "unknown_place", heading, text)  # noqa: E711  an array compares itself
    return place, kind


def check_zeros(sheet: Sheet, heading: str) -> None:
    """Refuse a file of which a spreadsheet took leading zeros from the BRIN, since they cannot be told back."""
    text = Text("dit BRIN-nummer mist een voorloopnul: het bestand is in een spreadsheet bewaard. Haal het opnieuw op.",
                "this BRIN lacks a leading zero: the file was saved in a spreadsheet. Fetch it again.")  # fmt: skip
    found = [
        Finding("lost_zero", sheet.file, text, int(sheet.row[n]), heading)
        for n, cell in enumerate(sheet.cells[heading])
        if identifiers.lost_zero(cell)
    ]
    if found:
        raise refused(SpreadsheetDamage, shortened(found))


def _levels(source: Source, sheet: Sheet, refusals: Refusals) -> tuple[Objects, Objects]:
    """The level (None where it has no place on the scale) and the further breakdown of every row."""
    level, detail = same(None, len(sheet)), same(None, len(sheet))
    track, programme, element = (source.named(role) for role in ("track", "programme", "element"))
    programme = programme or source.named("coded")
    if further := source.all_named("detail"):
        listed = [programme, *further] if programme else further
        detail[:] = [_joined(cells) for cells in zip(*(sheet.cells[h] for h in listed), strict=True)]
    if track is None and programme is None:
        return level, detail
    tracks = [c.strip() for c in sheet.cells[track]] if track else [""] * len(sheet)
    programmes = [c.strip() for c in sheet.cells[programme]] if programme else [""] * len(sheet)
    codes = {pair: _level(source, *pair) for pair in set(zip(tracks, programmes, strict=True))}
    found = [codes[pair] for pair in zip(tracks, programmes, strict=True)]
    level[:] = [code if code in levels() else None for code in found]
    text = Text("dit onderwijstype of deze opleiding is niet bekend bij deze bron.",
                "this track or programme is not known for this source.")  # fmt: skip
    unknown = np.array([code is None for code in found])
    _refuse_rows(refusals, sheet, unknown, "unknown_code", programme or track or "", text)
    if element:
        numbers = [c.strip().zfill(4) for c in sheet.cells[element]]
        detail[:] = [f"{t} · {e} {p}" for t, e, p in zip(tracks, numbers, programmes, strict=True)]
    elif programme and not further:
        detail[:] = programmes
    return level, detail


def _joined(cells: Sequence[str]) -> str | None:
    """The cells that hold text, with a point between them."""
    return " · ".join(c.strip() for c in cells if c.strip()) or None


def _level(source: Source, track: str, programme: str) -> str | None:
    """The level code, "" where the track has no place on the scale, None where it is not known."""
    code = source.levels.get(track.casefold()) if source.levels else _BY_PROGRAMME
    if code == _BY_PROGRAMME:
        return source.programmes.get(programme.split(" - ")[0].strip().casefold())
    return code


def _period(source: Source, sheet: Sheet, name: str, refusals: Refusals) -> Objects:
    """The period of every row: from its own column, or from the file name."""
    ways = {"period": years.calendar_year, "date": years.year_of_date, "start_year": years.year_of_start}
    for role, understand in ways.items():
        if heading := source.named(role):
            cells = sheet.cells[heading]
            known = {cell: understand(cell) for cell in set(cells)}
            found = same(None, len(sheet))
            found[:] = [known[c] for c in cells]
            text = Text("dit is geen jaar of datum (JJJJ of JJJJMMDD).", "this is no year or date (YYYY or YYYYMMDD).")
            _refuse_rows(refusals, sheet, found == None, "impossible_period", heading, text)  # noqa: E711
            return found
    if any("{period}" in column.name for column in source.columns):
        return same(None, len(sheet))
    by_name = years.calendar_year_in(name) if source.period == "calendar_file" else years.school_year_in(name)
    if by_name is None:
        raise refusal(
            ImpossiblePeriod, "no_period", name,
            Text("het jaar staat niet in dit bestand en niet in de bestandsnaam. Geef het bestand weer de naam van de "
                 "bron, met één schooljaar erin (zoals 2016-2017).",
                 "the year is not in this file and not in its name. Give the file the name of its source again, with "
                 "one school year in it (such as 2016-2017)."),
        )  # fmt: skip
    return same(by_name, len(sheet))


def _numbers(source: Source, bound: Sequence[Bound], sheet: Sheet, refusals: Refusals) -> dict[str, Parsed]:
    """Every number column, parsed; a cell that is no number refuses its row, a damaged cell the file."""
    parsed, damaged = {}, []
    for item in bound:
        if not item.column.is_number:
            continue
        cells = sheet.cells[item.heading]
        column = parsed[item.heading] = parse_numbers(cells, source.numbers, whole=item.column.whole)
        damaged += [_damaged(sheet, n, item.heading, cells[n]) for n in column.damaged]
        for n in column.unreadable:
            text = Text(f"“{cells[n]}” is geen getal zoals deze bron het schrijft.",
                        f"“{cells[n]}” is no number as this source writes it.")  # fmt: skip
            refusals.add(n, Finding("no_number", sheet.file, text, int(sheet.row[n]), item.heading))
    if damaged:
        raise refused(SpreadsheetDamage, shortened(damaged))
    for check in source.checks:
        if check.kind == "mean":
            _explain_blank(parsed[check.parts[0]], parsed[check.whole])
    return parsed


def _explain_blank(count: Parsed, mean: Parsed) -> None:
    """A mean that is not there is hidden where there are pupils, and does not apply where there are none."""
    blank = np.isnan(mean.lower)
    mean.state[blank & (count.lower > 0)] = "suppressed"
    mean.state[blank & (count.upper == 0)] = "not_applicable"


def _damaged(sheet: Sheet, position: int, heading: str, cell: str) -> Finding:
    text = Text(f"“{cell}” is gemaakt door een spreadsheet. Haal het bestand opnieuw op.",
                f"“{cell}” was made by a spreadsheet. Fetch the file again.")  # fmt: skip
    return Finding("spreadsheet_damage", sheet.file, text, int(sheet.row[position]), heading)


def _outside_grades(source: Source, bound: Sequence[Bound], sheet: Sheet) -> dict[str, NDArray[np.bool_]]:
    """For every column of a grade: the rows whose track does not have it (`HAVO lj 4-5` has 4 and 5)."""
    track = source.named("track")
    graded = {b.heading: b.grade for b in bound if "{grade}" in b.column.name and b.grade is not None}
    if track is None or not graded:
        return {}
    first, last = _grades_of(sheet.cells[track])
    return {heading: (grade < first) | (grade > last) for heading, grade in graded.items()}


def _check_grades(
    sheet: Sheet, numbers: Mapping[str, Parsed], outside: Mapping[str, NDArray[np.bool_]], refusals: Refusals
) -> None:
    text = Text("hier staan leerlingen in een leerjaar dat dit onderwijstype niet heeft. Zijn kolommen verwisseld?",
                "there are pupils in a grade that this track does not have. Were columns swapped?")  # fmt: skip
    for heading, rows_outside in outside.items():
        wrong = rows_outside & (numbers[heading].lower > 0)
        _refuse_rows(refusals, sheet, wrong, "impossible_grade", heading, text)


def _grades_of(tracks: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and last grade of each track; 1 and 6 where its name does not tell."""
    spans = {}
    for track in set(tracks):
        match = _GRADES.search(track.strip().replace("Brugjaar ", "Brugjaar lj "))
        spans[track] = (int(match[1]), int(match[2] or match[1])) if match else (1, 6)
    return np.array([spans[t][0] for t in tracks]), np.array([spans[t][1] for t in tracks])


def _check_twice(sheet: Sheet, keys: Sequence[Objects], refusals: Refusals) -> None:
    """Refuse every row whose key is there more than once: which of them is right cannot be told."""
    seen: dict[tuple[Any, ...], int] = {}  # Any: text or None
    for n, key in enumerate(zip(*keys, strict=True)):
        first = seen.setdefault(key, n)
        if first != n and refusals.kept[n]:
            for position, other in ((first, n), (n, first)):
                text = Text(f"deze plaats en uitsplitsing staan ook in rij {sheet.row[other]}.",
                            f"this place and breakdown are in row {sheet.row[other]} too.")  # fmt: skip
                refusals.add(position, Finding("duplicate_row", sheet.file, text, int(sheet.row[position])))


def _refuse_rows(
    refusals: Refusals, sheet: Sheet, wrong: NDArray[np.bool_], rule: str, heading: str, text: Text
) -> None:
    for n in np.flatnonzero(wrong):
        refusals.add(int(n), Finding(rule, sheet.file, text, int(sheet.row[n]), heading))


def _figures(
    source: Source, item: Bound, sheet: Sheet, keys: Mapping[str, Objects], numbers: Parsed, kept: NDArray[np.bool_]
) -> Columns:
    """The figures of one column: a row of `area_figures` for every row that is kept."""
    count = int(kept.sum())
    column = item.column
    state = numbers.state[kept]
    return {
        "source": same(source.code, count),
        "measure": same(column.measure, count),
        **{name: values[kept] for name, values in keys.items()},
        **({"level": same(column.level, count)} if column.level else {}),
        "grade": same(item.grade, count),
        "sex": same(column.sex, count),
        "detail": same(column.detail, count) if column.detail else keys["detail"][kept],
        "lower": numbers.lower[kept],
        "upper": numbers.upper[kept],
        "unit": same(column.unit, count),
        "state": state,
        "file": same(sheet.file, count),
        "row": sheet.row[kept],
    }
