"""Rounding a cube so that its published margins stay near the truth: a short coordinate descent in secret order.

Every cell starts at its true value. Cells are visited one by one in random order; each takes the
allowed value that lowers the weighted squared error of the margins it is part of, given where all
others stand. After a few rounds it stops, on purpose short of the optimum. Weights are whole
numbers, so that the result is the same on every machine.
"""

from __future__ import annotations

import numpy as np

from gelijkop.safe.sums import Ints, scattered

WEIGHT = 1_000_000
"""The weight of a margin is WEIGHT / (true count + 10): relative error for large counts, absolute for small ones.

WEIGHT / √(true count + 10) was tried: totals of the region came nearer the truth (6.7 instead of 10.0 pupils off),
but regional 95% intervals held it less often (rates by group 93% instead of 96%, raw gaps 91% instead of 94%).
"""
POPULATION_ROUNDS = 8
SPLIT_ROUNDS = 5


def round_population(true: Ints, margins: Ints, *, size: int, base: int, slack: int, rng: np.random.Generator) -> Ints:
    """A released number of pupils for each cell, as `rules.may_become` allows.

    Args:
        true: pupils by cell, all above zero, shape (cells,).
        margins: numbers of the margins of each cell, shape (cells, margins a cell).
        size: how many margins there are.
        base, slack: see `Plan`.
        rng: secret; it decides the order of visits.
    """
    weights = _weights(margins, true, size)[margins]
    curve = weights.sum(axis=1).tolist()
    pull = np.zeros(size, np.int64)  # weight × error of each margin
    now, truth = true.tolist(), true.tolist()
    for _ in range(POPULATION_ROUNDS):
        moved = False
        for cell in rng.permutation(len(truth)).tolist():
            at = margins[cell]
            slope = int(pull.take(at).sum())
            step = _population_step(now[cell], truth[cell], curve[cell], slope, base=base, slack=slack)
            if step:
                pull[at] += step * weights[cell]
                now[cell] += step
                moved = True
        if not moved:
            break
    return np.array(now, dtype=np.int64)


def _population_step(now: int, true: int, curve: int, slope: int, *, base: int, slack: int) -> int:
    """The allowed step d with the lowest cost d·(d·curve + 2·slope)."""
    if true < base:
        down, up = -now, base - now
        return down if down * (down * curve + 2 * slope) <= up * (up * curve + 2 * slope) else up
    nearest = now + (curve - 2 * slope) // (2 * curve)
    return min(max(nearest, base, true - slack), true + slack) - now


def round_split(
    population: Ints, cell: Ints, outcome: Ints, true: Ints, margins: Ints, *, size: int, base: int,
    rng: np.random.Generator,
) -> Ints:  # fmt: skip
    """A released count for each entry: 0 or at least `base`, adding up to the released population of its cell.

    Args:
        population: released pupils by cell, 0 or at least `base`, shape (cells,).
        cell, outcome, true: the entries that may be above zero, sorted by cell, shape (entries,); a cell
            with pupils has at least one entry.
        margins: numbers of the margins of each cell, shape (cells, margins a cell).
        size: how many margins there are for one outcome.
        base: see `Plan`.
        rng: secret; it decides the order of visits.
    """
    numbers = outcome[:, None] * size + margins[cell]
    weights = _weights(numbers, true, size * (int(outcome.max(initial=0)) + 1))[numbers]
    curve = weights.sum(axis=1)
    starts = np.searchsorted(cell, np.arange(len(population) + 1))
    now = _forced(population, cell, true, starts)
    pull = scattered(numbers.ravel(), ((now - true)[:, None] * weights).ravel(), int(numbers.max(initial=0)) + 1)
    free = np.flatnonzero((population > 0) & (np.diff(starts) > 1))
    for first_round in [True] + [False] * (SPLIT_ROUNDS - 1):
        moved = False
        for c in rng.permutation(free).tolist():
            entries = slice(starts[c], starts[c + 1])
            slope = pull.take(numbers[entries]).sum(axis=1)
            new = _new_split(population[c], now[entries], true[entries], curve[entries], slope, base, first_round)
            step = new - now[entries]
            if step.any():
                # Margins of one cell differ from outcome to outcome and from each other, so that no number repeats.
                pull[numbers[entries]] += step[:, None] * weights[entries]
                now[entries] = new
                moved = True
        if not moved:
            break
    return now


def _weights(numbers: Ints, true: Ints, size: int) -> Ints:
    counts = scattered(numbers.ravel(), np.repeat(true, numbers.shape[1]), size)
    return WEIGHT // (counts + 10)


def _forced(population: Ints, cell: Ints, true: Ints, starts: Ints) -> Ints:
    """The truth, but 0 in cells without pupils and everything in the only entry of a cell."""
    alone = np.diff(starts)[cell] == 1
    return np.where(population[cell] == 0, 0, np.where(alone, population[cell], true))


def _new_split(population: int, now: Ints, true: Ints, curve: Ints, slope: Ints, base: int, fresh: bool) -> Ints:
    """The best (under 2 × base pupils) or a better split of one cell over its entries."""
    if population < 2 * base:
        best = np.argmin((population - 2 * now) * curve + 2 * slope)
        new = np.zeros_like(now)
        new[best] = population
        return new
    new = _near(true, population, base) if fresh else now.copy()
    slope = slope + (new - now) * curve
    while _move(new, curve, slope, base):  # ends: every move lowers a cost that is a whole number
        pass
    return new


def _near(true: Ints, population: int, base: int) -> Ints:
    """A legal split near the truth: the largest counts first, the rest to the very largest."""
    split = np.zeros_like(true)
    order = np.argsort(-true, kind="stable")
    left = population
    for entry in order[true[order] > 0]:
        if left < base:
            break
        split[entry] = min(max(int(true[entry]), base), left)
        left -= int(split[entry])
    split[order[0]] += left
    return split


def _move(split: Ints, curve: Ints, slope: Ints, base: int) -> bool:
    """Move pupils from one entry to another where that lowers the cost most; false where nothing does.

    Moving d pupils from a to b costs d·(d·(curve a + curve b) − 2·(slope a − slope b)). Legal are all
    pupils of a, or as many as leave `base` in a and make `base` in b. Changes `split` and `slope`.
    """
    bend = curve[:, None] + curve[None, :]
    drive = slope[:, None] - slope[None, :]
    least = np.where(split > 0, 1, base)[None, :]
    most = (split - base)[:, None]
    some = np.clip((2 * drive + bend) // (2 * bend), least, np.maximum(most, least))
    cost_some = np.where((least <= most) & (bend > 0), some * (some * bend - 2 * drive), 0)
    everything = np.broadcast_to(split[:, None], bend.shape)
    cost_all = everything * (everything * bend - 2 * drive)
    np.fill_diagonal(cost_some, 0)
    np.fill_diagonal(cost_all, 0)
    cost = np.minimum(cost_some, cost_all)
    source, target = divmod(int(cost.argmin()), len(split))
    if cost[source, target] >= 0:
        return False
    pupils = (some if cost_some[source, target] <= cost_all[source, target] else everything)[source, target]
    split[source] -= pupils
    split[target] += pupils
    slope[source] -= pupils * curve[source]
    slope[target] += pupils * curve[target]
    return True
