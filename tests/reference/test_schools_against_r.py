"""Shrinkage, overdispersion and segregation beside R (`scripts/oracles/schools.R` writes the numbers)."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.allocation import expected_dissimilarity, expected_isolation, expected_mutual_information
from gelijkop.compare.beta_binomial import beta_binomial
from gelijkop.compare.funnel import funnel_shares
from gelijkop.compare.one_way import one_way, sums_of_pupils
from gelijkop.compare.segregation import dissimilarity, entropy_index, isolation, mutual_information

R = 1e-9  # relative; both compute in double precision, in another order
SEARCHED = 1e-4  # relative; optim and lmer stop where the likelihood is flat to this
BENT = 1e-2  # relative; optim takes its second derivatives from differences
DRAWN = 4e-3  # relative; four standard errors of a mean of 100,000 draws


def oracle() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with (Path(__file__).parent / "data" / "schools_r.csv").open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            found[line["case"]][line["quantity"]] = float(line["value"])
    return found


WANT = oracle()


def listed(case: str, name: str) -> np.ndarray:
    return np.array([v for q, v in WANT[case].items() if q.startswith(name) and q[len(name) :].isdigit()])


def schools(case: str) -> tuple[np.ndarray, np.ndarray]:
    return listed(case, "yes").astype(int), listed(case, "pupils").astype(int)


def segregated() -> np.ndarray:
    return np.stack([listed("segregation", f"group{j}_unit") for j in (1, 2, 3)], axis=1).astype(int)


@pytest.mark.parametrize("case", ["spread", "alike", "rare"])
def test_the_beta_binomial_is_where_optim_finds_it(case):
    got, want = beta_binomial(*schools(case)), WANT[case]
    assert got.centre == pytest.approx(want["centre"], rel=SEARCHED)
    assert got.size == pytest.approx(want["size"], rel=SEARCHED)


@pytest.mark.parametrize("case", ["spread", "alike", "rare"])
def test_how_surely_it_is_known_is_what_optim_says(case):
    got, want = beta_binomial(*schools(case)).covariance, WANT[case]
    assert got[0, 0] == pytest.approx(want["variance_logit"], rel=BENT)
    assert got[0, 1] == pytest.approx(want["covariance"], rel=BENT)
    assert got[1, 1] == pytest.approx(want["variance_log"], rel=BENT)


@pytest.mark.parametrize("case", ["wide", "chance"])
def test_overdispersion_without_winsorising_is_that_of_metafor(case):
    got = funnel_shares(*schools(case), winsorised=0.0)
    assert got.tau == pytest.approx(WANT[case]["tau_dl"], rel=R, abs=R)


@pytest.mark.parametrize("case", ["wide", "chance"])
def test_overdispersion_z_and_limits_are_those_of_the_formulas_in_r(case):
    got, want = funnel_shares(*schools(case)), WANT[case]
    assert got.phi == pytest.approx(want["phi"], rel=R)
    assert got.tau == pytest.approx(want["tau"], rel=R, abs=R)
    assert got.z == pytest.approx(listed(case, "z"), rel=R)
    limits = (got.lower[:, 1], got.lower[:, 0], got.upper[:, 0], got.upper[:, 1])
    for tail, limit in zip((0.001, 0.025, 0.975, 0.999), limits, strict=True):
        assert limit == pytest.approx(listed(case, f"limit{tail}_"), rel=R, abs=R)


def test_the_random_intercept_model_is_that_of_lme4():
    # The same pupils as in the script.
    school = np.repeat(np.arange(6), [4, 7, 3, 9, 5, 6])
    score = np.array(list("1021001010022112011201122212001001"), dtype=float)
    got, want = one_way(sums_of_pupils(school, score)), WANT["means"]
    assert got.coefficients[0] == pytest.approx(want["intercept"], rel=SEARCHED)
    assert got.errors[0] == pytest.approx(want["error"], rel=SEARCHED)
    assert got.between == pytest.approx(want["between"], rel=SEARCHED)
    assert got.within == pytest.approx(want["within"], rel=SEARCHED)


def test_the_indices_are_those_of_r():
    counts, want = segregated(), WANT["segregation"]
    assert dissimilarity(counts) == pytest.approx(want["d"], rel=R)
    assert dissimilarity(counts[:, :2]) == pytest.approx(want["d_two"], rel=R)
    assert mutual_information(counts) == pytest.approx(want["m"], rel=R)
    assert entropy_index(counts) == pytest.approx(want["h"], rel=R)
    assert entropy_index(counts) == pytest.approx(want["h_vegan"], rel=R)
    assert isolation(counts) == pytest.approx(listed("segregation", "isolation"), rel=R)


def test_what_chance_gives_is_the_mean_of_tables_drawn_by_r():
    counts, want = segregated(), WANT["segregation"]
    assert expected_dissimilarity(counts) == pytest.approx(want["chance_d"], rel=DRAWN)
    assert expected_mutual_information(counts) == pytest.approx(want["chance_m"], rel=DRAWN)
    assert expected_isolation(counts) == pytest.approx(listed("segregation", "chance_isolation"), rel=DRAWN)
