"""Adds published counts of locations up to municipality and country; a hidden count stays an interval."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = Mapping[str, Ints]
"""For each key a number for every distinct value."""
BREAKDOWNS = ("level", "grade", "sex", "detail")
ADDITIVE = ("pupils", "people", "households")
"""Units of counts. A score, a mean or a percentage of a municipality is no sum of those of its schools."""
_SUMMED = ("location", "school")
_SERIES = ("source", "measure", "unit", "period")
_USED = (*_SERIES, "place", "place_kind", *BREAKDOWNS, "lower", "upper")
_LARGEST = 2**62
"""The largest number that a combination of keys may get."""


@dataclass(frozen=True)
class Rollup:
    """Sums per municipality and for the country.

    `columns` has source, measure, unit, period, place, place_kind, the breakdowns asked for, lower,
    upper, state and `places` (how many places were added up). A sum with a missing part is missing.
    `unplaced` are the places without known municipality: they count for the country only.
    """

    columns: Columns
    unplaced: tuple[str, ...]


def rollup(figures: Columns, places: Columns, *, of: Sequence[str] = (), also: Sequence[str] = ()) -> Rollup:
    """Sums of the counts of locations and schools, per municipality and for the country, within the breakdowns `of`.

    Where a source prints both a total and its parts, the total is taken for a breakdown that is
    not asked for, and the parts for one that is, so that nobody counts twice.

    Args:
        figures: columns of `area_figures`, any kinds of place and unit; only counts of locations and schools are used.
        places: columns of `places`; `location` and `municipality` are used.
        of: breakdowns to keep (of level, grade, sex, detail).
        also: measures that are no counts but add up all the same, such as a score that is a sum over pupils.

    Raises:
        ValueError: a breakdown that does not exist.
    """
    if unknown := set(of) - set(BREAKDOWNS):
        raise ValueError(f"no breakdown: {sorted(unknown)}")
    figures = {name: _unmasked(figures[name]) for name in _USED}
    additive = _within(figures["unit"], ADDITIVE) | _within(figures["measure"], also)
    usable = additive & _within(figures["place_kind"], _SUMMED)
    used = {name: column[usable] for name, column in figures.items()}
    codes = {name: _codes(used[name]) for name in (*_SERIES, "place", *BREAKDOWNS)}
    for breakdown in BREAKDOWNS:
        kept = ~_counted_twice(used, codes, breakdown, asked=breakdown in of)
        used = {name: column[kept] for name, column in used.items()}
        codes = {name: column[kept] for name, column in codes.items()}
    municipality = _municipalities(used["place"], places)
    placed = np.array([m is not None for m in municipality], dtype=bool)
    country = {**used, "place": _same("NL", len(placed))}
    lying = _codes(municipality[placed])
    columns = _joined(
        _sums(
            {**{name: c[placed] for name, c in used.items()}, "place": municipality[placed]},
            {**{name: c[placed] for name, c in codes.items()}, "place": lying}, codes["place"][placed],
            kind="municipality", of=of,
        ),
        _sums(country, {**codes, "place": np.zeros(len(placed), np.int64)}, codes["place"], kind="country", of=of),
    )  # fmt: skip
    return Rollup(columns, tuple(sorted(set(used["place"][~placed]))))


def _counted_twice(figures: Columns, codes: Codes, breakdown: str, *, asked: bool) -> Flags:
    """The parts next to their total, or, where the breakdown is asked for, the total next to its parts.

    A row without code is a total only if the same place, period and other breakdowns are there
    with a code; else it is a part that has no code (an international class has no level).
    """
    empty = np.array([v is None for v in _plain(figures[breakdown])], dtype=bool)
    if empty.all() or not empty.any():
        return np.zeros(len(empty), dtype=bool)
    others = ("source", "measure", "place", "period", *(b for b in BREAKDOWNS if b != breakdown))
    group = np.unique(_combined([codes[name] for name in others]), return_inverse=True)[1]
    groups = int(group.max()) + 1
    with_total = np.bincount(group[empty], minlength=groups) > 0
    with_parts = np.bincount(group[~empty], minlength=groups) > 0
    both = (with_total & with_parts)[group]
    return np.asarray(both & (empty if asked else ~empty))


def _municipalities(place: NDArray[Any], places: Columns) -> NDArray[np.object_]:
    """The municipality of every location (BRIN6) or school (BRIN4), None where it is not known.

    A school lies where its branch 00 lies; without such a branch, where all its locations lie.
    """
    known = {str(k): m for k, m in zip(places["location"], _plain(places["municipality"]), strict=True)}
    schools: dict[str, set[str | None]] = {}
    for location, municipality in known.items():
        schools.setdefault(location[:4], set()).add(municipality)
    for school, found in schools.items():
        alone = next(iter(found)) if len(found) == 1 else None
        known[school] = known.get(f"{school}00", alone)
    result = np.empty(len(place), dtype=object)
    result[:] = [known.get(str(p)) for p in place]
    return result


def _sums(figures: Columns, codes: Codes, counted: Ints, *, kind: str, of: Sequence[str]) -> Columns:
    """One row a combination of keys, with the sums of the bounds; `counted` is the place behind every row."""
    keys = [*_SERIES, "place", *of]
    group, first = _groups(_combined([codes[name] for name in keys]))
    count = len(first)
    lower = np.bincount(group, weights=figures["lower"].astype(float), minlength=count)
    upper = np.bincount(group, weights=figures["upper"].astype(float), minlength=count)
    missing = np.isnan(lower) | np.isnan(upper)
    state = np.where(missing, "missing", np.where(lower == upper, "shown", "suppressed")).astype(object)
    distinct = np.unique(_combined([group, counted]), return_index=True)[1]
    return {
        **{name: figures[name][first] for name in keys},
        "place_kind": _same(kind, count),
        "lower": np.where(missing, np.nan, lower),
        "upper": np.where(missing, np.nan, upper),
        "state": state,
        "places": np.bincount(group[distinct], minlength=count),
    }


def _groups(combined: Ints) -> tuple[Ints, Ints]:
    """The group number of every row, and the position of the first row of every group, in order of appearance."""
    _, first, group = np.unique(combined, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return np.argsort(order)[group], first[order]


def _combined(columns: Sequence[Ints]) -> Ints:
    """One number for every combination of numbers; made small again before it would not fit."""
    combined, size = np.zeros(len(columns[0]), np.int64), 1
    for codes in columns:
        several = int(codes.max(initial=0)) + 1
        if size * several > _LARGEST:
            combined = np.unique(combined, return_inverse=True)[1]
            size = int(combined.max(initial=0)) + 1
        combined, size = combined * several + codes, size * several
    return combined


def _codes(column: NDArray[Any]) -> Ints:
    """A number for every distinct value."""
    values = _plain(column)
    number: dict[Hashable, int] = {value: n for n, value in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(number.__getitem__, values), np.int64, len(values))


def _within(column: NDArray[Any], wanted: Collection[str]) -> Flags:
    """Whether each value is one of these; quicker than numpy on objects."""
    return np.fromiter(map(frozenset(wanted).__contains__, _plain(column)), bool, len(column))


def _plain(column: NDArray[Any]) -> list[Any]:  # Any: text, a number or None
    """The values as a list, None where masked."""
    return list(column.tolist())


def _unmasked(column: NDArray[Any]) -> NDArray[Any]:
    """The column without mask: NaN in numbers, None in anything else."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    if column.dtype.kind == "f":
        return np.asarray(column.filled(np.nan))
    found = np.empty(len(column), dtype=object)
    found[:] = column.tolist()
    return found


def _same(value: str, count: int) -> NDArray[np.object_]:
    found = np.empty(count, dtype=object)
    found[:] = value
    return found


def _joined(*parts: Columns) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
