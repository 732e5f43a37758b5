"""Whether and how a rate of Released counts may be shown; the one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.plan import Plan
from gelijkop.safe.sums import Ints


@dataclass(frozen=True)
class Display:
    """How rates are shown, arrays of one shape.

    `state`: `not_estimable` (nobody), `withheld` (too few pupils), `zero` (no pupil counted, a state
    apart from a low share) or `shown`. `tail`: `low` and `high` where the share is replaced by a bound
    (“less than”, “more than”), else empty. `share` (0–1) is what may be shown: the bound in a tail,
    NaN where nothing is.
    """

    state: NDArray[np.str_]
    tail: NDArray[np.str_]
    share: NDArray[np.float64]


def display(yes: Ints, population: Ints, plan: Plan) -> Display:
    """State, tail and share of rates, from Released counts.

    A tail says that fewer than `base` pupils are counted in or out, so that nobody reads 0% or 100%,
    which would tell something of every pupil of a group. It is a way to show the protected number,
    not a bound on the truth. Under policy `intern` (base 0) there are no tails.

    Args:
        yes: pupils with the outcome, any shape.
        population: pupils it is a share of, same shape.
        plan: the policy of the release.

    Raises:
        ValueError: more pupils with the outcome than there are.

    >>> from gelijkop.safe.plan import load_plan
    >>> shown = display(np.array([0, 5, 20, 6]), np.array([20, 20, 20, 8]), load_plan("openbaar"))
    >>> shown.state.tolist(), shown.tail.tolist(), shown.share.tolist()
    (['zero', 'shown', 'shown', 'withheld'], ['low', '', 'high', ''], [0.05, 0.25, 0.95, nan])
    """
    rest = population - yes
    if (rest < 0).any() or (yes < 0).any():
        raise ValueError("a rate needs 0 ≤ yes ≤ population")
    open_ = population >= max(plan.minimum_shown, 1)
    low = open_ & (yes < plan.base)
    high = open_ & (rest < plan.base) & ~low
    state = np.select([population == 0, ~open_, yes == 0], ["not_estimable", "withheld", "zero"], "shown")
    tail = np.select([low, high], ["low", "high"], "")
    share = np.divide(yes, population, out=np.full(np.shape(yes), np.nan), where=open_)
    return Display(state, tail, np.select([low, high], [plan.tail_low, plan.tail_high], share))
