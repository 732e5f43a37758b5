"""The figures of schools: each school by its size within what chance and ordinary differences give."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from gelijkop.compare.findings import Interval, Rate
from gelijkop.compare.funnel import Zone
from gelijkop.compare.schools import SEEN, School, Schools
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import interval_cell, rate_cells
from gelijkop.present.chart_funnel import Dot, Limits, Words, funnel
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Key, Point
from gelijkop.present.numerals import whole
from gelijkop.present.palette import ZONES
from gelijkop.present.parts import alt_text, axis_words, made
from gelijkop.present.pupil_numbers import zero_below
from gelijkop.present.sentences import Unit
from gelijkop.present.texts import say

_LOOKS = dict(zip(("inside", "beyond_95", "beyond_998"), ZONES, strict=True))
LEAST = 2
"""A funnel of one school is none."""


def funnel_figure(
    content: RegionContent,
    ident: str,
    found: Schools,
    names: Mapping[str, str],
    language: Language,
    *,
    own: str = "",
) -> Figure | None:
    """Every school that is shown within the limits of ordinary schools; None where fewer than two are.

    Args:
        content: for the title, source and protection; its places need not be schools.
        found: the schools on one measure.
        names: names of schools by code; a school without one goes by its code.
        own: code of the school that the reader stands for, which is named in the picture.
    """
    shown = [s for s in found.schools if _is_shown(s)]
    if len(shown) < LEAST:
        return None
    measure = content.released.measure(found.measure)
    unit = pick.unit(measure)
    title = pick.title(content, measure, language, variant=True)
    question = say(language, "funnel.question", title=title)
    years = pick.period(found.years, language)
    subtitle = say(language, f"funnel.sub_{'share' if unit.share else 'mean'}", count=len(shown), years=years)
    said = headline([s.zone for s in shown], language)
    named = next((names.get(s.place, s.place) for s in shown if s.place == own), "")
    about = say(language, "funnel.alt") + (f" {say(language, 'funnel.alt_own', school=named)}" if named else "")
    hidden = len(found.schools) - len(shown)
    alt = alt_text(said, about, [say(language, "funnel.hidden", count=hidden)] if hidden else [])
    dots = [
        Dot(names.get(s.place, s.place), s.pupils, _point(s, names, unit, language), s.place == own)
        for s in sorted(shown, key=lambda s: s.place)
    ]
    zones = [z for z in _LOOKS if any(s.zone == z for s in shown)]
    keys = [Key(_LOOKS[z], say(language, f"funnel.zone.{z}")) for z in zones]
    centre = unit.value(found.region.estimate, language)

    def draw(size: svg.Size) -> str:
        return funnel(
            ident,
            dots,
            limits(shown),
            found.region.estimate,
            keys,
            Words(
                say(language, "funnel.inner"),
                say(language, "funnel.outer"),
                (say(language, "funnel.region"), centre),
                say(language, "funnel.sizes"),
            ),
            size,
            name=question,
            description=alt,
            say=axis_words(unit, language),
            say_size=lambda v: whole(v, language),
            floor=0.0 if unit.share else None,
            ceiling=1.0 if unit.share else None,
        )

    note = " ".join(
        [
            say(language, f"funnel.uncertainty{'_wide' if found.tau > 0 else ''}"),
            say(language, "funnel.chance"),
            say(language, "funnel.no_order"),
        ]
    )
    grid = _table(content, found, names, unit, f"{question} {subtitle}", language)
    return made(content, ident, question, said, subtitle, draw, grid, alt, note, language)


def headline(zones: Sequence[Zone | None], language: Language) -> str:
    """How many schools lie within the limits of 95%; nothing of which school lies where."""
    inside, total = sum(z == "inside" for z in zones), len(zones)
    if inside == total:
        return say(language, "funnel.headline_all", total=total)
    return say(language, f"funnel.headline_{'one' if inside == 1 else 'some'}", inside=inside, total=total)


def limits(shown: Sequence[School]) -> list[Limits]:
    """The limits by size of school; where several schools have one size, the mean of theirs."""
    by_size: dict[int, list[School]] = {}
    for school in shown:
        by_size.setdefault(school.pupils, []).append(school)
    return [
        Limits(float(n), _mean([s.ordinary_95 for s in of]), _mean([s.ordinary_998 for s in of]))
        for n, of in sorted(by_size.items())
    ]


def _mean(intervals: Sequence[Interval]) -> tuple[float, float]:
    return sum(i.lower for i in intervals) / len(intervals), sum(i.upper for i in intervals) / len(intervals)


def _is_shown(school: School) -> bool:
    known = (school.own.estimate, school.ordinary_95.lower, school.ordinary_998.lower)
    return school.state in SEEN and school.zone is not None and all(math.isfinite(v) for v in known)


def _point(school: School, names: Mapping[str, str], unit: Unit, language: Language) -> Point:
    zone: Zone = school.zone or "inside"
    text = unit.value(school.own.estimate, language)
    said = say(
        language,
        "funnel.said",
        school=names.get(school.place, school.place),
        value=text,
        zone=say(language, f"funnel.zone.{zone}"),
        pupils=whole(school.pupils, language),
    )
    return Point(_LOOKS[zone], school.own.estimate, school.own.lower, school.own.upper, text, said)


def _table(
    content: RegionContent,
    found: Schools,
    names: Mapping[str, str],
    unit: Unit,
    caption: str,
    language: Language,
) -> Grid:
    """One row a school, in order of name and code."""
    header = ("school", "code", "share" if unit.share else "mean", "interval", "pupils", "inner", "outer", "zone")
    below = zero_below(content.released)
    rows = []
    for s in sorted(found.schools, key=lambda s: (names.get(s.place, s.place).casefold(), s.place)):
        rate = Rate(s.measure, s.place, s.years, None, -1, s.own, s.pupils, s.state)
        rows.append(
            (
                words(names.get(s.place, s.place)),
                words(s.place),
                *rate_cells(rate, unit, language, below=below),
                *_ordinary(s, unit, language),
            )
        )
    return Grid(caption, tuple(say(language, f"funnel.table.{h}") for h in header), tuple(rows), 2)


def _ordinary(school: School, unit: Unit, language: Language) -> tuple[Cell, Cell, Cell]:
    if not _is_shown(school):
        state = school.state if school.state not in SEEN else "not_estimable"
        hidden = Cell(say(language, f"sign.{state}"), "", state)
        return hidden, hidden, hidden
    zone = say(language, f"funnel.zone.{school.zone}")
    return (
        interval_cell(school.ordinary_95, unit, language),
        interval_cell(school.ordinary_998, unit, language),
        Cell(zone, zone),
    )
