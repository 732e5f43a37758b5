"""Which schools are most like a school, in parts (intake, size …) that count equally."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.intervals import Array

NEAREST = 15
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Similar:
    """The schools most like each school, nearest first, shape (schools, nearest).

    `position` is that of the other school, −1 where there are no more; `distance` is 1 where two schools
    differ as much as a middling school differs from the mean of all, NaN where there are no more.
    """

    position: Positions
    distance: Array


def similar(parts: Mapping[str, Array], *, nearest: int = NEAREST) -> Similar:
    """The nearest schools by Euclidean distance, in which each part (intake, background, size …) counts equally.

    Each part is divided by the root mean square distance of the schools to their mean in that part; a part
    in which all schools are the same counts for nothing. Of schools that are as near the first comes first.

    Args:
        parts: what schools are compared on, each of shape (schools, columns): shares of groups, or a single
            number. A school with a NaN is like no other.
        nearest: how many schools at most.
    """
    scaled = np.concatenate([_scaled(part) for part in parts.values()], axis=1)
    counted = max(sum(bool(np.nanmax(np.ptp(p, axis=0), initial=0) > 0) for p in parts.values()), 1)
    off = scaled[:, np.newaxis] - scaled[np.newaxis]
    distance = np.sqrt((off**2).sum(axis=-1) / counted)
    np.fill_diagonal(distance, np.nan)
    order = np.argsort(distance, axis=1, kind="stable")[:, :nearest]
    chosen = np.take_along_axis(distance, order, axis=1)
    return Similar(np.where(np.isnan(chosen), -1, order), chosen)


def _scaled(part: Array) -> Array:
    """The part around its mean, with a mean squared distance of 1; zeros where all schools are the same."""
    off = part - np.nanmean(part, axis=0)
    size = np.sqrt(np.nanmean((off**2).sum(axis=1)))
    return np.asarray(off / size if size > 0 else off)
