"""How every figure is made: each definition with its variants and worked example, and the method in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.present.dates import long_date
from gelijkop.present.definition_card import DefinitionCard, Fact, VariantCard, facts, notes, variant_facts, words
from gelijkop.present.method import method_html
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.pages.frame import language, rendered, shelf

ABOVE = ("question", "who", "unit", "reviewed", "review_by", "breaks", "sources")
"""Facts of a definition that have a place of their own on its page."""
NONE = "–"


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
        "same": same,
        "differing": differing,
        "example": {"head": card.example[0], "rows": card.example[1:]},
        "says_not": [t.say(spoken) for t in card.says_not],
        "reviewed": long_date(card.reviewed, spoken),
        "review_by": long_date(card.review_by, spoken),
        "has_page": code in of.indicators,
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


@dataclass(frozen=True)
class Variant:
    """One definition of several: its name, the code of its measure, and its text under each label that differs."""

    name: str
    measure: str
    unverified: bool
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Differing:
    """In what the variants of a definition differ: a column a label, a row a variant."""

    labels: tuple[str, ...]
    rows: tuple[Variant, ...]


def beside(card: DefinitionCard, spoken: Language) -> tuple[Sequence[Fact], Differing]:
    """What all variants of a definition share, and in what they differ."""
    told = [_told(v, spoken) for v in card.variants]
    labels = tuple(dict.fromkeys(label for of in told for label in of))
    columns = {label: [of.get(label, NONE) for of in told] for label in labels}
    alike = [Fact(label, texts[0]) for label, texts in columns.items() if len(set(texts)) == 1]
    different = tuple(label for label, texts in columns.items() if len(set(texts)) > 1)
    rows = tuple(
        Variant(v.title.say(spoken), v.measure, not v.verified, tuple(columns[label][i] for label in different))
        for i, v in enumerate(card.variants)
    )
    return alike, Differing(different, rows)


def _told(variant: VariantCard, spoken: Language) -> Mapping[str, str]:
    """The facts of a variant by label. Flows have too many outcomes to list: from which and to which says enough."""
    found = {f.label: f.text for f in variant_facts(variant, spoken)}
    pairs = [name.split(">") for name, _ in variant.outcomes]
    if all(len(pair) == 2 for pair in pairs):
        origins, targets = (", ".join(dict.fromkeys(side)) for side in zip(*pairs, strict=True))
        found[words(spoken)["outcomes"]] = gettext("van {origins} naar {targets}").format(
            origins=origins, targets=targets
        )
    return found
