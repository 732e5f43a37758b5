"""Dots out of a hundred: ten rows of ten for each group, for readers who think in pupils and not in percentages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gelijkop.present import svg
from gelijkop.present.lettering import wrap
from gelijkop.present.marks import marker
from gelijkop.present.palette import AXIS, INK, MUTED, PAPER, Look

_SIDE = 10
_FAINT = 0.38


@dataclass(frozen=True)
class Hundred:
    """One group: how many dots of a hundred are full, and how many more may be (a bound is all that is told of those).

    `text` is the number as the table writes it, `note` its uncertainty in words; `said` the sentence of the mark.
    Where nothing is shown `full` is None, and `text` says why.
    """

    label: str
    look: Look
    full: int | None
    text: str
    note: str
    said: str
    perhaps: int = 0


def dot_grid(ident: str, groups: Sequence[Hundred], size: svg.Size, *, name: str, description: str) -> str:
    """A square of a hundred dots for each group, beside each other.

    The words in it are those of `groups`, so it serves every language; for one that is written from right to left
    give the finished picture to `mirrored`.
    """
    font = svg.FONT[size]
    gutter = 72 if size == "wide" else 20
    across = min((svg.WIDTH[size] - gutter * (len(groups) - 1)) / len(groups), 300)
    # Words may be wider than their dots, up to those of the next group.
    room = across if size == "narrow" else svg.WIDTH[size] / len(groups) - 24
    left = [i * (across + gutter if size == "narrow" else svg.WIDTH[size] / len(groups)) for i in range(len(groups))]
    labels = [wrap(g.label, room, font, bold=True) for g in groups]
    top = max(len(lines) for lines in labels) * (font + 3) + 14
    pitch = (across - 2) / _SIDE
    drawn, end = [], 0.0
    for group, lines, x in zip(groups, labels, left, strict=True):
        base = top - 14 - (len(lines) - 1) * (font + 3)
        drawn += [
            svg.text(x, base + i * (font + 3), line, size=font, colour=group.look.colour, bold=True, cls=_key(group))
            for i, line in enumerate(lines)
        ]
        y = float(top)
        if group.full is not None:
            drawn.append(_grid(group, x + 1, top, pitch))
            y += pitch * _SIDE + 10
        for words, bold in ((group.text, True), (group.note, False)):
            big = font + (4 if bold else 0)
            for line in wrap(words, room, big, bold=bold) if words else []:
                y += big + 4
                colour, cls = (INK, "t") if bold else (MUTED, "m")
                drawn.append(svg.text(x, y, line, size=big, bold=bold, colour=colour, cls=cls))
        end = max(end, y)
    return svg.picture(ident, end + 10, size, name, description, *drawn)


def _key(group: Hundred) -> str:
    return f"k {group.look.name}"


def _grid(group: Hundred, left: float, top: float, pitch: float) -> str:
    """The dots row by row from the upper left: full ones in the shape of the group, faint ones, then open circles."""
    full = group.full or 0
    dots = []
    for i in range(_SIDE * _SIDE):
        x, y = left + (i % _SIDE + 0.5) * pitch, top + (i // _SIDE + 0.5) * pitch
        if i < full:
            dots.append(marker(group.look, x, y, pitch * 0.36))
        else:
            place: dict[str, svg.Value] = {"cx": x, "cy": y, "r": pitch * 0.3, "stroke": AXIS, "stroke-width": 1.2}
            style: dict[str, svg.Value] = {"fill": PAPER, "class": "empty"}
            if i < full + group.perhaps:
                style = {"fill": group.look.colour, "fill-opacity": _FAINT, "class": f"ci {group.look.name}"}
            dots.append(svg.tag("circle", place | style))
    return svg.tag("g", {}, svg.title(group.said), *dots)
