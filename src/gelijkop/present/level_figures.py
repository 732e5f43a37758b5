"""How published numbers of pupils are divided over levels, with what the source hides as a part of its own."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.catalogue import load
from gelijkop.model.bounds import Bounds
from gelijkop.present import svg
from gelijkop.present.chart_bars import LEVELS, OTHER, UNKNOWN, Bar, Paint, Part, stacked
from gelijkop.present.figure import Cell, Figure, Grid, words
from gelijkop.present.sketch_themes import Sheet, Theme, Writer
from gelijkop.present.texts import say

_OTHER = "other"
_NOTHING = 1e-9
"""Less than this share is a rounding error of floating point, not a hidden part."""
Classes = list[tuple[str, list[str]]]


def levels_figure(sheet: Sheet, theme: Theme, places: Sequence[str]) -> Figure | None:
    """A bar of 100% for each place and its first and last period; None where there is nothing to divide."""
    classes = _classes(sheet.lookup.levels(theme.measure))
    counted = {
        (q, p): parts
        for q in places
        for p in sheet.lookup.periods(theme.measure)
        if (parts := _parts(sheet, theme, classes, q, p))
    }
    if not counted:
        return None
    bars, lines = [], []
    for (place, period), parts in counted.items():
        cells = [sheet.writer(theme).cell(_share(parts, i)) for i in range(len(parts))]
        lines += _lines(sheet, theme, classes, (place, period), parts, cells)
        have = [p for q, p in counted if q == place]
        if period in (have[0], have[-1]):
            bars.append(_bar(sheet, theme, classes, (place, period), parts, cells))
    exact = all(b.exact for parts in counted.values() for b in parts)
    legend = [(_paint(i, c), _name(sheet, theme, c)) for i, (c, _) in enumerate(classes)]
    if not exact:
        legend.append((UNKNOWN, say(sheet.language, "sketch.hidden")))
    question, title = sheet.text(theme, "question"), sheet.text(theme, "title")
    when = sheet.years([p for _, p in counted])
    alt = say(sheet.language, "sketch.bars_alt", title=title, period=when)

    def draw(size: svg.Size) -> str:
        return stacked(theme.ident, bars, legend, size, name=question, description=alt)

    header = tuple(say(sheet.language, f"table.{h}") for h in ("place", "period", "level", "pupils", "share"))
    note = say(sheet.language, "sketch.exact") + ("" if exact else f" {say(sheet.language, 'sketch.hidden_part')}")
    return Figure(
        theme.ident,
        question,
        f"{title}, {when}",
        "",
        draw("wide"),
        draw("narrow"),
        Grid(f"{question} {title}", header, tuple(lines), 3),
        sheet.credit(theme, list(counted)),
        alt,
        note,
    )


def _classes(have: Sequence[str]) -> Classes:
    """The coarse classes that these levels fall in, lowest first; levels of no class together as the last."""
    ranked = [
        (c["code"], [v for v in c["levels"] if v in have])
        for c in load("rules/classes")["class"]
        if c["levels"] and c["code"] != "brugklas"
    ]
    placed = {v for _, levels in ranked for v in levels}
    rest = [v for v in have if v not in placed]
    return [(c, levels) for c, levels in ranked if levels] + ([(_OTHER, rest)] if rest else [])


def _name(sheet: Sheet, theme: Theme, code: str) -> str:
    return sheet.text(theme, "rest") if code == _OTHER else code


def _paint(step: int, code: str) -> Paint:
    return OTHER if code == _OTHER else LEVELS[step]


def _parts(sheet: Sheet, theme: Theme, classes: Classes, place: str, period: str) -> list[Bounds]:
    """The number in each class; empty where the place has nothing in this period."""
    found = []
    for _, levels in classes:
        known = [b for v in levels if (b := sheet.value(theme, place, period, v)).lower is not None]
        found.append(Bounds(sum(b.lower or 0 for b in known), sum(b.upper or 0 for b in known)))
    return found if any(b.upper for b in found) else []


def _share(parts: Sequence[Bounds], which: int) -> Bounds:
    """The share (0–1) of one part: least with the most of all others, most with the least of them."""
    low, high = parts[which].lower or 0.0, parts[which].upper or 0.0
    least = sum(b.lower or 0 for b in parts) - low
    most = sum(b.upper or 0 for b in parts) - high
    lower = low / (low + most) if low + most else 1.0
    upper = high / (high + least) if high + least else 0.0
    return Bounds(lower, upper, "shown" if lower == upper else "suppressed")


def _lines(
    sheet: Sheet, theme: Theme, classes: Classes, key: tuple[str, str], parts: Sequence[Bounds], cells: Sequence[Cell]
) -> list[tuple[Cell, ...]]:
    count = Writer(1.0, 0, sheet.language)
    return [
        (words(sheet.name(key[0])), words(key[1]), words(_name(sheet, theme, code)), count.cell(b), cell)
        for (code, _), b, cell in zip(classes, parts, cells, strict=True)
    ]


def _bar(
    sheet: Sheet, theme: Theme, classes: Classes, key: tuple[str, str], parts: Sequence[Bounds], cells: Sequence[Cell]
) -> Bar:
    """What is certain of each part, of the most pupils that there can be; the rest is hidden by the source."""
    label, most = f"{sheet.name(key[0])} {key[1]}", sum(b.upper or 0 for b in parts)
    drawn = [
        Part(
            _paint(i, code),
            (b.lower or 0) / most,
            cell.text,
            say(sheet.language, "sketch.said", place=label, label=_name(sheet, theme, code), value=cell.text),
        )
        for i, ((code, _), b, cell) in enumerate(zip(classes, parts, cells, strict=True))
    ]
    hidden = 1 - sum(p.share for p in drawn)
    if hidden > _NOTHING:
        drawn.append(Part(UNKNOWN, hidden, "", f"{label}: {say(sheet.language, 'sketch.hidden')}"))
    return Bar(label, tuple(drawn), _own(sheet, key[0]))


def _own(sheet: Sheet, place: str) -> bool:
    """Whether a page is about this one place, among others."""
    about = set(sheet.content.places) - sheet.content.beside
    return place in about and len(about) == 1
