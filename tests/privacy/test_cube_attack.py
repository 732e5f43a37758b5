"""An attacker with every margin, the whole cube and the rules; and the same attacker against a plain `<5` table.

Interval arithmetic over the sums of published margins: every narrowing is a proof (SDC §2.2, tier 1).
"""

from dataclasses import replace

import numpy as np
import pytest

from gelijkop.safe.cube import build_cubes, build_layout
from gelijkop.safe.rounding import round_population
from gelijkop.safe.rules import possible, possible_outcomes
from gelijkop.safe.splits import margins_of, protect_cube

LEAST_VALUES = 4
"""SDC §3.1, G3: every small count keeps at least 4 possible values."""


def tighten(low, high):
    """Intervals of margins after all sums were used until nothing changes; axes as in `margins_of`."""
    low, high = low.copy(), high.copy()
    groups = {"all": [slice(1, 6), slice(6, 9)]}
    while True:
        before = (high - low).sum()
        for axis in (1, 2, 4):
            use_sum(np.moveaxis(low, axis, 0), np.moveaxis(high, axis, 0), slice(0, -1), -1)
        for parts in groups["all"]:
            use_sum(np.moveaxis(low, 3, 0), np.moveaxis(high, 3, 0), parts, 0)
        use_sum(low, high, slice(0, -1), -1)
        if (high - low).sum() == before:
            return low, high


def use_sum(low, high, parts, whole):
    low_sum, high_sum = low[parts].sum(axis=0), high[parts].sum(axis=0)
    low[whole] = np.maximum(low[whole], low_sum)
    high[whole] = np.minimum(high[whole], high_sum)
    new_high = np.minimum(high[parts], high[whole] - (low_sum - low[parts]))
    low[parts] = np.maximum(low[parts], low[whole] - (high_sum - high[parts]))
    high[parts] = new_high


def with_total(margins):
    return np.concatenate([margins, margins.sum(axis=0, keepdims=True)])


@pytest.fixture(scope="module")
def cube(figures_of, pupils_at_random, plan, municipality):
    figures = figures_of(pupils_at_random(11, 900))
    layout = build_layout(figures, plan.groupings, municipality)
    assert layout.sizes == (5, 3)
    return figures, layout, build_cubes(figures, layout, municipality)[0]


@pytest.fixture(scope="module")
def protected(cube, plan):
    figures, layout, exact = cube
    size = int(np.prod(layout.margins))
    rng = np.random.default_rng(5)
    population = round_population(exact.pupils, exact.margins, size=size, base=5, slack=2, rng=rng)
    streams = {s.owner.code: rng for s in exact.splits}
    return population, protect_cube(exact, population, measures=figures.measures, size=size, base=5, streams=streams)


def split_of(splits, code):
    return next(s for s in splits if s.owner.code == code)


def true_margins(cube, code):
    _, layout, exact = cube
    return with_total(margins_of(split_of(exact.splits, code), exact.margins, layout.margins))


def cube_intervals(cube, protected, code):
    """What the attacker knows of each margin: the sums of what the rules leave of each cube cell."""
    _, layout, exact = cube
    split = split_of(protected[1], code)
    outcomes, cells = len(split.owner.outcomes) + 1, len(exact.pupils)
    released = np.zeros((cells, outcomes), np.int64)
    released[split.cell, split.outcome] = split.pupils
    bounds = [possible_outcomes(r, base=5, slack=2) for r in released]
    whole = possible(released.sum(axis=1), base=5, slack=2)
    cell, outcome = (a.ravel() for a in np.indices(released.shape))

    def summed(side):
        of_outcomes = replace(split, cell=cell, outcome=outcome, pupils=np.concatenate([b[side] for b in bounds]))
        of_pupils = replace(split, cell=np.arange(cells), outcome=np.zeros(cells, np.int64), pupils=whole[side])
        return np.concatenate([
            margins_of(of_outcomes, exact.margins, layout.margins),
            margins_of(of_pupils, exact.margins, layout.margins)[:1],
        ])  # fmt: skip

    return summed(0), summed(1)


@pytest.mark.parametrize("code", ["hoger", "niveau", "gebleven"])
def test_the_attack_pins_no_small_count_of_the_protected_cube(cube, protected, code):
    truth = true_margins(cube, code)
    low, high = tighten(*cube_intervals(cube, protected, code))
    small = (truth >= 1) & (truth <= 4)
    assert small.sum() > 100
    assert ((high - low + 1)[small] >= LEAST_VALUES).all()


@pytest.mark.parametrize("code", ["hoger", "niveau", "gebleven"])
def test_the_attacker_s_intervals_hold_the_truth(cube, protected, code):
    truth = true_margins(cube, code)
    low, high = tighten(*cube_intervals(cube, protected, code))
    assert ((low <= truth) & (truth <= high)).all()


def test_the_same_attack_undoes_a_plain_less_than_five_table(cube):
    truth = true_margins(cube, "niveau")
    small = (truth >= 1) & (truth <= 4)
    low, high = tighten(np.where(small, 1, truth), np.where(small, 4, truth))
    pinned = (low == high) & small
    assert (low[pinned] == truth[pinned]).all()
    assert pinned.sum() / small.sum() > 0.25


def differences(margins):
    """Every whole minus each of its parts, along each axis."""
    yield margins[:, -1:] - margins[:, :-1]
    yield margins[:, :, -1:] - margins[:, :, :-1]
    yield margins[:, :, :, :1] - margins[:, :, :, 1:]
    yield margins[..., -1:] - margins[..., :-1]
    yield margins[-1:] - margins[:-1]


@pytest.mark.parametrize("code", ["hoger", "niveau", "gebleven"])
def test_differences_of_nested_protected_cells_are_never_small(cube, protected, code):
    _, layout, exact = cube
    margins = with_total(margins_of(split_of(protected[1], code), exact.margins, layout.margins))
    for difference in differences(margins):
        assert not ((difference >= 1) & (difference <= 4)).any()


def test_differences_of_nested_exact_cells_do_show_small_counts(cube):
    truth = true_margins(cube, "niveau")
    large = np.where(truth >= 5, truth, 0)  # what a plain threshold publishes
    found = sum(((d >= 1) & (d <= 4)).sum() for d in differences(large))
    assert found > 100


def test_the_cube_holds_no_small_count(protected):
    population, splits = protected
    assert not ((population >= 1) & (population <= 4)).any()
    assert all((s.pupils >= 5).all() for s in splits)
