"""Dots on a line for places or groups: dumbbells, several groups with intervals, and ranges of unknown numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.marks import Key, Point, Row, interval, legend, marker
from gelijkop.present.palette import AXIS, EMPHASIS, MUTED

Say = Callable[[float], str]
_STAGGER = 15
"""Distance in pixels between the groups of one row when there are more than two."""


def dots(
    ident: str,
    rows: Sequence[Row],
    keys: Sequence[Key],
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Say,
    note_title: str = "",
    floor: float | None = 0.0,
    ceiling: float | None = None,
    zero: bool = False,
) -> str:
    """The points of each row on one shared scale, with intervals as soft bars; two groups are joined by a line.

    `say` writes a value of the scale. `zero` draws a stronger line at 0, for differences.
    """
    head, used = legend(keys if len(keys) > 1 else (), 0, size)
    left, right, label_room = _columns(rows, size, note_title)
    values = [v for r in rows for p in r.points for v in (p.value, p.lower, p.upper)]
    axis = axes.scale(
        values + ([0.0] if zero else []), left, right, steps=7 if size == "wide" else 4, floor=floor, ceiling=ceiling
    )
    top = used + (svg.FONT[size] + 8 if note_title else 4)
    heights = [_row_height(r, size, label_room) for r in rows]
    bottom = top + sum(heights) + 4
    drawn = [head]
    if note_title:
        drawn.append(
            svg.text(svg.WIDTH[size], top - 6, note_title, size=svg.FONT[size] - 1, colour=MUTED, anchor="end", cls="m")
        )
    starts = [top + sum(heights[:i]) for i in range(len(rows))]
    drawn += [_emphasis(y, h, size) for r, y, h in zip(rows, starts, heights, strict=True) if r.own]
    spans = _spans(rows, starts, heights, size, label_room) if size == "narrow" else [(top, bottom)]
    drawn.append(axes.vertical_grid(axis, spans, size, say))
    if zero:
        at = axis.at(0)
        drawn += [
            svg.tag(
                "line", {"x1": at, "x2": at, "y1": y0, "y2": y1, "stroke": AXIS, "stroke-width": 1.5, "class": "ax"}
            )
            for y0, y1 in spans
        ]
    drawn += [_row(r, y, h, axis, size, label_room) for r, y, h in zip(rows, starts, heights, strict=True)]
    return svg.picture(ident, bottom + svg.FONT[size] + 14, size, name, description, *drawn)


def _columns(rows: Sequence[Row], size: svg.Size, note_title: str) -> tuple[float, float, float]:
    """Left and right end of the scale and the room for labels; narrow pictures put labels above the dots."""
    font = svg.FONT[size]
    notes = max([width(r.note, font, bold=True) for r in rows] + [width(note_title, font - 1)])
    right = svg.WIDTH[size] - (notes + 22 if notes else 26)
    if size == "narrow":
        return 18.0, right, svg.WIDTH[size] - 4
    room = min(max(width(r.label, font, bold=r.own) for r in rows), svg.WIDTH[size] * 0.3)
    return room + 30, right, room


def _lines(row: Row, size: svg.Size, room: float) -> list[str]:
    return wrap(row.label, room, svg.FONT[size], bold=row.own)


def _row_height(row: Row, size: svg.Size, room: float) -> float:
    lines, font = len(_lines(row, size, room)), svg.FONT[size]
    marks = max(36, 14 + _STAGGER * len(row.points)) if len(row.points) > 2 else 42
    if size == "narrow":
        return lines * (font + 3) + marks - 8
    return max(marks, lines * (font + 4) + 12)


def _spans(
    rows: Sequence[Row], starts: Sequence[float], heights: Sequence[float], size: svg.Size, room: float
) -> list[tuple[float, float]]:
    """Where the marks of each row are, under its label."""
    font = svg.FONT[size]
    return [
        (y + len(_lines(r, size, room)) * (font + 3) + 3, y + h - 1)
        for r, y, h in zip(rows, starts, heights, strict=True)
    ]


def _emphasis(y: float, height: float, size: svg.Size) -> str:
    return svg.tag(
        "rect",
        {"x": 0, "y": y + 1, "width": svg.WIDTH[size], "height": height - 2, "rx": 5, "fill": EMPHASIS, "class": "own"},
    )


def _row(row: Row, y: float, height: float, axis: axes.Scale, size: svg.Size, room: float) -> str:
    font, lines = svg.FONT[size], _lines(row, size, room)
    drawn = []
    if size == "wide":
        first = y + height / 2 - (len(lines) - 1) * (font + 4) / 2 + font * 0.35
        drawn += [
            svg.text(room, first + i * (font + 4), line, size=font, anchor="end", bold=row.own)
            for i, line in enumerate(lines)
        ]
        middle = y + height / 2
    else:
        drawn += [
            svg.text(4, y + font + 1 + i * (font + 3), line, size=font, bold=True) for i, line in enumerate(lines)
        ]
        middle = y + len(lines) * (font + 3) + (height - len(lines) * (font + 3)) / 2
    if row.note:
        drawn.append(svg.text(svg.WIDTH[size] - 2, middle + font * 0.35, row.note, size=font, anchor="end", bold=True))
    shown = [p for p in row.points if p.shown]
    if len(row.points) == 2 and len(shown) == 2:
        drawn.append(
            svg.tag(
                "line",
                {
                    "x1": axis.at(shown[0].value),
                    "x2": axis.at(shown[1].value),
                    "y1": middle,
                    "y2": middle,
                    "stroke": AXIS,
                    "stroke-width": 3,
                    "class": "ax",
                },
            )
        )
    drawn += [
        _mark(p, middle + _offset(i, len(row.points)), axis, _beside(i, len(row.points)))
        for i, p in enumerate(row.points)
        if p.shown
    ]
    return "".join(drawn)


def _offset(index: int, count: int) -> float:
    return 0.0 if count <= 2 else (index - (count - 1) / 2) * _STAGGER


def _beside(index: int, count: int) -> float:
    """How far the interval lies from the mark: above the first and below the second of two, else behind it."""
    return (-8.0, 8.0)[index] if count == 2 else 0.0


def _mark(point: Point, y: float, axis: axes.Scale, beside: float) -> str:
    bar = interval(point.look, axis.at(point.lower), axis.at(point.upper), y + beside)
    return svg.tag("g", {}, svg.title(point.said), bar, marker(point.look, axis.at(point.value), y))


def ranges(
    ident: str,
    rows: Sequence[Row],
    keys: Sequence[Key],
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Say,
    ceiling: float | None = None,
    whole: bool = False,
) -> str:
    """Published numbers: a dot where the number is known, a bar without a dot where only its bounds are.

    Each row's `points` have `lower` and `upper`; `value` is NaN where the number is not exactly known. A known
    number has a stem from zero, so then the scale begins there.
    """
    known = any(p.shown for r in rows for p in r.points)
    head, used = legend(keys if len(keys) > 1 else (), 0, size)
    left, right, room = _columns(rows, size, "")
    axis = axes.scale(
        [v for r in rows for p in r.points for v in (p.lower, p.upper)] + ([0.0] if known else []),
        left,
        right,
        steps=7 if size == "wide" else 4,
        floor=0.0,
        ceiling=ceiling,
        whole=whole,
    )
    top = used + 4
    heights = [_row_height(r, size, room) - (4 if len(r.points) == 1 else 0) for r in rows]
    bottom = top + sum(heights) + 4
    starts = [top + sum(heights[:i]) for i in range(len(rows))]
    drawn = [head, *(_emphasis(y, h, size) for r, y, h in zip(rows, starts, heights, strict=True) if r.own)]
    spans = _spans(rows, starts, heights, size, room) if size == "narrow" else [(top, bottom)]
    drawn.append(axes.vertical_grid(axis, spans, size, say))
    for row, y, height in zip(rows, starts, heights, strict=True):
        bare = Row(row.label, (), row.note, row.own)
        drawn.append(_row(bare, y, height, axis, size, room))
        labels = len(_lines(row, size, room)) * (svg.FONT[size] + 3) if size == "narrow" else 0
        middle = y + labels + (height - labels) / 2
        for i, p in enumerate(row.points):
            drawn.append(_range(p, middle + (i - (len(row.points) - 1) / 2) * _STAGGER, axis))
    return svg.picture(ident, bottom + svg.FONT[size] + 14, size, name, description, *drawn)


def _range(point: Point, y: float, axis: axes.Scale) -> str:
    if point.shown:
        start = axis.start
        stem = svg.tag(
            "line",
            {
                "x1": start,
                "x2": axis.at(point.value),
                "y1": y,
                "y2": y,
                "stroke": point.look.colour,
                "stroke-opacity": 0.3,
                "stroke-width": 3,
                "class": f"st {point.look.name}",
            },
        )
        return svg.tag("g", {}, svg.title(point.said), stem, marker(point.look, axis.at(point.value), y, 6.5))
    if point.lower == point.lower:  # NaN: nothing is known
        bar = interval(point.look, axis.at(point.lower), axis.at(point.upper), y, thick=9)
        return svg.tag("g", {}, svg.title(point.said), bar)
    return ""
