"""Boxes in a line of text: their signs, the labels beside them, and signs of the fonts that draw boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from gelijkop.catalogue import load
from gelijkop.evidence.lob.form import FORM

TICKED, EMPTY, UNKNOWN = "☒", "☐", "\ufffd"
CROSS = re.compile(r"[xXvV√]\s+(?P<label>\S.*)")


@dataclass(frozen=True)
class Boxes:
    """The boxes of one line, each with its label, and what stands before the first."""

    head: str
    boxes: tuple[tuple[bool | None, str], ...]


def split_boxes(text: str) -> Boxes | None:
    """The boxes of a line; None where it has none. A sign that cannot be told is None.

    Where the line begins with words and ends in a box, each box belongs to the words before it.
    """
    found = list(_signs().finditer(text))
    if not found:
        return None
    states = [_state(m[0]) for m in found]
    starts, ends = [m.start() for m in found], [m.end() for m in found]
    before = [text[a:b].strip() for a, b in zip([0, *ends[:-1]], starts, strict=True)]
    after = [text[a:b].strip() for a, b in zip(ends, [*starts[1:], len(text)], strict=True)]
    if before[0] and not after[-1]:
        return Boxes("", tuple(zip(states, before, strict=True)))
    return Boxes(before[0], tuple(zip(states, after, strict=True)))


def crossed(text: str) -> str | None:
    """The label behind a plain x or v that stands where a box would."""
    found = CROSS.fullmatch(text.strip())
    return found["label"] if found else None


def font_sign(font: str, place: int) -> str:
    """A box for a sign of a font of symbols by its place there (F0FE and FE are one), or a sign that cannot be told."""
    fonts = load(FORM)["fonts"]
    if font.casefold() not in fonts:
        return chr(place) if place and not 0xE000 <= place <= 0xF8FF else UNKNOWN
    signs, number = fonts[font.casefold()], f"{place & 0xFF:02X}"
    if number in signs["ticked"]:
        return TICKED
    return EMPTY if number in signs["empty"] else UNKNOWN


@cache
def _signs() -> re.Pattern[str]:
    signs = load(FORM)["signs"]
    return re.compile(rf"[{signs['ticked']}{signs['empty']}{UNKNOWN}]|\[[ xXvV]?\]|\([ xX]?\)")


def _state(sign: str) -> bool | None:
    if sign == UNKNOWN:
        return None
    if len(sign) > 1:
        return sign[1:-1].strip() != ""
    return sign in load(FORM)["signs"]["ticked"]
