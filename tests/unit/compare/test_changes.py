"""Changes between school years and slopes over them: hand-worked, beside R, and never across a break."""

import math

import numpy as np
import pytest

from gelijkop.compare.changes import all_breaks, changes, history, slope, slopes, stretches
from gelijkop.compare.intervals import Intervals
from gelijkop.compare.yearly import yearly

EXACT = 1e-9
"""R prints ten digits."""
FOUR = 5e-5
"""Newcombe's table gives four decimals."""


def rate_changes(released, measure, *, grouping=None, **between):
    return [c for c in changes(yearly(released, measure, grouping=grouping), **between) if c.of == "rate"]


def gap_changes(released, measure, grouping, **between):
    return [c for c in changes(yearly(released, measure, grouping=grouping), **between) if c.of != "rate"]


def table(*years, places="A", groups=(1, 2, 3, 4)):
    """Counts by school year: `years` are (year, no, yes), for every place and group in one stratum."""
    return {(y, p, g, 1): (no, yes) for y, no, yes in years for p in places for g in groups}


def test_the_change_of_a_rate_has_the_limits_of_newcombe(release):
    # Newcombe (1998b), table II, method 10, pairs a (56/70 and 48/80): 0.0524 to 0.3339.
    one = release(table((2020, 32, 48), (2021, 14, 56), groups=(4,)))
    (found,) = rate_changes(one, "m", first=2020, last=2021, breaks=())
    assert found.change.estimate == pytest.approx(0.2)
    assert (found.change.lower, found.change.upper) == pytest.approx((0.0524, 0.3339), abs=FOUR)
    assert (found.verdict, found.state, found.pupils) == ("difference", "shown", (80, 70))
    assert found.change.method == "change-wilson"


def test_the_change_of_a_gap_is_the_later_gap_minus_the_earlier(release):
    counts = table((2020, 200, 200), (2021, 200, 200)) | {(2020, "A", 1, 1): (240, 160), (2021, "A", 1, 1): (280, 120)}
    found = gap_changes(release(counts), "m", "opleiding", first=2020, last=2021, breaks=())
    raw = next(c for c in found if c.group == 1 and c.of == "raw")
    # Gaps 0.4 − 0.5 and 0.3 − 0.5.
    assert (raw.before.estimate, raw.after.estimate) == pytest.approx((-0.1, -0.2))
    assert raw.change.estimate == pytest.approx(-0.1)
    assert raw.change.lower < raw.after.lower - raw.before.estimate, "both gaps are uncertain"
    assert {c.of for c in found} == {"raw", "equal"}


@pytest.mark.parametrize(("first", "last"), [(2018, 2019), (2018, 2020), (2015, 2023)])
def test_no_change_is_told_across_a_break(release, first, last):
    one = release(table((first, 20, 80), (last, 60, 40)))
    for found in (
        *rate_changes(one, "m", first=first, last=last, breaks=(2019,), grouping="opleiding"),
        *gap_changes(one, "m", "opleiding", first=first, last=last, breaks=(2019,)),
    ):
        assert (found.state, found.verdict, found.breaks) == ("break", "not_visible", (2019,))
        assert math.isnan(found.change.estimate)


def test_from_the_year_of_a_break_on_years_may_be_compared(release):
    one = release(table((2019, 20, 80), (2020, 60, 40)))
    assert {c.state for c in rate_changes(one, "m", first=2019, last=2020, breaks=(2019,))} == {"shown"}


def test_the_breaks_of_a_grouping_come_on_top_of_those_of_a_definition():
    assert all_breaks((2023, 2014), "herkomst") == (2014, 2021, 2023)
    assert all_breaks((2023,), "opleiding") == (2023,)
    assert all_breaks((2023,), None) == (2023,)


def test_a_comparison_that_the_classification_of_cbs_breaks_is_refused(release):
    one = release(table((2020, 20, 80), (2021, 60, 40), groups=(1,)))
    (found, *_) = gap_changes(one, "m", "herkomst", first=2020, last=2021, breaks=())
    assert (found.state, found.breaks) == ("break", (2021,))


@pytest.mark.parametrize(
    ("breaks", "parts"),
    [
        ((2019,), ((2017, 2018), (2019, 2020, 2021))),
        ((), ((2017, 2018, 2019, 2020, 2021),)),
        ((2014, 2023), ((2017, 2018, 2019, 2020, 2021),)),
        ((2018, 2021), ((2017,), (2018, 2019, 2020), (2021,))),
    ],
)
def test_years_are_put_together_up_to_a_break(breaks, parts):
    assert stretches(range(2017, 2022), breaks) == parts


def test_a_history_has_every_stretch_and_one_change_across_that_cannot_be_told(release):
    one = release(table(*((y, 60, 40) for y in range(2017, 2022)), groups=(4,)))
    found = history(yearly(one, "m"), breaks=(2019,))
    assert [(c.first, c.last, c.state) for c in found.changes] == [
        (2017, 2018, "shown"), (2019, 2021, "shown"), (2017, 2021, "break")]  # fmt: skip
    assert [(s.years, s.state) for s in found.slopes] == [
        ((2017, 2018), "not_estimable"),
        ((2019, 2020, 2021), "shown"),
    ]


def test_a_year_without_figures_begins_no_stretch(release):
    # In the first year after the break nobody is counted: there was no test.
    one = release(
        table(*((y, 60, 40) for y in (2017, 2018, 2020, 2021)), groups=(4,)), outside={(2019, "A", 4, 0): 100}
    )
    found = history(yearly(one, "m"), breaks=(2019,))
    assert [(c.first, c.last) for c in found.changes] == [(2017, 2018), (2020, 2021), (2017, 2021)]


def test_one_year_has_no_history(release):
    found = history(yearly(release(table((2020, 60, 40))), "m", grouping="opleiding"), breaks=())
    assert (found.changes, found.slopes) == ((), ())


def test_a_small_change_that_is_certain_to_be_small_is_no_difference(release):
    one = release(table((2020, 5000, 5000), (2021, 5000, 5000), groups=(4,)))
    (found,) = rate_changes(one, "m", first=2020, last=2021, breaks=())
    assert (found.verdict, found.small) == ("no_difference", True)


def test_a_change_with_a_hidden_year_is_hidden(release):
    one = release(
        {
            (2020, "A", 1, 1): (0, 40),
            (2021, "A", 1, 1): (20, 20),
            (2020, "A", 2, 1): (1, 1),
            (2021, "A", 2, 1): (20, 20),
        },
        policy="openbaar",
    )
    found = {c.group: c for c in rate_changes(one, "m", first=2020, last=2021, breaks=(), grouping="opleiding")}
    assert found[1].state == "withheld", "its first year is shown as a tail only"
    assert found[2].state == "withheld", "its first year has too few pupils"
    assert math.isnan(found[1].change.estimate)


def test_the_earlier_year_comes_first(release):
    with pytest.raises(ValueError, match="before"):
        rate_changes(release(table((2020, 1, 1))), "m", first=2020, last=2020, breaks=())


YEARS = np.array([2015.0, 2016, 2017, 2018, 2021])
SE = np.array([0.02, 0.015, 0.018, 0.02, 0.025])


def estimates(*values):
    y = np.array(values)
    return Intervals(y, y - 1.959963984540054 * SE, y + 1.959963984540054 * SE)


def test_a_slope_through_years_that_fit_a_line_is_that_of_r():
    # R 4.2.2, metafor: rma(yi = c(.62, .64, .645, .66, .70), sei = se, mods = ~ year, method = "FE")
    found = slope(YEARS, estimates(0.62, 0.64, 0.645, 0.66, 0.70))
    assert found.estimate == pytest.approx(0.01265873571, abs=EXACT)
    assert (found.lower, found.upper) == pytest.approx((0.003154137673, 0.022163333742), abs=EXACT)


def test_years_that_scatter_more_than_their_intervals_widen_that_of_the_slope():
    # R 4.2.2: lm(c(.62, .70, .58, .72, .60) ~ year, weights = 1 / se^2), with qt(0.975, 3) = 3.182446305
    found = slope(YEARS, estimates(0.62, 0.70, 0.58, 0.72, 0.60))
    assert found.estimate == pytest.approx(-0.005084576291, abs=EXACT)
    assert found.upper - found.estimate == pytest.approx(3.182446305 * 0.01848426593, abs=EXACT)


def test_through_two_points_the_slope_is_their_difference():
    found = slope(YEARS[:2], Intervals(*(x[:2] for x in vars(estimates(0.62, 0.64, 0.6, 0.6, 0.6)).values())))
    assert found.estimate == pytest.approx(0.02)
    assert found.upper - found.estimate == pytest.approx(1.959963984540054 * math.hypot(SE[0], SE[1]))


def test_one_point_has_no_slope():
    assert math.isnan(slope(YEARS[:1], Intervals(SE[:1], SE[:1] - 1, SE[:1] + 1)).estimate)


def test_the_slope_of_a_rate_is_a_change_a_year(release):
    one = release(table((2017, 90, 10), (2018, 90, 10), (2019, 60, 40), (2020, 50, 50), (2021, 40, 60), groups=(4,)))
    (found,) = slopes(yearly(one, "m"), years=(2019, 2020, 2021))
    assert (found.years, found.pupils) == ((2019, 2020, 2021), 300)
    assert found.a_year.estimate == pytest.approx(0.1)
    assert (found.state, found.verdict) == ("shown", "difference")


def test_two_years_make_no_slope(release):
    one = release(table((2020, 60, 40), (2021, 50, 50), groups=(4,)))
    (found,) = slopes(yearly(one, "m"), years=(2020, 2021))
    assert (found.state, found.verdict) == ("not_estimable", "not_visible")
    assert math.isnan(found.a_year.estimate)


def test_the_slope_of_a_gap_follows_the_gap_and_not_the_rates(release):
    # Every rate rises by 0.1 a year; the gap stays 0.2.
    low = table((2019, 400, 100), (2020, 350, 150), (2021, 300, 200), groups=(1,))
    high = table((2019, 300, 200), (2020, 250, 250), (2021, 200, 300), groups=(4,))
    found = slopes(yearly(release(low | high), "m", grouping="opleiding"), years=(2019, 2020, 2021))
    raw = next(s for s in found if s.group == 1 and s.of == "raw")
    assert raw.a_year.estimate == pytest.approx(0, abs=1e-3), "weights differ a little from year to year"
    assert raw.verdict != "difference"


def test_the_change_of_a_mean_has_its_own_margin(release):
    one = release(
        {(y, "A", 4, 1): (50, 60, 70) for y in (2020, 2021)}, scores=(0.0, 1.0, 2.0), outcomes=("a", "b", "c")
    )
    (found,) = rate_changes(one, "m", first=2020, last=2021, breaks=())
    assert found.margin == 0.25
