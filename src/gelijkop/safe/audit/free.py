"""Numbers whose bounds need no search: every value between them goes with some table, by how the sums hang together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.audit.problem import MOST, Problem
from gelijkop.safe.audit.propagation import Bounded
from gelijkop.safe.audit.rank import Rows, open_rows


def proven(problem: Problem, found: Bounded) -> NDArray[np.bool_]:
    """For which numbers each value between the bounds of tier 1 is taken by a table that fits, shape (numbers,).

    So it is for numbers in no sum, or in one that meets no other: bounds drawn tight over one sum are
    exact. A number that only names a sum, with nothing else known of it, is as free as its parts,
    where no two of those meet.
    """
    open_numbers = np.flatnonzero(found.low < found.high)
    rows = open_rows(problem.sums, found, open_numbers)
    row = np.repeat(np.arange(len(rows.right)), np.diff(rows.start))
    names = _naming(problem, rows, row, open_numbers)
    tied = names[row] < 0
    count, part, ties = _parts(rows.column[tied], row[tied], len(open_numbers), len(rows.right))
    free = ties[part] <= 1
    of_name = ~tied & (rows.value > 0)
    row_of, inside = row[of_name], rows.column[of_name]
    pairs = np.unique(row_of * count + part[inside])
    apart = np.bincount(pairs // count, minlength=len(names)) == np.bincount(row_of, minlength=len(names))
    bound = np.bincount(row_of, weights=~free[inside], minlength=len(names)) > 0
    naming = names >= 0
    free[names[naming]] = apart[naming] & ~bound[naming]
    answer = np.ones(len(problem.low), dtype=np.bool_)
    answer[open_numbers] = free
    return answer


def _naming(problem: Problem, rows: Rows, row: NDArray[np.int64], open_numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each sum the column of a whole that stands in no other sum and of which nothing else is known; else −1."""
    size = len(open_numbers)
    degree = np.bincount(rows.column, minlength=size)
    unknown = (problem.low[open_numbers] == 0) & (problem.high[open_numbers] >= MOST)
    found = np.full(len(rows.right), -1, dtype=np.int64)
    wholes = (rows.value < 0) & (degree[rows.column] == 1) & unknown[rows.column]
    found[row[wholes]] = rows.column[wholes]
    return found


def _parts(
    column: NDArray[np.int64], row: NDArray[np.int64], columns: int, rows: int
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """The connected part of each column, and how many sums each part has; columns and sums are nodes of one graph."""
    from scipy import sparse  # slow import

    nodes = columns + rows
    graph = sparse.coo_array((np.ones(len(column)), (columns + row, column)), shape=(nodes, nodes))
    count, part = sparse.csgraph.connected_components(graph, directed=False)
    used = np.unique(row)
    ties = np.bincount(part[columns + used], minlength=count)
    return int(count), part[:columns].astype(np.int64), ties
