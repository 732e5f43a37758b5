"""Published tables with their description, as what an attacker knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gelijkop.errors import Finding, InputRefused, Text, UserError
from gelijkop.pipeline.audit_csv import Sheet, count_of, read_sheet
from gelijkop.pipeline.audit_description import Described, Description
from gelijkop.safe.audit.knowledge import nearest, promised
from gelijkop.safe.audit.problem import MOST, Problem, linked_problem
from gelijkop.safe.audit.releases import changes
from gelijkop.safe.audit.report import Report
from gelijkop.safe.audit.run import audit
from gelijkop.safe.lattice import ALL, Ints, Lattice

_MOST_FINDINGS = 50
Place = tuple[tuple[str, str], ...]
"""Level and code of a cell by dimension, in the order of the dimensions."""


@dataclass
class _Bounds:
    """What the tables leave of each cell, by table of the lattice; filled while reading."""

    low: dict[Place, int] = field(default_factory=dict)
    high: dict[Place, int] = field(default_factory=dict)

    def add(self, cell: Place, least: int, most: int) -> None:
        self.low[cell] = max(least, self.low.get(cell, 0))
        self.high[cell] = min(most, self.high.get(cell, MOST))


def audit_tables(description: Description, *, width: int | None = None, seconds: float = 0.0) -> Report:
    """What somebody finds out about small counts from a set of published tables.

    Raises:
        InputRefused: the tables do not fit their description; every fault is named with file, row and column.
    """
    problem, before = _problems(description, width)
    return audit(problem, seconds=seconds, told_before=before)


def audit_changes(earlier: Description, later: Description, *, width: int | None = None) -> Sequence[Report]:
    """What somebody finds out about who came, or who went, from tables that came out twice; by bounds and sums.

    Two attackers: one who knows that pupils only came, such as late registrations, and one who knows that
    they only went. A report of one whom the tables contradict is left out.

    Raises:
        InputRefused: the tables do not fit their description.
        UserError: the two describe other tables.
    """
    (first, _), (second, _) = (_problems(d, width) for d in (earlier, later))
    if len(first.low) != len(second.low) or earlier.dimensions != later.dimensions:
        raise UserError(
            Text(
                "De eerdere tabellen zijn anders ingedeeld. Beschrijf dezelfde tabellen met dezelfde codes.",
                "The earlier tables are laid out otherwise. Describe the same tables with the same codes.",
            )
        )
    came, went = changes(first, second, most_lost=0), changes(first, second, most_gained=0)
    found = [audit(came.assuming([_CAME])), audit(went.assuming([_WENT]))]
    return [report for report in found if not report.broken]


_CAME = Text("De aanvaller weet dat er alleen leerlingen bij kwamen.", "The attacker knows that pupils only came.")
_WENT = Text("De aanvaller weet dat er alleen leerlingen af gingen.", "The attacker knows that pupils only went.")


def _problems(description: Description, width: int | None) -> tuple[Problem, Problem | None]:
    """What is known from the tables; and from the tables of others alone, where there are such."""
    faults: list[Finding] = []
    all_known, only_known = _Bounds(), _Bounds()
    zero: list[tuple[str, ...]] = []
    for table in description.tables:
        sheet = read_sheet(description.folder / table.file)
        for cell, least, most in _cells(description, table, sheet, faults):
            all_known.add(cell, least, most)
            if table.known:
                only_known.add(cell, least, most)
            if table.absent == "zero":
                zero.append(tuple(level for level, _ in cell))
    if faults:
        raise InputRefused(
            Text("De tabellen passen niet bij hun beschrijving.", "The tables do not fit their description."),
            faults[:_MOST_FINDINGS],
        )
    specs = dict.fromkeys(tuple(level for level, _ in cell) for cell in all_known.low)
    names = [d.name for d in description.dimensions]
    lattice = Lattice(description.dimensions, [dict(zip(names, levels, strict=True)) for levels in specs])
    width = description.least_width if width is None else width
    before = _problem(description, lattice, only_known, set(), width)
    problem = _problem(description, lattice, all_known, set(zero), width)
    return problem, before if any(t.known for t in description.tables) else None


def _problem(
    description: Description, lattice: Lattice, bounds: _Bounds, zero: set[tuple[str, ...]], width: int
) -> Problem:
    low, high = np.zeros(lattice.size, dtype=np.int64), np.full(lattice.size, MOST)
    for t, levels in enumerate(lattice.tables):
        if levels in zero:
            high[lattice.starts[t] : lattice.starts[t + 1]] = 0
    for cell, least in bounds.low.items():
        at = _number(lattice, cell)
        low[at], high[at] = least, bounds.high[cell]
    finest = tuple(d.name for d in lattice.dimensions)
    # Inner cells that are published are targets already.
    inner = 0 if finest in lattice.tables else int(np.prod(lattice.shape))
    targets: Ints = np.arange(lattice.size + inner)
    problem = linked_problem(lattice, low, high, targets=targets, least_width=width, small=description.small)
    return problem.assuming(_assumed(description))


def _number(lattice: Lattice, cell: Place) -> int:
    """The position of a cell in the lattice."""
    t = lattice.tables.index(tuple(level for level, _ in cell))
    codes = [d.position_of(level)[code] for d, (level, code) in zip(lattice.dimensions, cell, strict=True)]
    return int(lattice.starts[t] + np.ravel_multi_index(codes, lattice.shapes[t]))


def _cells(
    description: Description, table: Described, sheet: Sheet, faults: list[Finding]
) -> Iterator[tuple[Place, int, int]]:
    """The cells of a table with the bounds that it gives each of them."""
    missing = [c for c in (*table.columns, *table.counts) if c not in sheet.heading]
    for column in missing:
        listed = ", ".join(sheet.heading)
        faults.append(
            _fault(sheet, None, column, f"deze kolom is er niet. Gevonden: {listed}. Pas “columns” of “counts” aan.",
                   f"there is no such column. Found: {listed}. Change “columns” or “counts”.")
        )  # fmt: skip
    if missing:
        return
    at = {c: sheet.heading.index(c) for c in (*table.columns, *table.counts)}
    seen: set[Place] = set()
    for number, row in sheet.rows:
        here = {level: (c, row[at[c]]) for c, level in table.columns.items()}
        for column, of in table.counts.items():
            codes = {**here, **{level: (column, code) for level, code in of.items()}}
            cell = _cell(description, table, codes, sheet, number, faults)
            bounds = _read(description, table, row[at[column]])
            if bounds is None:
                symbols = ", ".join(f"“{s}”" for s in description.hidden) or "—"
                faults.append(
                    _fault(sheet, number, column, f"geen geheel getal en geen teken uit [hidden] ({symbols})",
                           f"no whole number and no symbol of [hidden] ({symbols})")
                )  # fmt: skip
            elif cell in seen:
                faults.append(_fault(sheet, number, column, "deze cel staat er twee keer", "this cell is there twice"))
            elif cell is not None:
                seen.add(cell)
                yield cell, *bounds


def _cell(
    description: Description, table: Described, codes: Mapping[str, tuple[str, str]], sheet: Sheet, number: int,
    faults: list[Finding],
) -> Place | None:  # fmt: skip
    place = []
    before = len(faults)
    for dimension in description.dimensions:
        own = [level for level in codes if level in dimension.level_names]
        column, code = codes[own[0]] if own else ("", "")
        if len(own) > 1:
            faults.append(
                _fault(sheet, number, column, f"twee niveaus van “{dimension.name}” in één tabel",
                       f"two levels of “{dimension.name}” in one table")
            )  # fmt: skip
        elif not own or code in (table.total, ALL):
            place.append((ALL, ALL))
        elif code in dimension.position_of(own[0]):
            place.append((own[0], code))
        else:
            some = ", ".join(dimension.codes_of(own[0])[:5])
            faults.append(
                _fault(sheet, number, column, f"“{code}” is geen “{own[0]}”. Verwacht: {some} … of “{table.total}”",
                       f"“{code}” is no “{own[0]}”. Expected: {some} … or “{table.total}”")
            )  # fmt: skip
    return tuple(place) if len(faults) == before else None


def _read(description: Description, table: Described, written: str) -> tuple[int, int] | None:
    """The bounds that one written count leaves; None where it cannot be read."""
    if written in description.hidden:
        return description.hidden[written]
    count = count_of(written)
    if count is None:
        return None
    shown = np.array([count])
    low, high = nearest(shown, base=table.rounded) if table.rounded else (shown, shown)
    if table.error is not None:
        low, high = promised((np.zeros_like(low), np.full_like(high, MOST)) if not table.rounded else (low, high),
                             shown, error=table.error)  # fmt: skip
    return int(low[0]), int(high[0])


def _assumed(description: Description) -> Sequence[Text]:
    texts = [
        Text(f"“{s}” staat voor {a} tot en met {b}.", f"“{s}” stands for {a} to {b}.")
        for s, (a, b) in description.hidden.items()
    ]
    for table in description.tables:
        if table.rounded:
            texts.append(
                Text(f"{table.file}: elk getal is los afgerond op {table.rounded}.",
                     f"{table.file}: each number was rounded by itself to {table.rounded}.")
            )  # fmt: skip
        if table.known:
            texts.append(
                Text(f"De aanvaller kent ook {table.file}.", f"The attacker also knows {table.file}.")
            )  # fmt: skip
    return texts


def _fault(sheet: Sheet, row: int | None, column: str, nl: str, en: str) -> Finding:
    return Finding("audit_table", sheet.file, Text(nl, en), row=row, column=column or None)
