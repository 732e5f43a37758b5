"""CPU and wall seconds of each step of the demo, beside the floor: reading its CSV with csv.reader."""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from gelijkop.errors import Text
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.compared import compare_release
from gelijkop.pipeline.imports import import_files
from gelijkop.pipeline.measure import measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files
from gelijkop.store import Store


class Quiet:
    def step(self, text: Text) -> None:
        pass


class Clock:
    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float]] = []
        self.start()

    def start(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def lap(self, name: str) -> None:
        self.rows.append((name, time.process_time() - self._cpu, time.perf_counter() - self._wall))
        self.start()


def main() -> None:
    clock, key = Clock(), b"k" * 64
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder)
        region = generate(read_truth(), rng=np.random.default_rng(2024))
        clock.lap("draw")
        write_files(region, files)
        clock.lap("write")
        with (files / "loopbanen.csv").open(encoding="utf-8") as file:
            rows = sum(1 for _ in csv.reader(file, delimiter=";")) - 1
        clock.lap("floor: csv.reader")
        floor = clock.rows[-1][1]
        with Store(files / "store.duckdb", inputs=[files]) as store:
            for name in ("vestigingen", "loopbanen"):
                mapping = read_mapping(files / f"{name}.toml")
                import_files(
                    store, [files / f"{name}.csv"], mapping=mapping, key=key, now=datetime(2026, 1, 1), progress=Quiet()
                )
            clock.lap("import")
            figures = measure(store, load_all()).figures
            clock.lap("measure")
            places = store.arrays(store.table("places").select("location", "municipality", "municipality_name"))
        where = dict(zip(places["location"].tolist(), places["municipality"].tolist(), strict=True))
        names = dict(zip(places["municipality"].tolist(), places["municipality_name"].tolist(), strict=True))
        released = protect(figures, load_plan("openbaar"), municipality=where, names=names, seed=b"s" * 32).released
        clock.lap("protect")
        compare_release(released, groupings=sorted(released.groupings, key=lambda g: g != "armoede"), margin=0.05)
        clock.lap("compare")
    print(f"{rows:,} rows; load {os.getloadavg()[0]:.1f}")
    for name, cpu, wall in clock.rows:
        print(f"{name:18} {cpu:7.2f} CPU s {wall:7.2f} s {cpu / floor:7.1f} × floor")
    sys.stdout.flush()
    os._exit(0)  # DuckDB's binding prints warnings of its own at a normal exit


if __name__ == "__main__":
    main()
