"""The figures of an evidence record: one an estimate, with its versions as rows; never two outcomes on one scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.errors import Language
from gelijkop.evidence.effects import FILE, Conversion, beside
from gelijkop.evidence.fields import allowed
from gelijkop.evidence.record import Effect, Record
from gelijkop.present import svg
from gelijkop.present.axes import plain_step
from gelijkop.present.chart_forest import Forest, forest
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.marks import Point
from gelijkop.present.numerals import listed, number, plain, span, whole
from gelijkop.present.palette import EQUAL
from gelijkop.present.texts import say

SIZE_DIGITS = 2
"""Decimals of the bounds in the table of the EEF."""
LONGEST = 4


@dataclass(frozen=True)
class _Asked:
    """One estimate of a record: its versions, its place among the estimates, and the digits that the source gives.

    `beside` holds each version in the other measure of the table of the EEF; empty where that would mean nothing.
    """

    effects: tuple[Effect, ...]
    place: int
    count: int
    digits: int
    language: Language
    beside: tuple[Conversion | None, ...]

    @property
    def measure(self) -> str:
        return self.effects[0].measure

    def value(self, value: float) -> str:
        """A value with its unit."""
        written = number(value, self.digits, self.language)
        one = self.measure == "maanden" and abs(value) == 1
        return say(self.language, f"effect.value.{'maand' if one else self.measure}", value=written)

    def label(self, effect: Effect) -> str:
        """What a row is called: its version, where it has one."""
        if effect.version:
            return effect.version
        label = say(self.language, "effect.estimate")
        return label if self.count == 1 else f"{label} {self.place}"


def effect_figures(record: Record, language: Language) -> list[Figure]:
    """A figure for each estimate of a record with one measure; empty where the record has no effects.

    A determinant is not converted into months: nobody does it, so nobody gains them.
    """
    groups = [
        tuple(e for e in versions if e.measure == measure)
        for versions in record.estimates.values()
        for measure in dict.fromkeys(e.measure for e in versions)
    ]
    return [
        _figure(
            _Asked(effects, place, len(groups), _digits(effects), language, _beside(effects, record)),
            done=record.type != "determinant",
        )
        for place, effects in enumerate(groups, start=1)
    ]


def _beside(effects: Sequence[Effect], record: Record) -> tuple[Conversion | None, ...]:
    found = [beside(effect, record) for effect in effects]
    converted = tuple(c if isinstance(c, Conversion) else None for c in found)
    return converted if any(converted) else ()


def _figure(a: _Asked, *, done: bool) -> Figure:
    language, several = a.language, len(a.effects) > 1
    ident = "effect" if a.count == 1 else f"effect-{a.place}"
    question = say(language, "effect.question" if done else "effect.together")
    if a.count > 1:
        question = say(language, "effect.question_of", question=question, place=a.place, count=a.count)
    values = [a.value(e.value) for e in a.effects]
    headline = say(language, "effect.one" if done else "effect.together_one", value=values[0])
    if several:
        headline = say(language, "effect.versions", count=len(values), values=listed(values, language))
    bases = list(dict.fromkeys(allowed("basis")[e.basis].say(language) for e in a.effects))
    measure = allowed("measure")[a.measure].say(language)
    sub = say(language, "effect.sub", measure=measure[:1].upper() + measure[1:], basis=listed(bases, language))
    alt = f"{headline}. {say(language, 'effect.alt_versions' if several else 'effect.alt')}"
    rows = [_row(a, e) for e in a.effects]

    def draw(size: svg.Size) -> str:
        return forest(ident, rows, size, name=question, description=alt, say=_step(language),
                      zero=1.0 if a.measure == "or" else 0.0)  # fmt: skip

    table = _table(a, f"{question} {sub}")
    return Figure(ident, question, headline, sub, draw("wide"), draw("narrow"), table,
                  say(language, "effect.source"), alt, _notes(a))  # fmt: skip


def _row(a: _Asked, effect: Effect) -> Forest:
    value, label = a.value(effect.value), a.label(effect)
    if effect.lower is None or effect.upper is None:
        said = say(a.language, "effect.said", label=label, value=value)
        return Forest(label, Point(EQUAL, effect.value, effect.value, effect.value, value, said), value)
    low, high = (number(v, a.digits, a.language) for v in (effect.lower, effect.upper))
    said = say(a.language, "effect.said_interval", label=label, value=value, low=low, high=high)
    return Forest(label, Point(EQUAL, effect.value, effect.lower, effect.upper, value, said), value)


def _table(a: _Asked, caption: str) -> Grid:
    """Versions with their value; an interval, pupils and a conversion where any of them has one."""
    columns: dict[str, Sequence[Cell]] = {
        "version": [words(a.label(e)) for e in a.effects],
        "effect": [Cell(a.value(e.value), plain(e.value, a.digits)) for e in a.effects],
    }
    if any(e.lower is not None for e in a.effects):
        columns["interval"] = [_interval(a, e) for e in a.effects]
    if any(e.n is not None for e in a.effects):
        columns["pupils"] = [_unknown(a) if e.n is None else Cell(whole(e.n, a.language), str(e.n)) for e in a.effects]
    if a.beside:
        columns["size" if a.measure == "maanden" else "months"] = [_conversion(a, c) for c in a.beside]
    measure = allowed("measure")[a.measure].say(a.language)
    header = tuple(say(a.language, f"effect.table.{name}", measure=measure) for name in columns)
    return Grid(caption, header, tuple(zip(*columns.values(), strict=True)), 1)


def _interval(a: _Asked, effect: Effect) -> Cell:
    if effect.lower is None or effect.upper is None:
        return _unknown(a)
    bounds = plain(effect.lower, a.digits), plain(effect.upper, a.digits)
    return Cell(span(effect.lower, effect.upper, a.digits, a.language), "", bounds=bounds)


def _conversion(a: _Asked, found: Conversion | None) -> Cell:
    if found is None:
        return _unknown(a)
    if found.bin is not None:
        low, high = found.bin
        bounds = plain(low, SIZE_DIGITS), plain(high, SIZE_DIGITS)
        return Cell(span(low, high, SIZE_DIGITS, a.language), "", bounds=bounds)
    months = found.value if found.value is not None else math.nan
    return Cell(number(months, 0, a.language), plain(months, 0))


def _unknown(a: _Asked) -> Cell:
    return Cell(say(a.language, "sign.missing"), "", "missing")


def _notes(a: _Asked) -> str:
    known = any(e.lower is not None for e in a.effects)
    keys = ["interval" if known else "no_interval", *(["versions_note"] if len(a.effects) > 1 else [])]
    said = [say(a.language, f"effect.{key}") for key in keys]
    if a.beside:
        said.append(say(a.language, "effect.months_note", year=load(FILE)["months"]["year"]))
    return " ".join([*said, say(a.language, "effect.own_outcome")])


def _digits(effects: Sequence[Effect]) -> int:
    """The decimals that the source gives, of whichever number has the most."""
    given = [v for e in effects for v in (e.value, e.lower, e.upper) if v is not None]
    return max(next((d for d in range(LONGEST) if math.isclose(v, round(v, d))), LONGEST) for v in given)


def _step(language: Language) -> Callable[[float], str]:
    return plain_step(lambda value, digits: number(value, digits, language))
