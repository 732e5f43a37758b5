"""Releases of pupils that come, go and are corrected, one after the other, as wild as the ledger allows (G5)."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest

from gelijkop.safe.cells import Cells, meet
from gelijkop.safe.ledger import empty_ledger
from gelijkop.safe.movable import movable

AT = datetime(2026, 11, 22)
LIES_WITHIN = {"e": ("d", 1)}
DISTRIBUTIONS = ("d", "e")
PLANS = [(5, 2), (3, 1), (10, 3), (5, 0)]
WORLDS, RELEASES = 8, 4


def rows_of(truth, distribution):
    """((place, year, group, outcome), pupils) where there are any.

    A truth holds, by place, year and group: pupils outside d, in its outcome 0, and in its outcome 1 by outcome of e.
    """
    for key, (outside, zero, one_zero, one_one) in truth.items():
        counts = {
            "": {0: outside + zero + one_zero + one_one},
            "d": {-1: outside, 0: zero, 1: one_zero + one_one},
            "e": {-1: outside + zero, 0: one_zero, 1: one_one},
        }[distribution]
        yield from (((*key, outcome), pupils) for outcome, pupils in counts.items() if pupils)


def cells_of(distribution, true, released, covered):
    keys = sorted({*true, *released})
    column = np.array([key[1:] for key in keys], dtype=np.int64).reshape(-1, 3)
    return Cells(
        "k",
        distribution,
        ("herkomst",),
        place=np.array([key[0] for key in keys], dtype=np.str_),
        school_year=column[:, 0],
        groups=column[:, 1:2],
        stratum=np.zeros(len(keys), np.int64),
        outcome=column[:, 2],
        true=np.array([true.get(key, 0) for key in keys], dtype=np.int64),
        released=np.array([released.get(key, 0) for key in keys], dtype=np.int64),
        covered=covered,
    )


def keys_of(cells):
    columns = (cells.place, cells.school_year, cells.groups[:, 0], cells.outcome)
    return list(zip(*(c.tolist() for c in columns), strict=True))


def release(truth, ledger, rng, *, base, slack):
    """The ledger with one release more, and what that shows: by distribution and cell; what is not there is 0."""
    covered = tuple(sorted({key[:2] for key in truth}))
    now = {name: dict(rows_of(truth, name)) for name in ("", *DISTRIBUTIONS)}
    met = {
        name: meet(cells_of(name, true, {}, covered), ledger.standing("k", name)) for name, true in now.items()
    }  # fmt: skip
    allowed = movable(met[""], [met[d] for d in DISTRIBUTIONS], LIES_WITHIN, base=base, slack=slack)
    cells = keys_of(met[""].cells)
    ranges = zip(allowed.low.tolist(), allowed.high.tolist(), strict=True)
    pupils = [int(rng.choice([v for v in range(lo, hi + 1) if v == 0 or v >= base])) for lo, hi in ranges]
    shown = {"": dict(zip(cells, pupils, strict=True))}
    for name in DISTRIBUTIONS:
        parent, outcome = LIES_WITHIN.get(name, ("", 0))
        population = [shown[parent].get((*key[:3], outcome), 0) for key in cells]
        shown[name] = divided(met[name], allowed.entries[name], population, cells, rng, base)
        if name in LIES_WITHIN:
            rests = zip(cells, pupils, population, strict=True)
            shown[name] |= {(*key[:3], -1): all_of_it - inside for key, all_of_it, inside in rests}
    added = [cells_of(name, now[name], numbers, covered) for name, numbers in shown.items()]
    return ledger.appended(added, at=AT, policy="openbaar/2", plan="p", base=base, slack=slack), shown


def divided(met, entries, population, cells, rng, base):
    """A number by entry: what stays, and the rest anywhere that may take it."""
    keys = keys_of(met.cells)
    shown = {key: int(entries.least[i]) if population[entries.cell[i]] else 0 for i, key in enumerate(keys)}
    for cell, number in enumerate(population):
        mine = np.flatnonzero(entries.cell == cell)
        rest = number - sum(shown[keys[i]] for i in mine)
        assert rest == 0 or rest >= base
        takers = [keys[i] for i in mine if entries.free[i]]
        if rest and not takers:
            assert not met.known[mine].any()  # nobody is there any more, and it was never divided before
            takers = [(*cells[cell][:3], 0)]
            shown[takers[0]] = 0
        while rest:
            part = rest if rest < 2 * base else int(rng.choice([rest, *range(base, rest - base + 1)]))
            shown[takers[rng.integers(len(takers))]] += part
            rest -= part
    return shown


def world(rng, years, most):
    return {(p, y, g): rng.integers(0, most, 4).tolist() for p in ("a", "b") for y in years for g in (1, 2)}


def revised(truth, rng, first_year):
    """Corrections anywhere, and one more school year."""
    later = {
        key: [max(0, n + int(rng.integers(-8, 9))) if rng.random() < 0.4 else n for n in counts]
        for key, counts in truth.items()
    }
    return later | world(rng, [first_year], 14)


def histories(base, slack):
    """Of several worlds, each release: its truth and what it showed."""
    for seed in range(WORLDS):
        rng = np.random.default_rng([seed, base])
        truth, ledger, history = world(rng, (2020, 2021), 6 + 3 * (seed % 4)), empty_ledger(b"k" * 64), []
        for year in range(RELEASES):
            ledger, shown = release(truth, ledger, rng, base=base, slack=slack)
            history.append((truth, shown))
            truth = revised(truth, rng, 2022 + year)
        yield history


@pytest.fixture(scope="module", params=PLANS, ids=str)
def replayed(request):
    base, slack = request.param
    return base, list(histories(base, slack))


def moved_without_reason(history, distribution, base):
    """Numbers that changed though their truth moved less than the base since they were set.

    Left out are the zeros of a cell without pupils, and what is left over outside a measure within another.
    """
    when_set, scope, before, found = {}, set(), {}, []
    parent, outcome = LIES_WITHIN.get(distribution, ("", 0))
    for truth, shown in history:
        true = dict(rows_of(truth, distribution))
        for key, number in shown[distribution].items():
            was, earlier = when_set.get(key, (0, 0))
            if key[:2] in scope and number != earlier and abs(true.get(key, 0) - was) < base:
                cell = (*key[:3], outcome)
                with_pupils = before[parent].get(cell, 0) and shown[parent].get(cell, 0)
                if with_pupils and not (parent and key[3] == -1):
                    found.append(key)
            if key[:2] not in scope or number != earlier:
                when_set[key] = true.get(key, 0), number
        before = shown
        scope |= {key[:2] for key in truth}
    return found


@pytest.mark.parametrize("distribution", ["", *DISTRIBUTIONS])
def test_no_released_number_changes_unless_its_truth_moved_by_the_base_since_it_was_set(replayed, distribution):
    base, histories_ = replayed
    assert all(not moved_without_reason(history, distribution, base) for history in histories_)


def pairs(replayed, distribution):
    """Each number of a release beside that of the next."""
    for history in replayed[1]:
        for (_, before), (_, after) in pairwise(history):
            yield from ((n, after[distribution].get(key, 0)) for key, n in before[distribution].items())


def test_numbers_do_change_in_these_replays(replayed):
    assert sum(one != other for one, other in pairs(replayed, "")) > 10


def test_pupils_of_a_cell_change_by_nothing_or_by_the_base_and_more(replayed):
    assert all(one == other or abs(one - other) >= replayed[0] for one, other in pairs(replayed, ""))


@pytest.mark.parametrize("distribution", ["", *DISTRIBUTIONS])
def test_every_number_in_every_release_is_zero_or_the_base_and_more(replayed, distribution):
    base, histories_ = replayed
    numbers = [n for history in histories_ for _, shown in history for n in shown[distribution].values()]
    assert all(n == 0 or n >= base for n in numbers)


def test_a_total_that_only_rises_or_only_falls_differs_by_nothing_or_by_the_base_and_more(replayed):
    # Where some cells rise and others fall, the difference of a total may be anything; it is then a sum of such steps.
    base, histories_ = replayed
    rng = np.random.default_rng(1)
    for history in histories_:
        for (_, before), (_, after) in pairwise(history):
            keys = [key for key in after[""] if rng.random() < 0.5]
            steps = [after[""][key] - before[""].get(key, 0) for key in keys]
            if min(steps, default=0) >= 0 or max(steps, default=0) <= 0:
                assert sum(steps) == 0 or abs(sum(steps)) >= base


def test_what_a_release_shows_adds_up(replayed):
    for history in replayed[1]:
        for _, shown in history:
            for distribution in DISTRIBUTIONS:
                totals = dict.fromkeys(shown[""], 0)
                for key, number in shown[distribution].items():
                    totals[*key[:3], 0] += number
                assert totals == shown[""]


def test_corrections_of_one_pupil_each_show_nothing():
    # SDC §2.5: 98 late corrections laid 196 changes bare where exact figures were published again.
    rng = np.random.default_rng(7)
    truth = {(p, y, g): rng.integers(0, 12, 4).tolist() for p in "abcde" for y in range(2020, 2025) for g in range(8)}
    ledger, before = release(truth, empty_ledger(b"k" * 64), rng, base=5, slack=2)
    later = {key: list(counts) for key, counts in truth.items()}
    for number in rng.choice(len(truth), 98, replace=False):
        counts = later[list(truth)[number]]
        counts[int(rng.integers(4))] += 1
    assert sum(later[key] != truth[key] for key in truth) == 98
    _, after = release(later, ledger, rng, base=5, slack=2)
    for distribution in ("", *DISTRIBUTIONS):
        kept = {key: n for key, n in after[distribution].items() if n}
        assert kept == {key: n for key, n in before[distribution].items() if n}


def test_a_place_and_year_that_left_the_releases_keeps_its_numbers_for_when_it_comes_back():
    rng = np.random.default_rng(3)
    truth = {("a", 2020, 1): [8, 0, 0, 0], ("b", 2020, 1): [3, 3, 1, 1]}
    ledger, first = release(truth, empty_ledger(b"k" * 64), rng, base=5, slack=2)
    ledger, second = release({("b", 2020, 1): [3, 3, 1, 1]}, ledger, rng, base=5, slack=2)
    _, third = release(truth, ledger, rng, base=5, slack=2)
    assert third == first
    assert {key[0] for key in second[""]} == {"b"}


def test_slow_drift_is_noticed():
    rng = np.random.default_rng(3)
    ledger, first = release({("a", 2020, 1): [20, 0, 0, 0]}, empty_ledger(b"k" * 64), rng, base=5, slack=2)
    for pupils in (23, 26, 29):  # each step is less than the base
        ledger, last = release({("a", 2020, 1): [pupils, 0, 0, 0]}, ledger, rng, base=5, slack=2)
    assert last[""] != first[""]


def test_what_was_withdrawn_still_stands():
    rng = np.random.default_rng(3)
    truth = {("a", 2020, 1): [8, 9, 1, 1]}
    ledger, first = release(truth, empty_ledger(b"k" * 64), rng, base=5, slack=2)
    _, second = release(truth, ledger.withdrawn(1, at=AT), rng, base=5, slack=2)
    assert second == first


def test_a_distribution_that_is_new_is_divided_within_the_pupils_that_stand():
    rng = np.random.default_rng(3)
    truth = {("a", 2020, 1): [8, 9, 1, 1]}
    ledger, first = release(truth, empty_ledger(b"k" * 64), rng, base=5, slack=2)
    only_pupils = replace(ledger, pages=(replace(ledger.pages[0], cells=ledger.pages[0].cells[:1]),))
    _, second = release(truth, only_pupils, rng, base=5, slack=2)
    assert second[""] == first[""]
