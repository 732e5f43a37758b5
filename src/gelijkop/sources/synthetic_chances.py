"""The declared shares as arrays of chances: what the generator draws from and what the expectation enumerates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.groupings import groupings
from gelijkop.model.levels import advice_levels, levels, test_advices
from gelijkop.sources.synthetic_truth import Shares, Truth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

POVERTY, EDUCATION, ORIGIN, SEX = (
    tuple(g.code for g in groupings()[name].groups) for name in ("armoede", "opleiding", "herkomst", "geslacht")
)
ADVICES = tuple(advice_levels())
TESTS = tuple(test_advices())
EXEMPT = TESTS.index("geen-toets")
STATUSES = ("none", "reconsidered", "adjusted")
LEVELS = ("", *levels())
"""Level codes by number; number 0 is out of education."""
LAST_MOVE = 3
"""Moving to another level happens out of the grades up to this one; from this grade on a class has one level."""


@dataclass(frozen=True)
class Chances:
    """Arrays of chances; the order along each axis is that of POVERTY, EDUCATION, ADVICES, TESTS, STATUSES, LEVELS."""

    people: Floats
    """Poverty × education × origin, shape (municipality, 3, 4, 3); every municipality adds up to its weight."""
    cuts: Mapping[int, Floats]
    """Lower bounds of the test advices but the first, by cohort."""
    mean_score: Floats
    """Poverty × education."""
    advice: Floats
    """Test advice × advice, before it is lowered."""
    lowered: Floats
    """Poverty × education."""
    step_down: Ints
    """The advice one step lower, or the same where there is none."""
    step_up: Ints
    full: Ints
    """The advice that equals a test advice."""
    eligible: Flags
    """Test advice × advice: the test is higher by the legal rule."""
    adjusted: Floats
    """Rule (before, adjust unless) × poverty × advice, given eligible."""
    placement: Floats
    """Advice × level."""
    resolves: Floats
    """Mixed level × advice × single level, in grade 3."""
    below: Ints
    """The level wholly below, or 0 where there is none."""
    above: Ints
    repeats: Floats
    """Poverty × level."""
    down: Floats
    """Poverty × status × level."""
    up: Floats
    years: Ints
    passes: Floats
    diploma: Flags
    drops_out: Floats
    next: Floats
    """Level × level (0: out)."""
    entry_grade: Ints


def chances(truth: Truth) -> Chances:
    """All chances that the truth implies."""
    number = {code: i for i, code in enumerate(LEVELS)}
    low, high = _bounds()
    below, above = _single(low - 1, low > 2), _single(high + 1, (high >= 2) & (high < 6))
    below[number["pro"]] = above[number["pro"]] = 0
    poverty = by(POVERTY, truth.lowered.by_poverty)[:, None]
    movement = truth.movement
    return Chances(
        people=_people(truth),
        cuts={c: _cuts(truth, c) for c in truth.cohorts},
        mean_score=by(POVERTY, truth.test.ability_by_poverty)[:, None] + by(EDUCATION, truth.test.ability_by_education),
        advice=np.array([by(ADVICES, truth.advice_by_test[t]) for t in TESTS]),
        lowered=1 - (1 - poverty) * (1 - by(EDUCATION, truth.lowered.by_education)),
        step_down=_steps(-1),
        step_up=_steps(+1),
        full=np.array([ADVICES.index("vmbo-bb" if t == "pro/vmbo-bb" else t) for t in TESTS[:EXEMPT]]),
        eligible=_eligible(),
        adjusted=_adjusted(truth),
        placement=np.array([by(LEVELS, truth.placement[a]) for a in ADVICES]),
        resolves=_resolves(truth),
        below=below,
        above=above,
        repeats=by(POVERTY, movement.repeats)[:, None] * _ordinary(),
        down=_moves(movement.moves_down, movement.down_by_status) * (below > 0),
        up=_moves(movement.moves_up, movement.up_by_status) * (above > 0),
        years=by(LEVELS, truth.years).astype(np.int64),
        passes=by(LEVELS, truth.passes) + (by(LEVELS, truth.passes) == 0),
        diploma=by(LEVELS, truth.passes) > 0,
        drops_out=by(LEVELS, truth.drops_out),
        next=_next(truth),
        entry_grade=np.maximum(by(LEVELS, truth.entry_grade).astype(np.int64), 1),
    )


def by(order: tuple[str, ...], shares: Mapping[str, Any]) -> Floats:  # Any: float or int
    """One number a code, in order; 0 for a code that is not declared."""
    return np.array([float(shares.get(code, 0)) for code in order])


def draw(rows: Floats, row: Ints, rng: np.random.Generator) -> Ints:
    """A random column for each given row of a matrix of chances, whose rows add up to one."""
    edges = np.cumsum(rows, axis=1)
    edges[:, -1] = 1.0  # what rounding leaves
    flat = (edges + np.arange(len(rows))[:, None]).ravel()
    found: Ints = np.searchsorted(flat, row + rng.random(len(row)), side="right") - row * rows.shape[1]
    last: Ints = np.minimum(found, rows.shape[1] - 1)  # row + 0.999… may round up to the next row
    return last


def _bounds() -> tuple[Ints, Ints]:
    """Lowest and highest rank of each level; 0 where it has none or is no level of vo or pro."""
    ranked = [(0, 0), *((v.low or 0, v.high or 0) for v in levels().values())]
    return np.array([a for a, _ in ranked]), np.array([b for _, b in ranked])


def _single(rank: Ints, where: Flags) -> Ints:
    """The level with just this rank, or 0."""
    single = {v.low: v.number for v in levels().values() if v.low is not None and v.low == v.high}
    return np.array([single[r] if ok else 0 for r, ok in zip(rank.tolist(), where.tolist(), strict=True)])


def _ordinary() -> Flags:
    """The levels of vo, where one may repeat a grade: not pro, vso and isk."""
    return np.array([False, *(v.sector == "vo" for v in levels().values())])


def _people(truth: Truth) -> Floats:
    origin = np.array([by(ORIGIN, truth.origin_by_poverty[p]) for p in POVERTY])
    education = np.array(
        [[by(EDUCATION, truth.education_by_poverty_and_origin[p][o]) for o in ORIGIN] for p in POVERTY]
    )
    homes = np.array([m.weight * by(POVERTY, m.poverty) for m in truth.municipalities])
    homes /= homes.sum()
    people: Floats = np.einsum("mp,po,poe->mpeo", homes, origin, education)
    return people


def _cuts(truth: Truth, cohort: int) -> Floats:
    cuts = truth.test.cuts if cohort < truth.unless_since else truth.test.cuts_since_unless
    return np.array(cuts) + truth.test.difficulty[str(cohort)]


def _ranked() -> list[tuple[float, int]]:
    return sorted((v.rank, ADVICES.index(c)) for c, v in advice_levels().items() if v.rank is not None)


def _steps(by_steps: int) -> Ints:
    """The neighbour of each advice on the scale of vmbo-bb … vwo (and pro upwards), or the advice itself."""
    order = [i for _, i in _ranked()]
    to = np.arange(len(ADVICES))
    for place, i in enumerate(order):
        other = place + by_steps
        if 0 <= other < len(order) and not (by_steps < 0 and other == 0):  # pro is no half level below vmbo-bb
            to[i] = order[other]
    return to


def _eligible() -> Flags:
    """Test above advice, also by half a level; not for pro at pro/vmbo-bb (DOMAIN §2.2, variant A)."""
    eligible = np.zeros((len(TESTS), len(ADVICES)), dtype=np.bool_)
    for rank, advice in _ranked():
        for t, test in enumerate(test_advices().values()):
            if test.rank is not None:
                eligible[t, advice] = test.rank > rank
    eligible[TESTS.index("pro/vmbo-bb"), ADVICES.index("pro")] = False
    return eligible


def _adjusted(truth: Truth) -> Floats:
    points = by(POVERTY, truth.adjusted.by_poverty)[:, None]
    before = by(ADVICES, truth.adjusted.by_advice) + points
    unless = np.repeat(by(POVERTY, truth.adjusted.unless)[:, None], len(ADVICES), axis=1)
    return np.stack([before, unless])


def _moves(by_poverty: Shares, by_status: Shares) -> Floats:
    return np.maximum(by(POVERTY, by_poverty)[:, None] + by(STATUSES, by_status), 0)[:, :, None]


def _resolves(truth: Truth) -> Floats:
    low, high = _bounds()
    mixed = truth.mixed
    to = np.zeros((len(LEVELS), len(ADVICES), len(LEVELS)))
    single = {r: int(_single(np.array([r]), np.array([True]))[0]) for r in range(1, 7)}
    for level in np.flatnonzero(high > low).tolist():
        for a, code in enumerate(ADVICES):
            advice = advice_levels()[code]
            bottom, top = advice.low or low[level], advice.high or high[level]
            if high[level] - low[level] > 1:
                _broad(to[level, a], single, int(bottom), int(top), mixed.broad_lower, mixed.broad_higher)
                continue
            if top <= low[level]:
                share = mixed.higher_if_advice_below
            elif bottom >= high[level]:
                share = mixed.higher_if_advice_above
            else:
                share = mixed.higher_if_advice_same
            to[level, a, single[high[level]]], to[level, a, single[low[level]]] = share, 1 - share
    return to


def _broad(to: Floats, single: Mapping[int, int], bottom: int, top: int, lower: float, higher: float) -> None:
    if bottom < top:
        to[single[bottom]] += 0.5
        to[single[top]] += 0.5
        return
    to[single[max(bottom - 1, 2)]] += lower
    to[single[min(top + 1, 6)]] += higher
    to[single[max(bottom, 2)]] += 1 - lower - higher


def _next(truth: Truth) -> Floats:
    to = np.array([by(LEVELS, truth.next.get(level, {})) for level in LEVELS])
    to[:, 0] = 1 - to.sum(axis=1)
    return to
