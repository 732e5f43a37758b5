"""How far protection moved published counts: the public quality statement, and the report beside a release.

These are the only numbers that are computed from the truth after protection. So that they give
nothing away, no figure here rests on fewer than `ENOUGH` counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.catalogue import load
from gelijkop.errors import Text
from gelijkop.safe.plan import Plan
from gelijkop.safe.released import Kind
from gelijkop.safe.sums import Ints
from gelijkop.safe.tables import Places

ENOUGH = 100
"""A figure about fewer counts than this could tell about one of them: an error of 2 in a single 5 means 3 or 7."""

LARGE = 100
"""Pupils from which the error of a share is told in percentage points."""

Floats = NDArray[np.float64]
_OF_LOCATIONS: tuple[Kind, ...] = ((False, True, False, False), (False, True, True, False))
KINDS: tuple[Kind, ...] = tuple(itertools.product((True, False), repeat=4))  # type: ignore[arg-type]  # four booleans


@dataclass(frozen=True)
class Accuracy:
    """Absolute errors of one kind of published count, in pupils, over all distributions; true zeros excluded.

    `largest` is never told below the base: that no error is larger than 2 would leave a shown 0 three
    values. `points` are errors of shares of 100 pupils and more, in percentage points: their mean and
    95th percentile; None where there are too few.
    """

    place: Places
    kind: Kind
    counts: int
    mean: float
    percentile_95: float
    largest: int
    points: tuple[float, float] | None


@dataclass(frozen=True)
class Report:
    """What protection did and what it promises; to be kept with the release. No count of pupils is in it.

    `cells_changed` and `cells_small` are whole percentages of the cells of the cube (small: fewer
    pupils than the base); None where there are too few cells to tell. `accuracy` leaves out kinds
    with too few counts.
    """

    plan: Plan
    cells_changed: int | None
    cells_small: int | None
    accuracy: tuple[Accuracy, ...]
    guarantees: tuple[Text, ...]
    not_promised: tuple[Text, ...]


@dataclass(frozen=True, repr=False)
class Errors:
    """Errors of the published counts of one distribution by kind; true zeros excluded. Confidential.

    `counts`: released minus true, in pupils. `shares`: released minus the true share of the released
    pupils, in pupils: what the error of a share amounts to. `points`: errors of shares of `LARGE`
    pupils and more, in percentage points, absolute.
    """

    counts: Mapping[Kind, Ints]
    shares: Mapping[Kind, Floats]
    points: Mapping[Kind, Floats]


def errors_of(true: Ints, released: Ints) -> Errors:
    """Errors by kind of the margins of one distribution, both of shape (outcomes + 1, places + 1, years + 1, …).

    The first outcome holds pupils outside the population.
    """
    pupils, left = true[1:].sum(axis=0), released[1:].sum(axis=0)
    wanted = true[1:] * np.divide(left, pupils, out=np.zeros(pupils.shape), where=pupils > 0)
    points = 100 * np.divide(np.abs(released[1:] - wanted), left, out=np.zeros(wanted.shape), where=left > 0)
    counts, shares, of_rates = {}, {}, {}
    for kind in KINDS:
        places, years, grouped, strata = kind
        part = (
            slice(None),
            slice(-1, None) if places else slice(0, -1),
            slice(-1, None) if years else slice(0, -1),
            slice(1, None) if grouped else slice(0, 1),
            slice(0, -1) if strata else slice(-1, None),
        )
        counts[kind] = (released[part] - true[part])[true[part] > 0]
        exists = (true[1:][part] > 0) & (left[part[1:]] > 0)
        shares[kind] = (released[1:] - wanted)[part][exists]
        of_rates[kind] = points[part][exists & (pupils[part[1:]] >= LARGE)]
    return Errors(counts, shares, of_rates)


def rounding_error(errors: Mapping[str, Errors], *, base: int) -> dict[str, dict[Kind, float]]:
    """The root mean square error of shares by distribution and kind, in pupils, rounded up to 0.1.

    Where a kind has fewer than `ENOUGH` counts in one distribution, it is taken over all
    distributions; where even those are too few, the largest of the other kinds with or without test
    advices, as it is itself, stands in for it, then the largest of all; and twice the base where no kind
    has enough.
    """
    pooled = {kind: np.concatenate([e.shares[kind] for e in errors.values()]) for kind in KINDS} if errors else {}
    common = {kind: _root_mean_square(e) for kind, e in pooled.items() if len(e) >= ENOUGH}
    return {
        code: {
            kind: _root_mean_square(found) if len(found := e.shares[kind]) >= ENOUGH else _stand_in(kind, common, base)
            for kind in KINDS
        }
        for code, e in errors.items()
    }


def _stand_in(kind: Kind, common: Mapping[Kind, float], base: int) -> float:
    if kind in common:
        return common[kind]
    alike = [size for other, size in common.items() if other[3] == kind[3]]
    return max(alike or common.values(), default=2.0 * base)


def build_report(plan: Plan, true: Ints, released: Ints, errors: Mapping[Places, Sequence[Errors]]) -> Report:
    """The report on one release.

    Args:
        plan: its policy.
        true, released: pupils of all cells of all clocks, shape (cells,).
        errors: of each distribution, for municipalities (by school year and test advice) and locations (both pooled).
    """
    enough = len(true) >= ENOUGH
    kinds: list[tuple[Places, Kind]] = [("gemeente", kind) for kind in KINDS] + [
        ("vestiging", kind) for kind in _OF_LOCATIONS
    ]
    found = (_accuracy(place, kind, errors.get(place, ()), plan.base) for place, kind in kinds)
    return Report(
        plan,
        _percent(true != released) if enough else None,
        _percent(true < plan.base) if enough else None,
        tuple(a for a in found if a is not None),
        _sentences(plan, "guarantee"),
        _sentences(plan, "not_promised"),
    )


def _accuracy(place: Places, kind: Kind, errors: Sequence[Errors], base: int) -> Accuracy | None:
    sizes = np.abs(np.concatenate([np.zeros(0, np.int64), *(e.counts[kind] for e in errors)]))
    if len(sizes) < ENOUGH:
        return None
    return Accuracy(
        place,
        kind,
        round(len(sizes), -2),
        round(float(sizes.mean()), 1),
        round(float(np.percentile(sizes, 95)), 1),
        max(int(sizes.max()), base),
        _points(np.concatenate([np.zeros(0), *(e.points[kind] for e in errors)])),
    )


def _points(errors: Floats) -> tuple[float, float] | None:
    if len(errors) < ENOUGH:
        return None
    return round(float(errors.mean()), 2), round(float(np.percentile(errors, 95)), 2)


def _percent(cells: NDArray[np.bool_]) -> int:
    return min(max(round(100 * float(cells.mean())), 5), 95)


def _root_mean_square(errors: Floats) -> float:
    return float(np.ceil(10 * np.sqrt((errors**2).mean())) / 10)


def _sentences(plan: Plan, kind: Literal["guarantee", "not_promised"]) -> tuple[Text, ...]:
    numbers = {"base": plan.base, "small": plan.base - 1, "slack": plan.slack}
    entries = load(f"policies/{plan.policy}").get(kind, [])
    return tuple(Text(e["nl"].format(**numbers), e["en"].format(**numbers)) for e in entries)
