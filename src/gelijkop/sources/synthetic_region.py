"""Generates the made-up region: places, pupils, advices and careers, coded and as the tables of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.model.levels import levels
from gelijkop.model.tables import Type
from gelijkop.sources.synthetic_careers import Careers, Entrants, draw_careers
from gelijkop.sources.synthetic_chances import (
    ADVICES,
    EDUCATION,
    EXEMPT,
    LEVELS,
    ORIGIN,
    POVERTY,
    SEX,
    STATUSES,
    TESTS,
    Chances,
    Flags,
    Floats,
    Ints,
    by,
    chances,
    draw,
)
from gelijkop.sources.synthetic_truth import Truth

LANGUAGES = ("nederlands", "anders")


@dataclass(frozen=True)
class Coded:
    """A column as numbers: places in `words` where it is text, else the values themselves; −1 is missing."""

    codes: Ints
    words: tuple[str, ...] = ()
    type: Type = "text"

    def values(self) -> NDArray[Any]:  # Any: text, number or flag
        """Text as objects with None where missing; numbers and flags masked where missing."""
        if self.type == "text":
            return np.array([*self.words, None], dtype=object)[self.codes]
        plain: NDArray[Any] = self.codes.astype({"int": np.int64, "number": np.float64, "flag": np.bool_}[self.type])
        missing = self.codes < 0
        return np.ma.array(plain, mask=missing) if missing.any() else plain


def _whole(codes: Ints) -> Coded:
    return Coded(codes, type="int")


@dataclass(frozen=True)
class Region:
    """The made-up region; `coded` holds the same as `tables`, smaller. Pupils have numbers such as L0000123."""

    coded: Mapping[str, Mapping[str, Coded]]

    @cached_property
    def tables(self) -> Mapping[str, Mapping[str, NDArray[Any]]]:  # Any: columns of several types
        """Columns by table, in names and codes of the model; the pupil is not yet a pseudonym."""
        return {t: {name: c.values() for name, c in columns.items()} for t, columns in self.coded.items()}

    def __repr__(self) -> str:
        return f"Region({', '.join(self.coded)})"


@dataclass(frozen=True)
class _Pupils:
    cohort: Ints
    municipality: Ints
    poverty: Ints
    education: Ints
    origin: Ints
    neighbourhood: Ints
    school: Ints


@dataclass(frozen=True)
class _Advices:
    provisional: Ints
    test: Ints
    final: Ints
    status: Ints


def generate(truth: Truth, *, rng: np.random.Generator, pupils_per_cohort: int | None = None) -> Region:
    """A region drawn from the truth; the same generator state gives the same region.

    Args:
        truth: what is declared.
        rng: the only source of chance, such as `np.random.default_rng(2024)`.
        pupils_per_cohort: another size than declared.
    """
    c = chances(truth)
    places = _places(truth)
    pupils = _pupils(truth, c, rng, pupils_per_cohort or truth.pupils_per_cohort)
    advices = _advices(truth, c, pupils, rng)
    entrants = Entrants(
        pupils.cohort, pupils.municipality, pupils.poverty, advices.status, advices.final, pupils.school
    )
    careers = draw_careers(truth, c, entrants, _offers(truth), rng=rng)
    numbers = tuple(np.char.mod("L%07d", np.arange(1, len(pupils.cohort) + 1)).tolist())
    locations = places["location"].words
    return Region(
        {
            "pupils": _pupil_table(truth, pupils, numbers, rng),
            "enrolments": _enrolment_table(truth, careers, numbers, locations),
            "advices": _advice_table(truth, pupils, advices, numbers, locations, rng),
            "diplomas": _diploma_table(careers, numbers, locations),
            "participations": _participation_table(truth, careers, numbers),
            "places": places,
        }
    )


def _primary_schools(truth: Truth) -> list[tuple[str, str, str, str]]:
    """BRIN6, name, board and municipality of each primary school."""
    named = [(name, p.board, p.municipality) for p in truth.primaries for name in p.names]
    return [(f"98{ascii_uppercase[i // 26]}{ascii_uppercase[i % 26]}00", *school) for i, school in enumerate(named)]


def _places(truth: Truth) -> Mapping[str, Coded]:
    towns = {m.code: m.name for m in truth.municipalities}
    rows = [(brin, name, "po", board, town, towns[town]) for brin, name, board, town in _primary_schools(truth)]
    rows += [
        (p.location, p.name, p.sector, p.board, p.municipality, p.municipality_name or towns[p.municipality])
        for p in truth.places
    ]
    names = ("location", "name", "sector", "board", "municipality", "municipality_name")
    table = {column: Coded(np.arange(len(rows)), tuple(r[i] for r in rows)) for i, column in enumerate(names)}
    return {**table, "postcode4": _missing(len(rows)), "successor": _missing(len(rows))}


def _missing(n: int) -> Coded:
    return Coded(np.full(n, -1))


def _offers(truth: Truth) -> Floats:
    """Chance of each location by level and municipality, shape (level × municipality, location)."""
    first = len(_primary_schools(truth))
    towns = [m.code for m in truth.municipalities]
    weights = np.zeros((len(LEVELS), len(towns), first + len(truth.places)))
    for i, place in enumerate(truth.places):
        near = [truth.people.own_municipality if place.municipality == town else 1.0 for town in towns]
        for level in place.levels:
            weights[LEVELS.index(level), :, first + i] = near
    total = weights.sum(axis=2, keepdims=True)
    chance: Floats = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return chance.reshape(-1, weights.shape[2])


def _pupils(truth: Truth, c: Chances, rng: np.random.Generator, per_cohort: int) -> _Pupils:
    n = per_cohort * len(truth.cohorts)
    cell = draw(c.people.reshape(1, -1), np.zeros(n, dtype=np.int64), rng)
    town, poverty, education, origin = np.unravel_index(cell, c.people.shape)
    counts = np.array([m.neighbourhoods for m in truth.municipalities])
    before = np.concatenate([[0], np.cumsum(counts)[:-1]]) * len(POVERTY)
    neighbourhood = before[town] + poverty * counts[town] + (rng.random(n) * counts[town]).astype(np.int64)
    return _Pupils(
        cohort=np.repeat(np.array(truth.cohorts), per_cohort),
        municipality=town,
        poverty=poverty,
        education=education,
        origin=origin,
        neighbourhood=neighbourhood,
        school=draw(_school_chances(truth), town * len(POVERTY) + poverty, rng),
    )


def _school_chances(truth: Truth) -> Floats:
    """Chance of each primary school, shape (municipality × poverty, school); each draws on its own neighbourhoods."""
    schools = np.array([town for *_, town in _primary_schools(truth)])
    weights = np.zeros((len(truth.municipalities), len(POVERTY), len(schools)))
    for m, municipality in enumerate(truth.municipalities):
        here = np.flatnonzero(schools == municipality.code)
        kind = np.linspace(-1, 1, len(here))
        weights[m][:, here] = np.exp(by(POVERTY, truth.people.segregation)[:, None] * kind)
    weights /= weights.sum(axis=2, keepdims=True)
    return weights.reshape(-1, len(schools))


def _advices(truth: Truth, c: Chances, pupils: _Pupils, rng: np.random.Generator) -> _Advices:
    n = len(pupils.cohort)
    ability = c.mean_score[pupils.poverty, pupils.education] + rng.normal(0, truth.test.ability_sd, n)
    score = ability + rng.normal(0, truth.test.noise_sd, n)
    cuts = np.array([c.cuts[y] for y in truth.cohorts])[pupils.cohort - truth.first_cohort]
    test = (score[:, None] >= cuts).sum(axis=1)
    test[rng.random(n) < truth.test.exempt] = EXEMPT
    teacher = draw(c.advice, test, rng)
    lowered = rng.random(n) < c.lowered[pupils.poverty, pupils.education]
    provisional = np.where(lowered, c.step_down[teacher], teacher)
    tested = ~np.isin(pupils.cohort, truth.no_test_years)
    eligible = c.eligible[test, provisional] & tested
    rule = (pupils.cohort >= truth.unless_since).astype(np.int64)
    adjusted = eligible & (rng.random(n) < c.adjusted[rule, pupils.poverty, provisional])
    fully = rng.random(n) < truth.adjusted.fully
    raised = np.where(fully, np.append(c.full, 0)[test], c.step_up[provisional])
    status = np.where(adjusted, STATUSES.index("adjusted"), eligible * STATUSES.index("reconsidered"))
    return _Advices(provisional, np.where(tested, test, -1), np.where(adjusted, raised, provisional), status)


def _pupil_table(
    truth: Truth, pupils: _Pupils, numbers: tuple[str, ...], rng: np.random.Generator
) -> Mapping[str, Coded]:
    n = len(pupils.cohort)
    other = rng.random(n) < by(ORIGIN, truth.other_language_by_origin)[pupils.origin]
    income = draw(np.array([truth.income_by_education[e] for e in EDUCATION]), pupils.education, rng) + 1
    abroad = rng.random(n) < truth.people.born_abroad
    born, months = _birth_months(truth, pupils, rng)
    no_place = _lost(truth, "neighbourhood_poverty", n, rng)
    arrival = pupils.cohort - 1 - (rng.random(n) * 10).astype(np.int64)
    return {
        "pupil": Coded(np.arange(n), numbers),
        "birth_month": Coded(born, months),
        "sex": Coded((rng.random(n) >= truth.people.boys).astype(np.int64), SEX),
        "parents_education": Coded(_hide(pupils.education, _lost(truth, "parents_education", n, rng)), EDUCATION),
        "income_group": _whole(_hide(income, _lost(truth, "income_group", n, rng))),
        "origin": Coded(_hide(pupils.origin, _lost(truth, "origin", n, rng)), ORIGIN),
        "home_language": Coded(_hide(other.astype(np.int64), _lost(truth, "home_language", n, rng)), LANGUAGES),
        "arrival_year": _whole(_hide(arrival, ~abroad)),
        "neighbourhood": Coded(_hide(pupils.neighbourhood, no_place), _neighbourhoods(truth)),
        "neighbourhood_poverty": Coded(_hide(pupils.poverty, no_place), POVERTY),
        "postcode4": _missing(n),
    }


def _birth_months(truth: Truth, pupils: _Pupils, rng: np.random.Generator) -> tuple[Ints, tuple[str, ...]]:
    """Months since the first: pupils in group 8 were born from October twelve years before; some a year earlier."""
    n = len(pupils.cohort)
    first = truth.first_cohort - 13
    months = tuple(f"{first + m // 12}-{m % 12 + 1:02d}" for m in range(12 * (len(truth.cohorts) + 2)))
    age_years = (rng.random(n) >= truth.people.born_earlier).astype(np.int64)
    return 12 * (pupils.cohort - truth.first_cohort + age_years) + 9 + (rng.random(n) * 12).astype(np.int64), months


def _neighbourhoods(truth: Truth) -> tuple[str, ...]:
    """Codes in districts 91, 92 and 93 (one a poverty class), which the municipalities do not have."""
    return tuple(
        f"BU{m.code[2:]}9{p + 1}{i + 1:02d}"
        for m in truth.municipalities
        for p in range(len(POVERTY))
        for i in range(m.neighbourhoods)
    )


def _lost(truth: Truth, column: str, n: int, rng: np.random.Generator) -> Flags:
    return rng.random(n) < truth.missing[column]


def _hide(codes: Ints, lost: Flags) -> Ints:
    return np.where(lost, -1, codes)


def _advice_table(
    truth: Truth,
    pupils: _Pupils,
    advices: _Advices,
    numbers: tuple[str, ...],
    locations: tuple[str, ...],
    rng: np.random.Generator,
) -> Mapping[str, Coded]:
    providers = tuple(sorted({p for period in truth.providers for p in period.shares}))
    schools = len(_primary_schools(truth))
    taken = np.array(
        [draw(by(providers, p.shares)[None], np.zeros(schools, dtype=np.int64), rng) for p in truth.providers]
    )
    period = np.searchsorted([p.since for p in truth.providers], pupils.cohort, side="right") - 1
    made = (advices.test >= 0) & (advices.test != EXEMPT)
    return {
        "pupil": Coded(np.arange(len(numbers)), numbers),
        "school_year": _whole(pupils.cohort),
        "location": Coded(pupils.school, locations),
        "provisional_advice": Coded(advices.provisional, ADVICES),
        "test_advice": Coded(advices.test, TESTS),
        "test_provider": Coded(_hide(taken[period, pupils.school], ~made), providers),
        "final_advice": Coded(advices.final, ADVICES),
    }


def _enrolment_table(
    truth: Truth, careers: Careers, numbers: tuple[str, ...], locations: tuple[str, ...]
) -> Mapping[str, Coded]:
    sectors = ("", *(v.sector for v in levels().values()))
    kinds = tuple(dict.fromkeys(sectors))
    sector = np.array([kinds.index(s) for s in sectors])
    codes = tuple(truth.programmes.values())
    programme = np.array([list(truth.programmes).index(v) if v in truth.programmes else -1 for v in LEVELS])
    return {
        "pupil": Coded(careers.pupil, numbers),
        "school_year": _whole(careers.school_year),
        "location": Coded(careers.location, locations),
        "sector": Coded(sector[careers.level], kinds),
        "level": Coded(careers.level, LEVELS),
        "grade": _whole(careers.grade),
        "programme": Coded(programme[careers.level], codes),
    }


def _diploma_table(careers: Careers, numbers: tuple[str, ...], locations: tuple[str, ...]) -> Mapping[str, Coded]:
    row = careers.diploma_row
    return {
        "pupil": Coded(careers.pupil[row], numbers),
        "school_year": _whole(careers.school_year[row]),
        "location": Coded(careers.location[row], locations),
        "level": Coded(careers.level[row], LEVELS),
        "extra_subject": Coded(careers.extra_subject, type="flag"),
    }


def _participation_table(truth: Truth, careers: Careers, numbers: tuple[str, ...]) -> Mapping[str, Coded]:
    row = careers.participation_row
    return {
        "pupil": Coded(careers.pupil[row], numbers),
        "initiative": Coded(np.zeros(len(row), dtype=np.int64), (truth.initiative.code,)),
        "school_year": _whole(careers.school_year[row]),
        "dose": Coded(careers.hours.astype(np.int64), type="number"),
    }
