"""The numbers of one measure, large: a tile a group, and the difference raw and at equal ability."""

from __future__ import annotations

from html import escape

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present.cells import gap_text
from gelijkop.present.content import RegionContent
from gelijkop.present.numerals import whole
from gelijkop.present.sentences import group_name, rate_text
from gelijkop.present.texts import say


def tiles_html(content: RegionContent, measure: Measure, grouping: str, language: Language) -> str:
    """The numbers of the first measure, large: a tile a group, and the difference."""
    side, unit = pick.side(grouping), pick.unit(measure)
    rates = pick.rates(content, measure, WHOLE, grouping)
    gap = pick.gaps(content, measure, WHOLE, grouping).get(side.groups[0])
    tiles = [
        _tile(
            look.name,
            rate_text(rates[g], unit, language),
            group_name(grouping, g, language),
            say(language, "region.tile_pupils", pupils=whole(rates[g].pupils, language)),
        )
        for g, look in zip(side.groups, side.looks, strict=True)
        if g in rates and rates[g].state == "shown"
    ]
    if gap is not None and gap.state == "shown":
        names = {k: group_name(grouping, g, language) for k, g in (("a", gap.group), ("b", gap.reference))}
        word = say(language, "figure.points_unit" if unit.share else "figure.levels_unit")
        note = say(language, "region.tile_between", unit=word, **names)
        tiles += [
            _tile("gap", gap_text(interval, gap, unit, language), say(language, f"region.tile_{key}"), note)
            for key, interval in (("raw", gap.raw), ("equal", gap.equal_ability))
        ]
    title = escape(pick.title(content, measure, language, variant=True))
    return f'<h3 class="tiles-title">{title}</h3>\n<dl class="tiles">{"".join(tiles)}</dl>\n' if tiles else ""


def _tile(look: str, number: str, label: str, note: str) -> str:
    return (
        f'<div class="tile {look}"><dt>{escape(label)}</dt><dd><span class="big">{escape(number)}</span>'
        f'<span class="small">{escape(note)}</span></dd></div>'
    )
