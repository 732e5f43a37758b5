"""What every public page shares: the release it is about, its language, its menu, and how long it may be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gelijkop.errors import Language
from gelijkop.present.figure import Figure, figure_csv, figure_html
from gelijkop.present.shelf import Place, Shelf
from gelijkop.web.languages import day_written
from gelijkop.web.release import served

KEEP_SECONDS = 60
"""How long a browser may show a public page again without asking."""


def shelf() -> Shelf:
    """The release in place; a view asks once and makes its whole page of it."""
    return served().shelf


def language() -> Language:
    """The language of figures and sentences: Dutch or English."""
    return "en" if get_language() == "en" else "nl"


@dataclass(frozen=True)
class Item:
    """An entry of the menu; `here`: the page is in this part, `exact`: it is this page."""

    href: str
    label: str
    here: bool
    exact: bool


def rendered(request: HttpRequest, template: str, context: Mapping[str, object], of: Shelf) -> HttpResponse:
    """A public page about a release, in the layout of the site."""
    around = {
        "about": of.about,
        "about_date": day_written(of.about.date),
        "menu": menu(request.path),
        "exported": bool(request.META.get("gelijkop.exported")),
        # The records of the evidence library are in Dutch, whatever the language of the page.
        "dutch": mark_safe("" if language() == "nl" else ' lang="nl"'),
    }
    answer = render(request, template, {**around, **context})
    answer["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return answer


def menu(path: str) -> Sequence[Item]:
    """The main menu, seen from a page."""
    parts = (
        ("indicators", _("Indicatoren")),
        ("chain-list", _("Waar ontstaat het?")),
        ("flows-list", _("Schoolloopbanen")),
        ("areas", _("Gebieden")),
        ("school-list", _("Scholen")),
        ("map-list", _("Kaart")),
        ("evidence", _("Wat werkt?")),
        ("data", _("Cijfers en data")),
    )
    sheets = reverse("school", kwargs={"brin": "-"}).removesuffix("-/")
    items = []
    for name, label in parts:
        href = reverse(name)
        here = path.startswith(href) or (name == "school-list" and path.startswith(sheets))
        items.append(Item(href, label, here, path == href))
    return items


def figures_html(figures: Sequence[Figure]) -> SafeString:
    """Figures as HTML, each with its CSV file beside the page."""
    return mark_safe("".join(figure_html(f, language(), csv_folder="") for f in figures))


def figure_file(figures: Sequence[Figure], ident: str) -> HttpResponse:
    """The CSV file of one of these figures.

    Raises:
        Http404: there is no such figure on the page.
    """
    found = next((f for f in figures if f.ident == ident), None)
    if found is None:
        raise Http404
    answer = HttpResponse("\ufeff" + figure_csv(found, language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{ident}.csv"'
    answer["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return answer


def moved(request: HttpRequest, to: str) -> HttpResponse:  # noqa: ARG001 (for the sake of one form)
    """On to the page whose path holds the state that a form asked for."""
    answer = HttpResponseRedirect(to)
    answer["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return answer


def place_or_404(of: Shelf, code: str, *kinds: str) -> Place:
    """The place with this code.

    Raises:
        Http404: there is none, or not of these kinds.
    """
    found = of.place(code)
    if found is None or (kinds and found.kind not in kinds):
        raise Http404
    return found
