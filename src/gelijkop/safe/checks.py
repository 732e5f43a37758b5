"""The last check on Released numbers, at making and at reading: no small count, and everything adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Finding, ReleaseRefused, Text
from gelijkop.safe.released import Released, Rows
from gelijkop.safe.sums import Ints, summed_by

_FILE = "release"


def check(released: Released) -> None:
    """Nothing, where the release keeps its promises.

    Raises:
        ReleaseRefused: a count is below the base, or sums that must be equal are not. No count is named.
    """
    findings = [
        *_small(released),
        *_groupings(released),
        *_populations(released),
        *_chains(released),
        *_parts(released),
    ]
    if findings:
        raise ReleaseRefused(
            Text(
                "Deze uitgave is geweigerd: zij houdt niet wat zij belooft.",
                "This release was refused: it does not keep its promises.",
            ),
            findings,
        )


def _small(released: Released) -> Iterator[Finding]:
    least = max(released.base, 1) if released.policy == "openbaar" else 1
    if (released.rows.pupils < least).any():
        text = Text("Er staat een aantal in dat te klein is.", "There is a count in it that is too small.")
        yield Finding("small_count", _FILE, text)


def _groupings(released: Released) -> Iterator[Finding]:
    """Every grouping divides the same pupils."""
    rows = released.rows
    axes = (rows.measure, rows.school_year, rows.place, rows.stratum, rows.outcome)
    for number, name in enumerate(released.every_grouping):
        if not _equal(axes, rows, rows.grouping == -1, rows.grouping == number):
            text = Text(
                f"De groepen van “{name}” tellen niet op tot alle leerlingen.",
                f"The groups of “{name}” do not add up to all pupils.",
            )
            yield Finding("additivity", _FILE, text)


def _populations(released: Released) -> Iterator[Finding]:
    """All distributions of one clock count the same pupils."""
    rows = released.rows
    axes = (rows.school_year, rows.place, rows.grouping, rows.group, rows.stratum)
    first: dict[str, int] = {}
    for number, m in enumerate(released.measures):
        if m.code != m.distribution:
            continue
        one = first.setdefault(m.clock, number)
        if not _equal(axes, rows, rows.measure == one, rows.measure == number):
            text = Text(
                f"“{m.code}” telt andere leerlingen dan “{released.measures[one].code}”.",
                f"“{m.code}” counts other pupils than “{released.measures[one].code}”.",
            )
            yield Finding("population", _FILE, text)


def _chains(released: Released) -> Iterator[Finding]:
    """A measure within an outcome of another has as many pupils as that outcome."""
    rows = released.rows
    axes = (rows.school_year, rows.place, rows.grouping, rows.group, rows.stratum)
    at = {m.code: i for i, m in enumerate(released.measures)}
    for m in released.measures:
        if m.within not in at or m.code != m.distribution:
            continue
        parent = at[released.measure(m.within).distribution]
        of_parent = (rows.measure == parent) & (rows.outcome == m.within_outcome)
        inside = (rows.measure == at[m.code]) & (rows.outcome >= 0)
        if not _equal(axes, rows, of_parent, inside):
            text = Text(
                f"“{m.code}” telt andere leerlingen dan de uitkomst van “{m.within}” waar zij over gaat.",
                f"“{m.code}” counts other pupils than the outcome of “{m.within}” that it is about.",
            )
            yield Finding("chain", _FILE, text)


def _parts(released: Released) -> Iterator[Finding]:
    """Locations add up to municipalities, for each measure that is counted at locations."""
    schools = released.schools
    if schools is None:
        return
    number = {area: i for i, area in enumerate(released.places)}
    of_place = schools.areas.get("municipality", {})
    at = np.array([number.get(of_place.get(p, ""), -1) for p in schools.places], dtype=np.int64)
    rows, parts = released.rows, schools.rows
    counted = np.isin(rows.measure, parts.measure)
    whole = summed_by([c[counted] for c in (rows.measure, rows.place, rows.grouping, rows.group, rows.outcome)],
                      rows.pupils[counted])  # fmt: skip
    summed = summed_by([parts.measure, at[parts.place], parts.grouping, parts.group, parts.outcome], parts.pupils)
    if not _same(whole, summed) or schools.measures != released.measures:
        text = Text(
            "De vestigingen tellen niet op tot de gemeenten.", "The locations do not add up to the municipalities."
        )
        yield Finding("parts", _FILE, text)


def _equal(axes: Sequence[Ints], rows: Rows, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    """Whether two sets of rows have the same sums over all positions on these axes."""
    left, right = (summed_by([a[part] for a in axes], rows.pupils[part]) for part in (one, other))
    return _same(left, right)


def _same(left: tuple[tuple[Ints, ...], Ints], right: tuple[tuple[Ints, ...], Ints]) -> bool:
    return np.array_equal(left[1], right[1]) and all(
        np.array_equal(a, b) for a, b in zip(left[0], right[0], strict=True)
    )
