"""What definitions make of the pupils of a moment, worked out once for each combination of values that occurs."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.indicators.coding import Coded, code, merged
from gelijkop.indicators.moments import Moment, moments
from gelijkop.indicators.query import Distribution, answered
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.careers import Careers
from gelijkop.model.cubes import OUTSIDE, Ints
from gelijkop.model.loops import loops

Evaluate = Callable[[Mapping[str, Ints], Mapping[str, nw.Expr]], Mapping[str, NDArray[Any]]]  # Any: whole numbers
"""Works out expressions over columns, in the order of the rows; given by the pipeline, which has the engine."""


@dataclass(frozen=True)
class Seen:
    """The pupils of one moment: their rows in the careers, and the combination of values that each has."""

    moment: Moment
    rows: NDArray[np.int32]
    coded: Coded


def seen_moments(
    careers: Careers,
    wanted: Sequence[Distribution],
    clock: Clock,
    evaluate: Evaluate,
    years: Container[int] | None = None,
) -> Iterator[tuple[Seen, Ints]]:
    """Each moment of a clock with anybody in it, and the outcome of every combination (rows) by distribution (columns).

    Outside for everybody in school years before a definition holds. `years` are the school years that
    are wanted; None: all.
    """
    asked = [m for m in moments(careers, clock) if years is None or m.school_year in years] if wanted else []
    seen = [Seen(m, *_coded(careers, m)) for m in asked]
    seen = [s for s in seen if len(s.rows)]
    if not seen:
        return
    table, at = merged([dict(s.coded.combinations) | _constants(s) for s in seen])
    outcomes = _outcomes(table, wanted, clock, evaluate)
    for s, where in zip(seen, at, strict=True):
        since = np.array([d.since <= s.moment.school_year for d in wanted])
        yield s, np.where(since, outcomes[where], OUTSIDE)


def _coded(careers: Careers, moment: Moment) -> tuple[NDArray[np.int32], Coded]:
    """Which pupils of the careers are in a moment, and the numbers of what is given of them."""
    column = careers.columns[moment.column]
    values = np.asarray(moment.values)
    inside = np.zeros(max(careers.span(moment.column)[1], int(values.max(initial=0))) + 1, dtype=bool)
    inside[values] = True
    rows = loops(len(column)).members(column, inside)
    given = {n: c for n, c in moment.given.items() if isinstance(c, str)}
    columns = {n: careers.columns[c] for n, c in given.items()}
    return rows, code(columns, rows, {n: careers.span(c) for n, c in given.items()})


def _constants(seen: Seen) -> dict[str, Ints]:
    length = len(next(iter(seen.coded.combinations.values())))
    return {n: np.full(length, c, dtype=np.int64) for n, c in seen.moment.given.items() if not isinstance(c, str)}


def _outcomes(table: Mapping[str, Ints], wanted: Sequence[Distribution], clock: Clock, evaluate: Evaluate) -> Ints:
    """The outcome of every combination (rows) in every distribution (columns)."""
    found = evaluate(table, {f"o{i}": answered(d, clock) for i, d in enumerate(wanted)})
    return np.stack([np.asarray(found[f"o{i}"], dtype=np.int64) for i in range(len(wanted))], axis=1)
