"""An attacker with every margin, the whole cube and the rules; and the same attacker against a plain `<5` table.

Interval arithmetic over the sums of published margins: every narrowing is a proof (SDC §2.2, tier 1).
"""

import itertools

import numpy as np
import pytest

from gelijkop.safe.cube import build_cubes, build_layout
from gelijkop.safe.inner import round_cube
from gelijkop.safe.ledger import empty_ledger
from gelijkop.safe.rules import possible, possible_outcomes
from gelijkop.safe.tables import load_tables

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
def rounded(figures_of, pupils_at_random, plan, municipality):
    figures = figures_of(pupils_at_random(11, 900))
    layout = build_layout(figures, plan.groupings, municipality, {})
    assert layout.sizes == (5, 3)
    cube = build_cubes(figures, layout)[0]
    tables, measures = load_tables("openbaar"), figures.measures
    return round_cube(
        cube, layout, plan, tables, measures=measures, seed=bytes(16), ledger=empty_ledger(b"")
    ), layout  # fmt: skip


def split_of(splits, code):
    return next(s for s in splits if s.owner.code == code)


def margins_of(cube, layout, cell, outcome, pupils, outcomes):
    """Every count that is a sum of cells: {place, all} × {year, all} × {all, by education, by sex} × {stratum, all}."""
    shape = (outcomes, len(layout.places) + 1, len(layout.school_years) + 1, 9, 9)
    found = np.zeros(shape, np.int64)
    place, year, education, sex, stratum = (axis[cell] for axis in cube.axes)
    for p, y, g, s in itertools.product((place, -1), (year, -1), (0, 1 + education, 6 + sex), (stratum, -1)):
        np.add.at(found, (outcome, p, y, g, s), pupils)
    return found


def split_margins(rounded, split):
    r, layout = rounded
    return margins_of(r.cube, layout, split.cell, split.outcome, split.pupils, len(split.owner.outcomes) + 1)


def true_margins(rounded, code):
    return with_total(split_margins(rounded, split_of(rounded[0].cube.splits, code)))


def cube_intervals(rounded, code):
    """What the attacker knows of each margin: the sums of what the rules leave of each cube cell."""
    r, layout = rounded
    split = split_of(r.splits, code)
    outcomes, cells = len(split.owner.outcomes) + 1, len(r.pupils)
    released = np.zeros((cells, outcomes), np.int64)
    released[split.cell, split.outcome] = split.pupils
    bounds = [possible_outcomes(row, base=5, slack=2) for row in released]
    whole = possible(r.pupils, base=5, slack=2)
    cell, outcome = (a.ravel() for a in np.indices(released.shape))
    every, none = np.arange(cells), np.zeros(cells, np.int64)

    def summed(side):
        of_outcomes = margins_of(r.cube, layout, cell, outcome, np.concatenate([b[side] for b in bounds]), outcomes)
        return np.concatenate([of_outcomes, margins_of(r.cube, layout, every, none, whole[side], 1)])

    return summed(0), summed(1)


@pytest.mark.parametrize("code", ["hoger", "niveau", "gebleven"])
def test_the_attack_pins_no_small_count_of_the_protected_cube(rounded, code):
    truth = true_margins(rounded, code)
    low, high = tighten(*cube_intervals(rounded, code))
    small = (truth >= 1) & (truth <= 4)
    assert small.sum() > 100
    assert ((high - low + 1)[small] >= LEAST_VALUES).all()


@pytest.mark.parametrize("code", ["hoger", "niveau", "gebleven"])
def test_the_attacker_s_intervals_hold_the_truth(rounded, code):
    truth = true_margins(rounded, code)
    low, high = tighten(*cube_intervals(rounded, code))
    assert ((low <= truth) & (truth <= high)).all()


def test_the_same_attack_undoes_a_plain_less_than_five_table(rounded):
    truth = true_margins(rounded, "niveau")
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
def test_differences_of_nested_protected_cells_are_never_small(rounded, code):
    margins = with_total(split_margins(rounded, split_of(rounded[0].splits, code)))
    for difference in differences(margins):
        assert not ((difference >= 1) & (difference <= 4)).any()


def test_differences_of_nested_exact_cells_do_show_small_counts(rounded):
    truth = true_margins(rounded, "niveau")
    large = np.where(truth >= 5, truth, 0)  # what a plain threshold publishes
    found = sum(((d >= 1) & (d <= 4)).sum() for d in differences(large))
    assert found > 100


def test_the_cube_holds_no_small_count(rounded):
    r, _ = rounded
    assert not ((r.pupils >= 1) & (r.pupils <= 4)).any()
    assert all((s.pupils >= 5).all() for s in r.splits)
