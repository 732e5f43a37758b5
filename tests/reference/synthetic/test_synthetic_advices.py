"""The advice in the made-up region: what is declared is found again with plain numpy, and so is what was published."""

import numpy as np
import pytest

from gelijkop.model import levels as scale
from gelijkop.sources.synthetic_chances import ADVICES, POVERTY, TESTS

CALIBRATED = 0.015  # the region is made to show the published shares within 1.5 points
MADE = TESTS[:6]
RANKED = sorted((c for c in ADVICES if scale.levels()[c].rank), key=lambda c: scale.levels()[c].rank)


def gap(outcome, group, reference, *columns):
    """Gap at equal values of `columns` over the group's own spread, and its standard error."""
    stratum = np.zeros(len(outcome), dtype=np.int64)
    for column in columns:
        _, at = np.unique(column, return_inverse=True)
        stratum = stratum * (at.max() + 1) + at
    difference, variance, total = 0.0, 0.0, 0
    for s in np.unique(stratum[group]):
        a, b = (outcome[g & (stratum == s)] for g in (group, reference))
        if min(len(a), len(b)) > 0:
            difference += len(a) * (a.mean() - b.mean())
            variance += len(a) ** 2 * (a.var() / len(a) + b.var() / len(b))
            total += len(a)
    return difference / total, variance**0.5 / total


def steps(data):
    """Minus the place of the provisional advice on the scale, in steps of half a level."""
    known, at = np.unique(data.provisional, return_inverse=True)
    return -np.array([RANKED.index(c) if c in RANKED else np.nan for c in known])[at]


def with_steps_below(data):
    """The three highest test advices: there every advice has a step below it."""
    return np.isin(data.test, MADE[3:])


def known(data):
    return data.calibrated & data.tested & (data.poverty != "") & (data.education != "")


@pytest.mark.parametrize("poverty", ["zeer-arm", "arm"])
def test_advice_is_lower_at_equal_test_in_poor_neighbourhoods_as_declared(data, truth, within, poverty):
    here = with_steps_below(data) & np.isin(data.education, ["hbo", "wo"])
    lower = gap(steps(data), here & (data.poverty == poverty), here & (data.poverty == "niet-arm"), data.test)
    within(*lower, truth.lowered.by_poverty[poverty])


@pytest.mark.parametrize("education", ["mbo2", "mbo34"])
def test_advice_is_lower_at_equal_test_by_parents_education_as_declared(data, truth, within, education):
    here = with_steps_below(data) & (data.poverty == "niet-arm")
    reference = here & np.isin(data.education, ["hbo", "wo"])
    lower = gap(steps(data), here & (data.education == education), reference, data.test)
    within(*lower, truth.lowered.by_education[education])


@pytest.mark.parametrize("g", [0, 1])
def test_mean_lowering_by_poverty_is_as_expected(data, truth, found, within, g):
    here = with_steps_below(data) & data.calibrated
    group, reference = here & (data.poverty == POVERTY[g]), here & (data.poverty == "niet-arm")
    share = [(group & (data.test == t)).sum() / group.sum() for t in MADE]
    declared = np.sum(share * (found.lowered[g, :6] - found.lowered[2, :6]))
    within(*gap(steps(data), group, reference, data.test), declared)


@pytest.mark.parametrize("test", MADE)
@pytest.mark.parametrize("g", range(3))
def test_under_advice_at_each_test_advice_is_as_expected(data, found, agrees, g, test):
    here = data.calibrated & (data.poverty == POVERTY[g]) & (data.test == test)
    agrees(data.eligible, here, found.eligible_by_test[g, TESTS.index(test)])


@pytest.mark.parametrize("g", [0, 1])
def test_gap_at_equal_test_is_as_expected(data, found, within, g):
    here = data.calibrated & data.tested
    group, reference = (here & (data.poverty == p) for p in (POVERTY[g], "niet-arm"))
    within(*gap(data.eligible, group, reference, data.test, data.cohort), found.gap_at_equal_test[g])


@pytest.mark.parametrize("test", MADE)
def test_test_advices_are_as_many_as_expected(data, found, agrees, test):
    here = data.calibrated & data.tested & (data.poverty == "arm")
    agrees(data.test == test, here, found.tests[1, TESTS.index(test)])


@pytest.mark.parametrize("advice", RANKED[:-1])
def test_adjustment_by_advice_is_as_declared(data, truth, agrees, advice):
    eligible = data.calibrated & data.eligible & (data.poverty == "niet-arm") & (data.provisional == advice)
    agrees(data.status == "adjusted", eligible, truth.adjusted.by_advice[advice])


@pytest.mark.parametrize("g", range(3))
def test_adjustment_of_the_eligible_is_as_expected(data, found, agrees, g):
    eligible = data.calibrated & data.eligible & (data.poverty == POVERTY[g])
    agrees(data.status == "adjusted", eligible, found.adjusted_if_eligible[g])


@pytest.mark.parametrize("poverty", POVERTY)
def test_adjustment_since_adjust_unless_is_as_declared(data, truth, agrees, poverty):
    eligible = (data.cohort >= truth.unless_since) & data.eligible & (data.poverty == poverty)
    agrees(data.status == "adjusted", eligible, truth.adjusted.unless[poverty])


@pytest.mark.parametrize("g", range(3))
def test_what_stays_below_the_test_after_adjustment_is_as_expected(data, found, agrees, g):
    agrees(data.below_after, data.calibrated & data.tested & (data.poverty == POVERTY[g]), found.still_below[g])


def test_exempt_pupils_are_as_many_as_declared(data, truth, agrees):
    agrees(data.test == "geen-toets", ~np.isin(data.cohort, truth.no_test_years), truth.test.exempt)


@pytest.mark.parametrize("origin", ["buiten-europa", "europa"])
def test_origin_shows_nothing_at_equal_test_poverty_and_education(data, within, origin):
    here = known(data)
    group, reference = here & (data.origin == origin), here & (data.origin == "nederland")
    within(*gap(data.eligible, group, reference, data.test, data.poverty, data.education), 0)


def test_origin_shows_a_gap_at_equal_test_alone_since_it_goes_with_poverty(data):
    here = known(data)
    group, reference = here & (data.origin == "buiten-europa"), here & (data.origin == "nederland")
    difference, error = gap(data.eligible, group, reference, data.test)
    assert difference > 2.58 * error


def test_test_provider_shows_nothing_at_equal_test_poverty_and_education(data, within):
    here = known(data)
    group, reference = here & (data.provider == "IEP"), here & (data.provider == "CET")
    within(*gap(data.eligible, group, reference, data.test, data.poverty, data.education), 0)


@pytest.mark.parametrize("poverty", POVERTY)
def test_pupils_born_abroad_are_as_many_as_declared_in_every_poverty_class(region, data, truth, agrees, poverty):
    abroad = region.coded["pupils"]["arrival_year"].codes >= 0
    agrees(abroad, data.poverty == poverty, truth.people.born_abroad)


@pytest.mark.parametrize(
    "column", ["parents_education", "origin", "home_language", "neighbourhood_poverty", "income_group"]
)
def test_values_are_missing_as_often_as_declared(region, truth, agrees, column):
    missing = region.coded["pupils"][column].codes < 0
    agrees(missing, np.ones(len(missing), dtype=bool), truth.missing[column])


# ---- the published shares: source document 004, quoted in DOMAIN §2.9 ----------------------------------------------


def close(outcome, where, published):
    assert abs(outcome[where].mean() - published) <= CALIBRATED


@pytest.mark.parametrize(("poverty", "published"), [("zeer-arm", 0.697), ("arm", 0.712), ("niet-arm", 0.742)])
def test_fitting_advice_is_as_published(data, poverty, published):
    close(~data.eligible, data.calibrated & data.tested & (data.poverty == poverty), published)


@pytest.mark.parametrize(("advice", "published"), [("vmbo-kb/gt", 0.443), ("havo", 0.403), ("vmbo-gt", 0.360)])
def test_reconsidering_by_advice_is_as_published(data, advice, published):
    close(data.eligible, data.calibrated & data.tested & (data.provisional == advice), published)


def test_those_three_advices_are_reconsidered_most(data):
    here = data.calibrated & data.tested
    share = {a: data.eligible[here & (data.provisional == a)].mean() for a in RANKED}
    assert sorted(share, key=lambda a: -share[a])[:3] == ["vmbo-kb/gt", "havo", "vmbo-gt"]


@pytest.mark.parametrize(("advice", "published"), [("havo", 0.225), ("vmbo-gt/havo", 0.217)])
def test_adjusting_by_advice_is_as_published(data, advice, published):
    close(data.status == "adjusted", data.calibrated & data.tested & (data.provisional == advice), published)


@pytest.mark.parametrize(("statuses", "published"), [(("reconsidered", "adjusted"), 0.273), (("adjusted",), 0.132)])
def test_reconsidering_and_adjusting_of_all_are_as_published(data, statuses, published):
    close(np.isin(data.status, statuses), data.calibrated & data.tested, published)
