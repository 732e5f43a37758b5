"""Mergers, splits and transfers of schools, and how figures of a school are followed to the school it became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.schools import SCHOOL

Kind = Literal["F", "V", "S", "D"]
KINDS: Mapping[str, str] = {"F": "Fusie", "V": "Overdracht", "S": "Splitsing", "D": "Verzelfst. dislocatie"}
Columns = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type
_ADDITIVE = ("pupils", "people", "households")


@dataclass(frozen=True)
class Transition:
    """One institution (or location) that went on in another, wholly or in part, on a day."""

    before: str
    after: str
    on: date
    kind: Kind
    whole: bool


@dataclass(frozen=True)
class Succession:
    """What a code became: the last code (None where it went to several at once) and the steps to it.

    `partial` are transitions of a part only, away from a code on the way: figures before and after them
    are not about the same pupils.
    """

    code: str | None
    steps: tuple[Transition, ...]
    partial: tuple[Transition, ...]


@dataclass(frozen=True)
class Followed:
    """Figures per school as it is now: the columns of `area_figures`, and the codes that could not be followed."""

    columns: Columns
    moved: Mapping[str, str]
    unsure: tuple[str, ...]


def follow(transitions: Iterable[Transition], code: str, *, until: date) -> Succession:
    """The code under which an institution goes on on the day `until`, by its whole transitions in order of time."""
    return _follow(_by_code(transitions), code, until)


def follow_each(transitions: Iterable[Transition], codes: Iterable[str], *, until: date) -> Mapping[str, Succession]:
    """What each of these codes became by the day `until`."""
    known = _by_code(transitions)
    return {code: _follow(known, code, until) for code in codes}


def origins(transitions: Iterable[Transition], code: str, *, until: date) -> tuple[str, ...]:
    """All codes that wholly went into `code` by the day `until`, itself included, in alphabetical order."""
    known = _by_code(transitions)
    candidates = {code, *known}
    return tuple(sorted(c for c in candidates if _follow(known, c, until).code == code))


def follow_schools(columns: Columns, transitions: Iterable[Transition], *, until: date) -> Followed:
    """Figures of locations and schools brought under the school (BRIN) that goes on on the day `until`.

    Counts of the same measure, period and breakdown are added up; a mean or share of several schools
    becomes `not_estimable`, since its weights are not there. Figures of a school that went to several
    at once, and of other places, stay as they are. `row` and `file` are those of the first figure.
    """
    kind, place = columns["place_kind"], columns["place"]
    is_school = np.isin(kind.astype(str), ("school", "location"))
    schools = sorted({str(p)[:SCHOOL] for p in place[is_school]})
    successions = follow_each(transitions, schools, until=until)
    moved = {s: found.code for s, found in successions.items() if found.code not in (None, s)}
    unsure = tuple(s for s, found in successions.items() if found.code is None)
    under = {s: found.code for s, found in successions.items() if found.code is not None}
    new = [under.get(str(p)[:SCHOOL]) if mine else None for p, mine in zip(place, is_school, strict=True)]
    changed = {
        **columns,
        "place": _objects([n or p for n, p in zip(new, place, strict=True)]),
        "place_kind": _objects(["school" if n else k for n, k in zip(new, kind, strict=True)]),
    }
    return Followed(_added_up(changed), {s: c for s, c in moved.items() if c}, unsure)


def _by_code(transitions: Iterable[Transition]) -> Mapping[str, Sequence[Transition]]:
    found: defaultdict[str, list[Transition]] = defaultdict(list)
    for transition in sorted(transitions, key=lambda t: t.on):
        found[transition.before].append(transition)
    return found


def _follow(known: Mapping[str, Sequence[Transition]], code: str, until: date) -> Succession:
    """One step at a time; each step is later than the last, so that codes which came back make no circle."""
    steps: list[Transition] = []
    partial: list[Transition] = []
    current, since = code, date.min
    while True:
        ahead = [t for t in known.get(current, ()) if since < t.on <= until]
        whole = [t for t in ahead if t.whole]
        first = whole[0].on if whole else until
        partial += [t for t in ahead if not t.whole and t.on <= first]
        if not whole:
            return Succession(current, tuple(steps), tuple(partial))
        targets = {t.after for t in whole if t.on == first}
        if len(targets) > 1:
            return Succession(None, tuple(steps), tuple(partial))
        steps.append(whole[0])
        current, since = whole[0].after, first


def _added_up(columns: Columns) -> Columns:
    """One row per key: counts added up, anything else of several rows not estimable."""
    keys = ("source", "measure", "place", "place_kind", "period", "level", "grade", "sex", "detail")
    rows: dict[tuple[object, ...], list[int]] = {}
    for n, key in enumerate(zip(*(columns[k].tolist() for k in keys), strict=True)):
        rows.setdefault(key, []).append(n)
    first = np.array([ns[0] for ns in rows.values()], dtype=np.int64)
    found = {name: column[first].copy() for name, column in columns.items()}
    for at, ns in enumerate(rows.values()):
        if len(ns) > 1:
            _add(columns, ns, found, at)
    return found


def _add(columns: Columns, rows: list[int], found: dict[str, NDArray[Any]], at: int) -> None:
    states = set(columns["state"][rows].tolist())
    if columns["unit"][rows[0]] not in _ADDITIVE:
        found["lower"][at], found["upper"][at], found["state"][at] = np.nan, np.nan, "not_estimable"
        return
    found["lower"][at] = columns["lower"][rows].sum()
    found["upper"][at] = columns["upper"][rows].sum()
    found["state"][at] = next((s for s in ("missing", "suppressed") if s in states), "shown")


def _objects(values: list[Any]) -> NDArray[np.object_]:  # Any: text or None
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found
