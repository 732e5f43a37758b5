"""Reading a pupil file into the store beside bare DuckDB: rate, CPU seconds and peak memory.

python bench/import_csv.py 1000 1     (megabytes, rounds)

Both write a DuckDB file with two threads; the bare one makes one table with the same columns and types. Each
run is a process of its own, and the order is drawn anew every round. The file is a made-up region,
repeated with other pupils until it has the size asked for.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from gelijkop.errors import Text
from gelijkop.pipeline.imports import MEMORY, import_files
from gelijkop.sources.career_file import CAREER_FILE
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files
from gelijkop.store import Store

FIRST = b"\nL00"  # pupils of the made-up region are L0000001 to L0019000, so a third digit makes them others
_TYPES = {"int": "integer"}
_TEXTS = ("school_year",)  # written as 2019/2020


class Quiet:
    def step(self, text: Text) -> None:
        pass


def make(folder: Path, megabytes: int) -> int:
    """Write `loopbanen.csv` of this size beside its mapping, and give its rows."""
    write_files(generate(read_truth(), rng=np.random.default_rng(2024)), folder)
    path = folder / "loopbanen.csv"
    heading, _, block = path.read_bytes().partition(b"\n")
    rows = 0
    with path.open("wb") as file:
        file.write(heading)
        for copy in range(max(1, round(megabytes * 1e6 / len(block)))):
            file.write((b"\n" + block[:-1]).replace(FIRST, b"\nL%03d" % copy))
            rows += block.count(b"\n")
        file.write(b"\n")
    return rows


def bare(folder: Path) -> None:
    """What DuckDB does alone: the same file into one table of typed columns."""
    mapping = read_mapping(folder / "loopbanen.toml")
    ours = {heading: name for name, heading in mapping.columns.items()}
    headings = (folder / "loopbanen.csv").open(encoding="utf-8").readline().rstrip("\n").split(";")
    types = {
        heading: "varchar" if ours[heading] in _TEXTS else _TYPES.get(CAREER_FILE.column(ours[heading]).type, "varchar")
        for heading in headings
    }
    with duckdb.connect(str(folder / "bare.duckdb"), config={"threads": "2", "memory_limit": "1GB"}) as con:
        con.execute(
            "create table loopbanen as from read_csv($path, delim = ';', header = true, auto_detect = false, "
            "columns = $columns)",
            {"path": str(folder / "loopbanen.csv"), "columns": types},
        )


def ours(folder: Path) -> None:
    """What `gelijkop import` does."""
    files = folder / "loopbanen.csv"
    with Store(folder / "ours.duckdb", inputs=[files], memory=MEMORY) as store:
        import_files(
            store, [files], mapping=read_mapping(folder / "loopbanen.toml"), key=b"k" * 64,
            now=datetime(2026, 1, 1), progress=Quiet(),
        )  # fmt: skip


RUNS: Mapping[str, Callable[[Path], None]] = {"bare": bare, "ours": ours}


def run(name: str, folder: Path) -> None:
    """One run in this process: its figures as one line of JSON."""
    wall, cpu = time.perf_counter(), time.process_time()
    RUNS[name](folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak}), flush=True)
    os._exit(0)  # DuckDB's binding prints warnings of its own at a normal exit


def main(megabytes: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        rows = make(folder, megabytes)
        size = (folder / "loopbanen.csv").stat().st_size
        print(f"{rows:,} rows, {size / 1e6:,.0f} MB; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        order, seen = random.Random(megabytes), {name: list[dict[str, float]]() for name in RUNS}
        for _ in range(rounds):
            for name in order.sample(list(RUNS), len(RUNS)):
                for old in folder.glob(f"{name}.duckdb*"):
                    old.unlink()
                done = subprocess.run([sys.executable, __file__, name, text], check=True, capture_output=True)
                seen[name].append(json.loads(done.stdout.splitlines()[-1]))
    medians = {n: {k: statistics.median(r[k] for r in runs) for k in runs[0]} for n, runs in seen.items()}
    for name, m in medians.items():
        print(
            f"{name}  {m['wall']:7.2f} s  {m['cpu']:7.2f} CPU s  {rows / m['wall']:12,.0f} rows/s  "
            f"{size / 1e6 / m['wall']:6.0f} MB/s  peak {m['peak']:6.0f} MB"
        )
    for kind in ("wall", "cpu"):
        print(f"rate of ours to bare, by {kind} time: {medians['bare'][kind] / medians['ours'][kind]:.2f}")


if __name__ == "__main__":
    if sys.argv[1] in RUNS:
        run(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
