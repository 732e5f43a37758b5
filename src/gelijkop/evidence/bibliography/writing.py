"""References as RIS, CSV and BibTeX; reading what was written gives them back, with what has no field."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gelijkop.evidence.bibliography.layouts import Entry, Layout, Tag, layout
from gelijkop.evidence.bibliography.names import names
from gelijkop.evidence.bibliography.placing import place
from gelijkop.evidence.bibliography.table import REST
from gelijkop.evidence.bibliography.tagged import OWN
from gelijkop.evidence.bibliography.values import keywords, line, split_pages
from gelijkop.evidence.reference import Reference

COLUMNS = (
    "title", "abstract", "authors", "year", "doi", "link", "keywords", "kind", "container", "volume", "issue", "pages",
    "publisher", "serial", "language", "database", "accession",
)  # fmt: skip
"""Fields in the order of the columns: first those that ASReview reads."""
RIS_TAG = re.compile(r"(?!ER)[A-Z][A-Z0-9]")
FORMULA = re.compile(r"'*[=+\-@]")


def write_ris(references: Iterable[Reference]) -> str:
    """A RIS file; a value without a tag in RIS goes into a note (N1) that `read_references` knows."""
    rules = layout("ris")
    return "".join(_ris(_exact(r, rules)) for r in references)


def write_csv(references: Sequence[Reference], *, more: Mapping[str, Sequence[str]] | None = None) -> str:
    """A CSV file for ASReview and spreadsheets; `more` are columns of your own, such as `included`, a value a row.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it, which reading takes off.
    """
    rules, own = layout("table"), more or {}
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([*(rules.names[f] for f in COLUMNS), *own, REST])
    for place_, reference in enumerate(references):
        cells = _cells(reference, rules)
        added = [column[place_] for column in own.values()]
        write.writerow([harmless(cell) for cell in (*(cells.get(f, "") for f in COLUMNS), *added, _rest(reference))])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe where a spreadsheet would run it."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def values(reference: Reference, rules: Layout) -> Iterator[tuple[str, str]]:
    """Each field that is not empty with its text, in the order of the layout; lists once for every value."""
    first, last = split_pages(reference.pages)
    given: Mapping[str, Sequence[str]] = {
        "kind": [rules.words[reference.kind]],
        "authors": reference.authors,
        "keywords": reference.keywords,
        "year": [] if reference.year is None else [str(reference.year)],
        "first_page": [first],
        "last_page": [last],
        "serial": [reference.isbn],
    }
    for field in rules.names:
        if field in ("first_page", "last_page") and "pages" in rules.names:
            continue
        for value in given[field] if field in given else [getattr(reference, field)]:
            if plain := line(value):
                yield field, plain


def _exact(reference: Reference, rules: Layout) -> Sequence[Tag]:
    """The tags of a reference: what is in `rest` under its own name, unless that would be read as a field."""
    for noted in (_invalid, lambda name: _invalid(name) or name in rules.fields):
        tags = _tags(reference, rules, noted)
        if place(Entry(1, tuple(tags)), number=reference.number, layout=rules, file="").reference == reference:
            return tags
    return tags


def _invalid(name: str) -> bool:
    return RIS_TAG.fullmatch(name) is None


def _tags(reference: Reference, rules: Layout, noted: Callable[[str], bool]) -> Sequence[Tag]:
    rest = [Tag(name, value, 1, known=not noted(name)) for name, value in reference.rest]
    fields = [Tag(rules.names[field], value, 1) for field, value in values(reference, rules)]
    type_ = next((t for t in rest if t.known and t.name == "TY"), None)
    if type_ is not None and rules.kinds.get(type_.value.lower(), "other") == reference.kind:
        # The word of the file itself, such as EJOUR, tells more than the one for its kind.
        fields, rest = [type_, *fields[1:]], [t for t in rest if t is not type_]
    # Another TY would begin another reference.
    return [*fields, *(t._replace(known=t.known and t.name != "TY") for t in rest)]


def _ris(tags: Sequence[Tag]) -> str:
    lines = [f"{t.name}  - {line(t.value)}" if t.known else f"N1  - {OWN}{_json([t.name, t.value])}" for t in tags]
    return "\n".join([*lines, "ER  - ", "", ""])


def _cells(reference: Reference, rules: Layout) -> Mapping[str, str]:
    cells: dict[str, list[str]] = {}
    for field, value in values(reference, rules):
        cells.setdefault(field, []).append(value)
    joined = {field: "; ".join(found) for field, found in cells.items()}
    # A semicolon at the end says that the commas in the only value part nothing.
    if names(joined.get("authors", ""), commas=True).names != reference.authors:
        joined["authors"] += ";"
    if keywords(joined.get("keywords", ""), commas=True) != reference.keywords:
        joined["keywords"] += ";"
    return joined


def _rest(reference: Reference) -> str:
    return _json([list(pair) for pair in reference.rest]) if reference.rest else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
