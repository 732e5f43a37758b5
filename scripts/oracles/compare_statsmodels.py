"""Expected values for homogeneity and the common difference, from statsmodels (an oracle only, no dependency).

Run where statsmodels is installed, from the root of the repository:
    python scripts/oracles/compare_statsmodels.py > tests/reference/data/compare_statsmodels.csv
Reads the tables of tests/reference/data/compare_r.csv, so both oracles speak about the same numbers.
"""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
from statsmodels.stats.contingency_tables import StratifiedTable

SOURCE = Path("tests/reference/data/compare_r.csv")

tables: dict[str, list[float]] = defaultdict(list)
with SOURCE.open(encoding="utf-8") as lines:
    for line in csv.DictReader(lines):
        if line["quantity"].startswith("table"):
            tables[line["case"]].append(float(line["value"]))

print("case,quantity,value")
for case, cells in tables.items():
    # R writes x1, x0, n1 - x1, n0 - x0 by stratum; statsmodels wants 2 x 2 x K.
    table = np.array(cells).reshape(-1, 2, 2).transpose(2, 1, 0)
    fit = StratifiedTable(table)
    tested = fit.test_equal_odds(adjust=True)
    print(f"{case},homogeneity,{tested.statistic:.15g}")
    print(f"{case},homogeneity_p,{tested.pvalue:.15g}")
