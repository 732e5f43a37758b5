"""Adding up: what several organisations counted, each on its own, as one set of figures, without a pupil crossing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import CombineRefused, Finding, StoreRefused, Text
from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model.cubes import Cube, added, positions, with_groupings
from gelijkop.model.figures import Figures
from gelijkop.model.groupings import Grouping
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.counting import counted_years, cubes, save_cubes
from gelijkop.pipeline.kept import measured_definitions, measured_groupings
from gelijkop.pipeline.measure import load_figures, save_figures
from gelijkop.store import Store

_MOST_NAMED = 5


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
            *_twice(paths),
            *_other_definitions(names, definitions),
            *_other_groupings(names, [measured_groupings(store) for store in stores]),
            *_other_years(names, [counted_years(store) for store in stores]),
            *_overlap(names, figures),
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


def _twice(paths: Sequence[Path]) -> Iterator[Finding]:
    real = [path.resolve() for path in paths]
    for path in dict.fromkeys(p for p in real if real.count(p) > 1):
        yield Finding(
            "store_twice", path.name,
            Text("dit bestand is meer dan eens genoemd. Noem elk bestand één keer.",
                 "this store is named more than once. Name each store once."),
        )  # fmt: skip


def _other_definitions(names: Sequence[str], definitions: Sequence[Mapping[str, Definition]]) -> Iterator[Finding]:
    first = definitions[0]
    for name, other in zip(names[1:], definitions[1:], strict=True):
        for code in sorted({*first, *other}):
            one, two = first.get(code), other.get(code)
            if one is None or two is None or (one.version, one.variants) != (two.version, two.variants):
                yield Finding(
                    "other_definition", name,
                    Text(f"{code} is hier {_version(two, 'nl')}, en in {names[0]} {_version(one, 'nl')}. Bereken "
                         "beide met dezelfde versie van gelijkop: gelijkop measure",
                         f"{code} is {_version(two, 'en')} here, and {_version(one, 'en')} in {names[0]}. Compute both "
                         "with the same version of gelijkop: gelijkop measure"),
                )  # fmt: skip


def _version(definition: Definition | None, language: str) -> str:
    absent = "er niet" if language == "nl" else "absent"
    return absent if definition is None else f"v{definition.version}"


def _other_groupings(names: Sequence[str], groupings: Sequence[tuple[Grouping, ...]]) -> Iterator[Finding]:
    for name, other in zip(names[1:], groupings[1:], strict=True):
        if other != groupings[0]:
            yield Finding(
                "other_groupings", name,
                Text(f"uw eigen indelingen zijn hier anders dan in {names[0]}. Bereken beide met dezelfde.",
                     f"your own groupings differ from those in {names[0]}. Compute both with the same ones."),
            )  # fmt: skip


def _other_years(names: Sequence[str], years: Sequence[Mapping[str, tuple[int, ...]]]) -> Iterator[Finding]:
    """Whether somebody is absent or not known in a school year depends on the years, so these must be the same."""
    for name, other in zip(names[1:], years[1:], strict=True):
        for what, nl, en in (
            ("enrolment_years", "inschrijvingen", "enrolments"),
            ("diploma_years", "diploma’s", "diplomas"),
        ):
            if other[what] != years[0][what]:
                here, there = _listed(other[what]), _listed(years[0][what])
                yield Finding(
                    "other_years", name,
                    Text(f"de {nl} zijn hier van {here}, en in {names[0]} van {there}. Laad in beide dezelfde "
                         "schooljaren, en bereken opnieuw.",
                         f"the {en} here are of {here}, and in {names[0]} of {there}. Load the same school years in "
                         "both, and compute again."),
                )  # fmt: skip


def _listed(years: Sequence[int]) -> str:
    return ", ".join(f"{y}/{y + 1}" for y in years) or "–"


def _overlap(names: Sequence[str], figures: Sequence[Figures]) -> Iterator[Finding]:
    """Locations whose pupils of one school year would be counted twice."""
    owner: dict[tuple[str, int], str] = {}
    for name, one in zip(names, figures, strict=True):
        pairs = {(one.places[p], int(y)) for p, y in zip(one.place.tolist(), one.school_year.tolist(), strict=True)}
        double = sorted(pair for pair in pairs if pair in owner)
        for other in dict.fromkeys(owner[pair] for pair in double):
            shared = sorted({place for place, year in double if owner[place, year] == other})
            few = ", ".join(shared[:_MOST_NAMED]) + (", …" if len(shared) > _MOST_NAMED else "")
            yield Finding(
                "overlap", name,
                Text(f"{len(shared)} vestigingen staan met dezelfde schooljaren ook in {other}: {few}. Haal ze uit een "
                     "van beide; anders tellen hun leerlingen dubbel.",
                     f"{len(shared)} locations are with the same school years in {other} too: {few}. Take them out of "
                     "one of the two; else their pupils count twice."),
            )  # fmt: skip
        owner |= dict.fromkeys(pairs - owner.keys(), name)


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
    """The cubes of each clock added up."""
    every = [with_groupings(cube, groupings) for cubes in found for cube in cubes]
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
