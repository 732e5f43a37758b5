"""Draws school careers year by year: where every made-up pupil is, at which level and grade, and with which diploma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gelijkop.sources.synthetic_chances import LAST_MOVE, LEVELS, Chances, Flags, Floats, Ints, draw
from gelijkop.sources.synthetic_truth import Truth

PRIMARY = LEVELS.index("bo")
GT, HAVO, VWO = (LEVELS.index(code) for code in ("vmbo-gt", "havo", "vwo"))
LAST_PRIMARY_GRADE = 8

Small = NDArray[np.int8]


@dataclass(frozen=True)
class Entrants:
    """What the career after primary school depends on, one element a pupil."""

    cohort: Ints
    municipality: Ints
    poverty: Ints
    status: Ints
    final_advice: Ints
    primary_school: Ints


@dataclass(frozen=True)
class Careers:
    """Enrolments, diplomas and participations as numbers; one element a row, in order of pupil and school year."""

    pupil: Ints
    school_year: Ints
    location: Ints
    level: Ints
    grade: Ints
    diploma_row: Ints
    """Rows of the enrolments in whose school year a diploma is got."""
    extra_subject: Ints
    """By diploma: 1 yes, 0 no, −1 does not apply."""
    participation_row: Ints
    """Rows of the enrolments in whose school year the pupil takes part in the initiative."""
    hours: Floats


@dataclass
class _State:
    """Where every pupil is in one school year; level 0 is out of sight."""

    level: Ints
    grade: Ints
    location: Ints


@dataclass(frozen=True)
class _Year:
    """What one school year adds; `diploma`, `extra` and `takes_part` go with `pupil`."""

    pupil: Ints
    location: Ints
    level: Ints
    grade: Ints
    diploma: Flags
    extra: Flags
    takes_part: Flags


def draw_careers(
    truth: Truth, chances: Chances, entrants: Entrants, offers: Floats, *, rng: np.random.Generator
) -> Careers:
    """The careers of all entrants until the last year.

    Args:
        truth: what is declared.
        chances: the same, as arrays.
        entrants: who enters, one element a pupil.
        offers: chance of each location for a pupil from a municipality at a level, shape
            (level × municipality, location).
        rng: the only source of chance.
    """
    n = len(entrants.cohort)
    state = _State(*(np.zeros(n, dtype=np.int64) for _ in range(3)))
    years = []
    for year in range(truth.first_cohort, truth.last_year + 1):
        group8 = np.flatnonzero(entrants.cohort == year)
        state.level[group8], state.grade[group8] = PRIMARY, LAST_PRIMARY_GRADE
        state.location[group8] = entrants.primary_school[group8]
        pupil = np.flatnonzero(state.level)
        level, grade = state.level[pupil], state.grade[pupil]
        at_end = (grade == chances.years[level]) & (level != PRIMARY)
        passes = at_end & (rng.random(len(pupil)) < chances.passes[level])
        drops = rng.random(len(pupil)) < chances.drops_out[level]
        diploma = passes & ~drops & chances.diploma[level]
        extra = diploma & (level == GT) & (rng.random(len(pupil)) < truth.stacking.extra_subject)
        lot = rng.random(len(pupil)) < truth.initiative.takes_part
        takes_part = lot & (level == GT) & (grade == chances.years[GT]) & (year >= truth.initiative.since)
        now = _Year(pupil, state.location[pupil], level, grade, diploma, extra, takes_part)
        years.append(now)
        if year < truth.last_year:
            _advance(state, now, passes, drops, truth, chances, entrants, offers, rng)
    return _collect(truth, years, rng)


def _advance(
    state: _State,
    now: _Year,
    passes: Flags,
    drops: Flags,
    truth: Truth,
    chances: Chances,
    entrants: Entrants,
    offers: Floats,
    rng: np.random.Generator,
) -> None:
    """Bring the state to the next school year."""
    pupil, level, grade = now.pupil, now.level, now.grade
    primary = level == PRIMARY
    at_end = (grade == chances.years[level]) & ~primary
    next_level, next_grade = _within(chances, entrants, pupil, level, grade, rng)
    next_level[at_end], next_grade[at_end] = level[at_end], grade[at_end]  # does the last grade again
    done = np.flatnonzero(passes)
    next_level[done] = draw(chances.next, level[done], rng)
    _stack(truth, now, done, next_level, rng)
    next_grade[done] = chances.entry_grade[next_level[done]]
    enters = np.flatnonzero(primary)
    next_level[enters] = draw(chances.placement, entrants.final_advice[pupil[enters]], rng)
    next_grade[enters] = 1
    gone = drops | (~primary & (rng.random(len(pupil)) < truth.people.leaves_region))
    next_level[gone] = 0
    _place(state, now, next_level, entrants, offers, rng)
    state.level[pupil], state.grade[pupil] = next_level, next_grade


def _within(
    chances: Chances, entrants: Entrants, pupil: Ints, level: Ints, grade: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Level and grade of the next year for those who are not in the last grade: repeat, move or go on."""
    poverty, status = entrants.poverty[pupil], entrants.status[pupil]
    moving = grade <= LAST_MOVE
    repeats = chances.repeats[poverty, level]
    down = chances.down[poverty, status, level] * moving
    up = chances.up[poverty, status, level] * moving
    luck = rng.random(len(pupil))
    again = luck < repeats
    falls = ~again & (luck < repeats + down)
    rises = ~again & ~falls & (luck < repeats + down + up)
    next_level = np.where(falls, chances.below[level], np.where(rises, chances.above[level], level))
    next_grade = grade + ~again
    mixed = chances.resolves.sum(axis=2) > 0
    advice = entrants.final_advice[pupil]
    splits = np.flatnonzero((next_grade == LAST_MOVE) & ~again & mixed[next_level, advice])
    rows = chances.resolves.reshape(-1, len(LEVELS))
    row = next_level[splits] * chances.resolves.shape[1] + advice[splits]
    next_level[splits] = draw(rows, row, rng)
    return next_level, next_grade


def _stack(truth: Truth, now: _Year, done: Ints, next_level: Ints, rng: np.random.Generator) -> None:
    """Send some of those with a diploma of vmbo-gt or havo on to the next level of vo."""
    stacking = truth.stacking
    level, extra, took_part = now.level[done], now.extra[done], now.takes_part[done]
    chance = np.where(extra, stacking.gt_havo_extra, stacking.gt_havo) + took_part * truth.initiative.effect
    chance = np.where(level == GT, chance, np.where(level == HAVO, stacking.havo_vwo, 0))
    stacks = rng.random(len(done)) < chance
    next_level[done[stacks]] = np.where(level[stacks] == GT, HAVO, VWO)


def _place(
    state: _State, now: _Year, next_level: Ints, entrants: Entrants, offers: Floats, rng: np.random.Generator
) -> None:
    """Keep a pupil at the location as long as it offers the level; else draw one that does."""
    municipality = entrants.municipality[now.pupil]
    row = next_level * (len(offers) // len(LEVELS)) + municipality
    moves = np.flatnonzero((next_level > 0) & (offers[row, now.location] == 0))
    state.location[now.pupil[moves]] = draw(offers, row[moves], rng)


def _collect(truth: Truth, years: list[_Year], rng: np.random.Generator) -> Careers:
    pupil = np.concatenate([y.pupil for y in years])
    order = np.argsort(pupil, kind="stable")
    school_year = np.repeat(truth.first_cohort + np.arange(len(years)), [len(y.pupil) for y in years])
    diploma = np.concatenate([y.diploma for y in years])[order]
    level = np.concatenate([y.level for y in years])[order]
    extra = np.concatenate([y.extra for y in years])[order]
    takes_part = np.flatnonzero(np.concatenate([y.takes_part for y in years])[order])
    diploma_row = np.flatnonzero(diploma)
    return Careers(
        pupil=pupil[order],
        school_year=school_year[order],
        location=np.concatenate([y.location for y in years])[order],
        level=level,
        grade=np.concatenate([y.grade for y in years])[order],
        diploma_row=diploma_row,
        extra_subject=np.where(level[diploma_row] == GT, extra[diploma_row], -1),
        participation_row=takes_part,
        hours=np.round(rng.uniform(truth.initiative.hours_low, truth.initiative.hours_high, len(takes_part))),
    )
