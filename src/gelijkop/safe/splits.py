"""Protecting distributions: which outcomes a cell may show, and the chain from a measure to one within its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gelijkop.model.measures import Measure
from gelijkop.safe.cube import Cube, Split
from gelijkop.safe.margins import Margins
from gelijkop.safe.rounding import Entries, round_split
from gelijkop.safe.sums import Ints, scattered

OUTSIDE = 0
"""Position of outcome −1 (pupils outside the population) in a Split."""


def protect_cube(
    cube: Cube, population: Ints, margins: Margins, *, measures: Sequence[Measure], base: int,
    streams: Mapping[str, np.random.Generator],
) -> tuple[Split, ...]:  # fmt: skip
    """All distributions of one clock, released; each after the one it lies within.

    Args:
        cube: the exact cube.
        population: released pupils by cell.
        margins: of its cells.
        measures: all measures of the release.
        base: see `Plan`.
        streams: a secret generator for each distribution, so that one more changes no other.
    """
    exact = {s.owner.code: s for s in cube.splits}
    over = _parents(cube.splits, measures)
    done: dict[str, Split] = {}
    for code in _chain_order(list(exact), over):
        named = frozenset(exact[child].owner.within_outcome + 1 for child, parent in over.items() if parent == code)
        parent = (exact[over[code]], done[over[code]]) if code in over else None
        done[code] = _protect_split(
            cube, exact[code], population, margins, parent=parent, named=named, base=base, rng=streams[code]
        )
    return tuple(done.values())


def _parents(splits: Sequence[Split], measures: Sequence[Measure]) -> dict[str, str]:
    """For each distribution that lies within another one of its clock: the code of that one."""
    distribution = {m.code: m.distribution for m in measures}
    here = {s.owner.code for s in splits}
    named = {s.owner.code: distribution.get(s.owner.within or "") for s in splits}
    return {code: parent for code, parent in named.items() if parent is not None and parent in here}


def _chain_order(codes: Sequence[str], over: Mapping[str, str]) -> list[str]:
    done: list[str] = []
    while len(done) < len(codes):
        ready = [c for c in codes if c not in done and (c not in over or over[c] in done)]
        if not ready:
            raise ValueError("measures lie within each other in a circle")
        done += ready
    return done


def _protect_split(
    cube: Cube, split: Split, released: Ints, margins: Margins, *, parent: tuple[Split, Split] | None,
    named: frozenset[int], base: int, rng: np.random.Generator,
) -> Split:  # fmt: skip
    """The released counterpart of one distribution.

    Args:
        cube: the exact cube of its clock.
        split: the exact distribution.
        released: released pupils of the clock by cell.
        margins: of the cells.
        parent: the exact and released distribution that it lies within, or None.
        named: outcomes (counted as in Split) that other measures lie within. They may be above zero
            only in cells where they truly occur, so that those measures have something to divide.
        base, rng: see `round_split`.
    """
    cells = len(cube.pupils)
    if parent is None:
        population, true_population = released, cube.pupils
        inside = np.ones(len(split.cell), dtype=bool)
    else:
        true_parent, released_parent = parent
        outcome = split.owner.within_outcome + 1
        inside = split.outcome != OUTSIDE
        true_population = scattered(split.cell[inside], split.pupils[inside], cells)
        if not np.array_equal(true_population, _of_outcome(true_parent, outcome, cells)):
            raise ValueError(f"{split.owner.code} does not count the pupils of the outcome that it lies within")
        population = _of_outcome(released_parent, outcome, cells)
    entries = _entries(split.cell[inside], split.outcome[inside], split.pupils[inside], margins, population, named)
    pupils = round_split(population, entries, margins, true_population=true_population, base=base, rng=rng)
    cell, outcome_of = entries.cell, entries.outcome
    if parent is not None:
        rest = np.flatnonzero(released - population)
        cell = np.concatenate([cell, rest])
        outcome_of = np.concatenate([outcome_of, np.full(len(rest), OUTSIDE, dtype=np.int64)])
        pupils = np.concatenate([pupils, (released - population)[rest]])
    shown = pupils > 0
    return Split(split.owner, cell[shown], outcome_of[shown], pupils[shown])


def _of_outcome(split: Split, outcome: int, cells: int) -> Ints:
    of_it = split.outcome == outcome
    return scattered(split.cell[of_it], split.pupils[of_it], cells)


def _entries(
    cell: Ints, outcome: Ints, pupils: Ints, margins: Margins, population: Ints, named: frozenset[int]
) -> Entries:
    """The entries that may be above zero, and those that truly are; sorted by cell.

    A cell may show an outcome that none of its pupils has, if all tables of the whole region that the
    cell is part of truly have it. So what cannot occur with a group or test advice never appears,
    cells give less away, and margins come nearer to the truth.
    """
    outcomes = int(outcome.max(initial=0)) + 1
    true = scattered(cell * outcomes + outcome, pupils, len(population) * outcomes).reshape(-1, outcomes)
    may = true > 0
    shown = np.flatnonzero(population)
    region = margins.numbers[:, margins.whole]
    for number in range(outcomes):
        if number in named:
            continue
        occurs = np.zeros(margins.size, dtype=bool)
        occurs[region[cell[outcome == number]].ravel()] = True
        may[shown, number] |= occurs[region[shown]].all(axis=1)
    cells, found = np.nonzero(may)
    return Entries(cells.astype(np.int64), found.astype(np.int64), true[cells, found])
