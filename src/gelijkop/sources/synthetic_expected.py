"""What an analyst should find in the made-up region, enumerated from the declared truth and never from its data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from statistics import NormalDist

import numpy as np

from gelijkop.model.levels import levels
from gelijkop.sources.synthetic_chances import (
    ADVICES,
    EXEMPT,
    LEVELS,
    POVERTY,
    Chances,
    Floats,
    Ints,
    chances,
)
from gelijkop.sources.synthetic_truth import Truth

REFERENCE = POVERTY.index("niet-arm")


@dataclass(frozen=True)
class Expected:
    """Shares (0–1) that a large run comes down to; the first axis is poverty in the order of POVERTY, unless said.

    Everything about the advice is about pupils with a test advice, exempt pupils left out. Everything
    about movement is about the first three years after primary school, of pupils who are still in
    the region; repeats and moves count each pupil and each of the two steps from year to year.
    """

    people: Floats
    """Share of each poverty class among all pupils."""
    tests: Floats
    """Share of each test advice, shape (3, 6)."""
    lowered: Floats
    """Chance that the advice is lowered, by test advice (exempt last), shape (3, 7)."""
    advices: Floats
    """Share of each provisional advice at a test advice (exempt last), shape (3, 7, 12)."""
    eligible: Floats
    """The test is above the provisional advice (legal rule): reconsidered, under-advised."""
    eligible_by_test: Floats
    """Shape (3, 6)."""
    eligible_by_advice: Floats
    """By provisional advice, shape (12,); NaN where there is no such advice."""
    eligible_of_all: float
    gap_at_equal_test: Floats
    """`eligible` minus that of niet-arm at the same test advice and year, over the group's own spread."""
    adjusted_if_eligible: Floats
    adjusted: Floats
    """Of all with a test advice."""
    adjusted_by_advice: Floats
    """Of all with a test advice, by provisional advice, shape (12,)."""
    adjusted_of_all: float
    still_below: Floats
    """The test is above the final advice."""
    repeats: Floats
    moves_down: Floats
    moves_up: Floats
    study_problems: Floats
    """Repeated or moved down at least once in the two steps."""
    study_problems_by_status: Floats
    """In the order of STATUSES, shape (3,)."""
    on_advice: Floats
    """By final advice: in grade 3 in the third year, at a level that the advice covers, shape (12,); NaN: nobody."""


@np.errstate(invalid="ignore", divide="ignore")  # nobody of a kind: NaN
def expected(truth: Truth, *, cohorts: Sequence[int] | None = None) -> Expected:
    """The shares to be found in the given cohorts, each weighing the same.

    Args:
        truth: what is declared.
        cohorts: school years of group 8; None for those with a test before the rule "adjust, unless".
    """
    c = chances(truth)
    years = tuple(cohorts) if cohorts is not None else truth.tested_before_unless
    tested = np.array([y not in truth.no_test_years for y in years])
    rule = np.array([int(y >= truth.unless_since) for y in years])
    pupils = np.stack([pupils_by_test(truth, c, y) for y in years])
    advice, lowered = _advices(c, pupils)
    eligible = advice * c.eligible * tested[:, None, None, None]
    adjusted = np.einsum("ypta,ypa->ypta", eligible, c.adjusted[rule])
    made = advice[:, :, :EXEMPT][tested]
    by_test, above = made.sum(axis=3), eligible[:, :, :EXEMPT][tested].sum(axis=3)
    flow = _flow(c, _start(truth, c, advice, eligible, adjusted))
    n = made.sum(axis=(0, 2, 3))
    share = above / by_test
    own = by_test.sum(axis=0) / n[:, None]
    raised = adjusted.sum(axis=(0, 2, 3))
    return Expected(
        people=c.people.sum(axis=(0, 2, 3)),
        tests=own,
        lowered=lowered.sum(axis=0) / advice.sum(axis=(0, 3)),
        advices=advice.sum(axis=0) / advice.sum(axis=(0, 3))[:, :, None],
        eligible=above.sum(axis=(0, 2)) / n,
        eligible_by_test=above.sum(axis=0) / by_test.sum(axis=0),
        eligible_by_advice=eligible.sum(axis=(0, 1, 2)) / made.sum(axis=(0, 1, 2)),
        eligible_of_all=float(above.sum() / n.sum()),
        gap_at_equal_test=np.where(by_test > 0, by_test * (share - share[:, [REFERENCE]]), 0).sum(axis=(0, 2)) / n,
        adjusted_if_eligible=raised / above.sum(axis=(0, 2)),
        adjusted=raised / n,
        adjusted_by_advice=adjusted.sum(axis=(0, 1, 2)) / made.sum(axis=(0, 1, 2)),
        adjusted_of_all=float(raised.sum() / n.sum()),
        still_below=_still_below(truth, c, eligible, adjusted) / n,
        repeats=flow.repeats,
        moves_down=flow.moves_down,
        moves_up=flow.moves_up,
        study_problems=flow.study_problems,
        study_problems_by_status=flow.study_problems_by_status,
        on_advice=flow.on_advice,
    )


def pupils_by_test(truth: Truth, c: Chances, cohort: int) -> Floats:
    """Pupils by poverty × education × test advice; the exempt last. Adds up to one."""
    people = c.people.sum(axis=(0, 3))
    normal = NormalDist(0, hypot(truth.test.ability_sd, truth.test.noise_sd))
    under = np.array([[[normal.cdf(cut - m) for cut in c.cuts[cohort]] for m in row] for row in c.mean_score.tolist()])
    shares = np.diff(under, axis=2, prepend=0, append=1) * (1 - truth.test.exempt)
    exempt = np.full((*people.shape, 1), truth.test.exempt)
    pupils: Floats = people[:, :, None] * np.concatenate([shares, exempt], axis=2)
    return pupils


def _advices(c: Chances, pupils: Floats) -> tuple[Floats, Floats]:
    """Pupils by cohort × poverty × test × provisional advice, and how many were lowered by cohort × poverty × test.

    Lowered counts the pupils whom it befell, also where there is no step below their advice.
    """
    lowered = np.einsum("ypet,pe->ypt", pupils, c.lowered)
    down = np.zeros((len(ADVICES), len(ADVICES)))
    down[np.arange(len(ADVICES)), c.step_down] = 1
    advice = np.einsum("ypt,ta->ypta", pupils.sum(axis=2) - lowered, c.advice)
    advice += np.einsum("ypt,tb,ba->ypta", lowered, c.advice, down)
    return advice, lowered


def _start(truth: Truth, c: Chances, advice: Floats, eligible: Floats, adjusted: Floats) -> Floats:
    """Pupils by poverty × status × final advice."""
    steps = np.eye(len(ADVICES))
    full = truth.adjusted.fully
    given = adjusted.sum(axis=0)
    raised = full * np.einsum("pta,tb->pb", given[:, :EXEMPT], steps[c.full])
    raised += (1 - full) * np.einsum("pta,ab->pb", given, steps[c.step_up])
    kept = (eligible - adjusted).sum(axis=(0, 2))
    return np.stack([(advice - eligible).sum(axis=(0, 2)), kept, raised], axis=1)


def _still_below(truth: Truth, c: Chances, eligible: Floats, adjusted: Floats) -> Floats:
    """Pupils by poverty whose test is above their final advice."""
    after_step = c.eligible[:, c.step_up]
    after = adjusted * after_step * (1 - truth.adjusted.fully)
    below: Floats = (eligible - adjusted + after).sum(axis=(0, 2, 3))
    return below


@dataclass(frozen=True)
class _Flow:
    repeats: Floats
    moves_down: Floats
    moves_up: Floats
    study_problems: Floats
    study_problems_by_status: Floats
    on_advice: Floats


@dataclass(frozen=True)
class _Step:
    """One step from year to year out of one grade: who repeats, and who goes on by moving down, up or staying."""

    again: Floats
    down: Floats
    up: Floats
    on: Floats


def _step(c: Chances, pupils: Floats) -> _Step:
    repeats = c.repeats[:, None, None, :]
    down, up = c.down[:, :, None, :], c.up[:, :, None, :]
    return _Step(
        again=pupils * repeats,
        down=pupils * down @ _to(c.below),
        up=pupils * up @ _to(c.above),
        on=pupils * (1 - repeats - down - up),
    )


def _to(target: Ints) -> Floats:
    move = np.zeros((len(LEVELS), len(LEVELS)))
    move[np.arange(len(LEVELS)), target] = 1
    return move


def _flow(c: Chances, start: Floats) -> _Flow:
    """The first three years, pupils by poverty × status × advice × level."""
    first = start[:, :, :, None] * c.placement
    one = _step(c, first)
    repeaters = _step(c, one.again)
    two = _step(c, one.on + one.down + one.up)
    clean = _step(c, one.on + one.up)
    by_group = (1, 2, 3)
    n = 2 * first.sum(axis=by_group)
    third = two.down + two.up + _single(c, two.on)
    fine = clean.on + clean.up
    covered = _covered()
    return _Flow(
        repeats=(one.again + repeaters.again + two.again).sum(axis=by_group) / n,
        moves_down=(one.down + repeaters.down + two.down).sum(axis=by_group) / n,
        moves_up=(one.up + repeaters.up + two.up).sum(axis=by_group) / n,
        study_problems=1 - fine.sum(axis=by_group) / first.sum(axis=by_group),
        study_problems_by_status=1 - fine.sum(axis=(0, 2, 3)) / first.sum(axis=(0, 2, 3)),
        on_advice=(third.sum(axis=(0, 1)) * covered).sum(axis=1) / third.sum(axis=(0, 1, 3)),
    )


def _single(c: Chances, pupils: Floats) -> Floats:
    """Pupils of mixed classes at their single level of grade 3."""
    mixed = c.resolves.sum(axis=2).T > 0
    single: Floats = np.where(mixed, 0, pupils) + np.einsum("psal,lak->psak", pupils, c.resolves)
    return single


def _covered() -> Floats:
    """Advice × level: the advice covers the level, itself or as one of its two."""
    covered = np.zeros((len(ADVICES), len(LEVELS)))
    for a, code in enumerate(ADVICES):
        advice = levels()[code]
        for v in levels().values():
            if v.code == code or (v.low and v.high and advice.low and advice.high
                                  and advice.low <= v.low and v.high <= advice.high):  # fmt: skip
                covered[a, v.number] = 1
    return covered
