"""What a plan of publication is worth before it is carried out: per table, how many cells say nothing, and how far
percentages are off.

It reads exact counts beside those of a trial rounding, so what it says is for the maker alone; and so that nothing
about a single cell shows, it says nothing of tables with few cells, and gives rounded numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gelijkop.errors import Text
from gelijkop.model.groupings import UNKNOWN, groupings
from gelijkop.model.measures import Measure
from gelijkop.safe.cells import Bools, Cells
from gelijkop.safe.plan import Plan
from gelijkop.safe.quality import ENOUGH
from gelijkop.safe.sums import Ints, scattered
from gelijkop.safe.tables import Table

MANY, HALF = 25, 50
"""From these percentages of hopeless cells on, a change is proposed, and that the table be left out."""
FEW, MOST = 5, 95
"""Shares are not told more precisely than that they are at most, or at least, this."""


@dataclass(frozen=True)
class Outlook:
    """What one table will be like.

    `cells` with pupils, rounded to hundreds. `small` and `hopeless` are whole percentages of them, from 5 to 95:
    with fewer pupils than are shown; and these, or with fewer pupils in or out than the base, so that no percentage
    can be shown or it is mostly rounding. `error` and `error_95` are the mean and the 95th percentile of how far the
    other percentages are off, in percentage points. None where there are too few cells to tell.
    """

    table: Table
    cells: int
    small: int | None
    hopeless: int | None
    error: float | None
    error_95: float | None
    advice: Text | None


@dataclass(frozen=True)
class _Found:
    """Cells of all measures: pupils, those in (−1 where the measure is no share), and both as released."""

    pupils: Ints
    inside: Ints
    released: Ints
    released_inside: Ints


def outlooks(
    measures: Sequence[Measure], cells: Sequence[Cells], tables: Sequence[Table], plan: Plan,
    areas: Mapping[str, Mapping[str, str]],
) -> tuple[Outlook, ...]:  # fmt: skip
    """What every table will be like.

    Args:
        measures: of the release.
        cells: of a trial rounding: exact and released counts by location.
        tables: those of the plan.
        plan: base and least number of pupils shown.
        areas: by kind (`bestuur`, `gemeente`) the area of each location of which it is known.
    """
    look = _Look(measures, {c.distribution: c for c in cells}, plan, areas)
    return tuple(look.outlook(table) for table in tables)


@dataclass(frozen=True)
class _Look:
    measures: Sequence[Measure]
    cells: Mapping[str, Cells]
    plan: Plan
    areas: Mapping[str, Mapping[str, str]]
    known: dict[tuple[Table, bool], _Found] = field(default_factory=dict)

    def outlook(self, table: Table) -> Outlook:
        """What one table will be like."""
        found = self._found(table, merged=False)
        hopeless = self._hopeless(found)
        mean, wide = self._errors(found)
        return Outlook(
            table,
            round(len(found.pupils), -2),
            _percent(found.pupils < self.plan.minimum_shown),
            hopeless,
            mean,
            wide,
            self._advice(table, hopeless) if hopeless is not None and hopeless >= MANY else None,
        )

    def _hopeless(self, found: _Found) -> int | None:
        base = self.plan.base
        mixed = (found.inside < base) | (found.pupils - found.inside < base)
        return _percent((found.pupils < self.plan.minimum_shown) | ((found.inside >= 0) & mixed))

    def _errors(self, found: _Found) -> tuple[float | None, float | None]:
        least = self.plan.minimum_shown
        shown = (found.pupils >= least) & (found.released >= least) & (found.inside >= 0)
        if shown.sum() < ENOUGH:
            return None, None
        true = found.inside[shown] / found.pupils[shown]
        off = 100 * np.abs(found.released_inside[shown] / found.released[shown] - true)
        return round(float(off.mean()), 1), round(float(np.percentile(off, 95)), 1)

    def _advice(self, table: Table, now: int) -> Text | None:
        """The mildest change after which few cells are hopeless; else the one that helps most."""
        changes = [(told, self._hopeless(self._found(other, merged))) for told, other, merged in _changes(table)]
        known = [(told, left) for told, left in changes if left is not None and left < now]
        out = Text("Laat deze tabel weg.", "Leave this table out.")
        if not known:
            return out if now >= HALF else None
        told, left = next((c for c in known if c[1] < MANY), min(known, key=lambda change: change[1]))
        nl = f"{told.nl}: dan zegt {_said(left).nl} van de cellen niets."
        en = f"{told.en}: then {_said(left).en} of the cells tell nothing."
        return Text(nl, en) if left < HALF else Text(f"{nl} Of: {out.nl}", f"{en} Or: {out.en}")

    def _found(self, table: Table, merged: bool) -> _Found:
        """The cells of one table of all measures; each is looked up once."""
        if (table, merged) not in self.known:
            parts = [
                part
                for code in dict.fromkeys(m.distribution for m in self.measures)
                for part in self._of_distribution(self.cells[code], table, merged)
            ]
            columns = zip(*parts, strict=True) if parts else [()] * 4
            none = np.zeros(0, np.int64)
            self.known[table, merged] = _Found(*(np.concatenate([none, *column]) for column in columns))
        return self.known[table, merged]

    def _of_distribution(self, cells: Cells, table: Table, merged: bool) -> list[tuple[Ints, Ints, Ints, Ints]]:
        """The cells of every measure that reads this distribution."""
        inside = cells.outcome >= 0
        axes = [self._place(cells, table)]
        axes += [cells.school_year] if table.by_year else []
        axes += [cells.stratum] if table.strata else []
        parts = []
        for group in _groups(cells, merged) if table.grouped else [np.ones_like(cells.outcome)]:
            rows = inside & (group != UNKNOWN)
            cell, counts = _numbered([a[rows] for a in (*axes, group)])
            outcomes = int(cells.outcome.max(initial=0)) + 1
            true, released = (
                scattered(cell * outcomes + cells.outcome[rows], c[rows], counts * outcomes).reshape(-1, outcomes)
                for c in (cells.true, cells.released)
            )
            there = true.sum(axis=1) > 0
            parts += [
                _of_measure(m, true[there], released[there])
                for m in self.measures
                if m.distribution == cells.distribution
            ]
        return parts

    def _place(self, cells: Cells, table: Table) -> Ints:
        if table.places == "regio":
            return np.zeros_like(cells.outcome)
        names, at = np.unique(cells.place, return_inverse=True)
        if table.places == "vestiging":
            return at.astype(np.int64)
        area = self.areas.get(table.places, {})
        numbers = np.unique(np.array([area.get(str(p), "") for p in names], dtype=np.str_), return_inverse=True)[1]
        return np.asarray(numbers, dtype=np.int64)[at]


def _groups(cells: Cells, merged: bool) -> list[Ints]:
    """The groups of each grouping; `merged`: the reference group and the rest."""
    columns = list(cells.groups.T)
    if not merged:
        return columns
    reference = [groupings()[g].reference.number for g in cells.groupings]
    return [np.where((c == UNKNOWN) | (c == r), c, -1) for c, r in zip(columns, reference, strict=True)]


def _numbered(axes: Sequence[Ints]) -> tuple[Ints, int]:
    """For each row the number of its cell, and how many cells there are."""
    lows = [int(a.min(initial=0)) for a in axes]
    lengths = [int(a.max(initial=0)) - low + 1 for a, low in zip(axes, lows, strict=True)]
    keys = np.ravel_multi_index([a - low for a, low in zip(axes, lows, strict=True)], lengths)
    found, at = np.unique(keys, return_inverse=True)
    return at.astype(np.int64), len(found)


def _of_measure(m: Measure, true: Ints, released: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    share = set(m.scores) <= {0.0, 1.0}
    inside = np.array([score == 1.0 for score in m.scores[: true.shape[1]]], dtype=bool)
    pupils, shown = true.sum(axis=1), released.sum(axis=1)
    none = np.full_like(pupils, -1)
    of_true, of_shown = (c[:, : len(inside)][:, inside].sum(axis=1) for c in (true, released))
    return pupils, of_true if share else none, shown, of_shown if share else none


def _changes(table: Table) -> list[tuple[Text, Table, bool]]:
    """What can be done about a table, the mildest first: what it is called, the table, groups merged or not."""
    pool, merge = ("Neem de schooljaren samen", "Pool the school years"), (
        "voeg groepen samen tot twee per indeling",
        "merge groups into two in each grouping",
    )  # fmt: skip
    found: list[tuple[Text, Table, bool]] = []
    if table.strata:
        text = Text("Verdeel niet naar toetsadvies", "Do not divide by test advice")
        found.append((text, replace(table, strata=False), False))
    if table.by_year:
        found.append((Text(*pool), replace(table, by_year=False), False))
    if table.grouped:
        found.append((Text(merge[0].capitalize(), merge[1].capitalize()), table, True))
    if table.grouped and table.by_year:
        both = Text(f"{pool[0]} en {merge[0]}", f"{pool[1]} and {merge[1]}")
        found.append((both, replace(table, by_year=False), True))
    if table.grouped:
        text = Text("Toon alleen alle leerlingen samen", "Show all pupils together only")
        found.append((text, replace(table, grouped=False), False))
    return found


def _percent(cells: Bools) -> int | None:
    return min(max(round(100 * float(cells.mean())), FEW), MOST) if len(cells) >= ENOUGH else None


def _said(percent: int) -> Text:
    if percent <= FEW:
        return Text(f"hoogstens {FEW}%", f"at most {FEW}%")
    if percent >= MOST:
        return Text(f"ten minste {MOST}%", f"at least {MOST}%")
    return Text(f"{percent}%", f"{percent}%")
