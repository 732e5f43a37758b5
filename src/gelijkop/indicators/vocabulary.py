"""The closed vocabulary of definitions: every condition and answer that a definition can name, by clock.

The columns that they read (see `moments`), all whole numbers. Clock `advice`: `provisional`, `test`,
`final`, and the states `year1` and `year3`, one and three school years after the advice. Clock `step`:
the states `now` and `next` and the `diploma` of the first school year. Clock `diploma`: `diploma` and `next`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import narwhals as nw

from gelijkop.indicators import rules
from gelijkop.indicators.blocks import UNSEEN, among, class_of, count_true, grade_of, level_of, paired
from gelijkop.model.levels import levels, state

Clock = Literal["advice", "step", "diploma"]
CLOCKS: tuple[Clock, ...] = get_args(Clock)
LAST_GRADE_WITHOUT_EXAM = 3


@dataclass(frozen=True)
class Answer:
    """Something with several outcomes; `number` gives the number of the outcome (0, 1, …), `scores` what each is worth.

    All-zero scores: the answer is a distribution and has no mean.
    """

    outcomes: tuple[str, ...]
    scores: tuple[float, ...]
    number: nw.Expr


@cache
def conditions(clock: Clock) -> Mapping[str, nw.Expr]:
    """Everything that a population can ask of a pupil, and that can be counted as yes or no."""
    return {"advice": _advice_conditions, "step": _step_conditions, "diploma": _diploma_conditions}[clock]()


@cache
def answers(clock: Clock) -> Mapping[str, Answer]:
    """Everything that an indicator can count: each condition as no or yes, and what has more outcomes."""
    yes_no = {
        name: Answer(("nee", "ja"), (0, 1), count_true(condition)) for name, condition in conditions(clock).items()
    }
    return yes_no | {"advice": _advice_answers, "step": _step_answers, "diploma": dict[str, Answer]}[clock]()


def _advice_conditions() -> dict[str, nw.Expr]:
    provisional, final, test = nw.col("provisional"), nw.col("final"), nw.col("test")
    ranked, tests = rules.ranked_advices(), rules.ranked_tests()
    classed = {m: levels()[m] for members in rules.classes().values() for m in members}
    raised = paired(provisional, final, ranked, ranked, rules.raised) == 1
    return {
        "provisional_ranked": among(provisional, ranked),
        "final_ranked": among(final, ranked),
        "test_ranked": among(test, tests),
        "test_above_provisional": paired(provisional, test, ranked, tests, rules.test_above) == 1,
        "raised": raised,
        "final_classed": among(final, classed),
        "year1_seen": nw.col("year1") != UNSEEN,
        "year3_seen": nw.col("year3") != UNSEEN,
        "year3_in_vo": among(level_of("year3"), rules.vo_levels()),
    }


def _advice_answers() -> dict[str, Answer]:
    found = {
        "raised_how_far": _raised_how_far(),
        "final_then_year1": _flow(class_of(nw.col("final")), class_of(level_of("year1")), rules.advice_classes()),
        "year1_then_year3": _flow(class_of(level_of("year1")), class_of(level_of("year3")), tuple(rules.classes())),
        "year3_from_final": _position(rules.position),
        "year3_from_final_vensters": _position(rules.position_vensters),
    }
    for advice in ("provisional", "final"):
        found[f"{advice}_match_legal"] = _match(advice, rules.match_legal)
        found[f"{advice}_match_kansenkaart"] = _match(advice, rules.match_kansenkaart)
        found[f"{advice}_gap"] = _gap(advice)
    return found


def _match(advice: str, rule: rules.Match) -> Answer:
    number = paired(nw.col(advice), nw.col("test"), rules.ranked_advices(), rules.ranked_tests(), rule)
    return Answer(("onder", "passend", "over"), (0, 1, 0), number)


def _gap(advice: str) -> Answer:
    scores = rules.gaps()
    number = paired(
        nw.col(advice),
        nw.col("test"),
        rules.ranked_advices(),
        rules.ranked_tests(),
        lambda a, t: scores.index(rules.gap(a, t)),
    )
    return Answer(tuple(f"{score:g}" for score in scores), scores, number)


def _raised_how_far() -> Answer:
    """Not adjusted, adjusted in part, or up to the highest level that the test points at."""
    raised = conditions("advice")["raised"]
    full = paired(nw.col("final"), nw.col("test"), rules.ranked_advices(), rules.ranked_tests(), rules.covers) == 1
    return Answer(("niet", "deels", "volledig"), (0, 1, 1), count_true(raised, raised & full))


def _position(rule: rules.Position) -> Answer:
    number = paired(nw.col("final"), level_of("year3"), rules.ranked_advices(), rules.vo_levels(), rule)
    return Answer(("onder", "op", "boven"), (0, 1, 1), number)


def _flow(first: nw.Expr, then: nw.Expr, firsts: tuple[str, ...]) -> Answer:
    thens = tuple(rules.classes())
    outcomes = tuple(f"{a}>{b}" for a in firsts for b in thens)
    return Answer(outcomes, (0.0,) * len(outcomes), first * len(thens) + then)


def _step_conditions() -> dict[str, nw.Expr]:
    now, then, diploma = level_of("now"), level_of("next"), nw.col("diploma")
    vo = rules.vo_levels()
    return {
        "next_in_vo": among(then, vo),
        "grades_known": (grade_of("now") != 0) & (grade_of("next") != 0),
        # Without diplomas of this school year nobody knows who passed an exam, except where there is none yet.
        "no_diploma": (diploma == 0)
        | ((diploma == UNSEEN) & (grade_of("now") != 0) & (grade_of("now") <= LAST_GRADE_WITHOUT_EXAM)),
        "held_back": grade_of("now") == grade_of("next"),
        "moved_up": paired(now, then, vo, vo, rules.moved_up) == 1,
        "moved_up_half_step": paired(now, then, vo, vo, rules.moved_up_half_step) == 1,
        "moved_down": paired(now, then, vo, vo, rules.moved_down) == 1,
        "moved_down_half_step": paired(now, then, vo, vo, rules.moved_down_half_step) == 1,
    }


def _step_answers() -> dict[str, Answer]:
    ask = conditions("step")
    return {
        "study_problems": Answer(("geen", "een", "beide"), (0, 1, 2), count_true(ask["held_back"], ask["moved_down"]))
    }


def _diploma_conditions() -> dict[str, nw.Expr]:
    diploma, then = nw.col("diploma"), nw.col("next")
    gt, havo = levels()["vmbo-gt"].number, levels()["havo"].number
    return {
        "diploma_gt": diploma // 2 == gt,
        "diploma_gt_extra_subject": diploma == 2 * gt + 1,
        "diploma_havo": diploma // 2 == havo,
        # Grade 4 as the law has it, 5 as it seldom happens, and 0 where the grade is not known.
        "next_havo": then.is_in([state("havo", grade) for grade in (4, 5, 0)]),
        "next_vwo": then.is_in([state("vwo", grade) for grade in (5, 6, 0)]),
    }
