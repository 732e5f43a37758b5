"""The benchmark of school careers: every competitor counts what plain Python counts, and a difference stops it."""

import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from gelijkop.model import levels as scale
from gelijkop.model.tables import TABLES

ROOT = Path(__file__).parents[2]
PUPILS = 2_000
BASIC = {"havo", "vwo", "mbo-2", "mbo-3", "mbo-4", "hbo", "wo"}
GROUPINGS = ("sex", "parents_education", "income_group", "origin", "home_language", "neighbourhood_poverty")
COMPETITORS = {
    "ours_cold": (),
    "ours_kept": (),
    "duckdb_per_indicator": (),
    "duckdb_per_grouping": (),
    "duckdb_fused": (),
    "pandas_ordinary": ("pandas", "pyarrow"),
    "pandas_tuned": ("pandas", "pyarrow"),
    "polars_ordinary": ("polars",),
    "polars_fused": ("polars",),
}
"""Each with the packages that it needs beyond our own."""


def bench(*arguments) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"BENCH_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("careers") / "numbers"
    bench("bench.careers.gen", PUPILS, folder)
    return folder


def rows(data, table) -> list[dict]:
    found = duckdb.connect().execute(f"from read_parquet('{data / table}/*.parquet')")
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def expected(data):
    """The sums of slice.md, counted a pupil at a time."""
    pupils = {p["pupil"]: p for p in rows(data, "pupils")}
    enrolled = {(e["pupil"], e["school_year"]): e for e in rows(data, "enrolments")}
    earned = {(d["pupil"], d["school_year"]): d["level"] for d in rows(data, "diplomas")}
    cells: dict[str, Counter] = {}

    def count(indicator, row, x):
        for grouping in GROUPINGS:
            cell = (row["school_year"], row["location"], pupils[row["pupil"]][grouping])
            found = cells.setdefault(f"{indicator}|{grouping}", Counter())
            found[(*cell, "n")] += 1
            found[(*cell, "x")] += x

    for advice in rows(data, "advices"):
        count_advice(count, advice, enrolled)
    last = max(year for _, year in enrolled)
    for (pupil, year), now in enrolled.items():
        later = enrolled.get((pupil, year + 1))
        if year < last:
            count_step(count, now, later, earned.get((pupil, year)))
            born = int(pupils[pupil]["birth_month"][:4]) + (int(pupils[pupil]["birth_month"][5:]) > 9)
            young = scale.levels()[now["level"]].sector in ("vo", "vavo", "mbo") and 12 <= year - born <= 22
            if young and year >= 2012:
                count("vsv", now, later is None and not BASIC & {earned.get((pupil, year - k)) for k in range(6)})
    return {key: sums(found) for key, found in cells.items()}


def count_advice(count, advice, enrolled):
    provisional, final = (span(advice[f"{name}_advice"]) for name in ("provisional", "final"))
    test = scale.test_advices().get(advice["test_advice"] or "")
    tested = test and test.rank
    third = enrolled.get((advice["pupil"], advice["school_year"] + 3))
    if final and tested:
        excepted = (advice["final_advice"], advice["test_advice"]) == ("pro", "pro/vmbo-bb")
        count("onder", advice, tested > sum(final) / 2 and not excepted)
    if provisional and tested:
        count("bijstelling", advice, bool(final) and sum(final) > sum(provisional))
    if final and third and span(third["level"]):
        count("positie", advice, span(third["level"])[1] >= final[0])


def count_step(count, now, later, diploma):
    old, new = span(now["level"]), span(later["level"]) if later else None
    passed = span(diploma) is not None
    if old and new and not passed and now["grade"] and later["grade"]:
        count("zittenblijven", now, now["grade"] == later["grade"])
    if old and now["level"] not in ("pro", "brugklas") and now["grade"] >= 3 and (passed or new):
        higher = new and (new[0] > old[1] or (later["grade"] > now["grade"] and new[1] >= old[0]))
        count("bovenbouw", now, bool(passed or higher))


def span(code) -> tuple[int, int] | None:
    level = scale.levels().get(code or "")
    return (level.low, level.high) if level and level.low else None


def sums(found: Counter) -> list[int]:
    cells = [(key[0], n, found[(*key[:3], "x")]) for key, n in found.items() if key[3] == "n"]
    return [
        len(cells), sum(n for _, n, _ in cells), sum(x for _, _, x in cells),
        sum(n * n for _, n, _ in cells), sum(x * x for _, _, x in cells), sum(n * year for year, n, _ in cells),
    ]  # fmt: skip


@pytest.mark.parametrize("competitor", COMPETITORS)
def test_a_competitor_counts_what_plain_python_counts(competitor, data, expected):
    for package in COMPETITORS[competitor]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (the extra bench)")
    told = json.loads(bench(f"bench.careers.impl.{competitor}", data).splitlines()[-1])
    assert told["sums"] == expected


@pytest.mark.parametrize("table", ["pupils", "enrolments", "advices", "diplomas"])
def test_the_made_up_careers_hold_only_codes_of_the_model(table, data):
    declared = {column.name: column for column in TABLES[table].columns if column.codes}
    for row in rows(data, table):
        for name in row.keys() & declared.keys():
            assert row[name] in declared[name].codes or (row[name] is None and declared[name].missing)


def test_pupils_are_enrolled_once_a_school_year_and_come_in_order_of_year_and_location(data):
    found = [(e["school_year"], e["location"]) for e in rows(data, "enrolments")]
    assert found == sorted(found)
    keys = [(e["pupil"], e["school_year"]) for e in rows(data, "enrolments")]
    assert len(set(keys)) == len(keys)


def test_the_same_seed_makes_the_same_careers(data, tmp_path):
    bench("bench.careers.gen", PUPILS, tmp_path / "again")
    assert rows(data, "enrolments") == rows(tmp_path / "again", "enrolments")


def test_a_different_answer_stops_the_benchmark_before_any_time_is_told():
    program = """
from bench.careers.runner import AnswersDiffer, Run, same_answers
sums = {"a": [1, 2, 1, 4, 1, 2], "b": [1, 2, 0, 4, 0, 2]}
runs = [Run(row, 1, 0, {"count": (1.25, 1.25)}, 1.0, 0.0, {"onder|sex": told}) for row, told in sums.items()]
try:
    same_answers(runs)
except AnswersDiffer as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "onder|sex" in told
    assert "a counted" in told
    assert "1.25" not in told
