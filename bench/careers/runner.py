"""Runs all rows, round after round in an order drawn anew, and lets no time pass before the answers agree."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.careers.clock import Sums
from bench.careers.rows import Row

REPOSITORY = Path(__file__).parents[2]
FLOORS = "floors"


@dataclass(frozen=True)
class Run:
    """One process: CPU and wall seconds by phase, peak memory in MB, and the load of the machine when it ended."""

    row: str
    threads: int
    round: int
    phases: dict[str, tuple[float, float]]
    peak_mb: float
    load: float
    sums: Sums

    @property
    def cpu(self) -> float:
        """CPU seconds of all phases."""
        return sum(cpu for cpu, _ in self.phases.values())

    @property
    def wall(self) -> float:
        """Wall seconds of all phases."""
        return sum(wall for _, wall in self.phases.values())


class AnswersDiffer(Exception):
    """Two rows did not count the same, so that no time may be told."""


class RunFailed(Exception):
    """A competitor ended with an error."""


def rounds(rows: Sequence[Row], data: Path, *, times: int, seed: int) -> list[Run]:
    """All runs of all rows and the floors.

    Raises:
        AnswersDiffer: with the first difference found; nothing was printed then.
        RunFailed: with what the process said.
    """
    found: list[Run] = []
    order = random.Random(seed)
    for number in range(times):
        wanted: list[tuple[Row | None, int]] = [(row, threads) for row in rows for threads in row.threads]
        wanted.append((None, 2))
        order.shuffle(wanted)
        for row, threads in wanted:
            run = _run(row, data, threads, number)
            print(f"round {number + 1} of {times}: {run.row}, {threads} threads", file=sys.stderr, flush=True)
            found.append(run)
            same_answers(found)
    return found


def same_answers(runs: Iterable[Run]) -> None:
    """Nothing, when all runs counted the same.

    Raises:
        AnswersDiffer: naming indicator, grouping and the two rows, but no seconds.
    """
    counted = [run for run in runs if run.sums]
    if not counted:
        return
    first = counted[0]
    for run in counted[1:]:
        for key in sorted(first.sums.keys() | run.sums.keys()):
            if first.sums.get(key) != run.sums.get(key):
                raise AnswersDiffer(
                    f"{key}: {first.row} counted {first.sums.get(key)} and {run.row} {run.sums.get(key)} "
                    "(cells, Σn, Σx, Σn², Σx², Σn·year)"
                )


def _run(row: Row | None, data: Path, threads: int, number: int) -> Run:
    command = (
        [sys.executable, "-m", "bench.careers.floors", str(data), str(data / "ours.duckdb")]
        if row is None
        else row.command(data, threads)
    )
    environment = os.environ | {"BENCH_THREADS": str(threads), "POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise RunFailed(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    told: dict[str, Any] = json.loads(lines[-1])
    return Run(
        row=FLOORS if row is None else row.name,
        threads=threads,
        round=number,
        phases={name: (cpu, wall) for name, (cpu, wall) in told["phases"].items()},
        peak_mb=told["peak_mb"],
        load=told["load"],
        sums=told.get("sums", {}),
    )


def missing(rows: Iterable[Row]) -> Iterator[str]:
    """What a row needs that is not installed, as a sentence per row."""
    for row in rows:
        if row.module.endswith(".R") and not has_r(row):
            yield f"{row.title}: not run, Rscript or the package is not here (Debian: r-cran-data.table, r-cran-dplyr)"


def has_r(row: Row) -> bool:
    """Whether the R package of a row can be loaded."""
    if shutil.which("Rscript") is None:
        return False
    wanted = "library(data.table)" if row.module == "datatable.R" else "library(data.table); library(dplyr)"
    return subprocess.run(["Rscript", "-e", wanted], capture_output=True, check=False).returncode == 0
