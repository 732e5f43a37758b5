"""Released numbers: the only counts that may be compared, shown or published. `safe` alone makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.figures import Ints, Measure

Policy = Literal["openbaar", "intern"]
STRATA = 8
"""Strata 0–7: test advice not known, the six test advices, and no test made."""

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
    counts: NDArray[np.int64]
    outside: Ints
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


@dataclass(frozen=True, eq=False)
class Released:
    """Protected (policy `openbaar`) or exact and sealed (policy `intern`) counts.

    `rows`: one row per measure × school year × place × grouping × group × stratum × outcome, zero
    rows absent. `measure`, `place` and `grouping` point into `measures`, `places` and `groupings`;
    grouping −1 means all pupils (group −1). Outcome −1: pupils of the clock outside the population.
    Every wider total is a sum of these rows. `rounding` holds, for each measure, the root mean square
    error of protection by kind of count: (places summed: one or all, years summed: one or all,
    grouped or not, within strata or not).
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
    rounding: Mapping[str, Mapping[tuple[bool, bool, bool, bool], float]]
    seal: object = None

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("Released is made by gelijkop.safe alone")

    def measure(self, code: str) -> Measure:
        """The measure with this code.

        Raises:
            KeyError: it is not in this release.
        """
        return {m.code: m for m in self.measures}[code]

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

        Groups without pupils are there with zeros. `groups` gives the order of the result.
        """
        m = self.measure(measure)
        wanted = self.rows
        at = -1 if grouping is None else self.groupings.index(grouping)
        keep = (wanted.measure == self.measures.index(m)) & (wanted.grouping == at)
        chosen_places = self.places if places is None else tuple(places)
        chosen_years = self.school_years if years is None else tuple(years)
        if places is not None:
            keep &= np.isin(wanted.place, [self.places.index(p) for p in chosen_places])
        if years is not None:
            keep &= np.isin(wanted.school_year, list(chosen_years))
        keep &= np.isin(wanted.group, groups)
        position = {g: i for i, g in enumerate(groups)}
        row = np.array([position[int(g)] for g in wanted.group[keep]], dtype=np.int64)
        outcomes = len(m.outcomes)
        counts = np.zeros((len(groups), STRATA, outcomes + 1), dtype=np.int64)
        np.add.at(counts, (row, wanted.stratum[keep], wanted.outcome[keep]), wanted.pupils[keep])
        sd = self._rounding_sd(
            m.code, len(chosen_places), len(chosen_years), grouped=grouping is not None, strata=False
        )
        fine = self._rounding_sd(
            m.code, len(chosen_places), len(chosen_years), grouped=grouping is not None, strata=True
        )
        return Table(m, groups, counts[:, :, :outcomes], counts[:, :, outcomes].sum(axis=1), sd, fine)

    def _rounding_sd(self, measure: str, places: int, years: int, *, grouped: bool, strata: bool) -> float:
        kinds = self.rounding.get(measure)
        if not kinds:
            return 0.0
        every_place, every_year = places == len(self.places), years == len(self.school_years)
        # A sum that is no published kind itself is at worst a sum of independent errors of the widest kind inside it.
        parts = (1 if every_place else places) * (1 if every_year else years)
        return float(kinds[(every_place, every_year, grouped, strata)] * np.sqrt(parts))


def seal(
    policy: Policy,
    measures: tuple[Measure, ...],
    places: tuple[str, ...],
    place_names: Mapping[str, str],
    groupings: tuple[str, ...],
    school_years: tuple[int, ...],
    rows: Rows,
    *,
    base: int,
    slack: int,
    rounding: Mapping[str, Mapping[tuple[bool, bool, bool, bool], float]],
) -> Released:
    """Released numbers; to be called inside `gelijkop.safe` only (an import contract holds this)."""
    return Released(
        policy, measures, places, place_names, groupings, school_years, rows, base, slack, rounding, seal=_SEAL
    )


@dataclass(frozen=True)
class Published:
    """Numbers that a public source published itself, with its bounds; they need no protection of ours.

    Columns of `area_figures` (see `gelijkop.model.tables`) as arrays of one length, and for each
    source its name, file and licence line for under a chart.
    """

    columns: Mapping[str, NDArray[np.generic]]
    credits: Mapping[str, str]
    place_names: Mapping[str, str]
