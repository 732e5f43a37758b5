"""From a file of any form to records that may need finishing: what it is told by its content."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from gelijkop.catalogue import load
from gelijkop.errors import DefinitionRefused, Finding, Text, UnknownFile, UserError
from gelijkop.evidence.bibliography import draft_of, read_references
from gelijkop.evidence.bibliography.characters import decode
from gelijkop.evidence.bibliography.reading import recognise
from gelijkop.evidence.draft import Draft
from gelijkop.evidence.draft_file import write_draft
from gelijkop.evidence.fields import FIELDS, SECTIONS
from gelijkop.evidence.lob.form import FORM
from gelijkop.evidence.lob.heading_reading import read_headings
from gelijkop.evidence.lob.word_reading import read_word
from gelijkop.evidence.reading import FENCE, examine

Source = Literal["word", "headings", "references", "record"]
BINARY = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF")
WORD = (".docx", ".docm", ".dotx", ".doc")
SUFFIX = ".md"
MOST = 50
"""References of one file that become records without a choice; more are results of a search, to be screened first."""


@dataclass(frozen=True)
class Added:
    """One record to be: its name, the text of its file, what was placed, what was not, and what is still to be done."""

    id: str
    text: str
    source: Source
    placed: tuple[str, ...]
    left: tuple[Finding, ...]
    todo: tuple[Finding, ...]


def add(data: bytes, *, file: str, number: int | None = None) -> tuple[Added, ...]:
    """The records that a file gives; of references all, or that with a number.

    Raises:
        UnknownFile: it is none of the forms that are known.
        DefinitionRefused: it is a record file with faults, with all of them.
        UserError: a number that no reference has, or too many references to add without one.
        InputRefused: as the reader of its form.
    """
    if data.startswith(BINARY) or file.lower().endswith(WORD):
        return (_added(read_word(data, file=file), "word"),)
    text = decode(data)
    if text.lstrip().startswith(FENCE):
        return (_record(text, file),)
    if recognise(text) in (None, "table"):
        try:
            return (_added(read_headings(text, file=file), "headings"),)
        except UnknownFile:
            if recognise(text) is None:
                raise _unknown(file) from None
    return _references(data, file, number)


def renamed(added: Added, name: str) -> Added:
    """The same record under another name."""
    text = added.text.replace(f'id = "{added.id}"', f'id = "{name}"', 1)
    return replace(added, id=name, text=text, todo=examine(text, file=name + SUFFIX).findings)


def _added(draft: Draft, source: Source) -> Added:
    text = write_draft(draft)
    placed = [f.name for f in FIELDS if draft.values.get(f.name) not in (None, "", (), [])]
    placed += [s.heading for s in SECTIONS if draft.sections.get(s.name)]
    todo = examine(text, file=draft.id + SUFFIX).findings
    return Added(draft.id, text, source, tuple(placed), draft.left, todo)


def _record(text: str, file: str) -> Added:
    examined = examine(text, file=file)
    if examined.record is None:
        said = Text(
            "Deze kaart heeft fouten en is niet gekopieerd. Verbeter ze:",
            "This record has faults and was not copied. Mend them:",
        )
        raise DefinitionRefused(said, examined.findings)
    return Added(examined.record.id, text, "record", (), (), ())


def _references(data: bytes, file: str, number: int | None) -> tuple[Added, ...]:
    found = read_references(data, file=file)
    count = len(found.references)
    if number is not None and not 1 <= number <= count:
        raise _refused("no_reference", file, number=number, count=count)
    if number is None and count > MOST:
        raise _refused("many_references", file, count=count, most=MOST)
    chosen = found.references if number is None else found.references[number - 1 : number]
    drafts = [draft_of(reference, file=file) for reference in chosen]
    if drafts:
        drafts[0] = replace(drafts[0], left=(*found.left, *drafts[0].left))
    return tuple(_added(draft, "references") for draft in drafts)


def _unknown(file: str) -> UnknownFile:
    return UnknownFile(_said("whole", file), [Finding("unknown_form", file, _said("unknown_form", file))])


def _refused(rule: str, file: str, **values: object) -> UserError:
    return UserError(_said("whole", file), [Finding(rule, file, _said(rule, file, **values))])


def _said(rule: str, file: str, **values: object) -> Text:
    said = load(FORM)["refusal"][rule]
    return Text(said["nl"].format(file=file, **values), said["en"].format(file=file, **values))
