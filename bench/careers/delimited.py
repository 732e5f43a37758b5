"""The same tables as CSV for R, which reads no Parquet here, with the level scale beside them."""

from __future__ import annotations

from pathlib import Path

import duckdb
from bench.careers.scale import ADVICES, BASIC, DEPARTMENTS, GROUPINGS, RANKED, TABLES, TESTS, YOUNG


def write_csv(data: Path) -> Path:
    """The folder with the CSV files of a data folder; written once."""
    folder = data / "csv"
    if (folder / "groupings.txt").exists():
        return folder
    folder.mkdir(exist_ok=True)
    with duckdb.connect() as con:
        for name, columns in TABLES.items():
            con.execute(
                f"copy (select {', '.join(columns)} from read_parquet('{data / name}/*.parquet')) "
                f"to '{folder / name}.csv' (header)"
            )
    for name, spans in (("advice_span", ADVICES), ("test_span", TESTS), ("level_span", RANKED)):
        lines = [f"{code},{low},{high}" for code, (low, high) in spans.items()]
        (folder / f"{name}.csv").write_text("\n".join(["code,low,high", *lines]) + "\n")
    lists = {"departments": DEPARTMENTS, "young": YOUNG, "basic": BASIC, "groupings": GROUPINGS}
    for name, codes in lists.items():
        (folder / f"{name}.txt").write_text("\n".join(codes) + "\n")
    return folder
