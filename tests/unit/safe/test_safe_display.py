"""G6 of SDC §3.1, for every rate of up to 200 pupils."""

import numpy as np
import pytest

from gelijkop.safe.display import display
from gelijkop.safe.plan import load_plan

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
