"""Polars by someone who knows it: all indicators in one table of facts, six aggregations, the streaming engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
from bench.careers.clock import Clock, Sums, compete, sums_of_cells
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

KEYS = ["pupil", "school_year"]
SUMS = [f"{part}_{name}" for name in INDICATORS for part in ("n", "x")]


def run(data: Path, clock: Clock) -> Callable[[], Sums]:
    tables = {name: pl.scan_parquet(data / name / "*.parquet").select(columns) for name, columns in TABLES.items()}
    facts = pl.concat([advice_facts(tables), step_facts(tables)], how="diagonal").join(tables["pupils"], on="pupil")
    queries = [
        facts.group_by("school_year", "location", grouping).agg(pl.col(SUMS).sum().cast(pl.Int32))
        for grouping in GROUPINGS
    ]
    cells = pl.collect_all(queries, engine="streaming")
    clock.lap("count")
    return lambda: sums_of_cells(
        (name, grouping, c["school_year"], c[f"n_{name}"], c[f"x_{name}"])
        for grouping, c in zip(GROUPINGS, cells, strict=True)
        for name in INDICATORS
    )


def rank(column: str, spans: dict[str, tuple[int, int]], end: int) -> pl.Expr:
    codes = {code: span[end] for code, span in spans.items()}
    return pl.col(column).replace_strict(codes, default=None, return_dtype=pl.Int8)


def both(name: str, population: pl.Expr, counts: pl.Expr) -> list[pl.Expr]:
    """Two small numbers per row: in the population, and counted."""
    inside = population.fill_null(False)
    return [
        inside.cast(pl.UInt32).alias(f"n_{name}"),
        (inside & counts.fill_null(False)).cast(pl.UInt32).alias(f"x_{name}"),
    ]


def in_vo(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    vo = tables["enrolments"].filter(pl.col("level").is_in(list(RANKED)))
    return vo.with_columns(rank("level", RANKED, 0).alias("low"), rank("level", RANKED, 1).alias("high"))


def advice_facts(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    third = in_vo(tables).select("pupil", pl.col("school_year") - 3, pl.col("high").alias("high_third"))
    advices = tables["advices"].with_columns(
        rank("final_advice", ADVICES, 0).alias("final_low"),
        (rank("final_advice", ADVICES, 0) + rank("final_advice", ADVICES, 1)).alias("final"),
        (rank("provisional_advice", ADVICES, 0) + rank("provisional_advice", ADVICES, 1)).alias("provisional"),
        (rank("test_advice", TESTS, 0) + rank("test_advice", TESTS, 1)).alias("test"),
        ((pl.col("final_advice") == "pro") & (pl.col("test_advice") == "pro/vmbo-bb")).alias("excepted"),
    )
    final, test, provisional, third_year = (pl.col(c) for c in ("final", "test", "provisional", "high_third"))
    return advices.join(third, on=KEYS, how="left").select(
        *KEYS,
        "location",
        *both("onder", final.is_not_null() & test.is_not_null(), (test > final) & ~pl.col("excepted")),
        *both("bijstelling", provisional.is_not_null() & test.is_not_null(), final > provisional),
        *both("positie", final.is_not_null() & third_year.is_not_null(), third_year >= pl.col("final_low")),
    )


def step_facts(tables: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    last = int(tables["enrolments"].select(pl.col("school_year").max()).collect().item())
    known = tables["enrolments"].with_columns(
        rank("level", RANKED, 0).alias("low"),
        rank("level", RANKED, 1).alias("high"),
        pl.col("level").is_in(DEPARTMENTS).alias("department"),
        (pl.col("level").is_in(YOUNG) & (pl.col("school_year") >= YOUNG_SINCE)).alias("young"),
    )
    later = known.select("pupil", pl.col("school_year") - 1, "grade", "low", "high", pl.lit(True).alias("stays"))
    passed = tables["diplomas"].filter(pl.col("level").is_in(list(RANKED)))
    passed = passed.select(*KEYS, pl.lit(True).alias("passed"))
    basic = (
        tables["diplomas"]
        .filter(pl.col("level").is_in(BASIC))
        .select("pupil", pl.concat_list([pl.col("school_year") + k for k in range(6)]).alias("school_year"))
    )
    basic = basic.explode("school_year").unique().with_columns(pl.lit(True).alias("qualified"))
    month = pl.col("birth_month")
    born = month.str.slice(0, 4).cast(pl.Int16) + (month.str.slice(5, 2).cast(pl.Int16) > 9).cast(pl.Int16)
    step = (
        known.filter(pl.col("school_year") < last, pl.col("low").is_not_null() | pl.col("young"))
        .join(later, on=KEYS, how="left", suffix="_next")
        .join(passed, on=KEYS, how="left")
        .join(basic, on=KEYS, how="left")
        .join(tables["pupils"].select("pupil", born.alias("born")), on="pupil")
    )
    grade, then, in_vo = pl.col("grade"), pl.col("grade_next"), pl.col("low").is_not_null()
    goes_on, passed_now = pl.col("low_next").is_not_null(), pl.col("passed").is_not_null()
    higher = (pl.col("low_next") > pl.col("high")) | ((then > grade) & (pl.col("high_next") >= pl.col("low")))
    repeats = in_vo & goes_on & ~passed_now & (grade != 0) & (then != 0)
    age = pl.col("school_year") - pl.col("born")
    return step.select(
        *KEYS,
        "location",
        *both("zittenblijven", repeats, grade == then),
        *both(
            "bovenbouw",
            pl.col("department") & (grade >= 3) & (passed_now | goes_on),
            passed_now | (goes_on & higher),
        ),
        *both(
            "vsv", pl.col("young") & age.is_between(12, 22), pl.col("stays").is_null() & pl.col("qualified").is_null()
        ),
    )


if __name__ == "__main__":
    compete(run)
