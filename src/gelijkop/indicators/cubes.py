"""The cube of a clock: all that definitions count, of all pupils and each grouping, in one pass over the careers.

Definitions are worked out once for each combination of values that occurs (`coding`). Distributions
that together have few different answers share one count: pupils by place, group and answer.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.coding import Array, code
from gelijkop.indicators.query import Distribution
from gelijkop.indicators.seen import Evaluate, Seen, seen_moments
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.careers import Careers
from gelijkop.model.cubes import ALL, OUTSIDE, Cube, Ints, Slot

MOST_ANSWERS = 64
"""Distributions share a count as long as they have at most this many different answers together.

Fewer where there are few pupils in a cell: a count has a number for every cell × answer, also where nobody is."""


_SMALL_PRODUCT = 200_000


@dataclass(frozen=True)
class Cut:
    """Which places a cube has: the locations themselves, or areas; with a row per test advice or not.

    `area` gives the number of the area of each location, pointing into `places`.
    """

    places: tuple[str, ...]
    area: Ints
    strata: bool


@dataclass(frozen=True)
class Bundle:
    """Distributions that are counted together: the answer of each combination, and what each answer is."""

    slots: tuple[int, ...]
    answer: Array
    meaning: NDArray[np.float64]
    """One where an answer falls in a slot, else zero: answers × slots."""


def by_location(careers: Careers) -> Cut:
    """A cube of every location, without strata: the base of every sum over places."""
    return Cut(careers.places, np.arange(len(careers.places), dtype=np.int64), strata=False)


def slots_of(wanted: Sequence[Distribution]) -> tuple[Slot, ...]:
    """The columns of counts of these distributions: outside, then each outcome."""
    return tuple(Slot(d.code, o) for d in wanted for o in range(OUTSIDE, len(d.variant.outcomes)))


def blocks(
    careers: Careers,
    wanted: Sequence[Distribution],
    clock: Clock,
    cut: Cut,
    evaluate: Evaluate,
    years: Container[int] | None = None,
) -> Iterator[Cube]:
    """The cube of one clock, a school year at a time, so that a whole country never lies in memory at once.

    `years` are the school years to count; None: all.
    """
    slots = slots_of(wanted)
    for s, outcomes in seen_moments(careers, wanted, clock, evaluate, years):
        most = min(MOST_ANSWERS, 2 * len(s.rows) // _cells(careers, s, cut))
        bundles = _bundles(outcomes, wanted, most)
        yield _block(careers, s, bundles, slots, cut, clock)


def _cells(careers: Careers, seen: Seen, cut: Cut) -> int:
    """About how many cells the pupils of a moment are divided over."""
    places = np.zeros(len(cut.places), dtype=bool)
    places[cut.area[careers.columns[seen.moment.place][seen.rows]]] = True
    groups = max((int(careers.columns[f"g_{g}"].max()) + 1 for g in careers.groupings), default=1)
    return int(np.count_nonzero(places)) * groups


def _bundles(outcomes: NDArray[np.int64], wanted: Sequence[Distribution], most: int) -> list[Bundle]:
    """The distributions in order, in bundles of few answers; `outcomes` has a row per combination."""
    found: list[Bundle] = []
    start = 0
    while start < len(wanted):
        end = start + 1
        joint = code({str(start): outcomes[:, start]})
        while end < len(wanted):
            wider = code({"before": joint.number, str(end): outcomes[:, end]})
            if len(wider.combinations["before"]) > most:
                break
            joint, end = wider, end + 1
        found.append(_bundle(outcomes, joint.number, wanted, start, end))
        start = end
    return found


def _bundle(outcomes: NDArray[np.int64], answer: Array, wanted: Sequence[Distribution], start: int, end: int) -> Bundle:
    widths = [len(d.variant.outcomes) + 1 for d in wanted]
    first = np.concatenate([[0], np.cumsum(widths)])
    slots = tuple(range(first[start], first[end]))
    meaning = np.zeros((int(answer.max(initial=0)) + 1, len(slots)))
    for i in range(start, end):
        meaning[answer, first[i] - first[start] + outcomes[:, i] - OUTSIDE] = 1.0
    return Bundle(slots, answer, meaning)


def _block(
    careers: Careers, seen: Seen, bundles: Sequence[Bundle], slots: tuple[Slot, ...], cut: Cut, clock: Clock
) -> Cube:
    place = cut.area[careers.columns[seen.moment.place][seen.rows]]
    near = code({"place": place})
    cell, strata = near.number.astype(np.int64), np.array([ALL])
    if cut.strata:
        test = code({"test": careers.columns["test"][seen.rows]})
        strata = test.combinations["test"]
        cell = cell * len(strata) + test.number
    answers = [b.answer[seen.coded.number].astype(np.int64) for b in bundles]
    parts = []
    cells = len(near.combinations["place"]) * len(strata)
    for grouping, name in enumerate(careers.groupings):
        group = careers.columns[f"g_{name}"][seen.rows]
        parts.append(_counted(cell, cells, group, answers, bundles, grouping))
    parts.insert(0, _whole(cell, cells, answers, bundles, parts[0] if parts else None))
    at, of, group, pupils = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Cube(
        clock,
        slots,
        cut.places,
        careers.groupings,
        np.full(len(at), seen.moment.school_year, dtype=np.int64),
        near.combinations["place"][at // len(strata)],
        of,
        group,
        strata[at % len(strata)],
        pupils,
    )


Counts = NDArray[np.int32]
_Part = tuple[Ints, Ints, Ints, Counts]


def _counted(
    cell: Ints, cells: int, group: Array, answers: Sequence[Ints], bundles: Sequence[Bundle], grouping: int
) -> _Part:
    """Cell, grouping, group and counts of every cell × group with a pupil."""
    groups = int(group.max()) + 1
    key = cell * groups + group
    there: Ints | None = None
    found = []
    for answer, bundle in zip(answers, bundles, strict=True):
        width = len(bundle.meaning)
        counts = np.bincount(key * width + answer, minlength=cells * groups * width).reshape(-1, width)
        if there is None:
            there = np.flatnonzero(counts.any(axis=1))
        found.append(_folded(counts[there], bundle.meaning))
    at = np.zeros(0, np.int64) if there is None else there
    pupils = np.concatenate(found, axis=1)
    return at // groups, np.full(len(at), grouping, dtype=np.int64), at % groups, pupils


def _folded(counts: Ints, meaning: NDArray[np.float64]) -> Counts:
    """Counts by answer as counts by slot, in products so small that a library of algebra starts no threads for them."""
    answers, slots = meaning.shape
    rows = max(1, _SMALL_PRODUCT // (answers * slots))
    parts = -(-len(counts) // rows)
    padded = np.zeros((parts * rows, answers))
    padded[: len(counts)] = counts
    return (padded.reshape(parts, rows, answers) @ meaning).reshape(-1, slots)[: len(counts)].astype(np.int32)


def _whole(cell: Ints, cells: int, answers: Sequence[Ints], bundles: Sequence[Bundle], part: _Part | None) -> _Part:
    """All pupils of every cell: the groups of any grouping added up, or counted where there is no grouping."""
    if part is None:
        at, _, _, pupils = _counted(cell, cells, np.zeros_like(cell), answers, bundles, ALL)
    else:
        at, starts = np.unique(part[0], return_index=True)
        pupils = np.add.reduceat(part[3], starts, axis=0, dtype=np.int32)
    return at, np.full(len(at), ALL, dtype=np.int64), np.full(len(at), ALL, dtype=np.int64), pupils
