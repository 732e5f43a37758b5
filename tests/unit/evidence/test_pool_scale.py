"""An effect on the scale where effects may be averaged, with what its standard error was made of."""

import math

import pytest

from gelijkop.evidence.effects import Groups, correction
from gelijkop.evidence.pool_scale import Bar, from_scale, pupils, scaled, to_scale, variance_d, variance_g
from gelijkop.evidence.record import Effect

PRINTED = 0.5e-4  # the book prints four decimals
Z = 1.959964


def effect(measure, value, **more):
    return Effect(measure, value, "geen", "x", "bron", "studie", "e", **more)


def test_the_variances_are_those_printed_by_borenstein():
    # Borenstein e.a. (2009), p. 27–29: d = 0.5970 of two groups of 50; Vd = 0.0418, g = 0.5924, Vg = 0.0411
    groups = Groups(50, 50)
    assert variance_d(0.5970, groups) == pytest.approx(0.0418, abs=PRINTED)
    assert variance_g(0.5924, groups) == pytest.approx(0.0411, abs=PRINTED)


def test_a_correlation_becomes_the_z_of_fisher():
    # Borenstein e.a. (2009), p. 42: r = 0.50, n = 100 gives z = 0.5493 with variance 1/97 = 0.0103
    found = scaled(effect("r", 0.5, n=100), "r")
    assert (found.value, found.origin) == (pytest.approx(0.5493, abs=PRINTED), "n")
    assert found.se == pytest.approx(97**-0.5)


def test_an_odds_ratio_is_pooled_by_its_logarithm():
    found = scaled(effect("or", 2.0, lower=1.0, upper=4.0), "or")
    assert found.value == pytest.approx(math.log(2))
    assert found.se == pytest.approx(math.log(2) / Z)
    assert scaled(effect("or", 2.0, se=0.3), "or").se == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("given", "origin", "se"),
    [
        (effect("d", 0.3, lower=0.1, upper=0.5), "interval", 0.2 / Z),
        (effect("d", 0.3, lower=0.1, upper=0.5, se=0.09), "se", 0.09),
        # 120/(60·60) + 0.09/240 = 0.0337083
        (effect("d", 0.3, n1=60, n2=60), "groups", 0.0337083**0.5),
        (effect("pp", 4.0, se=1.5), "se", 1.5),
    ],
    ids=["interval", "error", "groups", "points"],
)
def test_the_standard_error_says_where_it_comes_from(given, origin, se):
    found = scaled(given, given.measure)
    assert (found.origin, found.se) == (origin, pytest.approx(se, rel=1e-5))


@pytest.mark.parametrize(
    ("given", "to", "rule", "said"),
    [
        (effect("maanden", 4.0), "d", "months", "stappen van een tabel"),
        (effect("maanden", 4.0, lower=2.0, upper=6.0), "g", "months", "effectgrootte erachter"),
        (effect("d", 0.3), "d", "no_error", "beide groepen"),
        (effect("d", 0.3, n=100), "d", "no_error", "beide groepen"),
        (effect("d", 0.3, n1=2, n2=1), "d", "no_error", "kleiner dan vier"),
        (effect("pp", 4.0, n=100), "pp", "no_error", "standaardfout"),
        (effect("or", 2.0, n1=10, n2=10), "or", "no_error", "standaardfout"),
        (effect("r", 0.5, n=3), "r", "no_error", "meer dan drie"),
        (effect("r", 0.5, se=0.1), "r", "no_error", "meer dan drie"),
        (effect("r", 1.0, n=50), "r", "no_error", "interval"),
        (effect("d", 0.3, lower=0.3, upper=0.3), "d", "no_error", "geen breedte"),
        (effect("r", 0.9, lower=0.5, upper=1.0), "r", "no_error", "geen breedte"),
        (effect("or", 1e300, se=0.1), "or", "no_error", "kan niet waar zijn"),
        (effect("or", 2.0, se=700.0), "or", "no_error", "kan niet waar zijn"),
        (effect("or", 2.0, lower=1e-200, upper=1e200), "or", "no_error", "te onzeker"),
        (effect("d", 0.3, lower=0.1, upper=0.5), "g", "bridge", "beide groepen"),
        (effect("pp", 4.0, se=1.0, n1=5, n2=5), "d", "bridge", "procentpunten"),
        (effect("d", 0.3, n1=50, n2=50), "pp", "bridge", "geen omrekening"),
    ],
)
def test_what_has_no_place_on_the_scale_says_why(given, to, rule, said):
    found = scaled(given, to)
    assert isinstance(found, Bar)
    assert found.rule == rule
    assert said in found.text.nl


def test_d_and_g_of_one_study_are_the_same_in_standard_errors():
    given = effect("d", 0.3, n1=20, n2=30)
    d, g = scaled(given, "d"), scaled(given, "g")
    j = correction(Groups(20, 30))
    assert (g.value, g.se) == pytest.approx((j * d.value, j * d.se))


def test_an_odds_ratio_becomes_a_d_with_its_error():
    # √3/π·ln 2 with se √3/π·0.2
    found = scaled(effect("or", 2.0, se=0.2, n1=50, n2=50), "d")
    assert (found.value, found.se) == pytest.approx((0.5513289 * math.log(2), 0.5513289 * 0.2))


def test_a_value_far_from_the_middle_of_its_interval_is_marked():
    assert scaled(effect("d", 0.45, lower=0.1, upper=0.5), "d").lopsided
    assert not scaled(effect("or", 2.0, lower=1.0, upper=4.0), "or").lopsided


@pytest.mark.parametrize(("measure", "value"), [("d", -0.3), ("g", 0.2), ("r", -0.4), ("or", 0.25), ("pp", 7.0)])
def test_the_scale_and_back_gives_the_value(measure, value):
    assert from_scale(to_scale(value, measure), measure) == pytest.approx(value)


def test_pupils_are_those_of_both_groups_where_the_source_adds_up_nothing():
    assert pupils(effect("d", 0.1, n1=20, n2=30)) == 50
    assert pupils(effect("d", 0.1, n=80)) == 80
    assert pupils(effect("d", 0.1)) is None
