"""How far groups of pupils are apart, between schools, boards, municipalities or levels, beside what chance gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gelijkop.compare.allocation import expected_dissimilarity, expected_entropy_index, expected_isolation
from gelijkop.compare.findings import NOTHING, Interval, State
from gelijkop.compare.intervals import Array, Numbers
from gelijkop.compare.rates import interval
from gelijkop.compare.redrawn import DRAWS, Index, centred, redrawn
from gelijkop.compare.segregation import dissimilarity, entropy_index, isolation
from gelijkop.compare.tallies import Counts, Years, minimum, numbers
from gelijkop.errors import Text
from gelijkop.model.groupings import groupings
from gelijkop.safe.released import Released

Between = Literal["location", "location_in_board", "board", "municipality", "level"]
Name = Literal["D", "H", "isolation"]
METHOD = "redrawn-pupils"
"""Each school draws its pupils again with its own shares; see `redrawn`."""
_NO_AREAS = Text("Van de scholen is dit niet bekend.", "This is not known of the schools.")
_NO_LEVELS = Text(
    "Deze maat telt geen niveaus: zij heeft maar één uitkomst.",
    "This measure counts no levels: it has one outcome only.",
)
_NO_BACKGROUND = Text("Van niemand is de achtergrond bekend.", "Nobody's background is known.")
_ONE_UNIT = Text("Er is maar één plaats met leerlingen.", "There is only one place with pupils.")
_ONE_GROUP = Text(
    "Van minder dan twee groepen is de achtergrond bekend.", "Of fewer than two groups the background is known."
)
NOT_PUBLIC = Text(
    "Segregatie staat alleen in een interne uitgave. In een openbare staan van scholen alle schooljaren samen.",
    "Segregation is in an internal release only. A public one has all school years of schools together.",
)


@dataclass(frozen=True)
class Segregation:
    """One index of how far the groups of one grouping are apart, over one period.

    `index`: D (share that would have to move), H (Theil's information index) or isolation (share of the own
    group that a pupil meets). `group` and `other` are the groups that it is about: none for all groups
    together, one for isolation, two for D of a group and the reference group. `expected` is the mean if
    chance alone divided these pupils over places of these sizes; `excess` is the value less that. Between
    schools within boards (`location_in_board`) H is H between schools less H between boards. `pupils` are
    those of the groups that it is about, `unknown` those of unknown background, who do not count, and
    `clusters` the places with pupils. `why` says in words why there is nothing.
    """

    measure: str
    years: Years
    grouping: str
    between: Between
    index: Name
    group: int | None
    other: int | None
    pupils: int
    unknown: int
    clusters: int
    state: State
    value: Interval = NOTHING
    expected: float = float("nan")
    excess: Interval = NOTHING
    why: Text | None = None


def segregation(
    released: Released,
    grouping: str,
    *,
    measure: str,
    between: Between,
    rng: np.random.Generator,
    years: Sequence[int] | None = None,
    draws: int = DRAWS,
) -> tuple[Segregation, ...]:
    """D and H of all groups, D of each group and the reference group, and the isolation of each group.

    Within boards there is H alone, which adds up. All pupils in the population of the measure count.

    Args:
        released: a release whose places are locations; of another the results say why there is nothing.
        grouping: code of the grouping.
        measure: code of a measure that counts pupils at their location, such as `segregatie.spreiding/vo`;
            between levels its outcomes are the levels.
        between: what pupils are divided over.
        rng: where the chance of the intervals comes from.
        years: school years put together; None for all of the measure.
        draws: how often pupils are drawn again.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the grouping is not in this release.
    """
    period = tuple(years) if years is not None else released.years_of(measure)
    where = (measure, period, grouping, between)
    if released.policy != "intern":
        return _nothing(where, NOT_PUBLIC)
    groups = numbers(grouping)
    counts = released.dense(measure, grouping=grouping, groups=groups, years=period).sum(axis=(1, 3))
    found = _units(released, counts, between)
    if isinstance(found, Text):
        return _nothing(where, found)
    # Pupils of unknown background come last.
    *codes, _ = groups
    known, unknown, clusters = found.counts[:, :-1], int(found.counts[:, -1].sum()), found.clusters
    asked = _asked(codes, groupings()[grouping].reference.number, between)
    pairs = [[codes.index(a), codes.index(b)] for _, a, b in asked if a is not None and b is not None]

    def observed(c: Numbers) -> Array:
        return _indices(c, found, pairs, (dissimilarity, entropy_index, isolation))

    (drawn,) = redrawn(known, (observed,), rng=rng, draws=draws)
    limits = centred(observed(known), drawn)
    chance = _indices(known, found, pairs, (expected_dissimilarity, expected_entropy_index, expected_isolation))
    rows = []
    for i, (name, group, other) in enumerate(asked):
        about = known if group is None else known[:, [codes.index(g) for g in (group, other) if g is not None]]
        state, why = _state(about, clusters, name, minimum(released))
        row = Segregation(*where, name, group, other, int(about.sum()), unknown, clusters, state, why=why)
        if state == "shown":
            value, expected = interval(limits, (i,), METHOD), float(chance[i])
            excess = Interval(value.estimate - expected, value.lower - expected, value.upper - expected, METHOD)
            row = replace(row, value=value, expected=expected, excess=excess)
        rows.append(row)
    return tuple(rows)


Where = tuple[str, Years, str, Between]
Asked = tuple[Name, int | None, int | None]
Indices = tuple[Index, Index, Index]
"""D and H, shape (...), and isolation, shape (..., groups), of pupils by (..., units, groups)."""


@dataclass(frozen=True, eq=False)
class _Units:
    """Pupils, shape (units, groups), with the group not known last, and the larger unit that each lies in.

    `larger` has shape (larger units, units): ones and zeros. `within`: what is asked is how far units differ
    within the larger ones, not these among themselves.
    """

    counts: Counts
    larger: Array
    within: bool = False

    @property
    def clusters(self) -> int:
        """How many units have pupils of known background: the larger ones where these are asked about."""
        units = self.counts if self.within else self.larger @ self.counts
        return int((units[:, :-1].sum(axis=1) > 0).sum())


def _units(released: Released, counts: Counts, between: Between) -> _Units | Text:
    """From counts of shape (places, groups, outcomes), or why it cannot be."""
    if between == "level":
        if counts.shape[-1] < 2:
            return _NO_LEVELS
        levels = counts.sum(axis=0).T
        return _Units(levels, np.eye(len(levels)))
    at = counts.sum(axis=(1, 2)) > 0
    places = [place for place, there in zip(released.places, at, strict=True) if there]
    pupils = np.asarray(counts[at].sum(axis=-1))
    if between == "location":
        return _Units(pupils, np.eye(len(pupils)))
    area = released.areas.get("municipality" if between == "municipality" else "board", {})
    if not all(place in area for place in places):
        return _NO_AREAS
    codes = np.array([area[place] for place in places])
    larger = (np.unique(codes)[:, np.newaxis] == codes).astype(np.float64)
    return _Units(pupils, larger, within=between == "location_in_board")


def _asked(groups: Sequence[int], reference: int, between: Between) -> tuple[Asked, ...]:
    """The indices, in the order of their rows."""
    if between == "location_in_board":
        return (("H", None, None),)
    pairs: list[Asked] = [("D", g, reference) for g in groups if g != reference and len(groups) > 2]
    return ("D", None, None), ("H", None, None), *pairs, *(("isolation", g, None) for g in groups)


def _indices(counts: Numbers, units: _Units, pairs: Sequence[list[int]], of: Indices) -> Array:
    """The indices in the order of `_asked`, of pupils by (..., units, groups), shape (..., indices)."""
    of_d, of_h, of_isolation = of
    larger = units.larger @ counts
    if units.within:
        return np.asarray(of_h(counts) - of_h(larger))[..., np.newaxis]
    apart = [of_d(larger), of_h(larger), *(of_d(larger[..., pair]) for pair in pairs)]
    return np.concatenate([np.stack(apart, axis=-1), of_isolation(larger)], axis=-1)


def _state(about: Counts, clusters: int, name: Name, least: int) -> tuple[State, Text | None]:
    """Whether an index can be shown of these pupils by (units, groups), and why not."""
    if not about.any():
        return "missing", _NO_BACKGROUND
    if name != "isolation" and (about.sum(axis=0) > 0).sum() < 2:
        return "not_estimable", _ONE_GROUP
    if clusters < 2:
        return "not_estimable", _ONE_UNIT
    return ("withheld", None) if about.sum() < least else ("shown", None)


def _nothing(where: Where, why: Text) -> tuple[Segregation, ...]:
    return (Segregation(*where, "H", None, None, 0, 0, 0, "not_estimable", why=why),)
