"""DuckDB by someone who knows it: one statement for everything, narrow rows, one pass over each join."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.careers.clock import Clock, Sums, compete
from bench.careers.impl.queries import ADVISED, GROUPING_SETS, IN_VO, WHICH, connect, sums_of
from bench.careers.scale import GROUPINGS, INDICATORS

NOTHING = "false as {0}_in, false as {0}_x"
COLUMNS = [f"{name}_{part}" for name in INDICATORS for part in ("in", "x")]
STATEMENT = f"""
with vo as materialized (
    select pupil, school_year, location, grade, low, high, level = 'havo' and grade in (0, 4, 5) as havo from ({IN_VO})
),
advised as (
    select a.pupil, a.school_year, a.location,
        final is not null and test is not null as onder_in, onder_in and test > final and not excepted as onder_x,
        provisional is not null and test is not null as bijstelling_in,
        bijstelling_in and coalesce(final > provisional, false) as bijstelling_x,
        final is not null and v.high is not null as positie_in, positie_in and v.high >= final_low as positie_x,
        {", ".join(NOTHING.format(name) for name in ("zittenblijven", "afstroom", "gt_havo"))}
    from ({ADVISED}) a left join vo v on v.pupil = a.pupil and v.school_year = a.school_year + 3
),
steps as (
    select now.pupil, now.school_year, now.location,
        {", ".join(NOTHING.format(name) for name in ("onder", "bijstelling", "positie"))},
        d.level is null and later.pupil is not null and now.grade <> 0 and later.grade <> 0 as zittenblijven_in,
        zittenblijven_in and now.grade = later.grade as zittenblijven_x,
        d.level is null and later.pupil is not null as afstroom_in,
        afstroom_in and later.high < now.low as afstroom_x,
        coalesce(d.level = 'vmbo-gt', false) as gt_havo_in,
        gt_havo_in and coalesce(later.havo, false) as gt_havo_x
    from (from vo where school_year < (select max(school_year) from enrolments)) now
    left join vo later on later.pupil = now.pupil and later.school_year = now.school_year + 1
    left join diplomas d on d.pupil = now.pupil and d.school_year = now.school_year
)
select case {WHICH} end as which, school_year, location, {", ".join(GROUPINGS)},
    {", ".join(f"count_if({column})::integer as {column}" for column in COLUMNS)}
from (select * from advised union all by name select * from steps) join pupils using (pupil)
{GROUPING_SETS}
"""


def run(data: Path, clock: Clock) -> Callable[[], Sums]:
    con = connect(data)
    con.execute(f"create table cells as {STATEMENT}")
    clock.lap("count")
    cells = con.table("cells")
    return lambda: sums_of(
        {name: cells.select(f"which, school_year, {name}_in as n, {name}_x as x") for name in INDICATORS}
    )


if __name__ == "__main__":
    compete(run)
