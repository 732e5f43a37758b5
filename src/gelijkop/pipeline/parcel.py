"""Several files as one run of bytes, and back: what is put inside a seal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate


def packed(files: Mapping[str, bytes]) -> bytes:
    """A line that tells names and lengths, and then the bytes one after another.

    >>> packed({"a": b"xy"})
    b'{"a": 2}\\nxy'
    """
    lengths = {name: len(content) for name, content in files.items()}
    return b"".join([json.dumps(lengths).encode(), b"\n", *files.values()])


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of `packed`.

    Raises:
        ValueError: these bytes were not made by `packed`, or something is missing or too much.
    """
    head, _, body = data.partition(b"\n")
    lengths = json.loads(head)
    if not isinstance(lengths, dict) or not all(type(n) is int and n >= 0 for n in lengths.values()):
        raise ValueError("no table of contents")
    ends = list(accumulate(lengths.values(), initial=0))
    if ends[-1] != len(body):
        raise ValueError("too short or too long")
    return {name: body[start:end] for name, start, end in zip(lengths, ends, ends[1:], strict=False)}
