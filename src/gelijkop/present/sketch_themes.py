"""What a situation sketch shows: the themes of the catalogue, and their numbers for a place and period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.errors import Language, Text
from gelijkop.model.bounds import Bounds
from gelijkop.present.area_numbers import UNKNOWN, Lookup
from gelijkop.present.axes import plain_step
from gelijkop.present.content import SketchContent
from gelijkop.present.figure import Cell
from gelijkop.present.numerals import number, percent, plain, span
from gelijkop.present.texts import say

COUNTRY = "NL"
_DIGITS = {"score": 2, "mark": 1, "percent": 1}
Kind = Literal["number", "share", "ratio", "levels", "postcodes"]


@dataclass(frozen=True)
class Theme:
    """One figure of the sketch, as the catalogue declares it.

    `kind`: `number`, `share` (of `of`), `ratio` (for every `per` of `of`), `levels` (a whole parted by level)
    or `postcodes` (a score per postcode). `source` is the only source that counts; empty: any. `title` is that
    of a measure from a table of one's own, which has no texts in the catalogue.
    """

    ident: str
    kind: Kind
    measure: str
    of: str
    per: float
    source: str
    title: Text | None = None

    @property
    def measures(self) -> list[str]:
        """The measures that it needs."""
        return [m for m in (self.measure, self.of) if m]


def themes() -> list[Theme]:
    """The figures in the order of the page."""
    return [
        Theme(e["id"], e["kind"], e["measure"], e.get("of", ""), float(e.get("per", 1)), e.get("source", ""))
        for e in load("texts/page")["sketch"]
    ]


def own_themes(titles: Mapping[str, Text]) -> list[Theme]:
    """A figure for every measure from tables of one's own, in order of code."""
    return [Theme(code.replace(".", "-"), "number", code, "", 1.0, "", titles[code]) for code in sorted(titles)]


@dataclass(frozen=True)
class Writer:
    """How numbers of one kind are written: multiplied by `factor`, with `digits` decimals."""

    factor: float
    digits: int
    language: Language

    def say(self, value: float, digits: int | None = None) -> str:
        """One number, with its percent sign where it is a share."""
        places = self.digits if digits is None else digits
        return percent(value, self.language, places) if self.factor == 100 else number(value, places, self.language)

    @cached_property
    def step(self) -> Callable[[float], str]:
        """The same for a step of a scale, with no more decimals than it needs."""
        return plain_step(self.say, factor=self.factor)

    def cell(self, b: Bounds) -> Cell:
        """A known number, its bounds, or the sign of its state."""
        if b.state == "not_applicable":
            return Cell(say(self.language, "sign.not_applicable"), "", "not_applicable")
        if b.lower is None or b.upper is None:
            return Cell(say(self.language, "sign.missing"), "", "missing")
        low, high = b.lower * self.factor, b.upper * self.factor
        if b.exact:
            return Cell(self.say(b.lower), plain(low, self.digits), "shown" if b.lower else "zero")
        unit = self.say(0).lstrip("0.,") if self.factor == 100 else ""
        text = span(low, high, self.digits, self.language) + unit
        return Cell(text, "", "suppressed", (plain(low, self.digits), plain(high, self.digits)))


@dataclass(frozen=True)
class Sheet:
    """The published numbers of one sketch in one language."""

    content: SketchContent
    language: Language

    @cached_property
    def lookup(self) -> Lookup:
        """Where numbers are found."""
        return Lookup(self.content.published)

    def name(self, place: str) -> str:
        """The name of a place."""
        if place == COUNTRY:
            return say(self.language, "sketch.nl")
        return self.content.published.place_names.get(place, place)

    def text(self, theme: Theme, key: str) -> str:
        """A text of a theme: `title`, `question` or `rest`."""
        if theme.title is not None:
            return theme.title.say(self.language)
        return say(self.language, f"area.{theme.ident}.{key}")

    def places(self, theme: Theme) -> list[str]:
        """The places that have all that a theme needs; empty where only the country has."""
        if theme.kind == "postcodes":
            return self.lookup.places(theme.measure, "postcode4")
        found = [
            p
            for p in (*self.content.places, COUNTRY)
            if any(self.source(theme, p, t) for t in self.lookup.periods(theme.measure))
        ]
        return found if any(p != COUNTRY for p in found) else []

    def source(self, theme: Theme, place: str, period: str) -> str | None:
        """The one source of a theme's numbers for a place and period; None where no source has all of them."""
        have = self.lookup.having(theme.measures, place, period)
        return theme.source if theme.source in have else None if theme.source else min(have, default=None)

    def value(self, theme: Theme, place: str, period: str, level: str | None = None) -> Bounds:
        """The number of a theme with its bounds; `missing` where there is none."""
        source = self.source(theme, place, period)
        if source is None:
            return UNKNOWN
        found = self.lookup.number(theme.measure, place, period, source=source, level=level)
        if theme.kind not in ("share", "ratio"):
            return found
        whole = self.lookup.number(theme.of, place, period, source=source)
        return self.lookup.share(found, whole) if theme.kind == "share" else self.lookup.ratio(found, whole, theme.per)

    def writer(self, theme: Theme) -> Writer:
        """How the numbers of a theme are written."""
        if theme.kind in ("share", "levels"):
            return Writer(100.0, 1, self.language)
        digits = 2 if theme.kind == "ratio" else _DIGITS.get(self.lookup.unit(theme.measure), 0)
        return Writer(1.0, digits, self.language)

    def credit(self, theme: Theme, used: Sequence[tuple[str, str]]) -> str:
        """The source line of a theme for the places and periods that it shows."""
        codes = dict.fromkeys(s for place, period in used if (s := self.source(theme, place, period)))
        lines = [self.content.published.credits.get(c, c) for c in codes]
        if not lines:
            return say(self.language, "sketch.no_source")
        return say(self.language, "sketch.source", credit="; ".join(lines))

    def years(self, periods: Sequence[str]) -> str:
        """One period, or the first and the last."""
        first, last = min(periods), max(periods)
        return first if first == last else say(self.language, "sketch.years", first=first, last=last)
