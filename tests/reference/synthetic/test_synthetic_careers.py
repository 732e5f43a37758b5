"""Careers in the made-up region: what is declared is found again with plain numpy, and so is what was published."""

from dataclasses import dataclass

import numpy as np
import pytest

from gelijkop.model.levels import levels
from gelijkop.sources.synthetic_chances import ADVICES, POVERTY

CALIBRATED = 0.015  # the region is made to show the published shares within 1.5 points
LAST_FOLLOWED = 2021  # the last cohort whose third year after primary school is in the data
STATUSES = ("none", "reconsidered", "adjusted")


@dataclass(frozen=True)
class ThirdYear:
    """Per pupil: still there in the third year, repeated or moved down before, and the level if in grade 3."""

    there: np.ndarray
    problem: np.ndarray
    level: np.ndarray


@pytest.fixture(scope="module")
def third(data):
    year = data.pair_year - data.cohort[data.pair_pupil]
    again = (data.next_grade == data.pair_grade) & (data.next_level == data.pair_level)
    there, problem = data.other_sector.copy(), np.zeros(len(data.cohort), dtype=bool)
    there[data.pair_pupil[year == 2]] = True
    problem[data.pair_pupil[(data.down | again) & (year <= 2)]] = True
    level = np.full(len(data.cohort), "", dtype="U16")
    in_grade_3 = (year == 2) & (data.next_grade == 3)
    level[data.pair_pupil[in_grade_3]] = data.next_level[in_grade_3]
    return ThirdYear(there, problem, level)


@pytest.mark.parametrize("poverty", POVERTY)
def test_repeating_a_grade_is_as_declared(data, truth, agrees, poverty):
    known, at = np.unique(data.pair_level, return_inverse=True)
    before_the_end = data.pair_grade < np.array([truth.years.get(c, 9) for c in known])[at]
    again = (data.next_grade == data.pair_grade) & (data.next_level == data.pair_level)
    agrees(again, before_the_end & (data.poverty[data.pair_pupil] == poverty), truth.movement.repeats[poverty])


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("poverty", POVERTY)
def test_moving_down_at_equal_status_is_as_declared(data, truth, agrees, poverty, status):
    group = (data.poverty[data.pair_pupil] == poverty) & (data.status[data.pair_pupil] == status)
    declared = truth.movement.moves_down[poverty] + truth.movement.down_by_status[status]
    agrees(data.down, data.can_go_down & group, declared)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("poverty", POVERTY)
def test_moving_up_at_equal_status_is_as_declared(data, truth, agrees, poverty, status):
    group = (data.poverty[data.pair_pupil] == poverty) & (data.status[data.pair_pupil] == status)
    declared = truth.movement.moves_up[poverty] + truth.movement.up_by_status[status]
    agrees(data.up, data.can_go_up & group, declared)


@pytest.mark.parametrize(("field", "outcome"), [("moves_down", "down"), ("moves_up", "up"), ("repeats", "again")])
@pytest.mark.parametrize("g", range(3))
def test_movement_in_the_first_three_years_is_as_expected(region, data, found, agrees, g, field, outcome):
    again = (data.next_grade == data.pair_grade) & (data.next_level == data.pair_level)
    rows = region.coded["enrolments"]
    pupil, years = rows["pupil"].codes, rows["school_year"].codes
    follows = pupil[1:] == pupil[:-1]
    early = np.isin(years[:-1] - data.cohort[pupil[:-1]], [1, 2])
    wanted = data.calibrated & (data.cohort <= LAST_FOLLOWED) & (data.poverty == POVERTY[g])
    n = int((follows & early & wanted[pupil[:-1]]).sum())
    counted = np.isin(data.pair_year - data.cohort[data.pair_pupil], [1, 2]) & wanted[data.pair_pupil]
    hits = int((again if outcome == "again" else getattr(data, outcome))[counted].sum())
    agrees(np.arange(n) < hits, np.ones(n, dtype=bool), getattr(found, field)[g])


def diplomas(region, level):
    """Pupil and year (as one number) of each diploma before the last year, and whether with an extra subject."""
    table = region.coded["diplomas"]
    year = table["school_year"].codes
    here = (np.array(table["level"].words)[table["level"].codes] == level) & (year < 2024)
    return (table["pupil"].codes * 10_000 + year)[here], table["extra_subject"].codes[here] == 1


def went_on(data, level, to, grade):
    went = (data.pair_level == level) & (data.next_level == to) & (data.next_grade == grade) & (data.pair_grade >= 4)
    return (data.pair_pupil * 10_000 + data.pair_year)[went]


@pytest.mark.parametrize(("extra", "part"), [(False, False), (True, False), (False, True), (True, True)])
def test_stacking_to_havo_is_as_declared(region, data, truth, agrees, extra, part):
    keys, with_extra = diplomas(region, "vmbo-gt")
    table = region.coded["participations"]
    took_part = np.isin(keys, table["pupil"].codes * 10_000 + table["school_year"].codes)
    chance = truth.stacking.gt_havo_extra if extra else truth.stacking.gt_havo
    declared = (1 - truth.people.leaves_region) * (chance + part * truth.initiative.effect)
    agrees(np.isin(keys, went_on(data, "vmbo-gt", "havo", 4)), (with_extra == extra) & (took_part == part), declared)


def test_stacking_to_vwo_is_as_declared(region, data, truth, agrees):
    keys, _ = diplomas(region, "havo")
    declared = (1 - truth.people.leaves_region) * truth.stacking.havo_vwo
    agrees(np.isin(keys, went_on(data, "havo", "vwo", 5)), np.ones(len(keys), dtype=bool), declared)


@pytest.mark.parametrize("g", range(3))
def test_study_problems_are_as_expected(data, third, found, agrees, g):
    here = third.there & data.calibrated & (data.cohort <= LAST_FOLLOWED) & (data.poverty == POVERTY[g])
    agrees(third.problem, here, found.study_problems[g])


@pytest.mark.parametrize("status", STATUSES)
def test_study_problems_by_status_are_as_expected(data, third, found, agrees, status):
    here = third.there & data.calibrated & (data.cohort <= LAST_FOLLOWED) & (data.status == status)
    agrees(third.problem, here, found.study_problems_by_status[STATUSES.index(status)])


@pytest.mark.parametrize("advice", [c for c in ADVICES if (levels()[c].rank or 0) > 1])
def test_position_in_year_3_is_as_expected(data, third, found, agrees, advice):
    covering = {c for c, v in levels().items() if v.low and levels()[advice].low <= v.low}
    covered = np.isin(third.level, [c for c in covering if levels()[c].high <= levels()[advice].high])
    here = (third.level != "") & data.calibrated & (data.cohort <= LAST_FOLLOWED) & (data.final == advice)
    agrees(covered, here, found.on_advice[ADVICES.index(advice)])


# ---- the published shares: source document 004, quoted in DOMAIN §2.9 ----------------------------------------------


def close(outcome, where, published):
    assert abs(outcome[where].mean() - published) <= CALIBRATED


@pytest.mark.parametrize(("poverty", "published"), [("zeer-arm", 0.176), ("arm", 0.156), ("niet-arm", 0.142)])
def test_study_problems_are_as_published(data, third, poverty, published):
    close(third.problem, third.there & (data.cohort <= LAST_FOLLOWED) & (data.poverty == poverty), published)


@pytest.mark.parametrize(("status", "published"), [("adjusted", 0.181), ("reconsidered", 0.101)])
def test_study_problems_by_status_are_as_published(data, third, status, published):
    close(third.problem, third.there & (data.cohort <= LAST_FOLLOWED) & (data.status == status), published)


@pytest.mark.parametrize(("advice", "published"), [("havo", 0.649), ("vmbo-kb", 0.729)])
def test_being_at_the_advised_level_in_year_3_is_as_published(data, third, advice, published):
    here = (third.level != "") & (data.cohort <= LAST_FOLLOWED) & (data.final == advice)
    close(third.level == advice, here, published)


def test_those_two_advices_are_followed_least(data, third):
    share = {}
    for advice in (c for c in ADVICES if (levels()[c].rank or 0) > 1):
        inside = [c for c, v in levels().items() if v.low and v.low >= levels()[advice].low]
        covered = np.isin(third.level, [c for c in inside if levels()[c].high <= levels()[advice].high])
        share[advice] = covered[(third.level != "") & (data.final == advice)].mean()
    assert sorted(share, key=lambda a: share[a])[:2] == ["havo", "vmbo-kb"]
