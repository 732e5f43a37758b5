"""DuckDB as an analyst writes it: one query per indicator on the raw files, all groupings at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.careers.clock import Clock, Sums, compete
from bench.careers.impl.queries import FACTS, GROUPING_SETS, WHICH, connect, sums_of
from bench.careers.scale import GROUPINGS


def run(data: Path, clock: Clock) -> Callable[[], Sums]:
    con = connect(data)
    groups = ", ".join(GROUPINGS)
    for name, facts in FACTS.items():
        con.execute(
            f"create table cells_{name} as select case {WHICH} end as which, school_year, location, {groups}, "
            f"count(*)::integer as n, count_if(x)::integer as x from ({facts}) join pupils using (pupil) "
            f"{GROUPING_SETS}"
        )
    clock.lap("count")
    return lambda: sums_of({name: con.table(f"cells_{name}") for name in FACTS})


if __name__ == "__main__":
    compete(run)
