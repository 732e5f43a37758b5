"""A finished picture for a language that is written from right to left."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree

_SVG = "http://www.w3.org/2000/svg"
_PAIR = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")
_LATIN = r"[A-Za-z][A-Za-z0-9/-]*"  # `mbo-2`: here the line is no sign
_NUMBER = re.compile(rf"{_LATIN}|[<>+\u2212-]?\d[\d.,/\u2013]*(?:[\u00a0 ]?%)?")
_ISOLATE_LEFT, _ISOLATE_RIGHT, _END = "\u2066", "\u2067", "\u2069"
_ANCHORS = {"start": "end", "middle": "middle", "end": "start"}


def mirrored(picture: str) -> str:
    """The picture as in a mirror, with its words and numbers still readable.

    Every place is mirrored and every anchor turned round, while `direction` stays `ltr`: with `rtl` browsers and
    converters each set anchors and signs in their own way. Words with letters that run from right to left stand in
    an isolate, and the numbers in them in one that runs from left to right, so that a sign stays before its number.

    Works on any picture of this package: dots and dumbbells, dots out of a hundred, lines through the years.

    >>> drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20"><text x="10" y="9">+1</text></svg>'
    >>> mirrored(drawn).split("><")[1]
    'text x="90" y="9" text-anchor="end">+1</text'
    """
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(picture)
    across = float(root.get("viewBox", "").split()[2])
    root.set("direction", "ltr")
    for element in root.iter():
        _turn(element, across)
    return ElementTree.tostring(root, encoding="unicode")


def _turn(element: ElementTree.Element, across: float) -> None:
    kind = element.tag.removeprefix(f"{{{_SVG}}}")
    if kind == "rect":
        element.set("x", _written(across - float(element.get("x", "0")) - float(element.get("width", "0"))))
    elif kind == "path":
        pairs = _PAIR.sub(lambda m: f"{_written(across - float(m[1]))} {m[2]}", element.get("d", ""))
        element.set("d", pairs)
    else:
        for name in ("x", "cx", "x1", "x2"):
            if name in element.attrib:
                element.set(name, _written(across - float(element.attrib[name])))
    if kind == "text":
        element.set("text-anchor", _ANCHORS[element.get("text-anchor", "start")])
        element.text = _isolated(element.text or "")


def _written(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _isolated(words: str) -> str:
    """Words that run from right to left in an isolate of their own; others as they are."""
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in words):
        return words
    inside = _NUMBER.sub(lambda m: f"{_ISOLATE_LEFT}{m[0]}{_END}", words)
    return f"{_ISOLATE_RIGHT}{inside}{_END}"
