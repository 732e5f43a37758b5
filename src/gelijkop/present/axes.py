"""Scales and axes: from a number to a place in the picture, with round steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from gelijkop.present import svg
from gelijkop.present.palette import GRID, MUTED


@dataclass(frozen=True)
class Scale:
    """A linear scale from `low`–`high` to `start`–`end` (pixels), with its steps."""

    low: float
    high: float
    start: float
    end: float
    steps: tuple[float, ...]

    def at(self, value: float) -> float:
        """The place of a value; values outside the scale stop at its ends."""
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)


def scale(
    values: Iterable[float],
    start: float,
    end: float,
    *,
    steps: int = 6,
    floor: float | None = None,
    ceiling: float | None = None,
    whole: bool = False,
) -> Scale:
    """A scale with round steps around all finite values; it begins at `floor` where the values come near.

    Where values lie below `floor` it does not hold. `whole`: no steps between whole numbers.
    """
    known = [v for v in values if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(known), max(known)
    if floor is not None and low < floor:
        floor = None
    if floor is not None and low - floor < 0.6 * (high - floor):
        low = floor
    span = max(high - low, abs(high) * 0.05, 1e-9)
    raw = span / max(steps - 1, 1)
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= raw * 0.999)
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last += last == first
    bottom = first * step if floor is None else max(first * step, floor)
    top = last * step if ceiling is None else min(last * step, ceiling)
    marks = tuple(round(k * step, 10) for k in range(first, last + 1) if bottom <= round(k * step, 10) <= top)
    return Scale(bottom, top, start, end, marks)


def plain_step(digits: Callable[[float, int], str], *, factor: float = 1.0) -> Callable[[float], str]:
    """Writes a step of the scale with no more decimals than it needs; `digits` writes a value with so many."""

    def written(value: float) -> str:
        return digits(value, next((d for d in range(3) if math.isclose(value * factor, round(value * factor, d))), 3))

    return written


def vertical_grid(
    axis: Scale, spans: Sequence[tuple[float, float]], size: svg.Size, say: Callable[[float], str]
) -> str:
    """Thin lines at every step through each span from top to bottom, with their value under the last."""
    bottom = spans[-1][1]
    lines = [
        svg.tag("line", {"x1": axis.at(s), "x2": axis.at(s), "y1": top, "y2": end, "stroke": GRID, "class": "gl"})
        for s in axis.steps
        for top, end in spans
    ]
    font = svg.FONT[size] - 1
    lines += [
        svg.text(axis.at(s), bottom + font + 6, say(s), size=font, colour=MUTED, anchor="middle", cls="m")
        for s in axis.steps
    ]
    return "".join(lines)


def horizontal_grid(axis: Scale, left: float, right: float, size: svg.Size, say: Callable[[float], str]) -> str:
    """Thin lines at every step with their value at the left."""
    font = svg.FONT[size] - 1
    return "".join(
        svg.tag("line", {"x1": left, "x2": right, "y1": axis.at(s), "y2": axis.at(s), "stroke": GRID, "class": "gl"})
        + svg.text(left - 8, axis.at(s) + font * 0.35, say(s), size=font, colour=MUTED, anchor="end", cls="m")
        for s in axis.steps
    )
