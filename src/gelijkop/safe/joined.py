"""Adding up what several organisations protected, each on its own, as one set of Released numbers.

A sum of counts that are each 0 or at least the base is 0 or at least the base, and sums of tables that
add up add up. So the promises hold for the sum, and nobody needs the truth for it. The errors of
protection add up, too: each organisation rounds with a secret of its own, so most errors are
independent. Not all: where an outcome is rare everywhere, rounding takes from it everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.safe.checks import check
from gelijkop.safe.publish import sorted_rows
from gelijkop.safe.quality import KINDS
from gelijkop.safe.released import Kind, Released, Rows
from gelijkop.safe.sealing import seal
from gelijkop.safe.sums import Ints, summed_by

_UNKNOWN = 0
_ALIKE = {(True, True, False): 0.5, (True, True, True): 0.2}
"""How alike the errors of organisations are (correlation) in counts over all places and all years, ungrouped and
grouped; in narrower counts they are not. Measured on the demo region split over its seven boards with two sets of
secrets: there the root of the sum of squares alone was up to 1.8 and 1.4 times too small."""


def joined(parts: Sequence[Released]) -> Released:
    """The sum of public Released numbers about different pupils.

    An organisation that lacks a grouping has its pupils in group 0 of it, not known. The root mean
    square error of a count is the root of the sum of squares over the organisations that are in it,
    with what errors have in common added in counts over all places and years; of counts of one place
    it is that of the place with the largest. The part about schools is in it where every part has one.

    Args:
        parts: with the same measures, base, slack and way of showing; one at least.

    Raises:
        ReleaseRefused: these differ, or a part has exact counts.
    """
    first = parts[0]
    if any(p.policy != "openbaar" for p in parts) or len({_promise(p) for p in parts}) > 1:
        raise ReleaseRefused(
            Text(
                "Deze uitgaven kunnen niet worden opgeteld: ze zijn exact, of anders gemaakt of beschermd.",
                "These releases cannot be added up: they are exact, or made or protected in another way.",
            )
        )
    schools = [p.schools for p in parts if p.schools is not None]
    places = tuple(sorted({place for p in parts for place in p.places}))
    groupings = tuple(dict.fromkeys(g for p in parts for g in p.groupings))
    pooled = tuple(sorted({y for p in parts for y in p.pooled}))
    rows = _added([_placed(p, places, groupings, year=max(pooled, default=None)) for p in parts])
    released = seal(
        first.policy,
        first.measures,
        places,
        _together(p.place_names for p in parts),
        groupings,
        tuple(int(y) for y in np.unique(rows.school_year)),
        rows,
        base=first.base,
        slack=first.slack,
        rounding={m.code: _rounding(m.code, parts, places) for m in first.measures},
        areas={kind: _together(p.areas.get(kind, {}) for p in parts) for p in parts for kind in p.areas},
        area_names=_together(p.area_names for p in parts),
        layer=first.layer,
        pooled=pooled,
        schools=joined(schools) if len(schools) == len(parts) else None,
    )
    check(released)
    return released


def _promise(part: Released) -> tuple[object, ...]:
    return part.measures, part.base, part.slack, part.layer, bool(part.pooled)


def _together(names: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {code: name for one in names for code, name in one.items()}


def _placed(part: Released, places: Sequence[str], groupings: Sequence[str], *, year: int | None) -> tuple[Ints, ...]:
    """The columns of a part, with places and groupings numbered as in the sum; `year` stands for pooled years."""
    at = {place: i for i, place in enumerate(places)}
    place = np.array([at[p] for p in part.places], dtype=np.int64)
    grouping = np.array([-1, *(groupings.index(g) for g in part.groupings)], dtype=np.int64)
    rows = part.rows
    columns = rows.columns() | {"place": place[rows.place], "grouping": grouping[rows.grouping + 1]}
    if year is not None:
        columns["school_year"] = np.full_like(rows.school_year, year)
    whole = {name: column[rows.grouping == -1] for name, column in columns.items()}
    lacking = [
        whole | {"grouping": np.full_like(whole["grouping"], number), "group": np.full_like(whole["group"], _UNKNOWN)}
        for number, name in enumerate(groupings)
        if name not in part.groupings
    ]
    return tuple(np.concatenate([c[name] for c in (columns, *lacking)]) for name in columns)


def _added(parts: Sequence[tuple[Ints, ...]]) -> Rows:
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    keys, pupils = summed_by(columns[:-1], columns[-1])
    return sorted_rows(Rows(*(*keys, pupils)))


def _rounding(measure: str, parts: Sequence[Released], places: Sequence[str]) -> Mapping[Kind, float]:
    return {kind: _error(measure, kind, parts, places) for kind in KINDS}


def _error(measure: str, kind: Kind, parts: Sequence[Released], places: Sequence[str]) -> float:
    every_place, every_year, grouped, _ = kind
    together = [parts] if every_place else [[p for p in parts if place in p.place_at] for place in places]
    alike = _ALIKE.get((every_place, every_year, grouped), 0.0)
    return max((_sum_of_errors([p.rounding[measure][kind] for p in some], alike) for some in together), default=0.0)


def _sum_of_errors(errors: Sequence[float], alike: float) -> float:
    """The root mean square of a sum of errors that are so much alike, rounded up to 0.1 as those of one release."""
    squares = sum(e**2 for e in errors)
    variance = squares + alike * (sum(errors) ** 2 - squares)
    return float(np.ceil(10 * np.sqrt(variance) - 1e-9) / 10)
