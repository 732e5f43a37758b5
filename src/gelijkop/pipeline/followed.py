"""Open figures under the codes of today, where the folder holds a file that tells how codes changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
            places = move_places(places, change.municipalities)
            moved = move_municipalities(figures, change.municipalities)
            figures = moved.columns
            renamed |= moved.codes
            notes.append(_of_municipalities(moved, change.file, change.municipalities.last))
    kept = summed = figures
    for change in changes:
        if change.schools:
            known = {str(location)[:4] for location in places["location"]}
            unplaced = set(summed["place"].astype("U4").tolist()) - known
            summed = move_schools(summed, change.schools, until=today, among=unplaced).columns
            moved = move_schools(kept, change.schools, until=today)
            kept = moved.columns
            notes.append(_of_schools(moved, change.file))
    return FollowedArea(kept, summed, places, renamed, tuple(notes))


def _of_schools(moved: Moved, file: str) -> Text:
    unsure = len(moved.unsure)
    return Text(
        f"{len(moved.codes)} scholen gingen op in een andere school; hun {moved.figures} cijfers van eerder staan "
        f"onder de school van nu. Niet te volgen, want in meer scholen opgegaan: {unsure} ({file}).",
        f"{len(moved.codes)} schools went on in another one; their {moved.figures} earlier figures stand under "
        f"the school of today. Not to be followed, since it went to several schools: {unsure} ({file}).",
    )


def _of_municipalities(moved: Moved, file: str, last: int) -> Text:
    unsure = ", ".join(moved.unsure) or "0"
    return Text(
        f"{len(moved.codes)} gemeenten van vroeger zijn bij elkaar geteld tot de gemeenten van {last} "
        f"({moved.figures} cijfers). Niet te volgen, want gesplitst: {unsure} ({file}).",
        f"{len(moved.codes)} former municipalities were added up to the municipalities of {last} "
        f"({moved.figures} figures). Not to be followed, since they were split: {unsure} ({file}).",
    )
