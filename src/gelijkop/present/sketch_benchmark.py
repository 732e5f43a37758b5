"""The figures of a sketch from benchmark tables: the country by income, and flows of a municipality beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gelijkop.errors import Language
from gelijkop.model.bounds import Bounds, total
from gelijkop.present import svg
from gelijkop.present.benchmark_numbers import Benchmark
from gelijkop.present.chart_dots import ranges
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.numerals import listed
from gelijkop.present.palette import TWO, Look, looks
from gelijkop.present.sketch_themes import COUNTRY, Sheet, Writer
from gelijkop.present.texts import say

FIRST, HIGHER = "po.voorlopig-advies", "po.voorlopig-advies.toets-hoger"
REVISED, KEPT = "po.voorlopig-advies.herzien", "po.voorlopig-advies.niet-herzien"
FLOW = "vo.doorstroom"
_INCOME, _FROM, _TO = "inkomen", "van", "naar"
_DRAWN, _PLACES = 10, 3
"""Destinations in the picture, and places beside the country: four can be told apart."""
_LEAST = 0.05
"""A destination of a smaller share of the country's pupils of one position is left out of the table."""


def benchmark_figures(content: SketchContent, language: Language) -> Iterator[Figure]:
    """The figures for which the folder held the table."""
    if content.benchmark is None:
        return
    sheet, benchmark = Sheet(content, language), Benchmark(content.benchmark)
    for figure in (_by_income(sheet, benchmark), _flows(sheet, benchmark)):
        if figure is not None:
            yield figure


def _by_income(sheet: Sheet, benchmark: Benchmark) -> Figure | None:
    """Of each income group in the country: who had a higher test, and whose advice was revised."""
    periods = [
        p for p in benchmark.periods(FIRST, COUNTRY) if benchmark.groups(FIRST, COUNTRY, p, _INCOME)
    ]  # fmt: skip
    if not periods:
        return None
    period = periods[-1]
    ident, language, everyone = "advies-inkomen", sheet.language, say(sheet.language, "benchmark.everyone")
    named: list[tuple[str, dict[str, str]]] = [
        *((g, {_INCOME: g}) for g in sorted(benchmark.groups(FIRST, COUNTRY, period, _INCOME))),
        (everyone, {}),
    ]
    rows, lines = [], []
    for name, groups in named:
        first, revised = (benchmark.number(m, COUNTRY, period, **groups) for m in (FIRST, REVISED))
        higher = _higher(benchmark, period, groups)
        shares = [sheet.lookup.share(part, of) for part, of in ((higher, first), (revised, first), (revised, higher))]
        cells = [_share_cell(s, language) for s in shares]
        said = say(language, "benchmark.said", group=name, higher=cells[0].text, revised=cells[1].text)
        points = tuple(_point(look, s, c, said) for look, s, c in zip(TWO, shares, cells, strict=False))
        if any(s.lower is not None for s in shares):
            rows.append(Row(name, points, own=not groups))
        lines.append((words(name), words(period), Writer(1.0, 0, language).cell(first), *cells))
    if not rows:
        return None
    keys = [Key(look, say(language, f"benchmark.{k}")) for look, k in zip(TWO, ("higher", "revised"), strict=True)]
    header = tuple(say(language, f"benchmark.{k}") for k in ("income", "year", "pupils", "higher", "revised", "after"))
    return _figure(sheet, ident, period, rows, keys, Grid("", header, tuple(lines), 2), "cbs.84274")


def _higher(benchmark: Benchmark, period: str, groups: dict[str, str]) -> Bounds:
    """Pupils whose test pointed higher: as printed, else who was revised and who was not together."""
    printed = benchmark.number(HIGHER, COUNTRY, period, **groups)
    if printed.lower is not None:
        return printed
    return total([benchmark.number(m, COUNTRY, period, **groups) for m in (REVISED, KEPT)])


def _flows(sheet: Sheet, benchmark: Benchmark) -> Figure | None:
    """Where pupils of the chosen municipalities are a year later, beside the country."""
    places = [p for p in sheet.content.places if benchmark.periods(FLOW, p)]
    shared = set.intersection(*(set(benchmark.periods(FLOW, p)) for p in (*places, COUNTRY))) if places else set()
    if not shared:
        return None
    period, language = max(shared), sheet.language
    beside = [*places, COUNTRY]
    whole = {p: benchmark.number(FLOW, p, period) for p in beside}
    targets = _largest(sheet, benchmark, period)
    if not targets or whole[COUNTRY].lower is None:
        return None
    drawn = [*places[:_PLACES], COUNTRY]
    kinds = dict(zip(drawn, looks(len(drawn)), strict=True))
    rows = []
    for target in targets[:_DRAWN]:
        points = []
        for place in drawn:
            share = sheet.lookup.share(benchmark.number(FLOW, place, period, naar=target), whole[place])
            cell = _share_cell(share, language)
            said = say(language, "sketch.said", place=sheet.name(place), label=target, value=cell.text)
            points.append(_point(kinds[place], share, cell, said))
        rows.append(Row(target, tuple(points)))
    keys = [Key(kinds[p], sheet.name(p)) for p in drawn]
    header = tuple(say(language, f"benchmark.{k}") for k in ("from", "to", "place", "year", "pupils", "share"))
    lines = tuple(_flow_lines(sheet, benchmark, period, beside, targets))
    return _figure(sheet, "vo-doorstroom", period, rows, keys, Grid("", header, lines, 4), "cbs.85566")


def _largest(sheet: Sheet, benchmark: Benchmark, period: str, **position: str) -> list[str]:
    """The destinations from a position (of all pupils where none is given), the largest in the country first."""
    found = benchmark.groups(FLOW, COUNTRY, period, _TO)
    whole = benchmark.number(FLOW, COUNTRY, period, **position)
    shares = {
        t: sheet.lookup.share(benchmark.number(FLOW, COUNTRY, period, naar=t, **position), whole).lower or 0.0
        for t in found
    }
    least = _LEAST if position else 0.0
    return sorted((t for t in found if shares[t] > least), key=lambda t: -shares[t])


def _flow_lines(
    sheet: Sheet, benchmark: Benchmark, period: str, places: Sequence[str], targets: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    """A line for each position, destination and place: of all pupils first, then of each position."""
    count, everyone = Writer(1.0, 0, sheet.language), say(sheet.language, "benchmark.everyone")
    positions: list[tuple[str, dict[str, str]]] = [(everyone, {})]
    positions += [(p, {_FROM: p}) for p in benchmark.groups(FLOW, COUNTRY, period, _FROM)]
    for name, position in positions:
        for target in _largest(sheet, benchmark, period, **position) if position else targets:
            for place in places:
                part = benchmark.number(FLOW, place, period, naar=target, **position)
                share = sheet.lookup.share(part, benchmark.number(FLOW, place, period, **position))
                keys = (words(name), words(target), words(sheet.name(place)), words(period))
                yield (*keys, count.cell(part), _share_cell(share, sheet.language))


def _figure(
    sheet: Sheet, ident: str, period: str, rows: Sequence[Row], keys: Sequence[Key], table: Grid, source: str
) -> Figure:
    language = sheet.language
    title, question = (say(language, f"area.{ident}.{k}") for k in ("title", "question"))
    alt = say(language, "benchmark.alt", title=title, period=period, names=listed([k.label for k in keys], language))
    step = Writer(100.0, 1, language).step

    def draw(size: svg.Size) -> str:
        return ranges(ident, rows, keys, size, name=question, description=alt, say=step, ceiling=1.0)

    credits_of = sheet.content.benchmark.credits if sheet.content.benchmark else {}
    return Figure(
        ident,
        question,
        f"{title}, {period}",
        "",
        draw("wide"),
        draw("narrow"),
        Grid(f"{question} {title}", table.header, table.rows, table.keys),
        say(language, "sketch.source", credit=credits_of.get(source, source)),
        alt,
        say(language, f"area.{ident}.note"),
    )


def _share_cell(share: Bounds, language: Language) -> Cell:
    return Writer(100.0, 1, language).cell(share)


def _point(look: Look, share: Bounds, cell: Cell, said: str) -> Point:
    low, high = (math.nan if v is None else v for v in (share.lower, share.upper))
    return Point(look, low if share.exact else math.nan, low, high, cell.text, said)
