"""Results that others published about data that anyone can have, made again by `compare`.

Answers are in `published-results.json` beside the data, each with its source. That of admissions at Berkeley
is in `test_mantel_haenszel_against_r.py`. Not made again: how M changed between 2000 and 2005 by cause, and the
correlation of two marks, which `compare` does not compute.
"""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from gelijkop.compare.intervals import difference, mean, moments, wilson
from gelijkop.compare.one_way import OneWay, one_way, sums_of_pupils
from gelijkop.compare.redrawn import debiased, redrawn
from gelijkop.compare.segregation import dissimilarity, entropy_index, local, mutual_information

pytestmark = pytest.mark.real
PRINTED = 5e-6  # the file prints five decimals
README = 5e-4  # the README prints three decimals
DRAWN = 2e-3  # the README's bias is from 500 draws; ours from 200
RACES = ("asian", "black", "hisp", "white", "native")
STATES = ("employment", "FE", "HE", "joblessness", "school", "training")


def rows(shared: Path, name: str, delimiter: str = ",") -> list[dict[str, str]]:
    path = shared / "toets" / name
    with gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


@pytest.fixture(scope="module")
def printed(shared):
    return json.loads((shared / "toets" / "published-results.json").read_text(encoding="utf-8"))


def fitted(shared: Path, name: str, school: str, y: str, *columns: str) -> OneWay:
    there = [r for r in rows(shared, name) if all(r[c] not in ("NA", "") for c in (y, *columns))]
    numbers = {s: i for i, s in enumerate(dict.fromkeys(r[school] for r in there))}
    values = (np.array([float(r[c]) for r in there]) for c in (y, *columns))
    return one_way(sums_of_pupils(np.array([numbers[r[school]] for r in there]), *values))


def crossed(there: list[dict[str, str]], unit: str, group: str, pupils: str | None = None) -> np.ndarray:
    """Counts, shape (units, groups), groups in order of their name unless they are the races."""
    units = {u: i for i, u in enumerate(dict.fromkeys(r[unit] for r in there))}
    names = RACES if group == "race" else sorted({r[group] for r in there})
    counts = np.zeros((len(units), len(names)), dtype=np.int64)
    for r in there:
        counts[units[r[unit]], names.index(r[group])] += int(r[pupils]) if pupils else 1
    return counts


def scored(values: list[str]) -> tuple[np.ndarray, tuple[float, ...]]:
    """Pupils by score, and the scores."""
    counted = Counter(values)
    scores = sorted(counted, key=float)
    return np.array([counted[s] for s in scores]), tuple(float(s) for s in scores)


def test_language_marks_between_and_within_dutch_schools(shared, printed):
    want, got = printed["bdf"]["empty_model_ML"], fitted(shared, "bdf.csv", "schoolNR", "langPOST")
    assert got.coefficients[0] == pytest.approx(want["intercept"], abs=5e-4)
    assert got.errors[0] == pytest.approx(want["se"], abs=5e-4)
    assert got.between == pytest.approx(want["var_between"], abs=5e-4)
    assert got.within == pytest.approx(want["var_within"], abs=5e-4)
    assert got.icc == pytest.approx(want["icc"], abs=5e-5)


def test_language_marks_given_verbal_intelligence(shared, printed):
    want, got = printed["bdf"]["iq_model_ML"], fitted(shared, "bdf.csv", "schoolNR", "langPOST", "IQ.ver.cen")
    assert got.coefficients == pytest.approx([want["intercept"], want["slope"]], abs=5e-4)
    assert [got.between, got.within] == pytest.approx([want["var_between"], want["var_within"]], abs=5e-4)


@pytest.mark.parametrize("minority", ["N", "Y"])
def test_mean_language_mark_of_pupils_from_a_minority_and_others(shared, printed, minority):
    want = printed["bdf"]["minority_gap"][minority]
    counts, scores = scored([r["langPOST"] for r in rows(shared, "bdf.csv") if r["Minority"] == minority])
    average, squares = moments(counts, scores)
    assert counts.sum() == want["n"]
    assert average == pytest.approx(want["mean"], abs=PRINTED)
    assert np.sqrt(squares / (want["n"] - 1)) == pytest.approx(want["sd"], abs=5e-5)


def test_the_gap_of_pupils_from_a_minority_in_language_is_certain(shared):
    there = rows(shared, "bdf.csv")
    yes, no = (mean(*scored([r["langPOST"] for r in there if r["Minority"] == m])) for m in "YN")
    assert difference(yes, no).estimate == pytest.approx(36.15909 - 41.22738, abs=2 * PRINTED)
    assert difference(yes, no).upper < 0


def test_the_same_schools_as_another_package_has_them(shared, printed):
    there = rows(shared, "nlschools.csv")
    got = fitted(shared, "nlschools.csv", "class", "lang")
    assert (len(there), len({r["class"] for r in there})) == (
        printed["nlschools"]["n"],
        printed["nlschools"]["classes"],
    )
    # nlschools is bdf with classes for schools, so the mean is near that of bdf.
    assert got.coefficients[0] == pytest.approx(printed["bdf"]["empty_model_ML"]["intercept"], abs=0.1)


def test_language_marks_of_the_larger_dutch_set_where_they_are_known(shared, printed):
    want, got = printed["brandsma"]["empty_model_ML_complete_lpo"], fitted(shared, "brandsma.csv", "sch", "lpo")
    assert got.coefficients[0] == pytest.approx(want["intercept"], abs=5e-4)
    assert [got.between, got.within] == pytest.approx([want["var_between"], want["var_within"]], abs=5e-4)
    assert sum(r["lpo"] != "NA" for r in rows(shared, "brandsma.csv")) == want["nobs"]


def test_examination_marks_of_london_given_the_reading_test(shared, printed):
    want, got = printed["Exam"]["model_ML"], fitted(shared, "Exam.csv", "school", "normexam", "standLRT")
    assert got.coefficients == pytest.approx([want["intercept"], want["slope"]], abs=PRINTED)
    assert got.errors == pytest.approx([want["se_intercept"], want["se_slope"]], abs=PRINTED)
    assert [got.between, got.within] == pytest.approx([want["var_between"], want["var_within"]], abs=PRINTED)


def test_the_growth_data_have_the_rows_children_and_schools_that_are_told(shared, printed):
    there, want = rows(shared, "egsingle.csv"), printed["egsingle"]
    found = (len(there), len({r["childid"] for r in there}), len({r["schoolid"] for r in there}))
    assert found == (want["rows"], want["children"], want["schools"])


@pytest.mark.parametrize(("file", "name"), [("schools00.csv.gz", "2000"), ("schools05.csv.gz", "2005")])
def test_segregation_of_american_schools(shared, printed, file, name):
    want, got = (
        printed["schools00_05"][f"M_H_{name}_race_by_school"],
        crossed(rows(shared, file), "school", "race", "n"),
    )
    assert mutual_information(got) == pytest.approx(want["M"], abs=PRINTED)
    assert entropy_index(got) == pytest.approx(want["H"], abs=PRINTED)


def test_segregation_between_states_and_within_them_adds_up(shared, printed):
    there, want = rows(shared, "schools00.csv.gz"), printed["schools00_05"]
    states, schools = (crossed(there, unit, "race", "n") for unit in ("state", "school"))
    assert mutual_information(states) == pytest.approx(want["M_H_2000_race_by_state"]["M"], abs=PRINTED)
    assert entropy_index(states) == pytest.approx(want["M_H_2000_race_by_state"]["H"], abs=PRINTED)
    within = mutual_information(schools) - mutual_information(states)
    assert within == pytest.approx(want["within_state_2000"]["M"], abs=README)
    within_h = entropy_index(schools) - entropy_index(states)
    assert within_h == pytest.approx(want["within_state_2000"]["H"], abs=README)


def test_dissimilarity_of_black_and_white_pupils(shared, printed):
    counts = crossed(rows(shared, "schools00.csv.gz"), "school", "race", "n")
    pair = counts[:, [RACES.index("black"), RACES.index("white")]]
    assert dissimilarity(pair) == pytest.approx(
        printed["schools00_05"]["dissimilarity_black_white_2000"]["D"], abs=PRINTED
    )


def test_local_segregation_less_what_drawing_adds(shared, printed):
    counts, want = crossed(rows(shared, "schools00.csv.gz"), "school", "race", "n"), printed["schools00_05"]
    (drawn,) = redrawn(counts, (local,), rng=np.random.default_rng(1), draws=200)
    got = dict(zip(RACES, debiased(local(counts), drawn), strict=True))
    want_local = {race: want["local_2000_bootstrap_bias_corrected"][race] for race in RACES}
    assert got == pytest.approx(want_local, abs=DRAWN)


@pytest.mark.parametrize(
    ("group", "name"), [("ethnic_group", "ethnic_by_school"), ("ses_quintile", "ses_quintile_by_school")]
)
def test_segregation_by_ethnic_group_and_by_income(shared, printed, group, name):
    want, got = printed["school_ses"][name], crossed(rows(shared, "school_ses.csv.gz"), "school_id", group)
    assert got.sum() == printed["school_ses"]["n"]
    assert mutual_information(got) == pytest.approx(want["M"], abs=PRINTED)
    assert entropy_index(got) == pytest.approx(want["H"], abs=PRINTED)


def test_distinctions_of_the_open_university_by_deprivation(shared, printed):
    there, want = rows(shared, "oulad_studentInfo.csv.gz"), printed["oulad"]
    assert Counter(r["final_result"] for r in there) == want["final_result"]
    for band, share in want["distinction_share"].items():
        of_band = [r["final_result"] for r in there if r["imd_band"] == band]
        got = wilson(np.array(of_band.count("Distinction") / len(of_band)), np.array(len(of_band)))
        assert got.estimate == pytest.approx(share, abs=PRINTED)


def test_the_band_that_a_spreadsheet_made_a_date_is_named_and_not_lost(shared, printed):
    bands = Counter(r["imd_band"] for r in rows(shared, "oulad_studentInfo.csv.gz"))
    # The published defect: "10-20" became "20-Oct". It is a band of its own, not missing.
    spoilt, missing = bands.pop("20-Oct", 0) + bands.pop("10-20", 0), bands.pop("", 0) + bands.pop("?", 0)
    assert "3,516" in printed["oulad"]["defect"]
    assert spoilt == 3516
    assert missing == printed["oulad"]["imd_missing"]
    assert sum(bands.values()) + spoilt + missing == printed["oulad"]["rows"]


def test_the_mean_mark_of_portuguese_pupils(shared, printed):
    there, want = rows(shared, "student-por.csv", ";"), printed["student_por"]
    assert (len(there), len(there[0])) == (want["rows"], want["columns"])
    assert mean(*scored([r["G3"] for r in there])).estimate == pytest.approx(want["mean_G3"], abs=PRINTED)


def test_months_in_each_state_of_school_leavers(shared, printed):
    there, want = rows(shared, "mvad.csv.gz"), printed["mvad"]
    months = list(there[0])[list(there[0]).index("Sep.93") :]
    spent = Counter(r[month] for r in there for month in months)
    got = wilson(np.array([spent[s] for s in STATES]) / spent.total(), np.full(len(STATES), spent.total()))
    assert (len(there), months[-1]) == (want["persons"], want["last"])
    assert dict(zip(STATES, got.estimate, strict=True)) == pytest.approx(want["state_shares_Sep93_Jun99"], abs=PRINTED)


def test_the_gap_in_joblessness_of_school_leavers_by_examination(shared, printed):
    there, want = rows(shared, "mvad.csv.gz"), printed["mvad"]["Jun99_by_gcse5eq"]
    by = {passed: Counter(r["Jun.99"] for r in there if r["gcse5eq"] == passed) for passed in ("yes", "no")}
    assert by == want
    few, many = (wilson(np.array(c["joblessness"] / sum(c.values())), np.array(sum(c.values()))) for c in by.values())
    # 17 of 260 against 76 of 452.
    assert difference(few, many).estimate == pytest.approx(17 / 260 - 76 / 452, abs=1e-12)
    assert difference(few, many).upper < 0
