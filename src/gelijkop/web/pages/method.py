"""How every figure is made: each definition with its variants and worked example, and the method in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present.dates import long_date
from gelijkop.present.definition_card import DefinitionCard, Fact, facts, notes, variant_facts, words
from gelijkop.present.method import method_html
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages.frame import Crumb, language, rendered, shelf

ABOVE = ("question", "who", "reviewed", "review_by", "breaks", "sources")
"""Facts of a definition that have a place of their own on its page."""


@page(PUBLIC)
def methods(request: HttpRequest) -> HttpResponse:
    """All definitions by sector."""
    of, spoken = shelf(), language()
    names: Mapping[str, str] = words(spoken)["sectors"]
    sectors: dict[str, list[Mapping[str, str]]] = {}
    for card in of.cards:
        line = {"code": card.code, "title": card.title.say(spoken), "question": card.question.say(spoken)}
        sectors.setdefault(card.code.split(".")[0], []).append(line)
    context = {"sectors": [(names.get(code, code), lines) for code, lines in sectors.items()]}
    return rendered(request, "gelijkop/methods.html", context, of)


@page(PUBLIC, examples=lambda of: [{"code": card.code} for card in of.cards])
def method(request: HttpRequest, code: str) -> HttpResponse:
    """One definition whole."""
    of, spoken = shelf(), language()
    card = next((c for c in of.cards if c.code == code), None)
    if card is None:
        raise Http404
    w = words(spoken)
    kept_apart = {w[name] for name in ABOVE}
    same, differing = beside(card, spoken)
    context = {
        "card": card,
        "title": card.title.say(spoken),
        "question": card.question.say(spoken),
        "population": card.population.say(spoken),
        "facts": [f for f in facts(card, spoken) if f.label not in kept_apart],
        "notes": notes(card, spoken),
        "variants": [(v.title.say(spoken), v.measure, not v.verified) for v in card.variants],
        "same": same,
        "differing": differing,
        "example": {"head": card.example[0], "rows": card.example[1:]},
        "says_not": [t.say(spoken) for t in card.says_not],
        "reviewed": long_date(card.reviewed, spoken),
        "review_by": long_date(card.review_by, spoken),
        "has_page": code in of.indicators,
        "crumbs": [Crumb(card.title.say(spoken))],
    }
    return rendered(request, "gelijkop/method.html", context, of)


@page(PUBLIC)
def explained(request: HttpRequest) -> HttpResponse:
    """How intervals, equal ability, protection and verdicts work, in short sections."""
    of, spoken = shelf(), language()
    measures = [m.code for m in of.released.measures if m.unit != "distribution"]
    content = replace(of.content(measures, [WHOLE], of.about.groupings[:1]), definitions=())
    method = mark_safe(method_html(content, spoken))  # method_html escapes
    return rendered(request, "gelijkop/explained.html", {"method": method}, of)


def beside(card: DefinitionCard, spoken: Language) -> tuple[Sequence[Fact], Sequence[tuple[str, Sequence[str]]]]:
    """What all variants of a definition share, and in what they differ: a label and the text of each."""
    told = [{f.label: f.text for f in variant_facts(v, spoken)} for v in card.variants]
    labels = dict.fromkeys(label for facts_of in told for label in facts_of)
    columns = {label: [facts_of.get(label, "–") for facts_of in told] for label in labels}
    alike = [Fact(label, texts[0]) for label, texts in columns.items() if len(set(texts)) == 1]
    return alike, [(label, texts) for label, texts in columns.items() if len(set(texts)) > 1]
