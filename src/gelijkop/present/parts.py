"""What all figures of a page have in common: source, notes on protection, alt text and the words at the axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gelijkop.errors import Language
from gelijkop.present.axes import plain_step
from gelijkop.present.content import RegionContent
from gelijkop.present.dates import long_date
from gelijkop.present.figure import Figure, Grid
from gelijkop.present.numerals import listed, number, percent
from gelijkop.present.sentences import Unit
from gelijkop.present.svg import Size
from gelijkop.present.texts import say

Draw = Callable[[Size], str]


def made(
    content: RegionContent,
    ident: str,
    question: str,
    headline: str,
    subtitle: str,
    draw: Draw,
    table: Grid,
    alt: str,
    uncertainty: str,
    language: Language,
) -> Figure:
    """The figure with both pictures, its source, and after its uncertainty what was done to the counts."""
    public = content.released.policy == "openbaar"
    note = say(language, "figure.counts_note" if public else "figure.counts_note_exact")
    source = say(language, "figure.source", version=content.meta.version, date=long_date(content.meta.date, language))
    pictures = draw("wide"), draw("narrow")
    return Figure(ident, question, headline, subtitle, *pictures, table, source, alt, f"{uncertainty} {note}".strip())


def bars_note(content: RegionContent, methods: Iterable[str], language: Language, *, band: bool = False) -> str:
    """What the bars of a figure are, or its bands; `methods` are those of its intervals."""
    named = dict.fromkeys(say(language, f"method_name.{m.split('+')[0]}") for m in methods if m)
    key = "uncertainty" if content.released.policy == "openbaar" else "uncertainty_exact"
    return say(language, f"{'band' if band else 'figure'}.{key}", method=listed(list(named), language))


def alt_text(headline: str, text: str, hidden: Sequence[str] = ()) -> str:
    """Headline, what is drawn, and what is not shown with the reason."""
    return ". ".join([headline.rstrip("."), text.rstrip("."), *hidden]) + "."


def axis_words(unit: Unit, language: Language) -> Callable[[float], str]:
    """Writes a step of a scale of rates."""
    if unit.share:
        return plain_step(lambda v, digits: percent(v, language, digits), factor=100)
    return plain_step(lambda v, digits: number(v, digits, language))


def gap_axis_words(unit: Unit, language: Language) -> Callable[[float], str]:
    """Writes a step of a scale of differences, with its sign."""
    return lambda v: unit.gap(v, language).removesuffix(",0").removesuffix(".0")


def unit_word(unit: Unit, language: Language) -> str:
    """What a difference is counted in."""
    return say(language, "figure.points_unit" if unit.share else "figure.levels_unit")
