"""pandas as an analyst writes it: read, merge, a table of facts per indicator, one groupby per grouping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from bench.careers.clock import Clock, Sums, compete, sums_of_cells
from bench.careers.scale import ADVICES, BASIC, DEPARTMENTS, GROUPINGS, RANKED, TABLES, TESTS, YOUNG, YOUNG_SINCE

KEYS = ["pupil", "school_year"]


def read(folder: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder, columns=columns)


def run(data: Path, clock: Clock, read: Callable[[Path, list[str]], pd.DataFrame] = read) -> Callable[[], Sums]:
    tables = {name: read(data / name, list(columns)) for name, columns in TABLES.items()}
    clock.lap("load")
    pupils, enrolments, advices, diplomas = tables.values()
    facts = advice_facts(pupils, enrolments, advices) | step_facts(pupils, enrolments, diplomas)
    facts["vsv"] = young_facts(pupils, enrolments, diplomas)
    clock.lap("facts")
    cells = [(name, grouping, count(fact, grouping)) for name, fact in facts.items() for grouping in GROUPINGS]
    clock.lap("count")
    return lambda: sums_of_cells((i, g, c["school_year"], c["size"], c["sum"]) for i, g, c in cells)


def mapped(codes: pd.Series, spans: dict[str, tuple[int, int]], end: int) -> pd.Series:
    return codes.map({code: span[end] for code, span in spans.items()}).astype("float32")


def advice_facts(pupils: pd.DataFrame, enrolments: pd.DataFrame, advices: pd.DataFrame) -> dict[str, pd.DataFrame]:
    a = advices.merge(pupils, on="pupil")
    for name, spans in (("provisional", ADVICES), ("test", TESTS), ("final", ADVICES)):
        a[f"{name}_low"] = mapped(a[f"{name}_advice"], spans, 0)
        a[f"{name}_high"] = mapped(a[f"{name}_advice"], spans, 1)
    a["final_rank"] = a["final_low"] + a["final_high"]
    under = a[a["final_low"].notna() & a["test_low"].notna()]
    excepted = (under["final_advice"] == "pro") & (under["test_advice"] == "pro/vmbo-bb")
    under = under.assign(x=(under["test_low"] + under["test_high"] > under["final_rank"]) & ~excepted)
    raised = a[a["provisional_low"].notna() & a["test_low"].notna()]
    raised = raised.assign(x=raised["final_rank"] > raised["provisional_low"] + raised["provisional_high"])
    third = enrolments.loc[enrolments["level"].isin(list(RANKED)), [*KEYS, "level"]]
    third = third.assign(school_year=third["school_year"] - 3, high=mapped(third["level"], RANKED, 1))
    position = a[a["final_low"].notna()].merge(third[[*KEYS, "high"]], on=KEYS)
    position["x"] = position["high"] >= position["final_low"]
    return {"onder": under, "bijstelling": raised, "positie": position}


def step_facts(pupils: pd.DataFrame, enrolments: pd.DataFrame, diplomas: pd.DataFrame) -> dict[str, pd.DataFrame]:
    vo = enrolments[enrolments["level"].isin(list(RANKED))]
    vo = vo.assign(low=mapped(vo["level"], RANKED, 0), high=mapped(vo["level"], RANKED, 1))
    later = vo[[*KEYS, "grade", "low", "high"]].assign(school_year=vo["school_year"] - 1)
    passed = diplomas.loc[diplomas["level"].isin(list(RANKED)), KEYS].assign(passed=True)
    step = vo[vo["school_year"] < vo["school_year"].max()].merge(later, on=KEYS, how="left", suffixes=("", "_next"))
    step = step.merge(passed, on=KEYS, how="left").merge(pupils, on="pupil")
    grade, then, passed = step["grade"], step["grade_next"], step["passed"].notna()
    repeated = step[~passed & (grade != 0) & then.notna() & (then != 0)]
    repeated = repeated.assign(x=repeated["grade"] == repeated["grade_next"])
    upper = step["level"].isin(DEPARTMENTS) & (grade >= 3) & (passed | then.notna())
    higher = (step["low_next"] > step["high"]) | ((then > grade) & ~(step["high_next"] < step["low"]))
    return {"zittenblijven": repeated, "bovenbouw": step.assign(x=passed | higher)[upper]}


def young_facts(pupils: pd.DataFrame, enrolments: pd.DataFrame, diplomas: pd.DataFrame) -> pd.DataFrame:
    counted = enrolments["school_year"].between(YOUNG_SINCE, enrolments["school_year"].max() - 1)
    young = enrolments[enrolments["level"].isin(YOUNG) & counted]
    young = young.merge(pupils, on="pupil")
    born = young["birth_month"].str[:4].astype("int16") + (young["birth_month"].str[5:].astype("int8") > 9)
    young = young[(young["school_year"] - born).between(12, 22)]
    later = enrolments[KEYS].assign(school_year=enrolments["school_year"] - 1, stays=True)
    young = young.merge(later, on=KEYS, how="left")
    basic = diplomas.loc[diplomas["level"].isin(BASIC), KEYS].rename(columns={"school_year": "earned"})
    gone = young.loc[young["stays"].isna(), KEYS].merge(basic, on="pupil")
    gone = gone.loc[(gone["school_year"] - gone["earned"]).between(0, 5), KEYS].drop_duplicates()
    young = young.merge(gone.assign(qualified=True), on=KEYS, how="left")
    return young.assign(x=young["stays"].isna() & young["qualified"].isna())


def count(facts: pd.DataFrame, grouping: str) -> pd.DataFrame:
    groups = facts.groupby(["school_year", "location", grouping], observed=True, dropna=False)["x"]
    return groups.agg(["size", "sum"]).reset_index()


if __name__ == "__main__":
    compete(run)
