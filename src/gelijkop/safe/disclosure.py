"""When a rate would tell too much of a whole group in another way than by itself: one large location, or the rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.plan import Plan
from gelijkop.safe.sums import Ints

Bools = NDArray[np.bool_]


def dominated(by_location: Ints, plan: Plan) -> Bools:
    """Whether one location holds more than the policy's share of the pupils; shape without the last axis.

    Args:
        by_location: Released pupils, shape (..., locations).
        plan: its `dominance` is that share (0–1).

    >>> from gelijkop.safe.plan import load_plan
    >>> dominated(np.array([[91, 9], [90, 10], [0, 0]]), load_plan("openbaar"))
    array([ True, False, False])
    """
    whole = by_location.sum(axis=-1)
    return np.asarray(by_location.max(axis=-1, initial=0) > plan.dominance * whole)


def complements(yes: Ints, pupils: Ints, state: NDArray[np.str_], tail: NDArray[np.str_], plan: Plan) -> Bools:
    """Which shown rates must be left out so that those of the other groups cannot be read from the total.

    The total of the groups and all numbers of pupils are taken as known. The smallest shown group goes
    first, until each hidden count has `base` possible values (of exact counts one more than `near_all`), or all that
    its state and tail leave it.

    Args:
        yes, pupils: pupils with the outcome and all pupils of each group, shape (cells, groups).
        state, tail: of each rate, see `display`; same shape.
        plan: policy, mode and layer of the release.

    Returns:
        Shape (cells, groups).
    """
    found = np.zeros(np.shape(yes), dtype=np.bool_)
    seen = (pupils > 0) & np.isin(state, ("shown", "zero")) & (tail == "")
    hidden = (pupils > 0) & ~seen
    for cell in np.flatnonzero(hidden.any(axis=1)):
        found[cell] = _also(yes[cell], pupils[cell], hidden[cell], tail[cell], plan)
    return found


def _also(yes: Ints, pupils: Ints, hidden: Bools, tail: NDArray[np.str_], plan: Plan) -> Bools:
    low = np.where(tail == "high", np.maximum(pupils - plan.base + 1, 0), 0)
    high = np.where(tail == "low", np.minimum(pupils, plan.base - 1), pupils)
    smallest = [g for g in np.argsort(pupils, kind="stable") if pupils[g] and not hidden[g]]
    out = hidden.copy()
    for group in smallest:
        if _wide(yes, low, high, out, hidden, plan.base or plan.near_all + 1):
            break
        out[group] = True
    return out & ~hidden


def _wide(yes: Ints, low: Ints, high: Ints, out: Bools, hidden: Bools, base: int) -> bool:
    """Whether the sum of all groups that are out leaves enough values for each that was hidden."""
    whole, least, most = yes[out].sum(), low[out].sum(), high[out].sum()
    lowest = np.maximum(low, whole - (most - high))
    highest = np.minimum(high, whole - (least - low))
    enough = np.minimum(high - low + 1, base)
    return bool((highest - lowest + 1 >= enough)[hidden].all())
