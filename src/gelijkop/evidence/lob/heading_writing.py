"""From a record to the heading form of the Expertisepunt LOB, with a supplement, so that nothing is lost."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from gelijkop.evidence.lob.entries import HEADINGS
from gelijkop.evidence.lob.filling import SUMMARY, TRANSFER, Filled, filled, supplement, unfilled
from gelijkop.evidence.lob.form import Entry
from gelijkop.evidence.lob.heading_reading import read_headings
from gelijkop.evidence.lob.labels import written
from gelijkop.evidence.lob.markdown import marked
from gelijkop.evidence.record import Record
from gelijkop.evidence.taxonomy import Template

FILE = "record.md"


def write_headings(record: Record, *, template: Template = "headings") -> str:
    """The text of a record, with the boxes for years of one version of the form; reading it gives the record."""
    form = filled(record, template)
    read = read_headings(_text(form), file=FILE)
    return _text(replace(form, entries=supplement(record, read)))


def write_empty_headings(*, template: Template = "headings") -> str:
    """The text without anything filled in."""
    return _text(unfilled(template))


def _text(form: Filled) -> str:
    return "\n".join([*_criteria(form), *_general(form), *_texts(form), *_supplement(form.entries)]) + "\n"


def _criteria(form: Filled) -> Iterator[str]:
    yield f"## {written('criteria')}"
    for group, boxes in form.boxes.items():
        yield from ("", f"### {written(group)}", "")
        yield from (f"- [{'x' if ticked else ' '}] {label}" for label, ticked in boxes)


def _general(form: Filled) -> Iterator[str]:
    address = html.escape(form.link)
    link = f'<a href="{address}">{address}</a>' if form.link else ""
    yield from ("", f"## {written('general')}", "")
    for code, said in (("title", marked(form.title)), ("authors", marked(form.authors)), ("link", link)):
        yield f"<b>{written(code)}</b>\t{said}".rstrip()


def _texts(form: Filled) -> Iterator[str]:
    yield from ("", f"## {written('summary')}", "", f"### {SUMMARY}")
    for heading, text in form.summary:
        yield from ("", f"#### {heading}", "", marked(text))
    yield from ("", f"## {written('transfer')}", "", f"### {TRANSFER}", "", marked(form.transfer))


def _supplement(entries: Sequence[Entry]) -> Iterator[str]:
    """A line a key, or a line a value where a key has several."""
    if not entries:
        return
    yield from ("", f"## {written('supplement')}")
    for (table, place), some in groupby(entries, key=lambda e: (e.table, e.place)):
        yield from ("", f"### {HEADINGS[table]}{f' {place + 1}' if table == 'effect' else ''}", "")
        for entry in some:
            yield from (f"- {entry.key}: {item}".rstrip() for item in entry.items or ("",))
