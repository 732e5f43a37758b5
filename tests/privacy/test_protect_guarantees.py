"""The guarantees of SDC §3.1, on random figures: G1, G2, G7, G8 and the determinism that they rest on."""

import itertools
import json
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import ReleaseRefused
from gelijkop.model.figures import Figures
from gelijkop.safe.cube import build_cubes, build_layout
from gelijkop.safe.inner import round_cube
from gelijkop.safe.ledger import empty_ledger
from gelijkop.safe.parts import part
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect, seal_intern
from gelijkop.safe.publish import joint_of, publish
from gelijkop.safe.release_rows import release_manifest, released_columns
from gelijkop.safe.released import Released, Rows
from gelijkop.safe.tables import load_tables

SEED = bytes(range(32))
A_FEW = settings(max_examples=20, derandomize=True, deadline=None)
RANDOM_FIGURES = {"seed": st.integers(0, 10**6), "number": st.integers(0, 400)}


@pytest.fixture(scope="session")
def release(figures_of, pupils_at_random, plan, municipality):
    """Builder: (seed of the pupils, number) → Released."""

    def build(seed, number, secret=SEED):
        figures = figures_of(pupils_at_random(seed, number))
        return protect(figures, plan, municipality=municipality, names={}, seed=secret).released

    return build


def same(one, other):
    return all(
        np.array_equal(a, b) for a, b in zip(one.rows.columns().values(), other.rows.columns().values(), strict=True)
    )


@A_FEW
@given(**RANDOM_FIGURES)
def test_every_published_count_is_at_least_the_base(release, seed, number):
    assert (release(seed, number).rows.pupils >= 5).all()


@A_FEW
@given(**RANDOM_FIGURES)
def test_every_sum_over_places_and_years_is_zero_or_at_least_the_base(release, seed, number):
    released = release(seed, number)
    for places in itertools.chain.from_iterable(itertools.combinations(released.places, n) for n in (1, 2, 3)):
        t = released.table("niveau", grouping="opleiding", groups=(0, 1, 2, 3, 4), places=places)
        assert (t.counts[t.counts > 0] >= 5).all()


@A_FEW
@given(**RANDOM_FIGURES)
def test_the_difference_of_a_whole_and_its_part_is_never_a_small_number(release, seed, number):
    released = release(seed, number)
    whole = released.table("niveau", grouping=None, groups=(-1,)).counts[0]
    for grouping, groups in (("opleiding", (0, 1, 2, 3, 4)), ("geslacht", (1, 2))):
        for of_group in released.table("niveau", grouping=grouping, groups=groups).counts:
            left = whole - of_group
            assert ((left == 0) | (left >= 5)).all()


@A_FEW
@given(**RANDOM_FIGURES)
def test_every_grouping_adds_up_to_the_same_pupils(release, seed, number):
    released = release(seed, number)
    for code in ("hoger", "niveau", "gebleven"):
        whole = released.table(code, grouping=None, groups=(-1,))
        for grouping, groups in (("opleiding", (0, 1, 2, 3, 4)), ("geslacht", (1, 2))):
            parts = released.table(code, grouping=grouping, groups=groups)
            assert np.array_equal(parts.counts.sum(axis=0), whole.counts[0])
            assert parts.outside.sum() == whole.outside.sum()


@A_FEW
@given(**RANDOM_FIGURES)
def test_all_distributions_of_a_clock_count_the_same_pupils(release, seed, number):
    released = release(seed, number)
    tables = [released.table(c, grouping="opleiding", groups=(0, 1, 2, 3, 4)) for c in ("hoger", "niveau", "gebleven")]
    pupils = [t.counts.sum(axis=(1, 2)) + t.outside for t in tables]
    assert np.array_equal(pupils[0], pupils[1])
    assert np.array_equal(pupils[0], pupils[2])


@A_FEW
@given(**RANDOM_FIGURES)
def test_a_measure_within_an_outcome_has_exactly_the_pupils_of_that_outcome(release, seed, number):
    released = release(seed, number)
    for place in released.places:
        higher = released.table("hoger", grouping="opleiding", groups=(0, 1, 2, 3, 4), places=[place])
        stayed = released.table("gebleven", grouping="opleiding", groups=(0, 1, 2, 3, 4), places=[place])
        assert np.array_equal(stayed.counts.sum(axis=2), higher.counts[:, :, 1])


@A_FEW
@given(**RANDOM_FIGURES)
def test_where_no_pupil_is_none_is_published(release, figures_of, pupils_at_random, seed, number):
    truth = figures_of(pupils_at_random(seed, number))
    municipality = np.array([0, 0, 1, 2])[truth.place]
    r = release(seed, number)
    place = np.array([["GM0001", "GM0002", "GM0003"].index(p) for p in r.places], dtype=np.int64)
    for grouping, group in ((-1, np.full(len(truth.pupils), -1)), *enumerate(truth.groups.values())):
        exists = {tuple(row) for row in np.column_stack([truth.school_year, municipality, group, truth.stratum])}
        shown = r.rows.grouping == grouping
        columns = (r.rows.school_year, place[r.rows.place], r.rows.group, r.rows.stratum)
        assert {tuple(row) for row in np.column_stack(columns)[shown]} <= exists


@A_FEW
@given(**RANDOM_FIGURES)
def test_an_outcome_that_a_group_does_not_have_in_the_region_is_published_nowhere(
    release, figures_of, pupils_at_random, seed, number
):
    truth, r = figures_of(pupils_at_random(seed, number)), release(seed, number)
    for grouping, group in enumerate(truth.groups.values()):
        for axis in ("stratum", "school_year"):
            columns = (truth.measure, group, getattr(truth, axis), truth.outcome)
            exists = {tuple(row) for row in np.column_stack(columns)}
            shown = r.rows.grouping == grouping
            found = np.column_stack((r.rows.measure, r.rows.group, getattr(r.rows, axis), r.rows.outcome))[shown]
            if axis == "school_year":
                found = found[r.rows.outcome[shown] >= 0]
            assert {tuple(row) for row in found} <= exists


def test_measures_that_share_a_distribution_read_the_same_rows(release):
    released = release(3, 400)
    one, other = (released.table(c, grouping=None, groups=(-1,)) for c in ("niveau", "niveau.gemiddeld"))
    assert one.counts.sum() > 0
    assert np.array_equal(one.counts, other.counts)
    assert other.measure.code == "niveau.gemiddeld"


def test_the_same_seed_gives_the_same_release(release):
    assert same(release(3, 400), release(3, 400))


def test_another_seed_gives_another_release(release):
    assert not same(release(3, 400), release(3, 400, secret=bytes(32)))


def test_the_order_of_rows_does_not_matter(figures_of, pupils_at_random, plan, municipality, release):
    truth = figures_of(pupils_at_random(3, 400)[::-1])
    assert same(release(3, 400), protect(truth, plan, municipality=municipality, names={}, seed=SEED).released)


def test_other_truths_under_the_same_protected_cube_give_the_same_release(
    figures_of, pupils_at_random, plan, municipality
):
    """The canary (G1): all that is shown follows from the released cells; exact ones are not within reach."""
    figures = figures_of(pupils_at_random(3, 400))
    layout = build_layout(figures, plan.groupings, municipality, {})
    inner = [
        round_cube(cube, layout, plan, load_tables("openbaar"), measures=figures.measures, seed=SEED,
                   ledger=empty_ledger(b""))
        for cube in build_cubes(figures, layout)
    ]  # fmt: skip
    position = {m.code: i for i, m in enumerate(figures.measures)}
    written = []
    for times in (1, 7):
        other = [replace(r.cube, pupils=times * r.cube.pupils) for r in inner]
        joint = joint_of([(c, r.splits) for c, r in zip(other, inner, strict=True)], layout, position)
        made = part(joint, figures.measures, layout.places, plan, {}, groupings=layout.groupings)
        written.append([c.tobytes() for c in released_columns(made).values()] + [json.dumps(release_manifest(made))])
    assert written[0] == written[1]


def test_one_more_distribution_changes_no_other(figures_of, pupils_at_random, plan, municipality, release):
    pupils = pupils_at_random(3, 400)
    every = release(3, 400)
    only_level = figures_of(pupils, measures=(replace(every.measure("niveau")),))
    alone = protect(only_level, plan, municipality=municipality, names={}, seed=SEED).released
    for grouping, groups in ((None, (-1,)), ("opleiding", (0, 1, 2, 3, 4))):
        one, other = (r.table("niveau", grouping=grouping, groups=groups).counts for r in (every, alone))
        assert np.array_equal(one, other)


def test_publishing_takes_protected_counts_only():
    taken = publish.__annotations__
    assert set(taken) == {"joint", "return"}
    assert "Figures" not in str(taken)


def test_released_cannot_be_built_outside_safe(release):
    real = release(3, 50)
    with pytest.raises(TypeError, match="safe alone"):
        Released(**{f.name: getattr(real, f.name) for f in fields(real)})


def test_an_intern_release_cannot_be_relabelled_as_public(figures_of, pupils_at_random):
    sealed = seal_intern(figures_of(pupils_at_random(3, 50)), {})
    with pytest.raises(TypeError, match="safe alone"):
        replace(sealed, policy="openbaar")


def test_released_rows_cannot_be_changed(release):
    with pytest.raises(ValueError, match="read-only"):
        release(3, 50).rows.pupils[:] = 1


def test_exact_counts_are_never_protected_under_policy_intern(figures_of, pupils_at_random, municipality):
    with pytest.raises(ReleaseRefused):
        protect(
            figures_of(pupils_at_random(3, 50)), load_plan("intern"), municipality=municipality, names={}, seed=SEED
        )


def test_a_short_seed_is_refused(figures_of, pupils_at_random, plan, municipality):
    with pytest.raises(ReleaseRefused, match="too short"):
        protect(figures_of(pupils_at_random(3, 50)), plan, municipality=municipality, names={}, seed=b"secret")


def test_a_location_without_municipality_is_refused(figures_of, pupils_at_random, plan):
    with pytest.raises(ReleaseRefused, match="municipality of 4 locations"):
        protect(figures_of(pupils_at_random(3, 50)), plan, municipality={}, names={}, seed=SEED)


def test_no_repr_shows_a_count(figures_of, plan, municipality):
    marked = [(2019, 0, 1, 1, 1, 1, 2, 1)] * 4861
    figures = figures_of(marked)
    sealed = seal_intern(figures, {})
    result = protect(figures, plan, municipality=municipality, names={}, seed=SEED)
    table = sealed.table("hoger", grouping=None, groups=(-1,))
    assert table.counts.sum() == 4861
    for thing in (figures, sealed, sealed.rows, table, result, result.report, result.released):
        assert not any(str(n) in repr(thing) for n in range(4859, 4864))


def test_intern_keeps_the_exact_counts_by_location(figures_of):
    sealed = seal_intern(figures_of([(2019, 1, 1, 1, 1, 1, 2, 1)] * 3), {"01AA01": "School"})
    table = sealed.table("hoger", grouping="opleiding", groups=(1, 2), places=["01AA01"])
    assert table.counts[:, 1, :].tolist() == [[0, 3], [0, 0]]
    assert (table.rounding_sd, table.stratum_sd) == (0.0, 0.0)


def test_a_release_of_nobody_is_empty(release):
    released = release(3, 0)
    assert len(released.rows.pupils) == 0
    assert released.table("hoger", grouping=None, groups=(-1,)).counts.sum() == 0


def test_different_populations_in_one_clock_are_an_error_of_ours(figures_of, pupils_at_random, plan, municipality):
    truth = figures_of(pupils_at_random(3, 50))
    short = {
        f.name: getattr(truth, f.name)[1:] for f in fields(Figures) if isinstance(getattr(truth, f.name), np.ndarray)
    }
    broken = replace(truth, **short, groups={k: g[1:] for k, g in truth.groups.items()})
    with pytest.raises(ValueError, match="does not count the same pupils"):
        protect(broken, plan, municipality=municipality, names={}, seed=SEED)


def test_a_measure_that_is_not_the_outcome_it_lies_within_is_an_error_of_ours(figures_of, plan, municipality):
    stayed_without_higher = [(2019, 0, 1, 1, 1, 0, 2, 1)] * 9
    with pytest.raises(ValueError, match="outcome that it lies within"):
        protect(figures_of(stayed_without_higher), plan, municipality=municipality, names={}, seed=SEED)


def test_rows_know_their_columns_in_order(release):
    assert list(release(3, 50).rows.columns()) == [f.name for f in fields(Rows)]


def test_rows_under_a_measure_that_shares_a_distribution_are_an_error_of_ours(
    figures_of, pupils_at_random, plan, municipality
):
    truth = figures_of(pupils_at_random(3, 50))
    misplaced = replace(truth, measure=np.where(truth.measure == 1, 2, truth.measure))
    with pytest.raises(ValueError, match="not its own distribution"):
        protect(misplaced, plan, municipality=municipality, names={}, seed=SEED)


def test_measures_within_each_other_are_an_error_of_ours(figures_of, pupils_at_random, plan, municipality):
    truth = figures_of(pupils_at_random(3, 50))
    circle = tuple(replace(m, within="gebleven") if m.code == "hoger" else m for m in truth.measures)
    with pytest.raises(ValueError, match="circle"):
        protect(replace(truth, measures=circle), plan, municipality=municipality, names={}, seed=SEED)


def test_figures_without_measures_make_an_empty_release(figures_of, plan, municipality):
    nothing = figures_of([], measures=())
    assert protect(nothing, plan, municipality=municipality, names={}, seed=SEED).released.measures == ()


def test_a_table_of_some_years_is_the_sum_of_its_years(release):
    released = release(3, 400)
    one, other, both = (
        released.table("niveau", grouping=None, groups=(-1,), years=y) for y in ([2019], [2020], [2019, 2020])
    )
    assert np.array_equal(one.counts + other.counts, both.counts)
