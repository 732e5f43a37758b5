"""The attack on every protected cube before anything of it is shown: what the rules and the tables of others leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gelijkop.errors import AuditFailed, Text
from gelijkop.safe.audit.cube import Cube, KnownSums, audit_cube, cube_problem
from gelijkop.safe.audit.releases import Insider, audit_insiders
from gelijkop.safe.audit.report import Report
from gelijkop.safe.audit.tree import KnownPupils
from gelijkop.safe.cube import Layout
from gelijkop.safe.inner import Rounded
from gelijkop.safe.plan import Plan
from gelijkop.safe.sums import Ints
from gelijkop.safe.tables import Places

_OTHERS = Text("tabellen van anderen, opgegeven bij het uitgeven", "tables of others, given when releasing")
_PLACES: tuple[Places, ...] = ("vestiging", "bestuur", "gemeente")


def attack(inner: Sequence[Rounded], layout: Layout, plan: Plan, known: Sequence[KnownPupils]) -> dict[str, Report]:
    """The report of the audit of each clock: everything that an attacker can tell of small numbers of pupils.

    The attacker is given every released inner cell, which is more than is published, the rules, and
    `known`: exact numbers that others publish.

    Raises:
        AuditFailed: a small number is left with fewer than base − 1 possible values, or a number of others is
            about a place or school year that is not in the release; the derivation of each is in the findings.
    """
    reports = {r.cube.clock: _attacked(r, layout, plan, known) for r in inner}
    findings = [f for clock, report in reports.items() for f in report.findings(clock)]
    if findings:
        raise AuditFailed(
            Text(
                "Deze uitgave is niet gemaakt: samen met wat anderen publiceren zou zij te veel vertellen. Publiceer "
                "minder indelingen, of kies een hogere bescherming: --protection cube10",
                "This release was not made: together with what others publish it would tell too much. Publish fewer "
                "groupings, or choose more protection: --protection cube10",
            ),
            findings,
        )
    return reports


def _attacked(r: Rounded, layout: Layout, plan: Plan, known: Sequence[KnownPupils]) -> Report:
    here = [k for k in known if k.clock == r.cube.clock]
    tables = [
        t
        for area in _PLACES
        for grouping in ("", *layout.groupings)
        if (t := _known_sums(r, layout, area, grouping, [k for k in here if k.grouping == grouping])) is not None
    ]
    cube = Cube(r.pupils, plan.base, plan.slack, known=tables, name=lambda cell: _name(r, layout, cell))
    report = audit_cube(cube, least_width=plan.base - 2, world=r.cube.pupils)
    return _with_insiders(report, r, layout, plan, cube) if tables and report.passes else report


def _with_insiders(report: Report, r: Rounded, layout: Layout, plan: Plan, cube: Cube) -> Report:
    """The report, with what each school finds out of others that knows its own pupils besides.

    Without tables of others cells are not tied to each other, and a school finds nothing. How it finds
    something is not told: its own numbers would stand in that.
    """
    problem = cube_problem(cube, least_width=plan.base - 2)
    first = len(problem.low) - len(r.pupils)
    place = r.cube.axes[0]
    insiders = [
        Insider(layout.places[p], first + (cells := np.flatnonzero(place == p)), r.cube.pupils[cells])
        for p in np.unique(place).tolist()
    ]
    found = audit_insiders(problem, insiders)
    exact, narrow = (tuple(replace(t, proof=t.proof[-1:]) for t in told) for told in (found.exact, found.narrow))
    return replace(report, exact=exact, narrow=narrow, assumed=(*report.assumed, found.assumed[-1]))


def _known_sums(
    r: Rounded, layout: Layout, area: Places, grouping: str, known: Sequence[KnownPupils]
) -> KnownSums | None:
    """Which inner cells each known number of this kind of place counts; None where there are none."""
    from scipy import sparse  # slow import

    at = {code: number for number, code in enumerate(layout.area_codes[area]) if code}
    mine = [k for k in known if k.place in at and k.school_year in layout.school_years]
    if not mine:
        return None
    place, year, *groups, _ = r.cube.axes
    group = groups[layout.groupings.index(grouping)] if grouping else np.zeros_like(place)
    number = {(at[k.place], layout.school_years.index(k.school_year), max(k.group, 0)): i for i, k in enumerate(mine)}
    keys = zip(layout.areas[area][place].tolist(), year.tolist(), group.tolist(), strict=True)
    of_cell: Ints = np.array([number.get(key, -1) for key in keys], dtype=np.int64)
    cells = np.flatnonzero(of_cell >= 0)
    ones = np.ones(len(cells), dtype=np.int64)
    sums = sparse.csr_array((ones, (of_cell[cells], cells)), shape=(len(mine), len(r.pupils)))
    names = [" × ".join([k.place, str(k.school_year), *([f"{grouping} {k.group}"] if grouping else [])]) for k in mine]
    return KnownSums(_OTHERS, sums, np.array([k.pupils for k in mine], dtype=np.int64), names)


def _name(r: Rounded, layout: Layout, cell: int) -> str:
    place, year, *groups, stratum = (int(axis[cell]) for axis in r.cube.axes)
    of_groups = [f"{g} {number}" for g, number in zip(layout.groupings, groups, strict=True)]
    return " × ".join([layout.places[place], str(layout.school_years[year]), *of_groups, f"toetsadvies {stratum}"])
