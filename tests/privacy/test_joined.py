"""Boards protect their own pupils, and a region adds up: promises hold for the sum, and errors add up as is said."""

import itertools
from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import ReleaseRefused
from gelijkop.safe.checks import check
from gelijkop.safe.joined import joined
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.publish import Joint, publish
from gelijkop.safe.quality import KINDS
from gelijkop.safe.sealing import seal

A_FEW = settings(max_examples=15, derandomize=True, deadline=None)
REGIONS = {"seed": st.integers(0, 10**6), "number": st.integers(0, 400)}
BOARDS = ((0, 2), (1,), (3,))
"""The locations of three boards; the first two are both in municipality GM0001."""
PLACES = ("GM0001", "GM0002", "GM0003")
MOST = 1.2
"""The error that was found may be larger than the one that is told by this factor: it is one draw."""
LEAST = 0.4
"""And smaller by this one: what is told is rounded up, of one place it is that of the place with the largest, and a
kind of fewer than 100 counts has that of a wider one."""


@pytest.fixture(scope="module")
def region(figures_of, pupils_at_random, plan, municipality):
    """Builder: (seed, number) → the pupils of all boards and what each board released."""

    def build(seed, number):
        pupils = pupils_at_random(seed, number)
        parts = [
            protect(
                figures_of([p for p in pupils if p[1] in board]), plan,
                municipality=municipality, names={"GM0001": "Stad"}, seed=bytes([b]) * 32,
            ).released
            for b, board in enumerate(BOARDS)
        ]  # fmt: skip
        return pupils, parts

    return build


def cells(*parts):
    """What stands in rows, by name of place and grouping, added up."""
    found = {}
    for part in parts:
        for m, year, place, grouping, *key, pupils in zip(
            *(c.tolist() for c in part.rows.columns().values()), strict=True
        ):
            where = (m, year, part.places[place], part.groupings[grouping] if grouping >= 0 else "", *key)
            found[where] = found.get(where, 0) + pupils
    return found


@A_FEW
@given(**REGIONS)
def test_the_sum_has_every_cell_added_up_and_no_other(region, seed, number):
    _, parts = region(seed, number)
    assert cells(joined(parts)) == cells(*parts)


@A_FEW
@given(**REGIONS)
def test_the_part_about_schools_has_every_cell_added_up_and_no_other(region, seed, number):
    """Years are pooled, so the year that stands there means nothing."""
    _, parts = region(seed, number)
    schools = joined(parts).schools
    if any(p.schools is None for p in parts):
        assert schools is None
    else:
        without_year = [
            Counter({(m, *key): n for (m, _, *key), n in cells(p).items()})
            for p in (schools, *(p.schools for p in parts))
        ]
        assert without_year[0] == sum(without_year[1:], Counter())
        assert schools.areas["municipality"].keys() == set(schools.places)


@A_FEW
@given(**REGIONS)
def test_the_order_of_the_boards_does_not_matter(region, seed, number):
    _, parts = region(seed, number)
    one, other = joined(parts), joined(parts[::-1])
    assert cells(one) == cells(other)
    assert one.rounding == other.rounding


@A_FEW
@given(**REGIONS)
def test_every_sum_over_places_is_zero_or_at_least_the_base(region, seed, number):
    released = joined(region(seed, number)[1])
    for places in itertools.chain.from_iterable(itertools.combinations(released.places, n) for n in (1, 2, 3)):
        t = released.table("niveau", grouping="opleiding", groups=(0, 1, 2, 3, 4), places=places)
        assert (t.counts[t.counts > 0] >= 5).all()


@A_FEW
@given(**REGIONS)
def test_the_sum_keeps_what_a_release_promises(region, seed, number):
    check(joined(region(seed, number)[1]))


@pytest.fixture(scope="module")
def inner_cells(figures_of):
    """Builder: seed → inner cells of 5 or more of one board, at random, as columns that can be put together."""
    (level,) = (m for m in figures_of([]).measures if m.code == "niveau")

    def build(seed, n=40):
        rng = np.random.default_rng(seed)
        year, place, stratum, outcome, pupils = (
            rng.integers(low, high, n) for low, high in ((2019, 2022), (0, 3), (0, 4), (-1, 4), (5, 40))
        )
        groups = tuple(rng.integers(0, 3, n) for _ in range(2))
        return Joint(np.zeros(n, np.int64), year, place, groups, stratum, outcome, pupils)

    def release(*joints):
        columns = [np.concatenate([getattr(j, f.name) for j in joints]) for f in fields(Joint) if f.name != "groups"]
        groups = tuple(np.concatenate([j.groups[i] for j in joints]) for i in range(2))
        rows = publish(Joint(*columns[:3], groups, *columns[3:]))
        return seal(
            "openbaar", (level,), PLACES, {}, ("opleiding", "geslacht"), (2019, 2020, 2021), rows,
            base=5, slack=2, rounding={"niveau": dict.fromkeys(KINDS, 1.0)},
        )  # fmt: skip

    return build, release


@A_FEW
@given(seed=st.integers(0, 10**6))
def test_the_sum_of_releases_is_the_release_of_the_sum_of_their_inner_cells(seed, inner_cells):
    build, release = inner_cells
    one, other = build(seed), build(seed + 1)
    assert cells(joined([release(one), release(other)])) == cells(release(one, other))


def with_errors(part, errors):
    """The same release, said to have these errors: of all places together, and of one place."""
    rounding = {m.code: {kind: errors[0 if kind[0] else 1] for kind in KINDS} for m in part.measures}
    return seal(
        part.policy, part.measures, part.places, part.place_names, part.groupings, part.school_years, part.rows,
        base=part.base, slack=part.slack, rounding=rounding,
    )  # fmt: skip


def test_the_error_of_a_sum_is_the_root_of_the_sum_of_squares(region):
    """GM0001 is that of the first two boards, GM0002 of the first alone: locations 0 and 2, 1, and 3."""
    _, (one, two, three) = region(1, 400)
    assert [set(p.places) for p in (one, two, three)] == [{"GM0001", "GM0002"}, {"GM0001"}, {"GM0003"}]
    found = joined([with_errors(p, e) for p, e in ((one, (3.0, 1.5)), (two, (4.0, 2.0)), (three, (12.0, 2.2)))])
    kinds = found.rounding["niveau"]
    # (3 + 4 + 12)² − (3² + 4² + 12²) = 192
    assert {kinds[k] for k in KINDS if k[:3] == (True, True, False)} == {16.3}  # √(169 + 0,5 · 192) = 16,28
    assert {kinds[k] for k in KINDS if k[:3] == (True, True, True)} == {14.5}  # √(169 + 0,2 · 192) = 14,40
    assert {kinds[k] for k in KINDS if k[:2] == (True, False)} == {13.0}  # √(3² + 4² + 12²)
    assert {kinds[k] for k in KINDS if not k[0]} == {2.5}  # √(1.5² + 2²), which is more than 2.2


def found_errors(pupils, released, figures_of, municipality):
    """Squares of the errors of counts of `niveau` by kind, and what the release says of them."""
    figures = figures_of(pupils)
    codes = sorted(set(municipality.values()))
    place = np.array([codes.index(municipality[p]) for p in figures.places])[figures.place]
    truth = seal_intern(replace(figures, places=tuple(codes), place=place), {})
    for places, years, grouped in itertools.product((True, False), repeat=3):
        asked = {"grouping": "opleiding", "groups": (0, 1, 2, 3, 4)} if grouped else {"grouping": None, "groups": (-1,)}
        true, shown = (
            r.dense("niveau", **asked, places=codes, years=(2019, 2020, 2021)).sum(axis=3) for r in (truth, released)
        )
        axes = tuple(axis for axis, summed in enumerate((places, years)) if summed)
        true, shown = true.sum(axis=axes), shown.sum(axis=axes)
        left = shown.sum(axis=-1, keepdims=True) / np.maximum(true.sum(axis=-1, keepdims=True), 1)
        error = (shown - true * left)[(true > 0) & (left > 0)]
        yield released.rounding["niveau"][places, years, grouped, False] ** 2 * error.size, float((error**2).sum())


def test_the_error_that_is_told_of_a_region_is_the_error_that_it_has(region, figures_of, municipality):
    told, found = np.zeros(8), np.zeros(8)
    for seed in range(6):
        pupils, parts = region(seed, 3000)
        both = np.array(list(found_errors(pupils, joined(parts), figures_of, municipality)))
        told, found = told + both[:, 0], found + both[:, 1]
    ratio = np.sqrt(found / told)
    assert (ratio < MOST).all(), ratio
    assert (ratio > LEAST).all(), ratio


def test_a_board_without_a_background_has_its_pupils_in_the_unknown_group(region, figures_of, plan, municipality):
    pupils, (one, *_) = region(3, 400)
    figures = figures_of([p for p in pupils if p[1] == 3])
    without = protect(
        replace(figures, groupings=("geslacht",), groups={"geslacht": figures.groups["geslacht"]}),
        plan, municipality=municipality, names={}, seed=bytes(32),
    ).released  # fmt: skip
    both = joined([one, without])
    here = both.table("niveau", grouping="opleiding", groups=(0, 1, 2, 3, 4), places=("GM0003",)).counts
    assert here[1:].sum() == 0
    assert np.array_equal(here[0], without.table("niveau", grouping=None, groups=(-1,)).counts[0])


def test_names_of_places_are_kept(region):
    assert joined(region(1, 400)[1]).place_names["GM0001"] == "Stad"


def test_exact_counts_are_not_added_up(figures_of, pupils_at_random):
    exact = seal_intern(figures_of(pupils_at_random(1, 50)), {})
    with pytest.raises(ReleaseRefused):
        joined([exact, exact])


@pytest.mark.parametrize("changed", [{"base": 6}, {"slack": 1}])
def test_counts_that_were_protected_otherwise_are_not_added_up(region, plan, figures_of, municipality, changed):
    pupils, (one, *_) = region(1, 100)
    figures = figures_of([p for p in pupils if p[1] == 3])
    other = replace(plan, **changed)
    part = protect(figures, other, municipality=municipality, names={}, seed=bytes(32)).released
    with pytest.raises(ReleaseRefused):
        joined([one, part])
