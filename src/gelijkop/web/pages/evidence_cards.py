"""What a list of evidence records shows of each: in a few lines what it is, how sure it is and whom it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gelijkop.errors import Language, Text
from gelijkop.evidence.fields import allowed
from gelijkop.evidence.gaps import Lead, Leads, cost, grade
from gelijkop.evidence.library import Facet
from gelijkop.evidence.record import Record
from gelijkop.evidence.snippets import SENTENCE, Snippet

WORDS: Mapping[Facet, str] = {
    "theme": "thema",
    "sector": "onderwijs",
    "type": "type",
    "result": "uitkomst",
    "grade": "sterkte",
    "kind": "soort",
    "level": "niveau",
    "step": "stap",
    "indicator": "indicator",
}
"""The facets as addresses and forms name them."""
FACET_OF = {word: facet for facet, word in WORDS.items()}


@dataclass(frozen=True)
class Card:
    """A record in a list. `passage` is HTML in Dutch; so is `scheme`: the scale of the grade and its judge."""

    href: str
    title: str
    passage: SafeString
    determinant: bool
    kind: str
    result: str
    strength: str
    scheme: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The cards under one heading; `intro` says what they have in common."""

    ident: str
    heading: str
    intro: str
    cards: tuple[Card, ...]


def card(record: Record, spoken: Language, *, snippet: Snippet | None = None, about_group: int | None = None) -> Card:
    """The card of a record, with the passage that was looked for or else its first sentence."""
    return Card(
        href(record.id),
        record.title.say(spoken),
        marked(snippet) if snippet is not None else escape(first_sentence(record)),
        record.type == "determinant",
        kind(record, spoken),
        result(record, spoken),
        strength(record),
        scheme(record),
        tuple(facts(record, spoken, about_group=about_group)),
    )


def facts(record: Record, spoken: Language, *, about_group: int | None = None) -> Iterator[str]:
    """What was measured, for whom, what it costs, where, and when, in a few words each."""
    known = (
        result(record, spoken),
        {2: _("over deze groep"), 1: _("over leerlingen met minder kansen")}.get(about_group or 0, ""),
        costs(record),
        _("Nederlands onderzoek") if record.dutch_evidence else _("niet in Nederland gemeten"),
        ", ".join(record.education),
        str(record.year),
    )
    return (fact for fact in known if fact)


def kind(record: Record, spoken: Language) -> str:
    """What it is, in a word; of a determinant also that it is nothing one does."""
    label = allowed("type")[record.type].say(spoken)
    return label if record.type == "determinant" else label.split(":")[0]


def parts(found: Leads, spoken: Language, *, grouping: bool = False) -> Iterator[Part]:
    """What one can do, what was measured and did not help, and the determinants, each under a heading of its own."""
    told = (
        ("doen", _("Wat u kunt doen"), "", found.act),
        (
            "zonder-effect",
            _("Gemeten, maar zonder gunstig effect"),
            _("Ook dit is kennis: het is geprobeerd en gemeten."),
            found.without_effect,
        ),
        (
            "determinanten",
            _("Wat ermee samenhangt"),
            _("Dit zijn geen aanpakken. Ze gaan samen met de kansen van leerlingen; ze veranderen is iets anders."),
            found.determinants,
        ),
    )
    for ident, heading, intro, leads in told:
        if leads:
            yield Part(ident, heading, intro, tuple(_of_lead(lead, spoken, grouping=grouping) for lead in leads))


def href(slug: str) -> str:
    """The address of the page of a record."""
    return reverse("evidence-record", kwargs={"slug": slug})


def list_href(facet: Facet, code: str, grouping: str = "") -> str:
    """The address of the list of a code of a facet; of a step or indicator also for a grouping."""
    kwargs = {"by": WORDS[facet], "code": code}
    if grouping:
        return reverse("evidence-group", kwargs={**kwargs, "grouping": grouping})
    return reverse("evidence-list", kwargs=kwargs)


def labels(facet: Facet) -> Mapping[str, Text]:
    """The codes of a facet with their labels, in the order of their list."""
    if facet == "sector":
        return {**allowed("education"), **{c: t for c, t in allowed("sector").items() if c not in allowed("education")}}
    return allowed("chain_step" if facet == "step" else facet)


def result(record: Record, spoken: Language) -> str:
    """Whether an effect was measured, and which way; empty for a determinant, which nobody does."""
    if record.type == "determinant":
        return ""
    return allowed("result")[record.result].say(spoken) if record.result else _("de bron noemt geen uitkomst")


def strength(record: Record) -> str:
    """How strong the evidence is, on one scale of five."""
    found = grade(record)
    return _("bewijs {grade} van 5").format(grade=found) if found else _("sterkte van het bewijs niet beoordeeld")


def scheme(record: Record) -> str:
    """By which scale that is and who judged, in Dutch; empty where nobody did."""
    return f"{record.strength.scheme}; {record.strength.judge}" if record.strength else ""


def costs(record: Record) -> str:
    """The degree of cost; empty where the source gives none."""
    found = cost(record)
    return _("kosten {degree} van 5").format(degree=found) if found else ""


def first_sentence(record: Record) -> str:
    """The sentence that says what it is."""
    found = SENTENCE.match(record.about)
    return found[0].strip() if found else record.about


def marked(snippet: Snippet) -> SafeString:
    """The passage with the words that were looked for marked."""
    pieces, at = [], 0
    for start, end in snippet.marks:
        pieces += [escape(snippet.text[at:start]), "<mark>", escape(snippet.text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(snippet.text[at:])]))


def _of_lead(lead: Lead, spoken: Language, *, grouping: bool) -> Card:
    # Without a group in question, that it is about fewer chances is all there is to say.
    return card(lead.record, spoken, about_group=lead.about_group if grouping else min(lead.about_group, 1))


def first_cards(found: Leads, most: int, spoken: Language) -> Sequence[Card]:
    """The first of what one can do, for a page about something else."""
    return [card(lead.record, spoken, about_group=lead.about_group) for lead in found.act[:most]]
