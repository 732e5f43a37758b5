"""Floors: what no way of counting can beat, measured in the same round as the ways themselves."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb
import numpy as np
from bench.careers.clock import Clock, peak_mb, threads
from bench.careers.scale import TABLES

NUMBERS = ("school_year", "grade")


def scan_raw(con: duckdb.DuckDBPyConnection, data: Path) -> None:
    """Read every column of the slice from the raw files: sums of numbers, the largest of texts."""
    for name, columns in TABLES.items():
        wanted = ", ".join(f"sum({c})" if c in NUMBERS else f"max({c})" for c in columns)
        con.execute(f"select {wanted} from read_parquet('{data / name}/*.parquet')").fetchall()


def scan_own(file: Path) -> None:
    """Read every column of the kept career table."""
    with duckdb.connect(str(file), read_only=True, config={"threads": str(threads())}) as con:
        for (column,) in con.execute("select data from careers").fetchall():
            np.frombuffer(column, dtype=np.uint8).max()


def main() -> None:
    data, own = Path(sys.argv[1]), Path(sys.argv[2])
    with duckdb.connect(config={"threads": str(threads())}) as con:
        clock = Clock()
        scan_raw(con, data)
        clock.lap("raw")
    clock.lap("closing")
    scan_own(own)
    clock.lap("own")
    pupils = json.loads((data / "manifest.json").read_text())["pupils"]
    states = np.ones((45, pupils), dtype=np.uint8)
    clock.lap("making")
    states.sum()
    clock.lap("numpy")
    wanted = {name: clock.phases[name] for name in ("raw", "own", "numpy")}
    print(json.dumps({"phases": wanted, "peak_mb": peak_mb(), "load": os.getloadavg()[0]}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
