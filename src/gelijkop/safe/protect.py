"""The gate: exact Figures in, Released counts and a report out.

Policy `openbaar` is the protected cube. The finest cross that is ever published (school year ×
municipality × all groupings jointly × test advice) is rounded once: the pupils of each clock first,
then, within those released numbers, the outcomes of each distribution. Everything else is a sum.
Policy `intern` keeps exact counts by location and seals them.

What this does not promise (and `Report.not_promised` says in plain words): it is no differential
privacy, so someone who knows all but one pupil of a cell learns about the last; values that stay
possible are not equally likely; several distributions of one population are divided independently
within the same cells, which together tell more than one of them; two releases of changing data are
protected each on their own, until there is a ledger; exact tables that others publish about the
same pupils are not taken into account. The seed must stay secret: with it, the order of rounding
can be repeated on guesses of the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.model.crossing import Pair, crossed, crossed_code
from gelijkop.model.figures import Figures
from gelijkop.safe.checks import check
from gelijkop.safe.cube import Cube, Layout, Split, build_cubes, build_layout
from gelijkop.safe.plan import Plan, load_plan
from gelijkop.safe.publish import Joint, joint_of, publish
from gelijkop.safe.quality import Errors, Report, build_report, errors_of, rounding_error
from gelijkop.safe.released import Kind, Released
from gelijkop.safe.rounding import round_population
from gelijkop.safe.sealing import seal
from gelijkop.safe.splits import margins_of, protect_cube
from gelijkop.safe.sums import Ints

SEED_BYTES = 16
"""A seed shorter than this could be guessed."""


@dataclass(frozen=True)
class Result:
    """A release and the report that is kept beside it."""

    released: Released
    report: Report


def protect(
    figures: Figures, plan: Plan, *, municipality: Mapping[str, str], names: Mapping[str, str], seed: bytes
) -> Result:
    """Figures as protected counts by municipality, that may be shown to everybody.

    The same figures, plan and seed give the same release, whatever the order of rows; another seed
    gives another one.

    Args:
        figures: exact counts by location.
        plan: the policy `openbaar`.
        municipality: the municipality code of each location.
        names: the name of each municipality.
        seed: secret, at least 16 bytes.

    Raises:
        ReleaseRefused: a location has no municipality, the plan protects nothing, or the seed is too short.

    Source: Fellegi (1975), Controlled random rounding; Langsrud and Heldal (2018), An algorithm for small
    count rounding of tabular data (there only published cells are rounded; here the finest cross is).
    """
    _require_protection(plan, seed)
    layout = build_layout(figures, plan.groupings, municipality)
    cubes = build_cubes(figures, layout, municipality)
    rounded = [_protected(cube, layout, figures, plan, seed) for cube in cubes]
    joint = joint_of(
        [(cube, splits) for cube, (_, splits) in zip(cubes, rounded, strict=True)],
        layout,
        {m.code: i for i, m in enumerate(figures.measures)},
    )
    errors = {
        code: e
        for cube, (_, splits) in zip(cubes, rounded, strict=True)
        for code, e in _errors(cube, splits, layout).items()
    }
    by_distribution = rounding_error(errors, base=plan.base)
    rounding = {m.code: by_distribution[m.distribution] for m in figures.measures}
    released = _released(joint, figures, layout, plan, names, rounding, {}, {}, ())
    none = np.zeros(0, np.int64)
    report = build_report(
        plan,
        np.concatenate([none, *(c.pupils for c in cubes)]),
        np.concatenate([none, *(p for p, _ in rounded)]),
        list(errors.values()),
    )
    return Result(released, report)


def seal_intern(
    figures: Figures,
    names: Mapping[str, str],
    plan: Plan | None = None,
    *,
    areas: Mapping[str, Mapping[str, str]] | None = None,
    area_names: Mapping[str, str] | None = None,
    crosses: Sequence[Pair] = (),
) -> Released:
    """The exact counts by location, sealed under policy `intern`: for the eyes of the board's own staff.

    Args:
        figures: exact counts by location.
        names: the name of each location.
        plan: that of the catalogue where none is given.
        areas: by kind (`board`, `municipality`) the area of each location of which it is known.
        area_names: the name of each area that has one.
        crosses: pairs of groupings to cross; a pair of which one is not there is left out.
    """
    plan = plan or load_plan("intern")
    layout = build_layout(figures, plan.groupings, {p: p for p in figures.places})
    order = {p: i for i, p in enumerate(layout.places)}
    place = np.array([order[p] for p in figures.places], dtype=np.int64)[figures.place]
    pairs = [pair for pair in dict.fromkeys(crosses) if set(pair) <= set(layout.groupings)]
    groups = (
        *(figures.groups[g] for g in layout.groupings),
        *(crossed(figures.groups[one], figures.groups[other]) for one, other in pairs),
    )
    joint = Joint(figures.measure, figures.school_year, place, groups, figures.stratum, figures.outcome, figures.pupils)
    return _released(
        joint, figures, layout, plan, names, {}, areas or {}, area_names or {}, tuple(crossed_code(*p) for p in pairs)
    )


def _require_protection(plan: Plan, seed: bytes) -> None:
    if plan.policy != "openbaar":
        raise ReleaseRefused(
            Text(
                f"Met het beleid “{plan.policy}” kan geen openbare uitgave worden gemaakt.",
                f"No public release can be made under policy “{plan.policy}”.",
            )
        )
    if len(seed) < SEED_BYTES:
        raise ReleaseRefused(
            Text(
                f"De geheime sleutel voor het afronden is te kort: ten minste {SEED_BYTES} bytes.",
                f"The secret seed for rounding is too short: at least {SEED_BYTES} bytes.",
            )
        )


def _protected(cube: Cube, layout: Layout, figures: Figures, plan: Plan, seed: bytes) -> tuple[Ints, tuple[Split, ...]]:
    size = int(np.prod(layout.margins))
    population = round_population(
        cube.pupils, cube.margins, size=size, base=plan.base, slack=plan.slack,
        rng=_stream(seed, f"clock {cube.clock}"),
    )  # fmt: skip
    streams = {s.owner.code: _stream(seed, f"distribution {s.owner.code}") for s in cube.splits}
    splits = protect_cube(cube, population, measures=figures.measures, size=size, base=plan.base, streams=streams)
    return population, splits


def _stream(seed: bytes, label: str) -> np.random.Generator:
    """A generator of its own for each label, so that adding a distribution leaves the others as they are."""
    digest = blake2b(label.encode(), key=blake2b(seed).digest()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def _errors(cube: Cube, released: Sequence[Split], layout: Layout) -> dict[str, Errors]:
    after = {s.owner.code: s for s in released}
    return {
        s.owner.code: errors_of(
            margins_of(s, cube.margins, layout.margins), margins_of(after[s.owner.code], cube.margins, layout.margins)
        )
        for s in cube.splits
    }


def _released(
    joint: Joint,
    figures: Figures,
    layout: Layout,
    plan: Plan,
    names: Mapping[str, str],
    rounding: Mapping[str, Mapping[Kind, float]],
    areas: Mapping[str, Mapping[str, str]],
    area_names: Mapping[str, str],
    crosses: tuple[str, ...],
) -> Released:
    rows = publish(joint)
    # A place or school year of a few pupils, all rounded away, may not be told by its name being there.
    places, place = np.unique(rows.place, return_inverse=True)
    codes = tuple(layout.places[i] for i in places)
    here = {kind: {p: of_place[p] for p in codes if p in of_place} for kind, of_place in areas.items()}
    mentioned = {area for of_place in here.values() for area in of_place.values()}
    released = seal(
        plan.policy,
        figures.measures,
        codes,
        {p: names.get(p, p) for p in codes},
        layout.groupings,
        tuple(int(y) for y in np.unique(rows.school_year)),
        replace(rows, place=place.astype(np.int64)),
        base=plan.base,
        slack=plan.slack,
        rounding=rounding,
        areas=here,
        area_names={a: area_names[a] for a in sorted(mentioned) if a in area_names},
        crosses=crosses,
        layer=plan.layer,
    )
    check(released)
    return released
