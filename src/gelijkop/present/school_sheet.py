"""The sheet of one school: its own figures beside similar schools, the region and what chance gives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gelijkop.compare.findings import NOTHING, Interval, Rate, State
from gelijkop.compare.funnel import Zone
from gelijkop.compare.schools import SEEN, School
from gelijkop.errors import Language
from gelijkop.model.measures import Measure
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import interval_cell, rate_cells
from gelijkop.present.chart_dots import dots
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Key, Point, Row
from gelijkop.present.numerals import plain, whole
from gelijkop.present.palette import OWN, REST, Look
from gelijkop.present.parts import alt_text, axis_words, bars_note, made
from gelijkop.present.pupil_numbers import zero_below
from gelijkop.present.sentences import MEAN_DIGITS, Unit, carried, rate_text
from gelijkop.present.texts import say

COLUMNS = (
    "indicator", "own", "own_interval", "pupils", "region", "region_interval", "similar", "similar_interval",
    "similar_pupils", "off", "off_interval", "shrunken", "shrunken_interval", "inner", "outer", "zone",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One school on one measure, and the rate of the whole region there, if known."""

    measure: Measure
    school: School
    region: Rate | None


def sheet_figure(
    content: RegionContent, ident: str, lines: Sequence[Line], name: str, language: Language
) -> Figure | None:
    """The school and similar schools, a row a measure; None without lines. All measures have one unit.

    Lines keep the order that they come in: nothing here is put in an order of merit.
    """
    if not lines:
        return None
    unit = pick.unit(lines[0].measure)
    kind = "share" if unit.share else "mean"
    titles = {line.measure.code: pick.title(content, line.measure, language, variant=True) for line in lines}
    rows = [Row(titles[line.measure.code], _points(line.school, titles, unit, language)) for line in lines]
    hidden = [
        f"{titles[line.measure.code]}: {say(language, f'state.{line.school.state}')}"
        for line in lines
        if not _is_shown(line.school)
    ]
    question = say(language, f"sheet.question_{kind}", school=name)
    years = pick.period([y for line in lines for y in line.school.years], language)
    subtitle = say(language, f"sheet.sub_{kind}", years=years)
    said = headline([line.school.zone for line in lines if _is_shown(line.school)], language)
    alt = alt_text(said, say(language, "sheet.alt"), hidden)
    keys = [Key(OWN, say(language, "sheet.own")), Key(REST, say(language, "sheet.similar"))]

    def draw(size: svg.Size) -> str:
        return dots(
            ident, rows, keys, size, name=question, description=alt, say=axis_words(unit, language),
            floor=0.0 if unit.share else None, ceiling=1.0 if unit.share else None,
        )  # fmt: skip

    grid = Grid(
        f"{question} {subtitle}",
        tuple(say(language, f"sheet.table.{c}") for c in COLUMNS),
        tuple((words(titles[line.measure.code]), *_cells(content, line, unit, language)) for line in lines),
    )
    methods = [i.method for line in lines for i in (line.school.own, line.school.of_similar)]
    note = f"{bars_note(content, methods, language)} {say(language, 'sheet.chance')}"
    return made(content, ident, question, said, subtitle, draw, grid, alt, note, language)


def headline(zones: Sequence[Zone | None], language: Language) -> str:
    """On how many indicators the school lies within the limits of 95%; nothing of which ones or of other schools."""
    inside, total = sum(z == "inside" for z in zones), len(zones)
    if not total:
        return say(language, "sheet.headline_none")
    number = "one" if total == 1 else "many"
    form = "some" if 0 < inside < total else f"{'all' if inside else 'zero'}_{number}"
    return say(language, f"sheet.headline_{form}", inside=inside, total=total)


def told(line: Line, language: Language) -> str:
    """What is said of the school on one measure: its figure, how it lies beside similar schools, and chance."""
    school, unit = line.school, pick.unit(line.measure)
    if not _is_shown(school):
        return say(language, "sheet.hidden", reason=say(language, f"state.{school.state}"))
    number = {
        "value": unit.value(school.own.estimate, language),
        "low": unit.value(school.own.lower, language),
        "high": unit.value(school.own.upper, language),
        "pupils": whole(school.pupils, language),
    }
    if line.region is not None and line.region.state in SEEN:
        first = say(language, "sheet.told", region=rate_text(line.region, unit, language), **number)
    else:
        first = say(language, "sheet.told_alone", **number)
    return " ".join(x for x in (first, _beside_similar(school, unit, language), _lies(school, unit, language)) if x)


def alone(rate: Rate, measure: Measure, language: Language) -> str:
    """What is said of all pupils of a place together on one measure, beside nothing."""
    unit = pick.unit(measure)
    if rate.state not in SEEN:
        return say(language, "sheet.hidden", reason=say(language, f"state.{rate.state}"))
    pupils = whole(rate.pupils, language)
    if rate.tail:
        return say(language, "sheet.told_tail", value=rate_text(rate, unit, language), pupils=pupils)
    low, high = unit.value(rate.told.lower, language), unit.value(rate.told.upper, language)
    return say(
        language, "sheet.told_alone", value=rate_text(rate, unit, language), low=low, high=high, pupils=pupils
    )  # fmt: skip


def _beside_similar(school: School, unit: Unit, language: Language) -> str:
    """A direction only where the interval of the difference carries it."""
    off = school.off_similar
    if not math.isfinite(off.lower):
        return ""
    way = carried(off)
    if not way:
        return say(language, "sheet.unclear")
    return say(
        language,
        f"sheet.{'higher' if way > 0 else 'lower'}",
        size=unit.size(off.estimate, language),
        low=unit.gap(off.lower, language),
        high=unit.gap(off.upper, language),
    )


def _lies(school: School, unit: Unit, language: Language) -> str:
    if school.zone is None:
        return ""
    limits = school.ordinary_998 if school.zone == "beyond_998" else school.ordinary_95
    return say(
        language,
        f"sheet.{school.zone}",
        low=unit.value(limits.lower, language),
        high=unit.value(limits.upper, language),
    )


def _is_shown(school: School) -> bool:
    return school.state in SEEN and math.isfinite(school.own.estimate)


def _points(school: School, titles: Mapping[str, str], unit: Unit, language: Language) -> tuple[Point, ...]:
    title = titles[school.measure]
    shown = _is_shown(school)
    # The school last, so that it lies on top where both are alike.
    seats = (
        (school.of_similar if shown else NOTHING, REST, "similar", school.similar_pupils),
        (school.own if shown else NOTHING, OWN, "own", school.pupils),
    )
    return tuple(_point(i, look, title, (key, n), school.state, unit, language) for i, look, key, n in seats)


def _point(
    interval: Interval, look: Look, title: str, who: tuple[str, int], state: State, unit: Unit, language: Language
) -> Point:
    if not math.isfinite(interval.estimate):
        sign = say(language, f"sign.{_why(state)}")
        return Point(look, math.nan, math.nan, math.nan, sign, sign)
    text = unit.value(interval.estimate, language)
    said = say(
        language,
        "sheet.said",
        title=title,
        who=say(language, f"sheet.{who[0]}"),
        value=text,
        low=unit.value(interval.lower, language),
        high=unit.value(interval.upper, language),
        pupils=whole(who[1], language),
    )
    return Point(look, interval.estimate, interval.lower, interval.upper, text, said)


def _why(state: State) -> State:
    return state if state not in SEEN else "not_estimable"


def _cells(content: RegionContent, line: Line, unit: Unit, language: Language) -> tuple[Cell, ...]:
    """All columns after the first."""
    s = line.school
    own = Rate(s.measure, s.place, s.years, None, -1, s.own, s.pupils, s.state)
    below = zero_below(content.released)
    if line.region is not None:
        region = rate_cells(line.region, unit, language, below=below)[:2]
    else:
        region = (_absent("missing", language),) * 2
    zone = say(language, f"funnel.zone.{s.zone}") if s.zone is not None else ""
    return (
        *rate_cells(own, unit, language, below=below),
        *region,
        *_pair(s.of_similar, s.state, unit, language),
        _similar_pupils(s, language),
        *_pair(s.off_similar, s.state, unit, language, gap=True),
        *_pair(s.shrunken, s.state, unit, language),
        _bounds(s.ordinary_95, s.state, unit, language),
        _bounds(s.ordinary_998, s.state, unit, language),
        Cell(zone, zone) if zone else _absent(_why(s.state), language),
    )


def _pair(interval: Interval, state: State, unit: Unit, language: Language, *, gap: bool = False) -> tuple[Cell, Cell]:
    """A number and its interval."""
    if not math.isfinite(interval.estimate):
        return (_absent(_why(state), language),) * 2
    factor, digits = (100.0, 1) if unit.share else (1.0, MEAN_DIGITS)
    text = unit.gap(interval.estimate, language) if gap else unit.value(interval.estimate, language)
    return Cell(text, plain(interval.estimate * factor, digits)), interval_cell(interval, unit, language)


def _similar_pupils(school: School, language: Language) -> Cell:
    if not math.isfinite(school.of_similar.estimate):
        return _absent(_why(school.state), language)
    return Cell(whole(school.similar_pupils, language), str(school.similar_pupils))


def _bounds(interval: Interval, state: State, unit: Unit, language: Language) -> Cell:
    known = math.isfinite(interval.lower)
    return interval_cell(interval, unit, language) if known else _absent(_why(state), language)


def _absent(state: State, language: Language) -> Cell:
    return Cell(say(language, f"sign.{state}"), "", state)
