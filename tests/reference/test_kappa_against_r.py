"""Cohen's kappa as R gives it; the script is scripts/oracles/kappa.R."""

import csv
from pathlib import Path

import pytest

from gelijkop.evidence.screening.kappa import Z95, agreement

EXACT = 1e-9  # kappa: the same formula
DIFFERENCES = 1e-6  # the oracle takes the gradient by differences of 1e-6
with (Path(__file__).parent / "data" / "kappa_r.csv").open(encoding="utf-8") as file:
    ROWS = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", ROWS, ids=lambda r: "-".join(str(int(v)) for v in list(r.values())[:4]))
def test_kappa_and_its_interval_are_those_of_r(row):
    cells = [int(row[key]) for key in ("both_in", "first_only", "second_only", "both_out")]
    verdicts = [(True, True), (True, False), (False, True), (False, False)]
    found = agreement([v for v, count in zip(verdicts, cells, strict=True) for _ in range(count)])
    assert found.kappa == pytest.approx(row["kappa"], abs=EXACT)
    assert found.lower == pytest.approx(max(row["kappa"] - Z95 * row["error"], -1), abs=DIFFERENCES)
    assert found.upper == pytest.approx(min(row["kappa"] + Z95 * row["error"], 1), abs=DIFFERENCES)
