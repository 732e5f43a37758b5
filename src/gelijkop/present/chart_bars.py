"""How a whole is divided: bars of 100% in ordered steps, with the numbers in the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.present import svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.palette import AXIS, EMPHASIS, INK, PAPER, STEP_INK, STEPS, looks


@dataclass(frozen=True)
class Paint:
    """Fill of a part, ink on it and the class that a style sheet may override."""

    fill: str
    ink: str
    name: str


UNKNOWN = Paint(PAPER, INK, "s0")
"""A part of which nothing is known: background not known, or hidden by the source."""
OTHER = Paint("#d8d2c8", INK, "s6")
"""A part outside the order that is known: another or no advice."""
LEVELS = tuple(Paint(f, i, f"s{k}") for k, (f, i) in enumerate(zip(STEPS, STEP_INK, strict=True), 1))
"""Five ordered steps, light (low) to dark (high)."""


def group_paints(groups: int) -> tuple[Paint, ...]:
    """The fills of so many groups, in the colours they have in every other chart."""
    return tuple(Paint(k.colour, INK if k.name in ("g2", "g3") else PAPER, f"f{k.name}") for k in looks(groups))


@dataclass(frozen=True)
class Part:
    """One part of a bar: how it is painted, its share (0–1), its words and the sentence of its mark."""

    paint: Paint
    share: float
    text: str
    said: str


@dataclass(frozen=True)
class Bar:
    """One bar: a place or a group with its parts in order."""

    label: str
    parts: tuple[Part, ...]
    own: bool = False


def stacked(
    ident: str, bars: Sequence[Bar], steps: Sequence[tuple[Paint, str]], size: svg.Size, *, name: str, description: str
) -> str:
    """Bars of equal length parted into parts with their numbers where they fit; `steps` is the legend."""
    drawn, y = _legend(steps, size)
    font = svg.FONT[size]
    room = 0.0
    if size == "wide":
        room = min(max(width(b.label, font, bold=b.own) for b in bars), svg.WIDTH[size] * 0.3) + 22
    for bar in bars:
        lines = wrap(bar.label, room - 22 if room else svg.WIDTH[size], font, bold=bar.own)
        tall = max(44, len(lines) * (font + 4) + 8) if room else 40 + len(lines) * (font + 3)
        if bar.own:
            box: dict[str, svg.Value] = {
                "x": 0,
                "y": y,
                "width": svg.WIDTH[size],
                "height": tall,
                "rx": 5,
                "fill": EMPHASIS,
                "class": "own",
            }
            drawn += svg.tag("rect", box)
        first = y + (tall / 2 - (len(lines) - 1) * (font + 4) / 2 + font * 0.35 if room else font + 2)
        for i, line in enumerate(lines):
            x, anchor = (room - 22, "end") if room else (2.0, "start")
            drawn += svg.text(
                x,
                first + i * (font + 4),
                line,
                size=font,
                bold=bar.own or not room,
                anchor="end" if anchor == "end" else "start",
            )
        drawn += _bar(bar, room, y + (tall - 32) / 2 if room else y + tall - 36, svg.WIDTH[size] - 1, font - 1)
        y += tall + 4
    return svg.picture(ident, y, size, name, description, drawn)


def _bar(bar: Bar, left: float, y: float, right: float, font: float) -> str:
    x, drawn = left, ""
    for part in bar.parts:
        long = part.share * (right - left)
        if long <= 0:
            continue
        box = svg.tag(
            "rect",
            {
                "x": x,
                "y": y,
                "width": long,
                "height": 32,
                "fill": part.paint.fill,
                "stroke": AXIS,
                "stroke-width": 1,
                "class": f"bar {part.paint.name}",
            },
        )
        if part.text and width(part.text, font, bold=True) + 8 < long:
            box += svg.text(
                x + long / 2, y + 21, part.text, size=font, colour=part.paint.ink, anchor="middle", bold=True, cls="in"
            )
        drawn += svg.tag("g", {}, svg.title(part.said), box)
        x += long
    return drawn


def _legend(steps: Sequence[tuple[Paint, str]], size: svg.Size) -> tuple[str, float]:
    font, x, y, drawn = svg.FONT[size], 0.0, 0.0, ""
    for paint, label in steps:
        wide = 22 + width(label, font)
        if x and x + wide > svg.WIDTH[size]:
            x, y = 0.0, y + font + 9
        drawn += svg.tag(
            "rect",
            {
                "x": x + 0.5,
                "y": y + 2,
                "width": 15,
                "height": 15,
                "fill": paint.fill,
                "stroke": AXIS,
                "class": f"bar {paint.name}",
            },
        )
        drawn += svg.text(x + 22, y + 15, label, size=font)
        x += wide + 20
    return drawn, y + font + 16
