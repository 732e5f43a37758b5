"""Bytes of a file of references as text, whatever program saved them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
UNDEFINED = "�"
CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


def decode(data: bytes) -> str:
    """The text, lines ended by a line feed alone and without control characters.

    UTF-16 needs its mark; else each line that is no UTF-8 counts as Windows-1252, and a byte that is none of both
    becomes `UNDEFINED`.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, errors="replace")
            break
    else:
        text = _utf8(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_lines(data))


def _lines(data: bytes) -> Iterator[str]:
    for line in data.splitlines(keepends=True):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")
