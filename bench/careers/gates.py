"""The gates: what every release must reach, as ratios of CPU seconds measured in one sitting."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bench.careers.report import Measured, ratio
from bench.careers.rows import COLD, WARM
from bench.careers.scale import SIZES, Size


@dataclass(frozen=True)
class Results:
    """What one size measured, and the medians of cold and warm at other sizes where they are known."""

    size: Size
    rows: Mapping[str, Measured]
    floors: Mapping[str, float]
    others: Mapping[Size, Mapping[str, float]]

    def times(self, slow: str, fast: str) -> float | None:
        """How many times slower one row is; None: not both measured."""
        if slow not in self.rows or fast not in self.rows:
            return None
        return ratio(self.rows[slow], self.rows[fast])

    def of_floor(self, row: str, floor: str) -> float | None:
        """A row as a multiple of a floor."""
        return self.rows[row].seconds / self.floors[floor] if row in self.rows and self.floors[floor] else None


@dataclass(frozen=True)
class Gate:
    """One gate: the value must be at least, or at most, the limit."""

    code: str
    title: str
    value: Callable[[Results], float | None]
    side: Literal["at least", "at most"]
    limit: float
    stretch: float | None = None

    def passed(self, value: float) -> bool:
        """Whether the value is on the right side of the limit."""
        return value >= self.limit if self.side == "at least" else value <= self.limit


def _exponent(row: str) -> Callable[[Results], float | None]:
    def exponent(r: Results) -> float | None:
        small = r.others.get("m", {}).get(row)
        if r.size != "l" or small is None or row not in r.rows:
            return None
        return math.log(r.rows[row].seconds / small) / math.log(SIZES["l"] / SIZES["m"])

    return exponent


def _memory(r: Results) -> float | None:
    if r.size != "l" or "pandas" not in r.rows or COLD not in r.rows:
        return None
    return r.rows[COLD].peak_mb / r.rows["pandas"].peak_mb


def _capped(r: Results) -> float | None:
    times = r.times(COLD, "ours_roomy")
    return None if r.size != "l" or times is None else times


GATES = (
    Gate("P1", "pandas / ours cold", lambda r: r.times("pandas", COLD), "at least", 8, 14),
    Gate("P2", "data.table / ours cold", lambda r: r.times("datatable", COLD), "at least", 4.5, 9),
    Gate("P2", "dplyr / ours cold", lambda r: r.times("dplyr", COLD), "at least", 8, 16),
    Gate("P3", "Polars ordinary / ours cold", lambda r: r.times("polars", COLD), "at least", 5, 9),
    Gate("P3", "Polars fused / ours cold", lambda r: r.times("polars_fused", COLD), "at least", 2, 4),
    Gate("P3", "DuckDB fused / ours cold", lambda r: r.times("duckdb_fused", COLD), "at least", 2, 4),
    Gate("P4", "pandas / ours warm", lambda r: r.times("pandas", WARM), "at least", 60, 300),
    Gate("P4", "Polars fused / ours warm", lambda r: r.times("polars_fused", WARM), "at least", 15, 80),
    Gate("P5", "ours warm / scan of the raw files", lambda r: r.of_floor(WARM, "raw"), "at most", 1, 0.2),
    Gate("P6", "ours warm / scan of its own table", lambda r: r.of_floor(WARM, "own"), "at most", 30, 5),
    Gate("P7", "ours cold / scan of the raw files", lambda r: r.of_floor(COLD, "raw"), "at most", 9, 4),
    Gate("P8", "peak memory of ours cold / pandas, 5 million", _memory, "at most", 1 / 7, 1 / 20),
    Gate("P9", "ours cold capped at 2 GB / with room, 5 million", _capped, "at most", 1.1, 1.0),
    Gate("P10", "exponent of ours cold, 1 to 5 million", _exponent(COLD), "at most", 1.12, 1.02),
    Gate("P10", "exponent of ours warm, 1 to 5 million", _exponent(WARM), "at most", 1.12, 1.02),
    Gate("P11", "adding a school year / ours cold", lambda r: r.times("ours_year", COLD), "at most", 0.1, 0.03),
    Gate("P12", "one cohort anew / ours warm", lambda r: r.times("ours_cohort", WARM), "at most", 0.2, 0.1),
    Gate("P13", "whole catalogue, every grouping / ours warm", lambda r: r.times("ours_wide", WARM), "at most", 8, 4),
)


def judged(results: Results) -> list[str]:
    """The gates as a Markdown table: value, limit, and passed, missed or not measured."""
    lines = ["| gate | | value | limit | stretch | |", "|---|---|---|---|---|---|"]
    for gate in GATES:
        value = gate.value(results)
        told = "" if value is None or math.isnan(value) else f"{value:.2f}"
        verdict = "not measured" if value is None else "no claim" if math.isnan(value) else _verdict(gate, value)
        stretch = "" if gate.stretch is None else f"{gate.stretch:.2g}"
        lines.append(f"| {gate.code} | {gate.title} | {told} | {gate.side} {gate.limit:.3g} | {stretch} | {verdict} |")
    return lines


def _verdict(gate: Gate, value: float) -> str:
    return "passed" if gate.passed(value) else "MISSED"
