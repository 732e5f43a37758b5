"""Released numbers: the only counts that may be compared, shown or published. `safe` alone makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field, fields
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.figures import Ints
from gelijkop.model.measures import Measure

Policy = Literal["openbaar", "intern"]
STRATA = 8
"""Strata 0–7: test advice not known, the six test advices, and no test made."""


Kind = tuple[bool, bool, bool, bool]
"""A kind of published count: (all places summed, all years summed, grouped, within strata)."""

_SEAL = object()


@dataclass(frozen=True)
class Table:
    """Released counts of one measure for the groups of one grouping, summed over places and school years.

    `counts` has shape (groups, strata, outcomes): pupils in the population by group, test advice and
    outcome. `outside` has shape (groups,): pupils of the clock outside the population. `groups` are
    group numbers, 0 for not known; (−1,) where pupils are not divided. `rounding_sd` is the root mean
    square error, in pupils, that protection puts on one published count (summed over strata) of this
    kind; 0 where counts are exact. `stratum_sd` is the same for one count within a stratum.
    """

    measure: Measure
    groups: tuple[int, ...]
    counts: NDArray[np.int64] = field(repr=False)
    outside: Ints = field(repr=False)
    rounding_sd: float
    stratum_sd: float


@dataclass(frozen=True)
class Rows:
    """The released counts as columns of one length; see `Released.rows`."""

    measure: Ints
    school_year: Ints
    place: Ints
    grouping: Ints
    group: Ints
    stratum: Ints
    outcome: Ints
    pupils: Ints

    def columns(self) -> dict[str, Ints]:
        """The columns by name, in order."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __repr__(self) -> str:
        """No counts: under policy `intern` they are exact, and a repr ends up in logs."""
        return f"Rows({len(self.pupils)})"


@dataclass(frozen=True, eq=False)
class Released:
    """Protected (policy `openbaar`) or exact and sealed (policy `intern`) counts.

    `rows`: one row per distribution × school year × place × grouping × group × stratum × outcome, zero
    rows absent, sorted in this order of measure, grouping, school year, place, group, stratum and
    outcome. `measure`, `place` and `grouping` point into `measures`, `places` and `groupings`; the rows
    of a distribution stand under the measure of that code. Grouping −1 means all pupils (group −1).
    Outcome −1: pupils of the clock outside the population. Every wider total is a sum of these rows.
    `rounding` holds, for each measure, the root mean square error of protection by kind of count:
    (places summed: one or all, years summed: one or all, grouped or not, within strata or not).
    `areas` holds, where places are locations, the area of each place by kind (`board` and
    `municipality`), for the places of which it is known; `area_names` the names of areas. Both are
    empty in a public release, whose places are municipalities. `crosses` are pairs of groupings
    (`armoede×geslacht`, see `model.crossing`) that count as groupings too where one is asked for by its
    code; in `rows` they are numbered after `groupings`. A public release has none. `layer` is the way of
    showing (`policies/layers.toml`) of a public release; `rows` are the same under every layer. `pooled`:
    the school years that stand together under the one in `school_years`, where that is so. `schools`: the
    part of a public release about locations, with all school years pooled and without test advices, a sum
    of the same cells as the rest; None where it has no such part.
    """

    policy: Policy
    measures: tuple[Measure, ...]
    places: tuple[str, ...]
    place_names: Mapping[str, str]
    groupings: tuple[str, ...]
    school_years: tuple[int, ...]
    rows: Rows
    base: int
    slack: int
    rounding: Mapping[str, Mapping[Kind, float]]
    areas: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    area_names: Mapping[str, str] = field(default_factory=dict)
    crosses: tuple[str, ...] = ()
    layer: str = "nco"
    pooled: tuple[int, ...] = ()
    schools: Released | None = None
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Released is made by gelijkop.safe alone")

    def __repr__(self) -> str:
        """No counts: under policy `intern` they are exact, and a repr ends up in logs."""
        return f"Released({self.policy}, {len(self.measures)} measures, {len(self.places)} places)"

    def measure(self, code: str) -> Measure:
        """The measure with this code.

        Raises:
            KeyError: it is not in this release.
        """
        return self._by_code[code]

    def table(
        self,
        measure: str,
        *,
        grouping: str | None,
        groups: tuple[int, ...],
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> Table:
        """Counts of one measure by group, stratum and outcome, added up over places and years (None: all).

        Groups without pupils are there with zeros. `groups` gives the order of the result; for
        grouping None it is (−1,).

        Raises:
            KeyError: the measure is not in this release.
            ValueError: the grouping or a place is not in this release.
        """
        m = self.measure(measure)
        rows = self._rows_of(m.distribution, -1 if grouping is None else self.every_grouping.index(grouping))
        keep = np.isin(rows.group, groups)
        if places is not None:
            keep &= np.isin(rows.place, [self.places.index(p) for p in places])
        if years is not None:
            keep &= np.isin(rows.school_year, list(years))
        order = np.argsort(groups)
        row = order[np.searchsorted(np.array(groups)[order], rows.group[keep])]
        outcomes = len(m.outcomes)
        counts = np.zeros((len(groups), STRATA, outcomes + 1), dtype=np.int64)
        # Outcome −1 lands in the last column.
        np.add.at(counts, (row, rows.stratum[keep], rows.outcome[keep]), rows.pupils[keep])
        sd, stratum_sd = (
            self.rounding_sd(m.code, grouped=grouping is not None, strata=strata, places=places, years=years)
            for strata in (False, True)
        )
        return Table(m, groups, counts[:, :, :outcomes], counts[:, :, outcomes].sum(axis=1), sd, stratum_sd)

    def dense(
        self,
        measure: str,
        *,
        grouping: str | None,
        groups: Sequence[int],
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> NDArray[np.int64]:
        """Counts of one measure in its population, shape (places, years, groups, strata, outcomes).

        The axes are in the order asked for; None gives all places or school years of the release, in its
        order. What is not in the release has zeros; a group that is not asked for is left out.

        Args:
            measure: code of the measure.
            grouping: code of the grouping; None for all pupils together.
            groups: group numbers, each once; (−1,) for grouping None.
            places: place codes, each once.
            years: school years, each once.

        Raises:
            KeyError: the measure or a place is not in this release.
            ValueError: the grouping is not in this release.
        """
        return self._dense(measure, grouping, groups, places, years)[..., :-1]

    def outside(
        self,
        measure: str,
        *,
        grouping: str | None,
        groups: Sequence[int],
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> NDArray[np.int64]:
        """Pupils of the clock outside the population, shape (places, years, groups, strata); see `dense`."""
        return self._dense(measure, grouping, groups, places, years)[..., -1]

    def years_of(self, measure: str) -> tuple[int, ...]:
        """The school years in which anybody was counted, in or outside the population of the measure.

        Raises:
            KeyError: the measure is not in this release.
        """
        return self._years[self.measure(measure).distribution]

    def rounding_sd(
        self,
        measure: str,
        *,
        grouped: bool,
        strata: bool,
        places: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
    ) -> float:
        """Root mean square error, in pupils, of one count added up over these places and years; see `Table`.

        Raises:
            KeyError: the measure is not in this release.
        """
        kinds = self.rounding.get(self.measure(measure).code)
        if not kinds:
            return 0.0
        every_place = places is None or len(set(places)) == len(self.places)
        every_year = years is None or set(years) >= set(self.years_of(measure))
        # A sum of several places or years, but not all, is no published kind: taken as a sum of independent errors.
        parts = (1 if every_place else len(set(places or ()))) * (1 if every_year else len(set(years or ())))
        return float(kinds[(every_place, every_year, grouped, strata)] * np.sqrt(parts))

    def _dense(
        self,
        measure: str,
        grouping: str | None,
        groups: Sequence[int],
        places: Sequence[str] | None,
        years: Sequence[int] | None,
    ) -> NDArray[np.int64]:
        """As `dense`, with one outcome more: the last one, of pupils outside the population."""
        m = self.measure(measure)
        rows = self._rows_of(m.distribution, -1 if grouping is None else self.every_grouping.index(grouping))
        wanted = range(len(self.places)) if places is None else [self.place_at[p] for p in places]
        axes = (
            _position(rows.place, wanted),
            _position(rows.school_year, self.school_years if years is None else years),
            _position(rows.group + 1, [g + 1 for g in groups]),
            rows.stratum,
            # Outcome −1 lands in the last column.
            rows.outcome % (len(m.outcomes) + 1),
        )
        shape = (
            len(wanted), len(self.school_years if years is None else years), len(groups), STRATA, len(m.outcomes) + 1,
        )  # fmt: skip
        keep = (axes[0] >= 0) & (axes[1] >= 0) & (axes[2] >= 0)
        at = np.ravel_multi_index([a[keep] for a in axes], shape)
        counts = np.zeros(shape, dtype=np.int64)
        np.add.at(counts.reshape(-1), at, rows.pupils[keep])
        return counts

    @property
    def every_grouping(self) -> tuple[str, ...]:
        """Groupings and crosses, as `rows` number them."""
        return (*self.groupings, *self.crosses)

    @cached_property
    def place_at(self) -> Mapping[str, int]:
        """The number of each place in `places`."""
        return {p: i for i, p in enumerate(self.places)}

    @cached_property
    def _years(self) -> dict[str, tuple[int, ...]]:
        """The school years with rows, by distribution."""
        codes = {m.distribution for m in self.measures}
        return {c: tuple(int(y) for y in np.unique(self._rows_of(c, -1).school_year)) for c in codes}

    @cached_property
    def _by_code(self) -> dict[str, Measure]:
        return {m.code: m for m in self.measures}

    @cached_property
    def _starts(self) -> dict[tuple[int, int], slice]:
        """Where the rows of each measure and grouping stand."""
        width = len(self.every_grouping) + 1
        keys = self.rows.measure * width + self.rows.grouping + 1
        found, starts, counts = np.unique(keys, return_index=True, return_counts=True)
        return {
            (int(k) // width, int(k) % width - 1): slice(int(s), int(s + n))
            for k, s, n in zip(found, starts, counts, strict=True)
        }

    def _rows_of(self, distribution: str, grouping: int) -> Rows:
        at = self.measures.index(self.measure(distribution))
        part = self._starts.get((at, grouping), slice(0, 0))
        return Rows(*(column[part] for column in self.rows.columns().values()))


def _position(values: Ints, wanted: Sequence[int]) -> Ints:
    """Where each value (0 or more) stands in `wanted`; −1 for one that is not there."""
    at = np.full(max(int(values.max(initial=0)) + 1, max(wanted, default=0) + 1), -1, dtype=np.int64)
    at[list(wanted)] = np.arange(len(wanted))
    return at[values]


@dataclass(frozen=True)
class Published:
    """Numbers that a public source published itself, with its bounds; they need no protection of ours.

    Columns of `area_figures` (see `gelijkop.model.tables`) as arrays of one length, and for each
    source its name, file and licence line for under a chart.
    """

    columns: Mapping[str, NDArray[np.generic]]
    credits: Mapping[str, str]
    place_names: Mapping[str, str]
