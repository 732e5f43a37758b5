"""What a release is compared on: every measure, grouping, place and period that the page and the findings hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gelijkop.compare.findings import WHOLE, Flow, Gap, Rate
from gelijkop.compare.flows import flows
from gelijkop.compare.gaps import gaps
from gelijkop.compare.rates import rates
from gelijkop.model.groupings import groupings as all_groupings
from gelijkop.safe.released import Released

FLOWS = ("vo.loopbaan.advies-leerjaar1", "vo.loopbaan.leerjaar1-leerjaar3")
"""The measures whose outcomes are flows, in the order of the career."""


@dataclass(frozen=True)
class Comparison:
    """The Findings of one release; rates of all years together and of each year, gaps of all years together."""

    rates: tuple[Rate, ...]
    gaps: tuple[Gap, ...]
    flows: Mapping[str, tuple[Flow, ...]]
    by_year: bool


def compare_release(released: Released, *, groupings: Sequence[str], margin: float) -> Comparison:
    """Every rate and gap of a release, in the whole region and in each place.

    Equal ability means the same test advice. In a public release the school years are put together
    before that, because rounding within every year and test advice would drown the difference; inside
    an organisation, where counts are exact, it also means the same school year (decision 6).

    Args:
        groupings: the groupings to compare by; the first also gets a rate for each school year. One that is not in
            the release gives groups of which nothing is known.
        margin: the difference in a share that matters (0–1); for a mean it is 0.25 of a level.
    """
    by_year = released.policy == "intern"
    places = [WHOLE, *(released.places if released.policy == "openbaar" else ())]
    found_rates: list[Rate] = []
    found_gaps: list[Gap] = []
    for measure in released.measures:
        if measure.unit == "distribution":
            continue
        # A measure of which nobody could be counted is told as such, over all school years.
        years = released.years_of(measure.code) or released.school_years
        for grouping in groupings:
            found_rates += rates(released, measure.code, grouping=grouping, places=places, years=years)
            matters = margin if measure.unit == "share" else None
            found_gaps += gaps(
                released, measure.code, grouping, places=places, years=years, margin=matters, by_year=by_year
            )
        found_rates += rates(released, measure.code, places=places, years=years)
        for year in years:
            for place in places:
                found_rates += rates(released, measure.code, grouping=groupings[0], places=[place], years=[year])
    return Comparison(tuple(found_rates), tuple(found_gaps), {m: _flows(released, m) for m in FLOWS}, by_year)


def _flows(released: Released, measure: str) -> tuple[Flow, ...]:
    if measure not in {m.code for m in released.measures}:
        return ()
    found = list(flows(released, measure))
    for grouping in released.groupings:
        for group in all_groupings()[grouping].groups:
            found += flows(released, measure, grouping=grouping, group=group.number)
    return tuple(found)
