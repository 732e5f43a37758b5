"""The figure for the public: of every hundred pupils of two groups, how many."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from gelijkop.compare.findings import WHOLE, Gap, Interval, Rate
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import rate_cells
from gelijkop.present.chart_dotgrid import Hundred, dot_grid
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.numerals import rounded, whole
from gelijkop.present.palette import Look
from gelijkop.present.parts import alt_text, made
from gelijkop.present.pupil_numbers import zero_below
from gelijkop.present.sentences import TAIL, group_name, verdict_sentence
from gelijkop.present.texts import say

_TAIL = round(TAIL * 100)


def dotgrid_figure(
    content: RegionContent,
    ident: str,
    measure: Measure,
    rates: tuple[Rate, Rate],
    gap: Gap | None,
    language: Language,
) -> Figure | None:
    """Two groups as dots out of a hundred; None for a mean, and where neither group is shown.

    Args:
        rates: of the group and of the reference group, of one measure, place and period.
        gap: the difference between them, of which the verdict is told.
    """
    first = rates[0]
    unit = pick.unit(measure)
    grouping = first.grouping
    if not unit.share or grouping is None or not any(_is_shown(r) for r in rates):
        return None
    side = pick.side(grouping)
    looks = dict(zip(side.groups, side.looks, strict=True))
    groups = [_hundred(r, looks[r.group], grouping, language) for r in rates]
    title = pick.title(content, measure, language, variant=True)
    question = say(language, "dotgrid.question", title=title)
    headline = ". ".join(f"{g.label[0].upper()}{g.label[1:]}: {g.text}" for g in groups)
    place = say(language, "region.whole") if first.place == WHOLE else pick.place_name(content, first.place)
    subtitle = say(language, "dotgrid.sub", place=place, years=pick.period(first.years, language))
    alt = alt_text(headline, say(language, "dotgrid.alt", low=groups[0].label, high=groups[1].label))

    def draw(size: svg.Size) -> str:
        return dot_grid(ident, groups, size, name=question, description=alt)

    below = zero_below(content.released)
    header = ("group", "hundred", "share", "interval", "pupils")
    lines = [
        (words(g.label), _cell(r, g), *rate_cells(r, unit, language, below=below))
        for r, g in zip(rates, groups, strict=True)
    ]
    heads = tuple(say(language, "dotgrid.table" if h == "hundred" else f"table.{h}") for h in header)
    table = Grid(f"{question} {subtitle}", heads, tuple(lines))
    told = verdict_sentence(gap, unit, language) if gap else ""
    note = f"{say(language, 'dotgrid.rounding')} {told}".strip()
    return made(content, ident, question, headline, subtitle, draw, table, alt, note, language)


def out_of_hundred(share: float) -> tuple[int, str]:
    """How many of a hundred, and which text says so: `exact`, or `least` and `most` near nobody and everybody.

    >>> out_of_hundred(0.305), out_of_hundred(0.004), out_of_hundred(0.998), out_of_hundred(0.0)
    ((31, 'exact'), (0, 'least'), (99, 'most'), (0, 'exact'))
    """
    full = int(rounded(share * 100, 0))
    if full == 0 and share > 0:
        return 0, "least"
    if full == 100 and share < 1:
        return 99, "most"
    return full, "exact"


def _is_shown(rate: Rate) -> bool:
    return rate.state in ("shown", "zero")


def _hundred(rate: Rate, look: Look, grouping: str, language: Language) -> Hundred:
    label = group_name(grouping, rate.group, language)
    if not _is_shown(rate):
        why = say(language, f"state.{rate.state}")
        return Hundred(label, look, None, why, "", why)
    if rate.tail:
        text = say(language, f"dotgrid.{rate.tail}", count=_TAIL if rate.tail == "low" else 100 - _TAIL)
        said = say(language, "dotgrid.said", label=label, text=text)
        return Hundred(label, look, 0 if rate.tail == "low" else 100 - _TAIL, text, "", said, perhaps=_TAIL)
    full, how = out_of_hundred(rate.told.estimate)
    text = say(language, f"dotgrid.{how}", count=full)
    note = _span(rate.told, language)
    said = say(language, "dotgrid.said_pupils", label=label, text=text, note=note, pupils=whole(rate.pupils, language))
    return Hundred(label, look, full, text, note, said)


def _span(interval: Interval, language: Language) -> str:
    """The interval in words, rounded outwards so that it never seems narrower than it is."""
    low = max(int(_whole(interval.lower, ROUND_FLOOR)), 0)
    high = min(int(_whole(interval.upper, ROUND_CEILING)), 100)
    return say(language, "dotgrid.span", low=low, high=high)


def _whole(share: float, way: str) -> Decimal:
    if math.isnan(share):
        raise ValueError("a rate that is shown has an interval")
    return rounded(share * 100, 6).quantize(Decimal(1), way)


def _cell(rate: Rate, group: Hundred) -> Cell:
    if not _is_shown(rate):
        return Cell(group.text, "", rate.state)
    if rate.tail:
        return Cell(group.text, group.text, "tail")
    return Cell(group.text, group.text)
