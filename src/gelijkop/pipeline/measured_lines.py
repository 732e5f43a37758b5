"""What came of measuring, as lines of text: where records said two things, and what could not be computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gelijkop.errors import Language, Text
from gelijkop.pipeline.measure import Measured


def measured_lines(found: Measured, language: Language) -> Sequence[str]:
    """A line for every rule that had to choose, and for every column that is missing."""
    return [text.say(language) for text in (*_resolved(found), *_missing(found))]


def _resolved(found: Measured) -> Iterator[Text]:
    resolved = found.careers.resolved
    doubles, moves = sum(resolved.double_enrolments.values()), sum(resolved.moves.values())
    if doubles:
        yield Text(
            f"{doubles} keer was een leerling in een schooljaar op meer dan één vestiging ingeschreven, waarvan "
            f"{moves} keer binnen dezelfde onderwijssoort. Eén inschrijving telt, volgens een vaste volgorde.",
            f"{doubles} times a pupil was enrolled at more than one location in a school year, {moves} of them within "
            "one sector. One enrolment counts, in a fixed order.",
        )
    merged = sum(resolved.merged.values())
    if merged:
        yield Text(
            f"{merged} keer ging een leerling met zijn school mee naar een andere: die telt als dezelfde school.",
            f"{merged} times a pupil went along with a school into another one, which counts as the same school.",
        )
    if resolved.earlier_advices:
        yield Text(
            f"{resolved.earlier_advices} adviezen zijn niet gebruikt: dezelfde leerling kreeg later een nieuw advies.",
            f"{resolved.earlier_advices} advices are not used: the same pupil got a new one later.",
        )
    lower = sum(resolved.lower_diplomas.values())
    if lower:
        yield Text(
            f"{lower} diploma’s zijn niet gebruikt: dezelfde leerling haalde in dat schooljaar ook een hoger diploma.",
            f"{lower} diplomas are not used: the same pupil got a higher one in that school year.",
        )


def _missing(found: Measured) -> Iterator[Text]:
    by_columns: dict[tuple[str, ...], list[str]] = {}
    for measure, columns in found.missing.items():
        by_columns.setdefault(columns, []).append(measure)
    for columns, measures in sorted(by_columns.items()):
        listed, needed = ", ".join(measures), ", ".join(columns)
        yield Text(f"Niet te berekenen zonder {needed}: {listed}.", f"Not to be computed without {needed}: {listed}.")
