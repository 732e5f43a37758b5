"""Published figures under the codes of today: of municipalities that merged, and of schools that went on elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.mergers import Columns, Transition, follow_each, follow_schools
from gelijkop.model.municipalities import Municipalities, codes_in
from gelijkop.model.schools import SCHOOL

Flags = NDArray[np.bool_]
_ADDITIVE = ("pupils", "people", "households")
_KEYS = ("source", "measure", "period", "level", "grade", "sex", "detail")


@dataclass(frozen=True)
class Moved:
    """Figures (or locations) after codes were followed: their columns, which code became which, how many moved.

    `unsure` are codes that went to several others at once; their figures stay as they are.
    """

    columns: Columns
    codes: Mapping[str, str]
    rows: int
    unsure: tuple[str, ...]


def today_of(table: Municipalities, code: str) -> tuple[str, ...]:
    """The codes in the last known year of the land that had this code last; itself where the table does not know it."""
    for year in range(table.last, table.first - 1, -1):
        if code in table.year(year):
            return codes_in(table, code, known=year, asked=table.last)
    return (code,)


def move_municipalities(columns: Columns, table: Municipalities) -> Moved:
    """Figures of municipalities that are no more, added up under the municipality that they lie in now.

    Where a figure of one of the parts is not there, the sum is `missing`; a mean or share of several
    municipalities is `not_estimable`, since its weights are not there. A figure that a source prints
    for a code of today stays, unless a part is added to it.
    """
    among = np.flatnonzero(columns["place_kind"] == "municipality")
    place = columns["place"][among].astype(str)
    found = {c: today_of(table, c) for c in sorted(set(place.tolist()))}
    moved = {c: now[0] for c, now in found.items() if len(now) == 1 and now[0] != c}
    unsure = tuple(c for c, now in found.items() if len(now) > 1)
    if not moved:
        return Moved(columns, {}, 0, unsure)
    rows = among[np.isin(place, [*moved, *moved.values()])]
    groups: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    keys = zip(*(columns[k][rows].tolist() for k in _KEYS), strict=True)
    for n, key in zip(rows, keys, strict=True):
        groups[(*key, moved.get(str(columns["place"][n]), columns["place"][n]))].append(int(n))
    changed = {n: c.copy() if n in ("place", "lower", "upper", "state") else c for n, c in columns.items()}
    keep = np.ones(len(columns["place"]), dtype=bool)
    for key, members in groups.items():
        here = [str(columns["place"][n]) for n in members]
        if any(p in moved for p in here):
            keep[members[1:]] = False
            _add(columns, members, changed, whole=_whole(table, str(key[-1]), here, str(columns["period"][members[0]])))
            changed["place"][members[0]] = key[-1]
    count = int(np.isin(place, list(moved)).sum())
    return Moved({name: c[keep] for name, c in changed.items()}, moved, count, unsure)


def move_places(places: Columns, table: Municipalities) -> Moved:
    """Locations in the municipality of today; a name of a municipality that is no more is left out."""
    codes = [None if c is None else str(c) for c in places["municipality"].tolist()]
    now = {c: today_of(table, c) for c in set(codes) if c is not None}
    moved = {c: later[0] for c, later in now.items() if len(later) == 1 and later[0] != c}
    municipality, name = places["municipality"].copy(), places["municipality_name"].copy()
    for n, code in enumerate(codes):
        if code in moved:
            municipality[n], name[n] = moved[code], None
    unsure = tuple(sorted(c for c, later in now.items() if len(later) > 1))
    changed = {**places, "municipality": municipality, "municipality_name": name}
    return Moved(changed, moved, sum(c in moved for c in codes), unsure)


def move_schools(
    columns: Columns, transitions: Sequence[Transition], *, until: date, among: Collection[str] | None = None
) -> Moved:
    """Figures of schools that went on wholly in another one, under that one; all others stay as they are.

    Args:
        until: later transitions do not count.
        among: only schools (BRIN) of these; None: all.
    """
    by_school = np.asarray(columns["place_kind"] == "school")
    is_school = by_school | np.asarray(columns["place_kind"] == "location")
    school = columns["place"].astype(f"U{SCHOOL}")
    changing = {t.before for t in transitions if t.whole} & set(among if among is not None else school.tolist())
    candidates = sorted(changing & set(school[is_school].tolist()))
    later = {c: found.code for c, found in follow_each(transitions, candidates, until=until).items()}
    moved = {c: now for c, now in later.items() if now not in (None, c)}
    unsure = tuple(c for c, now in later.items() if now is None)
    going = is_school & np.isin(school, list(moved))
    if not moved or not going.any():
        return Moved(columns, {}, 0, unsure)
    joined = going | (by_school & np.isin(school, [str(c) for c in moved.values()]))
    followed = follow_schools({n: c[joined] for n, c in columns.items()}, transitions, until=until).columns
    whole = {n: np.concatenate([c[~joined], followed[n]]) for n, c in columns.items()}
    return Moved(whole, {c: str(now) for c, now in moved.items()}, int(going.sum()), unsure)


def _whole(table: Municipalities, today: str, here: Sequence[str], period: str) -> bool:
    """Whether all parts of a municipality are there, by the codes of that year or, for a school year, the next."""
    year = int(period[:4])
    asked = {min(max(y, table.first), table.last) for y in ((year, year + 1) if "/" in period else (year,))}
    return any(set(codes_in(table, today, known=table.last, asked=y)) <= set(here) for y in asked)


def _add(columns: Columns, members: Sequence[int], changed: dict[str, NDArray[Any]], *, whole: bool) -> None:
    """The sum of some rows, in the first of them."""
    first, several = members[0], len(members) > 1
    states = set(columns["state"][list(members)].tolist())
    if several and columns["unit"][first] not in _ADDITIVE:
        lower = upper = np.nan
        state = "not_estimable"
    else:
        lower = columns["lower"][list(members)].sum() if whole else np.nan
        upper = columns["upper"][list(members)].sum() if whole else np.nan
        inexact = next((s for s in ("missing", "suppressed") if s in states), "shown")
        state = (inexact if several else str(columns["state"][first])) if whole else "missing"
    changed["lower"][first], changed["upper"][first], changed["state"][first] = lower, upper, state
