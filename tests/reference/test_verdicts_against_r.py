import csv
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.verdicts import benjamini_hochberg


def test_adjusted_p_values_are_those_of_p_adjust():
    with (Path(__file__).parent / "data" / "compare_r.csv").open(encoding="utf-8") as lines:
        rows = [r for r in csv.DictReader(lines) if r["case"] == "benjamini_hochberg"]
    p, adjusted = ([float(r["value"]) for r in rows if r["quantity"].startswith(name)] for name in ("p[", "adjusted["))
    assert len(p) == 10
    assert benjamini_hochberg(np.array(p)) == pytest.approx(adjusted)
