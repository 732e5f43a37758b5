"""Limits robust to clusters beside R's clubSandwich and sandwich, and the bootstrap beside wildboottest."""

import csv
import itertools
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.clusters import clustered_differences, clustered_standardised, of_sums
from gelijkop.compare.cr2 import linear
from gelijkop.compare.wild import wild_contrast

DATA = Path(__file__).parent / "data"
R = 1e-10  # relative; both compute in double precision, from pupils there and from sums here
SCORES = {"few": (0, 1), "many": (0, 1), "strata": (0, 1), "levels": (0, 0.5, 1, 2.5)}


def oracle(name):
    found = defaultdict(dict)
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["case"]][line["quantity"]] = float(line["value"])
    return found


FROM_R, FROM_WILDBOOTTEST = oracle("clusters_r.csv"), oracle("clusters_wild.csv")


def sums(case):
    """x and n of the group and of the reference group, by location and stratum: shape (1, locations, strata)."""
    cells = {tuple(q.split()): v for q, v in FROM_R[case].items() if q[:2] in ("x ", "n ")}
    locations, strata = (max(int(key[i]) for key in cells) for i in (1, 3))
    return [
        np.array([[[cells.get((of, str(g), arm, str(s)), 0.0) for s in range(1, strata + 1)]
                   for g in range(1, locations + 1)]])
        for arm in ("grp", "ref") for of in ("x", "n")
    ]  # fmt: skip


@pytest.mark.parametrize("case", SCORES)
def test_a_mean_has_the_variance_and_degrees_of_freedom_of_clubsandwich(case):
    _, _, x, n = (a.sum(axis=2, keepdims=True) for a in sums(case))
    found, want = linear(x, n, np.ones((1, 1))), FROM_R[case]
    assert found.estimate[0] == pytest.approx(want["one estimate"], rel=R)
    assert found.variance[0] == pytest.approx(want["one variance"], rel=R)
    assert found.df[0] == pytest.approx(want["one df"], rel=R)


@pytest.mark.parametrize("case", SCORES)
def test_a_gap_has_the_variance_and_degrees_of_freedom_of_clubsandwich(case):
    found = clustered_differences(*(a.sum(axis=2) for a in sums(case)), scores=SCORES[case])
    want = FROM_R[case]
    assert found.value.estimate[0] == pytest.approx(want["gap estimate"], rel=R)
    assert found.variance[0] == pytest.approx(want["gap variance"], rel=R)
    assert found.df[0] == pytest.approx(want["gap df"], rel=R)


@pytest.mark.parametrize("case", SCORES)
def test_a_gap_at_equal_strata_has_the_variance_and_degrees_of_freedom_of_clubsandwich(case):
    found, want = clustered_standardised(*sums(case), scores=SCORES[case]), FROM_R[case]
    assert found.value.estimate[0] == pytest.approx(want["equal estimate"], rel=R)
    assert found.variance[0] == pytest.approx(want["equal variance"], rel=R)
    assert found.df[0] == pytest.approx(want["equal df"], rel=R)


@pytest.mark.parametrize("case", SCORES)
def test_sums_over_locations_give_the_variance_of_sandwich_without_its_missing_correction(case):
    _, _, x, n = (a.sum(axis=2) for a in sums(case))
    totals = [v.sum(axis=1) for v in (x, n, x * x, x * n, n * n)]
    found = of_sums(*totals, (n > 0).sum(axis=1), scores=SCORES[case])
    uncorrected = found.variance[0] * (1 - totals[4][0] / totals[1][0] ** 2)
    assert uncorrected == pytest.approx(FROM_R[case]["one plain"], rel=R)


@pytest.mark.parametrize("case", FROM_WILDBOOTTEST)
def test_the_bootstrap_test_is_that_of_wildboottest_where_all_draws_are_made(case):
    recorded = FROM_WILDBOOTTEST[case]
    clusters = 1 + max(int(q.split()[1]) for q in recorded if q != "p")
    x, n = (np.array([[[recorded[f"{of} {g} {a}"] for a in (1, 0)] for g in range(clusters)]]) for of in ("x", "n"))
    every = np.array(list(itertools.product((-1.0, 1.0), repeat=clusters)))
    _, p = wild_contrast(x, n, np.array([[1.0, -1.0]]), bounds=(-1, 1), draws=every)
    # All weights equal give back the statistic itself: here a tie counts, there rounding decides.
    ties = round((p[0] - recorded["p"]) * 2**clusters, 6)
    assert ties in (0, 1, 2)
