"""What a release is about, as rows: its indicators, groupings and places, and the release itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast, get_args

from gelijkop.errors import Text
from gelijkop.model.groupings import groupings
from gelijkop.present.definition_card import DefinitionCard
from gelijkop.present.shelf import PlaceKind, Shelf
from gelijkop.web.api.shapes import (
    GroupingRow,
    GroupName,
    IndicatorRow,
    MeasureRow,
    PlaceRow,
    ReleaseRow,
    Unit,
    Words,
)


def indicator_rows(shelf: Shelf) -> Sequence[IndicatorRow]:
    """The indicators of a release, in its order."""
    measured = {m.code for m in shelf.released.measures}
    return [_indicator(card, measured) for card in shelf.cards]


def _indicator(card: DefinitionCard, measured: Collection[str]) -> IndicatorRow:
    return IndicatorRow(
        card.code,
        words(card.title),
        words(card.question),
        words(card.population),
        card.version,
        card.since,
        card.breaks,
        tuple(words(t) for t in card.says_not),
        card.sources,
        tuple(
            MeasureRow(v.measure, words(v.title), cast(Unit, v.unit)) for v in card.variants if v.measure in measured
        ),
        f"/methode/{card.code}/",
    )


def grouping_rows(shelf: Shelf) -> Sequence[GroupingRow]:
    """The groupings of a release, the most important first."""
    known = groupings()
    return [
        GroupingRow(
            g.code,
            Words(g.nl, g.en),
            g.reference.code,
            g.ordered,
            tuple(GroupName(x.code, Words(x.nl, x.en)) for x in g.groups),
        )
        for g in (known[code] for code in shelf.about.groupings)
    ]


def place_rows(shelf: Shelf) -> Sequence[PlaceRow]:
    """The places of a release: the region, municipalities, boards and schools."""
    found = [p for kind in get_args(PlaceKind) for p in shelf.places(kind)]
    return [PlaceRow(p.code, p.name, p.kind, p.within if p.kind != "region" else None, p.board or None) for p in found]


def release_row(shelf: Shelf, *, current: bool) -> ReleaseRow:
    """The release on a shelf."""
    a = shelf.about
    return ReleaseRow(
        a.id,
        a.region,
        a.made_at,
        a.version,
        a.school_years,
        a.groupings,
        tuple(words(t) for t in a.sources),
        words(a.licence),
        current,
    )


def words(text: Text) -> Words:
    """A text in both languages."""
    return Words(text.nl, text.en)
