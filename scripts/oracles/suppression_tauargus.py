"""What tau-ARGUS hides in small made-up tables, and the intervals of its audit for its pattern and for ours.

Each table is handed over as it would be published: all counts with their totals. A count of 1 to 4 is unsafe, with
protection levels down to 0 and up to 4, so OPT makes its interval cover 0 to 4, as gelijkop does; only that of a 4
must reach 5, as tau-ARGUS makes the upper level at least 1. Each cell costs the same, so that OPT looks for the
fewest secondary cells. An empty cell is known to be empty. Three patterns are audited:
the one of OPT, the one of gelijkop, and that without each eighth secondary cell, which protects too little.

    pip install pytauargus==0.6.0
    python scripts/oracles/suppression_tauargus.py tests/reference/data

Needs gelijkop too. Source of what OPT and the audit promise: tau-ARGUS User's Manual, §2.15 and §4.2.6.
"""

import csv
import sys
from collections.abc import Iterator
from contextlib import chdir
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pytauargus.engine import Engine
from scipy import sparse

from gelijkop.safe.suppress.pattern import suppress
from gelijkop.safe.suppress.problem import Problem

Ints = NDArray[np.int64]
Hidden = NDArray[np.bool_]
THRESHOLD = 5
TOTAL = "T"
MINUTES = 10
EACH = 8
"""Of these secondary cells one is opened, from the first on."""
OPTIMA = "suppression_optimum.csv"
"""Holds the tables with a proven least number of secondary cells: schools × 4 groups × no/yes."""


class Table(NamedTuple):
    """A name, whether schools lie in municipalities, schools, and counts of shape (schools, groups, 2)."""

    name: str
    nested: bool
    schools: tuple[str, ...]
    counts: Ints

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """Place, group and outcome of every published cell."""
        places = [TOTAL, *sorted({s[0] for s in self.schools} if self.nested else ()), *self.schools]
        groups = [TOTAL, *(f"g{g}" for g in range(self.counts.shape[1]))]
        return list(product(places, groups, (TOTAL, "n", "y")))

    @property
    def inner(self) -> list[tuple[str, str, str]]:
        """School, group and outcome of every inner count."""
        return list(product(self.schools, (f"g{g}" for g in range(self.counts.shape[1])), "ny"))

    @property
    def sums(self) -> sparse.csr_array:
        """Published cells as sums of inner counts."""
        rows = [[_holds(cell, inner) for inner in self.inner] for cell in self.cells]
        return sparse.csr_array(np.array(rows, dtype=np.int64))


def _holds(cell: tuple[str, str, str], inner: tuple[str, str, str]) -> bool:
    """Whether a cell counts an inner cell: the name of a school starts with that of its municipality."""
    return all(c == TOTAL or i.startswith(c) for c, i in zip(cell, inner, strict=True))


def tables(data: Path) -> Iterator[Table]:
    """The tables with a proven optimum, and two of nine schools in three municipalities, with empty cells."""
    with (data / OPTIMA).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            n = int(row["schools"])
            counts = np.array(row["counts"].split(), dtype=np.int64).reshape(n, -1, 2)
            yield Table(f"schools {row['seed']}", False, tuple(f"S{i:02d}" for i in range(n)), counts)
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        pupils = rng.poisson(np.array([10, 22, 30]) * rng.lognormal(0, 0.5, (9, 1)))
        yes = rng.binomial(pupils, [0.12, 0.3, 0.5])
        schools = tuple(f"{'ABC'[i % 3]}{i:02d}" for i in range(9))
        yield Table(f"municipalities {seed}", True, tuple(sorted(schools)), np.stack([pupils - yes, yes], axis=-1))


class FromZero(Engine):
    """tau-ARGUS that knows of a hidden cell only that it is 0 or more.

    pytauargus 0.6.0 tells it that no secondary cell is below the smallest count of the table. Where no cell is empty
    that is 1 or more, which nobody who sees the table knows, and intervals come out narrower than they are.
    """

    def _table_cell_bounds(self, tab: int) -> tuple[float, float]:
        return 0.0, super()._table_cell_bounds(tab)[1]


class Judged(NamedTuple):
    """Hidden cells, the interval of each by the audit, and how many cells it flags as under-protected.

    It does not flag a 3 with the interval 2 to 5: it seems to look at the upper end alone. So judge by the intervals.
    """

    hidden: Hidden
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    flagged: int


def judged(table: Table, secondary: Hidden, *, optimise: bool) -> Judged:
    """A table with these secondary cells and, if asked, those that OPT adds, as tau-ARGUS audits it."""
    # tau-ARGUS leaves its logs where it is started.
    with TemporaryDirectory() as folder, chdir(folder):
        work = Path(folder)
        _write(work, table, secondary, optimise)
        engine = FromZero()
        engine.run_batch(work / "batch.arb")
        rows = [line.split(";") for line in (work / "out.tab").read_text(encoding="utf-8").splitlines()]
        # The audit numbers cells in the order in which they are written.
        at = {tuple(v.strip('" ') for v in row[:3]): i for i, row in enumerate(rows)}
        found = {row["cell"]: row for row in engine.audit(0)}
    mine = [found.get(at[cell]) for cell in table.cells]
    low, high = (np.array([np.nan if r is None else r[end] for r in mine]) for end in ("min", "max"))
    return Judged(np.array([r is not None for r in mine]), low, high, sum(r["unsafe"] for r in found.values()))


def _write(work: Path, table: Table, secondary: Hidden, optimise: bool) -> None:
    lines = []
    for cell, count, hide in zip(table.cells, table.sums @ table.counts.reshape(-1), secondary, strict=True):
        small = 0 < count < THRESHOLD
        levels = (count, THRESHOLD - 1 - count) if small else (0, 0)
        status = "u" if small else "m" if hide else "s"
        lines.append(";".join(map(str, (*cell, count, count, 1, status, *levels))))
    (work / "table.tab").write_text("\n".join(lines) + "\n", encoding="utf-8")
    hierarchy = "\n<HIERARCHICAL>\n<HIERLEVELS> 1 2" if table.nested else ""
    axes = [("place", hierarchy), ("group", ""), ("outcome", "")]
    (work / "table.rda").write_text(
        '<SEPARATOR> ";"\n<SAFE> "S"\n<UNSAFE> "U"\n<PROTECT> "P"\n'
        + "".join(f'{name}\n<RECODABLE>\n<TOTCODE> "{TOTAL}"{more}\n' for name, more in axes)
        + "count\n<NUMERIC>\n<DECIMALS> 0\nfrequency\n<FREQUENCY>\ncost\n<NUMERIC> <COST>\n"
        + "status\n<STATUS>\nlower\n<NUMERIC> <LOWERPL>\nupper\n<NUMERIC> <UPPERPL>\n",
        encoding="utf-8",
    )
    (work / "batch.arb").write_text(
        '<OPENTABLEDATA> "table.tab"\n<OPENMETADATA> "table.rda"\n'
        '<SPECIFYTABLE> "place""group""outcome"|"count"||"cost"\n<SAFETYRULE>\n<READTABLE>\n'
        + (f"<SUPPRESS> OPT(1,{MINUTES})\n" if optimise else "")
        + '<WRITETABLE> (1,5,,"out.tab")\n',
        encoding="utf-8",
    )


def main(data: Path) -> None:
    """Write a line for each table, and a line for each of its cells."""
    with (
        (data / "suppression_tauargus.csv").open("w", encoding="utf-8", newline="") as totals_file,
        (data / "suppression_tauargus_cells.csv").open("w", encoding="utf-8", newline="") as cells_file,
    ):
        totals, cells = (csv.writer(f, lineterminator="\n") for f in (totals_file, cells_file))
        names = ("opt", "own", "open")
        totals.writerow(
            ["table", "cells", "small", *(f"{n}_{what}" for n in names for what in ("secondary", "flagged"))]
        )
        ends = [f"{n}_{end}" for n in names for end in ("low", "high")]
        cells.writerow(["table", "place", "group", "outcome", "count", *ends])
        for table in tables(data):
            problem = Problem(table.sums, table.counts.reshape(-1))
            pattern = suppress(problem)
            if len(pattern.refused):
                raise SystemExit(f"{table.name}: gelijkop refuses it")
            opened = pattern.hidden.copy()
            opened[np.flatnonzero(pattern.hidden & ~problem.sensitive)[::EACH]] = False
            runs = (
                judged(table, problem.sensitive, optimise=True),
                judged(table, pattern.hidden, optimise=False),
                judged(table, opened, optimise=False),
            )
            small = int(problem.sensitive.sum())
            numbers = [n for r in runs for n in (int(r.hidden.sum()) - small, r.flagged)]
            totals.writerow([table.name, len(table.cells), small, *numbers])
            for i, cell in enumerate(table.cells):
                ends = [f"{end[i] + 0:.6g}" if r.hidden[i] else "" for r in runs for end in (r.low, r.high)]
                cells.writerow([table.name, *cell, int(problem.published[i]), *ends])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
