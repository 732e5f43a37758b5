"""Effect sizes converted as metafor does it; the script is scripts/oracles/evidence_effects.R."""

import csv
from pathlib import Path

import pytest

from gelijkop.evidence.effects import Groups, d_to_g, d_to_r, odds_ratio_to_d

EXACT = 1e-9  # relative; metafor's Γ and ours differ in the last digits
with (Path(__file__).parent / "data" / "evidence_effects_r.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['quantity']} {r['n1']} {r['n2']} {float(r['given']):.2f}")
def test_each_conversion_is_that_of_metafor(row):
    groups = Groups(int(row["n1"]), int(row["n2"])) if row["n1"] else None
    convert = {
        "d-g": lambda v: d_to_g(v, groups),
        "d-r": lambda v: d_to_r(v, groups),
        "or-d": odds_ratio_to_d,
    }[row["quantity"]]
    assert convert(float(row["given"])) == pytest.approx(float(row["value"]), rel=EXACT, abs=EXACT)
