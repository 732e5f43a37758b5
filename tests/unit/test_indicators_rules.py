"""Rules about two places on the level scale, by hand."""

import pytest

from gelijkop.indicators import rules
from gelijkop.model import levels as scale

LEVELS, TESTS = scale.levels(), scale.test_advices()


@pytest.mark.parametrize(
    ("old", "new", "up", "down", "half_up", "half_down"),
    [
        ("havo", "vwo", True, False, True, False),
        ("vwo", "havo", False, True, False, True),
        ("havo", "havo", False, False, False, False),
        ("havo/vwo", "vwo", False, False, True, False),
        ("havo/vwo", "havo", False, False, False, True),
        ("havo", "havo/vwo", False, False, True, False),
        ("vmbo-kb/gt", "vmbo-gt/havo", False, False, True, False),
        ("vmbo-kb/gt", "havo", True, False, True, False),
        ("vmbo-bb", "pro", False, True, False, True),
        ("brugklas", "vwo", False, False, False, False),
        ("vwo", "brugklas", False, False, False, False),
        ("brugklas", "pro", False, True, False, False),
    ],
)
def test_a_move_between_two_levels(old, new, up, down, half_up, half_down):
    a, b = LEVELS[old], LEVELS[new]
    assert (rules.moved_up(a, b), rules.moved_down(a, b)) == (up, down)
    assert (rules.moved_up_half_step(a, b), rules.moved_down_half_step(a, b)) == (half_up, half_down)


@pytest.mark.parametrize(
    ("advice", "test", "above"),
    [
        ("havo", "havo/vwo", True),
        ("havo", "vmbo-gt/havo", False),
        ("havo/vwo", "havo/vwo", False),
        ("havo/vwo", "vwo", True),
        ("pro", "pro/vmbo-bb", False),
        ("pro", "vmbo-bb/kb", True),
        ("vmbo-bb", "pro/vmbo-bb", False),
    ],
)
def test_the_law_asks_to_reconsider_from_half_a_level_but_not_for_practical_education(advice, test, above):
    assert rules.test_above(LEVELS[advice], TESTS[test]) is above


@pytest.mark.parametrize(
    ("advice", "test", "covered"),
    [("havo/vwo", "vwo", True), ("havo", "havo/vwo", False), ("vwo", "havo/vwo", True), ("havo", "vmbo-gt/havo", True)],
)
def test_an_advice_covers_a_test_when_it_reaches_its_highest_level(advice, test, covered):
    assert rules.covers(LEVELS[advice], TESTS[test]) is covered


@pytest.mark.parametrize(
    ("advice", "level", "interval", "vensters"),
    [  # the four examples of Vensters (DOMAIN §2.4), then below
        ("vmbo-bb", "vmbo-kb", 2, 2),
        ("havo/vwo", "havo", 1, 1),
        ("havo/vwo", "vwo", 1, 2),
        ("havo", "havo/vwo", 1, 2),
        ("vwo", "havo", 0, 0),
        ("vwo", "havo/vwo", 1, 1),
        ("havo", "brugklas", 1, 1),
    ],
)
def test_the_position_from_the_advice_by_both_rules(advice, level, interval, vensters):
    a, b = LEVELS[advice], LEVELS[level]
    assert (rules.position(a, b), rules.position_vensters(a, b)) == (interval, vensters)


def test_gaps_run_from_pro_with_a_vwo_test_to_vwo_with_the_lowest_test():
    assert (rules.gaps()[0], rules.gaps()[-1], len(rules.gaps())) == (1 - 6, 6 - 1.5, 20)


def test_a_level_without_rank_cannot_be_compared():
    with pytest.raises(ValueError, match="vso is not ranked"):
        rules.rank(LEVELS["vso"])


def test_there_are_ten_ranked_advices_and_six_ranked_tests():
    assert (len(rules.ranked_advices()), len(rules.ranked_tests())) == (10, 6)


def test_no_level_is_in_two_classes():
    members = [m for c in rules.classes().values() for m in c]
    assert len(members) == len(set(members))


def test_every_advice_but_none_has_a_class():
    members = {m for c in rules.classes().values() for m in c}
    assert set(scale.advice_levels()) - members == {"geen"}


def test_an_advice_never_falls_in_the_classes_of_no_advice():
    assert rules.advice_classes() == ("pro/vso", "vmbo-b/k", "vmbo-gt", "havo", "vwo")


@pytest.mark.parametrize(
    ("advice", "test", "verdict"),
    [
        ("havo", "havo/vwo", rules.MATCHING),  # half a level
        ("havo", "vwo", rules.UNDER),
        ("vmbo-gt", "havo/vwo", rules.UNDER),
        ("vwo", "havo/vwo", rules.MATCHING),
        ("vwo", "vmbo-gt/havo", rules.OVER),
        ("havo/vwo", "vmbo-gt/havo", rules.OVER),  # just one level
    ],
)
def test_by_distance_only_a_whole_level_counts(advice, test, verdict):
    assert rules.match_distance(LEVELS[advice], TESTS[test]) == verdict


@pytest.mark.parametrize(
    ("advice", "test", "higher"),
    [
        ("vso", "pro/vmbo-bb", False),  # the same category at CBS
        ("pro", "pro/vmbo-bb", False),
        ("vso", "vmbo-bb/kb", True),
        ("vmbo-bb", "vmbo-bb/kb", True),
        ("havo", "havo/vwo", True),
        ("havo/vwo", "havo/vwo", False),
    ],
)
def test_a_test_advice_in_a_higher_category_of_cbs(advice, test, higher):
    assert rules.test_above_cbs(LEVELS[advice], TESTS[test]) == higher


def test_a_ranked_advice_is_to_be_reconsidered_by_law_and_by_cbs_alike():
    pairs = [(a, t) for a in rules.ranked_advices().values() for t in rules.ranked_tests().values()]
    assert all(rules.test_above(a, t) == rules.test_above_cbs(a, t) for a, t in pairs)


def test_cbs_divides_all_advices_but_no_advice():
    assert set(rules.cbs_advices()) == set(scale.advice_levels()) - {"geen"}
