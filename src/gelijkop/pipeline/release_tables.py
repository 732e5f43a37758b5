"""Every table of findings that stands in a release beside its rates and gaps."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.pipeline.tables_diploma import diploma_tables
from gelijkop.pipeline.tables_schools import schools_tables
from gelijkop.pipeline.tables_summary import crossed_tables, summary_tables
from gelijkop.safe.released import Released


def tables_of(released: Released, *, groupings: Sequence[str]) -> dict[str, str]:
    """The tables by path in the folder of the release; a table without rows is not there.

    Args:
        groupings: the groupings that the release is compared by, the main one first.
    """
    return {
        **summary_tables(released, groupings=groupings),
        **crossed_tables(released),
        **diploma_tables(released, groupings=groupings),
        **schools_tables(released, groupings=groupings),
    }
