"""What a chain forgets: its ends as counted together, beside its ends as they follow from the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gelijkop.compare.intervals import Array
from gelijkop.compare.transitions import rows, split


@dataclass(frozen=True)
class Forgotten:
    """See `chain.Memory`; `gap` and `first_step` have shape (cells,), the variations are of the first cell.

    The variations are of the group and its reference group, in this order.
    """

    gap: Array
    first_step: Array
    variation: tuple[float, float]
    by_chance: tuple[float, float]


def forgotten(
    steps: tuple[Sequence[Array], Sequence[Array]],
    counted: tuple[Array, Array],
    scores: Sequence[float],
    *,
    rounding_sd: float,
) -> Forgotten:
    """What counting the ends together gives beside what the steps give, for a group and its reference group.

    Args:
        steps: for group and reference, pupils of each step by stratum, origin and target, shape (strata, origins,
            targets, cells); the first step has one origin.
        counted: for group and reference, pupils by stratum, target of the first step and target of the last,
            shape (strata, origins, targets, cells).
        scores: what each target of the last step counts for.
        rounding_sd: error of one count of `counted`, in pupils.
    """
    chained = tuple(_after_first(s) for s in steps)
    by_chain = split([steps[0][0], chained[0]], [steps[1][0], chained[1]], scores)
    together, other = ([c.sum(axis=2)[:, np.newaxis], c] for c in counted)
    by_count = split(together, other, scores)
    seen = [_variation(c[..., 0], after[..., 0], rounding_sd) for c, after in zip(counted, chained, strict=True)]
    return Forgotten(
        (by_count.group - by_count.reference) - (by_chain.group - by_chain.reference),
        by_count.steps[0] - by_chain.steps[0],
        (seen[0][0], seen[1][0]),
        (seen[0][1], seen[1][1]),
    )


def _after_first(steps: Sequence[Array]) -> Array:
    """From the first target to the last by the steps in between: shares within stratum and origin; 0 without pupils."""
    after = rows(steps[1])
    for step in steps[2:]:
        after = np.einsum("sotc,stuc->souc", after, rows(step))
    return after


def _variation(counted: Array, after: Array, rounding_sd: float) -> tuple[float, float]:
    """Total variation between counted rows and those of the chain, and its mean by chance if the chain is right.

    The distance of a share p of n pupils from its mean is √(2 p(1 − p) / (π n)) on average.
    """
    n = counted.sum(axis=-1, keepdims=True)
    if not n.sum():
        return float("nan"), float("nan")
    apart = np.abs(counted - n * after).sum()
    chance = np.sqrt(2 / np.pi * (n * after * (1 - after) + (after > 0) * rounding_sd**2)).sum()
    return float(apart / (2 * n.sum())), float(chance / (2 * n.sum()))
