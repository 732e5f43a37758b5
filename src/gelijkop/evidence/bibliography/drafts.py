"""From a reference to the beginning of a record: what a database knows; the rest is for who reads the publication."""

from __future__ import annotations

from collections.abc import Iterator

from gelijkop.catalogue import load
from gelijkop.errors import Finding, Language, Text
from gelijkop.evidence.draft import Draft
from gelijkop.evidence.draft_file import slug
from gelijkop.evidence.reference import Reference
from gelijkop.evidence.words import fold, words

FILE = "evidence/bibliography/drafts"
WORDS = 5
"""Words of a title in the name of a record."""


def draft_of(reference: Reference, *, file: str) -> Draft:
    """A draft with title, authors, year, link, source and, where it is sure, the kind of publication.

    The abstract is not taken over: a record is in our own words. Findings name what was left, with `file` and the
    number of the reference.
    """
    language = language_of(reference)
    values: dict[str, object] = {}
    if reference.title:
        values["title_en" if language == "en" else "title_nl"] = reference.title
    if reference.authors:
        values["authors"] = reference.authors
    if reference.year is not None:
        values["year"] = reference.year
    if link := _link(reference):
        values["link"] = link
    if source := source_line(reference):
        values["source"] = source
    if kind := load(FILE)["kinds"].get(reference.kind):
        values["kind"] = kind
    return Draft(_id(reference), values, left=tuple(_left(reference, language, file)))


def language_of(reference: Reference) -> Language | None:
    """The language that the file gives, else that of most small words in the title; None where that tells nothing."""
    declared = load(FILE)
    named = reference.language.lower()
    if named in declared["languages"]["nl"]:
        return "nl"
    if named:
        return "en" if named in declared["languages"]["en"] else None
    found = fold(reference.title).split()
    dutch, english = (sum(word in declared["words"][code] for word in found) for code in ("nl", "en"))
    if dutch == english:
        return None
    return "nl" if dutch > english else "en"


def source_line(reference: Reference) -> str:
    """Where it was published, on one line: container or publisher, volume, issue, pages and DOI."""
    number = reference.volume + (f"({reference.issue})" if reference.issue else "")
    place = ", ".join(part for part in (" ".join(filter(None, (reference.container, number))), reference.pages) if part)
    doi = f"doi:{reference.doi}" if reference.doi else ""
    return ". ".join(part for part in (place, reference.publisher, doi) if part)


def _link(reference: Reference) -> str:
    return f"https://doi.org/{reference.doi}" if reference.doi else reference.link


def _id(reference: Reference) -> str:
    """A name for the record: first author, year and the first words of the title."""
    author = reference.authors[0].split(",")[0] if reference.authors else ""
    title = " ".join(words(reference.title)[:WORDS])
    return slug(f"{author} {reference.year or ''} {title}")


def _left(reference: Reference, language: Language | None, file: str) -> Iterator[Finding]:
    at = Text(f"verwijzing {reference.number}", f"reference {reference.number}")

    def left(rule: str, nl: str, en: str, column: str) -> Finding:
        return Finding(rule, file, Text(f"{at.nl}: {nl}", f"{at.en}: {en}"), column=column)

    if reference.abstract:
        yield left(
            "abstract",
            "de samenvatting van de uitgever is niet overgenomen. Schrijf in uw eigen woorden wat er is gevonden",
            "the publisher’s abstract was not taken over. Write in your own words what was found",
            "abstract",
        )
    if language is None and reference.title:
        yield left(
            "language",
            "in welke taal de titel is, staat er niet bij. Hij is bij de Nederlandse titel gezet; kijk of dat klopt",
            "the language of the title is not given. It was put with the Dutch title; see whether that is right",
            "title_nl",
        )
    if reference.kind not in load(FILE)["kinds"]:
        yield left(
            "kind",
            f"bij “{reference.kind}” is niet zeker wat voor publicatie het is. Kies de soort zelf",
            f"with “{reference.kind}” it is not sure what kind of publication it is. Choose the kind yourself",
            "kind",
        )
    names = list(dict.fromkeys(name for name, _ in reference.rest))
    names += ["keywords"] if reference.keywords else []
    if names:
        shown = ", ".join(names)
        yield left(
            "rest",
            f"deze velden hebben geen plaats in een record en zijn niet overgenomen: {shown}",
            f"these fields have no place in a record and were not taken over: {shown}",
            "rest",
        )
