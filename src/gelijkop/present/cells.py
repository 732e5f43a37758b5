"""Findings as points of a chart and cells of a table; the same text in both."""

from __future__ import annotations

import math

from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.errors import Language
from gelijkop.present.figure import Cell, CellState
from gelijkop.present.marks import Point
from gelijkop.present.numerals import plain, span, whole
from gelijkop.present.palette import Look
from gelijkop.present.sentences import MEAN_DIGITS, TAIL, Unit, group_name, rate_text, verdict_of
from gelijkop.present.texts import say


def _scaled(unit: Unit) -> tuple[float, int]:
    return (100.0, 1) if unit.share else (1.0, MEAN_DIGITS)


def rate_point(rate: Rate | None, look: Look, unit: Unit, label: str, grouping: str, language: Language) -> Point:
    """The point of a rate; without a place where it is not shown, at the bound where only the bound is."""
    nan = math.nan
    if rate is None or rate.state not in ("shown", "zero"):
        sign = say(language, f"sign.{rate.state if rate else 'missing'}")
        return Point(look, nan, nan, nan, sign, sign)
    text, group = rate_text(rate, unit, language), group_name(grouping, rate.group, language)
    if rate.tail:
        bound = TAIL if rate.tail == "low" else 1 - TAIL
        said = say(language, "figure.said_plain", label=label, group=group, share=text)
        return Point(look, bound, bound, bound, text, said)
    v = rate.told
    said = say(
        language,
        "figure.said",
        label=label,
        group=group,
        share=text,
        low=unit.value(v.lower, language),
        high=unit.value(v.upper, language),
        pupils=whole(rate.pupils, language),
    )
    return Point(look, v.estimate, v.lower, v.upper, text, said)


def gap_point(interval: Interval, gap: Gap, look: Look, kind: str, label: str, unit: Unit, language: Language) -> Point:
    """The point of a difference; without a place where it is not shown."""
    if gap.state not in ("shown", "zero") or not math.isfinite(interval.estimate):
        sign = say(language, f"sign.{gap.state if gap.state != 'shown' else 'not_estimable'}")
        return Point(look, math.nan, math.nan, math.nan, sign, sign)
    text = unit.gap(interval.estimate, language)
    said = say(
        language,
        "figure.gap_said",
        group=label,
        kind=kind,
        gap=text,
        low=unit.gap(interval.lower, language),
        high=unit.gap(interval.upper, language),
    )
    return Point(look, interval.estimate, interval.lower, interval.upper, text, said)


def rate_cells(rate: Rate, unit: Unit, language: Language, *, below: int = 0) -> tuple[Cell, Cell, Cell]:
    """Rate, interval and number of pupils; with `below` no pupils are written as fewer than this."""
    if rate.state not in ("shown", "zero"):
        return _absent(rate.state, language), _absent(rate.state, language), _pupils(rate, below, language)
    text = rate_text(rate, unit, language)
    if rate.tail:
        hidden = Cell(text, text, "tail")
        return hidden, hidden, _pupils(rate, below, language)
    factor, digits = _scaled(unit)
    v = rate.told
    state: CellState = "zero" if rate.state == "zero" else "shown"
    return (
        Cell(text, plain(v.estimate * factor, digits), state),
        interval_cell(v, unit, language),
        _pupils(rate, below, language),
    )


def _pupils(rate: Rate, below: int, language: Language) -> Cell:
    if rate.state in ("withheld", "missing"):
        return _absent(rate.state, language)
    return Cell(_pupils_text(rate, below, language), str(rate.pupils))


def _pupils_text(rate: Rate, below: int, language: Language) -> str:
    return f"<{below}" if below and not rate.pupils else whole(rate.pupils, language)


def interval_cell(v: Interval, unit: Unit, language: Language) -> Cell:
    """An interval as a cell with both bounds."""
    factor, digits = _scaled(unit)
    low, high = v.lower * factor, v.upper * factor
    return Cell(span(low, high, digits, language), "", bounds=(plain(low, digits), plain(high, digits)))


def _absent(state: CellState, language: Language) -> Cell:
    return Cell(say(language, f"sign.{state}"), "", state)


def gap_text(interval: Interval, gap: Gap, unit: Unit, language: Language) -> str:
    """The difference with its sign, or the sign of its state."""
    if gap.state not in ("shown", "zero"):
        return say(language, f"sign.{gap.state}")
    if not math.isfinite(interval.estimate):
        return say(language, "sign.not_estimable")
    return unit.gap(interval.estimate, language)


def gap_cells(gap: Gap | None, unit: Unit, language: Language) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Difference and interval, without correction and at equal ability, and the verdict; no cells' worth for a
    reference group.
    """
    if gap is None:
        return (_absent("not_applicable", language),) * 5
    if gap.state not in ("shown", "zero"):
        return (_absent(gap.state, language),) * 5
    factor, digits = _scaled(unit)
    cells = []
    for v in gap.sides:
        if math.isfinite(v.estimate):
            cells += [
                Cell(unit.gap(v.estimate, language), plain(v.estimate * factor, digits)),
                interval_cell(v, unit, language),
            ]
        else:
            cells += [_absent("not_estimable", language)] * 2
    verdict = say(language, f"verdict.{verdict_of(gap)}_short")
    return (cells[0], cells[1], cells[2], cells[3], Cell(verdict, verdict))
