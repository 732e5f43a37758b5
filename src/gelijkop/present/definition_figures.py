"""The figure of definitions side by side: the same difference, counted in each way that the field counts it."""

from __future__ import annotations

from gelijkop.compare.definitions_beside import Beside
from gelijkop.compare.findings import WHOLE, Gap
from gelijkop.errors import Language
from gelijkop.present import selection as pick
from gelijkop.present import svg
from gelijkop.present.cells import gap_cells, gap_point
from gelijkop.present.chart_forest import Forest, forest
from gelijkop.present.comparison_sentences import beside_sentence
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Figure, Grid, words
from gelijkop.present.palette import EQUAL, RAW
from gelijkop.present.parts import alt_text, bars_note, gap_axis_words, made, unit_word
from gelijkop.present.sentences import Unit, group_name, shown_interval
from gelijkop.present.texts import say

_GAP_COLUMNS = ("raw", "raw_interval", "equal", "equal_interval", "verdict")


def definitions_figure(content: RegionContent, ident: str, beside: Beside, language: Language) -> Figure | None:
    """One row a definition with the difference that its verdict is about; None where fewer than two are shown."""
    if beside.judged < 2:
        return None
    first = beside.gaps[0]
    measure = content.released.measure(first.measure)
    unit = pick.unit(measure)
    names = [pick.variant_label(content, content.released.measure(g.measure), language) for g in beside.gaps]
    labels = [f"{name[0].upper()}{name[1:]}" for name in names]
    kinds = {shown_interval(g)[1] for g in beside.gaps if g.state == "shown"}
    rows = [_row(g, label, unit, language, told=len(kinds) > 1) for g, label in zip(beside.gaps, labels, strict=True)]
    about = {
        "low": group_name(beside.grouping, beside.group, language),
        "high": group_name(beside.grouping, first.reference, language),
        "unit": unit_word(unit, language),
        "place": say(language, "region.whole") if beside.place == WHOLE else pick.place_name(content, beside.place),
        "years": pick.period(beside.years, language),
    }
    question = say(language, "definitions.question", title=pick.title(content, measure, language))
    headline = beside_sentence(beside, language).rstrip(".")
    kind = "" if len(kinds) > 1 else f", {say(language, f'figure.{_key(kinds == {True})}')}"
    subtitle = say(language, "definitions.sub", kind=kind, **about)
    subtitle = subtitle[0].upper() + subtitle[1:]
    hidden = [
        f"{label}: {say(language, f'state.{g.state}')}"
        for g, label in zip(beside.gaps, labels, strict=True)
        if g.state != "shown"
    ]
    alt = alt_text(headline, say(language, "definitions.alt", **about), hidden)

    def draw(size: svg.Size) -> str:
        return forest(
            ident, rows, size, name=question, description=alt, say=gap_axis_words(unit, language),
            note_title=say(language, "figure.gap"),
        )  # fmt: skip

    header = ("definition", "group", *_GAP_COLUMNS)
    lines = [
        (words(label), words(about["low"]), *gap_cells(g, unit, language))
        for g, label in zip(beside.gaps, labels, strict=True)
    ]
    table = Grid(f"{question} {subtitle}", tuple(say(language, f"table.{h}") for h in header), tuple(lines), 2)
    note = bars_note(
        content, [shown_interval(g)[0].method.removeprefix("standardised-") for g in beside.gaps], language
    )
    return made(content, ident, question, headline, subtitle, draw, table, alt, note, language)


def _row(gap: Gap, label: str, unit: Unit, language: Language, *, told: bool) -> Forest:
    interval, equal = shown_interval(gap)
    kind = say(language, f"figure.{_key(equal)}")
    point = gap_point(interval, gap, EQUAL if equal else RAW, kind, label, unit, language)
    return Forest(label, point, point.text, remark=kind if told and point.shown else "")


def _key(equal: bool) -> str:
    return "equal_key" if equal else "raw_key"
