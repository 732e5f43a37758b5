"""The attacker of a protected cube, who is given every released inner cell, the rules, and tables of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from gelijkop.errors import Text
from gelijkop.safe.audit.knowledge import promised, protected
from gelijkop.safe.audit.problem import MOST, Problem, Sums, joined_sums, sums_of_matrix
from gelijkop.safe.audit.report import Report
from gelijkop.safe.audit.run import audit
from gelijkop.safe.lattice import Ints

if TYPE_CHECKING:
    from gelijkop.safe.lattice import Matrix


@dataclass(frozen=True)
class KnownSums:
    """Exact numbers that others publish about the same pupils: row i of `sums` times the inner cells is `values[i]`.

    `sums` holds zeros and ones, with a column for each inner cell and, where the table is about outcomes,
    one for each outcome of each cell after them (cell by cell); nothing is in two rows. `names` says what
    each row counts and `source` what the table is.
    """

    source: Text
    sums: Matrix = field(repr=False)
    values: Ints = field(repr=False)
    names: Sequence[str] = field(repr=False)


@dataclass(frozen=True)
class Cube:
    """A protected cube as everybody may know it, and what else an attacker is given.

    `released`: pupils by inner cell, shape (cells,); 1 to `base` − 1 pupils became 0 or `base`, larger
    cells moved by at most `slack`. `known`: exact tables of others. `published`: cells that are attacked
    as well, as sums of inner cells, shape (rows, cells). `outcomes`: what the pupils of a cell are
    divided over, where they are; a cell may show an outcome that none of its pupils has, so the released
    division tells nothing by itself. `error`: a public promise that no published or inner cell is further
    off than this. Which cells were counted at all is known.
    """

    released: Ints = field(repr=False)
    base: int
    slack: int
    known: Sequence[KnownSums] = ()
    published: Matrix | None = field(repr=False, default=None)
    outcomes: Sequence[str] = ()
    error: int | None = None
    name: Callable[[int], str] = str
    published_name: Callable[[int], str] = str


def audit_cube(cube: Cube, *, least_width: int = 3, seconds: float = 0.0, world: Ints | None = None) -> Report:
    """What somebody finds out about small counts who is given the whole released cube.

    What the known tables tell by themselves is not counted. Where nothing is known beside the cube,
    the bounds are the closed form of the rules, and a proof: every number within its bounds goes with
    every other.

    Args:
        cube: the cube and what is known.
        least_width: the least distance between the first and last possible value of a small count.
        seconds: how long to look for tables that prove what stays open; 0 leaves that out.
        world: the true inner cells, where the search may start from them; none of it is in the report.
    """
    problem, alone = cube_problem(cube, least_width=least_width), None
    if cube.known:
        alone = cube_problem(cube, least_width=least_width, released=False)
    return audit(problem, seconds=seconds, world=None if world is None else _world(cube, world), told_before=alone)


def cube_problem(cube: Cube, *, least_width: int = 3, released: bool = True) -> Problem:
    """The attacker of a cube; `released` off is one who has the tables of others alone.

    The numbers are: known sums, published sums, inner cells, and the outcomes of each inner cell.
    """
    wholes = _wholes(cube)
    first = sum(m.shape[0] for m in wholes)
    known = sum(len(k.values) for k in cube.known)
    lows, highs = [k.values for k in cube.known], [k.values for k in cube.known]
    for low, high in _bounds(cube, first - known, released=released):
        lows.append(low)
        highs.append(high)
    called = _names(cube)
    return Problem(
        np.concatenate(lows),
        np.concatenate(highs),
        joined_sums(*_sums(cube, wholes, first)),
        called,
        np.arange(known, sum(len(low) for low in lows)),
        least_width,
        cube.base - 1,
        tuple(_assumed(cube)),
    )


def _wholes(cube: Cube) -> Sequence[Matrix]:
    return [*(k.sums for k in cube.known), *([] if cube.published is None else [cube.published])]


def _bounds(cube: Cube, published: int, *, released: bool) -> Iterator[tuple[Ints, Ints]]:
    """Of published sums, inner cells and outcomes."""
    shown = np.zeros(published, np.int64)
    free = np.zeros_like(shown), np.full_like(shown, MOST)
    low, high = protected(cube.released, base=cube.base, slack=cube.slack)
    if not released:
        low, high = np.zeros_like(low), np.full_like(high, MOST)
    elif cube.error is not None:
        if cube.published is not None:
            free = promised(free, np.asarray(cube.published @ cube.released), error=cube.error)
        low, high = promised((low, high), cube.released, error=cube.error)
    yield free
    yield low, high
    divided = len(low) * len(cube.outcomes)
    yield np.zeros(divided, np.int64), np.full(divided, MOST)


def _sums(cube: Cube, wholes: Sequence[Matrix], first: int) -> Iterator[Sums]:
    """Every whole by its inner cells, by the rows of each known table inside it, and every cell by its outcomes."""
    yield Sums(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.int64))
    starts = np.cumsum([0, *(m.shape[0] for m in wholes)])
    for at, matrix in zip(starts, wholes, strict=False):
        yield sums_of_matrix(matrix, whole=int(at), part=first)
        for inside, k in zip(starts, cube.known, strict=False):
            if inside != at and matrix.shape[1] == k.sums.shape[1]:
                yield _through(matrix, k.sums, whole=int(at), inside=int(inside), part=first)
    if cube.outcomes:
        cells, outcomes = len(cube.released), len(cube.outcomes)
        part = np.arange(cells * outcomes) + first + cells
        yield Sums(first + np.arange(cells), np.arange(cells + 1) * outcomes, part)


def _through(matrix: Matrix, known: Matrix, *, whole: int, inside: int, part: int) -> Sums:
    """Wholes as the rows of a known table that lie inside them, and the inner cells that are left."""
    from scipy import sparse  # slow import

    overlap = sparse.coo_array(matrix @ known.T)
    size = np.diff(known.indptr)
    row, column = overlap.coords
    full = overlap.data == size[column]
    taken = sparse.csr_array((np.ones(full.sum(), np.int64), (row[full], column[full])), shape=overlap.shape)
    left = sparse.csr_array(matrix - taken @ known)
    left.eliminate_zeros()
    some = np.flatnonzero(np.diff(taken.indptr))
    offset = sparse.csr_array(sparse.hstack([taken, left], format="csr"))[some]
    numbers = offset.indices.astype(np.int64)
    parts = np.where(numbers < known.shape[0], inside + numbers, part + numbers - known.shape[0])
    return Sums(whole + some, offset.indptr.astype(np.int64), parts)


def _world(cube: Cube, inner: Ints) -> Ints:
    """Inner cells (and after them outcomes, where there are) with the sums that stand before them."""
    return np.concatenate([*(np.asarray(m @ inner[: m.shape[1]]) for m in _wholes(cube)), inner])


def _names(cube: Cube) -> Callable[[int], str]:
    names = [n for k in cube.known for n in k.names]
    first = sum(m.shape[0] for m in _wholes(cube))

    def called(number: int) -> str:
        if number < len(names):
            return names[number]
        if number < first:
            return cube.published_name(number - len(names))
        if number < first + len(cube.released):
            return cube.name(number - first)
        cell, outcome = divmod(number - first - len(cube.released), len(cube.outcomes))
        return f"{cube.name(cell)} × {cube.outcomes[outcome]}"

    return called


def _assumed(cube: Cube) -> Iterator[Text]:
    yield Text(
        f"De aanvaller kent elke afgeronde cel en de regels: basis {cube.base}, speling {cube.slack}.",
        f"The attacker knows every rounded cell and the rules: base {cube.base}, slack {cube.slack}.",
    )
    for k in cube.known:
        yield Text(
            f"De aanvaller kent ook: {k.source.nl} ({len(k.values)} getallen).",
            f"The attacker also knows: {k.source.en} ({len(k.values)} numbers).",
        )
    if cube.error is not None:
        yield Text(
            f"De aanvaller weet dat geen getal meer dan {cube.error} afwijkt.",
            f"The attacker knows that no number is off by more than {cube.error}.",
        )
