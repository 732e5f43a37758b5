"""Two rolling windows, each safe by itself, that give each other away; and the joint run that repairs it (SDC §2.5)."""

import numpy as np
import pytest

from gelijkop.errors import ReleaseRefused
from gelijkop.safe.suppress.cells import Inner, cells_of
from gelijkop.safe.suppress.tables import HIDDEN, Earlier, suppress_tables

GROUPINGS = ("opleiding",)
FIRST, SECOND = (2019, 2020, 2021), (2020, 2021, 2022)
THRESHOLD = 5
SALT = bytes(32)
ZERO = 1e-9
"""The numbers of the elimination are sums of a few hundred ones; what is not zero is far larger."""


def region(seed, schools=8):
    """Schools in two municipalities, two groups, four years; most schools have pupils in the middle years only."""
    rng = np.random.default_rng(seed)
    places, years, groups = (
        a.reshape(-1) for a in np.meshgrid(np.arange(schools), np.arange(2019, 2023), [1, 2], indexing="ij")
    )
    pupils = rng.poisson(np.where(groups == 1, 4.0, 13.0))
    yes = rng.binomial(pupils, 0.4)
    there = (pupils > 0) & ((places % 4 == 0) | ((years > 2019) & (years < 2022)))
    return Inner(
        tuple(f"{p:02d}AA00" for p in places[there]),
        tuple(f"GM{p % 2:04d}" for p in places[there]),
        years[there],
        {"opleiding": groups[there]},
        {"opleiding": 3},
        np.stack([pupils - yes, yes], axis=1)[there],
    )


def released(inner, years, *earlier):
    found, _ = suppress_tables(inner, years, GROUPINGS, threshold=THRESHOLD, salt=SALT, earlier=earlier)
    return Earlier(years, GROUPINGS, dict(zip(found.names, found.numbers.tolist(), strict=True)))


def given_away(inner, *releases):
    """How many small counts follow from the open numbers of all releases by adding and subtracting."""
    cells = cells_of(inner, [(r.years, r.groupings) for r in releases])
    sums, values = cells.sums.toarray().astype(float), cells.sums @ inner.counts.reshape(-1)
    open_ = np.array([any(r.numbers.get(name, HIDDEN) != HIDDEN for r in releases) for name in cells.names])
    free = ~(sums[open_ & (values == 0)] > 0).any(axis=0)
    _, strength, basis = np.linalg.svd(sums[open_][:, free])
    # What can still change when all open numbers stay as they are.
    loose = np.abs(sums[:, free] @ basis[(strength > ZERO).sum() :].T).max(axis=1, initial=0)
    return int(((values > 0) & (values < THRESHOLD) & (loose < ZERO)).sum())


# Three schools in one municipality, all pupils in 2020, so that both windows count the same pupils: no, yes.
A, B, C = [20, 2], [15, 9], [12, 11]


@pytest.fixture
def three():
    places = ("01AA00", "02AA00", "03AA00")
    return Inner(places, ("GM0001",) * 3, np.full(3, 2020), {}, {}, np.array([A, B, C]))


def by_hand(inner, years, closed):
    """A release in which the numbers without and with the outcome of two schools are hidden."""
    cells = cells_of(inner, [(years, ())])
    values = (cells.sums @ inner.counts.reshape(-1)).tolist()
    return Earlier(
        years,
        (),
        {
            name: HIDDEN if name.place in closed and name.outcome != "alle" else number
            for name, number in zip(cells.names, values, strict=True)
        },
    )


def test_two_windows_that_are_safe_apart_give_a_small_count_away_together(three):
    # The 2 of A trades with B in the first window and with C in the second; together: 22 - 9 - 11 = 2.
    first, second = by_hand(three, FIRST, {"01AA00", "02AA00"}), by_hand(three, SECOND, {"01AA00", "03AA00"})
    assert given_away(three, first) == given_away(three, second) == 0
    # The same two numbers by two names, one for each window.
    assert given_away(three, first, second) == 2


def test_the_joint_run_hides_in_the_second_window_what_the_first_one_hid(three):
    first = by_hand(three, FIRST, {"01AA00", "02AA00"})
    found, _ = suppress_tables(three, SECOND, (), threshold=THRESHOLD, salt=SALT, earlier=(first,))
    hidden = {(n.place, n.outcome) for n, number in zip(found.names, found.numbers, strict=True) if number == HIDDEN}
    assert hidden == {("01AA00", "ja"), ("01AA00", "nee"), ("02AA00", "ja"), ("02AA00", "nee")}


def test_what_two_earlier_windows_gave_away_cannot_be_protected_any_more(three):
    windows = by_hand(three, FIRST, {"01AA00", "02AA00"}), by_hand(three, SECOND, {"01AA00", "03AA00"})
    with pytest.raises(ReleaseRefused):
        suppress_tables(three, SECOND, (), threshold=THRESHOLD, salt=SALT, earlier=windows)


@pytest.fixture(scope="module")
def inner():
    return region(3)


@pytest.fixture(scope="module")
def first(inner):
    return released(inner, FIRST)


def test_windows_made_together_give_no_small_count_away_and_keep_what_was_open(inner, first):
    second = released(inner, SECOND, first)
    assert given_away(inner, first) == given_away(inner, first, second) == 0
    shared = set(first.numbers) & set(second.numbers)
    assert {n for n in shared if first.numbers[n] != HIDDEN} == {n for n in shared if second.numbers[n] != HIDDEN}


def test_numbers_that_changed_since_are_refused(inner, first):
    name = next(n for n, number in first.numbers.items() if number > THRESHOLD)
    changed = Earlier(first.years, first.groupings, {**first.numbers, name: first.numbers[name] + 1})
    with pytest.raises(ReleaseRefused):
        released(inner, SECOND, changed)
