"""The shelf of a release: everything that pages tell of it, compared once and put by key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gelijkop.compare.changes import history
from gelijkop.compare.findings import WHOLE
from gelijkop.compare.schools import School, schools
from gelijkop.compare.yearly import Yearly, yearly
from gelijkop.errors import Text
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import groupings as all_groupings
from gelijkop.pipeline.cards import cards
from gelijkop.pipeline.compare_answers import breaks_of
from gelijkop.pipeline.compared import Comparison, compare_release
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.region_content import definition_text
from gelijkop.present.shelf import About, GroupPupils, Place, ShelfWriter
from gelijkop.present.shelf.kinds import Kind
from gelijkop.safe.released import Published, Released


@dataclass(frozen=True)
class Shelved:
    """What goes on a shelf: the released numbers, their definitions, and public figures about the same places."""

    about: About
    released: Released
    definitions: Mapping[str, Definition]
    published: Published | None
    margin: float


def write_shelf(path: Path, what: Shelved, *, progress: Progress) -> None:
    """Fill a new file with the shelf of a release."""
    with closing(sqlite3.connect(path)) as database:
        fill_shelf(database, what, progress=progress)


def fill_shelf(database: sqlite3.Connection, what: Shelved, *, progress: Progress) -> None:
    """Fill an empty database with the shelf of a release."""
    writer = ShelfWriter(database)
    released, order = what.released, what.about.groupings
    used = {m.indicator for m in released.measures}
    known = [d for d in what.definitions.values() if d.code in used]
    writer.about(
        what.about, released, [definition_text(d) for d in known], cards(known, what.definitions), what.published
    )
    writer.places(places_of(released, what.about.region))
    progress.step(Text("vergelijken", "comparing"))
    _pooled(writer, compare_release(released, groupings=order, margin=what.margin, places=released.places), order)
    progress.step(Text("jaren vergelijken", "comparing years"))
    for measure in released.measures:
        if measure.unit == "distribution":
            continue
        margin = what.margin if measure.unit == "share" else None
        breaks = breaks_of(what.definitions.get(measure.indicator))
        for grouping in order:
            found = yearly(released, measure.code, grouping=grouping, places=[WHOLE, *_areas(released)], margin=margin)
            _years(writer, found, breaks)
    progress.step(Text("scholen vergelijken", "comparing schools"))
    _schools(writer, released)
    _pupils(writer, released, order)
    writer.keep()


def places_of(released: Released, region: str) -> Iterator[Place]:
    """The places that have a page: the region, municipalities, boards and schools, each kind in order of name."""
    yield Place(WHOLE, region, "region")
    names, part = released.place_names, released.schools or released
    if part is not released:
        yield from (Place(p, names.get(p, p), "municipality") for p in sorted(released.places, key=names.get))  # type: ignore[arg-type]  # every place has a name
    boards, towns = part.areas.get("board", {}), part.areas.get("municipality", {})
    called = part.area_names
    if part is released:
        found = sorted({t for t in towns.values() if t}, key=lambda t: called.get(t, t))
        yield from (Place(t, called.get(t, t), "municipality") for t in found)
    for board in sorted({b for b in boards.values() if b}, key=lambda b: called.get(b, b)):
        yield Place(board, called.get(board, board), "board")
    for p in sorted(part.places, key=lambda p: (part.place_names.get(p, p), p)):
        yield Place(p, part.place_names.get(p, p), "school", towns.get(p, "") or WHOLE, boards.get(p, ""))


def _areas(released: Released) -> Sequence[str]:
    """The places that are compared one by one: municipalities; of an internal release, which has schools, none."""
    return released.places if released.policy == "openbaar" else ()


def _pooled(writer: ShelfWriter, found: Comparison, order: Sequence[str]) -> None:
    """What was found over all school years together, and flows and chains."""
    widest: dict[str, int] = {}
    for r in found.rates:
        widest[r.measure] = max(widest.get(r.measure, 0), len(r.years))
    # With one school year the rates of that year are those of all years as well.
    rates = {(r.measure, r.grouping, r.place, r.group): r for r in found.rates if len(r.years) == widest[r.measure]}
    _by_key(writer, "rates", ((r.measure, r.grouping or "", r.place, r) for r in rates.values()))
    _by_key(writer, "gaps", ((g.measure, g.grouping, g.place, g) for g in found.gaps))
    for measure, flows in found.flows.items():
        for grouping in order:
            mine = [f for f in flows if f.grouping == grouping]
            if mine:
                writer.put("flows", mine, measure=measure, grouping=grouping)
    _by_key(writer, "chains", ((c.chain, c.grouping, c.place, c) for c in found.chains))


def _by_key(writer: ShelfWriter, kind: Kind, found: Iterable[tuple[str, str, str, object]]) -> None:
    together: dict[tuple[str, str, str], list[object]] = {}
    for measure, grouping, place, row in found:
        together.setdefault((measure, grouping, place), []).append(row)
    for (measure, grouping, place), rows in together.items():
        writer.put(kind, rows, measure=measure, grouping=grouping, place=place)


def _years(writer: ShelfWriter, found: Yearly, breaks: Sequence[int]) -> None:
    measure, grouping = found.measure, found.grouping or ""
    went = history(found, breaks=breaks)
    rows: dict[Kind, Iterable[object]] = {
        "rates_by_year": [r for of_year in found.rates.values() for r in of_year],
        "gaps_by_year": [g for of_year in found.gaps.values() for g in of_year],
        "changes": went.changes,
        "slopes": went.slopes,
    }
    for kind, told in rows.items():
        _by_key(writer, kind, ((measure, grouping, t.place, t) for t in told))  # type: ignore[attr-defined]  # all of these have a place


def _schools(writer: ShelfWriter, released: Released) -> None:
    mine: dict[str, list[School]] = {}
    for measure in released.measures:
        if len(set(measure.scores)) < 2:
            continue
        found = schools(released, measure.code)
        if found.schools:
            writer.put("schools", found, measure=measure.code)
        for school in found.schools:
            mine.setdefault(school.place, []).append(school)
    for place, told in mine.items():
        writer.put("school", told, place=place)


def _pupils(writer: ShelfWriter, released: Released, order: Sequence[str]) -> None:
    """Pupils by group, on the clock that counts every pupil once."""
    measure = next((m.code for m in released.measures if m.clock == "advice" and released.years_of(m.code)), None)
    if measure is None:
        return
    for grouping in order:
        if grouping not in released.groupings:
            continue
        groups = (*(g.number for g in all_groupings()[grouping].groups), 0)
        for place in (WHOLE, *_areas(released)):
            table = released.table(
                measure, grouping=grouping, groups=groups, places=None if place == WHOLE else [place]
            )
            pupils = table.counts.sum(axis=(1, 2)) + table.outside
            found = [GroupPupils(g, int(n)) for g, n in zip(groups, pupils, strict=True)]
            writer.put("pupils", found, grouping=grouping, place=place)
