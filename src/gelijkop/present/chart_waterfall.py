"""A waterfall: parts of a whole one under the other, each beginning where the part before it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.marks import Point, marker
from gelijkop.present.palette import ALL, AXIS

Say = Callable[[float], str]
_THICK, _CAP, _TALL = 16, 5, 12
"""Height of a bar, half that of the ends of an interval, and half that of the stroke where a part begins."""


@dataclass(frozen=True)
class Fall:
    """One row: its part, as a point with limits around its own value, and where on the scale it begins.

    `note` stands at the right end. The whole begins at 0 and is drawn apart.
    """

    label: str
    point: Point
    start: float
    note: str
    whole: bool = False


def waterfall(
    ident: str, falls: Sequence[Fall], size: svg.Size, *, name: str, description: str, say: Say, note_title: str
) -> str:
    """The parts from the top down, with the limits of each around its end, and a stroke where it begins.

    `say` writes a value of the scale.
    """
    font = svg.FONT[size]
    notes = max([width(f.note, font, bold=True) for f in falls] + [width(note_title, font - 1)])
    room = svg.WIDTH[size] - 4.0
    left = 18.0
    if size == "wide":
        room = min(max(width(f.label, font, bold=f.whole) for f in falls), svg.WIDTH[size] * 0.36)
        left = room + 30
    values = [f.start + v for f in falls for v in (0.0, f.point.value, f.point.lower, f.point.upper)]
    axis = axes.scale([0.0, *values], left, svg.WIDTH[size] - notes - 22, steps=7 if size == "wide" else 4)
    top = font + 10.0
    rows = _places(falls, size, room, top)
    bottom = rows[-1][0] + rows[-1][1] + 4
    spans = [(top, bottom)] if size == "wide" else [(y + labels, y + high - 1) for y, high, labels in rows]
    drawn = [
        svg.text(svg.WIDTH[size], top - 6, note_title, size=font - 1, colour=AXIS, anchor="end", cls="m"),
        axes.vertical_grid(axis, spans, size, say),
        *(_line(axis.at(0), axis.at(0), start, end, "ax", AXIS, 1.5) for start, end in spans),
    ]
    middles = [y + labels + (high - labels) / 2 for y, high, labels in rows]
    for i, (fall, (y, high, _), middle) in enumerate(zip(falls, rows, middles, strict=True)):
        end = axis.at(fall.start + fall.point.value)
        begin = axis.at(fall.start)
        if i + 1 < len(falls) and size == "wide":
            drawn.append(_line(end, end, middle, middles[i + 1], "ax", AXIS, 1))
        drawn.append(_line(begin, begin, middle - _TALL, middle + _TALL, "ax", AXIS, 2.5))
        drawn += [_label(fall, y, high, size, room), _mark(fall, axis, middle)]
        drawn.append(svg.text(svg.WIDTH[size] - 2, middle + font * 0.35, fall.note, size=font, anchor="end", bold=True))
    return svg.picture(ident, bottom + font + 14, size, name, description, *drawn)


def _places(falls: Sequence[Fall], size: svg.Size, room: float, top: float) -> list[tuple[float, float, float]]:
    """Top, height and height of the label above the mark, of each row."""
    found, y = [], top
    for fall in falls:
        lines = len(wrap(fall.label, room, svg.FONT[size], bold=fall.whole or size == "narrow"))
        above = lines * (svg.FONT[size] + 3) + 4 if size == "narrow" else 0.0
        high = above + (30 if size == "narrow" else max(42, lines * (svg.FONT[size] + 4) + 12))
        found.append((y, high, above))
        y += high
    return found


def _label(fall: Fall, y: float, high: float, size: svg.Size, room: float) -> str:
    font = svg.FONT[size]
    lines = wrap(fall.label, room, font, bold=fall.whole or size == "narrow")
    if size == "narrow":
        return "".join(svg.text(4, y + font + 1 + i * (font + 3), x, size=font, bold=True) for i, x in enumerate(lines))
    first = y + high / 2 - (len(lines) - 1) * (font + 4) / 2 + font * 0.35
    return "".join(
        svg.text(room, first + i * (font + 4), x, size=font, anchor="end", bold=fall.whole) for i, x in enumerate(lines)
    )


def _mark(fall: Fall, axis: axes.Scale, y: float) -> str:
    """The part as a soft bar, its limits as a thin line with ends, and a mark where it ends."""
    look, point = fall.point.look, fall.point
    start, end = axis.at(fall.start), axis.at(fall.start + point.value)
    low, high = axis.at(fall.start + point.lower), axis.at(fall.start + point.upper)
    box: dict[str, svg.Value] = {"x": min(start, end), "y": y - _THICK / 2, "width": max(abs(end - start), 1)}
    bar = svg.tag(
        "rect", box | {"height": _THICK, "fill": look.colour, "fill-opacity": 0.38, "class": f"ci {look.name}"}
    )
    ends = "".join(_line(x, x, y - _CAP, y + _CAP, f"ln {ALL.name}", ALL.colour, 2) for x in (low, high))
    limits = _line(low, high, y, y, f"ln {ALL.name}", ALL.colour, 2)
    return svg.tag("g", {}, svg.title(point.said), bar, limits, ends, marker(look, end, y, 5.5))


def _line(x1: float, x2: float, y1: float, y2: float, cls: str, colour: str, thick: float) -> str:
    place: dict[str, svg.Value] = {"x1": x1, "x2": x2, "y1": y1, "y2": y2}
    return svg.tag("line", place | {"stroke": colour, "stroke-width": thick, "class": cls})
