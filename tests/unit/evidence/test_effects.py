"""An effect in another measure: by hand, both ways, and never where there is no bridge."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.catalogue import load
from gelijkop.errors import Text
from gelijkop.evidence.effects import (
    FILE,
    MEASURES,
    Bin,
    Groups,
    beside,
    bin_of,
    convert,
    correction,
    d_to_g,
    d_to_odds_ratio,
    d_to_r,
    g_to_d,
    months_of,
    odds_ratio_to_d,
    r_to_d,
)
from gelijkop.evidence.library import library
from gelijkop.evidence.record import Effect

ROUNDED = 5e-5  # the books give four decimals
EXACT = 1e-9  # relative; only floating point stands between
TENS = Groups(10, 10)


def effect(measure, value, lower=None, upper=None):
    return Effect(measure, value, "", "", "", "studie", "e", lower=lower, upper=upper)


def test_the_worked_example_of_g():
    """103 and 100 with a pooled deviation of 5.0249 and 50 pupils each: d 0.5970, g 0.5924.

    Source: Borenstein e.a. (2009), Introduction to meta-analysis, ch. 4; they round J to 0.9923.
    """
    assert d_to_g(0.5970, Groups(50, 50)) == pytest.approx(0.5924, abs=1e-4)


def test_the_worked_examples_of_log_odds_and_r():
    """A log odds ratio of 0.9069 is d 0.5000; r 0.50 is d 1.1547. Source: Borenstein e.a. (2009), ch. 7."""
    assert odds_ratio_to_d(math.exp(0.9069)) == pytest.approx(0.5, abs=ROUNDED)
    assert r_to_d(0.5) == pytest.approx(1.1547, abs=ROUNDED)


def test_the_correction_of_ten_and_ten():
    """df = 18: Γ(9) / (√9·Γ(8.5)) = 40320 / (3·14034.407)."""
    assert correction(TENS) == pytest.approx(40320 / (3 * 14034.4072934834), rel=EXACT)


@given(st.floats(-5, 5), st.integers(2, 500), st.integers(2, 500))
@settings(max_examples=50, derandomize=True)
def test_there_and_back_is_where_it_began(d, first, second):
    groups = Groups(first, second)
    assert g_to_d(d_to_g(d, groups), groups) == pytest.approx(d, rel=EXACT)
    assert r_to_d(d_to_r(d, groups), groups) == pytest.approx(d, rel=EXACT, abs=EXACT)
    assert odds_ratio_to_d(d_to_odds_ratio(d)) == pytest.approx(d, rel=EXACT, abs=EXACT)


@pytest.mark.parametrize(
    ("size", "months"),
    [(0, 0), (0.014, 0), (0.016, 1), (0.09, 1), (0.4, 5), (0.57, 7), (1.0, 12), (1.01, None), (-0.2, -3), (-1.2, None)],
)
def test_months_of_an_effect_size(size, months):
    assert months_of(size) == months


def test_the_steps_of_the_months_touch_and_go_up():
    steps = load(FILE)["months"]["steps"]
    assert all(round(after[0] - before[1], 2) == 0.01 for before, after in pairwise(steps))


@pytest.mark.parametrize(
    ("months", "found"), [(5, Bin(0.36, 0.44)), (0, Bin(-0.01, 0.01)), (-1, Bin(-0.09, -0.02)), (13, None), (2.5, None)]
)
def test_months_stand_for_a_range_of_sizes(months, found):
    assert bin_of(months) == found


def test_a_conversion_keeps_the_original_and_names_its_formulas():
    original = effect("or", 2.0, 1.5, 3.0)
    found = convert(original, "r")
    assert found.original is original
    assert found.formulas == ("d-or", "d-r")
    assert set(found.formulas) <= set(load(FILE)["formula"])
    assert found.lower < found.value < found.upper
    assert found.value == pytest.approx(d_to_r(math.log(2) * math.sqrt(3) / math.pi), rel=EXACT)


def test_what_is_asked_in_its_own_measure_stays_as_it_is():
    found = convert(effect("pp", 3.0), "pp")
    assert (found.value, found.formulas) == (3.0, ())


def test_months_become_a_range_and_no_value():
    found = convert(effect("maanden", 5), "d")
    assert (found.value, found.bin, found.formulas) == (None, Bin(0.36, 0.44), ("d-maanden",))
    assert convert(effect("maanden", 5), "g", groups=TENS).bin == Bin(0.36, 0.44)
    assert convert(effect("maanden", 5), "or").formulas == ("d-maanden", "d-or")


def test_sizes_become_months():
    assert convert(effect("g", 0.4), "maanden").value == 5
    assert convert(effect("g", 0.4), "maanden").formulas == ("d-maanden",)
    assert convert(effect("r", 0.2), "maanden").value == 5  # d = 0.408


def test_d_and_g_meet_with_the_sizes_of_the_groups():
    g = convert(effect("d", 0.5), "g", groups=TENS)
    assert g.value == pytest.approx(0.5 * correction(TENS), rel=EXACT)
    assert convert(effect("g", g.value), "d", groups=TENS).value == pytest.approx(0.5, rel=EXACT)


@pytest.mark.parametrize("to", MEASURES)
def test_percentage_points_have_no_bridge(to):
    assert isinstance(convert(effect("pp", 3), to), Text)


@pytest.mark.parametrize(
    ("given_effect", "to", "groups", "said"),
    [
        (effect("d", 0.5), "g", None, "beide groepen"),
        (effect("d", 0.5), "g", Groups(1, 2), "vier leerlingen"),
        (effect("d", 1.4), "maanden", None, "1,00"),
        (effect("maanden", 15), "d", None, "niet"),
        (effect("r", 1.0), "d", None, "correlatie"),
        (effect("r", 0.9999999), "or", None, "te groot"),
    ],
)
def test_what_cannot_be_converted_says_why(given_effect, to, groups, said):
    found = convert(given_effect, to, groups=groups)
    assert isinstance(found, Text)
    assert said in found.nl


def test_months_stand_beside_an_effect_on_results_at_school_only():
    hattie, iq = library()["hattie-zittenblijven"], library()["verwachtingen-claiborn"]
    assert beside(hattie.effects[0], hattie).value == -2
    assert beside(iq.effects[0], iq) is None


def test_a_determinant_gives_nobody_months():
    record = library()["hattie-sociaaleconomische-status"]
    assert (record.type, beside(record.effects[0], record)) == ("determinant", None)
