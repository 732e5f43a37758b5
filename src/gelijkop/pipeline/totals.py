"""Totals for a board's own staff: every measure by location, board, municipality or all together, exact."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from gelijkop.compare.clusters import SHOWN, of_sums
from gelijkop.errors import Text
from gelijkop.indicators.definitions import Definition, measures
from gelijkop.model.clusters import ClusterSums, cluster_sums
from gelijkop.model.crossing import group_code
from gelijkop.model.cubes import ALL, OUTSIDE, Cube, Slot, rolled_up
from gelijkop.model.measures import Measure
from gelijkop.pipeline.counting import cubes
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.store import Store

By = Literal["location", "board", "municipality", "all"]
BY: tuple[By, ...] = get_args(By)
FILE = "intern-totalen.csv"
NOTE = Text(
    "Dit zijn exacte aantallen, ook kleine. Ze zijn alleen voor medewerkers van het eigen bestuur. Deel ze niet en "
    "publiceer ze niet; daarvoor is: gelijkop publish",
    "These are exact counts, also small ones. They are for staff of the own board only. Do not share or publish "
    "them; for that there is: gelijkop publish",
)
UNKNOWN, EVERYWHERE = "onbekend", "alles"
HEADING = (
    "maat", "schooljaar", "gebied", "indeling", "groep", "leerlingen", "buiten_populatie", "waarde", "standaardfout",
    "ondergrens", "bovengrens", "methode", "vestigingen", "telmoment",
)  # fmt: skip


def totals(
    store_path: Path, definitions: Mapping[str, Definition], out: Path, *, by: By, now: datetime, force: bool
) -> Path:
    """Write the totals of everything that was counted to a folder, and return the table.

    A row per measure × school year × area × group: pupils in the population, pupils of the clock outside
    it, the mean score, its standard error over locations as clusters (empty with one location), limits
    that count locations (or `few_clusters`, see `compare.clusters.of_sums`) and how many locations there
    are. Nothing is written about an area without pupils.

    Raises:
        StoreRefused: nothing was counted yet.
        UserError: `out` is taken.
    """
    with fresh_folder(out, force=force, private=True) as folder, Store(store_path, mode="read") as store:
        every = measures(definitions)
        with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(HEADING)
            for cube in cubes(store):
                areas = _areas(store, by, cube.places)
                table.writerows(_rows(cube, areas, [m for m in every if m.clock == cube.clock]))
        (folder / "LEESMIJ.txt").write_text(f"{NOTE.nl}\n\n{NOTE.en}\n\n{now.date().isoformat()}\n", encoding="utf-8")
    return out / FILE


def _areas(store: Store, by: By, places: Sequence[str]) -> Mapping[str, str]:
    """The area of each location, as the table of places has it."""
    if by in ("location", "all"):
        return {p: p if by == "location" else EVERYWHERE for p in places}
    if "places" not in store.tables() or by not in store.table("places").collect_schema().names():
        return dict.fromkeys(places, UNKNOWN)
    known = store.arrays(store.table("places").select("location", by))
    there = np.flatnonzero(~np.ma.getmaskarray(known[by]))
    found = {str(known["location"][i]): str(known[by][i]) for i in there}
    return {p: found.get(p, UNKNOWN) for p in places}


def _rows(cube: Cube, areas: Mapping[str, str], of_clock: Sequence[Measure]) -> Iterator[tuple[str, ...]]:
    counted = {slot.distribution for slot in cube.slots}
    outside = _outside(rolled_up(cube, areas))
    for measure in of_clock:
        if measure.distribution in counted and any(measure.scores):
            yield from _rows_of(cube, cluster_sums(cube, measure, areas), measure, outside[measure.distribution])


def _outside(cube: Cube) -> Mapping[str, Mapping[tuple[str, int, int, int], int]]:
    """By distribution and area, school year, grouping and group: pupils of the clock outside the population."""
    places = (cube.places[p] for p in cube.place)
    keys = list(zip(places, *(c.tolist() for c in (cube.school_year, cube.grouping, cube.group)), strict=True))
    distributions = dict.fromkeys(slot.distribution for slot in cube.slots)
    return {
        d: dict(zip(keys, cube.pupils[:, cube.slots.index(Slot(d, OUTSIDE))].tolist(), strict=True))
        for d in distributions
    }


def _rows_of(
    cube: Cube, sums: ClusterSums, measure: Measure, outside: Mapping[tuple[str, int, int, int], int]
) -> Iterator[tuple[str, ...]]:
    deviation = np.sqrt(sums.variance())
    known = of_sums(sums.x, sums.n, sums.xx, sums.xn, sums.nn, sums.locations, scores=measure.scores)
    method = np.where(known.state == SHOWN, known.method, known.state)
    for i in range(len(sums.n)):
        key = (sums.places[sums.place[i]], *(int(c[i]) for c in (sums.school_year, sums.grouping, sums.group)))
        area, year, grouping, group = key
        yield (
            measure.code, f"{year}/{year + 1}", area, *_named(cube, grouping, group), f"{sums.n[i]:.0f}",
            str(outside[area, year, grouping, group]), f"{sums.x[i] / sums.n[i]:.6g}",
            *(_number(v[i]) for v in (deviation, known.value.lower, known.value.upper)), str(method[i]),
            str(sums.locations[i]), measure.clock,
        )  # fmt: skip


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.6g}"


def _named(cube: Cube, grouping: int, group: int) -> tuple[str, str]:
    if grouping == ALL:
        return "", ""
    code = cube.groupings[grouping]
    return code, group_code(code, group) or UNKNOWN
