"""Chains of steps: what comes out of every mixture of the steps of a group and those of its reference group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from gelijkop.compare.intervals import Array, Numbers, ratio
from gelijkop.compare.shapley import shapley

_BLOCK = 250
"""Cells at once: what belongs to them then stays in the cache of a processor."""


@dataclass(frozen=True)
class Parts:
    """A gap along a chain, group minus reference; arrays over cells in the last axis.

    `start` is what the spread over the starting states accounts for, `steps` (shape (steps, cells)) what each
    step does at equal start. `group` and `reference` are the mean scores at the end, and
    `group − reference = start + Σ steps`. `closed` (shape (steps, cells)) is how the group's mean score would
    change if that step alone were as it is for the reference group.
    """

    start: Array
    steps: Array
    group: Array
    reference: Array
    closed: Array


def rows(counts: Numbers) -> Array:
    """Counts by target as shares of their origin: targets add up to 1, or are all 0 where an origin has no pupils.

    Args:
        counts: shape (..., origins, targets, cells).
    """
    pupils = counts.sum(axis=-2, keepdims=True)
    return np.asarray(counts / np.where(pupils > 0, pupils, 1))


def borrowed(own: Array, other: Array) -> Array:
    """`own` with the rows where it has no pupils taken from the other group, so that they make no difference.

    What neither has stays 0: no mixture of steps of the two can lead there.
    """
    return np.asarray(np.where(own.any(axis=-2, keepdims=True), own, other))


def lonely(own: Numbers, other: Numbers) -> Array:
    """Pupils of either group in origin rows where the other group has none.

    Args:
        own: counts of the group, shape (strata, origins, targets, cells).
        other: counts of the reference group, the same shape.

    Returns:
        Pupils, shape (cells,).
    """
    a, b = own.sum(axis=-2), other.sum(axis=-2)
    return np.asarray((np.where(b == 0, a, 0) + np.where(a == 0, b, 0)).sum(axis=(0, 1)), dtype=np.float64)


def mixtures(group: Sequence[Array], reference: Sequence[Array], scores: Array) -> Array:
    """Mean score of a pupil in each starting state, for every mixture of steps of two groups.

    Args:
        group: for each step, shares shape (strata, origins, targets, cells); the first has one origin.
        reference: the same of the reference group.
        scores: what each target of the last step counts for.

    Returns:
        Shape (2 ** steps, strata, cells). In mixture c, step k is the group's where bit k of c is set.
    """
    strata, cells = group[0].shape[0], group[0].shape[-1]
    value = np.broadcast_to(scores[:, np.newaxis], (1, strata, len(scores), cells))
    for own, other in zip(reversed(group), reversed(reference), strict=True):
        # The mixtures of this step are the lower bit: the group's at the odd places.
        both = np.stack([_before(other, value), _before(own, value)], axis=1)
        value = both.reshape(-1, *both.shape[2:])
    return value[:, :, 0]


def split(group: Sequence[Numbers], reference: Sequence[Numbers], scores: Sequence[float]) -> Parts:
    """The gap at the end of a chain as parts: the start, and every step by its exact Shapley value.

    Both groups start in strata; each step has a share for every target within stratum and origin. At equal
    start means: spread over the strata as the group is. Rows of one group without pupils are those of the other.

    Args:
        group: for each step, pupils by stratum, origin and target, shape (strata, origins, targets, cells), in
            the order of the chain; the first step has one origin.
        reference: the same of the reference group.
        scores: what each target of the last step counts for.

    Returns:
        In the unit of the scores; NaN where a group has no pupils.
    """
    cells = group[0].shape[-1]
    blocks = [slice(at, at + _BLOCK) for at in range(0, cells, _BLOCK)]
    found = [_split([c[..., b] for c in group], [c[..., b] for c in reference], scores) for b in blocks]
    return Parts(*(np.concatenate([getattr(p, f.name) for p in found], axis=-1) for f in fields(Parts)))


def _split(group: Sequence[Numbers], reference: Sequence[Numbers], scores: Sequence[float]) -> Parts:
    own, other = [rows(c) for c in group], [rows(c) for c in reference]
    mixed = mixtures(
        [borrowed(a, b) for a, b in zip(own, other, strict=True)],
        [borrowed(b, a) for a, b in zip(own, other, strict=True)],
        np.asarray(scores, dtype=np.float64),
    )
    start, start0 = (_spread(c[0]) for c in (group, reference))
    values = (mixed * start).sum(axis=1)
    at_reference = (mixed[0] * start0).sum(axis=0)
    everything = len(values) - 1
    closed = np.stack([values[everything ^ (1 << k)] - values[everything] for k in range(len(group))])
    return Parts(values[0] - at_reference, shapley(values), values[everything], at_reference, closed)


def end(start: Array, steps: Sequence[Array]) -> Array:
    """Spread over the last targets of pupils who go through a chain; a what-if has another step or start.

    Args:
        start: share of the pupils in each stratum, shape (strata, cells).
        steps: for each step, shares by stratum, origin and target, shape (strata, origins, targets, cells).

    Returns:
        Shares of the pupils, shape (strata, targets, cells).
    """
    at = start[:, np.newaxis]
    for step in steps:
        at = np.einsum("sod,sotd->std", at, step)
    return at


def _spread(first: Numbers) -> Array:
    pupils = first.sum(axis=(1, 2))
    return ratio(pupils, pupils.sum(axis=0))


def _before(step: Array, value: Array) -> Array:
    """Mean scores one step back: step (strata, origins, targets, cells) × value (mixtures, strata, targets, cells)."""
    found = step[:, :, 0] * value[:, :, np.newaxis, 0]
    for target in range(1, step.shape[2]):
        found = found + step[:, :, target] * value[:, :, np.newaxis, target]
    return found
