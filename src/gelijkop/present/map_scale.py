"""The five steps of a map: where they begin, how they are painted, and the legend under the map."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from gelijkop.present import svg
from gelijkop.present.chart_bars import LEVELS, UNKNOWN, Paint
from gelijkop.present.lettering import width, wrap
from gelijkop.present.palette import AXIS, INK, MUTED

Sign = Literal["", "unseen", "small"]
"""Beside the number: no difference is seen, or there is none that matters; empty where nothing is to be said."""
_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8)


@dataclass(frozen=True)
class Area:
    """One place on a map: its value as drawn (NaN where nothing is shown), as written, and the sentence of its mark."""

    code: str
    name: str
    value: float
    text: str
    said: str
    own: bool = False
    sign: Sign = ""


@dataclass(frozen=True)
class Legend:
    """The words under a map: what the colours are, what the signs say, and why some places have no number.

    No step is narrower than `least`, so that colours do not part what is nearly alike.
    """

    title: str
    signs: Sequence[tuple[Sign, str]]
    remarks: Sequence[str]
    least: float = 0.0


def thresholds(values: Sequence[float], least: float = 0.0) -> tuple[float, ...]:
    """Where the steps part: at most four round numbers between the least and the most of these values.

    Steps are `least` wide or wider.

    >>> thresholds([1.5, 3.6, 9.1, 17.2, 25.2])
    (6.0, 12.0, 18.0, 24.0)
    """
    known = [v for v in values if math.isfinite(v)]
    if not known or max(known) - min(known) <= 1e-9 * max(abs(v) for v in known):
        return ()
    low, high = min(known), max(known)
    size = 10.0 ** (math.floor(math.log10((high - low) / 5)) - 1)
    while True:
        for nice in _NICE:
            step = nice * size
            if step < least * 0.999:
                continue
            first, last = math.floor(low / step) + 1, math.ceil(high / step) - 1
            if last - first + 1 <= len(LEVELS) - 1:
                return tuple(round(k * step, 10) for k in range(first, last + 1))
        size *= 10


def paint_of(value: float, parted: Sequence[float]) -> Paint:
    """The paint of a value."""
    if not math.isfinite(value):
        return UNKNOWN
    return step_paints(len(parted) + 1)[bisect_right(parted, value)]


def step_paints(steps: int) -> tuple[Paint, ...]:
    """So many of the five paints, next to each other around the middle."""
    first = (len(LEVELS) - steps) // 2
    return LEVELS[first : first + steps]


def sign_mark(sign: Sign, x: float, y: float, ink: str) -> str:
    """An open circle where no difference is seen, two strokes where there is none that matters."""
    style: dict[str, svg.Value] = {"stroke": ink, "stroke-width": 2, "class": "sg"}
    if sign == "unseen":
        around: dict[str, svg.Value] = {"cx": x, "cy": y, "r": 5, "fill": "none"}
        return svg.tag("circle", around | style)
    if sign == "small":
        return "".join(svg.tag("line", {"x1": x - 5, "x2": x + 5, "y1": y + d, "y2": y + d} | style) for d in (-3, 3))
    return ""


def legend(
    parted: Sequence[float], words: Legend, top: float, size: svg.Size, say: Callable[[float], str]
) -> tuple[str, float]:
    """The legend from `top` down, and where it ends: a bar of steps with the numbers between them, signs, remarks."""
    font, across = svg.FONT[size] - 1, min(svg.WIDTH[size] - 2.0, 560.0)
    drawn, y = [], top + font
    for line in wrap(words.title, svg.WIDTH[size], font):
        drawn.append(svg.text(0, y, line, size=font, colour=MUTED, cls="m"))
        y += font + 4
    paints = step_paints(len(parted) + 1)
    each = across / len(paints)
    for k, paint in enumerate(paints):
        box: dict[str, svg.Value] = {"x": 1 + k * each, "y": y - 6, "width": each, "height": 14, "fill": paint.fill}
        drawn.append(svg.tag("rect", box | {"stroke": AXIS, "class": f"bar {paint.name}"}))
    for k, at in enumerate(parted, 1):
        drawn.append(svg.text(1 + k * each, y + 10 + font, say(at), size=font, anchor="middle", colour=MUTED, cls="m"))
    y += (16 + font if parted else 10) + 12
    for sign, said in words.signs:
        drawn.append(sign_mark(sign, 7, y + font * 0.6, INK))
        for line in wrap(said, svg.WIDTH[size] - 24, font):
            drawn.append(svg.text(22, y + font, line, size=font))
            y += font + 5
    for remark in words.remarks:
        for line in wrap(remark, svg.WIDTH[size], font):
            drawn.append(svg.text(0, y + font, line, size=font))
            y += font + 5
    return "".join(drawn), y + 4


def fits(words: str, room: float, font: float) -> bool:
    """Whether every word of a name is narrower than this."""
    return all(width(word, font, bold=True) <= room for word in words.split())
