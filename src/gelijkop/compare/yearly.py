"""The rates and gaps of one measure in every single school year, worked out of one array."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gelijkop.compare.findings import Gap, Rate
from gelijkop.compare.gaps import gaps_of
from gelijkop.compare.rates import rates_of
from gelijkop.compare.tallies import cube, is_share
from gelijkop.compare.verdicts import MARGIN_MEAN, MARGIN_SHARE
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Yearly:
    """Rates and gaps by the year in which the school year starts; within a year by place and group.

    There are no gaps where `grouping` is None. `margin` is the change that matters.
    """

    measure: str
    grouping: str | None
    margin: float
    rates: Mapping[int, tuple[Rate, ...]]
    gaps: Mapping[int, tuple[Gap, ...]]

    @property
    def with_figures(self) -> tuple[int, ...]:
        """The school years in which a rate is shown, in order: none where there was no test."""
        shown = ("shown", "zero")
        return tuple(sorted(y for y, found in self.rates.items() if any(r.state in shown for r in found)))


def yearly(
    released: Released,
    measure: str,
    *,
    grouping: str | None = None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    margin: float | None = None,
) -> Yearly:
    """Rates of every group, and gaps with the reference group, in each of these school years by itself.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        grouping: code of the grouping; None for all pupils together.
        places: place codes, each by itself; `WHOLE` or None for all places together.
        years: school years, as the year in which they start; None for all.
        margin: the change that matters; by default 0.05 of a share and 0.25 of a mean.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or a place is not in this release.
    """
    counted = cube(released, measure, grouping=grouping, places=places, years=years)
    periods = [(y,) for y in counted.years]
    usual = MARGIN_SHARE if is_share(released.measure(measure).scores) else MARGIN_MEAN
    matters = usual if margin is None else margin
    gaps = gaps_of(counted, periods, margin=matters).rows() if grouping is not None and periods else ()
    rates = rates_of(counted, periods).rows() if periods else ()
    return Yearly(
        measure,
        grouping,
        matters,
        {y: tuple(r for r in rates if r.years == (y,)) for y in counted.years},
        {y: tuple(g for g in gaps if g.years == (y,)) for y in counted.years},
    )
