"""SVG as text: elements with attributes, valid as XML and usable outside a browser.

Attributes make a picture right in print, Word and downloads; classes let a style sheet change it. No `var()`,
`paint-order` or `clamp()`: converters paint them black or drop them.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Literal

from gelijkop.present.palette import INK, PAPER

Size = Literal["wide", "narrow"]
WIDTH: Mapping[Size, int] = {"wide": 960, "narrow": 288}
FONT: Mapping[Size, int] = {"wide": 16, "narrow": 14}
FAMILY = "'Source Sans 3', 'Source Sans 3 fallback', Arial, sans-serif"
Value = str | float | int


def written(value: Value) -> str:
    """A number with at most two decimals and no trailing zeros; text as it is."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def tag(name: str, attributes: Mapping[str, Value], *children: str) -> str:
    """One element; `children` are finished SVG."""
    inside = "".join(f' {k}="{escape(written(v))}"' for k, v in attributes.items())
    body = "".join(children)
    return f"<{name}{inside}>{body}</{name}>" if body else f"<{name}{inside}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    colour: str = INK,
    anchor: Literal["start", "middle", "end"] = "start",
    bold: bool = False,
    cls: str = "t",
) -> str:
    """Words at a point; `y` is the base line."""
    attributes: dict[str, Value] = {"x": x, "y": y, "font-size": size, "fill": colour, "class": cls}
    if anchor != "start":
        attributes["text-anchor"] = anchor
    if bold:
        attributes["font-weight"] = 700
    return tag("text", attributes, escape(words))


def haloed(
    x: float, y: float, words: str, *, size: float, anchor: Literal["start", "middle", "end"] = "start", bold: bool
) -> str:
    """Words with a light edge, readable on any colour: drawn twice, since `paint-order` does not travel."""
    edge: dict[str, Value] = {"x": x, "y": y, "font-size": size, "fill": PAPER, "stroke": PAPER, "stroke-width": 4}
    edge |= {"stroke-linejoin": "round", "text-anchor": anchor, "font-weight": 700 if bold else 400, "class": "halo"}
    return tag("text", edge | {"aria-hidden": "true"}, escape(words)) + text(
        x, y, words, size=size, anchor=anchor, bold=bold
    )


def title(words: str) -> str:
    """What a mark says when pointed at."""
    return tag("title", {}, escape(words))


def picture(ident: str, height: float, size: Size, name: str, description: str, *content: str) -> str:
    """A whole picture with role, name and description; its ids begin with `ident` and its size."""
    width, key = WIDTH[size], f"{ident}-{size}"
    attributes: dict[str, Value] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {written(height)}",
        "role": "img",
        "aria-labelledby": f"{key}-t",
        "aria-describedby": f"{key}-d",
        "class": f"chart {size}",
        "font-family": FAMILY,
    }
    head = tag("title", {"id": f"{key}-t"}, escape(name)) + tag("desc", {"id": f"{key}-d"}, escape(description))
    return tag("svg", attributes, head, *content)
