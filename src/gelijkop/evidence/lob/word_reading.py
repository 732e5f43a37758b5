"""From a Word file with the form of the Expertisepunt LOB to a draft of a record."""

from __future__ import annotations

from dataclasses import replace

from gelijkop.errors import UnknownFile
from gelijkop.evidence.draft import Draft
from gelijkop.evidence.lob.form import Where, finding, refusal
from gelijkop.evidence.lob.placing import place
from gelijkop.evidence.lob.recognising import recognise
from gelijkop.evidence.lob.word_package import Package, open_package
from gelijkop.evidence.lob.word_text import word_lines


def read_word(data: bytes, *, file: str) -> Draft:
    """The draft that a Word file gives, with all that could not be placed.

    Raises:
        UnknownFile: it is no Word file, or has nothing of the form.
        TruncatedFile, ArchiveBomb, XmlBomb: as `open_package`.
    """
    return draft_of(open_package(data, file=file), file=file)


def draft_of(package: Package, *, file: str) -> Draft:
    """The draft that the parts of a Word file give.

    Raises:
        UnknownFile: there is nothing of the form.
    """
    text = word_lines(package)
    form = recognise(text.lines, file=file)
    if not form.boxes and not form.parts:
        raise no_form(file)
    draft = place(form, file=file)
    if text.footnotes:
        draft = replace(draft, left=(*draft.left, finding("footnotes", file, Where(), count=text.footnotes)))
    return draft


def no_form(file: str) -> UnknownFile:
    """That a document has none of the headings and boxes of the form."""
    return refusal(UnknownFile, "no_form", file)
