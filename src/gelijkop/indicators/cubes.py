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
from gelijkop.model.loops import loops

MOST_ANSWERS = 64
"""Distributions share a count as long as they have at most this many different answers together.

Fewer where there are few pupils in a cell: a count has a number for every cell × answer, also where nobody is."""


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

    answer: Array
    slot: NDArray[np.int32]
    """The column of the cube in which an answer counts: answers × distributions."""


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
        cells = _cells(careers, s, cut)
        most = min(MOST_ANSWERS, 2 * len(s.rows) // (cells.length * _most_groups(careers)))
        yield _block(careers, s, cells, _bundles(outcomes, wanted, most), slots, cut, clock)


@dataclass(frozen=True)
class _Cells:
    """The cell, a place with a test advice, of each row of a moment; and the place and test advice of cell 0, 1, …"""

    number: Array
    place: Ints
    stratum: Ints

    @property
    def length(self) -> int:
        return len(self.place)


def _cells(careers: Careers, seen: Seen, cut: Cut) -> _Cells:
    named = {"place": seen.moment.place} | ({"test": "test"} if cut.strata else {})
    columns = {name: careers.columns[c] for name, c in named.items()}
    near = code(columns, seen.rows, {name: careers.span(c) for name, c in named.items()})
    location = near.combinations["place"]
    test = near.combinations.get("test", np.full(len(location), ALL))
    areas = code({"place": cut.area[location], "test": test})
    if len(areas.combinations["place"]) == len(location):
        return _Cells(near.number, cut.area[location], test)
    number = loops(len(seen.rows)).take(areas.number, near.number)
    return _Cells(number, areas.combinations["place"], areas.combinations["test"])


def _most_groups(careers: Careers) -> int:
    return max((_groups(careers, g) for g in careers.groupings), default=1)


def _groups(careers: Careers, grouping: str) -> int:
    return careers.span(f"g_{grouping}")[1] + 1


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
    slot = np.zeros((int(answer.max(initial=0)) + 1, end - start), dtype=np.int32)
    for i in range(start, end):
        slot[answer, i - start] = first[i] + outcomes[:, i] - OUTSIDE
    return Bundle(answer, slot)


def _block(
    careers: Careers,
    seen: Seen,
    cells: _Cells,
    bundles: Sequence[Bundle],
    slots: tuple[Slot, ...],
    cut: Cut,
    clock: Clock,
) -> Cube:
    one, rows = loops(len(seen.rows)), seen.rows
    joint = [one.joined(cells.number, b.answer, seen.coded.number, len(b.slot)) for b in bundles]
    everybody = np.zeros(len(careers.columns["test"]), dtype=np.uint8)
    groups = [(everybody, 1)] + [(careers.columns[f"g_{g}"], _groups(careers, g)) for g in careers.groupings]
    most = int(one.tally(cells.number, everybody, rows, 1, cells.length).max())
    # Room for every cell × group; what nobody is in stays untouched, and takes no memory.
    pupils = np.zeros((cells.length * sum(size for _, size in groups), len(slots)), dtype=np.min_scalar_type(-1 - most))
    filled, end = [], 0
    for column, size in groups:
        at = np.zeros(0, dtype=np.int64)
        for i, (number, bundle) in enumerate(zip(joint, bundles, strict=True)):
            width = len(bundle.slot)
            counts = one.tally(number, column, rows, size, cells.length * width).reshape(-1, width, size)
            at = at if i else one.filled(counts)
            one.fold(counts, at, bundle.slot, pupils[end : end + len(at)])
        filled.append(at)
        end += len(at)
    grouping = np.repeat(np.arange(ALL, len(careers.groupings)), [len(at) for at in filled])
    sizes = np.array([size for _, size in groups])[grouping - ALL]
    cell, group = np.divmod(np.concatenate(filled), sizes)
    return Cube(
        clock,
        slots,
        cut.places,
        careers.groupings,
        np.full(end, seen.moment.school_year, dtype=np.int64),
        cells.place[cell],
        grouping,
        np.where(grouping == ALL, ALL, group),
        cells.stratum[cell],
        pupils[:end],
    )
