"""pandas as an analyst writes it: read, merge, a table of facts per indicator, one groupby per grouping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from bench.careers.clock import Clock, Sums, compete, sums_of_cells
from bench.careers.scale import ADVICES, GROUPINGS, RANKED, TABLES, TESTS

KEYS = ["pupil", "school_year"]


def read(folder: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_parquet(folder, columns=columns)


def run(data: Path, clock: Clock, read: Callable[[Path, list[str]], pd.DataFrame] = read) -> Callable[[], Sums]:
    tables = {name: read(data / name, list(columns)) for name, columns in TABLES.items()}
    clock.lap("load")
    pupils, enrolments, advices, diplomas = tables.values()
    facts = advice_facts(pupils, enrolments, advices) | step_facts(pupils, enrolments, diplomas)
    facts["gt_havo"] = diploma_facts(pupils, enrolments, diplomas)
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
    later = vo[[*KEYS, "level", "grade"]].assign(school_year=vo["school_year"] - 1)
    step = vo.merge(later, on=KEYS, suffixes=("", "_next"))
    step = step.merge(diplomas[KEYS], on=KEYS, how="left", indicator=True)
    step = step[step["_merge"] == "left_only"].merge(pupils, on="pupil")
    repeated = step[(step["grade"] != 0) & (step["grade_next"] != 0)]
    repeated = repeated.assign(x=repeated["grade"] == repeated["grade_next"])
    lower = mapped(step["level_next"], RANKED, 1) < mapped(step["level"], RANKED, 0)
    return {"zittenblijven": repeated, "afstroom": step.assign(x=lower)}


def diploma_facts(pupils: pd.DataFrame, enrolments: pd.DataFrame, diplomas: pd.DataFrame) -> pd.DataFrame:
    last = enrolments["school_year"].max()
    gt = diplomas[(diplomas["level"] == "vmbo-gt") & (diplomas["school_year"] < last)]
    havo = enrolments.loc[(enrolments["level"] == "havo") & enrolments["grade"].isin([0, 4, 5]), KEYS]
    havo = havo.assign(school_year=havo["school_year"] - 1, x=True)
    found = gt.merge(havo, on=KEYS, how="left").merge(pupils, on="pupil")
    return found.assign(x=found["x"].notna())


def count(facts: pd.DataFrame, grouping: str) -> pd.DataFrame:
    groups = facts.groupby(["school_year", "location", grouping], observed=True, dropna=False)["x"]
    return groups.agg(["size", "sum"]).reset_index()


if __name__ == "__main__":
    compete(run)
