"""An area beside the region: the gap in every indicator of a phase, with both intervals."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import gap_cells, gap_point
from gelijkop.present.chart_dots import dots
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Figure, Grid, words
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.palette import OWN, REST
from gelijkop.present.parts import alt_text, bars_note, gap_axis_words, made, unit_word
from gelijkop.present.sentences import group_name, seen_headline, shown_interval
from gelijkop.present.texts import say


def beside_figure(
    content: RegionContent,
    ident: str,
    measures: Sequence[Measure],
    grouping: str,
    place: str,
    name: str,
    language: Language,
) -> Figure | None:
    """The gap of the first group in an area and in the whole region, a row a measure; None without any.

    Told is the gap at equal ability, raw where that is not known. All measures have one unit.
    """
    side, unit = pick.side(grouping), pick.unit(measures[0])
    group, rows, lines, gaps, hidden, methods = side.groups[0], [], [], [], [], []
    region = say(language, "region.whole")
    seats = [(place, name, OWN)] + ([(WHOLE, region, REST)] if place != WHOLE else [])
    for measure in measures:
        title = pick.title(content, measure, language)
        points: list[Point] = []
        for code, called, look in seats:
            gap = pick.gaps(content, measure, code, grouping).get(group)
            if gap is None:
                continue
            told, equal = shown_interval(gap)
            kind = say(language, "figure.equal_key" if equal else "figure.raw_key")
            points.append(gap_point(told, gap, look, kind, f"{title}, {called}", unit, language))
            lines.append((words(title), words(called), *gap_cells(gap, unit, language)))
            methods += [i.method.removeprefix("standardised-") for i in gap.sides]
            if code == place:
                gaps.append(gap)
            if gap.state != "shown":
                hidden.append(f"{title}, {called}: {say(language, f'state.{gap.state}')}")
        if points:
            rows.append(Row(title, tuple(points)))
    if not rows:
        return None
    who = {"low": group_name(grouping, group, language), "high": group_name(grouping, side.reference, language)}
    section = say(language, f"region.{pick.section_of(measures[0].indicator)}")
    question = say(language, "area.beside_question", section=section, **who)
    subtitle = say(language, "area.beside_sub", unit=unit_word(unit, language), name=name, **who)
    headline = seen_headline(gaps, "comparisons", "comparison", language)
    alt = alt_text(headline, say(language, "area.beside_alt", **who), hidden)
    keys = [Key(look, called) for _, called, look in seats]

    def draw(size: svg.Size) -> str:
        return dots(
            ident, rows, keys, size, name=question, description=alt, say=gap_axis_words(unit, language), floor=None,
            zero=True,
        )  # fmt: skip

    header = ("measure", "place", "raw", "raw_interval", "equal", "equal_interval", "verdict")
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    bars = bars_note(content, methods, language)
    return made(content, ident, question, headline, subtitle, draw, table, alt, bars, language)
