"""A rate through the years: lines with bands, a marked gap and a marked break; no line runs through a break."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gelijkop.present import axes, svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.marks import Key, Point, legend, marker
from gelijkop.present.palette import AXIS, MUTED, Look


@dataclass(frozen=True)
class Series:
    """One group through the years; a year that is absent or not shown leaves a gap."""

    label: str
    look: Look
    points: Mapping[int, Point]


@dataclass(frozen=True)
class Break:
    """From this school year on the numbers are made in another way, so they are not one line with those before."""

    year: int
    label: str


def trend(
    ident: str,
    series: Sequence[Series],
    years: Sequence[int],
    breaks: Sequence[Break],
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Callable[[float], str],
    ceiling: float | None = None,
    zero: bool = False,
) -> str:
    """Lines with 95% bands; a dotted line bridges a year without numbers, and nothing bridges a break.

    `zero` draws a stronger line at 0, for differences.
    """
    keys = [Key(s.look, s.label) for s in series]
    head, used = legend(keys, 0, size) if size == "narrow" and len(series) > 1 else ("", 0.0)
    font = svg.FONT[size]
    marked = [b for b in breaks if years[0] < b.year <= years[-1]]
    top, tall = (
        used + (14 + (font + 3) * (len(marked) if size == "narrow" else bool(marked))),
        (300 if size == "wide" else 190),
    )
    ends = max(width(s.label, font, bold=True) for s in series) if size == "wide" else 0
    room = min(ends, svg.WIDTH[size] * 0.24)
    left, right = (52.0, svg.WIDTH[size] - room - 26) if size == "wide" else (40.0, svg.WIDTH[size] - 14.0)
    values = [v for s in series for p in s.points.values() for v in (p.value, p.lower, p.upper)]
    up = axes.scale(
        [*values, 0.0] if zero else values, top + tall, top, steps=5, floor=None if zero else 0.0, ceiling=ceiling
    )
    along = axes.Scale(years[0] - 0.3, years[-1] + 0.3, left, right, tuple(years))
    drawn = [head, axes.horizontal_grid(up, left, right, size, say), _years(along, top + tall, size)]
    drawn.append(_breaks(marked, along, top, top + tall, size))
    if zero:
        drawn.append(zero_line(left, right, up.at(0)))
    stops = {b.year for b in marked}
    parts = [(s, segments(s, years, stops)) for s in series]
    drawn += [band(s.look, part, along, up) for s, found in parts for part in found]
    drawn += [bridges(s.look, found, along, up, stops) for s, found in parts]
    drawn += [line(s.look, part, along, up) for s, found in parts for part in found]
    if size == "wide":
        drawn.append(_ends(series, along, up, room, size))
    return svg.picture(ident, top + tall + font + 16, size, name, description, *drawn)


Segment = list[tuple[int, Point]]


def segments(series: Series, years: Sequence[int], stops: set[int]) -> list[Segment]:
    """Runs of consecutive shown years that no break parts."""
    found: list[Segment] = [[]]
    for year in years:
        point = series.points.get(year)
        if year in stops or point is None or not point.shown:
            found.append([])
        if point is not None and point.shown:
            found[-1].append((year, point))
    return [part for part in found if part]


def _years(along: axes.Scale, base: float, size: svg.Size) -> str:
    font = svg.FONT[size] - 1
    every = 1
    label = width("2019/20", font) + 12
    while len(along.steps) / every * label > along.end - along.start:
        every += 1
    last = along.steps[-1]
    chosen = [y for y in along.steps if (last - y) % every == 0]
    line = svg.tag("line", {"x1": along.start, "x2": along.end, "y1": base, "y2": base, "stroke": AXIS, "class": "ax"})
    return line + "".join(
        svg.text(
            along.at(y),
            base + font + 7,
            f"{int(y)}/{(int(y) + 1) % 100:02d}",
            size=font,
            colour=MUTED,
            anchor="middle",
            cls="m",
        )
        for y in chosen
    )


def _breaks(breaks: Sequence[Break], along: axes.Scale, top: float, bottom: float, size: svg.Size) -> str:
    """A dashed line before each break, its label above; labels that would touch stand one line higher."""
    font, drawn, taken, line = svg.FONT[size] - 1, [], 0.0, 0
    for b in sorted(breaks, key=lambda b: b.year):
        x, wide = along.at(b.year - 0.5), width(b.label, svg.FONT[size] - 1)
        late = x + 6 + wide > svg.WIDTH[size]
        left = x - 6 - wide if late else x + 6
        line = line + 1 if left < taken else 0
        taken = left + wide + 8
        y = top - 12 - line * (font + 3)
        style: dict[str, svg.Value] = {"stroke": AXIS, "stroke-width": 1.5, "stroke-dasharray": "4 4", "class": "ax"}
        drawn.append(svg.tag("line", {"x1": x, "x2": x, "y1": y - font + 4, "y2": bottom} | style))
        drawn.append(svg.text(left, y, b.label, size=font, colour=MUTED, cls="m"))
    return "".join(drawn)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{svg.written(x)} {svg.written(y)}" for x, y in points)


def zero_line(left: float, right: float, y: float) -> str:
    """A stronger line at zero."""
    ends: dict[str, svg.Value] = {"x1": left, "x2": right, "y1": y, "y2": y}
    return svg.tag("line", ends | {"stroke": AXIS, "stroke-width": 1.5, "class": "ax"})


def band(look: Look, part: Segment, along: axes.Scale, up: axes.Scale) -> str:
    """The 95% band of a run of years; of a single year a short one."""
    reach = 0.12 if len(part) == 1 else 0.0
    upper = [(along.at(y + d), up.at(p.upper)) for y, p in part for d in ((-reach, reach) if reach else (0.0,))]
    lower = [(along.at(y + d), up.at(p.lower)) for y, p in part for d in ((-reach, reach) if reach else (0.0,))]
    path = _path(upper + lower[::-1]) + " Z"
    return svg.tag("path", {"d": path, "fill": look.colour, "fill-opacity": 0.16, "class": f"band {look.name}"})


def line(look: Look, part: Segment, along: axes.Scale, up: axes.Scale, *, mark: float = 5) -> str:
    """The line through a run of years, with a mark of this size on each."""
    places = [(along.at(y), up.at(p.value)) for y, p in part]
    style: dict[str, svg.Value] = {"fill": "none", "stroke": look.colour, "stroke-width": 3, "class": f"ln {look.name}"}
    if look.dash:
        style["stroke-dasharray"] = look.dash
    through = svg.tag("path", {"d": _path(places)} | style) if len(places) > 1 else ""
    dots = [svg.tag("g", {}, svg.title(p.said), marker(look, along.at(y), up.at(p.value), mark)) for y, p in part]
    return through + "".join(dots)


def bridges(look: Look, parts: list[Segment], along: axes.Scale, up: axes.Scale, stops: set[int]) -> str:
    """Dotted lines over years without a number; none over a break."""
    drawn = []
    for before, after in pairwise(parts):
        (first, p), (last, q) = before[-1], after[0]
        if any(first < stop <= last for stop in stops):
            continue
        ends: dict[str, svg.Value] = {
            "x1": along.at(first),
            "y1": up.at(p.value),
            "x2": along.at(last),
            "y2": up.at(q.value),
        }
        style: dict[str, svg.Value] = {
            "stroke": look.colour,
            "stroke-width": 2,
            "stroke-dasharray": "1 5",
            "stroke-linecap": "round",
        }
        drawn.append(svg.tag("line", ends | style | {"class": f"ln {look.name}"}))
    return "".join(drawn)


def _ends(series: Sequence[Series], along: axes.Scale, up: axes.Scale, room: float, size: svg.Size) -> str:
    """Each line's name and last number at its right end, pushed apart where they would touch."""
    font = svg.FONT[size]
    last = []
    for s in series:
        shown = [(y, p) for y, p in s.points.items() if p.shown]
        if shown:
            last.append((up.at(max(shown)[1].value), s, max(shown)[1]))
    last.sort(key=lambda e: e[0])
    drawn, free = [], 0.0
    for y, s, p in last:
        lines = [*wrap(s.label, room, font, bold=True), p.text]
        tall = len(lines) * (font + 2)
        top = max(y - tall / 2, free)
        free = top + tall + 6
        drawn += [
            svg.text(
                along.end + 12,
                top + font + i * (font + 2),
                line,
                size=font,
                colour=s.look.colour,
                bold=True,
                cls=f"k {s.look.name}",
            )
            for i, line in enumerate(lines)
        ]
    return "".join(drawn)
