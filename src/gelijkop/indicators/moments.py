"""Moments: which pupils a clock looks at in each school year, and which column of the careers says what about them.

A moment is data, so that an engine and plain arrays read the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gelijkop.indicators.blocks import UNSEEN
from gelijkop.indicators.rules import vo_levels
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.careers import Careers
from gelijkop.model.levels import GRADES


@dataclass(frozen=True)
class Moment:
    """The pupils of one clock in one school year: those whose `column` holds one of `values`.

    `place` is the column of their location. `given` says for each name of the vocabulary which column
    holds it, or the number that it is for everybody. The test advice is always given.
    """

    clock: Clock
    school_year: int
    column: str
    values: tuple[int, ...]
    place: str
    given: Mapping[str, str | int]


def moments(careers: Careers, clock: Clock) -> Iterator[Moment]:
    """The moments of a clock in order of school year.

    Clock `advice`: the school year of the advice. `step`: each school year in vo of which the next is known
    too. `diploma`: each vo diploma of which the next school year is known.
    """
    for year in range(careers.base, careers.base + careers.years):
        moment = _BUILD[clock](careers, year)
        if moment is not None:
            yield moment


def _advice(careers: Careers, year: int) -> Moment:
    given = {
        "test": "test",
        "provisional": "provisional",
        "final": "final",
        "year1": _state(careers, year + 1),
        "year3": _state(careers, year + 3),
    }
    return Moment("advice", year, "advice_year", (year,), "advice_place", given)


def _step(careers: Careers, year: int) -> Moment | None:
    if not {year, year + 1} <= set(careers.enrolment_years):
        return None
    k = year - careers.base
    given = {
        "test": "test",
        "now": _state(careers, year),
        "next": _state(careers, year + 1),
        "diploma": f"d{k}" if year in careers.diploma_years else UNSEEN,
    }
    return Moment("step", year, f"s{k}", _vo_states(), f"l{k}", given)


def _diploma(careers: Careers, year: int) -> Moment | None:
    if year not in careers.diploma_years or year + 1 not in careers.enrolment_years:
        return None
    k = year - careers.base
    given = {"test": "test", "diploma": f"d{k}", "next": _state(careers, year + 1)}
    return Moment("diploma", year, f"d{k}", _vo_diplomas(), f"l{k}", given)


_BUILD: Mapping[Clock, Callable[[Careers, int], Moment | None]] = {
    "advice": _advice,
    "step": _step,
    "diploma": _diploma,
}


def _state(careers: Careers, year: int) -> str | int:
    return f"s{year - careers.base}" if year in careers.enrolment_years else UNSEEN


def _vo_states() -> tuple[int, ...]:
    return tuple(GRADES * level.number + grade for level in vo_levels().values() for grade in range(GRADES))


def _vo_diplomas() -> tuple[int, ...]:
    return tuple(2 * level.number + extra for level in vo_levels().values() for extra in (0, 1))
