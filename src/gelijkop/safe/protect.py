"""The gate: exact Figures in, Released counts and a report out.

Policy `openbaar` is the protected cube. The inner cube (location × school year × all groupings
jointly × test advice) is rounded once, bound by what earlier releases said: the pupils of each clock
first, then, within those released numbers, the outcomes of each distribution. Everything else is a
sum. Before anything is shown, an independent audit attacks it.
Policy `intern` keeps exact counts by location and seals them.

What this does not promise (and `Report.not_promised` says in plain words): it is no differential
privacy, so someone who knows all but one pupil of a cell learns about the last; values that stay
possible are not equally likely; several distributions of one population are divided independently
within the same cells, which together tell more than one of them. The seed must stay secret: with
it, the order of rounding can be repeated on guesses of the truth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.model.crossing import Pair, crossed, crossed_code
from gelijkop.model.figures import Figures
from gelijkop.safe.attacked import attack
from gelijkop.safe.audit.report import Report as AuditReport
from gelijkop.safe.audit.tree import KnownPupils
from gelijkop.safe.cells import Cells
from gelijkop.safe.cube import build_cubes, build_layout
from gelijkop.safe.inner import round_cube
from gelijkop.safe.ledger import Ledger, empty_ledger
from gelijkop.safe.parts import errors_by_area, municipalities_part, part, report_on, schools_part
from gelijkop.safe.plan import Plan, load_plan
from gelijkop.safe.publish import Joint, joint_of
from gelijkop.safe.quality import Report
from gelijkop.safe.released import Released
from gelijkop.safe.tables import Table, load_tables

SEED_BYTES = 16
"""A seed shorter than this could be guessed."""


@dataclass(frozen=True)
class Result:
    """A release, the report and the audit of each clock that are kept beside it, and its inner cells.

    The cells are confidential: they are for the ledger.
    """

    released: Released
    report: Report
    audit: Mapping[str, AuditReport]
    cells: tuple[Cells, ...] = field(repr=False)


def protect(
    figures: Figures,
    plan: Plan,
    *,
    municipality: Mapping[str, str],
    names: Mapping[str, str],
    seed: bytes,
    board: Mapping[str, str] | None = None,
    tables: Sequence[Table] | None = None,
    ledger: Ledger | None = None,
    known: Sequence[KnownPupils] = (),
) -> Result:
    """Figures as protected counts by municipality, and by location over all years, that may be shown to everybody.

    The same figures, plan and seed give the same release, whatever the order of rows; another seed
    gives another one.

    Args:
        figures: exact counts by location.
        plan: the policy `openbaar`.
        municipality: the municipality code of each location.
        names: the name of each municipality, location and board that has one.
        seed: secret, at least 16 bytes.
        board: the board of each location of which it is known.
        tables: what is to stay near the truth; those of the policy where none are given.
        ledger: all earlier releases of the organisation; a number of theirs changes only if its truth moved by the
            base or more.
        known: exact numbers of pupils that others publish about the same pupils.

    Raises:
        ReleaseRefused: a location has no municipality, the plan protects nothing, or the seed is too short.
        AuditFailed: together with `known` it would tell too much; the findings say how that follows.

    Source: Fellegi (1975), Controlled random rounding; Langsrud and Heldal (2018), An algorithm for small
    count rounding of tabular data (there only published cells are rounded; here the inner cube is).
    """
    _require_protection(plan, seed)
    tables = load_tables(plan.policy) if tables is None else tables
    earlier = ledger or empty_ledger(b"")
    layout = build_layout(figures, plan.groupings, municipality, board or {}, earlier.places(), earlier.most_groups())
    inner = tuple(
        round_cube(cube, layout, plan, tables, measures=figures.measures, seed=seed, ledger=earlier)
        for cube in build_cubes(figures, layout)
    )
    audit = attack(inner, layout, plan, known)
    joint = joint_of([(r.cube, r.splits) for r in inner], layout, {m.code: i for i, m in enumerate(figures.measures)})
    errors = errors_by_area(layout, inner)
    schools = schools_part(joint, figures.measures, layout, plan, names, errors)
    released = municipalities_part(joint, figures.measures, layout, plan, names, errors, schools=schools)
    cells = tuple(one for r in inner for one in r.cells(layout))
    return Result(released, report_on(plan, inner, errors), audit, cells)


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
    layout = build_layout(figures, plan.groupings, {p: p for p in figures.places}, {})
    order = {p: i for i, p in enumerate(layout.places)}
    place = np.array([order[p] for p in figures.places], dtype=np.int64)[figures.place]
    pairs = [pair for pair in dict.fromkeys(crosses) if set(pair) <= set(layout.groupings)]
    groups = (
        *(figures.groups[g] for g in layout.groupings),
        *(crossed(figures.groups[one], figures.groups[other]) for one, other in pairs),
    )
    joint = Joint(figures.measure, figures.school_year, place, groups, figures.stratum, figures.outcome, figures.pupils)
    return part(
        joint, figures.measures, layout.places, plan, names, groupings=layout.groupings, areas=areas,
        area_names=area_names, crosses=tuple(crossed_code(*p) for p in pairs),
    )  # fmt: skip


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
