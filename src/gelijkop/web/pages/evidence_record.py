"""The page of one evidence record: all that it says, its effect as a figure, and what it can move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gelijkop.compare.findings import WHOLE
from gelijkop.errors import Language
from gelijkop.evidence.fields import NOT_FOUND, SECTIONS, allowed
from gelijkop.evidence.gaps import grade
from gelijkop.evidence.record import Effect, Record
from gelijkop.evidence.writing import write_record
from gelijkop.present.effect_figures import effect_figures
from gelijkop.present.shelf import Shelf
from gelijkop.web.access import PUBLIC, page
from gelijkop.web.library import Gap, library
from gelijkop.web.pages import chain, indicator
from gelijkop.web.pages.evidence_cards import costs, facts, kind, labels, list_href, result, strength
from gelijkop.web.pages.frame import KEEP_SECONDS, figure_file, figures_html, language, rendered, shelf


def records(of: Shelf) -> Iterator[Mapping[str, str]]:  # noqa: ARG001 (the form of examples)
    """The id of every record."""
    return ({"slug": slug} for slug in library().records)


def files_of_records(of: Shelf) -> Iterator[Mapping[str, str]]:  # noqa: ARG001 (as above)
    """The codes of every CSV file beside those pages."""
    for slug, record in library().records.items():
        for figure in effect_figures(record, "nl"):
            yield {"slug": slug, "ident": figure.ident}


@page(PUBLIC, examples=records)
def evidence_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of one record."""
    of, spoken = shelf(), language()
    record = _record(slug)
    context = {
        "record": record,
        "link": record.link if record.link.startswith(("https://", "http://")) else "",
        "title": record.title.say(spoken),
        "authors": ", ".join(record.authors),
        "publication": allowed("kind")[record.kind].say(spoken),
        "determinant": record.type == "determinant",
        "own": slug in library().own,
        "tags": [kind(record, spoken), *facts(record, spoken)],
        "facts": list(_facts(record, spoken)),
        "sections": list(_sections(record)),
        "figures": figures_html(effect_figures(record, spoken)),
        "numbers": [_number(e, spoken) for e in record.effects],
        "steps": [_moved("step", c, chain.href_of_step(of, c), spoken) for c in record.chain_steps],
        "indicators": [_moved("indicator", c, _figures_of(of, c), spoken) for c in record.indicators],
        "judged": _judged(record),
    }
    return rendered(request, "gelijkop/evidence_record.html", context, of)


@page(PUBLIC, examples=files_of_records)
def evidence_file(request: HttpRequest, slug: str, ident: str) -> HttpResponse:  # noqa: ARG001
    """The CSV file of a figure on the page of a record."""
    return figure_file(effect_figures(_record(slug), language()), ident)


@page(PUBLIC, examples=records)
def evidence_text(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """The file of a record, as `gelijkop evidence` reads it."""
    answer = HttpResponse(write_record(_record(slug)), content_type="text/markdown; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.md"'
    answer["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return answer


def _record(slug: str) -> Record:
    found = library().records.get(slug)
    if found is None:
        raise Http404
    return found


def _facts(record: Record, spoken: Language) -> Iterator[tuple[str, str, bool]]:
    """Label, text, and whether the text is in Dutch whatever the language of the page."""

    def named(name: str, codes: Sequence[str]) -> str:
        return ", ".join(allowed(name)[code].say(spoken) for code in codes)

    yes, no = _("ja"), _("nee")
    told = (
        (_("Wat is het"), allowed("type")[record.type].say(spoken), False),
        (_("Uitkomst van onderzoek"), result(record, spoken), False),
        (_("Gemeten uitkomst"), record.outcome, True),
        (_("Over wie"), record.population, True),
        (_("Waar en wanneer"), record.context, True),
        (_("Onderwijs"), named("education", record.education), False),
        (_("Waar het speelt"), named("level", record.level), False),
        (_("Thema"), named("theme", record.themes), False),
        (_("In Nederland gemeten"), yes if record.dutch_evidence else no, False),
        (_("Bewijs over leerlingen met minder kansen"), yes if record.group_evidence else no, False),
        (_("Kosten"), costs(record) or ("" if record.cost else _("staan niet in de bron")), False),
        (_("Kosten volgens de bron"), record.cost, True),
    )
    return (fact for fact in told if fact[1])


def _sections(record: Record) -> Iterator[Mapping[str, object]]:
    """The text under each heading, in Dutch; `found` has the figures below it."""
    for section in SECTIONS:
        said = getattr(record, section.name)
        yield {"name": section.name, "heading": section.heading, "text": said or NOT_FOUND}


def _number(effect: Effect, spoken: Language) -> Mapping[str, str]:
    """What the source says of a number, and where; all but the basis in Dutch."""
    return {
        "name": effect.version or effect.estimate,
        "original": effect.original,
        "comparison": effect.comparison,
        "source": effect.source,
        "basis": allowed("basis")[effect.basis].say(spoken),
    }


def _judged(record: Record) -> Mapping[str, object]:
    """How strong the evidence is: on one scale, and in the words of who judged."""
    said = record.strength
    return {
        "grade": strength(record),
        "known": grade(record) is not None,
        "scheme": said.scheme if said else "",
        "value": said.value if said else "",
        "judge": said.judge if said else "",
    }


def _moved(gap: Gap, code: str, figures: str, spoken: Language) -> Mapping[str, str]:
    """A step or indicator that it can move, with the page of its figures and the list of all that can move it."""
    return {"label": labels(gap)[code].say(spoken), "figures": figures, "others": list_href(gap, code)}


def _figures_of(of: Shelf, code: str) -> str:
    """The page of an indicator; empty where the release has none."""
    return indicator.href(code, WHOLE, of.about.groupings[0]) if code in of.indicators else ""
