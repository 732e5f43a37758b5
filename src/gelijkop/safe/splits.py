"""Protecting distributions: which outcomes a cell may show, and the chain from a measure to one within its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.carried import Carried
from gelijkop.safe.cube import Split
from gelijkop.safe.margins import Margins
from gelijkop.safe.rounding import Entries, round_split
from gelijkop.safe.sums import Ints, scattered

OUTSIDE = 0
"""Position of outcome −1 (pupils outside the population) in a Split."""


def protect_splits(
    carried: Carried, population: Ints, margins: Margins, *, parents: Mapping[str, tuple[str, int]], base: int,
    streams: Mapping[str, np.random.Generator],
) -> tuple[Split, ...]:  # fmt: skip
    """All distributions of one clock, released; each after the one it lies within.

    Args:
        carried: the exact cube, and what each number may become.
        population: released pupils by cell.
        margins: of its cells.
        parents: see `carried.parents_of`.
        base: see `Plan`.
        streams: a secret generator for each distribution, so that one more changes no other.
    """
    exact = {s.owner.code: s for s in carried.cube.splits}
    done: dict[str, Split] = {}
    for code in _chain_order(list(exact), parents):
        divided = _divided(carried, exact, done, code, population, parents)
        entries = _entries(carried, code, margins, divided, parents)
        pupils = round_split(
            divided.released, entries, margins, true_population=divided.true, base=base, rng=streams[code]
        )
        done[code] = _split(exact[code], entries, pupils, outside=population - divided.released)
    return tuple(done.values())


@dataclass(frozen=True, repr=False)
class _Divided:
    """The pupils that a distribution divides, by cell: all, or those of one outcome of another."""

    released: Ints
    true: Ints


def _divided(
    carried: Carried, exact: Mapping[str, Split], done: Mapping[str, Split], code: str, population: Ints,
    parents: Mapping[str, tuple[str, int]],
) -> _Divided:  # fmt: skip
    if code not in parents:
        return _Divided(population, carried.cube.pupils)
    parent, outcome = parents[code]
    cells, split = len(population), exact[code]
    inside = split.outcome != OUTSIDE
    true = _of_outcome(exact[parent], outcome + 1, cells)
    if not np.array_equal(scattered(split.cell[inside], split.pupils[inside], cells), true):
        raise ValueError(f"{code} does not count the pupils of the outcome that it lies within")
    return _Divided(_of_outcome(done[parent], outcome + 1, cells), true)


def _chain_order(codes: Sequence[str], parents: Mapping[str, tuple[str, int]]) -> list[str]:
    done: list[str] = []
    while len(done) < len(codes):
        ready = [c for c in codes if c not in done and (c not in parents or parents[c][0] in done)]
        if not ready:
            raise ValueError("measures lie within each other in a circle")
        done += ready
    return done


def _of_outcome(split: Split, outcome: int, cells: int) -> Ints:
    of_it = split.outcome == outcome
    return scattered(split.cell[of_it], split.pupils[of_it], cells)


def _split(exact: Split, entries: Entries, pupils: Ints, *, outside: Ints) -> Split:
    """The released distribution; `outside`: pupils of each cell that it does not divide."""
    rest = np.flatnonzero(outside)
    cell = np.concatenate([entries.cell, rest])
    outcome = np.concatenate([entries.outcome, np.full(len(rest), OUTSIDE, dtype=np.int64)])
    every = np.concatenate([pupils, outside[rest]])
    shown = every > 0
    return Split(exact.owner, cell[shown], outcome[shown], every[shown])


def _entries(
    carried: Carried, code: str, margins: Margins, divided: _Divided, parents: Mapping[str, tuple[str, int]]
) -> Entries:
    """The entries that may be above zero; sorted by cell.

    A cell of which no outcomes were released before may show one that none of its pupils has, if all
    tables of the whole region that the cell is part of truly have it, and every measure within that
    outcome can divide it there. So what cannot occur with a group or test advice never appears, cells
    give less away, and margins come nearer to the truth.
    """
    met, rules = carried.met[code], carried.movable.entries[code]
    at, outcome, true = rules.cell, met.cells.outcome + 1, met.cells.true
    cells, outcomes = len(divided.true), int(outcome.max(initial=0)) + 1
    row = np.full((cells, outcomes), -1, dtype=np.int64)
    row[at, outcome] = np.arange(len(at))
    may = row >= 0
    fresh = divided.released > 0
    fresh[at[met.known]] = False
    for number in range(outcomes):
        may[:, number] |= fresh & _possible(carried, code, number, margins, parents)
    # A measure that is released later than the one it lies within meets cells in which truly nobody is.
    nothing = fresh & ~may.any(axis=1)
    may[nothing, int(scattered(outcome, true, outcomes).argmax())] = True
    cell, found = np.nonzero(may)
    of_row = row[cell, found]
    there = of_row >= 0
    return Entries(
        cell.astype(np.int64),
        found.astype(np.int64),
        np.where(there, true[of_row], 0),
        np.where(there, rules.least[of_row], 0),
        np.where(there, rules.free[of_row], True),
    )


def _possible(
    carried: Carried, code: str, number: int, margins: Margins, parents: Mapping[str, tuple[str, int]]
) -> NDArray[np.bool_]:
    """By cell: whether the whole region has this outcome (counted as in Split) with all that the cell is part of."""
    cells, at = carried.met[code].cells, carried.movable.entries[code].cell
    region = margins.numbers[:, margins.whole]
    has = at[(cells.outcome + 1 == number) & (cells.true > 0)]
    occurs = np.zeros(margins.size, dtype=bool)
    occurs[region[has].ravel()] = True
    found: NDArray[np.bool_] = np.asarray(occurs[region].all(axis=1)) & bool(len(has))
    for child, (parent, outcome) in parents.items():
        if (parent, outcome + 1) == (code, number):
            inside = carried.met[child].cells
            several = range(1, int(inside.outcome.max(initial=-1)) + 2)
            of_child = [_possible(carried, child, n, margins, parents) for n in several]
            found = np.asarray(found & np.logical_or.reduce(of_child, axis=0))
    return found
