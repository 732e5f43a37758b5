"""p-values of wildboottest 0.3.2 on made-up pupils: all 2^G Rademacher draws, restricted residuals.

In an environment with wildboottest and statsmodels:
python scripts/oracles/clusters_wild.py > tests/reference/data/clusters_wild.csv
"""

import csv
import sys

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from wildboottest.wildboottest import wildboottest

CASES = {"six": (6, 0.15), "seven": (7, 0.3), "eight": (8, 0.05), "nine": (9, -0.2)}

rng = np.random.default_rng(5)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(("case", "quantity", "value"))
for case, (clusters, gap) in CASES.items():
    pupils = []
    for g in range(clusters):
        for a in (0, 1):
            size = int(rng.integers(2, 14))
            share = np.clip(0.3 + 0.2 * rng.normal() + a * gap, 0.05, 0.95)
            pupils += [(g, a, float(y)) for y in rng.random(size) < share]
    d = pd.DataFrame(pupils, columns=["g", "a", "y"])
    for (g, a), part in d.groupby(["g", "a"]):
        out.writerow((case, f"x {g} {a}", part.y.sum()))
        out.writerow((case, f"n {g} {a}", len(part)))
    found = wildboottest(
        smf.ols("y ~ a", data=d), param="a", cluster=d.g, B=9999, weights_type="rademacher", impose_null=True,
        bootstrap_type="11", seed=1, show=False,
    )  # fmt: skip
    out.writerow((case, "p", float(found.iloc[0]["p-value"])))
