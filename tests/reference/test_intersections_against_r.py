"""Excess over additivity beside the interaction of a linear model in R, with the variance of clubSandwich."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.cr2 import linear
from gelijkop.compare.intersections import CORNERS, excess
from gelijkop.compare.summary import groups_of

DATA = Path(__file__).parent / "data"
R = 1e-9  # relative; R fits pupils by QR, here sums are added
CORNER = ["1 1", "1 0", "0 1", "0 0"]

found = defaultdict(dict)
with (DATA / "intersections_r.csv").open(encoding="utf-8") as lines:
    for line in csv.DictReader(lines):
        found[line["case"]][line["quantity"]] = float(line["value"])


def sums(case):
    schools = 1 + max(int(q.split()[1]) for q in found[case] if q[:2] == "x ")
    return [
        np.array([[[found[case].get(f"{of} {g} {c}", 0.0) for c in CORNER] for g in range(1, schools)]])
        for of in ("x", "n")
    ]


@pytest.mark.parametrize("case", found)
def test_the_excess_is_the_interaction(case):
    x, n = (a.sum(axis=1) for a in sums(case))
    index = excess(groups_of(np.stack([n - x, x], axis=2), (0, 1)))
    assert index.value.estimate[0] == pytest.approx(found[case]["estimate"], rel=R)


@pytest.mark.parametrize("case", found)
def test_its_variance_over_schools_is_that_of_clubsandwich(case):
    got = linear(*sums(case), CORNERS[np.newaxis])
    assert got.variance[0] == pytest.approx(found[case]["variance"], rel=R)
    assert got.df[0] == pytest.approx(found[case]["df"], rel=R)
