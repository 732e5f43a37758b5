"""A funnel: each school by its size, within the limits that ordinary schools of that size keep; no order of merit."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width
from gelijkop.present.marks import Key, Point, legend, marker
from gelijkop.present.palette import AXIS, BANDS, INK, MUTED

Say = Callable[[float], str]
Place = tuple[float, float]
_POINTS = 24
"""About so many points make a curve of the limits."""


@dataclass(frozen=True)
class Dot:
    """One school: how many pupils, and its value with the look of its zone."""

    label: str
    size: float
    point: Point
    own: bool = False


@dataclass(frozen=True)
class Limits:
    """Where ordinary schools of one size lie: 95% of them within `inner`, 99.8% within `outer`."""

    size: float
    inner: tuple[float, float]
    outer: tuple[float, float]


@dataclass(frozen=True)
class Words:
    """What stands in the picture: the limits, the value of the region in one line or two, and the axis of sizes."""

    inner: str
    outer: str
    centre: tuple[str, ...]
    sizes: str


def funnel(
    ident: str,
    dots: Sequence[Dot],
    limits: Sequence[Limits],
    centre: float,
    keys: Sequence[Key],
    words: Words,
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Say,
    say_size: Say,
    floor: float | None = 0.0,
    ceiling: float | None = None,
) -> str:
    """The schools within two bands around the value of the region; one's own has a ring and its name.

    Args:
        limits: one a size of school, in order of size; at least one.
        say: writes a value of the vertical scale, `say_size` of the horizontal one.
    """
    head, used = legend(keys, 0, size)
    font = svg.FONT[size]
    top, tall = used + 14.0, 400 if size == "wide" else 280
    ends = [(words.inner, False), (words.outer, False), *((c, True) for c in words.centre)]
    gutter = max(width(text, font, bold=bold) for text, bold in ends) + 14
    values = [d.point.value for d in dots] + [v for k in limits for v in (*k.inner, *k.outer)] + [centre]
    up = axes.scale(values, top + tall, top, steps=6, floor=floor, ceiling=ceiling)
    left = max(width(say(s), font - 1) for s in up.steps) + 12
    along = _along(limits, left, svg.WIDTH[size] - gutter, 7 if size == "wide" else 4)
    drawn = [head, axes.horizontal_grid(up, left, along.end, size, say)]
    drawn += _bands(limits, along, up)
    drawn.append(_sizes(along, top + tall, size, words.sizes, say_size))
    at = up.at(centre)
    line: dict[str, svg.Value] = {"x1": along.start, "x2": along.end, "y1": at, "y2": at, "stroke": INK}
    drawn.append(svg.tag("line", line | {"stroke-width": 2, "stroke-dasharray": "7 5", "class": "ring"}))
    drawn.append(_ends(limits, centre, along, up, words, size))
    drawn += [_name(d, dots, along, up, size) for d in dots if d.own]
    drawn += [_dot(d, along, up) for d in sorted(dots, key=lambda d: d.own)]
    return svg.picture(ident, top + tall + 2 * font + 18, size, name, description, *drawn)


def _along(limits: Sequence[Limits], left: float, right: float, steps: int) -> axes.Scale:
    """A scale of sizes that ends at the largest school, so that the limits end where they are named."""
    first, last = limits[0].size, limits[-1].size
    around = axes.scale([first, last], left, right, steps=steps, floor=0.0, whole=True)
    low = 0.0 if around.low == 0 else first - 0.04 * (last - first)
    high = last + 0.02 * (last - low) if last > low else last + 1
    return axes.Scale(low, high, left, right, tuple(s for s in around.steps if low <= s <= high))


def _bands(limits: Sequence[Limits], along: axes.Scale, up: axes.Scale) -> list[str]:
    """Both bands with their edges, the outer first."""
    drawn = []
    for which, (fill, dash) in ((1, (BANDS[1], "3 4")), (0, (BANDS[0], ""))):
        edges = [
            [(along.at(s), up.at(v)) for s, v in curve([(k.size, (k.inner, k.outer)[which][side]) for k in limits])]
            for side in (0, 1)
        ]
        around = _path(edges[0] + edges[1][::-1])
        drawn.append(svg.tag("path", {"d": f"{around} Z", "fill": fill, "class": f"b{which + 1}"}))
        for edge in edges:
            style: dict[str, svg.Value] = {"d": _path(edge), "fill": "none", "stroke": AXIS, "stroke-width": 1}
            drawn.append(svg.tag("path", style | ({"stroke-dasharray": dash} if dash else {}) | {"class": "ax"}))
    return drawn


def curve(known: Sequence[Place]) -> list[Place]:
    """The limits at the known sizes, and between them a straight line in 1/√size, the unit of chance.

    >>> [(round(size, 1), round(limit, 2)) for size, limit in curve([(4, 0.5), (100, 0.1)])][::8]
    [(4, 0.5), (7.4, 0.37), (18.4, 0.23), (100, 0.1)]
    """
    found: list[Place] = []
    far = 1 / math.sqrt(known[0][0]) - 1 / math.sqrt(known[-1][0])
    for (a, one), (b, other) in pairwise(known):
        start, end = 1 / math.sqrt(a), 1 / math.sqrt(b)
        steps = max(round((start - end) / far * _POINTS), 1)
        found.append((a, one))
        for step in range(1, steps):
            unit = start + (end - start) * step / steps
            found.append((unit**-2, one + (other - one) * step / steps))
    return [*found, known[-1]]


def _path(places: Sequence[Place]) -> str:
    return "M" + " L".join(f"{svg.written(x)} {svg.written(y)}" for x, y in places)


def _sizes(along: axes.Scale, base: float, size: svg.Size, title: str, say: Say) -> str:
    """The horizontal axis: its line, steps and what it counts."""
    font = svg.FONT[size] - 1
    line = svg.tag("line", {"x1": along.start, "x2": along.end, "y1": base, "y2": base, "stroke": AXIS, "class": "ax"})
    steps = [
        svg.text(along.at(s), base + font + 6, say(s), size=font, colour=MUTED, anchor="middle", cls="m")
        for s in along.steps
    ]
    last = svg.text(along.end, base + 2 * font + 12, title, size=font, colour=MUTED, anchor="end", cls="m")
    return line + "".join(steps) + last


def _ends(
    limits: Sequence[Limits], centre: float, along: axes.Scale, up: axes.Scale, words: Words, size: svg.Size
) -> str:
    """What each line is, at its right end, pushed apart where the words would touch."""
    font, x = svg.FONT[size], along.end + 8
    last, middle = limits[-1], up.at(centre)
    inner = min(up.at(last.inner[1]), middle - font) + font * 0.35
    outer = min(up.at(last.outer[1]) + font * 0.35, inner - font - 2)
    quiet = [
        svg.text(x, y, said, size=font, colour=MUTED, cls="m")
        for y, said in ((outer, words.outer), (inner, words.inner))
    ]
    return "".join(quiet) + "".join(
        svg.text(x, middle + font * 0.35 + i * (font + 2), line, size=font, bold=True)
        for i, line in enumerate(words.centre)
    )


def _dot(dot: Dot, along: axes.Scale, up: axes.Scale) -> str:
    x, y = along.at(dot.size), up.at(dot.point.value)
    around: dict[str, svg.Value] = {"cx": x, "cy": y, "r": 12, "fill": "none", "stroke": INK, "stroke-width": 2.5}
    ring = svg.tag("circle", around | {"class": "ring"}) if dot.own else ""
    return svg.tag("g", {}, svg.title(dot.point.said), ring, marker(dot.point.look, x, y, 7 if dot.own else 5.5))


def _name(dot: Dot, dots: Sequence[Dot], along: axes.Scale, up: axes.Scale, size: svg.Size) -> str:
    """The name beside, above or under the ring, where it covers fewest other schools."""
    font, x, y = svg.FONT[size], along.at(dot.size), up.at(dot.point.value)
    long = width(dot.label, font, bold=True)
    middle = min(max(x - long / 2, 2), svg.WIDTH[size] - long - 2)
    low = y + font * 0.35
    tries = [(x + 18, low), (x - 18 - long, low), (middle, y - 18), (middle, y + 16 + font)]
    fitting = [
        (left, base) for left, base in tries
        if left >= along.start and left + long <= svg.WIDTH[size] - 2 and up.end <= base - font and base < up.start
    ]  # fmt: skip
    places = [(along.at(d.size), up.at(d.point.value)) for d in dots if not d.own]

    def covered(place: Place) -> int:
        left, base = place
        return sum(left - 6 < px < left + long + 6 and base - font < py < base + 8 for px, py in places)

    left, base = min(fitting or tries[2:3], key=covered)
    return svg.haloed(left, base, dot.label, size=font, bold=True)
