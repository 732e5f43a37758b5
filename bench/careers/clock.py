"""One run of one competitor: its phases timed in CPU and wall seconds, its peak memory, and what it counted."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

Sums = Mapping[str, list[int]]
"""Indicator|grouping → cells, Σn, Σx, Σn², Σx², Σn·year over the cells (school year × location × group) with n > 0."""


@dataclass
class Clock:
    """CPU seconds (user and system, all threads and children) and wall seconds of each phase so far."""

    phases: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cpu, self._wall = _cpu(), time.perf_counter()

    def skip(self) -> None:
        """Forget what was done since the last lap: it is no part of the task."""
        self._cpu, self._wall = _cpu(), time.perf_counter()

    def lap(self, phase: str) -> None:
        """Close a phase; the next one begins here."""
        cpu, wall = _cpu(), time.perf_counter()
        self.phases[phase] = (cpu - self._cpu, wall - self._wall)
        self._cpu, self._wall = cpu, wall


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def peak_mb() -> float:
    """The most memory that this process has held, from the kernel."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def threads() -> int:
    """How many threads the engine may use in this run."""
    return int(os.environ.get("BENCH_THREADS", "2"))


def compete(run: Callable[[Path, Clock], Callable[[], Sums]]) -> None:
    """Run a competitor on the folder in argv and print one line of JSON.

    It laps its phases, and gives back what sums up its answer after the last lap. Importing is timed apart.
    """
    started = _cpu()
    clock = Clock()
    check = run(Path(sys.argv[1]), clock)
    found: dict[str, Any] = {"start_cpu": started, "phases": clock.phases, "peak_mb": peak_mb()}
    found |= {"load": os.getloadavg()[0], "sums": check()}
    print(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)  # DuckDB's binding prints warnings of its own at a normal exit


def sums_of_cells(cells: Iterable[tuple[str, str, Any, Any, Any]]) -> Sums:
    """Sums out of (indicator, grouping, school years, n, x), the last three arrays with an element per cell."""
    found: dict[str, list[int]] = {}
    for indicator, grouping, years, pupils, counted in cells:
        n, x = np.asarray(pupils, dtype=np.int64), np.asarray(counted, dtype=np.int64)
        year = np.asarray(years, dtype=np.int64)[n > 0]
        n, x = n[n > 0], x[n > 0]
        values = (len(n), n.sum(), x.sum(), (n * n).sum(), (x * x).sum(), (n * year).sum())
        found[f"{indicator}|{grouping}"] = [int(v) for v in values]
    return found
