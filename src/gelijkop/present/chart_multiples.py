"""Small multiples: the same small chart for every place, on one scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gelijkop.present import axes, svg
from gelijkop.present.chart_trend import Series, band, bridges, line, segments, zero_line
from gelijkop.present.lettering import wrap
from gelijkop.present.palette import AXIS, EMPHASIS, GRID, MUTED

_FONT = 13
"""Letters at the axes of a small chart."""
_TALL, _GUTTER, _LEFT = 104, 22, 34


def multiples(
    ident: str,
    panels: Sequence[tuple[Series, bool]],
    years: Sequence[int],
    breaks: Sequence[int],
    remarks: Sequence[str],
    size: svg.Size,
    *,
    name: str,
    description: str,
    say: Callable[[float], str],
) -> str:
    """A panel for each place, with band, breaks as dashed lines and dotted bridges over missing years.

    Args:
        panels: the differences of one place by year, and whether it is one's own.
        breaks: school years from which on figures may not be compared with those before.
        remarks: what stands under all panels.
        say: writes a step of the scale, which begins or ends at zero or holds it.
    """
    columns = min(len(panels), 4 if size == "wide" else 2)
    across = (svg.WIDTH[size] - (columns - 1) * _GUTTER) / max(columns, 2 if size == "narrow" else 3)
    font = svg.FONT[size]
    values = [v for s, _ in panels for p in s.points.values() for v in (p.value, p.lower, p.upper)]
    measure = axes.scale([*values, 0.0], _TALL, 0, steps=4)
    title = max(len(wrap(s.label, across - 8, font, bold=True)) for s, _ in panels) * (font + 3) + 14
    tall = title + _TALL + _FONT + 24
    drawn = []
    for i, (series, own) in enumerate(panels):
        x, y = (i % columns) * (across + _GUTTER), (i // columns) * tall
        drawn.append(_panel(series, own, x, y, across, title, measure, years, breaks, font, say))
    end = ((len(panels) - 1) // columns + 1) * tall
    for remark in remarks:
        for words in wrap(remark, svg.WIDTH[size], font - 1):
            drawn.append(svg.text(0, end + font, words, size=font - 1, colour=MUTED, cls="m"))
            end += font + 4
    return svg.picture(ident, end + 6, size, name, description, *drawn)


def _panel(
    series: Series,
    own: bool,
    x: float,
    y: float,
    across: float,
    title: float,
    measure: axes.Scale,
    years: Sequence[int],
    breaks: Sequence[int],
    font: float,
    say: Callable[[float], str],
) -> str:
    up = axes.Scale(measure.low, measure.high, y + title + _TALL, y + title, measure.steps)
    along = axes.Scale(years[0] - 0.4, years[-1] + 0.4, x + _LEFT, x + across, tuple(years))
    drawn = []
    lines = wrap(series.label, across - 8, font, bold=True)
    if own:
        box: dict[str, svg.Value] = {"x": x, "y": y, "width": across, "height": title - 9, "rx": 4, "fill": EMPHASIS}
        drawn.append(svg.tag("rect", box | {"class": "own"}))
    drawn += [svg.text(x + 4, y + font + i * (font + 3), words, size=font, bold=True) for i, words in enumerate(lines)]
    drawn.append(_grid(up, along, say))
    drawn.append(zero_line(along.start, along.end, up.at(0)))
    drawn.append(_years(along, up.start))
    for b in (b for b in breaks if years[0] < b <= years[-1]):
        at: dict[str, svg.Value] = {"x1": along.at(b - 0.5), "x2": along.at(b - 0.5), "y1": up.end, "y2": up.start}
        drawn.append(svg.tag("line", at | {"stroke": AXIS, "stroke-dasharray": "4 4", "class": "ax"}))
    stops = set(breaks)
    runs = segments(series, years, stops)
    look = series.look
    drawn += [band(look, run, along, up) for run in runs]
    drawn.append(bridges(look, runs, along, up, stops))
    drawn += [line(look, run, along, up, mark=3) for run in runs]
    return "".join(drawn)


def _grid(up: axes.Scale, along: axes.Scale, say: Callable[[float], str]) -> str:
    return "".join(
        svg.tag(
            "line",
            {"x1": along.start, "x2": along.end, "y1": up.at(s), "y2": up.at(s), "stroke": GRID, "class": "gl"},
        )
        + svg.text(along.start - 5, up.at(s) + 4.5, say(s), size=_FONT, colour=MUTED, anchor="end", cls="m")
        for s in up.steps
    )


def _years(along: axes.Scale, base: float) -> str:
    """The first and last school year."""
    first, last = (f"{int(y)}/{(int(y) + 1) % 100:02d}" for y in (along.steps[0], along.steps[-1]))
    y = base + _FONT + 5
    begin = svg.text(along.start, y, first, size=_FONT, colour=MUTED, cls="m")
    return begin + svg.text(along.end, y, last, size=_FONT, colour=MUTED, anchor="end", cls="m")
