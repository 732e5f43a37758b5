"""From the values of one entry to a reference, with a finding for each value that cannot be what its name says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gelijkop.errors import Finding, Text
from gelijkop.evidence.bibliography.layouts import Entry, Layout, Tag
from gelijkop.evidence.bibliography.names import OTHERS, names
from gelijkop.evidence.bibliography.values import find_doi, find_year, isbn, keywords, page_range, pages
from gelijkop.evidence.reference import Kind, Reference

SHOWN = 60
"""Letters of a value in a finding."""


@dataclass(frozen=True)
class Placed:
    """A reference and what was found while placing its values."""

    reference: Reference
    findings: tuple[Finding, ...]


@dataclass
class Places:
    """The values of one entry by field, best first; `used` are the places of those that the reference now has."""

    layout: Layout
    tags: Sequence[Tag]
    held: dict[str, list[int]] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        fields = self.layout.fields
        for place, tag in enumerate(self.tags):
            if tag.known and (known := fields.get(tag.name)) is not None:
                self.held.setdefault(known[0], []).append(place)
        for places in self.held.values():
            if len(places) > 1:
                places.sort(key=lambda p: fields[self.tags[p].name][1])

    def text(self, name: str) -> str:
        """The best value of a field; others that say the same are used with it."""
        places = self.held.get(name)
        if places is None:
            return ""
        best = self.tags[places[0]].value
        if len(places) == 1:
            self.used.add(places[0])
            return best
        self.used.update(p for p in places if self.tags[p].value == best)
        return best

    def best(self, name: str) -> list[int]:
        """The places of a field that share the best rank."""
        places = self.held.get(name, [])
        fields = self.layout.fields
        return [p for p in places if fields[self.tags[p].name][1] == fields[self.tags[places[0]].name][1]]


def place(entry: Entry, *, number: int, layout: Layout, file: str) -> Placed:
    """The reference of an entry; each value is in a field of it or in `rest`, but for what says the same twice."""
    at = Places(layout, entry.tags)
    wrong: list[Finding] = []
    more: list[tuple[str, str]] = []
    year = _year(at, file, wrong)
    doi = _doi(at, file, wrong)
    reference = Reference(
        number,
        title=at.text("title"),
        authors=_authors(at, more),
        year=year,
        kind=_kind(at),
        container=at.text("container"),
        volume=at.text("volume"),
        issue=at.text("issue"),
        pages=_pages(at),
        publisher=at.text("publisher"),
        doi=doi,
        isbn=_isbn(at),
        link=at.text("link"),
        abstract=at.text("abstract"),
        keywords=_keywords(at),
        language=at.text("language"),
        database=at.text("database"),
        accession=at.text("accession"),
        rest=(*((t.name, t.value) for p, t in enumerate(entry.tags) if p not in at.used), *more),
    )
    if not reference.title:
        said = Text("deze verwijzing heeft geen titel", "this reference has no title")
        wrong.append(Finding("no_title", file, said, entry.row))
    return Placed(reference, tuple(wrong))


def _year(at: Places, file: str, wrong: list[Finding]) -> int | None:
    chosen: int | None = None
    for p in at.held.get("year", []):
        found = find_year(at.tags[p].value)
        if found is not None:
            chosen = found[0] if chosen is None else chosen
            if found == (chosen, True):
                at.used.add(p)
    if chosen is None:
        wrong.extend(_no_value(at, "year", file, Text("is geen jaar", "is no year")))
    return chosen


def _doi(at: Places, file: str, wrong: list[Finding]) -> str:
    """The DOI of its own field, else of one where it may stand, else of the address."""
    loose = [p for p, tag in enumerate(at.tags) if tag.known and tag.name in at.layout.loose]
    own = [p for p in at.held.get("doi", []) if p not in loose]
    chosen = ""
    for p in (*own, *loose):
        found = find_doi(at.tags[p].value)
        if found is not None:
            chosen = chosen or found.value
            if found == (chosen, True):
                at.used.add(p)
    if own and not chosen:
        wrong.extend(_no_value(at, "doi", file, Text("is geen DOI (10.…/…)", "is no DOI (10.…/…)")))
    if not chosen and (links := at.held.get("link")) and "doi.org/" in at.tags[links[0]].value:
        found = find_doi(at.tags[links[0]].value)
        chosen = found.value if found is not None else ""
    return chosen


def _no_value(at: Places, name: str, file: str, text: Text) -> Iterator[Finding]:
    for p in at.held.get(name, []):
        tag = at.tags[p]
        if tag.name not in at.layout.loose:
            shown = tag.value[:SHOWN]
            said = Text(
                f"“{shown}” {text.nl}; het staat nu bij de overige velden",
                f"“{shown}” {text.en}; it now is among the other fields",
            )
            yield Finding(name, file, said, tag.row, tag.name)


def _authors(at: Places, more: list[tuple[str, str]]) -> tuple[str, ...]:
    found: list[str] = []
    for p in at.best("authors"):
        read = names(at.tags[p].value, commas=at.layout.format == "table")
        found.extend(read.names)
        at.used.add(p)
        if read.more:
            more.append(("authors", OTHERS))
    return tuple(found)


def _kind(at: Places) -> Kind:
    """The kind by the first word that is known; a word stays in `rest` unless it is the one that writing takes."""
    layout, chosen = at.layout, None
    for p in at.held.get("kind", []):
        word = at.tags[p].value
        kind = layout.kinds.get(word.lower())
        chosen = chosen or kind
        if kind is not None and kind == chosen and word.lower() == layout.words[kind].lower():
            at.used.add(p)
    return chosen or "other"


def _pages(at: Places) -> str:
    if "pages" in at.held:
        return pages(at.text("pages"))
    first = at.text("first_page")
    # A last page alone stays in `rest`: it would read as the first.
    return page_range(first, at.text("last_page")) if first else ""


def _isbn(at: Places) -> str:
    chosen = ""
    for p in at.held.get("serial", []):
        found = isbn(at.tags[p].value)
        chosen = chosen or found
        if found and found == chosen:
            at.used.add(p)
    return chosen


def _keywords(at: Places) -> tuple[str, ...]:
    commas = at.layout.format in ("table", "bibtex")
    best = at.best("keywords")
    at.used.update(best)
    return tuple(word for p in best for word in keywords(at.tags[p].value, commas=commas))
