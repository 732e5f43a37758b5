"""How a rate went from year to year, with the years in which the rules or the test changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gelijkop.compare.findings import NOTHING, WHOLE, Rate
from gelijkop.compare.rates import rates_of
from gelijkop.compare.tallies import cube, numbers
from gelijkop.safe.released import Released


@dataclass(frozen=True)
class Trend:
    """Rates of one measure in one place, by group and then by school year, and where the series breaks.

    A break is the start of the first school year that may not be compared with the one before. A year
    in which nobody could have the outcome (no test in 2019/2020) is there with state `missing`.
    """

    rates: tuple[Rate, ...]
    breaks: tuple[int, ...]

    def comparable(self, first: int, last: int) -> bool:
        """Whether no break lies between two school years."""
        return not any(min(first, last) < b <= max(first, last) for b in self.breaks)


def trend(
    released: Released,
    measure: str,
    *,
    grouping: str | None = None,
    place: str = WHOLE,
    breaks: Sequence[int] = (),
) -> Trend:
    """The rate of every group in every school year of the release.

    Args:
        released: the numbers that may be shown.
        measure: code of the measure.
        grouping: code of the grouping; None for all pupils together.
        place: place code, or `WHOLE`.
        breaks: first school years after a break, as the definition of the indicator gives them.

    Raises:
        KeyError: the measure is not in this release.
        ValueError: the measure has no rate, or the place is not in this release.
    """
    groups, places = numbers(grouping), None if place == WHOLE else (place,)
    years = released.school_years
    counted = cube(released, measure, grouping=grouping, places=(place,))
    found = list(rates_of(counted, [(y,) for y in years]).rows())
    if grouping is None or grouping in released.groupings:
        outside = released.outside(measure, grouping=grouping, groups=groups, places=places).sum(axis=(0, 2, 3))
        nobody = {
            y for y, n, out in zip(years, counted.counts.sum(axis=(0, 2, 3, 4)), outside, strict=True) if out > n == 0
        }
        found = [replace(r, state="missing", value=NOTHING) if r.years[0] in nobody else r for r in found]
    order = {group: i for i, group in enumerate(groups)}
    found.sort(key=lambda r: (order[r.group], r.years))
    return Trend(tuple(found), tuple(b for b in sorted(breaks) if years[0] < b <= years[-1]))
