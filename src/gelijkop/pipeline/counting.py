"""Counting: careers and cubes of everything, kept in a store; afterwards only what changed is counted again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import StoreRefused, Text
from gelijkop.indicators.available import Available, available, columns_of
from gelijkop.indicators.cubes import blocks, by_location, slots_of
from gelijkop.indicators.definitions import Definition
from gelijkop.indicators.query import Distribution, distributions
from gelijkop.indicators.renewal import renewed
from gelijkop.indicators.seen import Evaluate
from gelijkop.indicators.vocabulary import CLOCKS, Clock
from gelijkop.model.careers import Careers, Resolved
from gelijkop.model.crossing import Pair, with_crossed
from gelijkop.model.cubes import Cube, Ints, Slot, positions
from gelijkop.model.groupings import groupings
from gelijkop.pipeline.careers import Numbered, Tables, careers_again, careers_of, touched, whole
from gelijkop.pipeline.kept_careers import packed, unpacked
from gelijkop.store import Arrays, Frame, Part, Store

CAREERS, PUPILS, ABOUT = "careers", "career_pupils", "counted"
CELLS_AT_ONCE = 20_000_000
"""So many counts of a cube are held together: about 160 MB."""
LAYOUT = 3
"""Goes up when what is kept would no longer be understood: then all is counted anew."""
_KEYS = ("school_year", "place", "grouping", "group", "stratum")
Marks = Mapping[str, Mapping[int, str]]
"""By table and school year (0: without school years) a text that differs when the rows do."""


@dataclass(frozen=True)
class Counted:
    """The careers that were counted, and which of the definitions could be, with what the others miss."""

    careers: Careers
    available: Available


def count(
    store: Store,
    tables: Tables,
    definitions: Mapping[str, Definition],
    marks: Marks | None = None,
    crossed: Sequence[Pair] = (),
) -> Counted:
    """Careers and cubes of these tables, which are kept in the store as `careers` and `cube_<clock>`.

    What was kept of an earlier count is used as far as the rows did not change. `marks` tell which
    rows differ from before; None: they are worked out from the rows. The cubes also have these pairs of
    groupings `crossed`.
    """
    marks = _marks(store, tables) if marks is None else marks
    about = _about(store)
    kept = _kept_careers(store, about)
    changed = _changed(about["marks"], marks) if kept else {}
    new = careers_again(store, tables, kept, changed) if kept and changed else kept or careers_of(store, tables)
    able = available(definitions, columns_of(new.careers))
    asked = _fingerprint(able.definitions, crossed)
    same = about["definitions"] == asked if kept else False
    if kept and same and not changed:
        return Counted(kept.careers, able)
    frames = {CAREERS: store.frame(packed(new.careers.columns))} if changed or not kept else {}
    if kept is None or new.numbers is not kept.numbers:
        frames[PUPILS] = new.numbers
    parts: dict[str, Part] = {}
    known = {c: _Known(store, c, about["clocks"][c]) for c in CLOCKS if same and c in about.get("clocks", {})}
    was, now = with_crossed(kept.careers, crossed) if kept else None, with_crossed(new.careers, crossed)
    clocks: dict[str, Any] = {}
    for clock in CLOCKS:
        wanted = distributions(able.definitions, clock)
        counted = _counted(store, clock, wanted, was, now, changed, known.get(clock))
        if counted is not None:
            rows, clocks[clock] = counted
            if isinstance(rows, Part):
                parts[f"cube_{clock}"] = rows
            else:
                frames[f"cube_{clock}"] = rows
    frames[ABOUT] = _written(store, new.careers, marks, asked, clocks)
    store.replace(frames, parts=parts)
    return Counted(new.careers, able)


def cubes(store: Store) -> Iterator[Cube]:
    """The cubes that were counted last, one for each clock.

    Raises:
        StoreRefused: nothing was counted yet.
    """
    about = _about(store)
    if not about:
        raise StoreRefused(
            Text(
                "Er is nog niets geteld. Tel eerst met: gelijkop measure",
                "Nothing was counted yet. Count first with: gelijkop measure",
            )
        )
    for clock, one in about["clocks"].items():
        yield _Known(store, clock, one).cube(store.table(f"cube_{clock}"))


def counted_years(store: Store) -> Mapping[str, tuple[int, ...]]:
    """The school years of which there were enrolments and diplomas when the store was counted last."""
    careers = _about(store)["careers"]
    return {name: tuple(careers[name]) for name in ("enrolment_years", "diploma_years")}


def counted_marks(store: Store) -> Marks:
    """The marks of the rows that were counted last; none where nothing was counted."""
    marks: Marks = _about(store).get("marks", {})
    return marks


def save_cubes(store: Store, found: Sequence[Cube], years: Mapping[str, tuple[int, ...]]) -> None:
    """Keep cubes that were added up; without careers, so that nothing can be counted again from them."""
    frames: dict[str, Frame] = {}
    clocks = {}
    for cube in found:
        slots = [[s.distribution, s.outcome] for s in cube.slots]
        clocks[cube.clock] = {"slots": slots, "places": cube.places, "groupings": cube.groupings}
        frames[f"cube_{cube.clock}"] = _frames(store, [cube], cube.places)[0]
    written = {"layout": LAYOUT, "careers": years, "clocks": clocks}
    frames[ABOUT] = store.frame({"about": np.array([json.dumps(written)], dtype=object)})
    store.replace(frames)


class _Known:
    """A cube that was kept, to be read by school year."""

    def __init__(self, store: Store, clock: str, about: Mapping[str, Any]) -> None:
        self._store, self._clock, self._about = store, clock, about

    def of_year(self, year: int) -> Cube:
        return self.cube(self._store.table(f"cube_{self._clock}").filter(nw.col("school_year") == year))

    def without(self, years: Collection[int]) -> Frame:
        return self._store.table(f"cube_{self._clock}").filter(~nw.col("school_year").is_in(list(years)))

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(self._about["places"])

    def cube(self, frame: Frame) -> Cube:
        rows = whole(self._store.arrays(frame))
        slots = tuple(Slot(d, o) for d, o in self._about["slots"])
        pupils = np.stack([rows[f"p{i}"] for i in range(len(slots))], axis=1).astype(np.int64)
        keys = {name: rows[name].astype(np.int64) for name in _KEYS}
        return Cube(self._clock, slots, self.places, tuple(self._about["groupings"]), **keys, pupils=pupils)


def _counted(
    store: Store,
    clock: Clock,
    wanted: Sequence[Distribution],
    old: Careers | None,
    new: Careers,
    changed: Mapping[str, Collection[int]],
    known: _Known | None,
) -> tuple[Frame | Part, Mapping[str, Any]] | None:
    """The rows of the cube of one clock, or those that take the place of others; and what they mean. None: nobody."""
    places = new.places if known is None else tuple(sorted({*new.places, *known.places}))
    about = {"slots": [[s.distribution, s.outcome] for s in slots_of(wanted)], "groupings": new.groupings}
    about["places"] = places
    if old is None or known is None:
        frames = _frames(store, blocks(new, wanted, clock, by_location(new), evaluate(store)), places)
        return (nw.concat(frames), about) if frames else None
    columns = touched(new, changed)
    now = dict(renewed(known.of_year, old, new, columns, wanted, clock, by_location, evaluate(store)))
    frames = _frames(store, filter(None, now.values()), places)
    if places == known.places:
        return Part("school_year", list(now), nw.concat(frames) if frames else None), about
    return nw.concat([_moved(store, known.without(now), known.places, places), *frames]), about


def evaluate(store: Store) -> Evaluate:
    """Works out expressions over columns on the engine of a store, in the order of the rows."""

    def work_out(columns: Mapping[str, Ints], expressions: Mapping[str, nw.Expr]) -> Arrays:
        frame = store.frame({"row": np.arange(len(next(iter(columns.values())))), **columns})
        return whole(store.arrays(frame.select("row", **expressions).sort("row")))

    return work_out


def _frames(store: Store, cubes: Iterable[Cube], places: tuple[str, ...]) -> list[Frame]:
    """The rows of cubes as frames; of a whole country they wait on disk, since a table of that width takes memory."""
    frames: list[Frame] = []
    waiting: list[Mapping[str, NDArray[Any]]] = []
    cells = 0
    for cube in cubes:
        waiting.append(_columns(cube, places))
        cells += cube.pupils.size
        if cells > CELLS_AT_ONCE:
            frames.append(store.spooled(_concatenated(waiting)))
            waiting, cells = [], 0
    return [*frames, store.frame(_concatenated(waiting))] if waiting else frames


def _concatenated(parts: Sequence[Mapping[str, NDArray[Any]]]) -> Arrays:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _columns(cube: Cube, places: tuple[str, ...]) -> Mapping[str, NDArray[Any]]:
    place = positions(cube.places, places)[cube.place].astype(np.int32)
    keys = {name: column.astype(np.int16) for name, column in cube.coordinates().items() if name != "place"}
    counts = {f"p{i}": cube.pupils[:, i].astype(np.uint32) for i in range(len(cube.slots))}
    return {name: place if name == "place" else keys[name] for name in _KEYS} | counts


def _moved(store: Store, frame: Frame, before: tuple[str, ...], now: tuple[str, ...]) -> Frame:
    """The same rows with the numbers that places have now."""
    to = positions(before, now).astype(np.int32)
    table = store.frame({"place": np.arange(len(before), dtype=np.int32), "moved": to})
    moved = frame.join(table, on="place", how="left").with_columns(nw.col("moved").alias("place"))
    return moved.select(*frame.collect_schema().names())


def _marks(store: Store, tables: Tables) -> Marks:
    found = {}
    for name, frame in tables.items():
        dated = frame if "school_year" in frame.collect_schema().names() else frame.with_columns(school_year=nw.lit(0))
        found[name] = store.fingerprints(dated, "school_year")
    return found


def _changed(before: Mapping[str, Mapping[str, str]], now: Marks) -> dict[str, set[int]]:
    """By table the school years whose rows are not those of before, gone ones included."""
    found = {}
    for name in {*before, *now}:
        was = {int(year): mark for year, mark in before.get(name, {}).items()}
        new = now.get(name, {})
        years = {y for y in {*was, *new} if was.get(y) != new.get(y)}
        if years:
            found[name] = years
    return found


def _fingerprint(definitions: Mapping[str, Definition], crossed: Sequence[Pair]) -> str:
    what = {code: repr(d.variants) + d.since + d.clock for code, d in definitions.items()}
    written = json.dumps([what, list(crossed)])
    return sha256(written.encode()).hexdigest()


def _about(store: Store) -> dict[str, Any]:
    """What was written of the last count; empty where there is none, or one of another layout."""
    if ABOUT not in store.tables():
        return {}
    found: dict[str, Any] = json.loads(store.arrays(store.table(ABOUT))["about"][0])
    return found if found["layout"] == LAYOUT else {}


def _grouped() -> str:
    """Another text when the groupings divide pupils otherwise, so that what was kept must be made anew."""
    return sha256(repr(groupings()).encode()).hexdigest()


def _written(store: Store, careers: Careers, marks: Marks, definitions: str, clocks: Mapping[str, Any]) -> Frame:
    about = {f.name: getattr(careers, f.name) for f in fields(Careers) if f.name not in ("columns", "resolved")}
    written = {
        "layout": LAYOUT,
        "grouped": _grouped(),
        "careers": about,
        "resolved": asdict(careers.resolved),
        "marks": marks,
        "definitions": definitions,
        "clocks": clocks,
    }
    return store.frame({"about": np.array([json.dumps(written)], dtype=object)})


def _kept_careers(store: Store, about: Mapping[str, Any]) -> Numbered | None:
    if about.get("grouped") != _grouped() or CAREERS not in store.tables():
        return None
    parts: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in about["careers"].items()}
    parts["known"] = {need: tuple(years) for need, years in parts["known"].items()}
    counted: dict[str, Any] = dict(about["resolved"])
    parts["resolved"] = Resolved(**counted | {n: _by_year(v) for n, v in counted.items() if isinstance(v, dict)})
    columns = unpacked(store.arrays(store.table(CAREERS)))
    return Numbered(Careers(columns, **parts), store.table(PUPILS))


def _by_year(written: Mapping[str, int]) -> dict[int, int]:
    return {int(year): n for year, n in written.items()}
