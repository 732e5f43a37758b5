"""Quotations: coded passages with the voice behind each, a number to speak of it by, and what was decided about it."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gelijkop.errors import Finding, InputRefused, Language, Text
from gelijkop.evidence.interviews.people import Voice
from gelijkop.evidence.interviews.refi import Project
from gelijkop.evidence.interviews.roles import QUOTED
from gelijkop.evidence.interviews.themes import Theme
from gelijkop.evidence.interviews.traces import LABELS, Kind, cleaned, traces

Decision = Literal["open", "confirmed", "dropped"]
HEADINGS = ("nummer", "gevonden", "tekst", "nieuwe tekst", "akkoord")
YES, NO, AWAY = ("ja", "j", "yes", "y", "x"), ("", "nee", "no"), ("weg", "away")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Quotation:
    """One quotation. `number` changes with its text, so that a decision about it holds for this text only.

    `themes` are the places of its themes in the file of themes; `kinds` is what in the text may give a person away.
    """

    number: str
    text: str = field(repr=False)
    themes: tuple[int, ...]
    voice: Voice
    source: str
    kinds: tuple[Kind, ...] = ()
    decision: Decision = "open"

    @property
    def ready(self) -> bool:
        """Whether it may be shown as it is: nothing was found in it, or somebody looked and agreed."""
        return not self.kinds or self.decision == "confirmed"


@dataclass(frozen=True)
class Review:
    """What a person decided about one quotation: a new text, or that it may be shown, or that it goes."""

    text: str = field(repr=False)
    decision: Decision


@dataclass(frozen=True)
class Reviewed:
    """The quotations after the decisions about them, and what was odd."""

    quotations: tuple[Quotation, ...]
    findings: tuple[Finding, ...]


def quotations(project: Project, themes: Sequence[Theme], of: Mapping[str, Voice]) -> tuple[Quotation, ...]:
    """The passages of people who agreed to be quoted, as far as they have a theme, in the order of the project."""
    return tuple(_quotations(project, themes, of))


def _quotations(project: Project, themes: Sequence[Theme], of: Mapping[str, Voice]) -> Iterator[Quotation]:
    for place, passage in enumerate(project.passages, start=1):
        voice = of.get(passage.guid)
        mine = tuple(i for i, theme in enumerate(themes) if theme.codes & set(passage.codes))
        text = cleaned(passage.text)
        if voice is not None and voice.consent == QUOTED and mine and text:
            yield Quotation(_number(place, text), text, mine, voice, passage.source, traces(text))


def review(
    found: Sequence[Quotation], reviews: Mapping[str, Review], *, confirmed: Collection[str] = (), file: str
) -> Reviewed:
    """The quotations with the decisions taken: new texts are looked at again, and those that go are left out."""
    known = {q.number for q in found}
    stale = len([n for n in (*reviews, *confirmed) if n not in known])
    said = Text(
        "dit nummer hoort bij geen citaat van nu: de tekst of de volgorde is veranderd. Maak de lijst opnieuw",
        "this number belongs to no quotation of now: the text or the order changed. Make the list again",
    )
    made = []
    for quotation in found:
        decided = reviews.get(quotation.number, Review("", "open"))
        decision: Decision = "confirmed" if quotation.number in confirmed else decided.decision
        text = cleaned(decided.text) or quotation.text
        if decision != "dropped":
            made.append(replace(quotation, text=text, kinds=traces(text), decision=decision))
    return Reviewed(tuple(made), (Finding("number", file, said, times=stale),) if stale else ())


def write_review(found: Sequence[Quotation], language: Language) -> str:
    """A CSV file to decide in: a row for each quotation, with its text. It is confidential."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for q in found:
        shown = f"'{q.text}" if q.text.startswith(_FORMULA) else q.text  # a spreadsheet must not compute it
        writer.writerow([q.number, ", ".join(LABELS[k].say(language) for k in q.kinds), shown, "", ""])
    return held.getvalue()


def read_review(text: str, *, file: str) -> Mapping[str, Review]:
    """The decisions in such a file, by number; rows without one are absent.

    Raises:
        InputRefused: columns that are missing, a number that stands there twice, a word that is no decision; all at
            once.
    """
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=text.partition("\n")[0].count)))
    except csv.Error:
        rows = []
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    missing = [h for h in (HEADINGS[0], *HEADINGS[3:]) if h not in heading]
    if missing:
        columns = ", ".join(missing)
        said = Text(f"deze kolommen ontbreken: {columns}", f"missing columns: {columns}")
        raise _refused(file, [Finding("column", file, said, row=1)])
    number, new, agreed = (heading.index(h) for h in (HEADINGS[0], *HEADINGS[3:]))
    filled = [(row, cells) for row, cells in enumerate(rows[1:], start=2) if len(cells) > max(number, new, agreed)]
    numbers = [cells[number].strip() for _, cells in filled]
    findings = [Finding(*f) for f in _review_faults(filled, numbers, agreed, file)]
    if findings:
        raise _refused(file, findings)
    made = {
        name: Review(cells[new].strip(), _decision(cells[agreed]) or "open")
        for name, (_, cells) in zip(numbers, filled, strict=True)
    }
    return {name: r for name, r in made.items() if r.text or r.decision != "open"}


def _decision(said: str) -> Decision | None:
    """What a word in the last column means; None where it means nothing."""
    word = said.strip().casefold()
    if word in YES:
        return "confirmed"
    if word in AWAY:
        return "dropped"
    return "open" if word in NO else None


def _review_faults(
    filled: Sequence[tuple[int, Sequence[str]]], numbers: Sequence[str], agreed: int, file: str
) -> Iterator[tuple[str, str, Text, int]]:
    for place, (row, cells) in enumerate(filled):
        if _decision(cells[agreed]) is None:
            yield "decision", file, Text("schrijf ja of weg, of niets", "write ja or weg, or nothing"), row
        if numbers[place] in numbers[:place]:
            yield "twice", file, Text("dit nummer staat er eerder", "this number stood here before"), row


def _number(place: int, text: str) -> str:
    return f"{place}-{hashlib.sha256(text.encode()).hexdigest()[:4]}"


def _refused(file: str, findings: Sequence[Finding]) -> InputRefused:
    return InputRefused(Text(f"{file}: deze lijst klopt niet:", f"{file}: this list is not right:"), findings)
