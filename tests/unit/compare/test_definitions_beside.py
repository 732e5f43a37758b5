"""In how many definitions a gap holds."""

import math
from dataclasses import replace

import pytest

from gelijkop.catalogue import load
from gelijkop.compare.definitions_beside import beside, seen
from gelijkop.compare.findings import Gap, Interval
from gelijkop.indicators.definitions import load_all
from gelijkop.model.measures import Measure

NOTHING = Interval(math.nan, math.nan, math.nan, "")


def measure(code, unit="share"):
    indicator, _, variant = code.partition("/")
    return Measure(code, indicator, variant, "advice", ("nee", "ja"), (0, 1), unit)


MEASURES = [measure(c) for c in ("a/1", "a/2", "a/3", "a/4", "b")]


def gap(code, low, high, *, verdict=None, state="shown", place="alle", group=1):
    side = (low > 0) - (high < 0)
    value = Interval((low + high) / 2, low, high, "newcombe10")
    told = verdict or ("difference" if side else "not_visible")
    return Gap(
        code, place, (2022,), "opleiding", group, 4, 100, 100, value, NOTHING, NOTHING, NOTHING,
        p_value=0.01, homogeneity_p=0.5, support=1.0, pupils_a_year=NOTHING, detectable=0.1, margin=0.05,
        verdict=told, state=state,
    )  # fmt: skip


def test_a_gap_holds_in_the_definitions_that_see_it_on_the_same_side():
    gaps = [gap("a/1", -0.3, -0.1), gap("a/2", -0.2, -0.05), gap("a/3", -0.1, 0.1), gap("a/4", -0.4, -0.2)]
    (found,) = beside(gaps, MEASURES)
    assert (found.way, found.holds, found.against, found.judged) == (-1, 3, 0, 4)


def test_a_definition_that_sees_the_opposite_does_not_hold():
    (found,) = beside([gap("a/1", -0.3, -0.1), gap("a/2", 0.1, 0.2), gap("a/3", -0.2, -0.1)], MEASURES)
    assert (found.way, found.holds, found.against) == (-1, 2, 1)


def test_where_the_first_definition_sees_nothing_no_difference_holds_though_others_see_one():
    (found,) = beside([gap("a/1", -0.1, 0.1), gap("a/2", 0.1, 0.2), gap("a/3", -0.2, -0.1)], MEASURES)
    assert (found.way, found.holds, found.against, found.lower, found.higher) == (0, 0, 0, 1, 1)


def test_where_no_definition_sees_a_difference_there_is_no_side():
    (found,) = beside([gap("a/1", -0.1, 0.1), gap("a/2", -0.01, 0.01, verdict="no_difference")], MEASURES)
    assert (found.way, found.lower, found.higher, found.judged) == (0, 0, 0, 2)


def test_a_definition_that_is_not_shown_is_not_judged():
    (found,) = beside([gap("a/1", -0.3, -0.1), gap("a/2", -0.3, -0.1, state="withheld")], MEASURES)
    assert (found.holds, found.judged) == (1, 1)


def test_one_definition_has_nothing_beside_it():
    assert beside([gap("b", -0.3, -0.1)], MEASURES) == ()


def test_definitions_stand_in_the_order_of_the_release_whatever_order_the_gaps_come_in():
    (found,) = beside([gap("a/3", -0.3, -0.1), gap("a/1", -0.3, -0.1)], MEASURES)
    assert [g.measure for g in found.gaps] == ["a/1", "a/3"]


def test_places_and_groups_are_kept_apart():
    gaps = [gap(c, -0.3, -0.1, place=p, group=g) for p in ("alle", "A") for g in (1, 2) for c in ("a/1", "a/2")]
    assert [(b.place, b.group) for b in beside(gaps, MEASURES)] == [("alle", 1), ("alle", 2), ("A", 1), ("A", 2)]


def test_a_variant_that_asks_something_else_is_no_definition_of_the_same():
    measures = [measure(f"vo.plaatsing.leerjaar1{v}") for v in ("", "/boven", "/vensters")]
    (found,) = beside([gap(m.code, -0.3, -0.1) for m in measures], measures)
    assert [g.measure for g in found.gaps] == ["vo.plaatsing.leerjaar1", "vo.plaatsing.leerjaar1/vensters"]


def test_every_variant_that_asks_something_else_is_in_the_catalogue():
    known = {m.code for d in load_all().values() for m in d.measures()}
    assert set(load("rules/questions")["other"]) <= known


def test_a_mean_and_a_share_are_no_two_definitions_of_one_gap():
    assert beside([gap("a/1", -0.3, -0.1), gap("a/2", -0.3, -0.1)], [measure("a/1"), measure("a/2", "mean")]) == ()


@pytest.mark.parametrize(("low", "high", "side"), [(-0.2, -0.1, -1), (0.1, 0.2, 1), (-0.1, 0.1, 0)])
def test_a_difference_is_seen_where_the_interval_that_is_told_lies_on_one_side(low, high, side):
    raw = gap("a/1", low, high)
    assert seen(raw) == side
    assert seen(replace(raw, raw=NOTHING, equal_ability=raw.raw)) == side
