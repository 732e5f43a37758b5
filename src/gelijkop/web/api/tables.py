"""The tables of the API: what each holds, what it can be asked by, and how it is read from a shelf block by block.

A block is all rows of one measure, grouping and place. A page starts at a row of a block, so that a page of a
national release costs as much as one of a small region.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from gelijkop.errors import Text
from gelijkop.model.groupings import groupings
from gelijkop.present.shelf import Shelf
from gelijkop.safe.plan import plan_of
from gelijkop.web.api.asked import NOBODY, Asked
from gelijkop.web.api.listed import grouping_rows, indicator_rows, place_rows
from gelijkop.web.api.problems import unknown
from gelijkop.web.api.rows import chain_row, change_row, flow_row, gap_row, rate_row, school_row, slope_row
from gelijkop.web.api.shapes import (
    ChainRow,
    ChangeRow,
    FlowRow,
    GapRow,
    GroupingRow,
    IndicatorRow,
    PlaceRow,
    RateRow,
    SchoolRow,
)

MOST_BLOCKS = 3000
"""Looked into for one page; after so many empty ones the page is shorter and tells where the next one starts."""
Block = tuple[str, str, str]
"""Measure or chain, grouping (`none`: all pupils together) and place."""
Rows = Sequence[Any]  # Any: a class of `shapes`, told by the table
PAGING = ("limit", "cursor")
WHERE = ("indicator", "measure", "place", "grouping", "group", "year", *PAGING)


@dataclass(frozen=True)
class Table:
    """A table: its name in the address, its rows, the parameters that it knows, and where its rows come from."""

    name: str
    row: type[Any]  # Any: a class of `shapes`
    title: Text
    parameters: tuple[str, ...]
    blocks: Callable[[Shelf, Asked], Sequence[Block]]
    read: Callable[[Shelf, Block], Rows]


@dataclass(frozen=True)
class Found:
    """Rows of a page, and the block and row that the next one starts at; None on the last one."""

    rows: Rows
    next: tuple[int, int] | None


def found(table: Table, shelf: Shelf, asked: Asked) -> Found:
    """The page of a table that was asked for.

    Raises:
        Refused: the question names a code that this release does not have.
    """
    _known(shelf, asked)
    blocks, rows = table.blocks(shelf, asked), list[Any]()
    first = asked.row
    for number in range(asked.block, min(len(blocks), asked.block + MOST_BLOCKS)):
        mine = [r for r in table.read(shelf, blocks[number]) if _wanted(r, asked)]
        room = asked.limit - len(rows)
        rows += mine[first : first + room]
        if first + room < len(mine):
            return Found(rows, (number, first + room))
        first = 0
        if len(rows) == asked.limit:
            break
    else:
        number = min(len(blocks), asked.block + MOST_BLOCKS) - 1
    return Found(rows, (number + 1, 0) if 0 <= number + 1 < len(blocks) else None)


def _wanted(row: Any, asked: Asked) -> bool:  # noqa: ANN401 (Any: a class of `shapes`)
    group = asked.of("group")
    if group and row.group != group:
        return False
    return asked.year is None or row.first_year <= asked.year <= row.last_year


def _known(shelf: Shelf, asked: Asked) -> None:
    """Refuse a code that is not in the release."""
    about, measures = shelf.about, shelf.released.measures
    group = asked.of("group")
    for name, codes, listed_at in (
        ("indicator", dict.fromkeys(m.indicator for m in measures), "/api/v1/indicators/"),
        ("measure", [m.code for m in measures], "/api/v1/indicators/"),
        ("chain", dict.fromkeys(chain for chain, _ in shelf.chains_of("alle")), "/api/v1/chains/"),
        ("grouping", [*about.groupings, NOBODY], "/api/v1/groupings/"),
    ):
        code = asked.of(name)
        if code and code not in codes:
            raise unknown(name, code, codes, listed_at)
    place = asked.of("place")
    if place and shelf.place(place) is None:
        raise unknown("place", place, [p.code for p in shelf.places("municipality")], "/api/v1/places/")
    if group and group != "onbekend":
        codes_of = [g.code for code in about.groupings for g in groupings()[code].groups]
        if group not in codes_of:
            raise unknown("group", group, codes_of, "/api/v1/groupings/")


def _measures(shelf: Shelf, asked: Asked, *, flows: bool = False) -> Sequence[str]:
    """The measures asked for that have rates, or those that count flows, in the order of the release."""
    return [
        m.code
        for m in shelf.released.measures
        if (m.unit == "distribution") == flows
        and asked.of("measure") in ("", m.code)
        and asked.of("indicator") in ("", m.indicator)
    ]


def _groupings(shelf: Shelf, asked: Asked, *, nobody: bool) -> Sequence[str]:
    wanted = asked.of("grouping")
    return [g for g in ((NOBODY,) if nobody else ()) + shelf.about.groupings if wanted in ("", g)]


def _places(shelf: Shelf, asked: Asked) -> Sequence[str]:
    if asked.of("place"):
        return [asked.of("place")]
    return [p.code for kind in ("region", "municipality", "board") for p in shelf.places(kind)]


def _crossed(*, nobody: bool) -> Callable[[Shelf, Asked], Sequence[Block]]:
    def blocks(shelf: Shelf, asked: Asked) -> Sequence[Block]:
        parts = _measures(shelf, asked), _groupings(shelf, asked, nobody=nobody), _places(shelf, asked)
        return list(product(*parts))

    return blocks


def _chain_blocks(shelf: Shelf, asked: Asked) -> Sequence[Block]:
    return [
        (chain, grouping, place)
        for place in _places(shelf, asked)
        for chain, grouping in shelf.chains_of(place)
        if asked.of("chain") in ("", chain) and asked.of("grouping") in ("", grouping)
    ]


def _flow_blocks(shelf: Shelf, asked: Asked) -> Sequence[Block]:
    return [(m, g, "") for m in _measures(shelf, asked, flows=True) for g in _groupings(shelf, asked, nobody=False)]


def _school_blocks(shelf: Shelf, asked: Asked) -> Sequence[Block]:
    return [(m, "", asked.of("place")) for m in _measures(shelf, asked)]


def _one_block(shelf: Shelf, asked: Asked) -> Sequence[Block]:  # noqa: ARG001 (for the sake of one form)
    return [("", "", "")]


def _rates(shelf: Shelf, block: Block) -> Rows:
    measure, grouping, place = block
    return [rate_row(r, plan_of(shelf.released)) for r in shelf.rates(measure, _or_none(grouping), place)]


def _rates_by_year(shelf: Shelf, block: Block) -> Rows:
    measure, grouping, place = block
    return [rate_row(r, plan_of(shelf.released)) for r in shelf.rates_by_year(measure, _or_none(grouping), place)]


def _gaps(shelf: Shelf, block: Block) -> Rows:
    return [gap_row(g, plan_of(shelf.released)) for g in shelf.gaps(*block)]


def _gaps_by_year(shelf: Shelf, block: Block) -> Rows:
    return [gap_row(g, plan_of(shelf.released)) for g in shelf.gaps_by_year(*block)]


def _changes(shelf: Shelf, block: Block) -> Rows:
    plan = plan_of(shelf.released)
    slopes = [slope_row(s, plan) for s in shelf.slopes(*block) if s.state == "shown"]
    return [*(change_row(c, plan) for c in shelf.changes(*block)), *slopes]


def _chains(shelf: Shelf, block: Block) -> Rows:
    return [chain_row(c, plan_of(shelf.released)) for c in shelf.chains(*block)]


def _flows(shelf: Shelf, block: Block) -> Rows:
    measure, grouping, _ = block
    return [flow_row(measure, f, plan_of(shelf.released)) for f in shelf.flows(measure, grouping)]


def _schools(shelf: Shelf, block: Block) -> Rows:
    measure, _, place = block
    if place:
        return [school_row(s) for s in shelf.school(place) if s.measure == measure]
    every = shelf.schools(measure)
    return [school_row(s) for s in every.schools] if every else []


def _or_none(grouping: str) -> str | None:
    return None if grouping == NOBODY else grouping


_ALL: Iterable[Table] = (
    Table("indicators", IndicatorRow, Text("Indicatoren en hun varianten", "Indicators and their variants"),
          PAGING, _one_block, lambda shelf, _: indicator_rows(shelf)),
    Table("groupings", GroupingRow, Text("Indelingen in groepen", "Groupings"),
          PAGING, _one_block, lambda shelf, _: grouping_rows(shelf)),
    Table("places", PlaceRow, Text("Plaatsen", "Places"),
          PAGING, _one_block, lambda shelf, _: place_rows(shelf)),
    Table("rates", RateRow, Text("Aandelen, alle schooljaren samen", "Rates, all school years together"),
          WHERE, _crossed(nobody=True), _rates),
    Table("rates-by-year", RateRow, Text("Aandelen per schooljaar", "Rates by school year"),
          WHERE, _crossed(nobody=True), _rates_by_year),
    Table("gaps", GapRow, Text("Verschillen, alle schooljaren samen", "Gaps, all school years together"),
          WHERE, _crossed(nobody=False), _gaps),
    Table("gaps-by-year", GapRow, Text("Verschillen per schooljaar", "Gaps by school year"),
          WHERE, _crossed(nobody=False), _gaps_by_year),
    Table("changes", ChangeRow, Text("Veranderingen tussen schooljaren", "Changes between school years"),
          WHERE, _crossed(nobody=False), _changes),
    Table("chains", ChainRow, Text("Waar een verschil ontstaat", "Where in the school career a gap arises"),
          ("chain", "place", "grouping", "group", "year", *PAGING), _chain_blocks, _chains),
    Table("flows", FlowRow, Text("Stromen tussen niveaus", "Flows between levels"),
          ("indicator", "measure", "grouping", "group", "year", *PAGING), _flow_blocks, _flows),
    Table("schools", SchoolRow, Text("Scholen naast de regio en vergelijkbare scholen", "Schools beside the region"),
          ("indicator", "measure", "place", "year", *PAGING), _school_blocks, _schools),
)  # fmt: skip
TABLES = {table.name: table for table in _ALL}
