"""The inner cube of one clock beside what earlier releases said of it: which numbers stand, and which may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gelijkop.model.measures import Measure
from gelijkop.safe.cells import Cells, Met, meet, no_cells, part, positions, within
from gelijkop.safe.cube import Cube, Layout, Split
from gelijkop.safe.ledger import Ledger
from gelijkop.safe.movable import Movable, movable
from gelijkop.safe.plan import Plan
from gelijkop.safe.sums import Ints, scattered

Covered = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Carried:
    """A cube with the cells of earlier releases in it, even where nobody is left, and what each number may become.

    `met` are its distributions beside those of earlier releases; `movable` speaks of the cells of `cube` and
    of the rows of `met`.
    """

    cube: Cube
    met: Mapping[str, Met] = field(repr=False)
    movable: Movable = field(repr=False)


def carry(cube: Cube, layout: Layout, ledger: Ledger, plan: Plan, parents: Mapping[str, tuple[str, int]]) -> Carried:
    """The cube beside the ledger.

    Args:
        cube: exact.
        layout: its axes, wide enough for all that stands.
        ledger: all earlier releases; without any, every number is free.
        plan: base and slack.
        parents: for a distribution that lies within an outcome of another of this clock: its code, and the outcome.

    Raises:
        ReleaseRefused: earlier releases crossed other groupings, or had a lower base.
    """
    now = _pupils(cube, cube.pupils, layout)
    pupils = meet(now, _standing(ledger, now, layout))
    met = {}
    for s in cube.splits:
        of_it = _outcomes(cube, s, s, layout, derived=s.owner.code in parents)
        standing = _standing(ledger, of_it, layout)
        # What is left over outside a measure within another follows from the two; it stands for when it is alone.
        kept = standing.outcome >= 0 if s.owner.code in parents else np.ones(len(standing.outcome), dtype=bool)
        met[s.owner.code] = meet(of_it, part(standing, kept))
    rules = movable(pupils, list(met.values()), parents, base=plan.base, slack=plan.slack)
    return Carried(_extended(cube, now, pupils.cells, layout), met, rules)


def cells_of(cube: Cube, pupils: Ints, released: Sequence[Split], layout: Layout) -> tuple[Cells, ...]:
    """The cells of one clock as a ledger keeps them: true and released, of the pupils and of every distribution."""
    after = {s.owner.code: s for s in released}
    return (
        _pupils(cube, pupils, layout),
        *(_outcomes(cube, s, after[s.owner.code], layout, derived=False) for s in cube.splits),
    )


def _pupils(cube: Cube, released: Ints, layout: Layout) -> Cells:
    every, covered = np.arange(len(cube.pupils)), _scope(layout, cube.axes[1][cube.pupils > 0])
    return _named(cube, every, every * 0, cube.pupils, released, layout, covered, distribution="")


def _outcomes(cube: Cube, exact: Split, released: Split, layout: Layout, *, derived: bool) -> Cells:
    """The entries of a distribution, true or released above zero; of one within another there is no outcome −1."""
    width = len(exact.owner.outcomes) + 1
    kept = [s.outcome > 0 if derived else np.ones(len(s.outcome), dtype=bool) for s in (exact, released)]
    keys = [(s.cell * width + s.outcome)[k] for s, k in zip((exact, released), kept, strict=True)]
    every = np.unique(np.concatenate(keys))
    true, shown = (
        scattered(np.searchsorted(every, key), s.pupils[k], len(every))
        for key, s, k in zip(keys, (exact, released), kept, strict=True)
    )
    # A year in which nobody is in the population yet can be divided freely when that is known.
    covered = _scope(layout, cube.axes[1][exact.cell[exact.outcome > 0]])
    return _named(
        cube, every // width, every % width - 1, true, shown, layout, covered, distribution=exact.owner.code
    )  # fmt: skip


def parents_of(splits: Sequence[Split], measures: Sequence[Measure]) -> dict[str, tuple[str, int]]:
    """For each distribution that lies within another one of its clock: the code of that one, and the outcome."""
    distribution = {m.code: m.distribution for m in measures}
    here = {s.owner.code for s in splits}
    named = {s.owner.code: (distribution.get(s.owner.within or ""), s.owner.within_outcome) for s in splits}
    return {code: (parent, outcome) for code, (parent, outcome) in named.items() if parent in here and parent}


def _scope(layout: Layout, years: Ints) -> Covered:
    """Every location in every school year in which anybody was counted."""
    return tuple((p, layout.school_years[y]) for p in layout.places for y in np.unique(years))


def _named(
    cube: Cube, cell: Ints, outcome: Ints, true: Ints, released: Ints, layout: Layout, covered: Covered, *,
    distribution: str,
) -> Cells:  # fmt: skip
    place, year, *groups, stratum = (axis[cell] for axis in cube.axes)
    by_group = np.stack(groups, axis=1) if groups else np.zeros((len(cell), 0), np.int64)
    return Cells(
        cube.clock, distribution, layout.groupings, np.array(layout.places, dtype=np.str_)[place],
        np.array(layout.school_years, dtype=np.int64)[year], by_group, stratum, outcome, true, released, covered,
    )  # fmt: skip


def _standing(ledger: Ledger, now: Cells, layout: Layout) -> Cells:
    """What stands of the locations and school years of this release."""
    found = ledger.standing(now.clock, now.distribution)
    if found is None:
        return no_cells(now)
    here = {(p, y) for p in layout.places for y in layout.school_years}
    covered = tuple(sorted(here & set(found.covered)))
    kept = within(found, covered)
    columns = ("place", "school_year", "groups", "stratum", "outcome", "true", "released")
    return replace(found, covered=covered, **{c: getattr(found, c)[kept] for c in columns})


def _extended(cube: Cube, now: Cells, every: Cells, layout: Layout) -> Cube:
    """The cube on the cells of `every`: its own, and those of earlier releases that are empty now."""
    place = np.searchsorted(np.array(layout.places, dtype=np.str_), every.place)
    year = np.searchsorted(np.array(layout.school_years, dtype=np.int64), every.school_year)
    axes = (place, year, *every.groups.T, every.stratum)
    at = positions(now, every)
    pupils = scattered(at, cube.pupils, len(every.place))
    splits = tuple(replace(s, cell=at[s.cell]) for s in cube.splits)
    return Cube(cube.clock, tuple(np.asarray(a, dtype=np.int64) for a in axes), pupils, splits)
