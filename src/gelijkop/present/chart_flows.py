"""Where pupils go from one moment to the next: bands from level to level, and the same as bars for small screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gelijkop.present import svg
from gelijkop.present.lettering import width, wrap
from gelijkop.present.palette import DOWN, INK, MUTED, OUT, PAPER, SAME, UP

Direction = Literal["up", "same", "down", "out"]
COLOURS: Mapping[Direction, str] = {"up": UP, "same": SAME, "down": DOWN, "out": OUT}
ORDER: tuple[Direction, ...] = ("up", "same", "down", "out")
_INKS: Mapping[Direction, str] = {"up": PAPER, "same": INK, "down": PAPER, "out": PAPER}
_GAP, _BAR, _HEAD = 19, 14, 84


@dataclass(frozen=True)
class Stream:
    """Pupils from one node to another; nodes are numbers in the order of drawing, highest level first."""

    origin: int
    target: int
    pupils: int
    direction: Direction
    said: str


@dataclass(frozen=True)
class Panel:
    """The streams of one group; `origins` and `targets` name the nodes, highest level first.

    `moments` are its own, where panels stand for steps and not for groups.
    """

    title: str
    subtitle: str
    origins: tuple[str, ...]
    targets: tuple[str, ...]
    streams: tuple[Stream, ...]
    moments: tuple[str, str] | None = None


def sankey(
    ident: str,
    panels: Sequence[Panel],
    moments: tuple[str, str],
    *,
    name: str,
    description: str,
    share: Callable[[int, int], str],
) -> str:
    """Bands from level to level, vwo on top, a panel for each group; every panel is as high, whatever its number."""
    across = svg.WIDTH["wide"]
    gutter = 56
    wide = (across - gutter * (len(panels) - 1)) / len(panels)
    tall = 420
    drawn = [_panel(p, i * (wide + gutter), wide, tall, p.moments or moments, share) for i, p in enumerate(panels)]
    return svg.picture(ident, _HEAD + tall + 6, "wide", name, description, *drawn)


def _panel(
    panel: Panel, left: float, wide: float, tall: float, moments: tuple[str, str], share: Callable[[int, int], str]
) -> str:
    total = sum(s.pupils for s in panel.streams)
    if total == 0:
        return svg.text(left, 20, panel.title, size=17, bold=True)
    starts = [sum(s.pupils for s in panel.streams if s.origin == i) for i in range(len(panel.origins))]
    ends = [sum(s.pupils for s in panel.streams if s.target == i) for i in range(len(panel.targets))]
    gaps = max(sum(n > 0 for n in starts), sum(n > 0 for n in ends)) - 1
    unit = (tall - gaps * _GAP) / total
    from_y, to_y = _stack(starts, unit), _stack(ends, unit)
    labels = max(width(t, 15, bold=True) for t in panel.targets) + 50
    right = left + wide - min(labels, wide * 0.34)
    drawn = [
        svg.text(left, 18, panel.title, size=17, bold=True),
        svg.text(left, 38, panel.subtitle, size=15, colour=MUTED, cls="m"),
        svg.text(left, 72, moments[0], size=15, bold=True),
        svg.text(right - _BAR, 72, moments[1], size=15, bold=True),
    ]
    drawn += [_band(s, y0, y1, left + _BAR, right - _BAR, unit) for s, y0, y1 in _ports(panel, from_y, to_y, unit)]
    for names, sizes, tops, x in ((panel.origins, starts, from_y, left), (panel.targets, ends, to_y, right - _BAR)):
        for i, label in enumerate(names):
            if sizes[i]:
                drawn.append(_node(label, share(sizes[i], total), x, _HEAD + tops[i], sizes[i] * unit))
    return "".join(drawn)


def _stack(sizes: Sequence[int], unit: float) -> list[float]:
    tops, y = [], 0.0
    for n in sizes:
        tops.append(y)
        y += n * unit + (_GAP if n else 0)
    return tops


def _ports(
    panel: Panel, from_y: Sequence[float], to_y: Sequence[float], unit: float
) -> list[tuple[Stream, float, float]]:
    """Each stream with its top at both ends; grey ones first so that the coloured lie over them."""
    left, right = list(from_y), list(to_y)
    at: dict[int, list[float]] = {}
    for k in sorted(range(len(panel.streams)), key=lambda k: (panel.streams[k].origin, panel.streams[k].target)):
        s = panel.streams[k]
        at[k] = [left[s.origin], 0.0]
        left[s.origin] += s.pupils * unit
    for k in sorted(range(len(panel.streams)), key=lambda k: (panel.streams[k].target, panel.streams[k].origin)):
        s = panel.streams[k]
        at[k][1] = right[s.target]
        right[s.target] += s.pupils * unit
    drawn = sorted(range(len(panel.streams)), key=lambda k: panel.streams[k].direction != "same")
    return [(panel.streams[k], at[k][0], at[k][1]) for k in drawn if panel.streams[k].pupils]


def _band(stream: Stream, y0: float, y1: float, x0: float, x1: float, unit: float) -> str:
    thick, mid = stream.pupils * unit, (x0 + x1) / 2
    a, b = _HEAD + y0, _HEAD + y1
    n = svg.written
    path = (
        f"M{n(x0)} {n(a)} C{n(mid)} {n(a)} {n(mid)} {n(b)} {n(x1)} {n(b)} L{n(x1)} {n(b + thick)} "
        f"C{n(mid)} {n(b + thick)} {n(mid)} {n(a + thick)} {n(x0)} {n(a + thick)} Z"
    )
    faint = 0.8 if stream.direction == "same" else 0.62
    shape = svg.tag(
        "path", {"d": path, "fill": COLOURS[stream.direction], "fill-opacity": faint, "class": f"fl {stream.direction}"}
    )
    return svg.tag("g", {}, svg.title(stream.said), shape)


def _node(label: str, share: str, x: float, y: float, height: float) -> str:
    bar = svg.tag("rect", {"x": x, "y": y, "width": _BAR, "height": max(height, 1.5), "fill": INK, "class": "node"})
    base = y + height / 2 + 5
    words = svg.haloed(x + _BAR + 6, base, label, size=15, bold=True)
    return bar + words + svg.haloed(x + _BAR + 12 + width(label, 15, bold=True), base, share, size=14, bold=False)


def steps(
    ident: str,
    panels: Sequence[Panel],
    keys: Mapping[Direction, str],
    *,
    name: str,
    description: str,
    share: Callable[[int, int], str],
    least: int,
) -> str:
    """The same for a small screen: for every level of origin a bar of 100%, parted by direction, a line a group.

    Fewer than `least` pupils have no bar.
    """
    across = svg.WIDTH["narrow"]
    key, y = _keys(keys, across)
    drawn = [key]
    for i, origin in enumerate(panels[0].origins):
        drawn.append(svg.text(0, y + 15, origin, size=15, bold=True))
        y += 23
        for panel in panels:
            words, y = _small(panel.title, y, across)
            drawn += [words, _step([s for s in panel.streams if s.origin == i], y, across, share, least)]
            y += 34
        y += 6
    return svg.picture(ident, y, "narrow", name, description, *drawn)


def steps_in_turn(
    ident: str,
    panels: Sequence[Panel],
    keys: Mapping[Direction, str],
    *,
    name: str,
    description: str,
    share: Callable[[int, int], str],
    least: int,
) -> str:
    """The same for panels that are steps of one group: first all levels of the first step, then of the next."""
    across = svg.WIDTH["narrow"]
    key, y = _keys(keys, across)
    drawn = [key]
    for panel in panels:
        for line in wrap(panel.title, across, 15, bold=True):
            drawn.append(svg.text(0, y + 15, line, size=15, bold=True))
            y += 19
        y += 6
        for i, origin in enumerate(panel.origins):
            mine = [s for s in panel.streams if s.origin == i]
            if not mine:
                continue
            words, y = _small(origin, y, across)
            drawn += [words, _step(mine, y, across, share, least)]
            y += 34
        y += 10
    return svg.picture(ident, y, "narrow", name, description, *drawn)


def _keys(keys: Mapping[Direction, str], across: float) -> tuple[str, float]:
    """The legend of directions, and where it ends."""
    drawn, y = [], 0.0
    for direction in ORDER:
        drawn.append(svg.tag("rect", {"x": 0, "y": y + 2, "width": 14, "height": 14, "fill": COLOURS[direction]}))
        for line in wrap(keys[direction], across - 24, 14):
            drawn.append(svg.text(22, y + 14, line, size=14))
            y += 19
    return "".join(drawn), y + 12


def _small(words: str, y: float, across: float) -> tuple[str, float]:
    """Words in small letters above a bar, and where they end."""
    drawn = ""
    for line in wrap(words, across, 13):
        drawn += svg.text(0, y + 12, line, size=13, colour=MUTED, cls="m")
        y += 16
    return drawn, y


def _step(streams: Sequence[Stream], y: float, across: float, share: Callable[[int, int], str], least: int) -> str:
    total = sum(s.pupils for s in streams)
    if not total:
        return svg.text(0, y + 16, "–", size=14)
    if total < least:
        return svg.text(0, y + 16, share(0, total), size=14)
    x, drawn = 0.0, []
    for direction in ORDER:
        part = sum(s.pupils for s in streams if s.direction == direction)
        if not part:
            continue
        long, words = part / total * across, share(part, total)
        box = svg.tag(
            "rect",
            {
                "x": x,
                "y": y,
                "width": max(long - 1.5, 0.5),
                "height": 24,
                "fill": COLOURS[direction],
                "class": f"fl {direction}",
            },
        )
        if width(words, 13, bold=True) + 6 < long:
            box += svg.text(
                x + long / 2, y + 17, words, size=13, colour=_INKS[direction], anchor="middle", bold=True, cls="in"
            )
        drawn.append(svg.tag("g", {}, svg.title(" · ".join(s.said for s in streams if s.direction == direction)), box))
        x += long
    return "".join(drawn)
