"""Rates, gaps, trends and flows from a release. Groups of parents' education: 1 mbo-2 … 4 university (reference)."""

import math

import pytest

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.flows import flows
from gelijkop.compare.gaps import gap, gaps
from gelijkop.compare.rates import rate, rates
from gelijkop.compare.trends import trend
from gelijkop.compare.verdicts import as_family

EXACT = 1e-12  # double precision

# (school year, place, group, test advice): (without, with)
TWO_STRATA = {
    (2023, "GM0606", 1, 3): (12, 8),
    (2023, "GM0606", 1, 5): (1, 9),
    (2023, "GM0606", 4, 3): (4, 1),
    (2023, "GM0606", 4, 5): (9, 36),
}


def test_every_declared_group_has_a_rate(release):
    found = rates(release(TWO_STRATA), "m", grouping="opleiding")
    assert [(r.group, r.pupils, r.state) for r in found] == [
        (1, 30, "shown"),
        (2, 0, "not_estimable"),
        (3, 0, "not_estimable"),
        (4, 50, "shown"),
    ]


def test_a_rate_is_the_share_of_the_pupils_with_the_outcome(release):
    found = rate(release(TWO_STRATA), "m", grouping="opleiding", group=1)
    assert found.value.estimate == pytest.approx((8 + 9) / 30, abs=EXACT)


def test_all_pupils_together_are_group_minus_one(release):
    found = rate(release(TWO_STRATA), "m")
    assert (found.grouping, found.group, found.pupils) == (None, -1, 80)
    assert found.value.estimate == pytest.approx((17 + 37) / 80, abs=EXACT)


def test_pupils_of_unknown_background_are_there_when_they_are(release):
    found = rates(release(TWO_STRATA | {(2023, "GM0606", 0, 3): (5, 6)}), "m", grouping="opleiding")
    assert (found[-1].group, found[-1].pupils, found[-1].state) == (0, 11, "shown")


def test_a_place_where_no_background_is_known_has_missing_rates(release):
    found = rates(release({(2023, "GM0606", 0, 3): (5, 6)}), "m", grouping="opleiding")
    assert [r.state for r in found] == ["missing"] * 4 + ["shown"]


def test_a_grouping_outside_the_release_is_missing(release):
    assert {r.state for r in rates(release(TWO_STRATA), "m", grouping="herkomst")} == {"missing"}
    assert {g.state for g in gaps(release(TWO_STRATA), "m", "herkomst")} == {"missing"}


def test_each_place_stands_by_itself_and_all_together(release):
    numbers = TWO_STRATA | {(2023, "GM0622", 1, 3): (10, 0)}
    found = rates(release(numbers), "m", places=("GM0606", "GM0622", WHOLE))
    assert [(r.place, r.pupils) for r in found] == [("GM0606", 80), ("GM0622", 10), (WHOLE, 90)]


def test_too_few_pupils_in_public_are_withheld_with_their_interval(release):
    numbers = {(2023, "GM0606", 1, 3): (0, 9), (2023, "GM0606", 4, 3): (10, 10)}
    found = rate(release(numbers, policy="openbaar"), "m", grouping="opleiding", group=1)
    assert found.state == "withheld"
    assert math.isnan(found.value.estimate)


def test_nobody_in_public_is_shown_as_a_low_bound(release):
    found = rate(release({(2023, "GM0606", 1, 3): (20, 0)}, policy="openbaar"), "m", grouping="opleiding", group=1)
    assert (found.state, found.tail) == ("zero", "low")


def test_nobody_inside_the_board_is_zero(release):
    found = rate(release({(2023, "GM0606", 1, 3): (20, 0)}), "m", grouping="opleiding", group=1)
    assert (found.state, found.tail) == ("zero", "")


def test_a_mean_takes_the_scores_of_the_outcomes(release):
    numbers = {(2023, "GM0606", 1, 3): (2, 5, 3)}
    found = rate(release(numbers, scores=(-0.5, 0, 1)), "m", grouping="opleiding", group=1)
    assert found.value.estimate == pytest.approx((2 * -0.5 + 3) / 10, abs=EXACT)


def test_a_share_may_have_more_than_two_outcomes(release):
    numbers = {(2023, "GM0606", 1, 3): (2, 5, 3)}
    found = rate(release(numbers, scores=(0, 1, 0)), "m", grouping="opleiding", group=1)
    assert found.value.estimate == pytest.approx(5 / 10, abs=EXACT)


def test_a_distribution_has_no_rate(release):
    with pytest.raises(ValueError, match="no scores"):
        rates(release({(2023, "GM0606", 1, 3): (2, 5)}, scores=(0, 0)), "m")


def test_rounding_is_named_in_the_method(release):
    plain, rounded = (rate(release(TWO_STRATA, sd=sd), "m") for sd in (0.0, 1.7))
    assert (plain.value.method, rounded.value.method) == ("wilson", "wilson+rounding")
    assert rounded.value.lower < plain.value.lower


def test_every_declared_group_but_the_reference_has_a_gap(release):
    found = gaps(release(TWO_STRATA), "m", "opleiding")
    assert [(g.group, g.state) for g in found] == [(1, "shown"), (2, "not_estimable"), (3, "not_estimable")]


def test_the_raw_gap_and_that_at_equal_ability_may_have_opposite_signs(release):
    found = gap(release(TWO_STRATA), "m", "opleiding", 1)
    assert found.raw.estimate == pytest.approx(17 / 30 - 37 / 50, abs=EXACT)
    assert found.equal_ability.estimate == pytest.approx(20 / 30 * (8 / 20 - 1 / 5) + 10 / 30 * (9 / 10 - 36 / 45))


def test_pupils_a_year_are_those_with_another_outcome_at_the_rates_of_the_reference(release):
    # 17 have it; 20 × 0.2 + 10 × 0.8 = 12 would.
    assert gap(release(TWO_STRATA), "m", "opleiding", 1).pupils_a_year.estimate == pytest.approx(17 - 12)


def test_pupils_a_year_are_an_average_over_the_years_that_were_measured(release):
    numbers = {(year, *key[1:]): n for key, n in TWO_STRATA.items() for year in (2021, 2023)}
    found = gap(release(numbers, outside={(2022, "GM0606", 1, 3): 30}), "m", "opleiding", 1)
    assert found.years == (2021, 2022, 2023)
    assert found.pupils_a_year.estimate == pytest.approx(17 - 12)


def test_pupils_without_a_test_are_no_equal_ability_and_lower_the_support(release):
    numbers = TWO_STRATA | {(2023, "GM0606", 1, 7): (10, 0), (2023, "GM0606", 4, 7): (10, 0)}
    with_, without = (gap(release(n), "m", "opleiding", 1) for n in (numbers, TWO_STRATA))
    assert with_.support == pytest.approx(30 / 40)
    assert with_.equal_ability == without.equal_ability


def test_without_any_test_the_verdict_is_about_the_raw_gap(release):
    numbers = {(2023, "GM0606", 1, 0): (60, 20), (2023, "GM0606", 4, 0): (20, 60)}
    found = gap(release(numbers), "m", "opleiding", 1)
    assert math.isnan(found.equal_ability.estimate)
    assert found.support == 0
    assert found.verdict == "difference"
    assert found.p_value < 0.001


def test_equal_ability_asks_for_the_same_school_year(release):
    # The reference has no pupils of test advice 3 in 2024, so the group's pupils of that year are not compared.
    numbers = TWO_STRATA | {(2024, "GM0606", 1, 3): (5, 5), (2024, "GM0606", 4, 5): (1, 4)}
    by_year, together = (gap(release(numbers), "m", "opleiding", 1, by_year=asked).support for asked in (True, False))
    assert (by_year, together) == (pytest.approx(30 / 40), 1)


def test_a_place_with_too_few_pupils_of_the_reference_has_no_gap(release):
    numbers = {(2023, "GM0606", 1, 3): (20, 20), (2023, "GM0606", 4, 3): (0, 8)}
    found = gap(release(numbers, policy="openbaar"), "m", "opleiding", 1)
    assert (found.state, found.verdict) == ("withheld", "not_visible")
    assert math.isnan(found.raw.estimate)


def test_few_comparable_pupils_make_no_gap_at_equal_ability(release):
    numbers = {(2023, "GM0606", 1, 3): (0, 5), (2023, "GM0606", 1, 2): (20, 0), (2023, "GM0606", 4, 3): (10, 30)}
    found = gap(release(numbers, policy="openbaar"), "m", "opleiding", 1)
    assert math.isnan(found.equal_ability.estimate)
    assert math.isnan(found.mantel_haenszel.estimate)
    assert found.support == pytest.approx(5 / 25)


def test_few_comparable_pupils_of_the_reference_make_no_gap_at_equal_ability(release):
    numbers = {(2023, "GM0606", 1, 3): (10, 30), (2023, "GM0606", 4, 3): (0, 5), (2023, "GM0606", 4, 2): (20, 0)}
    found = gap(release(numbers, policy="openbaar"), "m", "opleiding", 1)
    assert math.isnan(found.equal_ability.estimate)


def test_small_numbers_say_how_many_years_to_pool(release):
    numbers = {(2023, "GM0606", 1, 3): (24, 6), (2023, "GM0606", 4, 3): (24, 6)}
    found = gap(release(numbers), "m", "opleiding", 1)
    assert found.verdict == "not_visible"
    assert found.detectable == pytest.approx(0.342680, abs=1e-6)  # R: power.prop.test(30, 0.2, power = 0.8)
    # For 5 points from 20% R asks 1093.7 pupils a group: 1093.7 / 30 = 36.5
    assert found.pool_years == 37


def test_years_to_pool_count_the_years_that_are_pooled_already(release):
    numbers = {(y, "GM0606", g, 3): (24, 6) for y in (2022, 2023) for g in (1, 4)}
    assert gap(release(numbers), "m", "opleiding", 1).pool_years == 38  # 36.5 years, in pairs


def test_large_equal_groups_show_that_there_is_no_difference_that_matters(release):
    numbers = {(2023, "GM0606", 1, 3): (4000, 1000), (2023, "GM0606", 4, 3): (4000, 1000)}
    found = gap(release(numbers), "m", "opleiding", 1)
    assert (found.verdict, found.small, found.pool_years) == ("no_difference", True, 1)


def test_the_margin_is_adjustable(release):
    numbers = {(2023, "GM0606", 1, 3): (4000, 1000), (2023, "GM0606", 4, 3): (4000, 1000)}
    found = gap(release(numbers), "m", "opleiding", 1, margin=0.001)
    assert (found.verdict, found.margin) == ("not_visible", 0.001)


def test_a_gap_in_a_mean_is_in_the_unit_of_the_mean_and_not_in_pupils(release):
    numbers = {(2023, "GM0606", 1, 3): (10, 20, 10), (2023, "GM0606", 4, 3): (5, 20, 15)}
    found = gap(release(numbers, scores=(-0.5, 0, 0.5)), "m", "opleiding", 1)
    assert found.equal_ability.estimate == pytest.approx(0 - 5 / 40, abs=EXACT)
    assert math.isnan(found.pupils_a_year.estimate)
    assert math.isnan(found.odds_ratio.estimate)
    assert found.margin == 0.25
    assert 0 < found.p_value < 1


def test_rounding_widens_all_that_is_said_of_a_gap(release):
    numbers = {key: (10 * a, 10 * b) for key, (a, b) in TWO_STRATA.items()}
    plain, rounded = (gap(release(numbers, sd=sd), "m", "opleiding", 1) for sd in (0.0, 3.0))
    for name in ("raw", "equal_ability", "mantel_haenszel", "odds_ratio", "pupils_a_year"):
        assert getattr(rounded, name).lower < getattr(plain, name).lower
    assert rounded.p_value > plain.p_value
    assert rounded.detectable > plain.detectable


def test_rounding_within_strata_is_that_of_one_year_where_years_are_strata(release):
    # A count of several years together carries no more rounding than that of one year, for all of it is published.
    numbers = {(y, *key[1:]): n for key, n in TWO_STRATA.items() for y in (2022, 2023)}
    found = {
        kind: gap(release(numbers, sds={kind: 3.0}), "m", "opleiding", 1).equal_ability.lower
        for kind in ("none", "year in strata", "years in strata")
    }
    assert found["year in strata"] < found["none"] == found["years in strata"]


def test_places_are_compared_each_with_its_own_reference(release):
    numbers = TWO_STRATA | {(2023, "GM0622", *key[2:]): (b, a) for key, (a, b) in TWO_STRATA.items()}
    found = gaps(release(numbers), "m", "opleiding", places=("GM0622", "GM0606"))
    one = {g.place: g for g in found if g.group == 1}
    assert one["GM0606"].raw.estimate == pytest.approx(17 / 30 - 37 / 50)
    assert one["GM0622"].raw.estimate == pytest.approx(13 / 30 - 13 / 50)


def test_more_gaps_together_make_a_larger_family(release):
    found = gap(release(TWO_STRATA), "m", "opleiding", 1)
    assert found.p_adjusted == found.p_value
    assert as_family([found, found, gap(release(TWO_STRATA), "m", "opleiding", 2)])[0].p_adjusted == found.p_value


def test_a_trend_has_each_year_of_each_group(release):
    numbers = TWO_STRATA | {(2024, "GM0606", 1, 3): (5, 5)}
    found = trend(release(numbers), "m", grouping="opleiding")
    assert [(r.group, r.years) for r in found.rates[:4]] == [(1, (2023,)), (1, (2024,)), (2, (2023,)), (2, (2024,))]


def test_a_year_in_which_nobody_could_have_the_outcome_is_missing(release):
    numbers = {(2018, "GM0606", 1, 3): (5, 5), (2020, "GM0606", 1, 3): (5, 5)}
    found = trend(release(numbers, outside={(2019, "GM0606", 1, 7): 12}), "m")
    assert [r.state for r in found.rates] == ["shown", "missing", "shown"]


def test_years_on_both_sides_of_a_break_are_not_comparable(release):
    numbers = {(year, "GM0606", 1, 3): (5, 5) for year in (2021, 2022, 2023, 2024)}
    found = trend(release(numbers), "m", breaks=(2019, 2023))
    assert found.breaks == (2023,)
    assert found.comparable(2021, 2022)
    assert found.comparable(2023, 2024)
    assert not found.comparable(2022, 2023)


def test_flows_count_the_pupils_of_each_origin_and_target(release):
    numbers = {(2023, "GM0606", 1, 3): (5, 0, 7), (2023, "GM0606", 4, 3): (6, 0, 0)}
    made = release(numbers, scores=(0, 0, 0), outcomes=("havo>havo", "havo>vwo", "havo>vmbo-gt"))
    assert [(f.origin, f.target, f.pupils) for f in flows(made, "m")] == [("havo", "havo", 11), ("havo", "vmbo-gt", 7)]
    assert [f.pupils for f in flows(made, "m", grouping="opleiding", group=4)] == [6]


def test_a_measure_that_is_no_distribution_of_flows_is_refused(release):
    with pytest.raises(ValueError, match="origin>target"):
        flows(release(TWO_STRATA), "m")
