"""Whole releases one after the other, with the ledger between them: what an outsider with all of them can subtract."""

from datetime import datetime
from itertools import pairwise

import numpy as np
import pytest

from gelijkop.safe.cells import meet
from gelijkop.safe.ledger import empty_ledger
from gelijkop.safe.protect import protect

AT = datetime(2026, 11, 22)
PUPILS = 700


@pytest.fixture(scope="module")
def release(plan, municipality, figures_of):
    """Release these pupils after a ledger; gives the result and the longer ledger."""

    def made(pupils, ledger, seed=1):
        result = protect(
            figures_of(pupils), plan, municipality=municipality, names={}, seed=bytes([seed] * 16), ledger=ledger
        )
        return result, ledger.appended(result.cells, at=AT, policy="openbaar/3", plan="p", base=5, slack=2)

    return made


@pytest.fixture(scope="module")
def first(release, pupils_at_random):
    """The pupils of a first release, the release, and the ledger after it."""
    pupils = pupils_at_random(1, PUPILS)
    return (pupils, *release(pupils, empty_ledger(b"k" * 64)))


def shown(result, years=None):
    """Every number that can be seen, by all that it is of."""
    found = {}
    for name, part in (("region", result.released), ("schools", result.released.schools)):
        if part is None:
            continue
        for row in zip(*(c.tolist() for c in part.rows.columns().values()), strict=True):
            measure, year, place, *of_it, number = row
            if years is None or (name == "region" and year in years):
                found[name, part.measures[measure].code, year, part.places[place], *of_it] = number
    return found


def test_the_same_pupils_give_the_same_release_whatever_the_seed(first, release):
    pupils, result, ledger = first
    assert shown(release(pupils, ledger, seed=2)[0]) == shown(result)
    # Without the ledger they do not: this test can fail.
    assert shown(release(pupils, empty_ledger(b"k" * 64), seed=2)[0]) != shown(result)


@pytest.mark.parametrize("number", [0, 99, 400])
def test_one_pupil_less_or_more_or_moved_shows_nothing(first, release, number):
    pupils, result, ledger = first
    year, place, education, sex, stratum, higher, level, stayed = pupils[number]
    elsewhere = (year, (place + 1) % 4, (education + 1) % 5, sex, stratum, higher, level, stayed)
    rest = pupils[:number] + pupils[number + 1 :]
    for other in (rest, [*pupils, pupils[number]], [*rest, elsewhere]):
        assert shown(release(other, ledger, seed=2)[0]) == shown(result)


def test_a_new_school_year_leaves_the_numbers_of_the_earlier_ones(first, release):
    pupils, result, ledger = first
    more = [(2022, *p[1:]) for p in pupils if p[0] == 2021]
    after = release([*pupils, *more], ledger, seed=2)[0]
    years = {2019, 2020, 2021}
    assert shown(after, years) == shown(result, years)
    assert shown(after, {2022})


def test_a_school_year_that_comes_back_comes_back_as_it_was(first, release):
    pupils, result, ledger = first
    without = release([p for p in pupils if p[0] != 2019], ledger, seed=2)[1]
    assert shown(release(pupils, without, seed=3)[0]) == shown(result)


def test_a_measure_whose_parent_leaves_the_releases_keeps_its_numbers(first, plan, municipality, figures_of):
    pupils, result, ledger = first
    alone = tuple(m for m in result.released.measures if m.code in ("niveau", "gebleven"))
    after = protect(
        figures_of(pupils, alone), plan, municipality=municipality, names={}, seed=bytes([2] * 16), ledger=ledger
    )
    before = {key: number for key, number in shown(result).items() if key[1] in ("niveau", "gebleven")}
    assert shown(after) == before


@pytest.fixture(scope="module")
def rows_of_releases(first, release, pupils_at_random):
    """The cells of releases of pupils that are revised by tens each time; with the ledger before each."""
    pupils, result, ledger = first
    releases = [(None, result.cells)]
    rng = np.random.default_rng(5)
    for turn in range(3):
        kept = [p for p in pupils if not (p[1] == turn and rng.random() < 0.5)]
        group = pupils_at_random(turn + 10, 60)
        pupils = kept + [(2020, turn, turn + 1, 1, 1, *p[5:]) for p in group]
        before = ledger
        result, ledger = release(pupils, ledger, seed=turn + 2)
        releases.append((before, result.cells))
    return releases


def test_every_inner_number_stays_unless_its_truth_moved_by_the_base_since_it_was_set(rows_of_releases, plan):
    changed = 0
    for before, cells in rows_of_releases[1:]:
        pupils = meet(cells[0], before.standing(cells[0].clock, ""))
        assert cells[0].distribution == ""
        moved = pupils.known & (pupils.cells.released != of(cells[0], pupils.cells))
        assert (np.abs(pupils.cells.true - pupils.was)[moved] >= plan.base).all()
        changed += int(moved.sum())
    assert changed  # numbers do change in these releases


def of(cells, wanted):
    """The numbers of a release for these cells, in their order; 0 where it has none."""
    found = dict(zip(keys(cells), cells.released.tolist(), strict=True))
    return np.array([found.get(key, 0) for key in keys(wanted)])


def keys(cells):
    columns = (cells.place, cells.school_year, *cells.groups.T, cells.stratum, cells.outcome)
    return list(zip(*(c.tolist() for c in columns), strict=True))


def test_every_outcome_stays_unless_its_truth_moved_by_the_base_or_the_cell_has_no_pupils(rows_of_releases, plan):
    for before, cells in rows_of_releases[1:]:
        for part in cells[1:]:
            met = meet(part, before.standing(part.clock, part.distribution))
            now = of(part, met.cells)
            moved = met.known & (met.cells.released != now)
            if part.distribution == "gebleven":  # within “hoger”: what is left over outside it follows from the two
                moved &= met.cells.outcome >= 0
            reason = np.abs(met.cells.true - met.was) >= plan.base
            of_cell = [key[:-1] for key in keys(met.cells)]
            sums = [{}, {}]
            for total, numbers in zip(sums, (met.cells.released, now), strict=True):
                for key, number in zip(of_cell, numbers.tolist(), strict=True):
                    total[key] = total.get(key, 0) + number
            empty = np.array([not (sums[0][key] and sums[1][key]) for key in of_cell])
            assert (reason | empty)[moved].all()


def test_every_inner_number_of_pupils_changes_by_nothing_or_by_the_base_and_more(rows_of_releases, plan):
    for (_, earlier), (_, later) in pairwise(rows_of_releases):
        steps = np.abs(of(earlier[0], later[0]) - later[0].released)
        assert ((steps == 0) | (steps >= plan.base)).all()
