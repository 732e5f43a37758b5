"""Writes a tiny valid file of a declared source in its own medium: delimited text, JSON or a workbook."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gelijkop.sources import advices, deprivation, postcodes, school_points
from gelijkop.sources.declared import Bound, Source
from gelijkop.sources.sample import KEYS, ROWS, sample_numbers, sample_table
from gelijkop.sources.sample_workbook import Cell, workbook

_PARTED = "zonder drempel"
"""What the columns of the second sheet of the deprivation scores have in their name."""


@dataclass(frozen=True)
class SampleFile:
    """A file as bytes, under a name that tells the year where the source needs it; `rows` are all valid."""

    name: str
    content: bytes
    rows: int


def sample_file(source: Source) -> SampleFile:
    """A small file of this source; the same every time.

    Raises:
        ValueError: no sample is written in this medium (Parquet needs an engine; StatLine has forms of its own).
    """
    if source.medium == "csv":
        table = sample_table(source)
        return SampleFile(table.file, table.text().encode("cp1252"), len(table.rows))
    if source.code not in _WRITERS:
        raise ValueError(f"{source.code}: no sample in {source.medium}")
    return _WRITERS[source.code](source)


def _numbers(source: Source) -> list[dict[str, float]]:
    """For each row a number for every heading of numbers."""
    return [sample_numbers(source, [Bound(c.name, c) for c in source.columns], row) for row in range(ROWS)]


def _advices(source: Source) -> SampleFile:
    schools = {}
    for brin, values in zip(KEYS["brin"], _numbers(source), strict=True):
        counts = [int(values[c.name]) for c in source.columns]
        more = [0.0] * (advices.NUMBERS - len(counts) - 1)
        schools[brin] = {"2021-2022": [*counts, sum(counts), *more]}
    return SampleFile("adviezen.json", json.dumps(schools).encode(), ROWS)


def _points(source: Source) -> SampleFile:
    keys = {**KEYS, "branch": [f"{brin}00" for brin in KEYS["brin"]]}
    features = [
        {
            "type": "Feature",
            "properties": {"brin_nummer": KEYS["brin"][row], **{c.name: keys[c.becomes][row] for c in source.columns}},
            "geometry": {"type": "Point", "coordinates": [4.25, 51.92]},
        }
        for row in range(ROWS)
    ]
    collection = {"type": "FeatureCollection", "name": "scholen", "features": features}
    return SampleFile("scholen.geo.json", json.dumps(collection).encode(), ROWS)


def _postcodes(source: Source) -> SampleFile:
    """The sheet of CBS: four lines, a heading of three rows and a row of units."""
    names = [c.name.split(" / ") for c in source.columns]
    groups = [group if n == 0 or names[n - 1][0] != group else "" for n, (group, _) in enumerate(names)]
    blank = [""] * len(names)
    cells: list[list[Cell]] = [
        ["Kerncijfers voor numeriek deel van de postcode, peildatum 1 januari 2023", *blank],
        ["Betekenis -99 997 =  '0 - 4 / geheim'", *blank],
        ["", *groups],
        ["", *blank],
        ["Postcode-4", *(name for _, name in names)],
        ["Code", *("%" if c.unit == "percent" else "x1" for c in source.columns)],
    ]
    for row, values in enumerate(_numbers(source)):
        # rounded as CBS does: numbers to fives, which keeps every sum, and percentages to tens
        rounded = [10.0 * (row + 1) if c.unit == "percent" else 5 * values[c.name] for c in source.columns]
        cells.append([float(KEYS["postcode4"][row]), *rounded])
    return SampleFile("pc4.xlsx", workbook({"PC4": cells}), ROWS)


def _scores(source: Source) -> SampleFile:
    """The two sheets of CBS, each with a title, a heading and a line that closes it; a row a sheet and school."""
    first = [c.name for c in source.columns if _PARTED not in c.name]
    second = [c.name for c in source.columns if _PARTED in c.name]
    numbers = [{**v, second[0]: v[second[1]] + v[second[2]]} for v in _numbers(source)]
    sheets = {
        name: _sheet(headings, numbers) for name, headings in zip(deprivation.SHEETS, (first, second), strict=True)
    }
    return SampleFile("scores.xlsx", workbook(sheets), 2 * ROWS)


def _sheet(headings: Sequence[str], numbers: Sequence[Mapping[str, float]]) -> list[list[Cell]]:
    blank = [""] * (len(headings) + 1)
    rows: list[list[Cell]] = [
        [f"{brin}{branch}", *(values[h] for h in headings), ""]
        for brin, branch, values in zip(KEYS["brin"], KEYS["branch"], numbers, strict=True)
    ]
    return [
        ["Tabel", *blank],
        ["Achterstandsscores van basisscholen, 1 oktober 2021", *blank],
        ["School (BRIN vestiging)", *headings, ""],
        *rows,
        ["Bron: CBS", *blank],
    ]


_WRITERS: Mapping[str, Callable[[Source], SampleFile]] = {
    advices.CODE: _advices,
    school_points.CODE: _points,
    postcodes.CODE: _postcodes,
    "cbs.achterstandsscores": _scores,
}
