"""A map of outlines: every place in its own shape, with its number where there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gelijkop.present import svg
from gelijkop.present.lettering import width
from gelijkop.present.map_scale import Area, Legend, legend, paint_of, sign_mark, thresholds
from gelijkop.present.palette import AXIS, INK
from gelijkop.present.shapes import Ring, Shapes

_TALLEST: Mapping[svg.Size, int] = {"wide": 620, "narrow": 340}
_EDGE = 4.0


def choropleth(
    ident: str,
    areas: Sequence[Area],
    shapes: Shapes,
    words: Legend,
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Callable[[float], str],
) -> str:
    """The outlines as large as fits, one's own with a thick edge and drawn last; places without outline are left out.

    `say` writes a number between two steps of the legend.
    """
    here = [a for a in areas if a.code in shapes]
    placed, tall = _placed({a.code: shapes[a.code] for a in here}, size)
    parted = thresholds([a.value for a in areas], words.least)
    drawn = [_shape(a, placed[a.code], parted, size) for a in sorted(here, key=lambda a: a.own)]
    under, end = legend(parted, words, tall + 2 * _EDGE + 14, size, say)
    return svg.picture(ident, end, size, name, description, *drawn, under)


def _placed(shapes: Shapes, size: svg.Size) -> tuple[dict[str, tuple[Ring, ...]], float]:
    """The rings in pixels with north on top, and how high they are together."""
    every = [p for rings in shapes.values() for ring in rings for p in ring]
    if not every:
        return {}, 0.0
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    room = svg.WIDTH[size] - 2 * _EDGE
    scale = min(room / max(east - west, 1e-9), _TALLEST[size] / max(north - south, 1e-9))
    left = _EDGE + (room - (east - west) * scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return round(left + (x - west) * scale, 1), round(_EDGE + (north - y) * scale, 1)

    found = {c: tuple(tuple(at(x, y) for x, y in ring) for ring in rings) for c, rings in shapes.items()}
    return found, (north - south) * scale


def _shape(area: Area, rings: Sequence[Ring], parted: Sequence[float], size: svg.Size) -> str:
    paint = paint_of(area.value, parted)
    path = " ".join("M" + " L".join(f"{svg.written(x)} {svg.written(y)}" for x, y in ring) + " Z" for ring in rings)
    style: dict[str, svg.Value] = {"d": path, "fill": paint.fill, "fill-rule": "evenodd", "stroke-linejoin": "round"}
    edge: dict[str, svg.Value] = {"stroke": AXIS, "stroke-width": 1, "class": f"bar {paint.name}"}
    if area.own:
        edge = {"stroke": INK, "stroke-width": 3, "class": f"bar ring {paint.name}"}
    inside = _number(area, max(rings, key=_size), paint.ink, svg.FONT[size])
    return svg.tag("g", {}, svg.title(area.said), svg.tag("path", style | edge), inside)


def _number(area: Area, ring: Ring, ink: str, font: float) -> str:
    """The number and sign in the middle of the largest ring; nothing where it is too small for them."""
    middle = _middle(ring)
    long = width(area.text, font, bold=True) + (18 if area.sign else 0)
    high = max(y for _, y in ring) - min(y for _, y in ring)
    room = max(x for x, _ in ring) - min(x for x, _ in ring)
    if long + 10 > room * 0.8 or font + 8 > high * 0.8:
        return ""
    x, y = middle
    start = x - long / 2
    number = svg.text(start, y + font * 0.35, area.text, size=font, colour=ink, bold=True, cls="in")
    return number + sign_mark(area.sign, start + long - 6, y, ink)


def _size(ring: Ring) -> float:
    return abs(_twice(ring)) / 2


def _twice(ring: Ring) -> float:
    """Twice the area with its sign."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True))


def _middle(ring: Ring) -> tuple[float, float]:
    """The centre of gravity."""
    whole = _twice(ring)
    if not whole:
        return ring[0]
    parts = [(p, q, p[0] * q[1] - q[0] * p[1]) for p, q in zip(ring, (*ring[1:], ring[0]), strict=True)]
    return sum((p[0] + q[0]) * c for p, q, c in parts) / (3 * whole), sum((p[1] + q[1]) * c for p, q, c in parts) / (
        3 * whole
    )
