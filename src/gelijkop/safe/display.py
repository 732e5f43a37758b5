"""Whether and how a rate or a number of Released pupils may be shown; the one place where that is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.plan import Plan
from gelijkop.safe.sums import Ints


@dataclass(frozen=True)
class Display:
    """How rates are shown, arrays of one shape.

    `state`: `not_estimable` (nobody), `withheld` (too few pupils), `alike` (nearly nobody or nearly everybody,
    under a layer that shows no rate of those), `zero` (no pupil counted, a state apart from a low share) or
    `shown`. `tail`: `low` and `high` where the share is replaced by a bound (“less than”, “more than”), else
    empty. `share` (0–1) is what may be shown: the bound in a tail, NaN where nothing is.
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
        plan: policy, mode and layer of the release.

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
    enough = population >= max(plan.minimum_shown, 1)
    alike = enough & (np.minimum(yes, rest) <= plan.near_all)
    open_ = enough & ~alike
    low = open_ & (yes < plan.base)
    high = open_ & (rest < plan.base) & ~low
    reasons = [population == 0, ~enough, alike, yes == 0]
    state = np.select(reasons, ["not_estimable", "withheld", "alike", "zero"], "shown")
    tail = np.select([low, high], ["low", "high"], "")
    share = np.divide(yes, population, out=np.full(np.shape(yes), np.nan), where=open_)
    return Display(state, tail, np.select([low, high], [plan.tail_low, plan.tail_high], share))


def display_mean(outcomes: Ints, scores: tuple[float, ...], plan: Plan) -> NDArray[np.str_]:
    """The state of means, from Released counts by outcome; as `display`, without `zero`.

    A mean of which fewer than `base` pupils are apart from one score tells that score of all of them: `alike`.

    Args:
        outcomes: pupils by outcome, shape (..., outcomes).
        scores: what each outcome counts for.
        plan: policy, mode and layer of the release.
    """
    values = sorted(set(scores))
    by_score = np.stack([outcomes[..., np.array(scores) == v].sum(axis=-1) for v in values], axis=-1)
    pupils = by_score.sum(axis=-1)
    apart = pupils - by_score.max(axis=-1)
    reasons = [pupils == 0, pupils < max(plan.minimum_shown, 1), apart < max(plan.base, plan.near_all + 1)]
    return np.asarray(np.select(reasons, ["not_estimable", "withheld", "alike"], "shown"))


def counted(pupils: Ints, plan: Plan) -> Ints:
    """Numbers of pupils as this layer writes them: to the `nearest`, halves up.

    >>> from gelijkop.safe.plan import load_plan
    >>> counted(np.array([0, 12, 13]), load_plan("openbaar", layer="round5"))
    array([ 0, 10, 15])
    """
    return (pupils + plan.nearest // 2) // plan.nearest * plan.nearest
