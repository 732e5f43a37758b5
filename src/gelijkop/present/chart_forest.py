"""A forest plot: estimates with their intervals under each other, and what they come to together as a diamond."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.marks import Point, marker
from gelijkop.present.palette import AXIS, EMPHASIS, INK, MUTED, PAPER

Say = Callable[[float], str]
_LARGE, _SMALL = 10.0, 4.5
"""Half the side of a mark with all the weight, and with none."""


@dataclass(frozen=True)
class Forest:
    """One row: an estimate with its interval, or one that is not shown (NaN).

    `weight` (0–1) is its part of what is pooled, which sets the size of its mark; None: all marks are alike.
    A `pooled` row is a diamond as wide as its interval; `prediction` is where a next one is to be expected.
    `note` stands at the right end, `remark` in small letters under the label.
    """

    label: str
    point: Point
    note: str = ""
    remark: str = ""
    weight: float | None = None
    pooled: bool = False
    prediction: tuple[float, float] | None = None
    own: bool = False


def forest(
    ident: str,
    rows: Sequence[Forest],
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Say,
    note_title: str = "",
    zero: float = 0.0,
) -> str:
    """The rows from the top down on one scale, with a stronger line where there is no effect or difference.

    A small picture has labels above the marks. One row alone is a forest row for a card.

    Args:
        say: writes a step of the scale.
        zero: where there is no effect: 0 for differences, 1 for ratios.
    """
    font = svg.FONT[size]
    notes = max([width(r.note, font, bold=True) for r in rows] + [width(note_title, font - 1)])
    right = svg.WIDTH[size] - (notes + 22 if notes else 26)
    room, left = svg.WIDTH[size] - 8.0, 18.0
    if size == "wide":
        wanted = [max(width(r.label, font, bold=_bold(r, size)), width(r.remark, font - 2)) for r in rows]
        room = min(max(wanted), svg.WIDTH[size] * 0.36)
        left = room + 30
    values = [v for r in rows for v in (r.point.value, r.point.lower, r.point.upper, *(r.prediction or ()))]
    axis = axes.scale([zero, *values], left, right, steps=7 if size == "wide" else 4)
    top = font + 10.0 if note_title else 4.0
    places = _places(rows, size, room, top)
    bottom = places[-1][0] + places[-1][1] + 4
    spans = [(top, bottom)] if size == "wide" else [(y + above, y + high - 1) for y, high, above in places]
    drawn = [_title(note_title, top, size)] if note_title else []
    drawn += [_emphasis(y, high, size) for r, (y, high, _) in zip(rows, places, strict=True) if r.own]
    drawn.append(axes.vertical_grid(axis, spans, size, say))
    drawn += [_line(axis.at(zero), axis.at(zero), start, end, 1.5) for start, end in spans]
    for row, (y, high, above) in zip(rows, places, strict=True):
        middle = y + above + (high - above) / 2
        drawn += [_label(row, y, high, size, room), _mark(row, axis, middle)]
        if row.note:
            drawn.append(
                svg.text(svg.WIDTH[size] - 2, middle + font * 0.35, row.note, size=font, anchor="end", bold=True)
            )
    return svg.picture(ident, bottom + font + 14, size, name, description, *drawn)


def _bold(row: Forest, size: svg.Size) -> bool:
    return row.pooled or row.own or size == "narrow"


def _title(words: str, top: float, size: svg.Size) -> str:
    return svg.text(svg.WIDTH[size], top - 6, words, size=svg.FONT[size] - 1, colour=MUTED, anchor="end", cls="m")


def _texts(row: Forest, size: svg.Size, room: float) -> list[tuple[str, float, bool]]:
    """The lines of the label and of the remark under it, with their size."""
    font = svg.FONT[size]
    lines = [(line, float(font), _bold(row, size)) for line in wrap(row.label, room, font, bold=_bold(row, size))]
    small = max(font - 2.0, 13.0)
    return lines + ([(line, small, False) for line in wrap(row.remark, room, small)] if row.remark else [])


def _places(rows: Sequence[Forest], size: svg.Size, room: float, top: float) -> list[tuple[float, float, float]]:
    """Top, height and height of the label above the mark, of each row."""
    found, y = [], top
    for row in rows:
        tall = sum(font + 3 for _, font, _ in _texts(row, size, room))
        above = tall + 4 if size == "narrow" else 0.0
        high = above + (32 if size == "narrow" else max(42, tall + 14))
        found.append((y, high, above))
        y += high
    return found


def _label(row: Forest, y: float, high: float, size: svg.Size, room: float) -> str:
    texts = _texts(row, size, room)
    at = y + 1 if size == "narrow" else y + (high - sum(font + 3 for _, font, _ in texts)) / 2
    x, anchor = (4.0, "start") if size == "narrow" else (room, "end")
    drawn = []
    for line, font, bold in texts:
        at += font + 3
        small = font < svg.FONT[size]
        drawn.append(
            svg.text(
                x,
                at - 4,
                line,
                size=font,
                bold=bold,
                anchor="start" if anchor == "start" else "end",
                colour=MUTED if small else INK,
                cls="m" if small else "t",
            )
        )
    return "".join(drawn)


def _emphasis(y: float, height: float, size: svg.Size) -> str:
    box: dict[str, svg.Value] = {"x": 0, "y": y + 1, "width": svg.WIDTH[size], "height": height - 2, "rx": 5}
    return svg.tag("rect", box | {"fill": EMPHASIS, "class": "own"})


def _mark(row: Forest, axis: axes.Scale, y: float) -> str:
    point = row.point
    if not point.shown:
        return ""
    low, high = axis.at(point.lower), axis.at(point.upper)
    beyond = ""
    if row.prediction:
        start, end = (axis.at(v) for v in row.prediction)
        beyond = _line(start, end, y, y, 1.5, dash="3 4")
        beyond += "".join(_line(x, x, y - 5, y + 5, 1.5) for x in (start, end))
    if row.pooled:
        drawn = _diamond(point, axis, y)
    else:
        style: dict[str, svg.Value] = {
            "fill": point.look.colour,
            "fill-opacity": 0.38,
            "class": f"ci {point.look.name}",
        }
        long = max(high - low, 6)
        box: dict[str, svg.Value] = {"x": (low + high - long) / 2, "y": y - 3, "width": long, "height": 6, "rx": 3}
        drawn = svg.tag("rect", box | style) + marker(point.look, axis.at(point.value), y, _radius(row.weight))
    return svg.tag("g", {}, svg.title(point.said), beyond, drawn)


def _radius(weight: float | None) -> float:
    """The area of a mark grows with its weight."""
    return 7.0 if weight is None else math.sqrt(_SMALL**2 + (_LARGE**2 - _SMALL**2) * min(max(weight, 0.0), 1.0))


def _diamond(point: Point, axis: axes.Scale, y: float) -> str:
    corners = [(axis.at(point.lower), y), (axis.at(point.value), y - 9), (axis.at(point.upper), y)]
    corners.append((axis.at(point.value), y + 9))
    path = "M" + " L".join(f"{svg.written(a)} {svg.written(b)}" for a, b in corners) + " Z"
    style: dict[str, svg.Value] = {"fill": point.look.colour, "stroke": PAPER, "stroke-width": 1.5}
    return svg.tag("path", {"d": path} | style | {"class": f"mk {point.look.name}"})


def _line(x1: float, x2: float, y1: float, y2: float, thick: float, dash: str = "") -> str:
    ends: dict[str, svg.Value] = {"x1": x1, "x2": x2, "y1": y1, "y2": y2, "stroke": AXIS, "stroke-width": thick}
    return svg.tag("line", ends | ({"stroke-dasharray": dash} if dash else {}) | {"class": "ax"})
