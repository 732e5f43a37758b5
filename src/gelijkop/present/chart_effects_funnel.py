"""A funnel of studies: each effect by its standard error, and where chance alone would put 95 of 100 of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width
from gelijkop.present.marks import Point, marker
from gelijkop.present.palette import AXIS, BANDS, INK, MUTED

Say = Callable[[float], str]
_Z = 1.96


@dataclass(frozen=True)
class EffectDot:
    """One study: its standard error, and its effect with the look of where it lies."""

    error: float
    point: Point


@dataclass(frozen=True)
class FunnelWords:
    """What stands in the picture: the limits, the pooled effect, and the two axes."""

    inner: str
    centre: str
    errors: str
    effects: str


def effects_funnel(
    ident: str,
    dots: Sequence[EffectDot],
    centre: float,
    words: FunnelWords,
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Say,
    say_error: Say,
) -> str:
    """The studies from the surest at the top to the least sure, around the pooled effect.

    Args:
        say: writes an effect, `say_error` a standard error.
    """
    font = svg.FONT[size]
    top, tall = 2.0 * font + 10, 400 if size == "wide" else 280
    most = max(d.error for d in dots)
    # Downwards: no error at all lies at the top.
    down = axes.scale([0.0, most], top, top + tall, steps=5, floor=0.0)
    left = max(width(say_error(s), font - 1) for s in down.steps) + 12
    deepest = down.high
    ends = [centre - _Z * deepest, centre + _Z * deepest]
    along = axes.scale([*ends, *(d.point.value for d in dots)], left, svg.WIDTH[size] - 14.0, steps=_steps(size))
    drawn = [
        svg.text(0, font, words.errors, size=font - 1, colour=MUTED, cls="m"),
        _area(centre, deepest, along, down),
        axes.horizontal_grid(down, left, along.end, size, say_error),
        axes.vertical_grid(along, [(top, top + tall)], size, say),
        _middle(centre, along, top, top + tall, words, size),
        svg.text(
            along.end, top + tall + 2 * font + 10, words.effects, size=font - 1, colour=MUTED, anchor="end", cls="m"
        ),
        *(_dot(d, along, down) for d in dots),
    ]
    return svg.picture(ident, top + tall + 2 * font + 18, size, name, description, *drawn)


def _steps(size: svg.Size) -> int:
    return 7 if size == "wide" else 4


def _area(centre: float, deepest: float, along: axes.Scale, down: axes.Scale) -> str:
    """The triangle from the pooled effect down to its widest, with its edges."""
    tip = f"{svg.written(along.at(centre))} {svg.written(down.at(0.0))}"
    low, high = (
        f"{svg.written(along.at(centre + side * _Z * deepest))} {svg.written(down.at(deepest))}" for side in (-1, 1)
    )
    inside = svg.tag("path", {"d": f"M{tip} L{low} L{high} Z", "fill": BANDS[0], "class": "b1"})
    edge: dict[str, svg.Value] = {"fill": "none", "stroke": AXIS, "stroke-width": 1, "class": "ax"}
    return inside + svg.tag("path", {"d": f"M{low} L{tip} L{high}"} | edge)


def _middle(centre: float, along: axes.Scale, top: float, bottom: float, words: FunnelWords, size: svg.Size) -> str:
    """The line of the pooled effect with its name, and what the area is."""
    x, font = along.at(centre), svg.FONT[size]
    line: dict[str, svg.Value] = {"x1": x, "x2": x, "y1": top, "y2": bottom, "stroke": INK, "stroke-width": 2}
    drawn = svg.tag("line", line | {"stroke-dasharray": "7 5", "class": "ring"})
    half = width(words.centre, font, bold=True) / 2
    named = svg.text(
        min(max(x, half + 2), svg.WIDTH[size] - half - 2), top - 6, words.centre, size=font, anchor="middle", bold=True
    )
    return drawn + named + svg.haloed(x + 8, bottom - 8, words.inner, size=font - 1, bold=False)


def _dot(dot: EffectDot, along: axes.Scale, down: axes.Scale) -> str:
    mark = marker(dot.point.look, along.at(dot.point.value), down.at(dot.error), 6)
    return svg.tag("g", {}, svg.title(dot.point.said), mark)
