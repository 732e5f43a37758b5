"""School years: written `2019/2020`, counted by the calendar year in which they start."""

from __future__ import annotations

import re

FIRST, LAST = 1980, 2100
"""School years outside these bounds are taken for a mistake."""

_WRITTEN = re.compile(r"^\s*(\d{4})\s*(?:SJ00|[/\-–]\s*(\d{2}|\d{4}))?\s*$")


def start_year(written: str) -> int | None:
    """The year in which a school year starts; None where the text is no school year.

    Understands `2019/2020`, `2019-2020`, `2019/20`, `2019-20`, CBS `2019SJ00`, and a bare `2019`.
    """
    match = _WRITTEN.match(written)
    if match is None:
        return None
    start = int(match[1])
    end = match[2]
    if end is not None and int(end) % 100 != (start + 1) % 100:
        return None
    if end is not None and len(end) == 4 and int(end) != start + 1:
        return None
    return start if FIRST <= start <= LAST else None


def school_year(start: int) -> str:
    """`2019/2020` for 2019."""
    return f"{start}/{start + 1}"
