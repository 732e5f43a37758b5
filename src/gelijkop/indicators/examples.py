"""Worked examples: a small text table of pupils inside a definition, and the tables of the model that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.errors import Text
from gelijkop.model.careers import Array, Careers, Columns, build
from gelijkop.model.levels import GRADES, Level, TestAdvice, advice_levels, levels, test_advices
from gelijkop.model.optional import OPTIONAL, OptionalColumn
from gelijkop.model.optional import number as optional_number
from gelijkop.model.tables import SECTORS

ADVICE_YEAR = 2018
"""School year in which the pupils of an example get their advice."""
ADVICES = ("provisional", "test", "final")
_YEAR = re.compile(r"([a-z]+ )?(20\d\d)")
_PLACES = ("00AA00", "00BB00")
ELSEWHERE = "@2"
"""Behind a level and grade: at another school."""
_OPTIONAL = {o.name: o for o in OPTIONAL}


@dataclass(frozen=True)
class Example:
    """A table of texts: the heading and a row per pupil, all cells stripped.

    Columns: `pupil`; `provisional`, `test` and `final` (advice codes); a school year such as `2019`
    (level and grade, `havo 3`, or `havo 3 @2` at another school; empty: not enrolled); `diploma 2019`
    (level, `+` with an extra subject); and the names of optional columns, those of a school year with
    the year (`exemption`, `absence 2019`).
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
    if not _known(name):
        years = "2019", "diploma 2019", *(f"{o.name} 2019" if o.yearly else o.name for o in OPTIONAL)
        allowed = ", ".join(("pupil", *ADVICES, *years))
        yield Text(
            f"het voorbeeld heeft een kolom “{name}”; mogelijk zijn {allowed}",
            f"the example has a column “{name}”; allowed are {allowed}",
        )
        return
    for cell in filter(None, cells):
        if not _readable(name, cell):
            codes = _allowed(name)
            yield Text(
                f"“{cell}” in kolom “{name}” van het voorbeeld is niet te lezen; mogelijk zijn {codes.nl}",
                f"“{cell}” in column “{name}” of the example cannot be read; allowed are {codes.en}",
            )


def _known(name: str) -> bool:
    one = optional(name)
    if one is not None:
        return bool(_YEAR.fullmatch(name)) == one.yearly
    return name in ADVICES or bool(re.fullmatch(r"(diploma )?20\d\d", name))


def _readable(name: str, cell: str) -> bool:
    one = optional(name)
    if one is None:
        code, detail = _split(name, cell)
        return code in _scale(name) and detail in range(GRADES)
    try:
        return optional_number(one.declared, cell) >= 0
    except (KeyError, ValueError):
        return False


def _allowed(name: str) -> Text:
    one = optional(name)
    if one is None:
        return Text(*(", ".join(_scale(name)),) * 2)
    if one.declared.codes or one.declared.type == "flag":
        return Text(*(", ".join(one.declared.codes or ("ja", "nee")),) * 2)
    return Text(one.declared.nl, one.declared.en)


def optional(name: str) -> OptionalColumn | None:
    """The optional column that a heading is about (`exemption`, `absence 2019`), if it is about one."""
    return _OPTIONAL.get(name.partition(" ")[0])


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
    code, _, grade = cell.removesuffix(ELSEWHERE).strip().partition(" ")
    return code, int(grade or "0") if (grade or "0").isdecimal() else -1


def careers(example: Example) -> Careers:
    """The career table of an example without faults, with all pupils in one place but those at another school."""
    tables = {
        "pupils": {"pupil": np.arange(len(example.rows))},
        "enrolments": dict(_enrolments(example)),
        "advices": dict(_advices(example)),
        "diplomas": dict(_diplomas(example)),
    }
    for name in example.heading:
        one = optional(name)
        if one is not None:
            _put(tables.setdefault(one.table, _every_year(example)), example, name, one)
    return build(tables, places=_PLACES)


def _every_year(example: Example) -> dict[str, Array]:
    """A row for each pupil in each school year of the example; all of them are in the first municipality."""
    years = sorted({int(name[-4:]) for name in example.heading if _YEAR.fullmatch(name)})
    pupil, year = np.meshgrid(np.arange(len(example.rows)), years, indexing="ij")
    return {"pupil": pupil.ravel(), "school_year": year.ravel(), "municipality": np.zeros(pupil.size, dtype=np.int64)}


def _put(rows: dict[str, Array], example: Example, name: str, one: OptionalColumn) -> None:
    """Fill an optional column in the rows of its table: of everybody, or of one school year."""
    cells = np.array(
        [optional_number(one.declared, cell) if cell else 0 for cell in example.column(name)], dtype=np.int64
    )
    there = rows["school_year"] == int(name[-4:]) if one.yearly else np.ones(len(rows["pupil"]), dtype=bool)
    before = rows.get(one.column, np.zeros(len(there), dtype=np.int64))
    rows[one.column] = np.where(there, cells[rows["pupil"]], before)


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
            place = int(ELSEWHERE in example.column(name)[pupil])
            rows.append((pupil, int(name), place, SECTORS.index(level.sector), level.number, grade))
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
    told = {one.name for one in OPTIONAL if one.table == "advices"}
    advised = range(len(example.rows)) if (set(ADVICES) | told) & set(example.heading) else ()
    rows = [(p, ADVICE_YEAR, 0, *(numbers[a].get(p, 0) for a in ADVICES)) for p in advised]
    return _columns("pupil school_year location " + " ".join(f"{a}_advice" for a in ADVICES), rows)


def _columns(names: str, rows: Sequence[tuple[int, ...]]) -> Columns:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names.split()))
    return dict(zip(names.split(), table.T, strict=True))
