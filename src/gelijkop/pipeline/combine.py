"""Adding up: what several organisations counted, each on its own, as one set of figures, without a pupil crossing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import CombineRefused, StoreRefused, Text
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.crossing import pair_of
from gelijkop.model.cubes import Cube, added, only_groupings, positions, with_groupings
from gelijkop.model.figures import Figures
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.combine_checks import (
    Covered,
    other_definitions,
    other_groupings,
    other_years,
    overlap,
    twice,
)
from gelijkop.pipeline.counting import counted_years, cubes, save_cubes
from gelijkop.pipeline.kept import measured_definitions, measured_groupings
from gelijkop.pipeline.measure import load_figures, save_figures
from gelijkop.store import Store


def combine(paths: Sequence[Path], into: Path) -> Figures:
    """The figures and cubes of several stores added up in a new store, with their places and what was loaded.

    Raises:
        CombineRefused: they were measured with different definitions or over different school years, a
            location and school year is in more than one of them, or a store is named twice; all findings at once.
        StoreRefused: one of them was not measured, or `into` is there already.
    """
    if into.exists():
        raise StoreRefused(
            Text(
                f"{into}: dit bestand is er al. Kies een andere naam, of haal het eerst weg.",
                f"{into}: this file is there already. Choose another name, or remove it first.",
            )
        )
    with ExitStack() as opened:
        # A store that is named twice is opened once: the engine refuses to open a file a second time.
        once = {path.resolve(): opened.enter_context(Store(path, mode="read")) for path in _different(paths)}
        stores = [once[path.resolve()] for path in paths]
        names = [path.name for path in paths]
        definitions = [measured_definitions(store) for store in stores]
        figures = [load_figures(store) for store in stores]
        findings = [
            *twice(paths),
            *other_definitions(names, definitions),
            *other_groupings(names, [measured_groupings(store) for store in stores]),
            *other_years(names, [counted_years(store) for store in stores]),
            *overlap(names, [_covered(one) for one in figures]),
        ]
        if findings:
            raise CombineRefused(
                Text("Deze tellingen kunnen niet bij elkaar worden opgeteld.", "These counts cannot be added up."),
                findings,
            )
        groupings = tuple(sorted({g for one in figures for g in one.groupings}))
        found = _added(figures, groupings)
        with Store(into) as store:
            save_figures(store, found, definitions[0])
            save_cubes(store, _cubes([list(cubes(s)) for s in stores], groupings), counted_years(stores[0]))
            places = _places(stores)
            store.replace(
                {"places": store.frame(places)} if places else {}, load=[x for s in stores for x in s.loads()]
            )
    return found


def _different(paths: Sequence[Path]) -> Iterable[Path]:
    """Each file once."""
    return {path.resolve(): path for path in paths}.values()


def _covered(figures: Figures) -> frozenset[Covered]:
    """The locations and school years with pupils."""
    pairs = zip(figures.place.tolist(), figures.school_year.tolist(), strict=True)
    return frozenset((figures.places[p], y) for p, y in set(pairs))


def _added(figures: Sequence[Figures], groupings: tuple[str, ...]) -> Figures:
    """Figures of different places as one; whoever lacks a grouping has its pupils in group 0, not known."""
    places = tuple(sorted({p for one in figures for p in one.places}))
    zeros = [np.zeros(len(one.pupils), dtype=np.int64) for one in figures]
    return Figures(
        measures=figures[0].measures,
        places=places,
        groupings=groupings,
        measure=np.concatenate([one.measure for one in figures]),
        school_year=np.concatenate([one.school_year for one in figures]),
        place=np.concatenate([positions(one.places, places)[one.place] for one in figures]),
        groups={
            g: np.concatenate([one.groups.get(g, z) for one, z in zip(figures, zeros, strict=True)]) for g in groupings
        },
        stratum=np.concatenate([one.stratum for one in figures]),
        outcome=np.concatenate([one.outcome for one in figures]),
        pupils=np.concatenate([one.pupils for one in figures]),
    )


def _cubes(found: Sequence[Sequence[Cube]], groupings: tuple[str, ...]) -> list[Cube]:
    """The cubes of each clock added up, with the groupings that all of them have crossed."""
    codes = [set(cube.groupings) for cubes in found for cube in cubes]
    crossed = sorted(code for code in set.intersection(*codes) if pair_of(code)) if codes else []
    wanted = (*groupings, *crossed)
    every = [with_groupings(only_groupings(cube, wanted), wanted) for cubes in found for cube in cubes]
    by_clock = [[cube for cube in every if cube.clock == clock] for clock in CLOCKS]
    return [added(cubes) for cubes in by_clock if cubes]


def _places(stores: Sequence[Store]) -> dict[str, NDArray[Any]]:
    """The rows of the tables of places, with the columns that all of them have."""
    known = [(store, store.table("places")) for store in stores if "places" in store.tables()]
    names = [set(frame.collect_schema().names()) for _, frame in known]
    both = [name for name in [c.name for c in TABLES["places"].columns] if names and name in set.intersection(*names)]
    found = [store.arrays(frame.select(*both)) for store, frame in known]
    return {name: np.concatenate([_with_none(f[name]) for f in found]) for name in both}


def _with_none(column: NDArray[Any]) -> NDArray[Any]:
    found = np.ma.getdata(column).astype(object)
    found[np.ma.getmaskarray(column)] = None
    return found
