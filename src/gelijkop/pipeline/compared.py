"""What a release is compared on: every measure, grouping, place and period that the page and the findings hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.columns import Gaps, Rates
from gelijkop.compare.findings import WHOLE, Flow, Gap, Rate
from gelijkop.compare.flows import flows
from gelijkop.compare.gaps import gaps_of
from gelijkop.compare.rates import rates_of
from gelijkop.compare.tallies import cube
from gelijkop.model.groupings import groupings as all_groupings
from gelijkop.pipeline.chain_findings import found_chains
from gelijkop.safe.released import Released

FLOWS = ("vo.loopbaan.advies-leerjaar1", "vo.loopbaan.leerjaar1-leerjaar3")
"""The measures whose outcomes are flows, in the order of the career."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The Findings of one release as columns, and as rows where they are asked for.

    Rates of all years together and of each year, gaps of all years together, in the order of the tables.
    """

    rate_columns: tuple[Rates, ...]
    gap_columns: tuple[Gaps, ...]
    flows: Mapping[str, tuple[Flow, ...]]
    by_year: bool
    chains: tuple[ChainSplit, ...] = ()

    @cached_property
    def rates(self) -> tuple[Rate, ...]:
        """One row a rate."""
        return tuple(row for columns in self.rate_columns for row in columns.rows())

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """One row a gap."""
        return tuple(row for columns in self.gap_columns for row in columns.rows())


def compare_release(
    released: Released, *, groupings: Sequence[str], margin: float, places: Sequence[str] | None = None
) -> Comparison:
    """Every rate and gap of a release, in the whole region and in each place.

    Equal ability means the same test advice. In a public release the school years are put together
    before that, because rounding within every year and test advice would drown the difference; inside
    an organisation, where counts are exact, it also means the same school year (decision 6).

    Args:
        groupings: the groupings to compare by; the first also gets a rate for each school year. One that is not in
            the release gives groups of which nothing is known.
        margin: the difference in a share that matters (0–1); for a mean it is 0.25 of a level.
        places: those compared besides the whole; None: all of a public release, none of an internal one.
    """
    by_year = released.policy == "intern"
    if places is None:
        places = released.places if released.policy == "openbaar" else ()
    places = [WHOLE, *places]
    found_rates: list[Rates] = []
    found_gaps: list[Gaps] = []
    for measure in released.measures:
        if measure.unit == "distribution":
            continue
        # A measure of which nobody could be counted is told as such, over all school years.
        years = released.years_of(measure.code) or released.school_years
        matters = margin if measure.unit == "share" else None
        by_single_year: list[Rates] = []
        # One at a time: with thousands of schools each takes tens of megabytes.
        for grouping in (*groupings, None):
            counted = cube(released, measure.code, grouping=grouping, places=places, years=years)
            found_rates.append(rates_of(counted, [years]))
            if grouping is not None:
                found_gaps.append(gaps_of(counted, [years], margin=matters, by_year=by_year))
            if grouping == groupings[0]:
                by_single_year.append(rates_of(counted, [(y,) for y in years]))
        found_rates += by_single_year
    chains = found_chains(released, groupings=groupings, margin=margin)
    return Comparison(tuple(found_rates), tuple(found_gaps), {m: _flows(released, m) for m in FLOWS}, by_year, chains)


def _flows(released: Released, measure: str) -> tuple[Flow, ...]:
    if measure not in {m.code for m in released.measures}:
        return ()
    found = list(flows(released, measure))
    for grouping in released.groupings:
        for group in all_groupings()[grouping].groups:
            found += flows(released, measure, grouping=grouping, group=group.number)
    return tuple(found)
