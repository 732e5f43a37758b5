"""Publications to and from ASReview, a program that orders what is to be screened, as a table with labels."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gelijkop.errors import Finding, MissingColumn, Text
from gelijkop.evidence.bibliography.sets import Publication
from gelijkop.evidence.bibliography.writing import write_csv
from gelijkop.evidence.screening.review import Review
from gelijkop.evidence.words import words

OWN_ID = "gelijkop_id"
LABELS = ("asreview_label", "included", "label_included", "final_included", "included_label", "included_final", "label")
"""Columns that hold the label, the newest first: versions 2 and 3, then the names that version 1 knew."""
NOTES = re.compile(r"asreview_note|exported_notes_\d+")
NAMES: Mapping[str, Literal["include", "exclude"]] = {
    "1": "include",
    "0": "exclude",
    "1.0": "include",
    "0.0": "exclude",
}
CODES = {"include": "1", "exclude": "0"}
LARGEST = 10_000_000
"""Characters in one cell."""


@dataclass(frozen=True)
class Labelled:
    """A publication with the label that ASReview gave; `prior` where it was known before the program began."""

    id: str
    verdict: Literal["include", "exclude"]
    note: str
    prior: bool


@dataclass(frozen=True)
class Import:
    """What a table of ASReview gave: labels, how many rows had none, and rows that fit no publication."""

    labelled: tuple[Labelled, ...]
    unlabelled: int
    findings: tuple[Finding, ...]


def asreview_table(review: Review, *, reviewer: str = "") -> str:
    """The publications as CSV that ASReview reads, one row each.

    `included` is 1, 0 or empty: the verdict by title of `reviewer`, or without one what all came to.

    Source: ASReview LAB, data format: title and abstract are read, `included` holds labels; other columns are kept.
    """
    publications = review.merged.publications
    labels = [CODES.get(_verdict(review, p.id, reviewer), "") for p in publications]
    more = {"included": labels, OWN_ID: [p.id for p in publications]}
    return write_csv([p.reference for p in publications], more=more)


def read_asreview(text: str, review: Review, *, file: str) -> Import:
    """The labels in a table that ASReview exported, versions 1 to 3.

    A row belongs to the publication with its `gelijkop_id`, else with its DOI, else with its title where only one has
    that title.

    Raises:
        MissingColumn: no column with labels, or none to know a publication by.
    """
    rows = _rows(text)
    heading = [cell.strip().casefold() for cell in next(rows, [])]
    label = next((name for name in LABELS if name in heading), None)
    if label is None or not {OWN_ID, "doi", "title"} & set(heading):
        raise _no_column(file, heading)
    labelled, findings, unlabelled = [], [], 0
    known = _by_title(review)
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(heading, (cell.strip() for cell in row), strict=False))
        verdict = NAMES.get(cells.get(label, ""))
        if verdict is None:
            unlabelled += 1
            continue
        publication = _publication(cells, review, known)
        if publication is None:
            findings.append(Finding("no_publication", file, _UNKNOWN, row=number))
            continue
        prior = cells.get("asreview_prior", "") in ("1", "1.0", "True")
        labelled.append(Labelled(publication.id, verdict, _note(cells), prior))
    return Import(tuple(labelled), unlabelled, tuple(findings))


_UNKNOWN = Text(
    "deze regel past bij geen publicatie van deze review (gezocht op gelijkop_id, DOI en titel)",
    "this row fits no publication of this review (looked for by gelijkop_id, DOI and title)",
)


def _rows(text: str) -> Iterator[list[str]]:
    """The rows, by the separator that the heading has most of."""
    csv.field_size_limit(LARGEST)
    first = text.split("\n", 1)[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))


def _note(cells: Mapping[str, str]) -> str:
    """The last note that is not empty."""
    return next((cells[name] for name in reversed(list(cells)) if NOTES.fullmatch(name) and cells[name]), "")


def _publication(
    cells: Mapping[str, str], review: Review, by_title: Mapping[str, Sequence[Publication]]
) -> Publication | None:
    if found := review.merged.find(cells.get(OWN_ID, "")):
        return found
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", cells.get("doi", "").casefold())
    if doi and (same := [p for p in review.merged.publications if p.reference.doi == doi]):
        return same[0]
    titled = by_title.get(_title(cells.get("title", "")), ())
    return titled[0] if len(titled) == 1 else None


def _by_title(review: Review) -> dict[str, list[Publication]]:
    found: dict[str, list[Publication]] = {}
    for publication in review.merged.publications:
        found.setdefault(_title(publication.reference.title), []).append(publication)
    return found


def _title(title: str) -> str:
    return " ".join(words(title))


def _verdict(review: Review, name: str, reviewer: str) -> str:
    if not reviewer:
        return review.outcome(name, "title")
    own = review.verdicts.get((name, "title"), {}).get(reviewer)
    return own.verdict if own is not None else ""


def _no_column(file: str, heading: Sequence[str]) -> MissingColumn:
    said = Text(
        f"verwacht: {LABELS[0]} of {LABELS[1]}, en {OWN_ID}, doi of title; gevonden: {', '.join(heading)}",
        f"expected: {LABELS[0]} or {LABELS[1]}, and {OWN_ID}, doi or title; found: {', '.join(heading)}",
    )
    text = Text("Dit is geen tabel van ASReview:", "This is no table of ASReview:")
    return MissingColumn(text, [Finding("missing_column", file, said, row=1)])
