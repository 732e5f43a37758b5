"""The evidence library for programs: its records by facet or by words, and one record whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

from django.http import HttpRequest, HttpResponse
from msgspec import Meta

from gelijkop.evidence.gaps import leads
from gelijkop.evidence.library import FACETS, Facet, select
from gelijkop.evidence.record import Record
from gelijkop.evidence.searching import search
from gelijkop.present.evidence_tables import LICENCE
from gelijkop.present.shelf import Shelf
from gelijkop.web.api.asked import Asked
from gelijkop.web.api.listed import words
from gelijkop.web.api.problems import unknown
from gelijkop.web.api.shapes import Words
from gelijkop.web.api.tables import PAGING
from gelijkop.web.api.views import API, listing, resource
from gelijkop.web.library import Library, library
from gelijkop.web.pages.evidence_cards import labels

PARAMETERS_OF_RECORDS = ("q", *get_args(Facet), *PAGING)
_SOON, _NOBODY_ELSE = "public, no-cache", "private, no-store"


@dataclass(frozen=True)
class RecordPage:
    """Records of the evidence library: those that fit a question best first, else what one can do first."""

    count: Annotated[int, Meta(description="How many were found in all.")]
    next: Annotated[str | None, Meta(description="Address of the next page; null on the last one.")]
    licence: Words
    items: tuple[Record, ...]


def _records(request: HttpRequest, asked: Asked) -> HttpResponse:
    chosen = _chosen(asked)
    question = asked.of("q")
    first, last = asked.row, asked.row + asked.limit
    found = _found(library(), question, chosen)
    after = f"{API}evidence/{asked.written(0, last)}" if last < len(found) else None
    # As on the pages: what people look for is kept nowhere.
    said = RecordPage(len(found), after, words(LICENCE), found[first:last])
    return listing(request, said, _NOBODY_ELSE if question else _SOON)


def _record(request: HttpRequest, asked: Asked, id: str) -> HttpResponse:  # noqa: A002, ARG001 (the name in the address)
    known = library().records
    if id not in known:
        raise unknown("id", id, known, f"{API}evidence/")
    return listing(request, known[id])


def examples(_: Shelf) -> list[Mapping[str, str]]:
    """The first record stands for all."""
    return [{"id": next(iter(library().records))}]


records = resource(_records, query=PARAMETERS_OF_RECORDS)
record = resource(_record, examples=examples)


def _chosen(asked: Asked) -> Mapping[Facet, str]:
    """The codes asked for, by facet.

    Raises:
        Refused: a list has no such code.
    """
    found = {facet: asked.of(facet) for facet in FACETS if asked.of(facet)}
    for facet, code in found.items():
        if code not in labels(facet):
            raise unknown(facet, code, labels(facet), "/bewijs/")
    return found


def _found(of: Library, question: str, chosen: Mapping[Facet, str]) -> tuple[Record, ...]:
    if question:
        hits = search(of.index, question, chosen=chosen, most=len(of.records)).hits
        return tuple(hit.record for hit in hits)
    found = leads(select(of.records.values(), chosen))
    return tuple(lead.record for some in (found.act, found.without_effect, found.determinants) for lead in some)
