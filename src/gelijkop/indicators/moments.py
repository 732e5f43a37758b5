"""Moments: which pupils a clock looks at in each school year, and which column of the careers says what about them.

A moment is data, so that an engine and plain arrays read the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gelijkop.catalogue import load
from gelijkop.indicators.blocks import UNSEEN
from gelijkop.indicators.rules import vo_levels
from gelijkop.indicators.vocabulary import Clock
from gelijkop.model.careers import Careers
from gelijkop.model.levels import GRADES, Level, levels
from gelijkop.model.optional import FIRST_BIRTH, OPTIONAL
from gelijkop.model.tables import REGISTER

_NEEDS = {o.name: o for o in OPTIONAL}
_LOB = tuple(o.name for o in OPTIONAL if o.table == "lob")


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

    `advice` and `cohort`: the school year of the advice, the latter where the diplomas six years later are
    known. `third`: each school year in grade 3. `step`, `mbo`, `young` and `special`: each school year in
    vo, in mbo, in one of vo, vavo and mbo, and in one of pro, vso and isk, of which the next is known too.
    `diploma`: each vo diploma of which the next school year is known. `enrolled`: each school year.
    `sixteen`: each school year after primary school of which the fifth after it is known. `register`: each
    school year in the register. What is not known in a school year is UNSEEN, so that careers that still
    go on are not taken for careers that ended.
    """
    for k in range(careers.years):
        moment = _BUILD[clock](_Year(careers, careers.base + k))
        if moment is not None:
            yield moment


@dataclass(frozen=True)
class _Year:
    """A school year of the careers: what lies so many school years after it, as a column or as not seen."""

    careers: Careers
    year: int

    @property
    def k(self) -> int:
        return self.year - self.careers.base

    def enrolments(self, *after: int) -> bool:
        return all(self.year + a in self.careers.enrolment_years for a in after)

    def state(self, after: int = 0) -> str | int:
        return f"s{self.k + after}" if self.enrolments(after) else UNSEEN

    def diploma(self, after: int = 0) -> str | int:
        return f"d{self.k + after}" if self.year + after in self.careers.diploma_years else UNSEEN

    def same(self, after: int = 0) -> str | int:
        return f"same{self.k + after}" if self.enrolments(after, after - 1) else 0

    def optional(self, name: str, after: int = 0) -> str | int:
        one = _NEEDS[name]
        if one.need not in self.careers.known:
            return UNSEEN
        if not one.yearly:
            return name
        return f"{name}_{self.k + after}" if self.year + after in self.careers.known[one.need] else UNSEEN

    def born(self) -> str | int:
        """Without birth months nobody's is known."""
        return "born" if "pupils.birth_month" in self.careers.known else 0

    def moment(self, clock: Clock, column: str, values: tuple[int, ...], **given: str | int) -> Moment:
        return Moment(clock, self.year, column, values, f"l{self.k}", {"test": "test", **given})


def _advice(y: _Year) -> Moment:
    names = ("exemption", "reading", "language", "mathematics")
    given: dict[str, str | int] = {"test": "test", "provisional": "provisional", "final": "final"}
    given |= {"year1": y.state(1), "year3": y.state(3)} | {name: y.optional(name) for name in names}
    return Moment("advice", y.year, "advice_year", (y.year,), "advice_place", given)


def _cohort(y: _Year) -> Moment | None:
    rule = load("rules/qualification")
    if y.diploma(max(rule["nominal"].values())) == UNSEEN:
        return None
    given: dict[str, str | int] = {"test": "test", "provisional": "provisional", "final": "final"}
    given |= {"after1": y.state(1), "after3": y.state(3), "after7": y.state(rule["diploma"]["last"])}
    given |= {f"diploma{k}": y.diploma(k) for k in range(rule["diploma"]["first"], rule["diploma"]["last"] + 1)}
    return Moment("cohort", y.year, "advice_year", (y.year,), "advice_place", given)


def _third(y: _Year) -> Moment | None:
    if not y.enrolments(0):
        return None
    return y.moment(
        "third", f"s{y.k}", _states(vo_levels(), (3,)), provisional="provisional", final="final",
        now=y.state(), back1=y.state(-1), back2=y.state(-2), same0=y.same(), same1=y.same(-1),
    )  # fmt: skip


def _step(y: _Year) -> Moment | None:
    if not y.enrolments(0, 1):
        return None
    return y.moment("step", f"s{y.k}", _states(vo_levels()), now=y.state(), next=y.state(1), diploma=y.diploma())


def _diploma(y: _Year) -> Moment | None:
    if y.diploma() == UNSEEN or not y.enrolments(1):
        return None
    return y.moment("diploma", f"d{y.k}", _vo_diplomas(), diploma=y.diploma(), next=y.state(1))


def _enrolled(y: _Year) -> Moment | None:
    if not y.enrolments(0):
        return None
    given = {name: y.optional(name) for name in ("extra", "absence", *_LOB)}
    return y.moment("enrolled", f"s{y.k}", _states(levels()), now=y.state(), diploma=y.diploma(), **given)


def _mbo(y: _Year) -> Moment | None:
    if not y.enrolments(0, 1):
        return None
    back = {f"diploma{k}": y.diploma(-k) for k in range(int(load("rules/mbo")["years_back"]) + 1)}
    return y.moment(
        "mbo", f"s{y.k}", _states(_of("mbo")), prev=y.state(-1), now=y.state(), next=y.state(1), same=y.same(1),
        prior=y.optional("prior"), born=y.born(), year=y.year - FIRST_BIRTH, **back,
    )  # fmt: skip


def _special(y: _Year) -> Moment | None:
    if not y.enrolments(0, 1):
        return None
    places = {f"place{k}": y.optional("destination", k) for k in (1, 2, 3)}
    return y.moment(
        "special", f"s{y.k}", _states(_of("pro", "vso", "isk")), now=y.state(), next=y.state(1), next2=y.state(2),
        next3=y.state(3), **places,
    )  # fmt: skip


def _young(y: _Year) -> Moment | None:
    if not y.enrolments(0, 1):
        return None
    back = {f"diploma{k}": y.diploma(-k) for k in range(6)}
    return y.moment(
        "young", f"s{y.k}", _states(_of("vo", "vavo", "mbo")), now=y.state(), next=y.state(1),
        place1=y.optional("destination", 1), born=y.born(), year=y.year - FIRST_BIRTH, **back,
    )  # fmt: skip


def _sixteen(y: _Year) -> Moment | None:
    if not y.enrolments(0, 5):
        return None
    later = {f"diploma{k}": y.diploma(k) for k in range(6)} | {f"after{k}": y.state(k) for k in (5, 6)}
    values = _states(_of("vo", "pro", "vso", "isk", "vavo", "mbo"))
    return y.moment("sixteen", f"s{y.k}", values, born=y.born(), year=y.year - FIRST_BIRTH, **later)


def _register(y: _Year) -> Moment | None:
    column = y.optional("register")
    if not isinstance(column, str):
        return None
    values = tuple(range(1, 1 + len(REGISTER.column("status").codes)))
    return Moment("register", y.year, column, values, f"municipality_{y.k}", {"test": "test", "register": column})


_BUILD: Mapping[Clock, Callable[[_Year], Moment | None]] = {
    "advice": _advice,
    "cohort": _cohort,
    "third": _third,
    "step": _step,
    "diploma": _diploma,
    "enrolled": _enrolled,
    "mbo": _mbo,
    "special": _special,
    "young": _young,
    "sixteen": _sixteen,
    "register": _register,
}


def _of(*sectors: str) -> Mapping[str, Level]:
    return {code: level for code, level in levels().items() if level.sector in sectors}


def _states(members: Mapping[str, Level], grades: tuple[int, ...] = tuple(range(GRADES))) -> tuple[int, ...]:
    return tuple(GRADES * level.number + grade for level in members.values() for grade in grades)


def _vo_diplomas() -> tuple[int, ...]:
    return tuple(2 * level.number + extra for level in vo_levels().values() for extra in (0, 1))
