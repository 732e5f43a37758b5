"""Ratios of shares and counts per thousand beside base R, exact Poisson limits and a published example."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.counts_per import counts_per
from gelijkop.compare.ratios import log_ratio, score_ratio

DATA = Path(__file__).parent / "data"
SEARCHED = 1e-6  # relative; the oracle finds the restricted shares and the limits by search
R = 1e-7  # relative; R fits the model in steps
BYAR = {1: 0.49, 5: 0.08, 10: 0.008, 50: 0.001, 400: 1e-4}  # relative distance to exact; it is an approximation

found = defaultdict(dict)
with (DATA / "ratios_r.csv").open(encoding="utf-8") as lines:
    for line in csv.DictReader(lines):
        found[line["case"]][line["quantity"]] = float(line["value"])
TABLES = [case for case in found if not case.startswith("count")]


def table(case):
    return [np.array([found[case][name]]) for name in ("x1", "n1", "x0", "n0")]


@pytest.mark.parametrize("case", TABLES)
def test_score_limits_are_those_of_a_search_in_r(case):
    got = score_ratio(*table(case))
    assert got.lower[0] == pytest.approx(found[case]["score lower"], rel=SEARCHED)
    assert got.upper[0] == pytest.approx(found[case]["score upper"], rel=SEARCHED)


@pytest.mark.parametrize("case", TABLES)
def test_log_limits_are_those_of_a_log_binomial_model_in_r(case):
    got = log_ratio(*table(case))
    assert got.lower[0] == pytest.approx(found[case]["log lower"], rel=R)
    assert got.upper[0] == pytest.approx(found[case]["log upper"], rel=R)


def test_koopmans_own_example():
    """36 of 40 beside 16 of 80: 4.5 with limits 2.94 and 7.15. Source: Koopman (1984), Biometrics 40, 513–517."""
    got = score_ratio(*(np.array([v]) for v in (36, 40, 16, 80)))
    assert (got.estimate[0], got.lower[0].round(2), got.upper[0].round(2)) == (4.5, 2.94, 7.15)


@pytest.mark.parametrize("count", BYAR)
def test_byars_limits_are_near_exact_poisson_limits(count):
    got = counts_per(np.array([count]), np.array([1000]))
    want = found[f"count{count}"]
    assert got.lower[0] == pytest.approx(want["exact lower"], rel=BYAR[count])
    assert got.upper[0] == pytest.approx(want["exact upper"], rel=min(BYAR[count], 0.002))
