"""A part of a release as if it were the whole: what the figures of a region show, about one place."""

from __future__ import annotations

from dataclasses import replace

from gelijkop.compare.findings import WHOLE
from gelijkop.present.content import RegionContent


def as_whole(content: RegionContent, place: str, name: str) -> RegionContent:
    """The Findings of one place, called `name`, in the seat of the whole; those of other places are left out."""
    return replace(
        content,
        rates=tuple(replace(r, place=WHOLE) for r in content.rates if r.place == place),
        gaps=tuple(replace(g, place=WHOLE) for g in content.gaps if g.place == place),
        meta=replace(content.meta, region=name),
    )
