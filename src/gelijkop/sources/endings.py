"""What became of pupils who have no row in the next school year: a diploma, a known departure, or nothing known.

A one-year table has no row for who left, so a transition that is read from it leaves out all who
graduated (DOMAIN §3.4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw
from numpy.typing import NDArray

from gelijkop.sources.counting_rows import LEFT, OUTCOME
from gelijkop.sources.pupil_file import Frame

Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type
ENDINGS = ("graduated", "left", "vanished")


def endings(fresh: Frame, enrolments: Frame, diplomas: Frame, run: Run) -> Mapping[str, int]:
    """How many pupils end in each way, once for each school year after which they have no row.

    Only school years of the locations in `fresh` count of which the next year is known too, and of which
    one of the two is in `fresh`. A departure is known of the rows in `fresh` alone.

    Args:
        fresh: `pupil`, `school_year`, `location` and `outcome` of the rows that come in.
        enrolments: all of them, as they are to be in the store.
        diplomas: idem.
    """
    here = enrolments.join(fresh.select("location").unique(), on="location", how="semi")
    years = {int(y) for y in run(here.select("school_year").unique())["school_year"]}
    new = {int(y) for y in run(fresh.select("school_year").unique())["school_year"]}
    told = [y for y in years if y + 1 in years and (y in new or y + 1 in new)]
    of_years = here.filter(nw.col("school_year").is_in(told)).select("pupil", "school_year").unique()
    before = enrolments.select("pupil", (nw.col("school_year") - 1).alias("school_year")).unique()
    gone = of_years.join(before, on=["pupil", "school_year"], how="anti")
    with_diploma = diplomas.select("pupil", "school_year", nw.lit(1).alias("diploma")).unique()
    left = fresh.filter(nw.col(OUTCOME) == LEFT).select("pupil", "school_year", nw.lit(1).alias("left")).unique()
    known = gone.join(with_diploma, on=["pupil", "school_year"], how="left")
    known = known.join(left, on=["pupil", "school_year"], how="left")
    graduated, departed = ~nw.col("diploma").is_null(), ~nw.col("left").is_null()
    ways = (graduated, ~graduated & departed, ~graduated & ~departed)
    counted = run(known.select(*(w.cast(nw.Int64).sum().alias(n) for n, w in zip(ENDINGS, ways, strict=True))))
    return {name: int(counted[name].tolist()[0] or 0) for name in ENDINGS}
