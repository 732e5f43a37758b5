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
from gelijkop.compare.intervals import (
    Array,
    Intervals,
    Numbers,
    difference,
    mean,
    mean_rounding,
    moments,
    ratio,
    share_rounding,
    wilson,
)
from gelijkop.compare.rates import named
from gelijkop.compare.shrinkage import Shrunken, shrink_means, shrink_shares
from gelijkop.compare.similar import NEAREST, Positions, similar
from gelijkop.compare.tallies import EVERYBODY, Counts, Years, as_told, having, is_share
from gelijkop.errors import Text
from gelijkop.safe.display import display
from gelijkop.safe.plan import Plan, plan_of
from gelijkop.safe.released import Released

NO_LOCATIONS = Text(
    "In deze uitgave zijn de plaatsen gemeenten, en er is geen deel over scholen.",
    "In this release the places are municipalities, and it has no part about schools.",
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
        released: a release whose places are locations, or a public one with a part about schools, of which all school
            years are together; of another the result says why there is nothing.
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
    part = released if released.policy == "intern" or released.pooled else released.schools
    if part is None:
        return Schools(measure, released.years_of(measure), "not_estimable", NO_LOCATIONS)
    if part.pooled and years is not None:
        raise ValueError("the school years of schools in a public release stand together")
    return _schools(part, measure, part.years_of(measure) if years is None else tuple(years), scores, nearest)


def _schools(released: Released, measure: str, period: Years, scores: tuple[float, ...], nearest: int) -> Schools:
    told = released.pooled or period
    counts = released.dense(measure, grouping=None, groups=(EVERYBODY,), years=period).sum(axis=(1, 2, 3))
    places = tuple(p for p, n in zip(released.places, counts.sum(axis=1), strict=True) if n)
    if not places:
        return Schools(measure, told, "not_estimable", NOBODY)
    counts = counts[counts.sum(axis=1) > 0]
    beside = parts(released, measure, places=places, years=period)
    like = similar(beside, nearest=nearest).position
    boards = tuple(released.areas.get("board", {}).get(p, "") for p in places)
    sd = released.rounding_sd(measure, grouped=False, strata=False, places=places[:1])
    plan = plan_of(released)
    found = _columns(counts, scores, like, boards, sd, plan)
    seen = display(found.yes, found.pupils, plan)
    # A school of which nearly nobody or nearly everybody has it gets no value at all, here.
    state = np.where((seen.tail != "") & (found.method.startswith("wilson")), "withheld", seen.state)
    written = as_told(released, found.pupils)
    facts = [(measure, p, told, int(n), cast(State, str(s))) for p, n, s in zip(places, written, state, strict=True)]
    return Schools(
        measure, told, "shown",
        region=_one(found.region.value, 0, str(found.region.method[0])),
        pupils=int(written.sum()),
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
    similar_tail: NDArray[np.bool_]
    board: Intervals
    board_pupils: Counts
    board_schools: Counts
    region: Clustered


def _columns(
    counts: Counts, scores: tuple[float, ...], like: Positions, boards: tuple[str, ...], sd: float, plan: Plan
) -> _Columns:
    """All of it; `sd` is the error that protection puts on a count of one school.

    Rounding makes a school's figure as unsure as that of a smaller school, and as such it counts where it
    is drawn to the region and in the funnel.
    """
    share, pupils = is_share(scores), np.asarray(counts.sum(axis=1))
    sure = counts * _sure(counts, scores, sd)[:, np.newaxis]
    told = sure.sum(axis=1)
    sums = counts @ np.array(scores)
    together = np.where(like >= 0, sums[like], 0.0), np.where(like >= 0, pupils[like], 0)
    # A school whose board is not known is a board by itself.
    keys = np.array([b or f"#{i}" for i, b in enumerate(boards)])
    same = (keys[:, np.newaxis] == keys).astype(np.int64)
    of_board = same @ counts
    own = _plain(counts, scores, sd)
    funnel = (
        funnel_shares(sure @ np.array(scores), told)
        if share
        else funnel_means(own.estimate, told, _within(counts, scores), scores=scores)
    )
    return _Columns(
        named("wilson" if share else "t", rounded=sd > 0),
        "beta-binomial" if share else "random-intercept",
        pupils,
        having(counts, scores) if share else pupils,
        own,
        shrink_shares(sure @ np.array(scores), told) if share else shrink_means(sure, scores),
        funnel,
        zones(ratio(sums, pupils), funnel),
        _clustered(*together, scores),
        together[1].sum(axis=1),
        _tails(*together, plan) if share else np.zeros(len(pupils), dtype=bool),
        _plain(of_board, scores, sd * np.sqrt(same.sum(axis=1))),
        of_board.sum(axis=1),
        same.sum(axis=1),
        _clustered(sums[np.newaxis], pupils[np.newaxis], scores),
    )


def _school(fact: Facts, f: _Columns, i: int, places: tuple[str, ...], like: Positions, board: str) -> School:
    own = _one(f.own, i, f.method)
    of_similar = NOTHING if f.similar_tail[i] else _one(f.similar.value, i, str(f.similar.method[i]))
    off = difference(Intervals(*_limits(own)), Intervals(*_limits(of_similar)))
    method = f"mover-{f.method}-{of_similar.method}"
    chance = "binomial+tau" if f.method.startswith("wilson") else "normal+tau"
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


def _tails(yes: Array, pupils: Counts, plan: Plan) -> NDArray[np.bool_]:
    """Whether of several schools together nearly nobody or nearly everybody has it; both of shape (cells, schools)."""
    told = display(yes.sum(axis=1).astype(np.int64), np.asarray(pupils.sum(axis=1)), plan)
    return np.asarray(told.tail != "")


def _plain(counts: Counts, scores: tuple[float, ...], sd: Numbers | float) -> Intervals:
    """The value of pupils by outcome, with limits for chance in who they are and for rounding."""
    if not is_share(scores):
        return mean(counts, scores, rounding_sd=sd)
    n = counts.sum(axis=-1)
    return wilson(ratio(having(counts, scores), n), n, rounding_variance=share_rounding(n, rounding_sd=sd))


def _sure(counts: Counts, scores: tuple[float, ...], sd: float) -> Array:
    """The part of the pupils of each school that would, without rounding, leave its value as unsure as it is now."""
    n = counts.sum(axis=1)
    chance = _within(counts, scores)
    rounding = share_rounding(n, rounding_sd=sd) if is_share(scores) else mean_rounding(counts, scores, rounding_sd=sd)
    return np.where(n > 0, ratio(chance, chance + n * np.nan_to_num(rounding)), 1.0) if sd else np.ones(len(counts))


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
