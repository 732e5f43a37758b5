"""The parts of a release, as Released numbers: sums of the same joint counts, by municipality and by location."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gelijkop.model.measures import Measure
from gelijkop.safe.checks import check
from gelijkop.safe.cube import Layout
from gelijkop.safe.errors_by_kind import errors_by_distribution
from gelijkop.safe.inner import Rounded
from gelijkop.safe.plan import Plan
from gelijkop.safe.publish import Joint, by_area, pooled, publish
from gelijkop.safe.quality import Errors, Report, build_report, rounding_error
from gelijkop.safe.released import STRATA, Kind, Released
from gelijkop.safe.sealing import seal
from gelijkop.safe.tables import Places

ErrorsByArea = Mapping[Places, Mapping[str, Errors]]
_REGISTERED = "GM"
"""A place of this kind is a municipality, not a location: its register counts children."""


def municipalities_part(
    joint: Joint, measures: tuple[Measure, ...], layout: Layout, plan: Plan, names: Mapping[str, str],
    errors: ErrorsByArea, *, schools: Released | None,
) -> Released:  # fmt: skip
    """The release by municipality and school year, with the part about schools in it."""
    return part(
        by_area(joint, layout.areas["gemeente"]), measures, layout.area_codes["gemeente"], plan, names,
        groupings=layout.groupings, rounding=_rounding(measures, plan, errors["gemeente"]), schools=schools,
    )  # fmt: skip


def schools_part(
    joint: Joint, measures: tuple[Measure, ...], layout: Layout, plan: Plan, names: Mapping[str, str],
    errors: ErrorsByArea,
) -> Released | None:  # fmt: skip
    """The part by location, all school years pooled; None where nothing is left of any location."""
    schools = np.array([not p.startswith(_REGISTERED) for p in layout.places], dtype=bool)
    together = pooled(joint, year=max(layout.school_years, default=0), places=schools)
    if not together.pupils.any():
        return None
    of_place = {
        kind: {p: codes[number] for p, number in zip(layout.places, layout.areas[area], strict=True) if codes[number]}
        for kind, area, codes in _areas(layout)
    }
    return part(
        together, measures, layout.places, plan, names, groupings=layout.groupings,
        rounding=_rounding(measures, plan, errors["vestiging"]), areas=of_place, area_names=names,
        pooled=layout.school_years,
    )  # fmt: skip


def part(
    joint: Joint, measures: tuple[Measure, ...], codes: Sequence[str], plan: Plan, names: Mapping[str, str], *,
    groupings: tuple[str, ...], rounding: Mapping[str, Mapping[Kind, float]] | None = None,
    areas: Mapping[str, Mapping[str, str]] | None = None, area_names: Mapping[str, str] | None = None,
    crosses: tuple[str, ...] = (), pooled: tuple[int, ...] = (), schools: Released | None = None,
) -> Released:  # fmt: skip
    """Released numbers of these joint counts, checked.

    Args:
        codes: the code of each place of the counts.
        names: the name of each place that has one.
        rounding, areas, area_names, crosses, pooled, schools: see `Released`.
    """
    rows = publish(joint)
    # A place or school year of a few pupils, all rounded away, may not be told by its name being there.
    places, place = np.unique(rows.place, return_inverse=True)
    here = tuple(codes[i] for i in places)
    of_place = {kind: {p: area[p] for p in here if p in area} for kind, area in (areas or {}).items()}
    mentioned = sorted({area for known in of_place.values() for area in known.values()})
    released = seal(
        plan.policy,
        measures,
        here,
        {p: names.get(p, p) for p in here},
        groupings,
        tuple(int(y) for y in np.unique(rows.school_year)),
        replace(rows, place=place.astype(np.int64)),
        base=plan.base,
        slack=plan.slack,
        rounding=rounding or {},
        areas=of_place,
        area_names={a: area_names[a] for a in mentioned if a in area_names} if area_names else {},
        crosses=crosses,
        layer=plan.layer,
        pooled=pooled,
        schools=schools,
    )
    check(released)
    return released


def errors_by_area(layout: Layout, inner: Sequence[Rounded]) -> ErrorsByArea:
    """How far the counts of municipalities and of locations are from the truth, by distribution. Confidential."""
    return {area: _errors(layout, inner, area) for area in ("gemeente", "vestiging")}


def report_on(plan: Plan, inner: Sequence[Rounded], errors: ErrorsByArea) -> Report:
    """The report on a release, from its inner cubes."""
    none = np.zeros(0, np.int64)
    return build_report(
        plan,
        np.concatenate([none, *(r.cube.pupils for r in inner)]),
        np.concatenate([none, *(r.pupils for r in inner)]),
        {area: list(of_area.values()) for area, of_area in errors.items()},
    )


def _areas(layout: Layout) -> tuple[tuple[str, Places, tuple[str, ...]], ...]:
    return (
        ("board", "bestuur", layout.area_codes["bestuur"]),
        ("municipality", "gemeente", layout.area_codes["gemeente"]),
    )


def _rounding(
    measures: Sequence[Measure], plan: Plan, errors: Mapping[str, Errors]
) -> Mapping[str, Mapping[Kind, float]]:
    by_distribution = rounding_error(errors, base=plan.base)
    return {m.code: by_distribution[m.distribution] for m in measures}


def _errors(layout: Layout, inner: Sequence[Rounded], area: Places) -> dict[str, Errors]:
    """By distribution; municipalities by school year and test advice, locations with both pooled."""
    pooled = area == "vestiging"
    return {
        code: e
        for r in inner
        for code, e in errors_by_distribution(
            r.cube, r.splits, place=layout.areas[area][r.cube.axes[0]], places=len(layout.area_codes[area]),
            sizes=layout.sizes, strata=1 if pooled else STRATA, years=1 if pooled else len(layout.school_years),
        ).items()
    }  # fmt: skip
