"""Draws school careers year by year: where every made-up pupil is, at which level and grade, and with which diploma."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gelijkop.sources.synthetic_chances import LAST_MOVE, LEVELS, Chances, Flags, Floats, Ints, draw
from gelijkop.sources.synthetic_truth import Truth

PRIMARY = LEVELS.index("bo")
GT, HAVO, VWO = (LEVELS.index(code) for code in ("vmbo-gt", "havo", "vwo"))
LAST_PRIMARY_GRADE = 8


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
    """Where the pupils in sight are in one school year and how it ends, one element a pupil."""

    pupil: Ints
    location: Ints
    level: Ints
    grade: Ints
    at_end: Flags
    drops: Flags
    passes: Flags
    diploma: Flags
    extra: Flags
    takes_part: Flags


@dataclass(frozen=True)
class _World:
    """What does not change from year to year."""

    truth: Truth
    chances: Chances
    entrants: Entrants
    offers: Floats
    rng: np.random.Generator


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
    world = _World(truth, chances, entrants, offers, rng)
    state = _State(*(np.zeros(len(entrants.cohort), dtype=np.int64) for _ in range(3)))
    years: list[_Year] = []
    for year in range(truth.first_cohort, truth.last_year + 1):
        if years:
            _advance(world, state, years[-1])
        group8 = np.flatnonzero(entrants.cohort == year)
        state.level[group8], state.grade[group8] = PRIMARY, LAST_PRIMARY_GRADE
        state.location[group8] = entrants.primary_school[group8]
        years.append(_look(world, state, year))
    return _collect(truth, years, rng)


def _look(world: _World, state: _State, year: int) -> _Year:
    """The school year of everyone who is in sight."""
    truth, chances, rng = world.truth, world.chances, world.rng
    pupil = np.flatnonzero(state.level)
    level, grade = state.level[pupil], state.grade[pupil]
    at_end = (grade == chances.years[level]) & (level != PRIMARY)
    drops = rng.random(len(pupil)) < chances.drops_out[level]
    passes = at_end & ~drops & (rng.random(len(pupil)) < chances.passes[level])
    diploma = passes & chances.diploma[level]
    extra = diploma & (level == GT) & (rng.random(len(pupil)) < truth.stacking.extra_subject)
    offered = (level == GT) & (grade == chances.years[GT]) & (year >= truth.initiative.since)
    takes_part = offered & (rng.random(len(pupil)) < truth.initiative.takes_part)
    return _Year(pupil, state.location[pupil], level, grade, at_end, drops, passes, diploma, extra, takes_part)


def _advance(world: _World, state: _State, now: _Year) -> None:
    """Bring the state to the next school year."""
    chances, rng, primary = world.chances, world.rng, now.level == PRIMARY
    next_level, next_grade = _within(world, now)
    next_level[now.at_end], next_grade[now.at_end] = now.level[now.at_end], now.grade[now.at_end]  # once more
    done = np.flatnonzero(now.passes)
    next_level[done] = draw(chances.next, now.level[done], rng)
    _stack(world, now, done, next_level)
    next_grade[done] = chances.entry_grade[next_level[done]]
    enters = np.flatnonzero(primary)
    next_level[enters] = draw(chances.placement, world.entrants.final_advice[now.pupil[enters]], rng)
    next_grade[enters] = 1
    gone = now.drops | (~primary & (rng.random(len(primary)) < world.truth.people.leaves_region))
    next_level[gone] = 0
    _place(world, state, now, next_level)
    state.level[now.pupil], state.grade[now.pupil] = next_level, next_grade


def _within(world: _World, now: _Year) -> tuple[Ints, Ints]:
    """Level and grade of the next year for those who are not in the last grade: repeat, move or go on."""
    chances, level, grade = world.chances, now.level, now.grade
    poverty, status = world.entrants.poverty[now.pupil], world.entrants.status[now.pupil]
    moving = grade <= LAST_MOVE
    repeats = chances.repeats[poverty, level]
    down = chances.down[poverty, status, level] * moving
    up = chances.up[poverty, status, level] * moving
    luck = world.rng.random(len(level))
    again = luck < repeats
    falls = ~again & (luck < repeats + down)
    rises = ~again & ~falls & (luck < repeats + down + up)
    next_level = np.where(falls, chances.below[level], np.where(rises, chances.above[level], level))
    next_grade = grade + ~again
    mixed = chances.resolves.sum(axis=2) > 0
    advice = world.entrants.final_advice[now.pupil]
    splits = np.flatnonzero((next_grade == LAST_MOVE) & ~again & mixed[next_level, advice])
    rows = chances.resolves.reshape(-1, len(LEVELS))
    row = next_level[splits] * chances.resolves.shape[1] + advice[splits]
    next_level[splits] = draw(rows, row, world.rng)
    return next_level, next_grade


def _stack(world: _World, now: _Year, done: Ints, next_level: Ints) -> None:
    """Send some of those with a diploma of vmbo-gt or havo on to the next level of vo."""
    stacking = world.truth.stacking
    level, extra, took_part = now.level[done], now.extra[done], now.takes_part[done]
    chance = np.where(extra, stacking.gt_havo_extra, stacking.gt_havo) + took_part * world.truth.initiative.effect
    chance = np.where(level == GT, chance, np.where(level == HAVO, stacking.havo_vwo, 0))
    stacks = world.rng.random(len(done)) < chance
    next_level[done[stacks]] = np.where(level[stacks] == GT, HAVO, VWO)


def _place(world: _World, state: _State, now: _Year, next_level: Ints) -> None:
    """Keep a pupil at the location as long as it offers the level; else draw one that does."""
    offers = world.offers
    row = next_level * (len(offers) // len(LEVELS)) + world.entrants.municipality[now.pupil]
    moves = np.flatnonzero((next_level > 0) & (offers[row, now.location] == 0))
    state.location[now.pupil[moves]] = draw(offers, row[moves], world.rng)


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
