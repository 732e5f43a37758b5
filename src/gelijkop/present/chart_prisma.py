"""A flow chart of boxes: steps from top to bottom with what drops out beside them, in one or two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.present import svg
from gelijkop.present.lettering import wrap
from gelijkop.present.palette import AXIS, EMPHASIS, INK, PAPER, STEPS

_PAD, _LINE, _GAP, _BETWEEN, _INDENT = 10, 19, 26, 22, 22
_SIZE = {"wide": 15, "narrow": 14}
_WIDER = 1.12
"""A chart that is used elsewhere is set in another font, such as Arial, which takes more room."""


@dataclass(frozen=True)
class Box:
    """Lines of text, the first of which is the heading."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One step of a column and what drops out there."""

    main: Box
    side: Box


@dataclass(frozen=True)
class Column:
    """The steps of one way of finding."""

    title: str
    steps: tuple[Step, ...]


def flow_wide(ident: str, columns: Sequence[Column], end: Box, *, name: str, description: str) -> str:
    """Columns beside each other that meet in the last box; every step stands at the same height in each."""
    across = svg.WIDTH["wide"]
    room = (across - _GAP * (2 * len(columns) - 1)) / (2 * len(columns))
    lefts = [2 * n * (room + _GAP) for n in range(len(columns))]
    drawn = [
        _text(left, _LINE, column.title, _SIZE["wide"], bold=True) for left, column in zip(lefts, columns, strict=True)
    ]
    y = 2.0 * _LINE
    ends = [y] * len(columns)
    for place in range(len(columns[0].steps)):
        steps = [column.steps[place] for column in columns]
        for n, (left, step) in enumerate(zip(lefts, steps, strict=True)):
            if place:
                drawn.append(_arrow(left + room / 2, ends[n], left + room / 2, y))
            high = _height(step.main, room, "wide")
            drawn.append(_box(step.main, left, y, room, high, "wide"))
            ends[n] = y + high
            beside, middle = _height(step.side, room, "wide"), y + 2 * _PAD
            drawn += [
                _arrow(left + room, middle, left + room + _GAP, middle),
                _box(step.side, left + room + _GAP, y, room, beside, "wide", fill=STEPS[0]),
            ]
        y += max(_height(box, room, "wide") for s in steps for box in (s.main, s.side)) + _BETWEEN
    high = _height(end, room, "wide")
    drawn.append(_arrow(room / 2, ends[0], room / 2, y))
    for left, start in zip(lefts[1:], ends[1:], strict=True):
        corner, middle = left + room / 2, y + high / 2
        drawn += [_line(corner, start, corner, middle), _arrow(corner, middle, room, middle)]
    drawn.append(_box(end, 0, y, room, high, "wide", fill=EMPHASIS))
    return svg.picture(ident, y + high + 2, "wide", name, description, *drawn)


def flow_narrow(ident: str, columns: Sequence[Column], end: Box, *, name: str, description: str) -> str:
    """The same below each other for a small screen; what drops out is set in below its step."""
    across = svg.WIDTH["narrow"]
    drawn: list[str] = []
    y = 0.0
    for column in columns:
        drawn.append(_text(0, y + _LINE, column.title, _SIZE["narrow"], bold=True))
        y += 2.0 * _LINE
        for step in column.steps:
            high = _height(step.main, across - 2, "narrow")
            drawn.append(_box(step.main, 1, y, across - 2, high, "narrow"))
            y += high
            side = _height(step.side, across - _INDENT - 1, "narrow")
            drawn += [
                _line(_INDENT / 2, y, _INDENT / 2, y + 8 + side / 2),
                _arrow(_INDENT / 2, y + 8 + side / 2, _INDENT, y + 8 + side / 2),
                _box(step.side, _INDENT, y + 8, across - _INDENT - 1, side, "narrow", fill=STEPS[0]),
            ]
            y += 8 + side + _BETWEEN
    high = _height(end, across - 2, "narrow")
    drawn.append(_box(end, 1, y, across - 2, high, "narrow", fill=EMPHASIS))
    return svg.picture(ident, y + high + 2, "narrow", name, description, *drawn)


def _lines(box: Box, room: float, size: svg.Size) -> list[tuple[str, bool]]:
    """The lines of a box as they fit, and whether they belong to its heading."""
    return [
        (line, place == 0)
        for place, text in enumerate(box.lines)
        for line in wrap(text, room - 2 * _PAD, _SIZE[size] * _WIDER, bold=place == 0)
    ]


def _height(box: Box, room: float, size: svg.Size) -> float:
    return len(_lines(box, room, size)) * _LINE + 2 * _PAD


def _box(box: Box, x: float, y: float, room: float, high: float, size: svg.Size, *, fill: str = PAPER) -> str:
    edge = svg.tag(
        "rect",
        {"x": x + 0.5, "y": y, "width": room - 1, "height": high, "fill": fill, "stroke": AXIS, "class": "box"},
    )
    written = [
        _text(x + _PAD, y + _PAD + 14 + n * _LINE, line, _SIZE[size], bold=bold)
        for n, (line, bold) in enumerate(_lines(box, room, size))
    ]
    return svg.tag("g", {}, edge, *written)


def _text(x: float, y: float, words: str, size: int, *, bold: bool) -> str:
    return svg.text(x, y, words, size=size, bold=bold)


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return svg.tag("line", {"x1": x0, "y1": y0, "x2": x1, "y2": y1, "stroke": INK, "class": "ax"})


def _arrow(x0: float, y0: float, x1: float, y1: float) -> str:
    """A line with a head at its end; it goes straight down or straight to a side."""
    down, way = x0 == x1, 1 if x1 > x0 else -1
    ends = [(x1 - 4, y1 - 7), (x1 + 4, y1 - 7)] if down else [(x1 - 7 * way, y1 - 4), (x1 - 7 * way, y1 + 4)]
    corners = " ".join(f"{svg.written(x)},{svg.written(y)}" for x, y in [(x1, y1), *ends])
    return _line(x0, y0, x1, y1) + svg.tag("polygon", {"points": corners, "fill": INK, "class": "node"})
