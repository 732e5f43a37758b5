"""The colours that carry meaning, as constants; tests compute their contrast and distance.

Same colour = same group. No red against green, no good or bad colour. Shape, dash and label carry the same
meaning for who does not see the colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["diamond", "triangle", "square", "circle"]

INK, MUTED, GRID, PAPER, AXIS = "#16202e", "#55606e", "#d9dde2", "#ffffff", "#7c828b"
EMPHASIS = "#fbf1d8"
SAME, UP, DOWN, OUT = "#c3c8ce", "#0f6fb0", "#c2500f", "#5b1746"
STEPS = ("#eef2f6", "#c3d5e8", "#8db0d4", "#4475a8", "#174677")
"""Five ordered steps for levels, light to dark."""
STEP_INK = (INK, INK, INK, PAPER, PAPER)


@dataclass(frozen=True)
class Look:
    """How one group is drawn: colour, shape, dash of its line and the class that a style sheet may override."""

    colour: str
    shape: Shape
    dash: str
    name: str


_LEAST, _LESS, _MORE, _MOST = (
    Look("#9a3203", "diamond", "7 4", "g1"),
    Look("#d6742f", "triangle", "2 4", "g2"),
    Look("#6191c4", "square", "10 3 2 3", "g3"),
    Look("#163f73", "circle", "", "g4"),
)
TWO = (Look("#b8430a", "diamond", "7 4", "ga"), Look("#1c4f8c", "circle", "", "gb"))
THREE = (_LEAST, _LESS, _MOST)
FOUR = (_LEAST, _LESS, _MORE, _MOST)
ALL = Look("#3b4652", "circle", "", "gn")
"""All pupils together, or a place without groups."""
RAW = Look("#7c828b", "square", "2 4", "raw")
EQUAL = Look("#14395f", "circle", "", "eq")
"""A difference as it is, and the difference at equal ability; no group has these colours."""
OWN = Look("#14395f", "diamond", "", "eq")
REST = Look("#7c828b", "circle", "", "raw")
"""The places that a page is about, and those beside them."""
ZONES = (
    Look("#66707b", "circle", "", "z1"),
    Look("#ad620b", "triangle", "", "z2"),
    Look("#5b1746", "diamond", "", "z3"),
)
"""Schools within the limits of ordinary schools, outside those of 95% and outside those of 99.8%."""
BANDS = ("#d5e2ee", "#eef2f6")
"""What lies within 95% and within 99.8%; their edges are drawn besides."""

DARK_PAPER, DARK_INK, DARK_MUTED = "#10161f", "#e8ecf1", "#a9b4c0"
DARK = {
    "ga": "#ff9f66",
    "gb": "#8fbcf2",
    "g1": "#f5803f",
    "g2": "#ffc896",
    "g3": "#6a9fe6",
    "g4": "#9fd0ff",
    "gn": "#cdd5de",
    "raw": "#8a94a0",
    "eq": "#9cc6f5",
    "z1": "#8a94a0",
    "z2": "#e09a3e",
    "z3": "#ffd0e8",
}
"""The same classes on a dark page; the style sheet repeats them and a test compares."""
DARK_BANDS = ("#22364d", "#19222e")
"""The bands of a funnel there, classes `b1` and `b2`."""


def looks(groups: int) -> tuple[Look, ...]:
    """The looks of so many groups, from least favoured to the reference group.

    Raises:
        ValueError: more groups than people can tell apart.
    """
    if groups == 1:
        return (ALL,)
    if not 2 <= groups <= 4:
        raise ValueError(f"no palette for {groups} groups")
    return {2: TWO, 3: THREE, 4: FOUR}[groups]
