"""A map of tiles: every place as large as the others, with its number in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gelijkop.present import svg
from gelijkop.present.lettering import wrap
from gelijkop.present.map_scale import Area, Legend, fits, legend, paint_of, sign_mark, thresholds
from gelijkop.present.palette import AXIS, INK

Spots = Mapping[str, tuple[int, int]]
"""Column and row of each place, from 0; by code."""
_GAP = 8
_WIDEST = 170


def tiles(
    ident: str,
    areas: Sequence[Area],
    words: Legend,
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Callable[[float], str],
    spots: Spots | None = None,
) -> str:
    """The tiles at their spots, else in rows in the order given; one's own places have a thick edge.

    A small screen has no room for the spots, so there the tiles follow each other row by row.

    Args:
        areas: the places; their number stands in their tile, and the tile is white where there is none.
        say: writes a number between two steps of the legend.
        spots: of every place, or the tiles stand in rows.
    """
    font = svg.FONT[size]
    placed = dict(spots) if spots and all(a.code in spots for a in areas) else {}
    areas = sorted(areas, key=lambda a: placed.get(a.code, (0, 0))[::-1])
    columns = 1 + max(placed[a.code][0] for a in areas) if placed and size == "wide" else 0
    if not columns or not _fit(areas, columns, size):
        placed = {}
        most = 6 if size == "wide" else 3
        columns = next((n for n in range(most, 1, -1) if _fit(areas, n, size)), 1)
        columns = min(columns, len(areas)) if size == "wide" else columns
    across = _across(columns, size)
    tall = max(len(wrap(a.name, across - 12, font, bold=True)) for a in areas) * (font + 3) + font + 42
    parted = thresholds([a.value for a in areas], words.least)
    drawn, bottom = [], 0.0
    for i, area in enumerate(areas):
        column, row = placed[area.code] if placed else (i % columns, i // columns)
        x, y = 2 + column * (across + _GAP), 2 + row * (tall + _GAP)
        drawn.append(_tile(area, parted, x, y, across, tall, font))
        bottom = max(bottom, y + tall)
    under, end = legend(parted, words, bottom + 16, size, say)
    return svg.picture(ident, end, size, name, description, *drawn, under)


def _across(columns: int, size: svg.Size) -> float:
    return min((svg.WIDTH[size] - 4 - (columns - 1) * _GAP) / columns, _WIDEST)


def _fit(areas: Sequence[Area], columns: int, size: svg.Size) -> bool:
    room = _across(columns, size) - 12
    return all(fits(a.name, room, svg.FONT[size]) for a in areas)


def _tile(area: Area, parted: Sequence[float], x: float, y: float, across: float, tall: float, font: float) -> str:
    paint = paint_of(area.value, parted)
    box: dict[str, svg.Value] = {"x": x, "y": y, "width": across, "height": tall, "rx": 5, "fill": paint.fill}
    edge: dict[str, svg.Value] = {"stroke": AXIS, "stroke-width": 1, "class": f"bar {paint.name}"}
    if area.own:
        edge = {"stroke": INK, "stroke-width": 4, "class": f"bar ring {paint.name}"}
    middle = x + across / 2
    lines = wrap(area.name, across - 12, font, bold=True)
    named = "".join(
        svg.text(
            middle,
            y + font + 8 + i * (font + 3),
            line,
            size=font,
            colour=paint.ink,
            anchor="middle",
            bold=area.own,
            cls="in",
        )
        for i, line in enumerate(lines)
    )
    number = svg.text(
        middle, y + tall - 14, area.text, size=font + 4, colour=paint.ink, anchor="middle", bold=True, cls="in"
    )
    sign = sign_mark(area.sign, x + across - 14, y + tall - 20, paint.ink)
    return svg.tag("g", {}, svg.title(area.said), svg.tag("rect", box | edge), named, number, sign)
