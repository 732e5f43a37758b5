"""Worked examples: a small text table of pupils inside a definition, and the tables of the model that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.errors import Text
from gelijkop.model.careers import Careers, Columns, build
from gelijkop.model.levels import GRADES, Level, TestAdvice, advice_levels, levels, test_advices
from gelijkop.model.tables import SECTORS

ADVICE_YEAR = 2018
"""School year in which the pupils of an example get their advice."""
ADVICES = ("provisional", "test", "final")
_YEAR = re.compile(r"(diploma )?(20\d\d)")
_PLACE = "00AA00"


@dataclass(frozen=True)
class Example:
    """A table of texts: the heading and a row per pupil, all cells stripped.

    Columns: `pupil`; `provisional`, `test` and `final` (advice codes); a school year such as `2019`
    (level and grade, `havo 3`; empty: not enrolled); `diploma 2019` (level, `+` with an extra subject).
    """

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of one column; empty where there is no such column."""
        if name not in self.heading:
            return ("",) * len(self.rows)
        at = self.heading.index(name)
        return tuple(row[at] for row in self.rows)

    def drawn(self) -> str:
        """The table as text, its columns lined up."""
        widths = [max(len(cell) for cell in column) for column in zip(self.heading, *self.rows, strict=True)]
        lines = [" | ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)) for r in (self.heading, *self.rows)]
        return "\n".join(line.rstrip() for line in lines)


def parse(text: str) -> Example:
    """The example in a text with a heading, `|` between cells and a line per pupil."""
    lines = [line for line in text.splitlines() if line.strip()]
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return Example(cells[0], tuple(cells[1:])) if cells else Example((), ())


def faults(example: Example) -> Iterator[Text]:
    """Everything that makes an example unreadable."""
    if not example.rows:
        yield Text("het voorbeeld heeft geen rijen", "the example has no rows")
    for number, row in enumerate(example.rows, start=1):
        if len(row) != len(example.heading):
            yield Text(
                f"rij {number} van het voorbeeld heeft {len(row)} cellen; de kop heeft er {len(example.heading)}",
                f"row {number} of the example has {len(row)} cells; its heading has {len(example.heading)}",
            )
    if any(len(row) != len(example.heading) for row in example.rows):
        return
    for name in example.heading:
        yield from _column_faults(name, example.column(name))


def _column_faults(name: str, cells: Sequence[str]) -> Iterator[Text]:
    if name == "pupil":
        return
    if name not in ADVICES and not _YEAR.fullmatch(name):
        allowed = ", ".join(("pupil", *ADVICES, "2019", "diploma 2019"))
        yield Text(
            f"het voorbeeld heeft een kolom “{name}”; mogelijk zijn {allowed}",
            f"the example has a column “{name}”; allowed are {allowed}",
        )
        return
    for cell in filter(None, cells):
        code, detail = _split(name, cell)
        if code not in _scale(name) or detail not in range(GRADES):
            allowed = ", ".join(_scale(name))
            yield Text(
                f"“{cell}” in kolom “{name}” van het voorbeeld is niet te lezen; mogelijk zijn {allowed}",
                f"“{cell}” in column “{name}” of the example cannot be read; allowed are {allowed}",
            )


def _scale(name: str) -> Mapping[str, Level] | Mapping[str, TestAdvice]:
    if name == "test":
        return test_advices()
    return advice_levels() if name in ADVICES else levels()


def _split(name: str, cell: str) -> tuple[str, int]:
    """Code and grade (−1: not readable), or code and extra subject, or code and 0."""
    if name.startswith("diploma "):
        return cell.removesuffix("+"), int(cell.endswith("+"))
    if name in ADVICES:
        return cell, 0
    code, _, grade = cell.partition(" ")
    return code, int(grade or "0") if (grade or "0").isdecimal() else -1


def careers(example: Example) -> Careers:
    """The career table of an example without faults, with all pupils in one place."""
    pupils = {"pupil": np.arange(len(example.rows))}
    tables = {"pupils": pupils, "enrolments": _enrolments(example), "advices": _advices(example)}
    return build(tables | {"diplomas": _diplomas(example)}, places=(_PLACE,))


def _cells(example: Example, name: str) -> Iterator[tuple[int, str, int]]:
    """Pupil, code and detail of every filled cell of a column."""
    for pupil, cell in enumerate(example.column(name)):
        if cell:
            yield pupil, *_split(name, cell)


def _enrolments(example: Example) -> Columns:
    rows = []
    for name in filter(str.isdecimal, example.heading):
        for pupil, code, grade in _cells(example, name):
            level = levels()[code]
            rows.append((pupil, int(name), 0, SECTORS.index(level.sector), level.number, grade))
    return _columns("pupil school_year location sector level grade", rows)


def _diplomas(example: Example) -> Columns:
    rows = []
    for name in example.heading:
        if name.startswith("diploma "):
            year = int(name.removeprefix("diploma "))
            rows += [(pupil, year, 0, levels()[code].number, extra) for pupil, code, extra in _cells(example, name)]
    return _columns("pupil school_year location level extra_subject", rows)


def _advices(example: Example) -> Columns:
    numbers = {a: {p: _scale(a)[code].number for p, code, _ in _cells(example, a)} for a in ADVICES}
    advised = range(len(example.rows)) if set(ADVICES) & set(example.heading) else ()
    rows = [(p, ADVICE_YEAR, 0, *(numbers[a].get(p, 0) for a in ADVICES)) for p in advised]
    return _columns("pupil school_year location " + " ".join(f"{a}_advice" for a in ADVICES), rows)


def _columns(names: str, rows: Sequence[tuple[int, ...]]) -> Columns:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names.split()))
    return dict(zip(names.split(), table.T, strict=True))
