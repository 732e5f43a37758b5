"""G6 of SDC §3.1, for every rate of up to 200 pupils."""

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.safe.display import counted, display, display_mean
from gelijkop.safe.plan import LAYERS, MODES, load_plan

EVERY = np.array([(y, n) for n in range(201) for y in range(n + 1)])
YES, POPULATION = EVERY.T


@pytest.fixture(scope="module")
def public():
    return display(YES, POPULATION, load_plan("openbaar"))


def test_a_rate_of_nobody_is_not_estimable(public):
    assert ((public.state == "not_estimable") == (POPULATION == 0)).all()


def test_a_rate_of_one_to_nine_pupils_is_withheld(public):
    assert ((public.state == "withheld") == ((POPULATION >= 1) & (POPULATION <= 9))).all()


def test_nothing_is_shown_of_fewer_than_ten_pupils(public):
    assert np.isnan(public.share[POPULATION < 10]).all()


def test_nobody_counted_is_a_state_apart(public):
    assert ((public.state == "zero") == ((YES == 0) & (POPULATION >= 10))).all()


def test_no_rate_is_shown_as_zero_or_a_hundred_percent(public):
    shown = public.share[POPULATION >= 10]
    assert shown.min() > 0
    assert shown.max() < 1


def test_fewer_than_five_in_is_a_low_tail_of_five_percent(public):
    low = (POPULATION >= 10) & (YES < 5)
    assert ((public.tail == "low") == low).all()
    assert (public.share[low] == 0.05).all()


def test_fewer_than_five_out_is_a_high_tail_of_ninety_five_percent(public):
    high = (POPULATION >= 10) & (POPULATION - YES < 5)
    assert ((public.tail == "high") == high).all()
    assert (public.share[high] == 0.95).all()


def test_every_other_rate_is_the_quotient_of_the_counts(public):
    """G7: percentages come from the protected counts."""
    plain = (POPULATION >= 10) & (public.tail == "")
    assert (public.share[plain] == YES[plain] / POPULATION[plain]).all()
    assert (public.state[plain] == "shown").all()


def test_staff_see_exact_rates_of_their_own_pupils():
    own = display(np.array([0, 1, 3]), np.array([3, 3, 3]), load_plan("intern"))
    assert own.share.tolist() == [0, 1 / 3, 1]
    assert own.state.tolist() == ["zero", "shown", "shown"]
    assert own.tail.tolist() == ["", "", ""]


def test_the_shape_of_the_arrays_stays():
    assert display(np.zeros((2, 3), np.int64), np.full((2, 3), 12), load_plan("openbaar")).state.shape == (2, 3)


def test_more_pupils_in_than_there_are_is_an_error():
    with pytest.raises(ValueError, match="population"):
        display(np.array([6]), np.array([5]), load_plan("openbaar"))


@pytest.fixture(params=[(m, y) for m in load(MODES) for y in load(LAYERS)], ids="-".join)
def every_plan(request):
    mode, layer = request.param
    return load_plan("openbaar", mode=mode, layer=layer)


def test_no_mode_and_layer_shows_zero_or_a_hundred_percent(every_plan):
    share = display(YES, POPULATION, every_plan).share
    assert ((share > 0) & (share < 1) | np.isnan(share)).all()


def test_no_mode_and_layer_shows_a_rate_of_fewer_pupils_than_it_asks(every_plan):
    shown = display(YES, POPULATION, every_plan)
    few = every_plan.minimum_shown > POPULATION
    assert np.isin(shown.state[few], ("withheld", "not_estimable")).all()
    assert np.isnan(shown.share[few]).all()


def test_under_every_mode_and_layer_fewer_than_the_base_in_or_out_is_never_a_rate_of_its_own(every_plan):
    shown = display(YES, POPULATION, every_plan)
    few = np.minimum(YES, POPULATION - YES) < every_plan.base
    assert ((shown.tail != "") | np.isnan(shown.share))[few].all()


def test_under_every_mode_and_layer_a_rate_is_the_quotient_of_the_protected_counts(every_plan):
    """G7: nothing that a layer rounds comes back in a percentage."""
    shown = display(YES, POPULATION, every_plan)
    plain = ~np.isnan(shown.share) & (shown.tail == "")
    assert plain.any()
    assert (shown.share[plain] == YES[plain] / POPULATION[plain]).all()


def test_a_layer_never_shows_a_rate_that_the_plain_layer_hides(every_plan):
    plain = display(YES, POPULATION, load_plan("openbaar", mode=every_plan.mode))
    assert np.isnan(display(YES, POPULATION, every_plan).share[np.isnan(plain.share)]).all()


@pytest.mark.parametrize(
    ("layer", "hidden"),
    [
        ("nco", POPULATION < 10),
        ("lt5", POPULATION < 10),
        ("round5", POPULATION < 10),
        ("round10", POPULATION < 10),
        # rounds to 20 or lower, or 2 pupils or fewer in or out (SDC §1)
        ("ofs", (POPULATION < 25) | (np.minimum(YES, POPULATION - YES) <= 2)),
        ("cbs10", (POPULATION < 10) | (np.minimum(YES, POPULATION - YES) < 10)),
    ],
)
def test_a_layer_hides_what_its_convention_hides(layer, hidden):
    assert (np.isnan(display(YES, POPULATION, load_plan("openbaar", layer=layer)).share) == hidden).all()


def test_a_population_that_ofs_hides_is_one_that_rounds_to_twenty_or_lower():
    plan = load_plan("openbaar", layer="ofs")
    every = np.arange(1, 60)
    assert ((every < plan.minimum_shown) == (counted(every, plan) <= 20)).all()


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        ("nco", [0, 5, 12, 13, 15]),
        ("lt5", [0, 5, 12, 13, 15]),
        ("round5", [0, 5, 10, 15, 15]),
        ("round10", [0, 10, 10, 10, 20]),
        ("ofs", [0, 10, 10, 10, 20]),
    ],
)
def test_numbers_of_pupils_are_rounded_halves_up(layer, written):
    assert counted(np.array([0, 5, 12, 13, 15]), load_plan("openbaar", layer=layer)).tolist() == written


MEANS = np.array([[12, 0, 0], [7, 5, 0], [4, 3, 2], [0, 0, 0], [0, 6, 6]])
"""By outcome, with scores 1, 2 and 2: all alike; 7 and 5; nine pupils; nobody; all alike in score."""


def test_a_mean_of_pupils_who_all_have_one_score_is_not_shown():
    states = display_mean(MEANS, (1.0, 2.0, 2.0), load_plan("openbaar")).tolist()
    assert states == ["alike", "shown", "withheld", "not_estimable", "alike"]


def test_staff_see_the_mean_of_pupils_who_all_have_one_score():
    states = display_mean(MEANS, (1.0, 2.0, 2.0), load_plan("intern")).tolist()
    assert states == ["shown", "shown", "shown", "not_estimable", "shown"]
