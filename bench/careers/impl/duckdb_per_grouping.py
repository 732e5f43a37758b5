"""DuckDB with a query for each indicator and grouping: 36 in all, as a dashboard would send them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.careers.clock import Clock, Sums, compete
from bench.careers.impl.queries import FACTS, connect, sums_of
from bench.careers.scale import GROUPINGS


def run(data: Path, clock: Clock) -> Callable[[], Sums]:
    con = connect(data)
    for name, facts in FACTS.items():
        con.execute(f"create table cells_{name} (which text, school_year int, location text, code text, n int, x int)")
        for grouping in GROUPINGS:
            con.execute(
                f"insert into cells_{name} select '{grouping}', school_year, location, {grouping}, count(*), "
                f"count_if(x) from ({facts}) join pupils using (pupil) group by all"
            )
    clock.lap("count")
    return lambda: sums_of({name: con.table(f"cells_{name}") for name in FACTS})


if __name__ == "__main__":
    compete(run)
