"""What can be asked of students in mbo, from one school year to the next.

Columns (see `moments`), all whole numbers: the states `prev`, `now` and `next`; `same`: whether the next
school year is in the same institution; the diplomas `diploma0` (this school year) to `diploma5` (five
before); `prior` education; `born` and `year`: the school years, counted from 1900, of birth and of now.
"""

from __future__ import annotations

import narwhals as nw

from gelijkop.catalogue import load
from gelijkop.indicators.blocks import (
    UNSEEN,
    Answer,
    Asked,
    among,
    diploma_among,
    first_true,
    highest_diploma,
    level_of,
)
from gelijkop.indicators.mbo_rules import mbo_levels, priors_expecting
from gelijkop.model.levels import levels


def mbo() -> Asked:
    """Of the students enrolled in mbo, of whom the next school year is known."""
    now, then, prev = level_of("now"), level_of("next"), level_of("prev")
    four, stay = mbo_levels(), among(level_of("next"), mbo_levels()) & (nw.col("same") == 1)
    earned = diploma_among(_diplomas(), four)
    now_4 = nw.col("diploma0") // 2 == four["mbo-4"].number
    in_middle = among(now, {c: four[c] for c in ("mbo-2", "mbo-3")})
    above = {c: v for c, v in four.items() if c != "mbo-1"}
    return Asked(
        {
            "in_entree": among(now, {"mbo-1": four["mbo-1"]}),
            "in_level_2_or_3": in_middle,
            "entree_diploma": nw.col("diploma0") // 2 == four["mbo-1"].number,
            "started": ~among(prev, four) & (nw.col("prev") != UNSEEN),
            "left_institution": ~stay,
            "diplomas_seen": nw.col("diploma0") != UNSEEN,
            "prior_seen": nw.col("prior") != UNSEEN,
            "age_known": nw.col("born") != 0,
            "diploma_this_year": diploma_among(["diploma0"], four),
            "diploma_lately": earned,
            "moved_up": stay & (then > now),
            "left_with_level_4": now_4 & ~among(then, four),
        },
        {
            "then_level_2": Answer(
                ("nee", "uit-beeld", "mbo-2-of-hoger"), (0, 0, 1), first_true(nw.col("next") == 0, among(then, above))
            ),
            "start": Answer(
                ("gestopt", "uit-beeld", "diploma", "in-mbo"),
                (0, 0, 1, 1),
                _after_start(among(then, four)),
            ),
            "diploma_fits": _fits(),
            "then_hbo": Answer(
                ("nee", "uit-beeld", "hbo"),
                (0, 0, 1),
                first_true(nw.col("next") == 0, among(then, {"hbo": levels()["hbo"]})),
            ),
        },
    )


def _diplomas() -> list[str]:
    return [f"diploma{k}" for k in range(int(load("rules/mbo")["years_back"]) + 1)]


def _after_start(still: nw.Expr) -> nw.Expr:
    """In mbo still, else with a diploma, else out of sight, else in other education."""
    place = first_true(still, diploma_among(["diploma0"], mbo_levels()), nw.col("next") == 0)
    return nw.when(place == 0).then(nw.lit(0)).otherwise(4 - place)


def _fits() -> Answer:
    """No diploma, a lower one than the prior education leads to expect, or one as expected or higher."""
    four = mbo_levels()
    highest = highest_diploma(_diplomas(), four)
    older = load("rules/mbo")["older"]
    expected = nw.lit(0)
    for level in range(1, len(four) + 1):
        expected = nw.when(nw.col("prior").is_in(priors_expecting(level))).then(nw.lit(level)).otherwise(expected)
    age = nw.col("year") - nw.col("born")
    expected = nw.when(age >= older["age"]).then(nw.lit(older["expected"])).otherwise(expected)
    fits = highest - (four["mbo-1"].number - 1) >= expected
    number = first_true((highest != 0) & ~fits, highest != 0)
    return Answer(("geen-diploma", "lager", "passend"), (0, 0, 1), number)
