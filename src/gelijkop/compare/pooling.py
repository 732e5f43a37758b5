"""How many schools together would show a difference that matters, where one school has too few pupils for it."""

from __future__ import annotations

import math

from gelijkop.compare.findings import Gap


def schools_needed(gap: Gap, *, schools: int) -> int | None:
    """How many schools such as this one, put together, would show the margin of the gap with 80% chance.

    The variance of a difference falls with the number of pupils, so the smallest difference that can be
    seen falls with its square root: (detectable / margin)² schools. That is the least: pupils of one
    school are more alike than pupils of several, and schools differ.

    Args:
        gap: of one school.
        schools: how many schools there are to put together.

    Returns:
        None where the difference that matters can be seen in this school alone, where so many schools are not
        there, or where nothing is known.

    >>> from gelijkop.compare.findings import Interval
    >>> nothing = Interval(math.nan, math.nan, math.nan, "")
    >>> one = Gap("m", "00AA00", (2022,), "opleiding", 1, 4, 40, 60, *(nothing,) * 4, 0.4, 0.5, 1.0, nothing,
    ...           detectable=0.15, margin=0.05, verdict="not_visible", state="shown")
    >>> schools_needed(one, schools=20), schools_needed(one, schools=8)
    (9, None)
    """
    if gap.state != "shown" or not math.isfinite(gap.detectable) or gap.detectable <= gap.margin:
        return None
    # A hair is taken off, for a detectable difference of exactly three margins must not ask a tenth school.
    needed = math.ceil((gap.detectable / gap.margin) ** 2 * (1 - 1e-9))
    return needed if needed <= schools else None
