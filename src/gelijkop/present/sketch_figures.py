"""The figures of a situation sketch: published numbers of places, each with what is known and what is hidden."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.errors import Language
from gelijkop.model.bounds import Bounds
from gelijkop.present import svg
from gelijkop.present.area_numbers import Lookup
from gelijkop.present.chart_bars import LEVELS, UNKNOWN, Bar, Paint, Part, stacked
from gelijkop.present.chart_dots import dots, ranges
from gelijkop.present.chart_trend import Series, trend
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Point, Row
from gelijkop.present.numerals import listed, number, percent, plain, span
from gelijkop.present.palette import OWN, REST, Look, looks
from gelijkop.present.texts import say

COUNTRY = "NL"
_DIGITS = {"score": 2, "mark": 1, "percent": 1}


@dataclass(frozen=True)
class Theme:
    """One figure of the sketch, as the catalogue declares it.

    `kind`: `number`, `share` (of `of`), `ratio` (for every `per` of `of`), `levels` (a whole parted by level)
    or `postcodes` (a score per postcode).
    """

    ident: str
    kind: str
    measure: str
    of: str
    per: float


def themes() -> list[Theme]:
    """The figures in the order of the page."""
    return [
        Theme(e["id"], e["kind"], e["measure"], e.get("of", ""), float(e.get("per", 1)))
        for e in load("texts/page")["sketch"]
    ]


def sketch_figures(content: SketchContent, language: Language) -> list[Figure]:
    """A figure for every theme that the published numbers hold for at least one of the places."""
    lookup = Lookup(content.published)
    found = []
    for theme in themes():
        kind = "postcode4" if theme.kind == "postcodes" else ""
        places = (
            lookup.places(theme.measure, kind)
            if kind
            else [p for p in (*content.places, COUNTRY) if lookup.has(theme.measure, p)]
        )
        if any(p != COUNTRY for p in places) and (not theme.of or any(lookup.has(theme.of, p) for p in places)):
            found.append(_theme(content, lookup, theme, places, language))
    return [f for f in found if f is not None]


def _theme(
    content: SketchContent, lookup: Lookup, theme: Theme, places: Sequence[str], language: Language
) -> Figure | None:
    return {"levels": _levels_figure}.get(theme.kind, _numbers_figure)(content, lookup, theme, places, language)


def _name(content: SketchContent, place: str, language: Language) -> str:
    return say(language, "sketch.nl") if place == COUNTRY else content.published.place_names.get(place, place)


def _look(place: str) -> Look:
    return REST if place == COUNTRY else OWN


@dataclass(frozen=True)
class _Writer:
    """How the numbers of a theme are written."""

    factor: float
    digits: int
    say: Callable[[float], str]

    def cell(self, b: Bounds, language: Language) -> Cell:
        if b.lower is None or b.upper is None:
            state = "not_applicable" if b.state == "not_applicable" else "missing"
            return Cell(
                say(language, f"sign.{state}"), "", "not_applicable" if state == "not_applicable" else "missing"
            )
        if b.exact:
            return Cell(self.say(b.lower), plain(b.lower * self.factor, self.digits), "shown" if b.lower else "zero")
        low, high = b.lower * self.factor, b.upper * self.factor
        unit = "" if self.factor == 1 else ("\u00a0%" if language == "nl" else "%")
        return Cell(
            span(low, high, self.digits, language) + unit,
            f"{plain(low, self.digits)}..{plain(high, self.digits)}",
            "suppressed",
        )


def _writer(lookup: Lookup, theme: Theme, language: Language) -> _Writer:
    if theme.kind in ("share", "levels"):
        return _Writer(100.0, 1, lambda v: percent(v, language))
    digits = 2 if theme.kind == "ratio" else _DIGITS.get(lookup.unit(theme.measure), 0)
    return _Writer(1.0, digits, lambda v: number(v, digits, language))


def _value(lookup: Lookup, theme: Theme, place: str, period: str) -> Bounds:
    found = lookup.number(theme.measure, place, period)
    if theme.kind == "share":
        return lookup.share(found, lookup.number(theme.of, place, period))
    if theme.kind == "ratio":
        return lookup.ratio(found, lookup.number(theme.of, place, period), theme.per)
    return found


def _point(look: Look, b: Bounds, cell: Cell, said: str) -> Point:
    if b.lower is None or b.upper is None:
        return Point(look, math.nan, math.nan, math.nan, cell.text, said)
    return Point(look, b.lower if b.exact else math.nan, b.lower, b.upper, cell.text, said)


def _numbers_figure(
    content: SketchContent, lookup: Lookup, theme: Theme, places: Sequence[str], language: Language
) -> Figure | None:
    """One number a place: through the years where three or more are known exactly, else of the last period."""
    write, label = _writer(lookup, theme, language), say(language, f"area.{theme.ident}.title")
    periods = [
        p for p in lookup.periods(theme.measure) if any(_value(lookup, theme, q, p).lower is not None for q in places)
    ]
    if not periods:
        return None
    values = {(q, p): _value(lookup, theme, q, p) for q in places for p in periods}
    cells = {k: write.cell(b, language) for k, b in values.items()}
    lines = [(words(_name(content, q, language)), words(p), cells[q, p]) for q in places for p in periods]
    drawn = [q for q in places if q != COUNTRY or theme.kind != "number"]
    exact = all(values[q, p].exact for q in drawn for p in periods)
    last = periods[-1]
    names = [_name(content, q, language) for q in drawn]

    def point(q: str, p: str, look: Look) -> Point:
        said = say(
            language, "sketch.said", place=_name(content, q, language), label=f"{label}, {p}", value=cells[q, p].text
        )
        return _point(look, values[q, p], cells[q, p], said)

    through = len(periods) >= 3 and exact and 2 <= len(drawn) <= 4 and all("/" in p for p in periods)
    alt_key = "trend_alt" if through else "alt"
    alt = say(language, f"sketch.{alt_key}", title=label, period=last, places=listed(names, language))
    question = say(language, f"area.{theme.ident}.question")
    ceiling = 1.0 if theme.kind == "share" else None
    rows = [
        Row(
            _name(content, q, language),
            (point(q, last, _look(q)),),
            cells[q, last].text,
            q != COUNTRY and theme.kind != "postcodes",
        )
        for q in drawn
    ]

    def draw(size: svg.Size) -> str:
        if through:
            kinds = dict(zip(drawn, looks(len(drawn))[::-1], strict=True))
            series = [
                Series(_name(content, q, language), kinds[q], {int(p[:4]): point(q, p, kinds[q]) for p in periods})
                for q in drawn
            ]
            first, final = int(periods[0][:4]), int(last[:4])
            return trend(
                theme.ident,
                series,
                range(first, final + 1),
                (),
                size,
                name=question,
                description=alt,
                say=write.say,
                ceiling=ceiling,
            )
        below = any(b.lower is not None and b.lower < 0 for b in values.values())
        if below:
            return dots(
                theme.ident, rows, (), size, name=question, description=alt, say=write.say, floor=None, zero=True
            )
        return ranges(theme.ident, rows, (), size, name=question, description=alt, say=write.say, ceiling=ceiling)

    header = ("place", "period", "value")
    shown = f"{periods[0]}–{last}" if through else last
    subtitle = say(language, "sketch.sub", title=label, period=shown)
    return _figure(theme, lookup, question, subtitle, draw, header, lines, 2, alt, exact, shown, language)


def _levels_figure(
    content: SketchContent, lookup: Lookup, theme: Theme, places: Sequence[str], language: Language
) -> Figure | None:
    """A bar of 100% for each place and its first and last period; what the source hides is a part of its own."""
    periods, label = lookup.periods(theme.measure), say(language, f"area.{theme.ident}.title")
    write, classes = _writer(lookup, theme, language), _classes(lookup.levels(theme.measure))
    bars, lines, exact = [], [], True
    for place in places:
        have = [p for p in periods if _parts(lookup, theme, classes, place, p)]
        for period in have:
            parts = _parts(lookup, theme, classes, place, period)
            most = sum(b.upper or 0 for b in parts)
            whole = Bounds(sum(b.lower or 0 for b in parts), most)
            shares = [lookup.share(b, whole) for b in parts]
            cells = [write.cell(b, language) for b in shares]
            name = _name(content, place, language)
            lines += [
                (
                    words(name),
                    words(period),
                    words(_class_name(c, language)),
                    _Writer(1.0, 0, lambda v: number(v, 0, language)).cell(b, language),
                    cell,
                )
                for (c, _), b, cell in zip(classes, parts, cells, strict=True)
            ]
            exact &= all(b.exact for b in parts)
            if period in (have[0], have[-1]):
                bars.append(_bar(f"{name} {period}", classes, parts, cells, most, place != COUNTRY, language))
    if not bars:
        return None
    question, last = say(language, f"area.{theme.ident}.question"), periods[-1]
    alt = say(language, "sketch.bars_alt", title=label, period=f"{periods[0]}–{last}")
    legend = [(_paint(i), _class_name(c, language)) for i, (c, _) in enumerate(classes)]
    if not exact:
        legend.append((UNKNOWN, say(language, "sketch.hidden")))

    def draw(size: svg.Size) -> str:
        return stacked(theme.ident, bars, legend, size, name=question, description=alt)

    header = ("place", "period", "level", "pupils", "share")
    shown = periods[0] if periods[0] == last else f"{periods[0]}–{last}"
    subtitle = say(language, "sketch.sub", title=label, period=shown)
    return _figure(theme, lookup, question, subtitle, draw, header, lines, 3, alt, exact, shown, language)


def _paint(step: int) -> Paint:
    return LEVELS[step] if step < len(LEVELS) else UNKNOWN


def _classes(have: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The coarse classes that these levels fall in, lowest first; levels of no class together as the last."""
    ranked = [
        (c["code"], [v for v in c["levels"] if v in have])
        for c in load("rules/classes")["class"]
        if c["levels"] and c["code"] != "brugklas"
    ]
    placed = {v for _, levels in ranked for v in levels}
    rest = [v for v in have if v not in placed]
    return [(c, levels) for c, levels in ranked if levels] + ([("other", rest)] if rest else [])


def _class_name(code: str, language: Language) -> str:
    return say(language, "node.rest") if code == "other" else code


def _parts(lookup: Lookup, theme: Theme, classes: list[tuple[str, list[str]]], place: str, period: str) -> list[Bounds]:
    """The number in each class; empty where the place has nothing in this period."""
    found = []
    for _, levels in classes:
        parts = [b for v in levels if (b := lookup.number(theme.measure, place, period, v)).lower is not None]
        found.append(Bounds(sum(b.lower or 0 for b in parts), sum(b.upper or 0 for b in parts)))
    return found if any(b.upper for b in found) else []


def _bar(
    label: str,
    classes: list[tuple[str, list[str]]],
    parts: list[Bounds],
    cells: list[Cell],
    most: float,
    own: bool,
    language: Language,
) -> Bar:
    drawn = [
        Part(
            _paint(i),
            (b.lower or 0) / most,
            cell.text,
            say(language, "sketch.said", place=label, label=_class_name(c, language), value=cell.text),
        )
        for i, ((c, _), b, cell) in enumerate(zip(classes, parts, cells, strict=True))
    ]
    hidden = 1 - sum(p.share for p in drawn)
    if hidden > 1e-9:
        drawn.append(Part(UNKNOWN, hidden, "", f"{label}: {say(language, 'sketch.hidden')}"))
    return Bar(label, tuple(drawn), own)


def _figure(
    theme: Theme,
    lookup: Lookup,
    question: str,
    subtitle: str,
    draw: Callable[[svg.Size], str],
    header: Sequence[str],
    lines: Sequence[tuple[Cell, ...]],
    keys: int,
    alt: str,
    exact: bool,
    period: str,
    language: Language,
) -> Figure:
    note = say(language, "sketch.exact") + ("" if exact else f" {say(language, 'sketch.bounds')}")
    credit = "; ".join(lookup.sources([m for m in (theme.measure, theme.of) if m]))
    source = say(language, "sketch.source", credit=credit) if credit else say(language, "sketch.no_source")
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), keys)
    headline = say(language, f"area.{theme.ident}.title") + f", {period}"
    return Figure(theme.ident, question, headline, "", draw("wide"), draw("narrow"), table, source, alt, note)
