"""What an outsider learns from a number that changes between releases: every possible world is tried."""

from collections import defaultdict

import numpy as np
import pytest

from gelijkop.safe.cells import Cells, meet
from gelijkop.safe.movable import bounds, movable
from gelijkop.safe.rules import may_become, possible

MODES = [(5, 2), (3, 1), (10, 3)]


def cells(distribution, outcomes, true, released):
    """One group and stratum, each case a place of its own; `true` and `released` by outcome and case."""
    kinds, cases = len(outcomes), len(true[0])
    places = np.array([f"{i:07d}" for i in range(cases)])
    zero = np.zeros(kinds * cases, np.int64)
    return Cells(
        "k",
        distribution,
        ("herkomst",),
        place=np.tile(places, kinds),
        school_year=zero,
        groups=zero.reshape(-1, 1),
        stratum=zero,
        outcome=np.repeat(np.array(outcomes, dtype=np.int64), cases),
        true=np.concatenate(true).astype(np.int64),
        released=np.concatenate(released).astype(np.int64),
        covered=tuple((str(p), 0) for p in places),
    )


def column(cases, value):
    return np.array([value(c) for c in cases], dtype=np.int64)


def legal(low, high, base):
    return [v for v in range(low, high + 1) if v == 0 or v >= base]


def next_numbers(histories, base, slack):
    """Every history (true, shown, true when that was set) with every next truth, and the numbers it may then get."""
    largest = max(true for true, _, _ in histories)
    cases = [(*h, now) for h in histories for now in range(largest + 1)]
    none = np.zeros(len(cases), np.int64)
    standing = cells("", [0], [column(cases, lambda c: c[2])], [column(cases, lambda c: c[1])])
    met = meet(cells("", [0], [column(cases, lambda c: c[3])], [none]), standing)
    low, high = bounds(met, base=base, slack=slack)
    return [(c, legal(lo, hi, base)) for c, lo, hi in zip(cases, low.tolist(), high.tolist(), strict=True)]


def first_numbers(most, base, slack):
    return [(true, shown, true) for true in range(most) for shown in may_become(true, base=base, slack=slack)]


@pytest.mark.parametrize(("base", "slack"), MODES)
def test_whatever_a_number_became_all_that_each_number_leaves_alone_stays_possible(base, slack):
    found = defaultdict(lambda: (set(), set()))
    most = 5 * base
    for (true, shown, _, now), numbers in next_numbers(first_numbers(most, base, slack), base, slack):
        for number in numbers:
            found[shown, number][0].add(true)
            found[shown, number][1].add(now)
    # Truths near the edge of what is tried have no neighbours beyond it.
    inner = {shown: sets for shown, sets in found.items() if max(shown) < most - base - 2 * slack}
    assert len(inner) > 30
    for shown, sets in inner.items():
        for number, truths in zip(shown, sets, strict=True):
            low, high = (int(b) for b in possible(np.array(number), base=base, slack=slack))
            assert truths >= set(range(low, high + 1))


@pytest.mark.parametrize(("base", "slack"), MODES)
def test_a_number_changes_by_the_base_or_more_and_only_when_its_truth_did(base, slack):
    for (true, shown, _, now), numbers in next_numbers(first_numbers(5 * base, base, slack), base, slack):
        changed = [number for number in numbers if number != shown]
        assert all(abs(number - shown) >= base for number in changed)
        assert not changed or abs(now - true) >= base


@pytest.mark.parametrize(("base", "slack"), MODES)
def test_a_number_that_changes_is_one_that_its_new_truth_may_become(base, slack):
    for (_, shown, _, now), numbers in next_numbers(first_numbers(5 * base, base, slack), base, slack):
        assert set(numbers) == {shown} or set(numbers) <= set(may_become(now, base=base, slack=slack))


def test_a_third_release_leaves_as_much_open_as_each_release_alone():
    base, slack, most = 3, 1, 15
    found = defaultdict(lambda: (set(), set(), set()))
    second = [
        (true, shown, now, number, now if number != shown else true)
        for (true, shown, _, now), numbers in next_numbers(first_numbers(most, base, slack), base, slack)
        for number in numbers
    ]
    later = dict.fromkeys((now, number, since) for _, _, now, number, since in second)
    after = defaultdict(list)
    for (now, number, since, last), numbers in next_numbers(list(later), base, slack):
        after[now, number, since] += [(last, third) for third in numbers]
    for true, shown, now, number, since in second:
        for last, third in after[now, number, since]:
            for truths, value in zip(found[shown, number, third], (true, now, last), strict=True):
                truths.add(value)
    for shown, sets in found.items():
        if max(shown) < most - base - 2 * slack:
            for number, truths in zip(shown, sets, strict=True):
                low, high = (int(b) for b in possible(np.array(number), base=base, slack=slack))
                # What stays the same may have drifted; what is known of it is never more than from one release.
                assert len(truths & set(range(low, high + 1))) >= base - 1


def divided(population, least, free, base):
    """Every way to divide a number over two outcomes that the entries allow."""
    if population == 0:
        return [(0, 0)]
    rest = population - sum(least)
    return [
        (least[0] + part, least[1] + rest - part)
        for part in range(rest + 1)
        if all(n == 0 or (n >= base and can) for n, can in zip((part, rest - part), free, strict=True))
    ]


def worlds(most, base, slack):
    """First releases of a cell with two outcomes (truths, shown pupils, shown outcomes), each with every next truth."""
    truths = [(one, other) for one in range(most + 1) for other in range(most + 1 - one)]
    for one, other in truths:
        for pupils in may_become(one + other, base=base, slack=slack):
            for shown in divided(pupils, (0, 0), (one > 0, other > 0), base):
                yield from ((one, other, pupils, shown, now) for now in truths)


def next_divisions(cases, base, slack):
    """For each case all that may be shown next: pupils and outcomes."""
    none = np.zeros(len(cases), np.int64)
    before = cells("", [0], [column(cases, lambda c: c[0] + c[1])], [column(cases, lambda c: c[2])])
    parts = cells(
        "d",
        [0, 1],
        [column(cases, lambda c, i=i: c[i]) for i in (0, 1)],
        [column(cases, lambda c, i=i: c[3][i]) for i in (0, 1)],
    )
    now = meet(cells("", [0], [column(cases, lambda c: sum(c[4]))], [none]), before)
    split = meet(cells("d", [0, 1], [column(cases, lambda c, i=i: c[4][i]) for i in (0, 1)], [none, none]), parts)
    allowed = movable(now, [split], {}, base=base, slack=slack)
    entries = allowed.entries["d"]
    least = np.stack([entries.least[split.cells.outcome == i] for i in (0, 1)], axis=1).tolist()
    free = np.stack([entries.free[split.cells.outcome == i] for i in (0, 1)], axis=1).tolist()
    for case, low, high, kept, can in zip(cases, allowed.low.tolist(), allowed.high.tolist(), least, free, strict=True):
        yield case, [(n, d) for n in legal(low, high, base) for d in divided(n, kept, can, base)]


@pytest.mark.parametrize(("base", "slack", "most"), [(3, 1, 9), (5, 2, 13)])
def test_two_divisions_of_a_cell_leave_enough_values_of_every_small_count(base, slack, most):
    found = defaultdict(lambda: tuple(set() for _ in range(6)))
    for (one, other, pupils, shown, now), numbers in next_divisions(list(worlds(most, base, slack)), base, slack):
        assert numbers  # there is always something that may be shown
        for later, division in numbers:
            truths = (one, other, one + other, *now, sum(now))
            for values, truth in zip(found[pupils, shown, later, division], truths, strict=True):
                values.add(truth)
    seen = {key: sets for key, sets in found.items() if max(key[0], key[2]) + slack <= most}
    assert len(seen) > 50
    for sets in seen.values():
        assert all(len(values) >= base - 1 for values in sets if min(values) < base)
