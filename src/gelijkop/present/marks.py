"""Marks: what a chart shows of one number, and how it is drawn and named."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gelijkop.present import svg
from gelijkop.present.lettering import width
from gelijkop.present.palette import PAPER, Look, Shape

Side = Literal["above", "below", "on"]


@dataclass(frozen=True)
class Point:
    """One number with its interval; NaN where it is not shown.

    `text` is the number as the table writes it; `said` the whole sentence of its mark.
    """

    look: Look
    value: float
    lower: float
    upper: float
    text: str
    said: str

    @property
    def shown(self) -> bool:
        """Whether there is a number to draw."""
        return math.isfinite(self.value)


@dataclass(frozen=True)
class Row:
    """One line of a chart: a place or a group, its points, and a note at the right end."""

    label: str
    points: tuple[Point, ...]
    note: str = ""
    own: bool = False


@dataclass(frozen=True)
class Key:
    """An entry of the legend."""

    look: Look
    label: str


def marker(look: Look, x: float, y: float, size: float = 7) -> str:
    """The shape of a group around a point, with a light edge that keeps overlapping marks apart."""
    style: dict[str, svg.Value] = {
        "fill": look.colour,
        "stroke": PAPER,
        "stroke-width": 1.5,
        "class": f"mk {look.name}",
    }
    if look.shape == "circle":
        return svg.tag("circle", {"cx": x, "cy": y, "r": size} | style)
    return svg.tag("path", {"d": _outline(look.shape, x, y, size)} | style)


def _outline(shape: Shape, x: float, y: float, size: float) -> str:
    reach = size * {"diamond": 1.25, "triangle": 1.2, "square": 0.9, "circle": 1}[shape]
    corners: Mapping[Shape, list[tuple[float, float]]] = {
        "diamond": [(0, -1), (1, 0), (0, 1), (-1, 0)],
        "triangle": [(0, -1), (1, 0.8), (-1, 0.8)],
        "square": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
        "circle": [],
    }
    path = " L".join(f"{svg.written(x + dx * reach)} {svg.written(y + dy * reach)}" for dx, dy in corners[shape])
    return f"M{path} Z"


def interval(look: Look, left: float, right: float, y: float, *, thick: float = 6) -> str:
    """The interval as a soft bar with round ends; at least as long as it is thick."""
    length = max(right - left, thick)
    middle = (left + right) / 2
    box: dict[str, svg.Value] = {"x": middle - length / 2, "y": y - thick / 2, "width": length, "height": thick}
    return svg.tag(
        "rect", box | {"rx": thick / 2, "fill": look.colour, "fill-opacity": 0.38, "class": f"ci {look.name}"}
    )


def legend(keys: Sequence[Key], y: float, size: svg.Size, left: float = 0) -> tuple[str, float]:
    """The legend from `y` down, broken into lines that fit; and the height that it takes."""
    font, line = svg.FONT[size], svg.FONT[size] + 9
    x, top, drawn = left, y, []
    for key in keys:
        wide = 24 + width(key.label, font, bold=True)
        if x > left and x + wide > svg.WIDTH[size]:
            x, top = left, top + line
        drawn.append(marker(key.look, x + 8, top + font * 0.6, 6.2))
        drawn.append(
            svg.text(
                x + 22,
                top + font * 0.95,
                key.label,
                size=font,
                colour=key.look.colour,
                bold=True,
                cls=f"k {key.look.name}",
            )
        )
        x += wide + 26
    return "".join(drawn), (top - y + line) if keys else 0.0
