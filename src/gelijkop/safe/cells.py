"""Cells of the inner cube as columns with names instead of positions, so that cells of two releases can meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.safe.sums import Ints

Bools = NDArray[np.bool_]


@dataclass(frozen=True, repr=False, eq=False)
class Cells:
    """The cells of one clock's pupils (`distribution` empty), or those of one distribution. Exact and confidential.

    Columns of one length, one row per place × school year × group of every grouping × stratum (× outcome).
    `groups` has shape (cells, groupings). `outcome` is 0 where `distribution` is empty, else −1 and up as in
    Figures. `true` is the count of pupils, `released` the number that was shown for it. `covered` are all (place,
    school year) in scope: a cell of these that is not in the columns was truly 0 and released as 0. Of a
    distribution, leave out those in which nobody was in its population yet; they can then be divided freely once
    that is known, and their rows are not kept.
    """

    clock: str
    distribution: str
    groupings: tuple[str, ...]
    place: NDArray[np.str_]
    school_year: Ints
    groups: Ints
    stratum: Ints
    outcome: Ints
    true: Ints
    released: Ints
    covered: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        lengths = {len(c) for c in (self.place, *self.numbers(), self.true, self.released)}
        if len(lengths) > 1 or self.groups.shape != (len(self.place), len(self.groupings)):
            raise ValueError("columns of cells differ in length")

    def __repr__(self) -> str:
        """No counts: they are exact, and a repr ends up in logs."""
        return f"Cells({self.clock}, {self.distribution or 'pupils'}, {len(self.place)} rows)"

    def numbers(self) -> tuple[Ints, ...]:
        """The columns of whole numbers that tell, with `place`, which cell this is."""
        return (self.school_year, *self.groups.T, self.stratum, self.outcome)


@dataclass(frozen=True, repr=False, eq=False)
class Met:
    """Cells of now beside what an earlier release said of them.

    `cells` has every cell that has pupils now or stands in an earlier release, sorted; its `true` is that of now
    and its `released` the number that stands (0 where none). `was` is the true count when that number was set, and
    `known` whether an earlier release covered the cell; both have shape (cells,).
    """

    cells: Cells
    was: Ints
    known: Bools


def meet(now: Cells, standing: Cells | None, scope: Sequence[tuple[str, int]] = ()) -> Met:
    """The cells of a coming release beside those of the releases before it.

    Args:
        now: with their true counts; what they were released as is not looked at.
        standing: what stands of them; None where nothing does.
        scope: every (place, school year) of the coming release; that of `now` where none is given. Give that of the
            pupils with the cells of a distribution: what was divided before stays divided, also where nobody is in
            its population any more.

    Raises:
        ReleaseRefused: the earlier releases crossed other groupings.
    """
    if standing is None:
        standing = no_cells(now)
    require_same_cross(now, standing)
    scope = scope or now.covered
    standing = part(standing, within(standing, scope))
    covered = {*now.covered, *(set(standing.covered) & set(scope))}
    cells, at_now, at_standing = _union(now, standing)
    size = len(cells.place)
    met = replace(
        cells,
        true=_spread(now.true, at_now, size),
        released=_spread(standing.released, at_standing, size),
        covered=tuple(sorted(covered)),
    )
    return Met(met, _spread(standing.true, at_standing, size), within(cells, standing.covered))


def after(standing: Cells | None, release: Cells) -> Cells:
    """What stands once a further release is out: the last number of each cell, and the true count when it was set.

    A number that comes out again keeps the true count of the time when it was set.
    """
    if standing is None:
        return release
    require_same_cross(release, standing)
    cells, at_release, at_standing = _union(release, standing)
    size = len(cells.place)
    was, number = _spread(standing.true, at_standing, size), _spread(standing.released, at_standing, size)
    now, shown = _spread(release.true, at_release, size), _spread(release.released, at_release, size)
    again = within(cells, release.covered)
    first = again & ~within(cells, standing.covered)
    fresh = first | (again & (shown != number))
    covered = tuple(sorted({*standing.covered, *release.covered}))
    return replace(
        cells, true=np.where(fresh, now, was), released=np.where(fresh, shown, number), covered=covered
    )  # fmt: skip


def part(cells: Cells, rows: Bools) -> Cells:
    """Some of the rows; what is covered stays the same."""
    return replace(
        cells, place=cells.place[rows], school_year=cells.school_year[rows], groups=cells.groups[rows],
        stratum=cells.stratum[rows], outcome=cells.outcome[rows], true=cells.true[rows], released=cells.released[rows],
    )  # fmt: skip


def no_cells(like: Cells) -> Cells:
    """No rows at all, of the same clock, distribution and groupings."""
    return replace(part(like, np.zeros(len(like.place), dtype=bool)), covered=())


def within(cells: Cells, covered: Sequence[tuple[str, int]]) -> Bools:
    """Which cells are of these places and school years."""
    places = {p: i for i, p in enumerate(sorted({p for p, _ in covered}))}
    years = {y: i for i, y in enumerate(sorted({y for _, y in covered}))}
    table = np.zeros((len(places) + 1, len(years) + 1), dtype=bool)  # the last row and column: not among them
    for p, y in covered:
        table[places[p], years[y]] = True
    names, place = np.unique(cells.place, return_inverse=True)
    values, year = np.unique(cells.school_year, return_inverse=True)
    at_place = np.array([places.get(str(p), -1) for p in names], dtype=np.int64)
    at_year = np.array([years.get(int(y), -1) for y in values], dtype=np.int64)
    found: Bools = table[at_place[place], at_year[year]] if len(cells.place) else np.zeros(0, dtype=bool)
    return found


def require_same_cross(now: Cells, standing: Cells) -> None:
    """Nothing, where both cross the same groupings.

    Raises:
        ReleaseRefused: they do not; the same pupils would be rounded a second time, and the average of two
            roundings tells more than one.
    """
    if now.groupings == standing.groupings:
        return
    before, asked = ", ".join(standing.groupings), ", ".join(now.groupings)
    raise ReleaseRefused(
        Text(
            f"Eerdere uitgaven verdelen de leerlingen naar: {before}. Nu is gevraagd: {asked}. Dezelfde leerlingen "
            "zouden dan een tweede keer worden afgerond, en twee afrondingen samen verraden meer dan één. Geef uit "
            "met dezelfde indelingen als eerder.",
            f"Earlier releases divide the pupils by: {before}. Asked for now: {asked}. The same pupils would then be "
            "rounded a second time, and two roundings together tell more than one. Release with the same groupings "
            "as before.",
        )
    )


def _union(one: Cells, other: Cells) -> tuple[Cells, Ints, Ints]:
    """Every cell of both once, sorted (counts still to be filled in), and where the rows of each stand in it."""
    keys = _keys(one, other)
    place = np.concatenate([one.place, other.place])
    columns = [np.concatenate(pair) for pair in zip(one.numbers(), other.numbers(), strict=True)]
    _, first, at = np.unique(keys, return_index=True, return_inverse=True)
    if len(np.unique(at[: len(one.place)])) < len(one.place):
        raise ValueError("a cell stands twice among cells")
    year, *groups, stratum, outcome = (c[first] for c in columns)
    by_group = np.stack(groups, axis=1) if groups else np.zeros((len(first), 0), dtype=np.int64)
    none = np.zeros(len(first), np.int64)
    cells = replace(
        one, place=place[first], school_year=year, groups=by_group, stratum=stratum, outcome=outcome, true=none,
        released=none, covered=(),
    )  # fmt: skip
    split = len(one.place)
    return cells, at[:split].astype(np.int64), at[split:].astype(np.int64)


def _keys(one: Cells, other: Cells) -> Ints:
    """A number for each row of both, one after the other; the same for the same cell and in the order of columns."""
    names, place = np.unique(np.concatenate([one.place, other.place]), return_inverse=True)
    columns = [np.concatenate(pair) for pair in zip(one.numbers(), other.numbers(), strict=True)]
    lows = [c.min(initial=0) for c in columns]
    lengths = [int(c.max(initial=0) - low) + 1 for c, low in zip(columns, lows, strict=True)]
    shifted = [c - low for c, low in zip(columns, lows, strict=True)]
    keys: Ints = np.ravel_multi_index((place, *shifted), (max(len(names), 1), *lengths)).astype(np.int64)
    return keys


def _spread(values: Ints, at: Ints, size: int) -> Ints:
    spread = np.zeros(size, np.int64)
    spread[at] = values
    return spread


def positions(entries: Cells, cells: Cells) -> Ints:
    """The row in `cells` of the cell that each row of `entries` is of.

    Raises:
        ValueError: some are not there; an error of ours.
    """
    bare = replace(entries, outcome=np.zeros_like(entries.outcome))
    keys = _keys(cells, bare)
    order = np.argsort(keys[: len(cells.place)])
    mine = keys[: len(cells.place)][order]
    at = np.searchsorted(mine, keys[len(cells.place) :])
    if len(mine) < len(np.unique(keys)):
        raise ValueError("entries of cells that are not there")
    return order[at].astype(np.int64)
