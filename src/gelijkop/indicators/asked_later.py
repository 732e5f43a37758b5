"""What can be asked of leavers, of young people later, and of a municipal register.

Columns (see `moments`), all whole numbers. Clock `special`: the states `now`, `next`, `next2` and `next3`
and the destinations `place1`, `place2` and `place3` in those next school years. `young`: `now`, `next`,
`place1`, the diplomas `diploma0` (this school year) to `diploma5` (five before), `born` and `year`: the
school years, from 1900, of birth and of now. `sixteen`: `born`, `year`, the diplomas `diploma0` to
`diploma5` of this and the next five school years, and the states `after5` and `after6`. `register`: `register`.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from gelijkop.catalogue import load
from gelijkop.indicators.blocks import (
    UNSEEN,
    Answer,
    Asked,
    among,
    any_of,
    count_true,
    diploma_among,
    first_true,
    known_in,
    level_of,
    seen,
)
from gelijkop.indicators.mbo_rules import basic_qualifications, mbo_levels
from gelijkop.model.levels import Level, levels
from gelijkop.model.tables import DESTINATIONS, REGISTER

_PLACES = {code: i for i, code in enumerate(DESTINATIONS.column("destination").codes, start=1)}
_OUTSIDE_EDUCATION = ("geen", "dagbesteding", "werk")


def _of(*sectors: str) -> Mapping[str, Level]:
    return {code: level for code, level in levels().items() if level.sector in sectors}


def _is(column: str, *codes: str) -> nw.Expr:
    """Whether a destination is one of these."""
    return nw.col(column).is_in([_PLACES[code] for code in codes])


def special() -> Asked:
    """Of the pupils in practical, special secondary and newcomers' education, of whom the next year is known."""
    then = level_of("next")
    placed = [
        any_of([known_in(state), _is(place, "dagbesteding", "werk", "onderwijs")])
        for state, place in (("next", "place1"), ("next2", "place2"), ("next3", "place3"))
    ]
    mbo = mbo_levels()
    higher = {code: level for code, level in _of("mbo", "ho").items() if code != "mbo-1"}
    went = first_true(
        (nw.col("next") == 0) & _is("place1", "geen"),
        (nw.col("next") == 0) & _is("place1", "dagbesteding"),
        (nw.col("next") == 0) & _is("place1", "werk"),
        ((nw.col("next") == 0) & _is("place1", "onderwijs")) | among(then, _of("po", "sbo", "so")),
        among(then, _of("pro", "vso", "isk")),
        among(then, _of("vo", "vavo")),
        among(then, {"mbo-1": mbo["mbo-1"]}),
        among(then, higher),
    )
    return Asked(
        {
            "left": level_of("now") != then,
            "from_pro": among(level_of("now"), _of("pro")),
            "from_vso": among(level_of("now"), _of("vso")),
            "from_isk": among(level_of("now"), _of("isk")),
            "placed": placed[0],
            "second_year_seen": (nw.col("next2") != UNSEEN) & (nw.col("place2") != UNSEEN),
            "third_year_seen": (nw.col("next3") != UNSEEN) & (nw.col("place3") != UNSEEN),
        },
        {
            "went_to": Answer(
                ("uit-beeld", "geen-plaats", "dagbesteding", "werk", "onderwijs-elders", "pro-vso-isk", "vo", "mbo-1",
                 "mbo-2-of-hoger"),
                (0, 0, 0, 0, 0, 0, 0, 1, 1), went,
            ),
            "placed_second_year": _still(placed[1], "place2"),
            "placed_third_year": _still(placed[2], "place3"),
        },
    )  # fmt: skip


def young() -> Asked:
    """Of the pupils in secondary education, vavo and mbo, of whom the next school year is known."""
    rule = load("rules/qualification")["early_leaving"]
    age = nw.col("year") - nw.col("born")
    gone = (nw.col("next") == 0) & ~_is("place1", "onderwijs")
    qualified = diploma_among([f"diploma{k}" for k in range(6)], basic_qualifications())
    left = first_true(gone & qualified, gone & _is("place1", *_OUTSIDE_EDUCATION), gone)
    return Asked(
        {
            "age_12_to_22": (nw.col("born") != 0) & (age >= rule["from_age"]) & (age <= rule["to_age"]),
            "diplomas_seen": nw.col("diploma0") != UNSEEN,
        },
        {
            "left_early": Answer(
                ("in-onderwijs", "gekwalificeerd", "buiten-onderwijs", "uit-beeld"), (0, 0, 1, 1), left
            ),
        },
    )


def sixteen() -> Asked:
    """Of everybody enrolled after primary school, five and six school years later."""
    basic = basic_qualifications()
    years = {"21": [f"diploma{k}" for k in range(5)], "22": [f"diploma{k}" for k in range(6)]}
    state = {"21": "after5", "22": "after6"}
    conditions = {f"seen_until_{age}": seen([*columns, state[age]]) for age, columns in years.items()}
    return Asked(
        {"age_16": (nw.col("born") != 0) & (nw.col("year") - nw.col("born") == 16), **conditions},
        {
            f"qualified_at_{age}": Answer(
                ("uit-beeld", "bezig", "ja"),
                (0, 0, 1),
                nw.when(diploma_among(columns, basic)).then(nw.lit(2)).otherwise(count_true(nw.col(state[age]) != 0)),
            )
            for age, columns in years.items()
        },
    )


def register() -> Asked:
    """Of the children in a register of compulsory education."""
    codes = REGISTER.column("status").codes
    return Asked(
        {"registered": nw.col("register") != 0},
        {"status": Answer(codes, (0, 0, 1), nw.col("register") - 1)},
    )


def _still(placed: nw.Expr, place: str) -> Answer:
    return Answer(("uit-beeld", "geen-plaats", "plaats"), (0, 0, 1), first_true(_is(place, "geen") & ~placed, placed))
