"""The figures of a situation sketch: published numbers of places, each with what is known and what is hidden."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gelijkop.errors import Language
from gelijkop.model.bounds import Bounds
from gelijkop.present import svg
from gelijkop.present.chart_dots import dots, ranges
from gelijkop.present.chart_trend import Series, trend
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.level_figures import levels_figure
from gelijkop.present.marks import Point, Row
from gelijkop.present.numerals import listed
from gelijkop.present.palette import OWN, REST, Look, looks
from gelijkop.present.sketch_themes import COUNTRY, Sheet, Theme, own_themes, themes
from gelijkop.present.texts import say

_LINES = 4
"""So many places can be told apart as lines."""


def sketch_figures(content: SketchContent, language: Language) -> list[Figure]:
    """A figure for every theme that the published numbers hold for at least one of the places."""
    sheet = Sheet(content, language)
    found = []
    for theme in [*themes(), *own_themes(content.own)]:
        places = sheet.places(theme)
        if places:
            draw = levels_figure if theme.kind == "levels" else _numbers_figure
            found.append(draw(sheet, theme, places))
    return [f for f in found if f is not None]


def _numbers_figure(sheet: Sheet, theme: Theme, places: Sequence[str]) -> Figure | None:
    """One number a place: through the years where three or more are known exactly, else of the last period."""
    values = {
        (q, p): b
        for q in places
        for p in sheet.lookup.periods(theme.measure)
        if (b := sheet.value(theme, q, p)).state != "missing"
    }
    if not values:
        return None
    write = sheet.writer(theme)
    cells = {key: write.cell(b) for key, b in values.items()}
    periods = sorted({p for _, p in values})
    drawn = [q for q in places if q != COUNTRY or theme.kind != "number"]
    through = (
        len(periods) >= 3
        and 2 <= len(drawn) <= _LINES
        and all("/" in p for p in periods)
        and all((q, p) in values and values[q, p].exact for q in drawn for p in periods)
    )
    shown = periods if through else periods[-1:]
    points = {key: _point(sheet, theme, key, b, cells[key]) for key, b in values.items()}
    question, when = sheet.text(theme, "question"), sheet.years(shown)
    names = listed([sheet.name(q) for q in drawn], sheet.language)
    alt = say(
        sheet.language,
        f"sketch.{'trend_alt' if through else 'alt'}",
        title=sheet.text(theme, "title"),
        period=when,
        places=names,
    )
    rows = [
        Row(sheet.name(q), (points[q, periods[-1]],), cells[q, periods[-1]].text)
        for q in drawn
        if (q, periods[-1]) in points
    ]

    def draw(size: svg.Size) -> str:
        if through:
            kinds = dict(zip(drawn, looks(len(drawn))[::-1], strict=True))
            series = [
                Series(sheet.name(q), kinds[q], {int(p[:4]): _as(points[q, p], kinds[q]) for p in periods})
                for q in drawn
            ]
            span = range(int(periods[0][:4]), int(periods[-1][:4]) + 1)
            return trend(theme.ident, series, span, (), size, name=question, description=alt, say=write.step)
        if any(r.points[0].lower < 0 for r in rows):
            return dots(
                theme.ident, rows, (), size, name=question, description=alt, say=write.step, floor=None, zero=True
            )
        whole, ceiling = write.digits == 0, 1.0 if theme.kind == "share" else None
        return ranges(
            theme.ident, rows, (), size, name=question, description=alt, say=write.step, ceiling=ceiling, whole=whole
        )

    lines = tuple((words(sheet.name(q)), words(p), cells[q, p]) for q, p in values)
    header = tuple(say(sheet.language, f"table.{h}") for h in ("place", "period", "value"))
    exact = all(values[q, p].exact for q in drawn for p in shown if (q, p) in values)
    note = say(sheet.language, "sketch.exact") + ("" if exact else f" {say(sheet.language, 'sketch.bounds')}")
    headline = f"{sheet.text(theme, 'title')}, {when}"
    return Figure(
        theme.ident,
        question,
        headline,
        "",
        draw("wide"),
        draw("narrow"),
        Grid(f"{question} {sheet.text(theme, 'title')}", header, lines, 2),
        sheet.credit(theme, list(values)),
        alt,
        note,
    )


def _point(sheet: Sheet, theme: Theme, key: tuple[str, str], b: Bounds, cell: Cell) -> Point:
    place, period = key
    said = say(
        sheet.language,
        "sketch.said",
        place=sheet.name(place),
        label=f"{sheet.text(theme, 'title')}, {period}",
        value=cell.text,
    )
    low, high = (math.nan if v is None else v for v in (b.lower, b.upper))
    beside = place == COUNTRY or place in sheet.content.beside
    return Point(REST if beside else OWN, low if b.exact else math.nan, low, high, cell.text, said)


def _as(point: Point, look: Look) -> Point:
    return Point(look, point.value, point.lower, point.upper, point.text, point.said)
