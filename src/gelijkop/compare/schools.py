"""Each school beside the region, its board and schools like it, with what chance and small numbers can do.

Schools come in the order of their code and nothing else: no figure here puts them in an order of merit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.clusters import Clustered, clustered_means, clustered_shares
from gelijkop.compare.findings import NOTHING, Interval, State
from gelijkop.compare.funnel import Funnel, Zone, funnel_means, funnel_shares, zones
from gelijkop.compare.intake import parts, rule
from gelijkop.compare.intervals import Array, Intervals, difference, mean, moments, ratio, wilson
from gelijkop.compare.shrinkage import Shrunken, shrink_means, shrink_shares
from gelijkop.compare.similar import NEAREST, Positions, similar
from gelijkop.compare.tallies import EVERYBODY, Counts, Years, having, is_share
from gelijkop.errors import Text
from gelijkop.safe.display import display
from gelijkop.safe.plan import plan_of
from gelijkop.safe.released import Released

NO_LOCATIONS = Text(
    "In een openbare uitgave zijn de plaatsen gemeenten. Cijfers over scholen staan alleen in een interne uitgave.",
    "In a public release the places are municipalities. Figures on schools are in an internal release only.",
)
NOBODY = Text("Geen enkele school heeft hier leerlingen.", "No school has pupils here.")


@dataclass(frozen=True)
class School:
    """One school on one measure; shares 0–1 or means in the unit of the scores.

    `shrunken` is what may be believed of the school, `weight` (0–1) how much of that is its own figure.
    `ordinary_95` and `ordinary_998` are the limits within which 95% and 99.8% of ordinary schools of this
    size lie, around the region's value; `z` is the distance to that in standard errors, overdispersion
    included. `of_similar` is the value of the `similar` schools together, `off_similar` the school minus that.
    `of_board` is the value of the schools of its board together, itself included. NaN where nothing is shown.
    """

    measure: str
    place: str
    years: Years
    pupils: int
    state: State
    own: Interval = NOTHING
    shrunken: Interval = NOTHING
    weight: float = float("nan")
    ordinary_95: Interval = NOTHING
    ordinary_998: Interval = NOTHING
    z: float = float("nan")
    zone: Zone | None = None
    similar: tuple[str, ...] = ()
    similar_pupils: int = 0
    of_similar: Interval = NOTHING
    off_similar: Interval = NOTHING
    board: str = ""
    board_schools: int = 0
    board_pupils: int = 0
    of_board: Interval = NOTHING


@dataclass(frozen=True)
class Schools:
    """All schools on one measure.

    `region` is the value of all their pupils, with limits that count that pupils of a school are alike;
    `clusters` is the number of schools. `phi` and `tau` as in `funnel`: how many times chance schools
    differ, and the standard deviation between schools that this comes down to. `spread` is that standard
    deviation by the model behind `shrunken`. `rule` says in words which schools are similar; `why` says
    in words why there is nothing where the state is not `shown`.
    """

    measure: str
    years: Years
    state: State
    why: Text | None = None
    region: Interval = NOTHING
    pupils: int = 0
    clusters: int = 0
    phi: float = float("nan")
    tau: float = float("nan")
    spread: float = float("nan")
    rule: Text | None = None
    schools: tuple[School, ...] = ()


def schools(released: Released, measure: str, *, years: Sequence[int] | None = None, nearest: int = NEAREST) -> Schools:
    """Every school that has pupils in the population of the measure, over these school years together.

    Args:
        released: a release whose places are locations; of another the result says why there is nothing.
        measure: code of the measure.
        years: school years, as the year in which they start; None for all of the measure.
        nearest: how many similar schools at most.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure is a distribution, which has no rate.
    """
    scores = released.measure(measure).scores
    if len(set(scores)) < 2:
        raise ValueError(f"{measure} has no scores, so no rate")
    period = tuple(years) if years is not None else released.years_of(measure)
    if released.policy != "intern":
        return Schools(measure, period, "not_estimable", NO_LOCATIONS)
    counts = released.dense(measure, grouping=None, groups=(EVERYBODY,), years=period).sum(axis=(1, 2, 3))
    places = tuple(p for p, n in zip(released.places, counts.sum(axis=1), strict=True) if n)
    if not places:
        return Schools(measure, period, "not_estimable", NOBODY)
    counts = counts[counts.sum(axis=1) > 0]
    beside = parts(released, measure, places=places, years=period)
    like = similar(beside, nearest=nearest).position
    boards = tuple(released.areas.get("board", {}).get(p, "") for p in places)
    found = _columns(counts, scores, like, boards)
    state = display(found.yes, found.pupils, plan_of(released)).state
    facts = [
        (measure, p, period, int(n), cast(State, str(s))) for p, n, s in zip(places, found.pupils, state, strict=True)
    ]
    return Schools(
        measure, period, "shown",
        region=_one(found.region.value, 0, str(found.region.method[0])),
        pupils=int(found.pupils.sum()),
        clusters=len(places),
        phi=float(found.funnel.phi),
        tau=float(found.funnel.tau),
        spread=float(found.shrunken.spread),
        rule=rule(beside, nearest=nearest),
        schools=tuple(
            _school(fact, found, i, places, like[i], boards[i]) if fact[-1] in SEEN else School(*fact)
            for i, fact in enumerate(facts)
        ),
    )  # fmt: skip


Facts = tuple[str, str, Years, int, State]
SEEN = ("shown", "zero")


@dataclass(frozen=True)
class _Columns:
    """All that is computed of all schools at once; arrays of shape (schools,). `yes` is all pupils of a mean."""

    method: str
    model: str
    pupils: Counts
    yes: Counts
    own: Intervals
    shrunken: Shrunken
    funnel: Funnel
    zone: NDArray[np.str_]
    similar: Clustered
    similar_pupils: Counts
    board: Intervals
    board_pupils: Counts
    board_schools: Counts
    region: Clustered


def _columns(counts: Counts, scores: tuple[float, ...], like: Positions, boards: tuple[str, ...]) -> _Columns:
    share, pupils = is_share(scores), np.asarray(counts.sum(axis=1))
    sums = counts @ np.array(scores)
    together = np.where(like >= 0, sums[like], 0.0), np.where(like >= 0, pupils[like], 0)
    # A school whose board is not known is a board by itself.
    keys = np.array([b or f"#{i}" for i, b in enumerate(boards)])
    same = (keys[:, np.newaxis] == keys).astype(np.int64)
    of_board = same @ counts
    own = _plain(counts, scores)
    funnel = (
        funnel_shares(having(counts, scores), pupils)
        if share
        else funnel_means(own.estimate, pupils, _within(counts, scores), scores=scores)
    )
    return _Columns(
        "wilson" if share else "t",
        "beta-binomial" if share else "random-intercept",
        pupils,
        having(counts, scores) if share else pupils,
        own,
        shrink_shares(having(counts, scores), pupils) if share else shrink_means(counts, scores),
        funnel,
        zones(ratio(sums, pupils), funnel),
        _clustered(*together, scores),
        together[1].sum(axis=1),
        _plain(of_board, scores),
        of_board.sum(axis=1),
        same.sum(axis=1),
        _clustered(sums[np.newaxis], pupils[np.newaxis], scores),
    )


def _school(fact: Facts, f: _Columns, i: int, places: tuple[str, ...], like: Positions, board: str) -> School:
    own, of_similar = _one(f.own, i, f.method), _one(f.similar.value, i, str(f.similar.method[i]))
    off = difference(Intervals(*_limits(own)), Intervals(*_limits(of_similar)))
    method = f"mover-{f.method}-{of_similar.method}"
    chance = "binomial+tau" if f.method == "wilson" else "normal+tau"
    ordinary_95, ordinary_998 = (
        Interval(float(f.funnel.centre), float(f.funnel.lower[i, level]), float(f.funnel.upper[i, level]), chance)
        for level in (0, 1)
    )
    return School(
        *fact, own, _one(f.shrunken.value, i, f.model), float(f.shrunken.weight[i]), ordinary_95, ordinary_998,
        z=float(f.funnel.z[i]),
        zone=cast(Zone, str(f.zone[i])),
        similar=tuple(places[j] for j in like if j >= 0),
        similar_pupils=int(f.similar_pupils[i]),
        of_similar=of_similar,
        off_similar=_one(Intervals(off.estimate[np.newaxis], off.lower[np.newaxis], off.upper[np.newaxis]), 0, method),
        board=board,
        board_schools=int(f.board_schools[i]) if board else 0,
        board_pupils=int(f.board_pupils[i]) if board else 0,
        of_board=_one(f.board, i, f.method) if board else NOTHING,
    )  # fmt: skip


def _plain(counts: Counts, scores: tuple[float, ...]) -> Intervals:
    """The value of pupils by outcome, with limits for chance in who they are."""
    if not is_share(scores):
        return mean(counts, scores)
    n = counts.sum(axis=-1)
    return wilson(ratio(having(counts, scores), n), n)


def _clustered(sums: Array, pupils: Counts, scores: tuple[float, ...]) -> Clustered:
    """The value of several schools together, shape (cells, schools), with schools as the units of chance."""
    if is_share(scores):
        return clustered_shares(sums, pupils)
    return clustered_means(sums, pupils, scores=scores)


def _within(counts: Counts, scores: tuple[float, ...]) -> Array:
    """The variance of the scores within schools, of all schools together."""
    _, squares = moments(counts, scores)
    return ratio(squares.sum(), np.maximum(counts.sum() - len(counts), 0))


def _one(values: Intervals, i: int, method: str) -> Interval:
    """One of many, or nothing where it has no limits."""
    estimate, lower, upper = (float(x[i]) for x in (values.estimate, values.lower, values.upper))
    return NOTHING if np.isnan(lower) else Interval(estimate, lower, upper, method)


def _limits(x: Interval) -> tuple[Array, Array, Array]:
    return np.asarray(x.estimate), np.asarray(x.lower), np.asarray(x.upper)
