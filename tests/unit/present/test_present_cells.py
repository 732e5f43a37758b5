"""What a table says of a number that is there, hidden, unknown or not to be estimated."""

import math

import pytest

from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.present.cells import gap_cells, gap_point, gap_text, rate_cells, rate_point
from gelijkop.present.palette import RAW, TWO
from gelijkop.present.sentences import Unit

SHARE, MEAN = Unit(share=True), Unit(share=False)
NOTHING = Interval(math.nan, math.nan, math.nan, "")
SHOWN = Interval(0.742, 0.71, 0.771, "wilson")
EQUAL = Interval(-0.03, -0.06, 0.0, "newcombe10")
HIDDEN = ["withheld", "missing", "not_estimable"]
SIGNS = {"withheld": "x", "missing": "?", "not_estimable": "n.t.s."}


def rate(state="shown", *, tail="", value=SHOWN):
    shown = value if state in ("shown", "zero") else NOTHING
    return Rate("m", "GM0001", (2023,), "armoede", 1, shown, 1234, state, tail)


def gap(state="shown", *, equal=EQUAL):
    raw = Interval(-0.045, -0.078, -0.012, "newcombe10") if state == "shown" else NOTHING
    return Gap(
        "m", "GM0001", (2023,), "armoede", 1, 3, 88, 310, raw, equal if state == "shown" else NOTHING, NOTHING, NOTHING,
        0.01, 0.5, 1.0, NOTHING, 0.1, 0.05, "difference", state,
    )  # fmt: skip


def texts(cells):
    return [c.text.replace("\u00a0", " ") for c in cells]


def test_a_shown_rate_has_number_interval_and_pupils():
    cells = rate_cells(rate(), SHARE, "nl")
    assert texts(cells) == ["74,2 %", "71,0–77,1", "1.234"]
    assert [c.plain for c in cells] == ["74.2", "", "1234"]
    assert cells[1].bounds == ("71.0", "77.1")


def test_a_mean_has_two_decimals():
    cells = rate_cells(rate(value=Interval(-0.128, -0.2, 0.05, "t")), MEAN, "nl")
    assert texts(cells)[:2] == ["\u22120,13", "\u22120,20 tot 0,05"]


def test_zero_is_a_number_with_a_word():
    cell = rate_cells(rate("zero", value=Interval(0, 0, 0.02, "wilson")), SHARE, "nl")[0]
    assert (cell.plain, cell.state) == ("0.0", "zero")


@pytest.mark.parametrize("state", HIDDEN)
def test_a_hidden_rate_has_a_sign_and_no_number_for_a_file(state):
    value, interval, _ = rate_cells(rate(state), SHARE, "nl")
    assert (value.text, value.plain, value.state) == (SIGNS[state], "", state)
    assert interval == value


@pytest.mark.parametrize("state", ["withheld", "missing"])
def test_the_number_of_pupils_is_hidden_with_the_rate(state):
    assert rate_cells(rate(state), SHARE, "nl")[2].plain == ""


@pytest.mark.parametrize(("tail", "text", "value"), [("low", "<5 %", 0.05), ("high", ">95 %", 0.95)])
def test_a_tail_shows_its_bound_and_nothing_else(tail, text, value):
    hidden = rate(tail=tail, value=Interval(0.013, 0.01, 0.02, "wilson"))
    assert texts(rate_cells(hidden, SHARE, "nl"))[:2] == [text, text]
    point = rate_point(hidden, TWO[0], SHARE, "Aardam", "armoede", "nl")
    assert (point.value, point.lower, point.upper) == (value,) * 3
    assert "1,3" not in point.said


@pytest.mark.parametrize("state", HIDDEN)
def test_a_hidden_rate_is_not_drawn(state):
    assert not rate_point(rate(state), TWO[0], SHARE, "Aardam", "armoede", "nl").shown


def test_a_rate_that_is_absent_is_not_known():
    assert rate_point(None, TWO[0], SHARE, "Aardam", "armoede", "nl").text == "?"


def test_a_gap_has_both_differences_and_a_verdict():
    cells = gap_cells(gap(equal=Interval(-0.03, -0.06, -0.001, "newcombe10")), SHARE, "nl")
    assert texts(cells) == [
        "\u22124,5", "\u22127,8 tot \u22121,2", "\u22123,0", "\u22126,0 tot \u22120,1", "verschil",
    ]  # fmt: skip


def test_a_gap_without_equal_ability_says_that_it_cannot_be_estimated():
    cells = gap_cells(gap(equal=NOTHING), SHARE, "nl")
    assert [c.state for c in cells] == ["shown", "shown", "not_estimable", "not_estimable", "shown"]


@pytest.mark.parametrize("state", HIDDEN)
def test_a_hidden_gap_hides_every_cell(state):
    assert {c.state for c in gap_cells(gap(state), SHARE, "nl")} == {state}
    assert gap_text(gap(state).raw, gap(state), SHARE, "nl") == SIGNS[state]
    assert not gap_point(gap(state).raw, gap(state), RAW, "zonder correctie", "Aardam", SHARE, "nl").shown


def test_a_reference_group_has_no_gap():
    assert {c.state for c in gap_cells(None, SHARE, "nl")} == {"not_applicable"}


def test_a_gap_that_cannot_be_estimated_has_its_sign_in_the_chart():
    assert gap_text(NOTHING, gap(), SHARE, "nl") == "n.t.s."
    assert gap_point(NOTHING, gap(), RAW, "a", "b", SHARE, "nl").text == "n.t.s."
