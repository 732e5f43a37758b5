"""Open figures under the codes of today, where the folder holds a file that tells how codes changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.model.successors import Moved, move_municipalities, move_places, move_schools
from gelijkop.sources.following import Following

Columns = Mapping[str, NDArray[Any]]  # Any: a column of any numpy type


@dataclass(frozen=True)
class FollowedArea:
    """Figures and places under the codes of today, and what was done in words.

    In `kept` every school that merged stands under the school of today. In `summed`, from which sums of
    municipalities are made, that is so only for schools that no address file has: of the others it is known
    where they were.
    """

    kept: Columns
    summed: Columns
    places: Columns
    renamed: Mapping[str, str]
    notes: tuple[Text, ...]


def followed(figures: Columns, places: Columns, changes: Sequence[Following], *, today: date) -> FollowedArea:
    """The figures and places, with schools and municipalities followed as far as `changes` tell."""
    notes: list[Text] = []
    renamed: dict[str, str] = {}
    for change in changes:
        if change.municipalities is not None:
            lying = move_places(places, change.municipalities)
            moved = move_municipalities(figures, change.municipalities)
            places, figures = lying.columns, moved.columns
            renamed |= {**lying.codes, **moved.codes}
            notes += _of_municipalities(moved, lying, change.file, change.municipalities.last)
    kept = summed = figures
    for change in changes:
        if change.schools:
            known = {str(location)[:4] for location in places["location"]}
            unplaced = set(summed["place"].astype("U4").tolist()) - known
            summed = move_schools(summed, change.schools, until=today, among=unplaced).columns
            moved = move_schools(kept, change.schools, until=today)
            kept = moved.columns
            notes += _of_schools(moved, change.file)
    return FollowedArea(kept, summed, places, renamed, tuple(notes))


def _of_schools(moved: Moved, file: str) -> Iterator[Text]:
    if moved.codes:
        yield Text(
            f"{len(moved.codes)} scholen gingen op in een andere school. Hun {moved.rows} cijfers van eerder staan "
            f"onder de school van nu ({file}).",
            f"{len(moved.codes)} schools went on in another one. Their {moved.rows} earlier figures stand under the "
            f"school of today ({file}).",
        )
    yield from _unsure(moved.unsure, file)


def _of_municipalities(figures: Moved, lying: Moved, file: str, last: int) -> Iterator[Text]:
    former = {**lying.codes, **figures.codes}
    if former:
        yield Text(
            f"{len(former)} gemeenten van vroeger zijn opgeteld bij de gemeenten van {last}: {figures.rows} cijfers "
            f"van gemeenten en {lying.rows} vestigingen ({file}).",
            f"{len(former)} former municipalities were added to the municipalities of {last}: {figures.rows} figures "
            f"of municipalities and {lying.rows} locations ({file}).",
        )
    yield from _unsure(sorted({*figures.unsure, *lying.unsure}), file)


def _unsure(codes: Sequence[str], file: str) -> Iterator[Text]:
    if codes:
        listed = ", ".join(codes)
        yield Text(
            f"Niet te volgen, want verdeeld: {listed}. Hun cijfers staan er zoals gepubliceerd ({file}).",
            f"Not to be followed, since divided: {listed}. Their figures are as published ({file}).",
        )
