"""The rows of the benchmark: what is run, with which threads, and up to which size."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bench.careers.scale import Size


@dataclass(frozen=True)
class Row:
    """One way to count the slice. `reads` is what it is given: the raw files, CSV, or the kept career table."""

    name: str
    title: str
    module: str
    reads: str = "raw"
    threads: tuple[int, ...] = (2, 1)
    biggest: Size = "l"
    options: tuple[str, ...] = ()

    def command(self, data: Path, threads: int) -> list[str]:
        """The process of one run."""
        given = {"raw": data, "csv": data / "csv", "kept": data / "ours.duckdb"}[self.reads]
        if self.module.endswith(".R"):
            script = Path(__file__).parent / "impl" / self.module
            return ["Rscript", "--vanilla", str(script), str(given), str(threads)]
        return [sys.executable, "-m", f"bench.careers.impl.{self.module}", str(given), *self.options]


COLD, WARM = "ours_cold", "ours_warm"
ROWS = (
    Row(COLD, "ours, cold: raw files to cubes", "ours_cold", threads=(2,)),
    Row(WARM, "ours, warm: kept career table to cubes", "ours_warm", "kept", threads=(2,)),
    Row("ours_wide", "ours, warm: the whole catalogue by every grouping", "ours_wide", "kept", threads=(2,)),
    Row("ours_roomy", "ours, cold, with 12 GB for the engine", "ours_cold", threads=(2,), options=("12GB",)),
    Row("ours_count", "ours, cold, everything kept in a store", "ours_kept", threads=(2,)),
    Row("ours_year", "ours, one more school year, kept", "ours_kept", threads=(2,), options=("year",)),
    Row(
        "ours_cohort", "ours, the advices of one cohort corrected, kept", "ours_kept", threads=(2,), options=("cohort",)
    ),
    Row("pandas", "pandas, ordinary", "pandas_ordinary", threads=(1,)),
    Row("pandas_tuned", "pandas, texts as categories", "pandas_tuned", threads=(1,)),
    Row("polars", "Polars, ordinary", "polars_ordinary"),
    Row("polars_fused", "Polars, fused, streaming", "polars_fused"),
    Row("duckdb_36", "DuckDB, 36 queries", "duckdb_per_grouping", threads=(2,), biggest="s"),
    Row("duckdb_6", "DuckDB, a query per indicator", "duckdb_per_indicator"),
    Row("duckdb_fused", "DuckDB, fused by hand", "duckdb_fused"),
    Row("datatable", "R data.table", "datatable.R", "csv", biggest="m"),
    Row("dplyr", "R dplyr", "dplyr.R", "csv", threads=(1,), biggest="m"),
)
"""In the order of the report. R is not run at 5 million: its ratios hold at 1 million already."""
