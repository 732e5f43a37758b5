"""A gap as dots out of a hundred on a page in a draft language, mirrored where that is read from right to left."""

from __future__ import annotations

from typing import get_args

from django.utils.safestring import SafeString, mark_safe

from gelijkop.present import selection as pick
from gelijkop.present.chart_dotgrid import Hundred, dot_grid
from gelijkop.present.mirrored import mirrored
from gelijkop.present.svg import Size
from gelijkop.web.draft_sentences import Told
from gelijkop.web.languages import reading


def picture(ident: str, told: Told) -> SafeString:
    """The wide and the narrow picture of what is told; the style sheet shows one of them.

    Args:
        ident: begins the ids in the pictures.
        told: the gap in the words of the page.
    """
    side = pick.side(told.grouping)
    looks = dict(zip(side.groups, side.looks, strict=True))
    groups = [
        Hundred(line.name, looks[line.group], line.full, line.share, line.bounds, line.said, line.perhaps)
        for line in told.groups
    ]
    description = " ".join(f"{line.said}." for line in told.groups)
    drawn = [dot_grid(ident, groups, size, name=told.subject, description=description) for size in get_args(Size)]
    if reading().direction == "rtl":
        drawn = [mirrored(one) for one in drawn]
    return mark_safe("".join(drawn))  # both escape what they are given
