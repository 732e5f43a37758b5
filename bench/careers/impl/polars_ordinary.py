"""Polars as an analyst writes it: lazy frames, a query per indicator and grouping, all collected together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
from bench.careers.clock import Clock, Sums, compete, sums_of_cells
from bench.careers.scale import ADVICES, GROUPINGS, RANKED, TABLES, TESTS

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
    later = vo.select(
        "pupil", pl.col("school_year") - 1, pl.col("grade").alias("grade_next"), pl.col("high").alias("high_next")
    )
    step = vo.join(later, on=KEYS).join(tables["diplomas"], on=KEYS, how="anti")
    havo = enrolments.filter((pl.col("level") == "havo") & pl.col("grade").is_in([0, 4, 5]))
    havo = havo.select("pupil", pl.col("school_year") - 1, pl.lit(True).alias("x"))
    gt = tables["diplomas"].filter(pl.col("level") == "vmbo-gt", pl.col("school_year") < last_year(enrolments))
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
        "zittenblijven": step.filter(pl.col("grade") != 0, pl.col("grade_next") != 0).with_columns(
            x=pl.col("grade") == pl.col("grade_next")
        ),
        "afstroom": step.with_columns(x=pl.col("high_next") < pl.col("low")),
        "gt_havo": gt.join(havo, on=KEYS, how="left").with_columns(pl.col("x").fill_null(False)),
    }
    return {name: fact.join(pupils, on="pupil") for name, fact in found.items()}


def last_year(enrolments: pl.LazyFrame) -> int:
    return int(enrolments.select(pl.col("school_year").max()).collect().item())


if __name__ == "__main__":
    compete(run)
