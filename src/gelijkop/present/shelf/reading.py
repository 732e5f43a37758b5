"""Reading a shelf: Findings by key, and the part of a release that one page is about."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.changes import Change, Slope
from gelijkop.compare.findings import WHOLE, Flow, Gap, Rate
from gelijkop.compare.schools import School, Schools
from gelijkop.errors import ReleaseRefused, Text
from gelijkop.present.content import DefinitionText, FlowStep, Meta, RegionContent, flow_step
from gelijkop.present.definition_card import DefinitionCard
from gelijkop.present.shelf.about import About, GroupPupils, Place, PlaceKind
from gelijkop.present.shelf.kinds import FORMAT, Kind, T, read
from gelijkop.present.shelf.searching import ranked
from gelijkop.safe.published import published
from gelijkop.safe.release_rows import load_head
from gelijkop.safe.released import Published, Released

MANY, NEAREST = 40, 12
"""More municipalities than this are not set beside each other on one page: so many of about the same size are."""


def opened(path: Path) -> Shelf:
    """The shelf in a file, to read only.

    Raises:
        ReleaseRefused: this is no shelf that this version can read.
    """
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    return Shelf(database)


class Shelf:
    """The Findings of one release by key. Many threads may read it at once; a key that is not there has nothing."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database, self._lock = database, threading.Lock()
        try:
            known = self._told("format", str) == FORMAT
        except (sqlite3.DatabaseError, LookupError, ValueError):
            known = False
        if not known:
            raise ReleaseRefused(
                Text(
                    "Dit bestand is niet te lezen. Maak het opnieuw met: gelijkop site",
                    "This file cannot be read. Make it again with: gelijkop site",
                )
            )

    @cached_property
    def about(self) -> About:
        """The release in a few lines."""
        return self._told("about", About)

    @cached_property
    def released(self) -> Released:
        """Measures, places and plan of the release; it holds no counts."""
        return load_head(self._told("released", dict[str, Any]))

    @cached_property
    def definitions(self) -> tuple[DefinitionText, ...]:
        """What a reader must know of each indicator, in the order of the release."""
        return self._told("definitions", tuple[DefinitionText, ...])

    @cached_property
    def cards(self) -> tuple[DefinitionCard, ...]:
        """Each definition whole, in the same order."""
        return self._told("cards", tuple[DefinitionCard, ...])

    @cached_property
    def published(self) -> Published | None:
        """Figures of public sources about the same places, where they were given."""
        found = self._told("published", dict[str, Any])
        if not found:
            return None
        columns: dict[str, NDArray[Any]] = {  # Any: text or numbers
            name: np.array(values, dtype=_dtype(name)) for name, values in found["columns"].items()
        }
        return published(columns, found["credits"], found["names"])

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The codes of the indicators with rates, each once, in the order of the definitions."""
        with_rates = {m.indicator for m in self.released.measures if m.unit != "distribution"}
        return tuple(d.code for d in self.definitions if d.code in with_rates)

    # Places

    def place(self, code: str) -> Place | None:
        """The place with this code; None where there is none."""
        found = self._places("code = ?", code)
        return found[0] if found else None

    def places(self, kind: PlaceKind, *, within: str = "", board: str = "") -> tuple[Place, ...]:
        """The places of a kind, in order; only those within a municipality or of a board where one is named."""
        where, values = ["kind = ?"], [str(kind)]
        for column, value in (("within", within), ("board", board)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        return self._places(" AND ".join(where), *values)

    def search(self, text: str, limit: int = 20) -> tuple[Place, ...]:
        """The places whose name or code fits best, best first."""
        rows = self._rows("SELECT number, code, folded FROM places")
        numbers = ranked(text, rows, limit)
        known = {n: p for n in numbers for p in self._places("number = ?", n)}
        return tuple(known[n] for n in numbers)

    # Findings

    def rates(self, measure: str, grouping: str | None, place: str) -> tuple[Rate, ...]:
        """The rates of all school years together, one a group; `grouping` None: all pupils together."""
        return self._found("rates", measure, grouping or "", place, tuple[Rate, ...]) or ()

    def rates_by_year(self, measure: str, grouping: str | None, place: str) -> tuple[Rate, ...]:
        """The rates of each single school year."""
        return self._found("rates_by_year", measure, grouping or "", place, tuple[Rate, ...]) or ()

    def gaps(self, measure: str, grouping: str, place: str) -> tuple[Gap, ...]:
        """The gaps of all school years together, one a group."""
        return self._found("gaps", measure, grouping, place, tuple[Gap, ...]) or ()

    def gaps_by_year(self, measure: str, grouping: str, place: str) -> tuple[Gap, ...]:
        """The gaps of each single school year."""
        return self._found("gaps_by_year", measure, grouping, place, tuple[Gap, ...]) or ()

    def changes(self, measure: str, grouping: str, place: str) -> tuple[Change, ...]:
        """Changes of rates and gaps between school years without a break."""
        return self._found("changes", measure, grouping, place, tuple[Change, ...]) or ()

    def slopes(self, measure: str, grouping: str, place: str) -> tuple[Slope, ...]:
        """Straight lines through school years without a break."""
        return self._found("slopes", measure, grouping, place, tuple[Slope, ...]) or ()

    def chains(self, chain: str, grouping: str, place: str) -> tuple[ChainSplit, ...]:
        """The gap in each outcome of a chain split over its steps; of all years together and of each cohort."""
        return self._found("chains", chain, grouping, place, tuple[ChainSplit, ...]) or ()

    def chains_of(self, place: str) -> tuple[tuple[str, str], ...]:
        """The chains and groupings of which this place has something."""
        return tuple(
            self._rows("SELECT measure, grouping FROM findings WHERE kind = 'chains' AND place = ?", place)
        )  # fmt: skip

    def flows(self, measure: str, grouping: str) -> tuple[Flow, ...]:
        """The flows of a measure by group in the whole region."""
        return self._found("flows", measure, grouping, WHOLE, tuple[Flow, ...]) or ()

    def pupils(self, place: str, grouping: str) -> tuple[GroupPupils, ...]:
        """How many pupils of each group a place has, not known last."""
        return self._found("pupils", "", grouping, place, tuple[GroupPupils, ...]) or ()

    def schools(self, measure: str) -> Schools | None:
        """All schools on one measure; None where this release has nothing about schools."""
        return self._found("schools", measure, "", WHOLE, Schools)

    @cached_property
    def measures_of_schools(self) -> frozenset[str]:
        """The codes of the measures on which schools are known."""
        return frozenset(m for (m,) in self._rows("SELECT measure FROM findings WHERE kind = 'schools'"))

    def school(self, place: str) -> tuple[School, ...]:
        """One school on every measure."""
        return self._found("school", "", "", place, tuple[School, ...]) or ()

    # The part that a page is about

    def beside(self, place: str) -> tuple[str, ...]:
        """The municipalities to set beside a place: all others, or of many those with about as many pupils.

        Beside the whole of many there are none: a page cannot show them all.
        """
        others = [p for p in self.released.places if p != place]
        if len(others) <= MANY:
            return tuple(others)
        sizes, own = self._sizes, self._sizes.get(place)
        if own is None:
            return ()
        near = set(sorted(others, key=lambda p: abs(sizes.get(p, 0) - own))[:NEAREST])
        return tuple(p for p in others if p in near)

    @cached_property
    def _sizes(self) -> dict[str, int]:
        """The pupils of each municipality."""
        main = self.about.groupings[0]
        return {p: sum(n.pupils for n in self.pupils(p, main)) for p in self.released.places}

    def content(
        self, measures: Iterable[str], places: Sequence[str], groupings: Sequence[str], *, years: bool = True
    ) -> RegionContent:
        """The Findings of these measures, places and groupings, and all that stands around them.

        Rates of single school years are of the first grouping only, and left out without `years`.
        """
        codes = list(measures)
        rates: list[Rate] = []
        gaps: list[Gap] = []
        for measure in codes:
            for place in places:
                rates += self.rates(measure, None, place)
                for i, grouping in enumerate(groupings):
                    rates += self.rates(measure, grouping, place)
                    gaps += self.gaps(measure, grouping, place)
                    rates += self.rates_by_year(measure, grouping, place) if years and i == 0 else ()
        return RegionContent(
            self.released, tuple(rates), tuple(gaps), (), self.definitions, self.published, tuple(groupings),
            (), self.meta, self.about.by_year,
        )  # fmt: skip

    def flow_steps(self, grouping: str) -> tuple[FlowStep, ...]:
        """The flows between moments by group, in the order of the career."""
        rows = self._rows("SELECT measure FROM findings WHERE kind = 'flows' AND grouping = ?", grouping)
        return tuple(flow_step(m, self.flows(m, grouping)) for (m,) in rows)

    @cached_property
    def meta(self) -> Meta:
        """What stands around figures."""
        a = self.about
        return Meta(a.region, a.date, a.version, a.sources, a.licence)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _found(self, kind: Kind, measure: str, grouping: str, place: str, of: type[T]) -> T | None:
        rows = self._rows(
            "SELECT body FROM findings WHERE kind = ? AND measure = ? AND grouping = ? AND place = ?",
            kind, measure, grouping, place,
        )  # fmt: skip
        return read(rows[0][0], of) if rows else None

    def _told(self, key: str, of: type[T]) -> T:
        return read(self._rows("SELECT body FROM about WHERE key = ?", key)[0][0], of)

    def _places(self, where: str, *values: object) -> tuple[Place, ...]:
        rows = self._rows(f"SELECT code, name, kind, within, board FROM places WHERE {where} ORDER BY number", *values)
        return tuple(Place(*row) for row in rows)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:  # Any: what SQLite holds
        with self._lock:
            return self._database.execute(query, values).fetchall()


def _dtype(column: str) -> type:
    return np.float64 if column in ("lower", "upper") else object
