"""A cube after new or corrected records: only what they touch is counted again, and the rest stays.

Counts add up, so pupils whose records changed are taken away as they were and added as they are. A
school year of which more is known than before, as when the year after it came in, is counted whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import numpy as np

from gelijkop.indicators.cubes import Cut, blocks
from gelijkop.indicators.moments import Moment, moments
from gelijkop.indicators.query import Distribution
from gelijkop.indicators.seen import Evaluate
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.careers import Array, Careers
from gelijkop.model.cubes import Cube, added, times

MOST_CHANGED = 0.4
"""With more of the pupils changed, counting all of them is less work than counting these twice."""


def renewed(
    kept: Callable[[int], Cube],
    old: Careers,
    new: Careers,
    touched: Collection[str],
    wanted: Sequence[Distribution],
    clock: Clock,
    cut: Callable[[Careers], Cut],
    evaluate: Evaluate,
) -> Iterator[tuple[int, Cube | None]]:
    """The school years whose counts differ from those that were kept, with what they are now; None: nobody.

    Args:
        kept: the cube that was kept of one school year of `old`.
        touched: the columns of the careers that may differ; all others are equal for every pupil.
        cut: the places of the cube, of either careers.
    """
    stays = _staying(old, new, clock)
    used = {column for m in moments(new, clock) if m.school_year in stays for column in _used(m, new)}
    before, after = _changed(old, new, used.intersection(touched))
    if len(after) > MOST_CHANGED * len(new.columns["pupil"]):
        stays = set()
    yield from ((m.school_year, None) for m in moments(old, clock) if m.school_year not in stays)
    fresh = {m.school_year for m in moments(new, clock)} - stays
    yield from ((_year(c), c) for c in blocks(new, wanted, clock, cut(new), evaluate, fresh))
    was, now = old.only(before), new.only(after)
    gone = {_year(c): times(c, -1) for c in blocks(was, wanted, clock, cut(was), evaluate, stays)}
    come = {_year(c): c for c in blocks(now, wanted, clock, cut(now), evaluate, stays)}
    for year in sorted({*gone, *come}):
        yield year, added([kept(year), *(part[year] for part in (gone, come) if year in part)])


def _year(cube: Cube) -> int:
    return int(cube.school_year[0])


def _staying(old: Careers, new: Careers, clock: Clock) -> set[int]:
    """The school years of which as much is known as before."""
    if old.base != new.base or old.groupings != new.groupings:
        return set()
    was = {m.school_year: _meaning(m) for m in moments(old, clock)}
    return {m.school_year for m in moments(new, clock) if was.get(m.school_year) == _meaning(m)}


def _meaning(moment: Moment) -> tuple[object, ...]:
    return moment.column, moment.values, moment.place, dict(moment.given)


def _used(moment: Moment, careers: Careers) -> set[str]:
    """The columns of the careers that say something in a moment."""
    given = {c for c in moment.given.values() if isinstance(c, str)}
    return given | {"test", moment.column, moment.place} | {f"g_{g}" for g in careers.groupings}


def _changed(old: Careers, new: Careers, touched: Collection[str]) -> tuple[Array, Array]:
    """Rows of the pupils of whom something changed: where they were, and where they are; new pupils only are."""
    row = np.full(max((int(c.columns["pupil"].max(initial=-1)) for c in (old, new)), default=-1) + 1, -1)
    row[old.columns["pupil"]] = np.arange(len(old.columns["pupil"]))
    was = row[new.columns["pupil"]]
    changed = was < 0  # who was not there before
    for name in touched:
        changed |= _values(new, name) != _values(old, name)[was]
    after = np.flatnonzero(changed)
    return was[after][was[after] >= 0], after


def _values(careers: Careers, name: str) -> Array:
    """A column; places by name, since their numbers may have moved; a column that is not there holds nothing."""
    column = careers.columns.get(name)
    if column is None:
        return np.zeros(len(careers.columns["pupil"]), dtype=np.uint8)
    if name == "advice_place" or (name.startswith("l") and name[1:].isdecimal()):
        return np.array([*careers.places, ""])[column]
    return column
