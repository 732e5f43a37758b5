import copy

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.errors import DefinitionRefused
from gelijkop.sources.synthetic import expected, read_truth, truth_from
from gelijkop.sources.synthetic_chances import ADVICES, POVERTY, TESTS, chances, draw
from gelijkop.sources.synthetic_truth import FILE

HIGHEST_REAL_BRIN = 32  # first two digits in the files of DUO, mergers until 2025 included


def changed(*path, to):
    entry = copy.deepcopy(load(FILE))
    *way, last = path
    place = entry
    for key in way:
        place = place[key]
    place[last] = to
    return entry


def test_cohorts_to_calibrate_on_have_a_test_and_the_old_rule():
    assert read_truth().tested_before_unless == (2014, 2015, 2016, 2017, 2018, 2020, 2021, 2022)


@pytest.mark.parametrize(
    ("path", "to", "where"),
    [
        (("placement", "vwo", "vwo"), 0.7, "placement.vwo"),
        (("advice_by_test", "vwo"), {"vwo": 1.4, "havo": -0.4}, "advice_by_test.vwo"),
        (("next", "mbo-1", "mbo-2"), 1.1, "next.mbo-1"),
        (("adjusted", "by_advice", "havo"), 0.95, "adjusted"),
        (("movement", "repeats", "arm"), 0.9, "movement"),
    ],
)
def test_shares_that_are_no_chances_are_refused_by_name(path, to, where):
    with pytest.raises(DefinitionRefused) as refused:
        truth_from(changed(*path, to=to))
    assert [f.column for f in refused.value.findings] == [where] * len(refused.value.findings)


def test_no_location_has_a_brin_that_could_be_real():
    assert all(int(place.location[:2]) > HIGHEST_REAL_BRIN for place in read_truth().places)


def test_every_level_that_pupils_can_come_to_is_offered_somewhere():
    truth = read_truth()
    offered = {level for place in truth.places for level in place.levels}
    assert {level for row in (*truth.placement.values(), *truth.next.values()) for level in row} <= offered


@pytest.mark.parametrize(
    ("test", "advice", "higher"),
    [
        ("havo/vwo", "havo", True),  # also by half a level
        ("havo/vwo", "havo/vwo", False),
        ("vmbo-kb/gt", "vmbo-kb", True),
        ("vmbo-kb/gt", "vmbo-gt", False),
        ("pro/vmbo-bb", "pro", False),  # the exception in the rule
        ("vmbo-bb/kb", "pro", True),
        ("vwo", "vwo", False),
        ("vwo", "geen", False),
        ("geen-toets", "pro", False),
    ],
)
def test_eligible_follows_the_legal_rule(test, advice, higher):
    assert chances(read_truth()).eligible[TESTS.index(test), ADVICES.index(advice)] == higher


@pytest.mark.parametrize(
    ("advice", "lower"),
    [("vwo", "havo/vwo"), ("havo", "vmbo-gt/havo"), ("vmbo-bb/kb", "vmbo-bb"), ("vmbo-bb", "vmbo-bb"), ("pro", "pro")],
)
def test_one_step_down_is_half_a_level_where_there_is_one(advice, lower):
    assert ADVICES[chances(read_truth()).step_down[ADVICES.index(advice)]] == lower


def test_two_reasons_lower_an_advice_once():
    truth = truth_from(changed("lowered", to={"by_poverty": {"arm": 0.2}, "by_education": {"mbo2": 0.5}}))
    assert chances(truth).lowered[POVERTY.index("arm"), 0] == pytest.approx(1 - 0.8 * 0.5)


def test_draw_gives_every_column_its_chance():
    found = draw(np.array([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5]]), np.repeat([0, 1], 1000), np.random.default_rng(1))
    assert set(found[:1000]) == {1}
    assert set(found[1000:]) == {0, 2}


def test_expectation_without_declared_effects_has_no_gap_at_equal_test():
    nobody = dict.fromkeys(POVERTY, 0.0)
    truth = truth_from(changed("lowered", to={"by_poverty": nobody, "by_education": {}}))
    assert expected(truth).gap_at_equal_test == pytest.approx([0, 0, 0], abs=1e-12)


def test_expected_gap_at_equal_test_is_what_enumeration_by_hand_gives():
    # One test advice (havo/vwo), every teacher havo/vwo, nobody else's reason than poverty: a lowered advice
    # (havo) is below the test, any other is not. So the gap is the declared chance itself.
    entry = changed("lowered", to={"by_poverty": {"zeer-arm": 0.3, "arm": 0.1, "niet-arm": 0.0}, "by_education": {}})
    entry["test"] |= {"cuts": [-99, -99, -99, -99, 99], "exempt": 0.0}
    entry["advice_by_test"]["havo/vwo"] = {"havo/vwo": 1.0}
    found = expected(truth_from(entry))
    assert found.gap_at_equal_test == pytest.approx([0.3, 0.1, 0.0])
    assert found.eligible == pytest.approx([0.3, 0.1, 0.0])


def test_expected_study_problems_are_what_enumeration_by_hand_gives():
    # Everyone in havo, nobody reconsidered: each of two steps is fine unless repeated (3.5 %) or down (5.3 %).
    entry = changed("placement", to={a: {"havo": 1.0} for a in ADVICES})
    entry["lowered"] = {"by_poverty": {}, "by_education": {}}
    entry["advice_by_test"] |= {t: {"vwo": 1.0} for t in TESTS}
    found = expected(truth_from(entry))
    movement = read_truth().movement
    fine = [1 - movement.repeats[p] - movement.moves_down[p] for p in POVERTY]
    assert found.study_problems == pytest.approx([1 - f * f for f in fine])
