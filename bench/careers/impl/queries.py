"""The slice in DuckDB's SQL: pieces that the DuckDB competitors share."""

from __future__ import annotations

from pathlib import Path

import duckdb
from bench.careers.clock import Sums, sums_of_cells, threads
from bench.careers.scale import (
    ADVICES,
    BASIC,
    DEPARTMENTS,
    GROUPINGS,
    INDICATORS,
    RANKED,
    TABLES,
    TESTS,
    YOUNG,
    YOUNG_SINCE,
)

SETS = ", ".join(f"(school_year, location, {grouping})" for grouping in GROUPINGS)
GROUPING_SETS = f"group by grouping sets ({SETS})"
WHICH = " ".join(f"when grouping({grouping}) = 0 then '{grouping}'" for grouping in GROUPINGS)


def connect(data: Path) -> duckdb.DuckDBPyConnection:
    """An engine with the raw tables as views, and the level scale as a table."""
    con = duckdb.connect(config={"threads": str(threads())})
    for name in TABLES:
        con.execute(f"create view {name} as from read_parquet('{data / name}/*.parquet')")
    for name, spans in (("advice_span", ADVICES), ("test_span", TESTS), ("level_span", RANKED)):
        rows = ", ".join(f"('{code}', {low}::tinyint, {high}::tinyint)" for code, (low, high) in spans.items())
        con.execute(f"create table {name} as from (values {rows}) as t(code, low, high)")
    return con


ADVISED = """
select pupil, school_year, location, provisional_advice, test_advice, final_advice,
    p.low + p.high as provisional, t.low + t.high as test, f.low + f.high as final, f.low as final_low,
    final_advice = 'pro' and test_advice = 'pro/vmbo-bb' as excepted
from advices
left join advice_span p on p.code = provisional_advice
left join test_span t on t.code = test_advice
left join advice_span f on f.code = final_advice
"""
IN_VO = "select pupil, school_year, location, level, grade, low, high from enrolments join level_span on code = level"
BEFORE_LAST = "school_year < (select max(school_year) from enrolments)"
STEP = f"""
with vo as ({IN_VO}),
passed as (select pupil, school_year, true as passed from diplomas where level in (select code from level_span))
select now.pupil, now.school_year, now.location, now.level, now.grade, now.low, now.high, later.grade as grade_next,
    later.low as low_next, later.high as high_next, coalesce(passed, false) as passed
from (from vo where {BEFORE_LAST}) now
left join vo later on later.pupil = now.pupil and later.school_year = now.school_year + 1
left join passed on passed.pupil = now.pupil and passed.school_year = now.school_year
"""
BORN = "left(birth_month, 4)::smallint + (right(birth_month, 2)::smallint > 9)::smallint"


def listed(codes: list[str]) -> str:
    """Codes as a list of SQL."""
    return "(" + ", ".join(f"'{code}'" for code in codes) + ")"


FACTS = {
    "onder": f"select *, test > final and not excepted as x from ({ADVISED}) "
    "where final is not null and test is not null",
    "bijstelling": f"select *, coalesce(final > provisional, false) as x from ({ADVISED}) "
    "where provisional is not null and test is not null",
    "positie": f"select a.*, v.high >= final_low as x from ({ADVISED}) a join ({IN_VO}) v "
    "on v.pupil = a.pupil and v.school_year = a.school_year + 3 where final is not null",
    "zittenblijven": f"select *, grade = grade_next as x from ({STEP}) "
    "where not passed and grade <> 0 and grade_next <> 0",
    "bovenbouw": f"select *, passed or coalesce(low_next > high or (grade_next > grade and high_next >= low), false) "
    f"as x from ({STEP}) where level in {listed(DEPARTMENTS)} and grade >= 3 and (passed or grade_next is not null)",
    "vsv": f"""
with young as (
    select e.pupil, e.school_year, e.location from enrolments e join pupils using (pupil)
    where level in {listed(YOUNG)} and {BEFORE_LAST} and school_year >= {YOUNG_SINCE}
        and school_year - ({BORN}) between 12 and 22
)
select y.*, later.pupil is null and qualified.pupil is null as x from young y
left join enrolments later on later.pupil = y.pupil and later.school_year = y.school_year + 1
left join (
    select distinct pupil, school_year + unnest(range(6)) as school_year from diplomas where level in {listed(BASIC)}
) qualified on qualified.pupil = y.pupil and qualified.school_year = y.school_year
""",
}
"""A query per indicator: one row per pupil and moment of its population, with `x`."""
assert list(FACTS) == list(INDICATORS)


def sums_of(tables: dict[str, duckdb.DuckDBPyRelation]) -> Sums:
    """Sums of one table of cells per indicator: columns `which` (the grouping), `school_year`, `n`, `x`."""
    cells = []
    for name, table in tables.items():
        for grouping in GROUPINGS:
            found = table.filter(f"which = '{grouping}'").select("school_year, n, x").fetchnumpy()
            cells.append((name, grouping, found["school_year"], found["n"], found["x"]))
    return sums_of_cells(cells)
