"""The ketenontleding: in which step of the school career a gap arises, and what closing a step would bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from gelijkop.compare.chain import ChainSplit
from gelijkop.compare.chain_definitions import Outcome, outcomes
from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present.chain_figures import chain_figure, chain_told
from gelijkop.present.chain_sentences import headline, step_names
from gelijkop.present.content import RegionContent
from gelijkop.present.figure import Figure
from gelijkop.present.sentences import group_name, grouping_name
from gelijkop.present.shelf import Place, Shelf
from gelijkop.present.what_if import closed, closed_sentence
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages.evidence_doors import door
from gelijkop.web.pages.frame import figure_file, figures_html, language, moved, place_or_404, rendered, shelf

SHARES = (25, 50, 75, 100)
"""How much of a step can be closed, in percent."""


@dataclass(frozen=True)
class Asked:
    """What a page is about: an outcome of a chain, a place, a grouping, and the splits of all years together."""

    outcome: Outcome
    place: Place
    grouping: str
    splits: tuple[ChainSplit, ...]


def pages_of_chains(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of every page of a chain: by outcome, place and grouping."""
    for outcome in outcomes():
        for kind in ("region", "municipality", "board"):
            for place in of.places(kind):
                for grouping in of.about.groupings:
                    if _widest(of, outcome, place.code, grouping):
                        yield {"chain": _slug(outcome), "area": place.code, "grouping": grouping}


def files_of_chains(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the CSV file beside each of those pages that has a figure."""
    for codes in pages_of_chains(of):
        for figure in _figures(of, _asked(of, **codes), "nl"):
            yield {**codes, "ident": figure.ident}


def chains_with_page(of: Shelf) -> Iterator[Mapping[str, str]]:
    """The codes of the outcomes of which the release has a split."""
    main = of.about.groupings[0]
    return ({"chain": _slug(o)} for o in outcomes() if _widest(of, o, WHOLE, main))


@page(PUBLIC)
def chains(request: HttpRequest) -> HttpResponse:
    """Every outcome with the steps in which a gap is seen, for the whole region."""
    of, spoken = shelf(), language()
    main, found = of.about.groupings[0], []
    for outcome in outcomes():
        splits = _widest(of, outcome, WHOLE, main)
        if splits and splits[0].state == "shown":
            found.append(
                {
                    "title": _capital(outcome.title.say(spoken)),
                    "answer": headline(splits[0], outcome, spoken),
                    "href": href(outcome, WHOLE, main),
                }
            )
    return rendered(request, "gelijkop/chains.html", {"chains": found}, of)


@page(PUBLIC, examples=chains_with_page)
def chosen(request: HttpRequest, chain: str) -> HttpResponse:
    """On to the page of the place and grouping that the form asks for."""
    of = shelf()
    outcome = _outcome(chain)
    area, grouping = request.GET.get("gebied", WHOLE), request.GET.get("indeling", of.about.groupings[0])
    known = {(p, g) for p, g in ((area, grouping), (area, of.about.groupings[0])) if _widest(of, outcome, p, g)}
    for one in ((area, grouping), (area, of.about.groupings[0])):
        if one in known:
            return moved(request, href(outcome, *one))
    return moved(request, href(outcome, WHOLE, of.about.groupings[0]))


@page(PUBLIC, examples=pages_of_chains, query=("stap", "dicht"))
def chain(request: HttpRequest, chain: str, area: str, grouping: str) -> HttpResponse:
    """One outcome in one place by one grouping, split over the steps; with what closing a step would bring."""
    of, spoken = shelf(), language()
    a = _asked(of, chain, area, grouping)
    content, shown = _content(of, a), a.splits[0].state == "shown"
    names = step_names(a.outcome, spoken)
    step, share = _choice(request, a)
    found = closed(a.splits[0], step, share / 100)
    context = {
        "title": _capital(a.outcome.title.say(spoken)),
        "place": a.place,
        "form": _form(of, a, spoken),
        "shown": shown,
        "who": group_name(a.grouping, a.splits[0].group, spoken),
        "other": group_name(a.grouping, a.splits[0].reference, spoken),
        "figures": figures_html(_figures(of, a, spoken)),
        "told": mark_safe(chain_told(content, (a.outcome, a.splits), spoken)) if shown else "",
        "steps": [(code, _capital(name), code == step) for code, name in names.items()],
        "shares": [(s, s == share) for s in SHARES],
        "answer": closed_sentence(found, names[step], spoken) if found is not None else "",
        "every": [[_capital(name), *_closings(a.splits[0], code, name, spoken)] for code, name in names.items()],
        "doors": [
            (_capital(name), found_door) for code, name in names.items()
            if (found_door := door(spoken, "step", code, grouping, most=2)) is not None
        ],
        "others": [(_capital(o.title.say(spoken)), href(o, a.place.code, a.grouping), o == a.outcome)
                   for o in outcomes() if _widest(of, o, a.place.code, a.grouping)],
    }  # fmt: skip
    return rendered(request, "gelijkop/chain.html", context, of)


@page(PUBLIC, examples=files_of_chains)
def chain_file(request: HttpRequest, chain: str, area: str, grouping: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of the figure on the page of a chain."""
    of = shelf()
    return figure_file(_figures(of, _asked(of, chain, area, grouping), language()), ident)


def href(outcome: Outcome, area: str, grouping: str) -> str:
    """The address of the page of an outcome."""
    return reverse("chain", kwargs={"chain": _slug(outcome), "area": area, "grouping": grouping})


def href_of_step(of: Shelf, step: str) -> str:
    """The first page of an outcome that a step leads to, for the whole region; empty where the release has none."""
    main = of.about.groupings[0]
    found = (o for o in outcomes() if step in [s.code for s in o.steps] and _widest(of, o, WHOLE, main))
    return next((href(o, WHOLE, main) for o in found), "")


def links_of(of: Shelf, area: str, spoken: Language) -> Iterator[Mapping[str, str]]:
    """The chains of which a place has a page, by the main grouping."""
    main = of.about.groupings[0]
    for outcome in outcomes():
        if _widest(of, outcome, area, main):
            yield {"title": _capital(outcome.title.say(spoken)), "href": href(outcome, area, main)}


def _slug(outcome: Outcome) -> str:
    return f"{outcome.chain}.{outcome.code}"


def _outcome(slug: str) -> Outcome:
    found = next((o for o in outcomes() if _slug(o) == slug), None)
    if found is None:
        raise Http404
    return found


def _widest(of: Shelf, outcome: Outcome, area: str, grouping: str) -> tuple[ChainSplit, ...]:
    """The splits of most school years together, one a group; empty where the release has none."""
    mine = [s for s in of.chains(outcome.chain, grouping, area) if s.outcome == outcome.code]
    most = max((len(s.years) for s in mine), default=0)
    return tuple(s for s in mine if len(s.years) == most)


def _asked(of: Shelf, chain: str, area: str, grouping: str) -> Asked:
    outcome = _outcome(chain)
    place = place_or_404(of, area, "region", "municipality", "board")
    splits = _widest(of, outcome, area, grouping) if grouping in of.about.groupings else ()
    if not splits:
        raise Http404
    return Asked(outcome, place, grouping, splits)


def _content(of: Shelf, a: Asked) -> RegionContent:
    content = of.content((), (), (a.grouping,))
    meta = type(content.meta)(
        a.place.name, content.meta.date, content.meta.version, content.meta.sources, content.meta.licence
    )
    return RegionContent(
        content.released, (), (), (), content.definitions, None, (a.grouping,), (), meta, content.by_year, a.splits
    )


def _figures(of: Shelf, a: Asked, spoken: Language) -> Sequence[Figure]:
    if a.splits[0].state != "shown":
        return ()
    return [chain_figure(_content(of, a), "keten", (a.outcome, a.splits), spoken)]


def _choice(request: HttpRequest, a: Asked) -> tuple[str, int]:
    """The step and the percentage that the form asks for; what is not on it counts as not asked."""
    codes = [s.code for s in a.outcome.steps]
    step, share = request.GET.get("stap", ""), request.GET.get("dicht", "")
    return (
        step if step in codes else _largest(a, codes),
        int(share) if share in {str(s) for s in SHARES} else SHARES[-1],
    )


def _largest(a: Asked, codes: Sequence[str]) -> str:
    """The step in which a difference is seen, of several the first; else the first step."""
    return next((s.step for s in a.splits[0].steps if s.verdict == "difference"), codes[0])


def _closings(split: ChainSplit, step: str, name: str, spoken: Language) -> Iterator[str]:
    """What closing each share of a step would bring, in a sentence each."""
    for share in SHARES:
        found = closed(split, step, share / 100)
        if found is not None:
            yield closed_sentence(found, name, spoken)


def _form(of: Shelf, a: Asked, spoken: Language) -> Mapping[str, object]:
    main = of.about.groupings[0]
    places = [
        p for kind in ("region", "municipality", "board") for p in of.places(kind)
        if _widest(of, a.outcome, p.code, main)
    ]  # fmt: skip
    return {
        "action": reverse("chain-chosen", kwargs={"chain": _slug(a.outcome)}),
        "places": [(p.code, p.name, p.code == a.place.code, href(a.outcome, p.code, main)) for p in places],
        "groupings": [
            (g, grouping_name(g, spoken), g == a.grouping, href(a.outcome, a.place.code, g))
            for g in of.about.groupings if _widest(of, a.outcome, a.place.code, g)
        ],
    }  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
