"""Rows per second of the made-up region: drawing it, making its tables, and writing its files.

Run `python bench/synthetic.py [times the usual size]`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from gelijkop.sources.synthetic import generate, read_truth, write_files

SEED = 2024


def main(times: int) -> None:
    truth = read_truth()
    start = time.perf_counter()
    region = generate(truth, rng=np.random.default_rng(SEED), pupils_per_cohort=times * truth.pupils_per_cohort)
    drawn = time.perf_counter()
    rows = len(region.tables["enrolments"]["pupil"])
    tables = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        paths = write_files(region, Path(folder))
        written = time.perf_counter()
        size = sum(p.stat().st_size for p in paths)
    print(f"{rows:,} rows per pupil and school year, {size / 1e6:,.0f} MB")
    steps = (("drawing", drawn - start), ("tables", tables - drawn), ("writing", written - tables))
    for name, seconds in steps:
        print(f"{name:8} {seconds:6.2f} s  {rows / seconds:12,.0f} rows/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
