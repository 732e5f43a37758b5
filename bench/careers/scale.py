"""What the benchmark counts: the six indicators, the six groupings and the sizes. `slice.md` says it in words."""

from __future__ import annotations

from typing import Literal, get_args

from gelijkop.model.levels import levels, test_advices

Size = Literal["s", "m", "l"]
SIZES: dict[Size, int] = dict(zip(get_args(Size), (100_000, 1_000_000, 5_000_000), strict=True))
SEED = 2024

INDICATORS = {
    "onder": "po.advies.onder/A-definitief",
    "bijstelling": "po.advies.bijstelling",
    "positie": "vo.positie.leerjaar3",
    "zittenblijven": "vo.zittenblijven",
    "bovenbouw": "vo.bovenbouwsucces",
    "vsv": "loopbaan.vsv",
}
"""Short name → measure of the catalogue."""

GROUPINGS = (
    "sex",
    "parents_education",
    "income_group",
    "origin",
    "home_language",
    "neighbourhood_poverty",
)
"""Columns of `pupils` to break down by, missing values as a group of their own."""

FIRST, LAST = 2010, 2024
"""School years with enrolments and diplomas."""
FIRST_ADVICE = 2014

TABLES = {
    "pupils": ("pupil", "birth_month", *GROUPINGS),
    "enrolments": ("pupil", "school_year", "location", "level", "grade"),
    "advices": ("pupil", "school_year", "location", "provisional_advice", "test_advice", "final_advice"),
    "diplomas": ("pupil", "school_year", "level"),
}
"""The columns that the slice needs: what every competitor reads."""

RANKED = {code: (v.low, v.high) for code, v in levels().items() if v.low is not None and v.high is not None}
"""Level → lowest and highest rank. All ranked levels but `brugklas` are advices, and all are levels of vo or pro."""
ADVICES = {code: span for code, span in RANKED.items() if levels()[code].advice}
TESTS = {code: (v.low, v.high) for code, v in test_advices().items() if v.low is not None and v.high is not None}
DEPARTMENTS = [code for code in ADVICES if code != "pro"]
"""Levels that have upper years: vmbo, havo and vwo, single or double."""
YOUNG = [code for code, v in levels().items() if v.sector in ("vo", "vavo", "mbo")]
"""Levels that somebody can leave early from."""
YOUNG_SINCE = 2012
"""The first school year of which early leaving is counted, as the definition has it."""
BASIC = ["havo", "vwo", "mbo-2", "mbo-3", "mbo-4", "hbo", "wo"]
"""Diplomas that are a basic qualification."""
