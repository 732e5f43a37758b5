"""The chain of the made-up region: what is declared for each step lies in the interval of that step.

The truth is enumerated from the declared chances, the estimate is counted from drawn careers.
"""

from itertools import pairwise

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.compare.chain_bootstrap import limits, of_schools, p_of, school_weights
from gelijkop.compare.transitions import split
from gelijkop.sources.synthetic import expected
from gelijkop.sources.synthetic_chances import ADVICES, EXEMPT, LEVELS, POVERTY, STATUSES, TESTS, chances

COHORTS = (2014, 2015, 2016, 2017, 2018, 2020, 2021)  # tested, before "adjust, unless", and seen in the third year
STEPS = ("voorlopig", "bijstelling", "plaatsing", "leerjaar3")
CLASSES = load("rules/chains")["level"]
CODES = [c["code"] for c in CLASSES]
CLASS = {level: i for i, c in enumerate(CLASSES) for level in c["levels"]}
SCORES = [float(code in ("havo", "havo/vwo", "vwo")) for code in CODES]
GROUP, REFERENCE = POVERTY.index("zeer-arm"), POVERTY.index("niet-arm")
DRAWS = 400
WIDE = 1.35
"""The 99% limits of Student's t with some 30 degrees of freedom lie so much further than those of 95%."""


def classes_of(codes):
    """The class of each code; what is in none of them is elsewhere."""
    return np.array([CLASS.get(code, CODES.index("elders")) for code in codes])


def onward(truth, c, poverty, status, advice):
    """Chance of each level two years after the first class, by first level."""
    same = np.eye(len(LEVELS))
    again, down, up = c.repeats[poverty], c.down[poverty, status], c.up[poverty, status]
    goes = np.diag(1 - again - down - up) + np.diag(down) @ same[c.below] + np.diag(up) @ same[c.above]
    mixed = c.resolves[:, advice].sum(axis=1, keepdims=True) > 0
    # In grade 3, where one comes without repeating grade 2, every class is of one level.
    single = np.where(mixed, c.resolves[:, advice], same)
    found = goes @ (np.diag(again) + goes @ single) + np.diag(again) @ (np.diag(again) + goes)
    found *= (1 - truth.people.leaves_region) ** 2
    found[:, 0] += 1 - found.sum(axis=1)
    return found


@pytest.fixture(scope="module")
def declared(truth):
    """The split of endlessly many pupils, by step."""
    c, found = chances(truth), expected(truth, cohorts=COHORTS)
    given = found.tests[:, :, None] * found.advices[:, :EXEMPT]  # poverty × test × advice
    higher = c.eligible[:EXEMPT]
    raised = given * higher * c.adjusted[0][:, None, :]
    same = np.eye(len(ADVICES))
    final = np.zeros((len(STATUSES), *given.shape, len(ADVICES)))
    final[0] = np.einsum("pta,ab->ptab", given * ~higher, same)
    final[1] = np.einsum("pta,ab->ptab", given * higher - raised, same)
    final[2] = truth.adjusted.fully * raised[..., None] * same[c.full][None, :, None]
    final[2] += (1 - truth.adjusted.fully) * np.einsum("pta,ab->ptab", raised, same[c.step_up])
    first = np.einsum("sptab,bl->sptbl", final, c.placement)
    moves = np.array(
        [[[onward(truth, c, p, s, a) for a in range(len(ADVICES))] for p in range(len(POVERTY))]
         for s in range(len(STATUSES))]
    )  # fmt: skip
    advice, level = (np.eye(len(CODES))[classes_of(codes)] for codes in (ADVICES, LEVELS))
    steps = [
        np.einsum("pta,ax->ptx", given, advice)[:, :, None],
        np.einsum("sptab,ax,by->ptxy", final, advice, advice, optimize=True),
        np.einsum("sptbl,by,lz->ptyz", first, advice, level, optimize=True),
        np.einsum("sptbl,spblm,lz,mw->ptzw", first, moves, level, level, optimize=True),
    ]
    parts = split([s[GROUP][..., None] for s in steps], [s[REFERENCE][..., None] for s in steps], SCORES)
    return dict(zip(STEPS, parts.steps[:, 0], strict=True))


@pytest.fixture(scope="module")
def estimated(region, data):
    """Interval and p-value of each step, from careers and the primary schools where they began."""
    level = {n: region.coded["enrolments"][n].codes for n in ("pupil", "level", "school_year")}
    words = np.array(region.coded["enrolments"]["level"].words)
    at = []
    for after in (1, 3):
        rows = level["school_year"] == data.cohort[level["pupil"]] + after
        codes = np.full(len(data.cohort), "", dtype=words.dtype)
        codes[level["pupil"][rows]] = words[level["level"][rows]]
        at.append(codes)
    school = region.coded["advices"]["location"].codes
    inside = data.tested & np.isin(data.cohort, COHORTS) & np.isin(data.poverty, ("zeer-arm", "niet-arm"))
    moments = [_number(codes[inside]) for codes in (data.provisional, data.final, *at)]
    who = (np.unique(school[inside], return_inverse=True)[1], (data.poverty[inside] == "niet-arm").astype(int),
           np.array([TESTS.index(t) for t in data.test[inside]]))  # fmt: skip
    shape = (who[0].max() + 1, 2, EXEMPT, len(CODES), len(CODES))
    flows = []
    for origin, target in pairwise(moments):
        counts = np.zeros(shape)
        np.add.at(counts, (*who, origin, target), 1)
        flows.append(counts)
    weights = school_weights(shape[0], draws=DRAWS, rng=np.random.default_rng(1))
    cells = [of_schools(f, weights) for f in (flows[0].sum(axis=-1)[..., None, :], *flows)]
    parts = split([c[0] for c in cells], [c[1] for c in cells], SCORES)
    found, p = limits(parts.steps, schools=shape[0]), p_of(parts.steps, schools=shape[0])
    return {step: (found.estimate[k], found.upper[k] - found.estimate[k], p[k]) for k, step in enumerate(STEPS)}


def _number(codes):
    known, inverse = np.unique(codes, return_inverse=True)
    return classes_of(known)[inverse]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_declared_for_a_step_is_found_again(declared, estimated, step):
    estimate, half, _ = estimated[step]
    assert abs(estimate - declared[step]) <= WIDE * half


def test_placement_has_no_difference_for_none_was_declared(declared):
    assert declared["plaatsing"] == pytest.approx(0, abs=1e-3)  # classes of one level below havo are put together


def test_the_provisional_advice_differs_as_was_declared(declared, estimated):
    assert declared["voorlopig"] < 0
    assert estimated["voorlopig"][2] < 0.001
