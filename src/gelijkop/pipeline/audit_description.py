"""The description of published tables: what columns mean, what stands for a hidden number, what others know.

Read from TOML; all faults are found at once.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gelijkop.errors import Finding, MappingRefused, Text
from gelijkop.pipeline.audit_csv import Sheet, read_sheet
from gelijkop.safe.lattice import ALL, Dimension

Found = list[Finding]
_TOP = {"least_width", "small", "hidden", "dimensions", "tables"}
_TABLE = {"file", "columns", "count", "counts", "total", "rounded", "error", "known", "absent"}


@dataclass(frozen=True)
class Described:
    """One table: its file, which column holds the codes of which level, and where the counts stand.

    `columns`: level by column. `counts`: for each column with counts the code by level that it stands
    for, besides those of `columns`. `rounded`: the multiple that each count was rounded to by itself, 0
    where counts are exact. `error`: the most that a count is off by public promise. `known`: a table of
    others. `absent`: what a row that is not there means.
    """

    file: str
    columns: Mapping[str, str]
    counts: Mapping[str, Mapping[str, str]]
    total: str = "Totaal"
    rounded: int = 0
    error: int | None = None
    known: bool = False
    absent: str = "unknown"


@dataclass(frozen=True)
class Description:
    """All tables, the dimensions they share, and the symbols for hidden numbers with the bounds they leave."""

    folder: Path
    dimensions: tuple[Dimension, ...]
    tables: Sequence[Described]
    hidden: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    least_width: int = 3
    small: int = 4

    def dimension_of(self, level: str) -> Dimension | None:
        """The dimension that has this level; None where none has."""
        return next((d for d in self.dimensions if level in d.level_names and level != ALL), None)


def read_description(path: Path, known: Sequence[Path] = ()) -> Description:
    """The description in a TOML file; `known` are files that it describes and that count as tables of others.

    Raises:
        MappingRefused: it is no TOML, or has faults; all of them are named.
    """
    try:
        entry = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _refused(path, [_finding(path, f"is niet te lezen als TOML: {error}", f"is no TOML: {error}")]) from None
    found: Found = [
        _finding(path, f"“{key}” ken ik niet. Toegestaan: {', '.join(sorted(_TOP))}.",
                 f"“{key}” is not known. Allowed: {', '.join(sorted(_TOP))}.")
        for key in entry if key not in _TOP
    ]  # fmt: skip
    dimensions = tuple(
        d for name, e in _mapping(entry, "dimensions").items() if (d := _dimension(path, name, e, found))
    )
    levels = [level for d in dimensions for level in d.level_names if level != ALL]
    for level in {level for level in levels if levels.count(level) > 1}:
        found.append(_finding(path, f"niveau “{level}” staat twee keer", f"level “{level}” is there twice"))
    outside = {p.resolve() for p in known}
    tables = [
        t for e in _listed(entry.get("tables"))
        if (t := _table(path, e, levels, outside, found))
    ]  # fmt: skip
    if not tables and not found:
        found.append(_finding(path, "noemt geen tabellen ([[tables]])", "names no tables ([[tables]])"))
    described = {(path.parent / t.file).resolve() for t in tables}
    for p in known:
        if p.resolve() not in described:
            found.append(
                _finding(path, f"{p.name} wordt niet beschreven. Zet het bestand onder [[tables]].",
                         f"{p.name} is not described. Name the file under [[tables]].")
            )  # fmt: skip
    hidden = _hidden(path, _mapping(entry, "hidden"), found)
    width, small = (_number(path, entry, key, default, found) for key, default in (("least_width", 3), ("small", 4)))
    if found:
        raise _refused(path, found)
    return Description(path.parent, dimensions, tables, hidden, width, small)


def _dimension(path: Path, name: str, entry: object, found: Found) -> Dimension | None:
    if not isinstance(entry, dict):
        found.append(_finding(path, f"“{name}” is geen tabel", f"“{name}” is no table"))
        return None
    try:
        if "file" in entry:
            sheet = read_sheet(path.parent / str(entry["file"]))
            levels = {str(k): tuple(_column(sheet, str(v))) for k, v in entry.get("levels", {}).items()}
            return Dimension(name, tuple(_column(sheet, str(entry["code"]))), levels)
        codes = tuple(str(c) for c in entry["codes"])
        return Dimension(
            name, codes, {k: tuple(str(of[c]) for c in codes) for k, of in entry.get("levels", {}).items()}
        )
    except KeyError as error:
        key = error.args[0]
        found.append(_finding(path, f"[dimensions.{name}]: {key} ontbreekt", f"[dimensions.{name}]: no {key}"))
    except (ValueError, TypeError, AttributeError):
        found.append(
            _finding(path, f"[dimensions.{name}]: codes moeten verschillen, en elke code heeft in elk niveau één code",
                     f"[dimensions.{name}]: codes must differ, and each has one code in every level")
        )  # fmt: skip
    return None


def _column(sheet: Sheet, name: str) -> Sequence[str]:
    at = sheet.heading.index(name) if name in sheet.heading else -1
    if at < 0:
        raise KeyError(f"{sheet.file}: {name}")
    return [row[at] for _, row in sheet.rows]


def _table(
    path: Path, entry: Mapping[str, Any], levels: Sequence[str], outside: set[Path], found: Found
) -> Described | None:
    file = str(entry.get("file", ""))
    before = len(found)
    for key in entry:
        if key not in _TABLE:
            found.append(
                _finding(path, f"{file}: “{key}” ken ik niet. Toegestaan: {', '.join(sorted(_TABLE))}.",
                         f"{file}: “{key}” is not known. Allowed: {', '.join(sorted(_TABLE))}.")
            )  # fmt: skip
    columns = {str(k): str(v) for k, v in _mapping(entry, "columns").items()}
    counts = {str(k): {str(a): str(b) for a, b in v.items()} for k, v in _mapping(entry, "counts").items()}
    if "count" in entry:
        counts[str(entry["count"])] = {}
    used = [*columns.values(), *(level for of in counts.values() for level in of)]
    for level in dict.fromkeys(used):
        if level not in levels:
            found.append(
                _finding(path, f"{file}: niveau “{level}” is er niet. Er zijn: {', '.join(levels)}.",
                         f"{file}: there is no level “{level}”. There are: {', '.join(levels)}.")
            )  # fmt: skip
    if not file or not counts:
        found.append(_finding(path, f"[[tables]] {file}: “file” en “count” of “counts” zijn nodig",
                              f"[[tables]] {file}: “file” and “count” or “counts” are needed"))  # fmt: skip
    if entry.get("absent", "unknown") not in ("unknown", "zero"):
        found.append(
            _finding(path, f"{file}: “absent” is “unknown” of “zero”", f"{file}: “absent” is “unknown” or “zero”")
        )
    rounded = _number(path, entry, "rounded", 0, found)
    error = _number(path, entry, "error", 0, found) if "error" in entry else None
    if len(found) > before:
        return None
    known = bool(entry.get("known", False)) or (path.parent / file).resolve() in outside
    return Described(
        file, columns, counts, str(entry.get("total", "Totaal")), rounded, error, known, entry.get("absent", "unknown")
    )


def _hidden(path: Path, entry: Mapping[str, Any], found: Found) -> dict[str, tuple[int, int]]:
    hidden = {}
    for symbol, bounds in entry.items():
        if (
            isinstance(bounds, list) and len(bounds) == 2
            and all(isinstance(b, int) for b in bounds) and 0 <= bounds[0] <= bounds[1]
        ):  # fmt: skip
            hidden[symbol] = (bounds[0], bounds[1])
        else:
            found.append(
                _finding(path, f"[hidden] “{symbol}”: geef het kleinste en grootste aantal, zoals [1, 4]",
                         f"[hidden] “{symbol}”: give the least and the greatest count, such as [1, 4]")
            )  # fmt: skip
    return hidden


def _number(path: Path, entry: Mapping[str, Any], key: str, default: int, found: Found) -> int:
    value = entry.get(key, default)
    if isinstance(value, int) and value >= 0:
        return value
    found.append(_finding(path, f"“{key}” moet een geheel getal van 0 of meer zijn", f"“{key}” must be a whole number"))
    return default


def _mapping(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = entry.get(key, {})
    return found if isinstance(found, dict) else {}


def _listed(found: object) -> Sequence[Mapping[str, Any]]:
    return [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []


def _finding(path: Path, nl: str, en: str) -> Finding:
    return Finding("description", path.name, Text(nl, en))


def _refused(path: Path, found: Found) -> MappingRefused:
    return MappingRefused(
        Text(f"{path.name}: deze beschrijving klopt niet.", f"{path.name}: this description is not right."), found
    )
