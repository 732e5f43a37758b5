"""Mantel–Haenszel beside R's `mantelhaen.test`, statsmodels' `StratifiedTable` and the file of admissions."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.intervals import difference, wilson
from gelijkop.compare.mantel_haenszel import association, homogeneity, odds_ratio, risk_difference
from gelijkop.compare.standardise import standardise_shares

DATA = Path(__file__).parent / "data"
R = 1e-9  # relative; both compute in double precision, in another order
DEPARTMENTS = "ABCDEF"


def oracle(name: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with (DATA / name).open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["case"]][line["quantity"]] = float(line["value"])
    return found


FROM_R, FROM_STATSMODELS = oracle("compare_r.csv"), oracle("compare_statsmodels.csv")
CASES = [case for case, values in FROM_R.items() if "odds_ratio" in values]


def strata(case: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    cells = np.array([v for q, v in FROM_R[case].items() if q.startswith("table")]).reshape(1, -1, 4)
    x1, x0, rest1, rest0 = (cells[..., i] for i in range(4))
    return x1, x1 + rest1, x0, x0 + rest0


@pytest.mark.parametrize("case", CASES)
def test_the_odds_ratio_and_its_interval_are_those_of_r(case):
    got, want = odds_ratio(*strata(case)), FROM_R[case]
    assert got.estimate[0] == pytest.approx(want["odds_ratio"], rel=R)
    assert got.lower[0] == pytest.approx(want["odds_ratio_lower"], rel=R)
    assert got.upper[0] == pytest.approx(want["odds_ratio_upper"], rel=R)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("correct", "suffix"), [(False, ""), (True, "_corrected")])
def test_the_test_is_that_of_r(case, correct, suffix):
    got, want = association(*strata(case), correct=correct), FROM_R[case]
    assert got.chi2[0] == pytest.approx(want["chi2" + suffix], rel=R)
    assert got.p[0] == pytest.approx(want["p" + suffix], rel=R)


@pytest.mark.parametrize("case", CASES)
def test_homogeneity_is_that_of_statsmodels(case):
    got, want = homogeneity(*strata(case)), FROM_STATSMODELS[case]
    assert got.chi2[0] == pytest.approx(want["homogeneity"], rel=R)
    assert got.p[0] == pytest.approx(want["homogeneity_p"], rel=R)


def admissions(shared: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    counts = {}
    with (shared / "toets" / "UCBAdmissions.csv").open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            counts[line["Gender"], line["Admit"], line["Dept"]] = int(line["Freq"])
    x1, rest1, x0, rest0 = (
        np.array([[counts[sex, answer, d] for d in DEPARTMENTS]])
        for sex in ("Female", "Male")
        for answer in ("Admitted", "Rejected")
    )
    return x1, x1 + rest1, x0, x0 + rest0


@pytest.mark.real
def test_the_raw_gap_of_admissions_turns_round_at_equal_department(shared):
    x1, n1, x0, n0 = admissions(shared)
    printed = json.loads((shared / "toets" / "published-results.json").read_text(encoding="utf-8"))["UCBAdmissions"]
    women, men = (wilson(x.sum(axis=-1) / n.sum(axis=-1), n.sum(axis=-1)) for x, n in ((x1, n1), (x0, n0)))
    raw, equal = difference(women, men), standardise_shares(x1, n1, x0, n0).gap
    assert women.estimate[0] == pytest.approx(printed["crude_rate_female"], abs=printed["tol"])
    assert men.estimate[0] == pytest.approx(printed["crude_rate_male"], abs=printed["tol"])
    # Bickel, Hammel and O'Connell (1975), Science 187: far fewer women, but not so within departments.
    assert raw.upper[0] < 0 < equal.estimate[0]


@pytest.mark.real
def test_the_common_odds_ratio_of_admissions_is_the_printed_one(shared):
    printed = json.loads((shared / "toets" / "published-results.json").read_text(encoding="utf-8"))["UCBAdmissions"]
    got, tested = odds_ratio(*admissions(shared)), association(*admissions(shared))
    assert got.estimate[0] == pytest.approx(printed["mantel_haenszel_common_or_by_dept"], abs=printed["tol"])
    assert [got.lower[0], got.upper[0]] == pytest.approx(printed["mh_ci95"], abs=printed["tol"])
    assert tested.chi2[0] == pytest.approx(printed["mh_chi2_no_cc"], abs=printed["tol"])
    assert tested.p[0] == pytest.approx(printed["p"], abs=printed["tol"])


def test_admissions_differ_by_department():
    # Department A stands apart: without it the odds ratios are alike (Bickel et al. 1975).
    x1, n1, x0, n0 = strata("ucb")
    assert homogeneity(x1, n1, x0, n0).p[0] < 0.01
    assert homogeneity(x1[:, 1:], n1[:, 1:], x0[:, 1:], n0[:, 1:]).p[0] > 0.5


def test_pairs_give_the_variance_of_mcnemar():
    # 12 pairs where only the first has the outcome, 5 only the second, 8 both, 15 neither.
    # Paired difference: (12 − 5) / 40, variance (12 + 5 − (12 − 5)² / 40) / 40² (Fleiss et al. 2003, ch. 13).
    x1 = np.array([[1] * 12 + [0] * 5 + [1] * 8 + [0] * 15])
    x0 = np.array([[0] * 12 + [1] * 5 + [1] * 8 + [0] * 15])
    one = np.ones_like(x1)
    got = risk_difference(x1, one, x0, one)
    half = 1.959963984540054 * np.sqrt((12 + 5 - (12 - 5) ** 2 / 40) / 40**2)
    assert got.estimate[0] == pytest.approx((12 - 5) / 40, rel=R)
    assert got.upper[0] - got.estimate[0] == pytest.approx(half, rel=R)
