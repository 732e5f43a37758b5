"""What the runs say: medians, spread, ratios pairwise within a round, and the gates; as Markdown and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from bench.careers.rows import COLD, ROWS, WARM
from bench.careers.runner import FLOORS, Run

WIDEST = 0.15
"""A row whose CPU seconds differ more than this between rounds, of its median, gives no ratio."""


@dataclass(frozen=True)
class Measured:
    """One row: medians over the rounds, with the better number of threads for it."""

    row: str
    threads: int
    cpu: tuple[float, ...]
    wall: float
    load: float
    peak_mb: float
    reading: float
    """CPU seconds of the phase that only reads files, where there is one."""

    @property
    def seconds(self) -> float:
        """Median CPU seconds."""
        return median(self.cpu)

    @property
    def spread(self) -> float:
        """From the least to the most CPU seconds, as a share of the median."""
        return (max(self.cpu) - min(self.cpu)) / self.seconds

    @property
    def steady(self) -> bool:
        """Whether ratios with this row may be told."""
        return len(self.cpu) > 1 and self.spread <= WIDEST


def measured(runs: Sequence[Run]) -> dict[str, Measured]:
    """By name of the row."""
    found = {}
    for row in dict.fromkeys(run.row for run in runs if run.row != FLOORS):
        mine = [run for run in runs if run.row == row]
        found[row] = min((_of_threads(mine, t) for t in {run.threads for run in mine}), key=lambda m: m.seconds)
    return found


def _of_threads(runs: Sequence[Run], threads: int) -> Measured:
    mine = sorted((r for r in runs if r.threads == threads), key=lambda r: r.round)
    return Measured(
        mine[0].row,
        threads,
        tuple(r.cpu for r in mine),
        median(r.wall for r in mine),
        median(r.load for r in mine),
        median(r.peak_mb for r in mine),
        median(r.phases.get("load", (0.0, 0.0))[0] for r in mine),
    )


def floors(runs: Sequence[Run]) -> dict[str, float]:
    """Median CPU seconds of each floor."""
    mine = [run for run in runs if run.row == FLOORS]
    return {name: median(run.phases[name][0] for run in mine) for name in mine[0].phases}


def ratio(of: Measured, to: Measured) -> float:
    """How many times the CPU seconds of another row, pairwise within each round; NaN where a row is unsteady."""
    if not (of.steady and to.steady):
        return math.nan
    return median(a / b for a, b in zip(of.cpu, to.cpu, strict=True))


def table(found: dict[str, Measured], floor: dict[str, float]) -> list[str]:
    """The rows as a Markdown table."""
    lines = [
        "| | CPU s | spread | of which reading | wall s (load) | peak MB | × scan of the raw files "
        "| CPU / ours cold | CPU / ours warm |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in (row for row in ROWS if row.name in found):
        m = found[row.name]
        against = [_times(ratio(m, found[ours])) if ours in found else "" for ours in (COLD, WARM)]
        lines.append(
            f"| {row.title}, {m.threads} thread{'s' if m.threads > 1 else ''} | {m.seconds:.2f} | {m.spread:.0%} "
            f"| {m.reading:.2f} | {m.wall:.2f} ({m.load:.1f}) | {m.peak_mb:,.0f} | {m.seconds / floor['raw']:.1f} "
            f"| {against[0]} | {against[1]} |"
        )
    told = {"raw": "scan of the raw files", "own": "scan of our career table", "numpy": "numpy sum of 45 bytes a pupil"}
    return [*lines, *(f"| floor: {told[name]} | {cpu:.3f} | | | | | | | |" for name, cpu in floor.items())]


def _times(value: float) -> str:
    return "no claim" if math.isnan(value) else f"{value:.1f}×"
