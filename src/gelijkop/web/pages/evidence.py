"""The evidence library: search with words, choose by facet, and what can move a step of the career or an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from gelijkop.errors import Language
from gelijkop.evidence.gaps import leads, words_of_group
from gelijkop.evidence.library import FACETS, Facet, counts, select
from gelijkop.evidence.searching import search
from gelijkop.present.sentences import grouping_name
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.library import Gap, Library, library
from gelijkop.web.origin import exported
from gelijkop.web.pages import chain
from gelijkop.web.pages.evidence_cards import FACET_OF, WORDS, Part, card, labels, list_href, parts
from gelijkop.web.pages.frame import language, rendered, shelf

LONGEST = 120
"""Characters of a question; the rest is not looked at."""
PAGE = 20
FIRST: tuple[Facet, ...] = ("sector", "theme", "type", "result", "grade")
"""The facets of the form; the others are folded away."""
GAPS: tuple[Gap, ...] = get_args(Gap)
"""What a gap can be in: these lists are ordered for a group of pupils."""


@dataclass(frozen=True)
class Chosen:
    """What a form asks for: a question, a code of some facets, and the page of the answer, from 1."""

    question: str
    codes: Mapping[Facet, str]
    page: int

    def query(self, number: int) -> str:
        """The same, as the query of another page."""
        given = {"q": self.question, **{WORDS[f]: code for f, code in self.codes.items()}, "blad": str(number)}
        return urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True)
class Listed:
    """One page of what was found: how many there are, the parts on this page, and how many have each code."""

    count: int
    parts: Sequence[Part]
    counts: Mapping[Facet, Mapping[str, int]]


def lists(of: Shelf) -> Iterator[Mapping[str, str]]:  # noqa: ARG001 (the form of examples)
    """The codes of every list: each code of each facet that records have."""
    found = library()
    for facet, word in WORDS.items():
        held = counts(found.records.values(), facet)
        yield from ({"by": word, "code": code} for code in labels(facet) if code in held)


def lists_of_groups(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every list of a step or indicator for a grouping about which there is evidence there."""
    found = library()
    for facet in GAPS:
        for code in counts(found.records.values(), facet):
            for grouping in _groupings(of, found, facet, code):
                yield {"by": WORDS[facet], "code": code, "grouping": grouping}


@page(PUBLIC, query=("q", *FACET_OF, "blad"))
def evidence(request: HttpRequest) -> HttpResponse:
    """The library: a form with facets, and the records that were chosen or found; in an export all records."""
    of, spoken, found = shelf(), language(), library()
    asked = Chosen("", {}, 1) if exported(request) else _asked(request)
    listed = _searched(found, asked, spoken) if asked.question else _selected(found, asked, spoken)
    pages = 1 if exported(request) else -(-listed.count // PAGE)
    context = {
        "count": listed.count,
        "total": len(found.records),
        "parts": listed.parts if not exported(request) else list(parts(leads(found.records.values()), spoken)),
        "asked": asked,
        "chosen": bool(asked.question or asked.codes),
        "form": [_field(f, asked, listed, spoken) for f in WORDS if f in FIRST],
        "more": [_field(f, asked, listed, spoken) for f in WORDS if f not in FIRST],
        "more_open": any(f not in FIRST for f in asked.codes),
        "browse": [_links(found, f, spoken) for f in WORDS],
        "page": asked.page,
        "pages": pages,
        "before": f"?{asked.query(asked.page - 1)}" if asked.page > 1 else "",
        "after": f"?{asked.query(asked.page + 1)}" if asked.page < pages else "",
    }
    answer = rendered(request, "gelijkop/evidence.html", context, of)
    if asked.question:
        # As with the search for a place: what people look for is nobody's business.
        answer["Cache-Control"] = "private, no-store"
    return answer


@page(PUBLIC, examples=lists)
def evidence_list(request: HttpRequest, by: str, code: str) -> HttpResponse:
    """Every record with a code of a facet."""
    facet = _facet(by, code)
    of, spoken, found = shelf(), language(), library()
    if facet in GAPS:
        return _gap(request, of, facet, code, "")
    chosen = select(found.records.values(), {facet: code})
    if not chosen:
        raise Http404
    label = labels(facet)[code].say(spoken)
    context = {
        "title": f"{_name(facet)}: {label}",
        "heading": label,
        "kicker": _name(facet),
        "parts": list(parts(leads(chosen), spoken)),
        "count": len(chosen),
    }
    return rendered(request, "gelijkop/evidence_list.html", context, of)


@page(PUBLIC, examples=lists_of_groups)
def evidence_group(request: HttpRequest, by: str, code: str, grouping: str) -> HttpResponse:
    """What can move a step or an indicator, with the evidence about the pupils of a grouping first."""
    facet, of = _facet(by, code), shelf()
    if facet not in GAPS or grouping not in of.about.groupings or not words_of_group(grouping):
        raise Http404
    return _gap(request, of, facet, code, grouping)


def _gap(request: HttpRequest, of: Shelf, facet: Gap, code: str, grouping: str) -> HttpResponse:
    spoken, found = language(), library()
    known = found.leads(facet, code, grouping)
    count = len(known.act) + len(known.without_effect) + len(known.determinants)
    if not count:
        raise Http404
    label = labels(facet)[code].say(spoken)
    groups = [("", _("leerlingen met minder kansen"))]
    groups += [(g, grouping_name(g, spoken)) for g in _groupings(of, found, facet, code)]
    title = f"{_name(facet)}: {label}" + (f" ({grouping_name(grouping, spoken)})" if grouping else "")
    context = {
        "title": title,
        "heading": label,
        "kicker": _name(facet),
        "gap": facet,
        "figures": _figures(of, facet, code),
        "groups": [(name, list_href(facet, code, g), g == grouping) for g, name in groups],
        "parts": list(parts(known, spoken, grouping=bool(grouping))),
        "count": count,
    }
    return rendered(request, "gelijkop/evidence_list.html", context, of)


def _facet(by: str, code: str) -> Facet:
    facet = FACET_OF.get(by)
    if facet is None or code not in labels(facet):
        raise Http404
    return facet


def _figures(of: Shelf, facet: Gap, code: str) -> str:
    """The page with the figures of a step or indicator; empty where the release has none."""
    if facet == "step":
        return chain.href_of_step(of, code)
    return reverse("indicator-chosen", kwargs={"code": code}) if code in of.indicators else ""


def _groupings(of: Shelf, found: Library, facet: Gap, code: str) -> list[str]:
    return [g for g in of.about.groupings if words_of_group(g) and found.about_group(facet, code, g)]


def _asked(request: HttpRequest) -> Chosen:
    """What the form asks for; what is not on it counts as not asked."""
    question = " ".join(request.GET.get("q", "")[:LONGEST].split())
    given = {facet: request.GET.get(word, "") for facet, word in WORDS.items()}
    number = request.GET.get("blad", "")
    return Chosen(
        question,
        {facet: code for facet, code in given.items() if code in labels(facet)},
        max(int(number), 1) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
    )


def _searched(found: Library, asked: Chosen, spoken: Language) -> Listed:
    """The page of what answers the question, the best first; a facet that is chosen is counted without its choice."""
    hits = search(found.index, asked.question, chosen=asked.codes, most=asked.page * PAGE)
    shown = [card(h.record, spoken, snippet=h.snippet) for h in hits.hits[(asked.page - 1) * PAGE :]]
    counted = dict(hits.counts)
    for facet in asked.codes:
        others = {f: code for f, code in asked.codes.items() if f != facet}
        counted[facet] = search(found.index, asked.question, chosen=others, most=0).counts[facet]
    only = [Part("gevonden", _("Gevonden kaarten"), "", tuple(shown))] if shown else []
    return Listed(hits.count, only, counted)


def _selected(found: Library, asked: Chosen, spoken: Language) -> Listed:
    """The page of the records with the chosen codes, what one can do first."""
    records = found.records.values()
    chosen = select(records, asked.codes)
    counted = {
        facet: counts(select(records, {f: c for f, c in asked.codes.items() if f != facet}), facet) for facet in FACETS
    }
    first, found_parts, before = (asked.page - 1) * PAGE, [], 0
    for part in parts(leads(chosen), spoken):
        mine = part.cards[max(first - before, 0) : max(first + PAGE - before, 0)]
        before += len(part.cards)
        if mine:
            found_parts.append(Part(part.ident, part.heading, part.intro, mine))
    return Listed(len(chosen), found_parts, counted)


def _field(facet: Facet, asked: Chosen, listed: Listed, spoken: Language) -> Mapping[str, object]:
    held = listed.counts[facet]
    mine = asked.codes.get(facet, "")
    options = [
        (c, t.say(spoken), held.get(c, 0), c == mine) for c, t in labels(facet).items() if c in held or c == mine
    ]
    return {"name": WORDS[facet], "label": _name(facet), "options": options, "chosen": bool(mine)}


def _links(found: Library, facet: Facet, spoken: Language) -> Mapping[str, object]:
    held = counts(found.records.values(), facet)
    links = [(list_href(facet, c), t.say(spoken), held[c]) for c, t in labels(facet).items() if c in held]
    return {"label": _name(facet), "links": links, "open": facet in ("step", "theme")}


def _name(facet: Facet) -> str:
    return {
        "theme": _("Thema"),
        "sector": _("Onderwijs"),
        "type": _("Wat is het"),
        "result": _("Uitkomst van onderzoek"),
        "grade": _("Sterkte van het bewijs"),
        "kind": _("Soort publicatie"),
        "level": _("Waar het speelt"),
        "step": _("Stap in de schoolloopbaan"),
        "indicator": _("Indicator"),
    }[facet]
