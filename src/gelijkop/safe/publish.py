"""From one set of joint counts to everything that is shown of it; this step knows no other counts.

What comes in is the finest cross, protected (or exact under policy `intern`). All that goes out is a
sum of it. The true counts are not within reach here, so nothing that is shown can depend on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from gelijkop.safe.cube import Cube, Layout, Split
from gelijkop.safe.released import Rows
from gelijkop.safe.sums import Ints, summed_by


@dataclass(frozen=True)
class Joint:
    """Counts by measure × school year × place × group of every grouping × stratum × outcome, as columns.

    `school_year` holds years, `place` and `measure` positions, `groups` one column a grouping.
    """

    measure: Ints
    school_year: Ints
    place: Ints
    groups: tuple[Ints, ...]
    stratum: Ints
    outcome: Ints
    pupils: Ints = field(repr=False)


def joint_of(cubes: Sequence[tuple[Cube, Sequence[Split]]], layout: Layout, position: dict[str, int]) -> Joint:
    """The released distributions of all clocks as one set of joint counts; `position` numbers the measures."""
    years = np.array(layout.school_years, dtype=np.int64)
    parts = []
    for cube, splits in cubes:
        place, year, *groups, stratum = cube.axes
        for s in splits:
            measure = np.full(len(s.cell), position[s.owner.code], dtype=np.int64)
            of_entry = (g[s.cell] for g in groups)
            parts.append(
                (measure, years[year[s.cell]], place[s.cell], *of_entry, stratum[s.cell], s.outcome - 1, s.pupils)
            )
    if not parts:
        parts = [(np.zeros(0, np.int64),) * (6 + len(layout.sizes))]
    measure, school_year, at, *by_group, level, outcome, pupils = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    return Joint(measure, school_year, at, tuple(by_group), level, outcome, pupils)


def by_area(joint: Joint, area: Ints) -> Joint:
    """The same counts by area; `area` holds the number of the area of each place."""
    return replace(joint, place=area[joint.place])


def pooled(joint: Joint, *, year: int, places: NDArray[np.bool_]) -> Joint:
    """The counts of some places with all school years and test advices together, under `year` and stratum 0."""
    here = places[joint.place]
    kept = {f.name: getattr(joint, f.name) for f in fields(joint)}
    kept["groups"] = tuple(g[here] for g in joint.groups)
    kept |= {name: column[here] for name, column in kept.items() if name != "groups"}
    none = np.zeros(int(here.sum()), dtype=np.int64)
    return Joint(**kept | {"school_year": none + year, "stratum": none})


def publish(joint: Joint) -> Rows:
    """The rows of a release: for all pupils, and for each grouping, the sums over all other groupings.

    Sorted by measure, grouping, school year, place, group, stratum and outcome; grouping −1 and
    group −1 stand for all pupils.
    """
    ungrouped = np.full(len(joint.pupils), -1, dtype=np.int64)
    parts = [_summed_rows(joint, number, group) for number, group in enumerate((ungrouped, *joint.groups), start=-1)]
    return sorted_rows(Rows(*(np.concatenate(column) for column in zip(*parts, strict=True))))


def sorted_rows(rows: Rows) -> Rows:
    """The same rows in the order of `publish`."""
    keys = (rows.outcome, rows.stratum, rows.group, rows.place, rows.school_year, rows.grouping, rows.measure)
    order = np.lexsort(keys)
    return Rows(*(column[order] for column in rows.columns().values()))


def _summed_rows(joint: Joint, grouping: int, group: Ints) -> tuple[Ints, ...]:
    columns = (joint.measure, joint.school_year, joint.place, group, joint.stratum, joint.outcome)
    (measure, school_year, place, groups, stratum, outcome), pupils = summed_by(columns, joint.pupils)
    at = np.full(len(pupils), grouping, dtype=np.int64)
    return measure, school_year, place, at, groups, stratum, outcome, pupils
