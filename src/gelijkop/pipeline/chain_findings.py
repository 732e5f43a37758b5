"""Every chain of a release: for the whole region by every grouping, and by the main one for each area and cohort."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.chain_bootstrap import DRAWS
from gelijkop.compare.chain_definitions import outcomes
from gelijkop.compare.chains import areas, chains
from gelijkop.safe.released import Released

FEWER_DRAWS = 500
"""For all but the whole region by the main grouping: they are many, and so many draws are good to some 3%."""


def found_chains(released: Released, *, groupings: Sequence[str], margin: float) -> tuple[ChainSplit, ...]:
    """The gap in every outcome of every chain, split over its steps.

    Args:
        groupings: the groupings that the release is compared by, the main one first.
        margin: the difference in a share that matters (0–1).
    """
    whole, *parts = areas(released)
    found: list[ChainSplit] = []
    for outcome in outcomes():
        for grouping in groupings:
            draws = DRAWS if grouping == groupings[0] else FEWER_DRAWS
            found += chains(released, outcome, grouping, within=[whole], margin=margin, draws=draws)
        main = found[-1].years if found and found[-1].outcome == outcome.code else ()
        cohorts = [(year,) for year in main] if len(main) > 1 else []
        for within, periods in (([whole], cohorts), (parts, [main] if main else [])):
            found += chains(
                released, outcome, groupings[0],
                within=within, periods=periods, margin=margin, draws=FEWER_DRAWS,
            )  # fmt: skip
    return tuple(found)
