"""What can be asked of pupils in school: from one school year to the next, after a diploma, and in one school year.

Columns (see `moments`), all whole numbers. Clock `step`: the states `now` and `next` and the `diploma` of
the first school year. `diploma`: `diploma` and `next`. `enrolled`: `now`, `diploma` and the optional
columns `extra`, `absence`, `activities`, `conversations` and the competences of career guidance.
"""

from __future__ import annotations

import narwhals as nw

from gelijkop.catalogue import load
from gelijkop.indicators import rules
from gelijkop.indicators.blocks import (
    UNSEEN,
    Answer,
    Asked,
    among,
    class_of,
    count_true,
    first_true,
    grade_of,
    known_in,
    level_of,
    paired,
)
from gelijkop.indicators.mbo_rules import mbo_levels, vmbo_levels
from gelijkop.model.levels import levels, state

LAST_GRADE_WITHOUT_EXAM = 3
COMPETENCES = ("qualities", "motives", "exploration", "direction", "network")
SIXTH = "barriers"
NO, YES = 1, 2  # what a flag is in the career table


def step() -> Asked:
    """Of the pupils in secondary education, from this school year to the next."""
    now, then, diploma = level_of("now"), level_of("next"), nw.col("diploma")
    vo = rules.vo_levels()
    grade, later = grade_of("now"), grade_of("next")
    departments = {code: level for code, level in rules.ranked_levels().items() if code != "pro"}
    single = {code: level for code, level in departments.items() if level.low == level.high}
    no_exam = (grade != 0) & (grade <= LAST_GRADE_WITHOUT_EXAM)
    conditions = {
        "next_in_vo": among(then, vo),
        "grades_known": (grade != 0) & (later != 0),
        # Without diplomas of this school year nobody knows who passed an exam, except where there is none yet.
        "no_diploma": (diploma == 0) | ((diploma == UNSEEN) & no_exam),
        "exams_known": (diploma != UNSEEN) | no_exam,
        "diploma_or_next_in_vo": among(diploma // 2, vo) | among(then, vo),
        "grade_1_or_2": (grade == 1) | (grade == 2),
        "grade_3_or_higher": grade >= LAST_GRADE_WITHOUT_EXAM,
        "in_department": among(now, departments),
        "next_grade": later > grade,
        "held_back": grade == later,
        "moved_up": paired(now, then, vo, vo, rules.moved_up) == 1,
        "moved_up_half_step": paired(now, then, vo, vo, rules.moved_up_half_step) == 1,
        "moved_down": paired(now, then, vo, vo, rules.moved_down) == 1,
        "moved_down_half_step": paired(now, then, vo, vo, rules.moved_down_half_step) == 1,
    }
    conditions |= {f"in_{code.replace('-', '_')}": among(now, {code: level}) for code, level in single.items()}
    up, down = conditions["moved_up"], conditions["moved_down"]
    success = first_true(among(diploma // 2, vo), up, conditions["next_grade"] & (grade != 0) & ~down)
    return Asked(
        conditions,
        {
            "study_problems": Answer(("geen", "een", "beide"), (0, 1, 2), count_true(conditions["held_back"], down)),
            "upper_years": Answer(("geen-succes", "diploma", "hoger-niveau", "hoger-leerjaar"), (0, 1, 1, 1), success),
            "net_move": _net(up, down),
            "net_move_half_step": _net(conditions["moved_up_half_step"], conditions["moved_down_half_step"]),
        },
    )


def diploma() -> Asked:
    """Of the pupils who got a diploma of secondary education."""
    earned, then = nw.col("diploma"), nw.col("next")
    gt, havo = levels()["vmbo-gt"].number, levels()["havo"].number
    vo = {**rules.vo_levels(), "vavo": levels()["vavo"]}
    mbo = [among(level_of("next"), {code: level}) for code, level in mbo_levels().items()]
    after = first_true(then == 0, *mbo, among(level_of("next"), vo))
    return Asked(
        {
            "diploma_gt": earned // 2 == gt,
            "diploma_gt_extra_subject": earned == 2 * gt + 1,
            "diploma_havo": earned // 2 == havo,
            "diploma_vmbo": among(earned // 2, vmbo_levels()),
            # Grade 4 as the law has it, 5 as it seldom happens, and 0 where the grade is not known.
            "next_havo": then.is_in([state("havo", grade) for grade in (4, 5, 0)]),
            "next_vwo": then.is_in([state("vwo", grade) for grade in (5, 6, 0)]),
        },
        {"then_mbo": Answer(("elders", "uit-beeld", *mbo_levels(), "vo"), (0, 0, 1, 1, 1, 1, 0), after)},
    )


def enrolled() -> Asked:
    """Of everybody who is enrolled in a school year."""
    now, earned, extra = nw.col("now"), nw.col("diploma"), nw.col("extra")
    gt = levels()["vmbo-gt"].number
    guidance = load("rules/qualification")["guidance"]
    conditions = {
        "in_primary": among(level_of("now"), {"bo": levels()["bo"]}),
        "in_secondary": among(level_of("now"), rules.vo_levels()),
        "in_grade_1": grade_of("now") == 1,
        "gt_in_grade_4": now == state("vmbo-gt", 4),
        "extra_known": extra.is_in([NO, YES]),
        "takes_extra": extra == YES,
        "diploma_gt": earned // 2 == gt,
        "diploma_gt_extra_subject": earned == 2 * gt + 1,
        "absence_reported": nw.col("absence") != UNSEEN,
        "competences_known": _all_known(COMPETENCES),
        "sixth_known": _all_known((*COMPETENCES, SIXTH)),
    }
    for name in ("activities", "conversations"):
        conditions[f"{name}_known"] = known_in(name)
        # The career table holds 1 + the number, so that 0 is left for not known.
        conditions |= {f"{name}_{k}_or_more": known_in(name) & (nw.col(name) > k) for k in guidance[name]}
    return Asked(
        conditions,
        {
            "there": Answer(("leerling",), (0,), nw.lit(0)),
            "class": _class(),
            "hours_absent": _hours(),
            "competences": _competences(COMPETENCES),
            "competences_and_barriers": _competences((*COMPETENCES, SIXTH)),
        },
    )


def _class() -> Answer:
    """The coarse class of the level; nobody in secondary education is elsewhere, the last of them."""
    *classes, _ = rules.classes()
    return Answer(tuple(classes), (0,) * len(classes), class_of(level_of("now")))


def _net(up: nw.Expr, down: nw.Expr) -> Answer:
    """Down, neither or up."""
    return Answer(("omlaag", "gelijk", "omhoog"), (-1, 0, 1), 1 + count_true(up) - count_true(down))


def _all_known(columns: tuple[str, ...]) -> nw.Expr:
    known = known_in(columns[0])
    for column in columns[1:]:
        known = known & known_in(column)
    return known


def _hours() -> Answer:
    """No report, fewer hours than the limit, just as many, or more; the column holds 1 + the hours."""
    limit = int(load("rules/qualification")["absence"]["hours"])
    hours = nw.col("absence")
    number = first_true((hours > 0) & (hours <= limit), hours == limit + 1, hours > limit + 1)
    return Answer(("geen-melding", "onder-grens", "op-grens", "boven-grens"), (0, 0, 1, 1), number)


def _competences(columns: tuple[str, ...]) -> Answer:
    """How many of the competences a pupil worked on."""
    counts = range(len(columns) + 1)
    number = count_true(*(nw.col(c) == YES for c in columns))
    return Answer(tuple(str(n) for n in counts), tuple(float(n) for n in counts), number)
