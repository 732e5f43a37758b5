"""What can be asked of a chain: from one moment of a career to another, in the classes of `rules/chains`.

Columns (see `moments`): `provisional` and `final`; of clock `advice` the states `year1` and `year3`, of clock
`cohort` the states `after1`, `after3` and `after7`, and the diplomas `diploma4` to `diploma7`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

import narwhals as nw

from gelijkop.catalogue import load
from gelijkop.indicators.blocks import Answer, among, highest_diploma, level_of
from gelijkop.model.levels import advice_levels, levels

Kind = Literal["level", "diploma", "next"]


@cache
def classes(kind: Kind) -> Mapping[str, tuple[str, ...]]:
    """The classes that pupils can be in at a moment and the levels in each; one without levels is for all others."""
    return {entry["code"]: tuple(entry["levels"]) for entry in load("rules/chains")[kind]}


def about_chains() -> Mapping[str, nw.Expr]:
    """Whether the advices are among the classes of a chain."""
    classed = {m: levels()[m] for members in classes("level").values() for m in members if m in advice_levels()}
    return {f"{name}_in_chain": among(nw.col(name), classed) for name in ("provisional", "final")}


def to_grade_3() -> Mapping[str, Answer]:
    """The flows of the chain to the third year after the advice."""
    year1, year3 = _levels(level_of("year1")), _levels(level_of("year3"))
    return {
        "provisional_to_final": _flow(_advices("provisional"), _advices("final")),
        "final_to_year1": _flow(_advices("final"), year1),
        "year1_to_year3": _flow(year1, year3),
        "provisional_to_year3": _flow(_advices("provisional"), year3),
    }


def to_next_education(diplomas: list[str]) -> Mapping[str, Answer]:
    """The flows of the chain to the seventh year after the advice, with the highest of these diplomas on the way."""
    members = {m: levels()[m] for codes in classes("diploma").values() for m in codes}
    year1, year3 = _levels(level_of("after1")), _levels(level_of("after3"))
    diploma = _classed(highest_diploma(diplomas, members), classes("diploma"))
    then = _classed(level_of("after7"), classes("next"))
    return {
        "provisional_to_final": _flow(_advices("provisional"), _advices("final")),
        "final_to_year1": _flow(_advices("final"), year1),
        "year1_to_year3": _flow(year1, year3),
        "year3_to_diploma": _flow(year3, diploma),
        "diploma_to_next": _flow(diploma, then),
        "provisional_to_next": _flow(_advices("provisional"), then),
    }


Moment = tuple[tuple[str, ...], nw.Expr]
"""The classes at a moment and the position of a pupil among them."""


def _advices(name: str) -> Moment:
    """Only for advices that are in one of the classes; see `about_chains`."""
    given = {code: members for code, members in classes("level").items() if set(members) & set(advice_levels())}
    return _classed(nw.col(name), given)


def _levels(number: nw.Expr) -> Moment:
    return _classed(number, classes("level"))


def _classed(number: nw.Expr, of: Mapping[str, tuple[str, ...]]) -> Moment:
    others = [i for i, members in enumerate(of.values()) if not members]
    found = nw.lit(others[0] if others else 0)
    for position, members in enumerate(of.values()):
        if members:
            found = nw.when(among(number, {m: levels()[m] for m in members})).then(nw.lit(position)).otherwise(found)
    return tuple(of), found


def _flow(first: Moment, then: Moment) -> Answer:
    outcomes = tuple(f"{a}>{b}" for a in first[0] for b in then[0])
    return Answer(outcomes, (0.0,) * len(outcomes), first[1] * len(then[0]) + then[1])
