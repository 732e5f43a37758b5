"""Group disclosure by another way than the rate itself: through the total of the groups, or one large location."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.catalogue import load
from gelijkop.safe.disclosure import complements, dominated
from gelijkop.safe.display import display
from gelijkop.safe.plan import MODES, load_plan
from gelijkop.safe.rules import possible_outcomes

PLAN = load_plan("openbaar", layer="cbs10")
STRICT = load_plan("openbaar")  # tails and the same base; `complements` asks nothing of the layer


def legal(pupils):
    """The numbers with an outcome that the cube can give so many pupils: yes and no are both 0 or at least 5."""
    return [y for y in range(pupils + 1) if (y == 0 or y >= 5) and (y == pupils or pupils - y >= 5)]


@st.composite
def cells(draw):
    pupils = draw(st.lists(st.integers(5, 22), min_size=2, max_size=4))
    return np.array([[draw(st.sampled_from(legal(n))) for n in pupils]]), np.array([pupils])


def ranges(pupils, state, tail, base):
    """The numbers with the outcome that state and tail leave one group."""
    if state == "shown" and not tail:
        return None
    return {"low": range(base), "high": range(pupils - base + 1, pupils + 1)}.get(tail, range(pupils + 1))


def possible(yes, pupils, state, tail, out, base):
    """By trying everything: what is possible for each group that is out, given their sum."""
    left = [ranges(n, s if not o else "out", t, base) for n, s, t, o in zip(pupils, state, tail, out, strict=True)]
    some = [r for r, o in zip(left, out, strict=True) if o]
    found = [set() for _ in some]
    for one in product(*some):
        if sum(one) == sum(y for y, o in zip(yes, out, strict=True) if o):
            for values, value in zip(found, one, strict=True):
                values.add(value)
    return dict(zip(np.flatnonzero(out).tolist(), zip(found, some, strict=True), strict=True))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(cells())
def test_from_the_total_and_the_shown_rates_a_hidden_count_keeps_base_possible_values(cell):
    yes, pupils = cell
    seen = display(yes, pupils, STRICT)
    hidden = ~np.isin(seen.state[0], ("shown", "zero")) | (seen.tail[0] != "")
    total = display(yes.sum(axis=1), pupils.sum(axis=1), STRICT)
    out = hidden | complements(yes, pupils, seen.state, seen.tail, STRICT)[0]
    if total.tail[0]:
        return  # the total tells no number either
    for group, (values, alone) in possible(yes[0], pupils[0], seen.state[0], seen.tail[0], out, STRICT.base).items():
        if hidden[group]:
            assert len(values) >= min(STRICT.base, len(alone))


def test_without_leaving_out_another_group_a_hidden_count_follows_from_the_total():
    """Pupils 20 + 30, outcome 0 + 12: 12 of 50 minus 12 of 30 is 0 of 20."""
    left = possible([0, 12], [20, 30], ["zero", "shown"], ["low", ""], [True, False], 5)
    assert left[0][0] == {0}


def test_the_smallest_shown_group_is_left_out_beside_the_hidden_one():
    yes, pupils = np.array([[0, 12, 9]]), np.array([[20, 30, 25]])
    seen = display(yes, pupils, STRICT)
    assert complements(yes, pupils, seen.state, seen.tail, STRICT).tolist() == [[False, False, True]]


def test_where_no_group_is_hidden_none_is_left_out():
    yes, pupils = np.array([[6, 12]]), np.array([[20, 30]])
    seen = display(yes, pupils, STRICT)
    assert not complements(yes, pupils, seen.state, seen.tail, STRICT).any()


@pytest.mark.parametrize("mode", load(MODES))
def test_behind_every_tail_of_a_cell_the_cube_leaves_more_true_shares_than_zero_or_all(mode):
    """Why the ordinary layer leaves complements in: they give the protected count, which leaves this much open."""
    plan = load_plan("openbaar", mode=mode)
    for pupils in range(plan.minimum_shown, 201):
        low, high = possible_outcomes(np.array([0, pupils]), base=plan.base, slack=plan.slack)
        assert ((high - low + 1)[0] >= plan.base) & ((high - low + 1)[1] >= plan.base)


@pytest.mark.parametrize(
    ("by_location", "most"),
    [([91, 9], True), ([90, 10], False), ([30], True), ([0, 0], False), ([46, 2, 2], True)],
)
def test_a_place_is_dominated_by_a_location_with_more_than_nine_in_ten_pupils(by_location, most):
    assert dominated(np.array(by_location), PLAN) == most
