"""DuckDB by someone who knows it: one statement for everything, narrow rows, one pass over each join."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.careers.clock import Clock, Sums, compete
from bench.careers.impl.queries import ADVISED, BEFORE_LAST, BORN, GROUPING_SETS, WHICH, connect, listed, sums_of
from bench.careers.scale import BASIC, DEPARTMENTS, GROUPINGS, INDICATORS, YOUNG, YOUNG_SINCE

NOTHING = "false as {0}_in, false as {0}_x"
COLUMNS = [f"{name}_{part}" for name in INDICATORS for part in ("in", "x")]
STATEMENT = f"""
with known as materialized (
    select pupil, school_year, location, grade, low, high, level in {listed(DEPARTMENTS)} as department,
        level in {listed(YOUNG)} and school_year >= {YOUNG_SINCE} as young
    from enrolments left join level_span on code = level
),
advised as (
    select a.pupil, a.school_year, a.location,
        final is not null and test is not null as onder_in, onder_in and test > final and not excepted as onder_x,
        provisional is not null and test is not null as bijstelling_in,
        bijstelling_in and coalesce(final > provisional, false) as bijstelling_x,
        final is not null and v.high is not null as positie_in, positie_in and v.high >= final_low as positie_x,
        {", ".join(NOTHING.format(name) for name in ("zittenblijven", "bovenbouw", "vsv"))}
    from ({ADVISED}) a left join (from known where low is not null) v
    on v.pupil = a.pupil and v.school_year = a.school_year + 3
),
passed as (select pupil, school_year from diplomas where level in (select code from level_span)),
qualified as (
    select distinct pupil, school_year + unnest(range(6)) as school_year from diplomas where level in {listed(BASIC)}
),
steps as (
    select now.pupil, now.school_year, now.location,
        {", ".join(NOTHING.format(name) for name in ("onder", "bijstelling", "positie"))},
        now.low is not null and later.low is not null and p.pupil is null and now.grade <> 0 and later.grade <> 0
            as zittenblijven_in,
        zittenblijven_in and now.grade = later.grade as zittenblijven_x,
        now.department and now.grade >= 3 and (p.pupil is not null or later.low is not null) as bovenbouw_in,
        bovenbouw_in and (p.pupil is not null or later.low > now.high
            or (later.grade > now.grade and later.high >= now.low)) as bovenbouw_x,
        now.young and now.school_year - born between 12 and 22 as vsv_in,
        vsv_in and later.pupil is null and q.pupil is null as vsv_x
    from (from known where {BEFORE_LAST} and (young or low is not null)) now
    join (select pupil, {BORN} as born from pupils) b on b.pupil = now.pupil
    left join known later on later.pupil = now.pupil and later.school_year = now.school_year + 1
    left join passed p on p.pupil = now.pupil and p.school_year = now.school_year
    left join qualified q on q.pupil = now.pupil and q.school_year = now.school_year
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
