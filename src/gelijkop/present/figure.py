"""The figure contract: question, headline, two pictures, table, CSV, source, alt text and uncertainty of one figure."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import escape
from typing import Literal

from gelijkop.errors import Language
from gelijkop.present.texts import say

CellState = Literal[
    "shown",
    "zero",
    "tail",
    "suppressed",
    "missing",
    "not_applicable",
    "not_estimable",
    "withheld",
    "alike",
    "dominated",
    "complement",
]
"""`tail`: shown only as less than 5% or more than 95%; `suppressed`: the source gives bounds, no number."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Cell:
    """One cell: as written on the page, as written in the CSV file (a point, no grouping), and its state.

    An interval, or a number of which only bounds are known, has `bounds` and no `plain` number.
    """

    text: str
    plain: str
    state: CellState = "shown"
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True)
class Grid:
    """The table of a figure: caption, header and rows; the first `keys` cells of a row say what the row is about."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: int = 1

    @property
    def states(self) -> tuple[CellState, ...]:
        """The states in this table that need a word of explanation, each once."""
        return tuple(dict.fromkeys(c.state for row in self.rows for c in row if c.state != "shown"))


@dataclass(frozen=True)
class Figure:
    """One figure, from which page, table and CSV file are all made. `wide` and `narrow` are finished SVG."""

    ident: str
    question: str
    headline: str
    subtitle: str
    wide: str
    narrow: str
    table: Grid
    source: str
    alt: str
    uncertainty: str


def words(text: str) -> Cell:
    """A cell that holds a name."""
    return Cell(text, text)


def figure_csv(figure: Figure, language: Language) -> str:
    """The table as CSV: comma, decimal point, and a last column that says why a number is not there.

    A column with bounds becomes two: lower and upper. A name that a spreadsheet would run as a formula gets
    an apostrophe before it.
    """
    out, table = io.StringIO(), figure.table
    write = csv.writer(out, lineterminator="\r\n")
    double = {i for row in table.rows for i, c in enumerate(row) if c.bounds}
    names = [
        [say(language, "table.lower", column=h), say(language, "table.upper", column=h)] if i in double else [h]
        for i, h in enumerate(table.header)
    ]
    write.writerow([*(n for pair in names for n in pair), say(language, "table.remark")])
    for row in table.rows:
        cells = [(c.bounds or (c.plain, c.plain)) if i in double else (c.plain,) for i, c in enumerate(row)]
        remarks = [
            f"{head}: {say(language, f'state.{c.state}')}"
            for head, c in zip(table.header, row, strict=True)
            if c.state != "shown"
        ]
        write.writerow([*(harmless(text) for pair in cells for text in pair), "; ".join(remarks)])
    return out.getvalue()


def harmless(plain: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{plain}" if plain.startswith(_SIGNS) and not _NUMBER.fullmatch(plain) else plain


def figure_html(figure: Figure, language: Language, *, csv_folder: str = "cijfers/") -> str:
    """The figure as HTML: headline, both pictures (CSS shows one), the table folded under them, source and CSV link.

    `csv_folder` is where its CSV file lies, seen from the page.
    """
    key = f"f-{figure.ident}"
    return (
        f'<figure id="{key}" class="figure" aria-labelledby="{key}-q">\n'
        f'<h3 id="{key}-q">{escape(figure.question)}</h3>\n'
        f'<p class="headline">{escape(figure.headline)}</p>\n<p class="sub">{escape(figure.subtitle)}</p>\n'
        f'<div class="panel">{figure.wide}{figure.narrow}</div>\n'
        f"{_table(figure, key, language)}"
        f"<figcaption><p>{escape(figure.uncertainty)}</p><p>{escape(figure.source)} "
        f'<a href="{escape(csv_folder)}{figure.ident}.csv" download>{escape(say(language, "table.csv"))}'
        f'<span class="sr">: {escape(figure.question)}</span></a></p></figcaption>\n</figure>\n'
    )


def _table(figure: Figure, key: str, language: Language) -> str:
    grid = figure.table
    head = "".join(f'<th scope="col"{_align(i, grid)}>{escape(h)}</th>' for i, h in enumerate(grid.header))
    body = "".join(f"<tr>{''.join(_cell(c, i, grid, language) for i, c in enumerate(r))}</tr>\n" for r in grid.rows)
    note = "; ".join(say(language, f"legend.{s}") for s in grid.states)
    legend = f'<p class="note">{escape(say(language, "table.note"))} {escape(note)}.</p>' if note else ""
    return (
        f'<details class="data"><summary>{escape(say(language, "table.open"))}'
        f'<span class="sr">: {escape(figure.question)}</span></summary>\n'
        f'<div class="scroll" role="region" tabindex="0" aria-labelledby="{key}-c"><table>'
        f'<caption id="{key}-c">{escape(grid.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>{legend}</details>\n"
    )


def _align(column: int, grid: Grid) -> str:
    return "" if column < grid.keys else ' class="n"'


def _cell(cell: Cell, column: int, grid: Grid, language: Language) -> str:
    if column < grid.keys:
        return f'<th scope="row">{escape(cell.text)}</th>' if column == 0 else f"<td>{escape(cell.text)}</td>"
    if cell.state in ("shown", "zero", "tail"):
        return f'<td class="n">{escape(cell.text)}</td>'
    said = escape(say(language, f"state.{cell.state}"))
    if cell.state == "suppressed":
        return f'<td class="n">{escape(cell.text)} <span class="sr">({said})</span></td>'
    return f'<td class="n"><span aria-hidden="true">{escape(cell.text)}</span><span class="sr">{said}</span></td>'
