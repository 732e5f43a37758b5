"""Numbers of one's own to pool: a CSV with a study in each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.checks import check_effects, check_table, unknown
from gelijkop.evidence.fields import EFFECT, Field
from gelijkop.evidence.record import Effect

NUMBERS = ("value", "lower", "upper", "se")
COUNTS = ("n", "n1", "n2")
COLUMNS = ("label", "measure", *NUMBERS, *COUNTS)
FIELDS = tuple(f for f in EFFECT if f.name in COLUMNS)
LABEL = Field("label", "line", Text("naam van het onderzoek", "name of the study"))


def read_estimates(text: str, *, file: str) -> tuple[Effect, ...]:
    """The studies of a CSV, in its order, each with its label as `estimate`.

    Columns: label, measure, value, and lower with upper, or se, or n, or n1 with n2. Cells are parted by commas, or by
    semicolons with decimal commas as Dutch spreadsheets write them.

    Raises:
        InputRefused: with every finding of every row.
    """
    heading, _, _ = text.removeprefix("\ufeff").partition("\n")
    mark = ";" if ";" in heading else ","
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=mark, skipinitialspace=True)
    columns = [c.strip() for c in reader.fieldnames or []]
    reader.fieldnames = columns
    findings = [
        Finding("column", file, unknown(Text("kolom", "column"), c, COLUMNS), 1) for c in columns if c not in COLUMNS
    ]
    for needed in ("label", "measure", "value"):
        if needed not in columns:
            missing = Text(f"de kolom {needed} ontbreekt", f"the column {needed} is missing")
            findings.append(Finding("column", file, missing, 1))
    found: list[Effect] = []
    seen: set[str] = set()
    for cells in reader if not findings else ():
        row = reader.line_num
        table = _typed(cells, comma=mark == ";")
        faults = [*check_table(table, (LABEL, *FIELDS)), *check_effects([table])]
        findings += [Finding(f.rule, file, f.text, row, f.key) for f in faults]
        label = str(table.get("label", ""))
        if label in seen:
            findings.append(Finding("twice", file, Text("deze naam is er al", "this name is taken"), row, "label"))
        seen.add(label)
        if not findings:
            found.append(_effect(table, label, file))
    if not findings and not found:
        findings.append(Finding("empty", file, Text("er staan geen onderzoeken in", "there are no studies in it")))
    if findings:
        raise InputRefused(Text("Dit bestand kan niet worden gelezen:", "This file cannot be read:"), findings)
    return tuple(found)


def _typed(cells: Mapping[str | None, str | list[str] | None], *, comma: bool) -> dict[str, object]:
    """The cells that hold something, numbers as numbers; what is no number stays text, for the checks to find."""
    table: dict[str, object] = {}
    for name, cell in cells.items():
        if name is None:
            table["…"] = cell  # more cells than there are columns
        elif isinstance(cell, str) and cell.strip():
            table[name] = (
                _number(cell.strip(), comma=comma, whole=name in COUNTS)
                if name in (*NUMBERS, *COUNTS)
                else cell.strip()
            )
    return table


def _number(cell: str, *, comma: bool, whole: bool) -> float | int | str:
    written = cell.replace(",", ".") if comma else cell
    try:
        return int(written) if whole else float(written.replace("\u2212", "-"))
    except ValueError:
        return cell


def _effect(table: Mapping[str, object], label: str, file: str) -> Effect:
    values = {name: table[name] for name in (*NUMBERS, *COUNTS) if name in table}
    return Effect(
        measure=str(table["measure"]), comparison="", original="", source=file, basis="studie", estimate=label,
        **values,  # type: ignore[arg-type]  # the checks held each to its shape
    )  # fmt: skip
