"""The closed vocabulary of definitions: every condition and answer that a definition can name, by clock.

A clock is a kind of moment at which a pupil is counted; `moments` says which pupils and which columns,
and the module of each clock says what can be asked of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Literal, get_args

import narwhals as nw

from gelijkop.indicators import asked_later, asked_of_advices, asked_of_mbo, asked_of_schools
from gelijkop.indicators.blocks import Answer, Asked, count_true

Clock = Literal[
    "advice", "step", "diploma", "third", "enrolled", "cohort", "mbo", "young", "sixteen", "special", "register"
]
CLOCKS: tuple[Clock, ...] = get_args(Clock)
_ASKED: Mapping[Clock, Callable[[], Asked]] = {
    "advice": asked_of_advices.advice,
    "cohort": asked_of_advices.cohort,
    "third": asked_of_advices.third,
    "step": asked_of_schools.step,
    "diploma": asked_of_schools.diploma,
    "enrolled": asked_of_schools.enrolled,
    "mbo": asked_of_mbo.mbo,
    "special": asked_later.special,
    "young": asked_later.young,
    "sixteen": asked_later.sixteen,
    "register": asked_later.register,
}


@cache
def _asked(clock: Clock) -> Asked:
    return _ASKED[clock]()


def conditions(clock: Clock) -> Mapping[str, nw.Expr]:
    """Everything that a population can ask of a pupil, and that can be counted as yes or no."""
    return _asked(clock).conditions


@cache
def answers(clock: Clock) -> Mapping[str, Answer]:
    """Everything that an indicator can count: each condition as no or yes, and what has more outcomes."""
    yes_no = {
        name: Answer(("nee", "ja"), (0, 1), count_true(condition)) for name, condition in conditions(clock).items()
    }
    return yes_no | dict(_asked(clock).answers)
