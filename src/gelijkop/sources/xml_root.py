"""Tells the outermost element of an XML file from its first bytes, to recognise a file by its content."""

from __future__ import annotations

import re

START = 8192
"""Bytes of a file that are looked at; a comment above the outermost element may be long."""

_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+<([A-Za-z_][\w.:-]*+)", re.DOTALL)


def root_name(start: bytes) -> str | None:
    """The name of the outermost element without its prefix; None where the bytes are no XML, or too few to tell."""
    match = _ROOT.match(start)
    return None if match is None else match[1].decode("latin-1").rpartition(":")[2]
