"""Pooled estimates as metafor gives them; the script is scripts/oracles/evidence_pool.R."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.evidence.pooling import pool

DATA = Path(__file__).parent / "data"
EXACT = 1e-9  # relative: closed formulas, which differ in the order of adding up
SEARCHED = 1e-6  # relative: τ² by REML and by Q-profile, which both sides look for step by step, and what hangs on it
NOTHING = 1e-9  # absolute: a τ² of 0, which metafor stops just above


def table(name):
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


SETS = defaultdict(list)
for line in table("evidence_pool_sets.csv"):
    SETS[line["set"]].append((float(line["y"]), float(line["v"])))
EXPECTED = defaultdict(dict)
for line in table("evidence_pool_r.csv"):
    value = float("nan") if line["value"] == "NA" else float(line["value"])
    EXPECTED[line["set"], line["method"], line["interval"]][line["quantity"]] = value


def ours(found):
    """All that we give, by the names of the script."""
    given = {
        "estimate": found.estimate,
        "se": found.se,
        "lower": found.interval.lower,
        "upper": found.interval.upper,
        "tau2": found.tau2,
        "q": found.q,
        "p": found.p,
        "i2": found.i2,
        "h2": found.h2,
    }
    given |= {f"weight{i}": w for i, w in enumerate(found.weights)}
    for i, one in enumerate(found.without):
        given |= {f"without{i}": one.estimate, f"without_lower{i}": one.interval.lower, f"without_tau2{i}": one.tau2}
    # Where no τ² explains how close the estimates are, metafor writes 0 and 0; we say that there is no interval.
    between = found.tau2_interval or (0.0, 0.0)
    given |= {"tau2_lower": between[0], "tau2_upper": between[1]}
    if found.prediction:
        given |= {"prediction_lower": found.prediction.lower, "prediction_upper": found.prediction.upper}
    if found.egger:
        given |= {"egger_t": found.egger.t, "egger_p": found.egger.p}
    return given


@pytest.mark.parametrize("key", EXPECTED, ids=" ".join)
def test_every_number_is_that_of_metafor(key):
    name, method, kind = key
    y, v = np.array(SETS[name]).T
    given = ours(pool(y, np.sqrt(v), method=method, kind=kind))
    near = SEARCHED if method == "reml" else EXACT
    off = {
        quantity: (given.get(quantity), value)
        for quantity, value in EXPECTED[key].items()
        if not np.isnan(value)
        and given.get(quantity) != pytest.approx(value, rel=SEARCHED if "tau2_" in quantity else near, abs=NOTHING)
    }
    assert off == {}
