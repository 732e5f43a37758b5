"""Polars as an analyst writes it: lazy frames, a query per indicator and grouping, all collected together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
from bench.careers.clock import Clock, Sums, compete, sums_of_cells
from bench.careers.scale import ADVICES, BASIC, DEPARTMENTS, GROUPINGS, RANKED, TABLES, TESTS, YOUNG, YOUNG_SINCE

KEYS = ["pupil", "school_year"]


def run(data: Path, clock: Clock) -> Callable[[], Sums]:
    tables = {name: pl.scan_parquet(data / name / "*.parquet").select(columns) for name, columns in TABLES.items()}
    wanted = [(name, grouping) for name in facts(tables) for grouping in GROUPINGS]
    queries = [
        fact.group_by("school_year", "location", grouping).agg(pl.len().alias("n"), pl.col("x").sum())
        for fact in facts(tables).values()
        for grouping in GROUPINGS
    ]
    cells = pl.collect_all(queries)
    clock.lap("count")
    return lambda: sums_of_cells(
        (name, grouping, c["school_year"], c["n"], c["x"]) for (name, grouping), c in zip(wanted, cells, strict=True)
    )


def rank(column: str, spans: dict[str, tuple[int, int]], end: int) -> pl.Expr:
    codes = {code: span[end] for code, span in spans.items()}
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.Int8)


def facts(tables: dict[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    """A lazy table per indicator: one row per pupil and moment, with `x`."""
    pupils, enrolments = tables["pupils"], tables["enrolments"]
    advices = tables["advices"].with_columns(
        rank("provisional_advice", ADVICES, 0).alias("provisional_low"),
        (rank("provisional_advice", ADVICES, 0) + rank("provisional_advice", ADVICES, 1)).alias("provisional"),
        (rank("test_advice", TESTS, 0) + rank("test_advice", TESTS, 1)).alias("test"),
        rank("final_advice", ADVICES, 0).alias("final_low"),
        (rank("final_advice", ADVICES, 0) + rank("final_advice", ADVICES, 1)).alias("final"),
    )
    excepted = (pl.col("final_advice") == "pro") & (pl.col("test_advice") == "pro/vmbo-bb")
    vo = enrolments.filter(pl.col("level").is_in(list(RANKED))).with_columns(
        rank("level", RANKED, 0).alias("low"), rank("level", RANKED, 1).alias("high")
    )
    third = vo.select("pupil", pl.col("school_year") - 3, pl.col("high").alias("high_third"))
    later = vo.select("pupil", pl.col("school_year") - 1, "grade", "low", "high")
    passed = tables["diplomas"].filter(pl.col("level").is_in(list(RANKED)))
    passed = passed.select(*KEYS, pl.lit(True).alias("passed"))
    last = int(enrolments.select(pl.col("school_year").max()).collect().item())
    step = vo.filter(pl.col("school_year") < last).join(later, on=KEYS, how="left", suffix="_next")
    step = step.join(passed, on=KEYS, how="left").with_columns(pl.col("passed").fill_null(False))
    grade, then = pl.col("grade"), pl.col("grade_next")
    higher = (pl.col("low_next") > pl.col("high")) | ((then > grade) & (pl.col("high_next") >= pl.col("low")))
    found = {
        "onder": advices.filter(pl.col("final").is_not_null(), pl.col("test").is_not_null()).with_columns(
            x=(pl.col("test") > pl.col("final")) & ~excepted
        ),
        "bijstelling": advices.filter(pl.col("provisional").is_not_null(), pl.col("test").is_not_null()).with_columns(
            x=(pl.col("final") > pl.col("provisional")).fill_null(False)
        ),
        "positie": advices.filter(pl.col("final").is_not_null())
        .join(third, on=KEYS)
        .with_columns(x=pl.col("high_third") >= pl.col("final_low")),
        "zittenblijven": step.filter(~pl.col("passed"), grade != 0, then != 0).with_columns(x=grade == then),
        "bovenbouw": step.filter(
            pl.col("level").is_in(DEPARTMENTS), grade >= 3, pl.col("passed") | then.is_not_null()
        ).with_columns(x=pl.col("passed") | higher.fill_null(False)),
        "vsv": young_facts(tables, last),
    }
    return {name: fact.join(pupils, on="pupil") for name, fact in found.items()}


def young_facts(tables: dict[str, pl.LazyFrame], last: int) -> pl.LazyFrame:
    """Everybody whom early leaving is counted of; `x` for those who are gone without a basic qualification."""
    month = pl.col("birth_month")
    born = month.str.slice(0, 4).cast(pl.Int16) + (month.str.slice(5, 2).cast(pl.Int16) > 9).cast(pl.Int16)
    ages = tables["pupils"].select("pupil", born.alias("born"))
    young = tables["enrolments"].filter(
        pl.col("level").is_in(YOUNG), pl.col("school_year").is_between(YOUNG_SINCE, last - 1)
    )
    young = young.join(ages, on="pupil").filter((pl.col("school_year") - pl.col("born")).is_between(12, 22))
    later = tables["enrolments"].select("pupil", pl.col("school_year") - 1, pl.lit(True).alias("stays"))
    young = young.join(later, on=KEYS, how="left")
    basic = tables["diplomas"].filter(pl.col("level").is_in(BASIC)).select("pupil", earned="school_year")
    gone = young.filter(pl.col("stays").is_null()).join(basic, on="pupil")
    gone = gone.filter((pl.col("school_year") - pl.col("earned")).is_between(0, 5)).select(KEYS).unique()
    young = young.join(gone.with_columns(pl.lit(True).alias("qualified")), on=KEYS, how="left")
    return young.with_columns(x=pl.col("stays").is_null() & pl.col("qualified").is_null())


if __name__ == "__main__":
    compete(run)
