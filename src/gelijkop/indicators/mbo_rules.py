"""Rules of the later career: the level expected in mbo, a basic qualification, ages and limits. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gelijkop.catalogue import load
from gelijkop.model.levels import Level, levels
from gelijkop.model.tables import PRIOR_EDUCATION


@cache
def mbo_levels() -> Mapping[str, Level]:
    """The four levels of mbo, from low to high."""
    return {code: level for code, level in levels().items() if level.sector == "mbo"}


@cache
def basic_qualifications() -> Mapping[str, Level]:
    """The levels whose diploma is a basic qualification (startkwalificatie)."""
    return {code: levels()[code] for code in load("rules/qualification")["basic"]}


@cache
def vmbo_levels() -> Mapping[str, Level]:
    """The levels of vmbo that a diploma can have, from low to high."""
    return {code: level for code, level in levels().items() if code.startswith("vmbo-") and "/" not in code}


def expected_level(prior: str) -> int:
    """The level of mbo that is expected after this prior education, 1 to 4; see `rules/mbo.toml`.

    Raises:
        KeyError: no such prior education.
    """
    return int(load("rules/mbo")["expected"][prior])


def priors_expecting(level: int) -> tuple[int, ...]:
    """The numbers of `prior_education` in the career table after which this level of mbo is expected.

    A prior education that is missing (0) is one that is not known.
    """
    numbered = {0: "onbekend"} | dict(enumerate(PRIOR_EDUCATION, start=1))
    return tuple(number for number, prior in numbered.items() if expected_level(prior) == level)


def lower_years_norm(*, pupils: int, apcg: int, side_entrants: int) -> float:
    """The norm of a school for onderbouwsnelheid, in percent.

    Args:
        pupils: pupils in grades 1 and 2 over the three years.
        apcg: of them, pupils from an area with cumulated poverty.
        side_entrants: of them, pupils who entered from abroad or elsewhere.

    Source: Inspectie van het Onderwijs; `rules/inspectie.toml` tells what is not verified.
    """
    rule = load("rules/inspectie")["lower_years"]
    points = apcg * rule["apcg"] + side_entrants * rule["side_entrant"]
    return float(rule["norm"] + points / pupils)
